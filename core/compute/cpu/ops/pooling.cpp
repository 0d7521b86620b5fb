// Pooling, resizing and layout, image by image. Here: how the CPU runs them.
#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "core/compute/cpu/ops/cpu_op.h"

namespace gradus {

namespace {

struct PoolPlan {
  PoolWindows windows;
  int64_t images = 0, imagesPerChunk = 1;

  int64_t chunks() const { return (images + imagesPerChunk - 1) / imagesPerChunk; }
};

int64_t heightOf(const Shape& image) {
  return image.rank() == 4 ? image[1] : 1;
}

// `image`, `windows`: shapes; x, beside (h or dx, of the image's shape) and y: places.
template <typename T>
std::shared_ptr<const PoolPlan> planPool(const Instruction& i, const Shape& image, const Shape& windows, const Place& x,
                                         const Place& beside, const Place& y) {
  const std::vector<int64_t>& n = i.record.numbers;
  const bool flat = image.rank() == 3;
  PoolPlan plan;
  PoolWindows& w = plan.windows;
  w.rows = heightOf(image);
  w.cols = image[image.rank() - 2];
  w.outRows = heightOf(windows);
  w.outCols = windows[windows.rank() - 2];
  for (size_t side = 0; side < 2; ++side) {
    const bool skip = flat && side == 0;
    w.kernel[side] = skip ? 1 : n[side];
    w.stride[side] = skip ? 1 : n[2 + side];
    w.padding[side] = skip ? 0 : n[4 + side];
  }
  w.countPadding = n[6] != 0;
  w.positive = n.size() > 7 && n[7] != 0;
  w.pitchX = x.pitch;
  w.pitchH = beside.pitch;
  w.pitchY = y.pitch;
  const auto wide = [](const Place& place) { return place.padded() && place.pitch > 1; };
  w.channels = wide(x) && wide(beside) && wide(y) ? padded<T>(image.cols()) : image.cols();
  const int64_t sizes[] = {w.rows, w.cols}, outs[] = {w.outRows, w.outCols};
  w.disjoint = w.stride[0] >= w.kernel[0] && w.stride[1] >= w.kernel[1];
  w.covering = w.disjoint;
  for (size_t side = 0; side < 2; ++side) {
    w.covering = w.covering && w.stride[side] == w.kernel[side] && w.padding[side] == 0 &&
                 outs[side] * w.stride[side] == sizes[side];
  }
  plan.images = image[0];
  plan.imagesPerChunk = std::max<int64_t>(1, chunkElements / std::max<int64_t>(1, w.rows * w.cols * image.cols()));
  return std::make_shared<const PoolPlan>(plan);
}

template <typename T>
void prepareForward(Instruction& i) {
  i.plan = planPool<T>(i, i.shapes[0], i.record.shape, i.in[0].place, i.in[0].place, i.out);
}
template <typename T>
void prepareScatter(Instruction& i) {
  i.plan = planPool<T>(i, i.record.shape, i.shapes[1], i.in[0].place, i.out, i.in[1].place);
}
template <typename T>
void prepareGather(Instruction& i) {
  i.plan = planPool<T>(i, i.shapes[0], i.record.shape, i.in[0].place, i.in[1].place, i.out);
}
template <typename T>
void prepareAverageInput(Instruction& i) {
  i.plan = planPool<T>(i, i.record.shape, i.shapes[0], i.out, i.out, i.in[0].place);
}

// body(windows, image) for every image.
template <typename Body>
void everyImage(const Instruction& i, Body body) {
  const auto& plan = *static_cast<const PoolPlan*>(i.plan.get());
  forChunks(plan.chunks(), [&](int64_t chunk) {
    const int64_t end = std::min(plan.images, (chunk + 1) * plan.imagesPerChunk);
    for (int64_t n = chunk * plan.imagesPerChunk; n < end; ++n) body(plan.windows, n);
  });
}

int64_t inImage(const PoolWindows& w, int64_t pitch) {
  return w.rows * w.cols * pitch;
}
int64_t inWindows(const PoolWindows& w) {
  return w.outRows * w.outCols * w.pitchY;
}

template <typename T>
void runMaxPool(const RunMemory<T>& memory, const Instruction& i) {
  everyImage(i, [&](const PoolWindows& w, int64_t n) {
    memory.kernels->pooling.maxPool(w, memory.at(i.in[0].place) + n * inImage(w, w.pitchX),
                                    memory.at(i.out) + n * inWindows(w));
  });
}
template <typename T>
void runScatter(const RunMemory<T>& memory, const Instruction& i) {
  everyImage(i, [&](const PoolWindows& w, int64_t n) {
    memory.kernels->pooling.maxPoolScatter(w, memory.at(i.in[0].place) + n * inImage(w, w.pitchX),
                                           memory.at(i.in[1].place) + n * inWindows(w),
                                           memory.at(i.out) + n * inImage(w, w.pitchH));
  });
}
template <typename T>
void runGather(const RunMemory<T>& memory, const Instruction& i) {
  everyImage(i, [&](const PoolWindows& w, int64_t n) {
    memory.kernels->pooling.maxPoolGather(w, memory.at(i.in[0].place) + n * inImage(w, w.pitchX),
                                          memory.at(i.in[1].place) + n * inImage(w, w.pitchH),
                                          memory.at(i.out) + n * inWindows(w));
  });
}
template <typename T>
void runAverage(const RunMemory<T>& memory, const Instruction& i) {
  everyImage(i, [&](const PoolWindows& w, int64_t n) {
    memory.kernels->pooling.averagePool(w, memory.at(i.in[0].place) + n * inImage(w, w.pitchX),
                                        memory.at(i.out) + n * inWindows(w));
  });
}
template <typename T>
void runAverageInput(const RunMemory<T>& memory, const Instruction& i) {
  everyImage(i, [&](const PoolWindows& w, int64_t n) {
    memory.kernels->pooling.averagePoolInput(w, memory.at(i.in[0].place) + n * inWindows(w),
                                             memory.at(i.out) + n * inImage(w, w.pitchH));
  });
}

// One direction of a resize; the larger side's positions read the smaller one's (or the other way round).
struct Line {
  std::vector<int64_t> first, second;
  std::vector<double> weight;

