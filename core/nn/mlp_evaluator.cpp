// Forward passes over many points, in blocks of `blockPoints` so that activations stay in the cache; blocks are the
// chunks of parallelFor. Each chunk runs on scratch of its own.
#include <algorithm>
#include <cstring>

#include "core/base/parallel.h"
#include "core/nn/mlp_graph.h"

namespace gradus {

namespace {
constexpr size_t blockPoints = 256;

// Rows of a block, the missing ones of the last block repeated from the last row: their results are not used.
const float* blockOf(const float* data, size_t width, size_t begin, size_t count, std::vector<float>& buffer) {
  if (!data) return nullptr;
  const float* from = data + begin * width;
  if (count == blockPoints) return from;
  buffer.resize(blockPoints * width);
  std::memcpy(buffer.data(), from, count * width * sizeof(float));
  for (size_t i = count; i < blockPoints; ++i)
    std::memcpy(&buffer[i * width], from + (count - 1) * width, width * sizeof(float));
  return buffer.data();
}
}  // namespace

struct MlpEvaluator::Impl {
  Mlp mlp;
  std::shared_ptr<const Program> all, last;  // every layer's activations; the output only, as rows of samples

  explicit Impl(Mlp model) : mlp(std::move(model)) {
    Graph everything;
    all =
        compile<float>(everything, {.outputs = buildMlp(everything, mlp.params(), blockPoints, false, {}).activations});
    Graph output;
    last = compile<float>(output,
                          {.outputs = {buildMlp(output, mlp.params(), blockPoints, false, {}).activations.back()}});
  }

  // Calls take(executor, begin, count) for each block.
  template <typename Take>
  void forBlocks(const std::shared_ptr<const Program>& program, const MlpState& state, const float* x, size_t count,
                 const float* time, const Take& take) const {
    const auto inputs = static_cast<size_t>(mlp.params().inputs);
    constexpr size_t blocksPerChunk = 4;  // scratch is made once per chunk
    parallelFor(count, blocksPerChunk * blockPoints, [&](size_t chunkBegin, size_t chunkEnd) {
      Executor executor(program);
      std::vector<float> bufferX, bufferTime;
      for (size_t begin = chunkBegin; begin < chunkEnd; begin += blockPoints) {
        const size_t n = std::min(blockPoints, chunkEnd - begin);
        executor.setInput(program->input("x"), blockOf(x, inputs, begin, n, bufferX));
        if (time) executor.setInput(program->input("time"), blockOf(time, 1, begin, n, bufferTime));
        executor.evaluate(state);
        take(executor, begin, n);
      }
    });
  }
};

MlpEvaluator::MlpEvaluator(Mlp mlp) : impl_(std::make_shared<const Impl>(std::move(mlp))) {}
MlpEvaluator::MlpEvaluator(const MlpEvaluator&) = default;
MlpEvaluator& MlpEvaluator::operator=(const MlpEvaluator&) = default;
MlpEvaluator::~MlpEvaluator() = default;
const Mlp& MlpEvaluator::mlp() const {
  return impl_->mlp;
}

void MlpEvaluator::activations(const MlpState& state, const float* x, size_t count, MlpActivations& out,
                               const float* time) const {
  const std::vector<int>& sizes = impl_->mlp.sizes();
  out.count = count;
  out.layers.resize(sizes.size() - 1);
  for (size_t l = 0; l + 1 < sizes.size(); ++l) out.layers[l].resize(static_cast<size_t>(sizes[l + 1]) * count);
  impl_->forBlocks(impl_->all, state, x, count, time, [&](const Executor& executor, size_t begin, size_t n) {
    for (size_t l = 0; l < out.layers.size(); ++l) {
      const size_t pitch = executor.outputPitch(l);
      for (size_t unit = 0; unit < static_cast<size_t>(sizes[l + 1]); ++unit) {
        std::memcpy(&out.layers[l][unit * count + begin], executor.output(l) + unit * pitch, n * sizeof(float));
      }
    }
  });
}

void MlpEvaluator::outputs(const MlpState& state, const float* x, size_t count, float* out, const float* time) const {
  const auto units = static_cast<size_t>(impl_->mlp.params().outputs);
  impl_->forBlocks(impl_->last, state, x, count, time, [&](const Executor& executor, size_t begin, size_t n) {
    const float* values = executor.output(0);
    const size_t pitch = executor.outputPitch(0);
    for (size_t i = 0; i < n; ++i) {
      for (size_t unit = 0; unit < units; ++unit) out[(begin + i) * units + unit] = values[unit * pitch + i];
    }
  });
}

void MlpEvaluator::outputsAt(const MlpState& state, const float* x, size_t count, float time, float* out) const {
  const std::vector<float> times(count, time);
  outputs(state, x, count, out, times.data());
}

double MlpEvaluator::loss(const MlpState& state, const float* x, const float* target, size_t count,
                          const float* time) const {
  const MlpParams& params = impl_->mlp.params();
  const auto inputs = static_cast<size_t>(params.inputs);
  const size_t targets = params.loss == LossKind::softmax ? 1 : static_cast<size_t>(params.outputs);
  double sum = 0;
  std::shared_ptr<const Program> program;
  size_t size = 0;
  for (size_t begin = 0; begin < count; begin += size) {
    const size_t n = std::min(blockPoints, count - begin);
    if (n != size) {  // the last block has a program of its own size
      Graph graph;
      program = compile<float>(graph, {.outputs = {buildMlp(graph, params, static_cast<int64_t>(n), true, {}).loss}});
      size = n;
    }
    Executor executor(program);
    executor.setInput(program->input("x"), x + begin * inputs);
    executor.setInput(program->input("target"), target + begin * targets);
    if (time) executor.setInput(program->input("time"), time + begin);
    executor.evaluate(state);
    sum += executor.outputScalar(0) * static_cast<double>(n);
  }
  return count ? sum / static_cast<double>(count) : 0;
}

}  // namespace gradus
