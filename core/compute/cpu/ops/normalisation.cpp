// Normalisations and their derivatives on the CPU. Rows are split into chunks by size only; statistics of the chunks
// are merged in double and in order (Chan, Golub, LeVeque 1983), so that the result does not depend on threads and a
// far first value or a large mean costs no digits.
#include <algorithm>
#include <cmath>

#include "core/compute/cpu/ops/cpu_op.h"

namespace gradus {

namespace {

constexpr int64_t chunkElements = 16384;

// Rows in segments, each split into chunks; columns in groups. `pitch`: of padded rows in the workspace.
template <typename T>
struct Layout {
  int64_t segments = 1, groups = 1, rows = 1, cols = 1, pitch = 1, chunkRows = 1, chunks = 1;

  Layout(const Shape& x, int64_t segmentCount, int64_t groupCount)
      : segments(segmentCount),
        groups(groupCount),
        rows(x.rows() / segmentCount),
        cols(x.cols()),
        pitch(padded<T>(cols)) {
    chunkRows = std::clamp<int64_t>(chunkElements / std::max<int64_t>(pitch, 1), 1, std::max<int64_t>(rows, 1));
    chunks = (rows + chunkRows - 1) / chunkRows;
  }
  int64_t first(int64_t chunk) const { return chunk / chunks * rows + chunk % chunks * chunkRows; }
  int64_t rowsOf(int64_t chunk) const { return std::min(chunkRows, rows - chunk % chunks * chunkRows); }
  int64_t total() const { return segments * chunks; }
  int64_t groupCols() const { return cols / groups; }
};

template <typename T>
RowsOf<T> rowsFrom(const RunMemory<T>& memory, const Place& place, int64_t row) {
  return {memory.at(place) + row * place.pitch, place.pitch, place.padded()};
}

template <typename T>
Layout<T> columnLayout(const Instruction& i) {
  return {i.shapes[0], i.record.numbers[0], i.record.numbers[1]};
}

// Workspace of both column kernels: two rows per chunk, then `perSegment` rows per segment.
constexpr int64_t forwardRows = 3, backwardRows = 6;
template <typename T, int64_t perSegment>
int64_t columnWorkspace(const Instruction& i) {
  const Layout<T> l = columnLayout<T>(i);
  return (2 * l.total() + perSegment * l.segments) * l.pitch;
}

// gamma or beta of a segment and column.
template <typename T>
T scaleAt(const RunMemory<T>& memory, const Place& scale, int64_t segment, int64_t col) {
  return memory.at(scale)[(scale.rows == 1 ? 0 : segment * scale.pitch) + col];
}

// A set of values by count, mean and sum of squared distances from the mean.
struct Moments {
  double count = 0, mean = 0, squares = 0;

