// Convolutions and transposed convolutions: weights are packed once per run, then images are gathered in turn.
#include <algorithm>
#include <cstring>

#include "core/compute/cpu/ops/convolution_plan.h"
#include "core/compute/cpu/ops/cpu_op.h"

namespace gradus {

namespace {

using Form = GatherPlan::Form;

bool hasGaps(const Place& place) {
  return place.pitch != place.cols && place.rows > 1;
}

// Weights of one group as rows (input channel, tap) of output channels. They come as [o][c][tap]; of the transpose o is
// the input channel.
template <typename T>
void turnGroup(const Kernels<T>& kernels, const GatherPlan& plan, const T* weights, T* turned) {
  const int64_t pitch = padded<T>(plan.outChannels), taps = plan.taps;
  if (!plan.transposed) {
    kernels.transpose(plan.outChannels, plan.inChannels * taps, weights, plan.inChannels * taps, turned, pitch);
    return;
  }
  for (int64_t in = 0; in < plan.inChannels; ++in) {
    kernels.transpose(plan.outChannels, taps, weights + in * plan.outChannels * taps, taps, turned + in * taps * pitch,
                      pitch);
  }
}

// Panel of channels [col, col + width) for all phases: the bias, then a row per tap and input channel.
template <typename T>
T* packPanel(const GatherPlan& plan, const T* turned, int64_t pitch, int64_t inChannels, int64_t col, int64_t width,
             int64_t channels, const T* bias, T* packed) {
  for (const GatherPhase& phase : plan.phases) {
    for (int64_t j = 0; j < width; ++j) packed[j] = bias && col + j < channels ? bias[col + j] : T(0);
    packed += width;
    for (int64_t t = 0; t < phase.taps; ++t) {
      const int64_t tap = plan.tapOf[static_cast<size_t>(phase.firstTap + t)];
      for (int64_t c = 0; c < inChannels; ++c, packed += width) {
        std::memcpy(packed, turned + (c * plan.taps + tap) * pitch + col, static_cast<size_t>(width) * sizeof(T));
      }
    }
  }
  return packed;
}

template <typename T>
void packDots(const Kernels<T>& kernels, const GatherPlan& plan, const T* weights, const T* bias, T* packed) {
  const int64_t run = (plan.inChannels + kernels.lanes - 1) / kernels.lanes * kernels.lanes;
  for (int64_t o = 0; o < plan.outChannels; ++o) {
    for (const GatherPhase& phase : plan.phases) {
      packed += padUnit<T>;
      packed[-1] = bias ? bias[o] : T(0);
      for (int64_t t = 0; t < phase.taps; ++t, packed += run) {
        const int64_t tap = plan.tapOf[static_cast<size_t>(phase.firstTap + t)];
        for (int64_t c = 0; c < run; ++c) {
          const int64_t at = plan.transposed ? c * plan.outChannels + o : o * plan.inChannels + c;
          packed[c] = c < plan.inChannels ? weights[at * plan.taps + tap] : T(0);
        }
      }
    }
  }
}

template <typename T>
void packWeights(const RunMemory<T>& memory, const Instruction& i, const GatherPlan& plan) {
  const Kernels<T>& kernels = *memory.kernels;
  T* const workspace = memory.at(i.workspace);
  const T* weights = withoutGaps(memory.at(i.in[1].place), i.in[1].place, workspace + plan.compact);
  const T* bias = i.in.size() > 2 ? memory.at(i.in[2].place) : nullptr;
  if (plan.form == Form::dots) return packDots(kernels, plan, weights, bias, workspace);
  const bool depthwise = plan.form == Form::depthwise;
  const int64_t channels = depthwise ? plan.groups : plan.outChannels, pitch = padded<T>(channels);
  const int64_t groupWeights = plan.inChannels * plan.outChannels * plan.taps;
  T *turned = workspace + plan.turned, *packed = workspace;
  for (int64_t group = 0; group < (depthwise ? 1 : plan.groups); ++group) {
    if (depthwise) {
      kernels.transpose(channels, plan.taps, weights, plan.taps, turned, pitch);
    } else {
      turnGroup(kernels, plan, weights + group * groupWeights, turned);
    }
    for (int64_t col = 0; col < channels; col += 2 * kernels.lanes) {
      const int64_t width = channels - col > kernels.lanes ? 2 * kernels.lanes : kernels.lanes;
      packed = packPanel(plan, turned, pitch, depthwise ? 1 : plan.inChannels, col, width, channels,
                         bias ? bias + group * channels : nullptr, packed);
    }
  }
}

template <typename T>
void gatherDotsImage(const Kernels<T>& kernels, const GatherPlan& plan, const T* packed, const T* image, T* out) {
  const int64_t run = (plan.inChannels + kernels.lanes - 1) / kernels.lanes * kernels.lanes;
  for (int64_t o = 0; o < plan.outChannels; ++o) {
    for (const GatherPhase& phase : plan.phases) {
      packed += padUnit<T>;
      for (int64_t y = 0; y < phase.rows; ++y) {
        kernels.convolution.gatherDots(phase.cols, phase.taps, plan.offsets.data() + phase.firstOffset, plan.inChannels,
                                       image + y * phase.inStepY, phase.inStepX, packed,
                                       out + phase.outStart + y * phase.outStepY + o, phase.outStepX);
      }
      packed += phase.taps * run;
    }
  }
}

template <typename T>
void gatherImage(const Kernels<T>& kernels, const GatherPlan& plan, const T* packed, const T* image, T* out) {
  if (plan.form == Form::dots) return gatherDotsImage(kernels, plan, packed, image, out);
  const bool depthwise = plan.form == Form::depthwise;
  const int64_t channels = depthwise ? plan.groups : plan.outChannels, groups = depthwise ? 1 : plan.groups;
  const auto gather = depthwise ? kernels.convolution.gatherDepthwise : kernels.convolution.gatherRow;
  for (int64_t group = 0; group < groups; ++group) {
    for (int64_t col = 0; col < channels; col += 2 * kernels.lanes) {
      const int vectors = channels - col > kernels.lanes ? 2 : 1;
      const int64_t width = vectors * kernels.lanes;
      // Beyond its channels a panel may write only where nothing lies: behind the last group, in padded rows.
      const int64_t stored = groups == 1 && plan.outPitch > 1 ? width : std::min(width, channels - col);
      const T* from = image + (depthwise ? col : group * plan.inChannels);
      for (const GatherPhase& phase : plan.phases) {
        for (int64_t y = 0; y < phase.rows; ++y) {
          gather(phase.cols, phase.k, plan.offsets.data() + phase.firstOffset, from + y * phase.inStepY, phase.inStepX,
                 packed, vectors, out + phase.outStart + y * phase.outStepY + group * channels + col, phase.outStepX,
                 stored);
        }
        packed += (1 + phase.k) * width;
      }
    }
  }
}

// In place; elements after the last belong to the next image, so they go through a buffer.
template <typename T>
void activate(const Kernels<T>& kernels, Micro activation, T* values, int64_t count) {
  const auto run = kernels.micro[static_cast<int>(activation)][0];
  const int64_t rest = count % kernels.lanes;
  if (count > rest) run(values, values, values, values, count - rest);
  if (rest == 0) return;
  alignas(64) T last[padUnit<T>] = {};
  std::memcpy(last, values + count - rest, static_cast<size_t>(rest) * sizeof(T));
  run(last, last, last, last, rest);
  std::memcpy(values + count - rest, last, static_cast<size_t>(rest) * sizeof(T));
}

template <typename T>
void runGather(const RunMemory<T>& memory, const Instruction& i) {
  const auto& plan = *static_cast<const GatherPlan*>(i.plan.get());
  packWeights(memory, i, plan);
  const T *packed = memory.at(i.workspace), *in = memory.at(i.in[0].place);
  T* out = memory.at(i.out);
  const int64_t inElements = plan.rows * plan.cols * plan.pitch, outElements = plan.outPixels * plan.outPitch;
  forChunks(plan.chunks, [&](int64_t chunk) {
    T* bordered = memory.at(i.workspace) + plan.image + chunk * plan.imageElements;
    if (plan.copied) std::fill_n(bordered, plan.imageElements, T(0));
    for (int64_t n = plan.imageBegin(chunk); n < plan.imageBegin(chunk + 1); ++n) {
      if (plan.copied) copyInside(plan, in + n * inElements, bordered);
      gatherImage(*memory.kernels, plan, packed, plan.copied ? bordered : in + n * inElements, out + n * outElements);
      if (i.record.number != 1)
        memory.kernels->convolution.activate(outElements, static_cast<T>(i.record.number), out + n * outElements);
      if (i.activation != Micro::copy) activate(*memory.kernels, i.activation, out + n * outElements, outElements);
    }
  });
}

template <typename T, bool transposed>
void prepareGather(Instruction& i) {
  const Shape &x = transposed ? i.record.shape : i.shapes[0], &y = transposed ? i.shapes[0] : i.record.shape;
  const ConvolutionSizes sizes(x, y, i.shapes[1], i.record.numbers);
  i.plan = std::make_shared<const GatherPlan>(
      planGather<T>(sizes, transposed, i.in[0].place, i.out, hasGaps(i.in[1].place)));
}

int64_t workspaceOfGather(const Instruction& i) {
  return static_cast<const GatherPlan*>(i.plan.get())->workspace;
}

}  // namespace

template <typename T>
std::span<const CpuOp<T>> convolutionCpuOps() {
  static constexpr CpuOp<T> rows[] = {
      {OpKind::convolution, runGather<T>, workspaceOfGather, false, prepareGather<T, false>},
      {OpKind::convolutionInput, runGather<T>, workspaceOfGather, false, prepareGather<T, true>},
      {OpKind::convolutionWeight, runConvolutionWeight<T>, workspaceOfConvolutionWeight<T>, true,
       prepareConvolutionWeight<T>},
  };
  return rows;
}
template std::span<const CpuOp<float>> convolutionCpuOps();
template std::span<const CpuOp<double>> convolutionCpuOps();

}  // namespace gradus
