#include "core/compute/cpu/ops/convolution_plan.h"

#include <algorithm>
#include <cstring>

namespace gradus {

ConvolutionSizes::ConvolutionSizes(const Shape& x, const Shape& y, const Shape& weight,
                                   const std::vector<int64_t>& numbers) {
  const bool image = x.rank() == 4;
  images = x[0];
  height = image ? x[1] : 1;
  width = x[x.rank() - 2];
  channels = x[x.rank() - 1];
  outHeight = image ? y[1] : 1;
  outWidth = y[y.rank() - 2];
  outChannels = y[y.rank() - 1];
  kernel[0] = image ? weight[2] : 1;
  kernel[1] = weight[weight.rank() - 1];
  for (size_t side = 0; side < 2; ++side) {
    const bool flat = side == 0 && !image;  // a sequence has no vertical numbers
    stride[side] = flat ? 1 : numbers[side];
    padding[2 * side] = flat ? 0 : numbers[2 + 2 * side];
    padding[2 * side + 1] = flat ? 0 : numbers[3 + 2 * side];
    dilation[side] = flat ? 1 : numbers[6 + side];
  }
  groups = numbers[8];
}

namespace {

// One direction of one phase: result positions first, first + step, ... read source positions at + inStep j + shift.
struct Line {
  int64_t first = 0, step = 1, count = 0, inStep = 1;
  std::vector<int64_t> taps, shifts;
};

// Forward: output j reads input j s + u d - p.
std::vector<Line> forwardLines(int64_t out, int64_t kernel, int64_t stride, int64_t dilation, int64_t padding) {
  Line line{.count = out, .inStep = stride};
  for (int64_t u = 0; u < kernel; ++u) {
    line.taps.push_back(u);
    line.shifts.push_back(u * dilation - padding);
  }
  return {line};
}

// Transposed: input i gets from output j if i = j s + u d - p, so i + p and u d leave the same remainder.
std::vector<Line> transposedLines(int64_t in, int64_t kernel, int64_t stride, int64_t dilation, int64_t padding) {
  std::vector<Line> lines;
  for (int64_t first = 0; first < std::min(stride, in); ++first) {
    Line line{.first = first, .step = stride, .count = (in - 1 - first) / stride + 1};
    for (int64_t u = 0; u < kernel; ++u) {
      const int64_t from = first + padding - u * dilation;
      if (from % stride != 0) continue;
      line.taps.push_back(u);
      line.shifts.push_back(from / stride);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

// Zeros needed before and after `size` source positions so that all lines stay inside.
void widen(const std::vector<Line>& lines, int64_t size, int64_t& before, int64_t& after) {
  for (const Line& line : lines) {
    for (const int64_t shift : line.shifts) {
      before = std::max(before, -shift);
      after = std::max(after, (line.count - 1) * line.inStep + shift - (size - 1));
    }
  }
}

// Phases are all pairs of a vertical and a horizontal line.
void addPhases(GatherPlan& plan, const std::vector<Line>& down, const std::vector<Line>& across, int64_t kernelCols,
               int64_t outCols) {
  const int64_t pitch = plan.pitch, rowPitch = (plan.cols + plan.border[2] + plan.border[3]) * pitch;
  const bool offsetPerChannel = plan.form == GatherPlan::Form::dense;
  for (const Line& y : down) {
    for (const Line& x : across) {
      GatherPhase phase{.rows = y.count,
                        .cols = x.count,
                        .outStart = (y.first * outCols + x.first) * plan.outPitch,
                        .outStepY = y.step * outCols * plan.outPitch,
                        .outStepX = x.step * plan.outPitch,
                        .inStepY = y.inStep * rowPitch,
                        .inStepX = x.inStep * pitch,
                        .firstTap = static_cast<int64_t>(plan.tapOf.size()),
                        .firstOffset = static_cast<int64_t>(plan.offsets.size())};
      for (size_t u = 0; u < y.taps.size(); ++u) {
        for (size_t v = 0; v < x.taps.size(); ++v) {
          plan.tapOf.push_back(y.taps[u] * kernelCols + x.taps[v]);
          const int64_t at = (y.shifts[u] + plan.border[0]) * rowPitch + (x.shifts[v] + plan.border[2]) * pitch;
          for (int64_t c = 0; c < (offsetPerChannel ? plan.inChannels : 1); ++c) plan.offsets.push_back(at + c);
        }
      }
      phase.taps = static_cast<int64_t>(plan.tapOf.size()) - phase.firstTap;
      phase.k = static_cast<int64_t>(plan.offsets.size()) - phase.firstOffset;
      if (phase.inStepY == phase.cols * phase.inStepX && phase.outStepY == phase.cols * phase.outStepX) {
        phase.cols *= phase.rows;  // rows follow on each other: one long row
        phase.rows = 1;
      }
      plan.phases.push_back(phase);
    }
  }
}

// Everything is laid out for vectors of 64 bytes, the widest of all levels.
template <typename T>
void layOut(GatherPlan& plan, bool weightGaps) {
  const int64_t unit = padUnit<T>;
  const int64_t weights = plan.groups * plan.inChannels * plan.outChannels * plan.taps;
  int64_t rows = 0;
  for (const GatherPhase& phase : plan.phases) rows += 1 + phase.k;
  switch (plan.form) {
    case GatherPlan::Form::dense:
      plan.compact = plan.groups * rows * padded<T>(plan.outChannels);
      plan.image = plan.inChannels * plan.taps * padded<T>(plan.outChannels);
      break;
    case GatherPlan::Form::depthwise:
      plan.compact = rows * padded<T>(plan.groups);
      plan.image = plan.taps * padded<T>(plan.groups);
      break;
    case GatherPlan::Form::dots:
      plan.compact =
          plan.outChannels * (plan.taps * padded<T>(plan.inChannels) + static_cast<int64_t>(plan.phases.size()) * unit);
      break;
  }
  plan.turned = plan.compact + (weightGaps ? padded<T>(weights) + unit : 0);
  plan.image += plan.turned + unit;
  plan.imageElements = padded<T>((plan.rows + plan.border[0] + plan.border[1]) *
                                 (plan.cols + plan.border[2] + plan.border[3]) * plan.pitch) +
                       2 * unit;
  // Each chunk has a bordered image of its own; large ones should not make the workspace large.
  if (plan.copied) plan.chunks = std::min(plan.chunks, std::max<int64_t>(2, (int64_t{1} << 22) / plan.imageElements));
  plan.workspace = plan.image + (plan.copied ? plan.chunks * plan.imageElements : 0);
}

}  // namespace

template <typename T>
GatherPlan planGather(const ConvolutionSizes& s, bool transposed, const Place& in, const Place& out, bool weightGaps) {
  GatherPlan plan{.transposed = transposed, .images = s.images, .groups = s.groups};
  plan.rows = transposed ? s.outHeight : s.height;
  plan.cols = transposed ? s.outWidth : s.width;
  plan.pitch = in.pitch;
  const int64_t outRows = transposed ? s.height : s.outHeight, outCols = transposed ? s.width : s.outWidth;
  plan.outPixels = outRows * outCols;
  plan.outPitch = out.pitch;
  const int64_t of = s.channels / s.groups, to = s.outChannels / s.groups;
  plan.inChannels = transposed ? to : of;
  plan.outChannels = transposed ? of : to;
  plan.taps = s.taps();
  if (s.groups > 1 && of == 1 && to == 1) {
    plan.form = GatherPlan::Form::depthwise;
  } else if (s.groups == 1 && plan.outChannels <= 3 && plan.inChannels >= padUnit<T> / 2) {
    plan.form = GatherPlan::Form::dots;
  }
  std::vector<Line> lines[2];
  const int64_t outs[] = {outRows, outCols}, sizes[] = {plan.rows, plan.cols};
  for (size_t side = 0; side < 2; ++side) {
    lines[side] = (transposed ? transposedLines : forwardLines)(outs[side], s.kernel[side], s.stride[side],
                                                                s.dilation[side], s.padding[2 * side]);
    widen(lines[side], sizes[side], plan.border[2 * side], plan.border[2 * side + 1]);
  }
  const bool bordered = plan.border[0] + plan.border[1] + plan.border[2] + plan.border[3] > 0;
  // Lanes along channels read whole vectors, which memory without padding does not allow.
  plan.copied = bordered || (plan.form != GatherPlan::Form::dense && !in.padded());
  addPhases(plan, lines[0], lines[1], s.kernel[1], outCols);
  const int64_t work = s.images * s.outHeight * s.outWidth * s.outChannels * of * s.taps();
  plan.chunks = work < 500000 ? 1 : std::min<int64_t>(s.images, 8);
  layOut<T>(plan, weightGaps);
  return plan;
}
template GatherPlan planGather<float>(const ConvolutionSizes&, bool, const Place&, const Place&, bool);
template GatherPlan planGather<double>(const ConvolutionSizes&, bool, const Place&, const Place&, bool);

template <typename T>
void copyInside(const GatherPlan& plan, const T* image, T* bordered) {
  const int64_t rowPitch = (plan.cols + plan.border[2] + plan.border[3]) * plan.pitch;
  T* to = bordered + plan.border[0] * rowPitch + plan.border[2] * plan.pitch;
  for (int64_t y = 0; y < plan.rows; ++y) {
    std::memcpy(to + y * rowPitch, image + y * plan.cols * plan.pitch,
                static_cast<size_t>(plan.cols * plan.pitch) * sizeof(T));
  }
}
template void copyInside<float>(const GatherPlan&, const float*, float*);
template void copyInside<double>(const GatherPlan&, const double*, double*);

template <typename T>
const T* withoutGaps(const T* values, const Place& place, T* compact) {
  if (place.pitch == place.cols || place.rows == 1) return values;
  for (int64_t r = 0; r < place.rows; ++r)
    std::memcpy(compact + r * place.cols, values + r * place.pitch, static_cast<size_t>(place.cols) * sizeof(T));
  return compact;
}
template const float* withoutGaps<float>(const float*, const Place&, float*);
template const double* withoutGaps<double>(const double*, const Place&, double*);

}  // namespace gradus
