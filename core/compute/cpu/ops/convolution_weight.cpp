// Weight gradient of a convolution: for every kernel position, input channel and output channel the sum over all pixels
// of x times g. Each chunk of images sums on its own, the chunks are added up in order.
#include <algorithm>
#include <cstring>

#include "core/compute/cpu/ops/convolution_plan.h"

namespace gradus {

namespace {

using Form = GatherPlan::Form;

struct WeightPlan {
  GatherPlan gather;
  int64_t together = 1;         // images per sweep: they stay in the second-level cache
  std::vector<int64_t> pixels;  // where each pixel's first tap lies in x, in elements
  bool copiedG = false;         // g lies in memory whose rows may not be read beyond their end
  int64_t pitchG = 0;
  int64_t channels = 0, sweeps = 1;  // lanes of a sweep; sweeps: groups, or output channels if they are few
  int64_t rows = 0;                  // of sums in a sweep
  int64_t sums = 0;                  // elements of a chunk's sums
  int64_t turned = 0, compact = 0, images = 0, imagesG = 0, elementsG = 0, workspace = 0;
};

// The bordered (or original) images of a sweep and their gradients.
template <typename T>
struct Sweep {
  const T *a = nullptr, *g = nullptr;
  PixelWalk walk;
};

template <typename T>
Sweep<T> prepareSweep(const WeightPlan& plan, const T* x, const T* g, T* bordered, T* copyOfG, int64_t first,
                      int64_t count) {
  const GatherPlan& gather = plan.gather;
  const int64_t elements = gather.rows * gather.cols * gather.pitch, elementsG = gather.outPixels * plan.pitchG;
  Sweep<T> sweep{x + first * elements, g + first * elementsG};
  sweep.walk = {count, gather.outPixels, plan.pixels.data(), elements, elementsG, plan.pitchG};
  if (gather.copied) {
    for (int64_t n = 0; n < count; ++n)
      copyInside(gather, x + (first + n) * elements, bordered + n * gather.imageElements);
    sweep.a = bordered;
    sweep.walk.imageA = gather.imageElements;
  }
  if (plan.copiedG) {
    std::memcpy(copyOfG, sweep.g, static_cast<size_t>(count * elementsG) * sizeof(T));
    sweep.g = copyOfG;
  }
  return sweep;
}

template <typename T>
void addSweep(const Kernels<T>& kernels, const WeightPlan& plan, const Sweep<T>& sweep, T* sums) {
  const GatherPlan& gather = plan.gather;
  const bool depthwise = gather.form == Form::depthwise, spread = gather.form == Form::dots;
  const auto add = depthwise ? kernels.convolution.sumDepthwise
                   : spread  ? kernels.convolution.sumSpread
                             : kernels.convolution.sumPixels;
  for (int64_t s = 0; s < plan.sweeps; ++s) {
    const T* a = sweep.a + (gather.form == Form::dense ? s * gather.inChannels : 0);
    for (int64_t col = 0; col < plan.channels; col += 2 * kernels.lanes) {
      const int vectors = plan.channels - col > kernels.lanes ? 2 : 1;
      const T* g = sweep.g + (depthwise ? col : spread ? s : s * plan.channels + col);
      add(plan.rows, gather.offsets.data(), sweep.walk, a + (gather.form == Form::dense ? 0 : col), g, vectors, sums);
      sums += plan.rows * vectors * kernels.lanes;
    }
  }
}

// Panels of sums -> rows (input channel, tap) of all lanes.
template <typename T>
void joinPanels(const WeightPlan& plan, int64_t lanes, const T*& sums, T* turned) {
  const GatherPlan& gather = plan.gather;
  const int64_t pitch = padded<T>(plan.channels), perTap = plan.rows / gather.taps;
  for (int64_t col = 0; col < plan.channels; col += 2 * lanes) {
    const int64_t width = plan.channels - col > lanes ? 2 * lanes : lanes;
    for (int64_t tap = 0; tap < gather.taps; ++tap) {
      for (int64_t c = 0; c < perTap; ++c, sums += width)
        std::memcpy(turned + (c * gather.taps + tap) * pitch + col, sums, static_cast<size_t>(width) * sizeof(T));
    }
  }
}

template <typename T>
void writeWeights(const RunMemory<T>& memory, const Instruction& i, const WeightPlan& plan, const T* sums) {
  const Kernels<T>& kernels = *memory.kernels;
  T *const turned = memory.at(i.workspace) + plan.turned, *const out = memory.at(i.out);
  const bool gaps = i.out.pitch != i.out.cols && i.out.rows > 1;
  T* const weights = gaps ? memory.at(i.workspace) + plan.compact : out;
  const int64_t columns = plan.rows;  // of the weight seen as [lanes][row of sums]
  for (int64_t s = 0; s < plan.sweeps; ++s) {
    joinPanels(plan, kernels.lanes, sums, turned);
    // [o][c][tap] with lanes along o (dense), along the channel itself (depthwise) or along c for one o (few outputs)
    kernels.transpose(columns, plan.channels, turned, padded<T>(plan.channels), weights + s * plan.channels * columns,
                      columns);
  }
  if (!gaps) return;
  for (int64_t r = 0; r < i.out.rows; ++r)
    std::memcpy(out + r * i.out.pitch, weights + r * i.out.cols, static_cast<size_t>(i.out.cols) * sizeof(T));
}

}  // namespace

template <typename T>
void runConvolutionWeight(const RunMemory<T>& memory, const Instruction& i) {
  const auto& plan = *static_cast<const WeightPlan*>(i.plan.get());
  const GatherPlan& gather = plan.gather;
  T* const workspace = memory.at(i.workspace);
  const T *x = memory.at(i.in[0].place), *g = memory.at(i.in[1].place);
  const Kernels<T>& kernels = *memory.kernels;
  forChunks(gather.chunks, [&](int64_t chunk) {
    T* sums = workspace + chunk * plan.sums;
    std::fill_n(sums, plan.sums, T(0));
    T* bordered = workspace + plan.images + chunk * plan.together * gather.imageElements;
    T* copyOfG = workspace + plan.imagesG + chunk * plan.together * plan.elementsG;
    if (gather.copied) std::fill_n(bordered, plan.together * gather.imageElements, T(0));
    const int64_t end = gather.imageBegin(chunk + 1);
    for (int64_t n = gather.imageBegin(chunk); n < end; n += plan.together) {
      const int64_t count = std::min(plan.together, end - n);
      addSweep(kernels, plan, prepareSweep(plan, x, g, bordered, copyOfG, n, count), sums);
    }
  });
  const auto add = kernels.micro[static_cast<int>(Micro::add)][0];
  for (int64_t chunk = 1; chunk < gather.chunks; ++chunk)
    add(workspace, workspace, workspace + chunk * plan.sums, workspace, plan.sums);
  writeWeights(memory, i, plan, static_cast<const T*>(workspace));
}
template void runConvolutionWeight<float>(const RunMemory<float>&, const Instruction&);
template void runConvolutionWeight<double>(const RunMemory<double>&, const Instruction&);

template <typename T>
void prepareConvolutionWeight(Instruction& i) {
  const Place &x = i.in[0].place, &g = i.in[1].place;
  const ConvolutionSizes sizes(i.shapes[0], i.shapes[1], i.record.shape, i.record.numbers);
  WeightPlan plan{.gather = planGather<T>(sizes, false, x, g, false)};
  GatherPlan& gather = plan.gather;
  gather.chunks = std::clamp<int64_t>(gather.chunks, 1, 4);
  const bool dense = gather.form == Form::dense, depthwise = gather.form == Form::depthwise;
  plan.channels = dense ? gather.outChannels : depthwise ? gather.groups : gather.inChannels;
  plan.sweeps = dense ? gather.groups : depthwise ? 1 : gather.outChannels;
  plan.rows = gather.phases[0].k;
  plan.sums = plan.sweeps * plan.rows * padded<T>(plan.channels);
  const GatherPhase& phase = gather.phases[0];
  for (int64_t y = 0; y < phase.rows; ++y) {
    for (int64_t z = 0; z < phase.cols; ++z) plan.pixels.push_back(y * phase.inStepY + z * phase.inStepX);
  }
  plan.pitchG = g.pitch;
  plan.copiedG = !g.padded() && (dense || depthwise);
  plan.elementsG = padded<T>(gather.outPixels * g.pitch) + 2 * padUnit<T>;
  const int64_t inCache = 131072 / static_cast<int64_t>(sizeof(T));
  plan.together =
      std::clamp<int64_t>(inCache / gather.imageElements, 1, std::max<int64_t>(1, gather.images / gather.chunks));
  plan.turned = gather.chunks * plan.sums;
  plan.compact = plan.turned + plan.rows * padded<T>(plan.channels) + padUnit<T>;
  plan.images = plan.compact + padded<T>(i.record.shape.count()) + padUnit<T>;
  plan.imagesG = plan.images + (gather.copied ? gather.chunks * plan.together * gather.imageElements : 0);
  plan.workspace = plan.imagesG + (plan.copiedG ? gather.chunks * plan.together * plan.elementsG : 0);
  i.plan = std::make_shared<const WeightPlan>(std::move(plan));
}
template void prepareConvolutionWeight<float>(Instruction&);
template void prepareConvolutionWeight<double>(Instruction&);

template <typename T>
int64_t workspaceOfConvolutionWeight(const Instruction& i) {
  return static_cast<const WeightPlan*>(i.plan.get())->workspace;
}
template int64_t workspaceOfConvolutionWeight<float>(const Instruction&);
template int64_t workspaceOfConvolutionWeight<double>(const Instruction&);

}  // namespace gradus