  Line(int64_t from, int64_t to, bool linear) {
    for (int64_t i = 0; i < to; ++i) {
      if (!linear) {
        first.push_back(i * from / to);
        second.push_back(i * from / to);
        weight.push_back(0);
        continue;
      }
      const double at =
          std::max(0.0, (static_cast<double>(i) + 0.5) * static_cast<double>(from) / static_cast<double>(to) - 0.5);
      const auto low = std::min(static_cast<int64_t>(at), from - 1);
      first.push_back(low);
      second.push_back(std::min(low + 1, from - 1));
      weight.push_back(low + 1 < from ? at - static_cast<double>(low) : 0);
    }
  }
  ResizeLine line() const { return {static_cast<int64_t>(first.size()), first.data(), second.data(), weight.data()}; }
};

struct ResizePlan {
  Line down, across;
  int64_t images, fromPixels, toPixels, cols, channels;
};

template <typename T>
void prepareResize(Instruction& i) {
  const bool back = i.record.kind == OpKind::resizeInput;
  const Shape &from = back ? i.record.shape : i.shapes[0], &to = back ? i.shapes[0] : i.record.shape;
  const bool linear = i.record.numbers[0] != 0;
  const int64_t cols = from[from.rank() - 2], outCols = to[to.rank() - 2];
  const bool wide = i.in[0].place.padded() && i.out.padded() && i.out.pitch > 1;
  i.plan = std::make_shared<const ResizePlan>(
      ResizePlan{Line(heightOf(from), heightOf(to), linear), Line(cols, outCols, linear), from[0],
                 heightOf(from) * cols, heightOf(to) * outCols, cols, wide ? padded<T>(from.cols()) : from.cols()});
}

template <typename T>
void runResize(const RunMemory<T>& memory, const Instruction& i) {
  const auto& plan = *static_cast<const ResizePlan*>(i.plan.get());
  const bool back = i.record.kind == OpKind::resizeInput;
  const int64_t pitchIn = i.in[0].place.pitch, pitchOut = i.out.pitch;
  const T* in = memory.at(i.in[0].place);
  T* out = memory.at(i.out);
  forChunks(plan.images, [&](int64_t n) {
    const PoolingKernels<T>& kernels = memory.kernels->pooling;
    if (!back) {
      return kernels.resize(plan.down.line(), plan.across.line(), plan.cols, plan.channels,
                            in + n * plan.fromPixels * pitchIn, pitchIn, out + n * plan.toPixels * pitchOut, pitchOut);
    }
    T* dx = out + n * plan.fromPixels * pitchOut;
    std::fill_n(dx, plan.fromPixels * pitchOut, T(0));
    kernels.resizeInput(plan.down.line(), plan.across.line(), plan.cols, plan.channels,
                        in + n * plan.toPixels * pitchIn, pitchIn, dx, pitchOut);
  });
}

// An image is a matrix [pixels, channels], its row of features the transpose.
template <typename T>
void runLayout(const RunMemory<T>& memory, const Instruction& i) {
  const bool first = i.record.kind == OpKind::channelsFirst;
  const Shape& images = first ? i.shapes[0] : i.record.shape;
  const Place &in = i.in[0].place, &out = i.out;
  const int64_t channels = images.cols(), pixels = images.rows() / std::max<int64_t>(1, images[0]);
  const T* from = memory.at(in);
  T* to = memory.at(out);
  const int64_t perChunk = std::max<int64_t>(1, chunkElements / std::max<int64_t>(1, pixels * channels));
  forChunks((images[0] + perChunk - 1) / perChunk, [&](int64_t chunk) {
    for (int64_t n = chunk * perChunk; n < std::min(images[0], (chunk + 1) * perChunk); ++n) {
      if (first) {
        memory.kernels->transpose(pixels, channels, from + n * pixels * in.pitch, in.pitch, to + n * out.pitch, pixels);
      } else {
        memory.kernels->transpose(channels, pixels, from + n * in.pitch, pixels, to + n * pixels * out.pitch,
                                  out.pitch);
      }
    }
  });
}

}  // namespace

template <typename T>
std::span<const CpuOp<T>> poolingCpuOps() {
  static constexpr CpuOp<T> rows[] = {
      {OpKind::maxPool, runMaxPool<T>, nullptr, false, prepareForward<T>},
      {OpKind::maxPoolScatter, runScatter<T>, nullptr, false, prepareScatter<T>},
      {OpKind::maxPoolGather, runGather<T>, nullptr, false, prepareGather<T>},
      {OpKind::averagePool, runAverage<T>, nullptr, false, prepareForward<T>},
      {OpKind::averagePoolInput, runAverageInput<T>, nullptr, false, prepareAverageInput<T>},
      {OpKind::resize, runResize<T>, nullptr, false, prepareResize<T>},
      {OpKind::resizeInput, runResize<T>, nullptr, false, prepareResize<T>},
      {OpKind::channelsFirst, runLayout<T>, nullptr, true},
      {OpKind::channelsLast, runLayout<T>, nullptr, true},
  };
  return rows;
}
template std::span<const CpuOp<float>> poolingCpuOps();
template std::span<const CpuOp<double>> poolingCpuOps();

}  // namespace gradus