  void merge(const Moments& other) {
    if (other.count == 0) return;
    const double all = count + other.count, distance = other.mean - mean;
    squares += other.squares + distance * distance * count * other.count / all;
    mean += distance * other.count / all;
    count = all;
  }
};

// mean and variance of each group of a segment from those of its chunks; fills the segment's rows mean, scale, shift.
template <typename T>
void finishStatistics(const RunMemory<T>& memory, const Instruction& i, const Layout<T>& l, int64_t segment,
                      const T* moments, T* columns) {
  for (int64_t group = 0; group < l.groups; ++group) {
    Moments whole;
    const int64_t begin = group * l.groupCols(), end = begin + l.groupCols();
    for (int64_t c = begin; c < end; ++c) {
      for (int64_t chunk = segment * l.chunks; chunk < (segment + 1) * l.chunks; ++chunk) {
        const T* of = moments + 2 * chunk * l.pitch + c;
        whole.merge(
            {static_cast<double>(l.rowsOf(chunk)), static_cast<double>(of[0]), static_cast<double>(of[l.pitch])});
      }
    }
    const double variance = whole.squares / whole.count, inverse = 1 / std::sqrt(variance + i.record.number);
    if (i.outs[1]) memory.at(i.outs[1])[segment * i.outs[1].pitch + group] = static_cast<T>(whole.mean);
    if (i.outs[2]) memory.at(i.outs[2])[segment * i.outs[2].pitch + group] = static_cast<T>(variance);
    for (int64_t c = begin; c < end; ++c) {
      columns[c] = static_cast<T>(whole.mean);
      columns[l.pitch + c] = static_cast<T>(inverse * static_cast<double>(scaleAt(memory, i.in[1].place, segment, c)));
      columns[2 * l.pitch + c] = scaleAt(memory, i.in[2].place, segment, c);
    }
  }
}

template <typename T>
void runNormalise(const RunMemory<T>& memory, const Instruction& i) {
  const Layout<T> l = columnLayout<T>(i);
  const NormalisationKernels<T>& kernels = memory.kernels->normalisation;
  const Place& x = i.in[0].place;
  T *sums = memory.at(i.workspace), *columns = sums + 2 * l.total() * l.pitch;
  forChunks(l.total(), [&](int64_t chunk) {
    T* to = sums + 2 * chunk * l.pitch;
    kernels.columnMoments(l.rowsOf(chunk), l.cols, rowsFrom(memory, x, l.first(chunk)), to, to + l.pitch);
  });
  for (int64_t segment = 0; segment < l.segments; ++segment)
    finishStatistics(memory, i, l, segment, sums, columns + forwardRows * segment * l.pitch);
  if (!i.outs[0]) return;
  const auto slope = static_cast<T>(i.record.data[0]);
  forChunks(l.total(), [&](int64_t chunk) {
    const T* by = columns + forwardRows * (chunk / l.chunks) * l.pitch;
    kernels.scaleColumns(l.rowsOf(chunk), l.cols, rowsFrom(memory, x, l.first(chunk)),
                         {by, by + l.pitch, by + 2 * l.pitch}, slope,
                         memory.at(i.outs[0]) + l.first(chunk) * i.outs[0].pitch, i.outs[0].pitch);
  });
}

// Rows mean, scale, shift of a segment from the stored statistics.
template <typename T>
void readStatistics(const RunMemory<T>& memory, const Instruction& i, const Layout<T>& l, int64_t segment, T* columns) {
  const Place &mean = i.in[3].place, &variance = i.in[4].place;
  for (int64_t c = 0; c < l.cols; ++c) {
    const int64_t group = c / l.groupCols();
    const auto v = static_cast<double>(memory.at(variance)[segment * variance.pitch + group]);
    const auto gamma = static_cast<double>(scaleAt(memory, i.in[1].place, segment, c));
    columns[c] = memory.at(mean)[segment * mean.pitch + group];
    columns[l.pitch + c] = static_cast<T>(gamma / std::sqrt(v + i.record.number));
    columns[2 * l.pitch + c] = scaleAt(memory, i.in[2].place, segment, c);
  }
}

// From sums of h and h (x - mean) over the chunks: dgamma and dbeta, and rows a, b, c of dx = a h + b (x - mean) + c.
template <typename T>
void finishGradient(const RunMemory<T>& memory, const Instruction& i, const Layout<T>& l, int64_t segment,
                    const T* sums, T* columns) {
  const Place &variance = i.in[4].place, &dgamma = i.outs[1], &dbeta = i.outs[2];
  const bool shared = i.in[1].place.rows == 1;
  for (int64_t group = 0; group < l.groups; ++group) {
    const int64_t begin = group * l.groupCols(), end = begin + l.groupCols();
    const auto v = static_cast<double>(memory.at(variance)[segment * variance.pitch + group]);
    const double inverse = 1 / std::sqrt(v + i.record.number), count = static_cast<double>(l.rows * l.groupCols());
    double all = 0, allProducts = 0;
    for (int64_t c = begin; c < end; ++c) {
      double s = 0, p = 0;
      for (int64_t chunk = segment * l.chunks; chunk < (segment + 1) * l.chunks; ++chunk) {
        s += static_cast<double>(sums[2 * chunk * l.pitch + c]);
        p += static_cast<double>(sums[(2 * chunk + 1) * l.pitch + c]);
      }
      p *= inverse;
      const auto gamma = static_cast<double>(scaleAt(memory, i.in[1].place, segment, c));
      all += gamma * s;
      allProducts += gamma * p;
      const bool first = !shared || segment == 0;
      const auto add = [&](const Place& to, double value) {
        if (!to) return;
        T& at = memory.at(to)[(shared ? 0 : segment * to.pitch) + c];
        at = static_cast<T>((first ? 0 : static_cast<double>(at)) + value);
      };
      add(dgamma, p);
      add(dbeta, s);
    }
    for (int64_t c = begin; c < end; ++c) {
      columns[3 * l.pitch + c] = columns[l.pitch + c];
      columns[4 * l.pitch + c] = static_cast<T>(-inverse * inverse * allProducts / count);
      columns[5 * l.pitch + c] = static_cast<T>(-inverse * all / count);
    }
  }
}

template <typename T>
void runNormaliseGradient(const RunMemory<T>& memory, const Instruction& i) {
  const Layout<T> l = columnLayout<T>(i);
  const NormalisationKernels<T>& kernels = memory.kernels->normalisation;
  const Place &x = i.in[0].place, &g = i.in[5].place, &dx = i.outs[0];
  T *sums = memory.at(i.workspace), *columns = sums + 2 * l.total() * l.pitch;
  const auto slope = static_cast<T>(i.record.data[0]);
  const auto columnsOf = [&](int64_t chunk) { return columns + backwardRows * (chunk / l.chunks) * l.pitch; };
  for (int64_t segment = 0; segment < l.segments; ++segment)
    readStatistics(memory, i, l, segment, columns + backwardRows * segment * l.pitch);
  forChunks(l.total(), [&](int64_t chunk) {
    const T* by = columnsOf(chunk);
    T* to = sums + 2 * chunk * l.pitch;
    kernels.columnProducts(l.rowsOf(chunk), l.cols, rowsFrom(memory, x, l.first(chunk)),
                           rowsFrom(memory, g, l.first(chunk)), {by, by + l.pitch, by + 2 * l.pitch}, slope, to,
                           to + l.pitch);
  });
  for (int64_t segment = 0; segment < l.segments; ++segment)
    finishGradient(memory, i, l, segment, sums, columns + backwardRows * segment * l.pitch);
  if (!dx) return;
  forChunks(l.total(), [&](int64_t chunk) {
    const T* by = columnsOf(chunk);
    kernels.scaleColumnsGradient(l.rowsOf(chunk), l.cols, rowsFrom(memory, x, l.first(chunk)),
                                 rowsFrom(memory, g, l.first(chunk)), {by, by + l.pitch, by + 2 * l.pitch}, slope,
                                 by + 3 * l.pitch, by + 4 * l.pitch, by + 5 * l.pitch,
                                 memory.at(dx) + l.first(chunk) * dx.pitch, dx.pitch);
  });
}

// Rows of a layer norm: a segment is what shares one row of gamma.
template <typename T>
Layout<T> rowLayout(const Instruction& i) {
  return {i.shapes[0], i.shapes[1].rows(), 1};
}
template <typename T, int64_t perChunk>
int64_t rowWorkspace(const Instruction& i) {
  const Layout<T> l = rowLayout<T>(i);
  return (2 * l.segments + perChunk * l.total() + 2) * l.pitch + perChunk * padded<T>(l.segments * l.rows);
}

// A padded copy of a scale's rows.
template <typename T>
void copyScale(const RunMemory<T>& memory, const Place& scale, const Layout<T>& l, T* to) {
  for (int64_t s = 0; s < l.segments; ++s) std::copy_n(memory.at(scale) + s * scale.pitch, l.cols, to + s * l.pitch);
}

template <typename T>
void runLayerNorm(const RunMemory<T>& memory, const Instruction& i) {
  const Layout<T> l = rowLayout<T>(i);
  const Place &x = i.in[0].place, &y = i.outs[0];
  T *gamma = memory.at(i.workspace), *beta = gamma + l.segments * l.pitch, *spare = beta + l.segments * l.pitch;
  copyScale(memory, i.in[1].place, l, gamma);
  copyScale(memory, i.in[2].place, l, beta);
  // Nobody may read the statistics: then they go to the workspace.
  T* mean = i.outs[1] ? memory.at(i.outs[1]) : spare;
  T* variance = i.outs[2] ? memory.at(i.outs[2]) : spare + padded<T>(l.segments * l.rows);
  forChunks(l.total(), [&](int64_t chunk) {
    const int64_t row = l.first(chunk), segment = chunk / l.chunks;
    memory.kernels->normalisation.layerNorm(
        l.rowsOf(chunk), l.cols, rowsFrom(memory, x, row), gamma + segment * l.pitch, beta + segment * l.pitch,
        static_cast<T>(i.record.number), i.record.numbers[0] != 0, y ? memory.at(y) + row * y.pitch : nullptr,
        y ? y.pitch : 0, mean + row, variance + row);
  });
}

template <typename T>
void runLayerNormGradient(const RunMemory<T>& memory, const Instruction& i) {
  const Layout<T> l = rowLayout<T>(i);
  const Place &x = i.in[0].place, &g = i.in[5].place, &dx = i.outs[0];
  T *gamma = memory.at(i.workspace), *sums = gamma + l.segments * l.pitch;
  copyScale(memory, i.in[1].place, l, gamma);
  forChunks(l.total(), [&](int64_t chunk) {
    const int64_t row = l.first(chunk);
    T* to = sums + 2 * chunk * l.pitch;
    std::fill_n(to, 2 * l.pitch, T(0));
    memory.kernels->normalisation.layerNormGradient(
        l.rowsOf(chunk), l.cols, rowsFrom(memory, x, row), rowsFrom(memory, g, row), gamma + chunk / l.chunks * l.pitch,
        memory.at(i.in[3].place) + row, memory.at(i.in[4].place) + row, static_cast<T>(i.record.number),
        i.record.numbers[0] != 0, dx ? memory.at(dx) + row * dx.pitch : nullptr, dx ? dx.pitch : 0, to, to + l.pitch);
  });
  for (const int which : {0, 1}) {
    const Place& out = i.outs[static_cast<size_t>(1 + which)];
    if (!out) continue;
    for (int64_t s = 0; s < l.segments; ++s) {
      for (int64_t c = 0; c < l.cols; ++c) {
        double sum = 0;
        for (int64_t chunk = s * l.chunks; chunk < (s + 1) * l.chunks; ++chunk)
          sum += static_cast<double>(sums[(2 * chunk + which) * l.pitch + c]);
        memory.at(out)[s * out.pitch + c] = static_cast<T>(sum);
      }
    }
  }
}

}  // namespace

template <typename T>
std::span<const CpuOp<T>> normalisationCpuOps() {
  static constexpr CpuOp<T> rows[] = {
      {OpKind::normalise, runNormalise<T>, columnWorkspace<T, forwardRows>},
      {OpKind::normaliseGradient, runNormaliseGradient<T>, columnWorkspace<T, backwardRows>},
      {OpKind::layerNorm, runLayerNorm<T>, rowWorkspace<T, 2>},
      {OpKind::layerNormGradient, runLayerNormGradient<T>, rowWorkspace<T, 2>},
  };
  return rows;
}
template std::span<const CpuOp<float>> normalisationCpuOps();
template std::span<const CpuOp<double>> normalisationCpuOps();

}  // namespace gradus
