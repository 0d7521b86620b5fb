// Recurrent layers over whole sequences. Here: how the CPU runs them. The recurrent weight is packed once per run;
// samples are independent, so chunks of samples run through all times without meeting.
#include <algorithm>

#include "core/compute/cpu/ops/cpu_op.h"
#include "core/compute/ops/sequence_compose.h"

namespace gradus {

namespace {

constexpr int64_t chunkSamples = 16;
constexpr int64_t packUnit = 128;  // at least the columns of a packed panel at every vector level

int64_t packedSize(int64_t k, int64_t n) {
  return (n + packUnit - 1) / packUnit * packUnit * k;
}

/// Sequence [samples, times, features] in memory, or one row per sample that every time overwrites (times stride 0).
template <typename T>
struct Sequence {
  T* data = nullptr;
  int64_t sample = 0, time = 0;
  SampleRows<T> at(int64_t first, int64_t t) const { return {data + first * sample + t * time, sample}; }
  SampleRows<const T> read(int64_t first, int64_t t) const { return {data + first * sample + t * time, sample}; }
};

/// Workspace handed out piece by piece.
template <typename T>
struct Room {
  T* next;
  T* take(int64_t elements) {
    T* piece = next;
    next += (elements + 15) / 16 * 16;
    return piece;
  }
};
int64_t rounded(int64_t elements) {
  return (elements + 15) / 16 * 16;
}

template <typename T>
Sequence<T> sequenceAt(const RunMemory<T>& memory, const Place& place, int64_t times) {
  return {memory.at(place), place.pitch * times, place.pitch};
}
// A result nobody reads: a row per sample that every time overwrites.
template <typename T>
Sequence<T> resultAt(const RunMemory<T>& memory, const Place& place, int64_t times, int64_t samples, int64_t cols,
                     Room<T>& room) {
  T* own = room.take(samples * cols);
  return place ? sequenceAt(memory, place, times) : Sequence<T>{own, cols, 0};
}

template <typename T>
struct Packed {
  T* data = nullptr;
  int64_t k = 0, n = 0;
};

// Right side of a product, B(k, n) = transposed ? b[n * pitch + k] : b[k * pitch + n].
template <typename T>
Packed<T> pack(const RunMemory<T>& memory, const Place& place, int64_t k, int64_t n, bool transposed, Room<T>& room) {
  Packed<T> packed{room.take(packedSize(k, n)), k, n};
  for (int64_t col = 0; col < n; col += memory.kernels->panelCols)
    memory.kernels->packPanel(k, n, col, memory.at(place), place.pitch, transposed, packed.data + col * k);
  return packed;
}

template <typename T>
void multiply(const RunMemory<T>& memory, int64_t rows, SampleRows<const T> a, const Packed<T>& b, SampleRows<T> out) {
  for (int64_t col = 0; col < b.n; col += memory.kernels->panelCols) {
    memory.kernels->multiplyPanel(rows, b.n, b.k, col, a.data, a.pitch, 1, b.data + col * b.k, nullptr, out.data,
                                  out.pitch);
  }
}

template <typename T>
void runRecurrent(const RunMemory<T>& memory, const Instruction& instruction) {
  const RecurrentForm form = RecurrentForm::of(instruction.record);
  const RecurrentSlots slots(form);
  const Shape& shape = instruction.record.shape;
  const int64_t samples = shape[0], times = shape[1], units = shape[2], sums = gatesOf(form.cell) * units;
  const auto in = [&](int slot) { return instruction.in[static_cast<size_t>(slot)].place; };
  const auto outs = [&](size_t i) { return i < instruction.outs.size() ? instruction.outs[i] : Place(); };
  Room<T> room{memory.at(instruction.workspace)};
  const Packed<T> weight = pack(memory, in(slots.weight), units, sums, true, room);
  const Sequence<T> product{room.take(samples * sums), sums, 0};
  T* zeros = room.take(sums);
  std::fill_n(zeros, sums, T(0));
  const Sequence<T> projected = sequenceAt(memory, in(slots.projected), times),
                    h = resultAt(memory, outs(stateResult), times, samples, units, room),
                    previous = resultAt(memory, outs(previousResult), times, samples, units, room),
                    gates = resultAt(memory, outs(gatesResult), times, samples, 4 * units, room),
                    c = resultAt(memory, outs(cellResult), times, samples, units, room);
  const SequenceKernels<T>& kernels = memory.kernels->sequence;
  const auto step = form.lstm()                        ? kernels.lstmStep
                    : form.gru()                       ? kernels.gruStep
                    : form.cell == RecurrentCell::tanh ? kernels.tanhStep
                                                       : kernels.reluStep;
  forChunks((samples + chunkSamples - 1) / chunkSamples, [&](int64_t chunk) {
    const int64_t first = chunk * chunkSamples, rows = std::min(chunkSamples, samples - first);
    RecurrentStep<T> s{.rows = rows, .units = units};
    s.bias = slots.bias < 0 ? nullptr : memory.at(in(slots.bias));
    s.hBefore = s.cBefore = {zeros, 0};
    if (form.start) s.hBefore = {memory.at(in(slots.h0)) + first * in(slots.h0).pitch, in(slots.h0).pitch};
    if (slots.c0 >= 0) s.cBefore = {memory.at(in(slots.c0)) + first * in(slots.c0).pitch, in(slots.c0).pitch};
    for (int64_t i = 0; i < times; ++i) {
      const int64_t t = form.reverse ? times - 1 - i : i;
      const bool atRest = i == 0 && !form.start;  // W 0 = 0
      if (!atRest) multiply(memory, rows, s.hBefore, weight, product.at(first, 0));
      s.recurrent = atRest ? SampleRows<const T>{zeros, 0} : product.read(first, 0);
      s.projected = projected.read(first, t);
      if (form.mask) s.mask = {memory.at(in(slots.mask)) + first * in(slots.mask).pitch + t, in(slots.mask).pitch};
      s.h = h.at(first, t);
      s.c = c.at(first, t);
      s.gates = gates.at(first, t);
      s.previous = previous.at(first, t);
      step(s);
      s.hBefore = h.read(first, t);
      if (form.lstm()) s.cBefore = c.read(first, t);
    }
  });
}

int64_t recurrentRoom(const Instruction& instruction) {
  const Shape& shape = instruction.record.shape;
  const int64_t samples = shape[0], units = shape[2];
  const int64_t sums = gatesOf(RecurrentForm::of(instruction.record).cell) * units;
  return rounded(packedSize(units, sums)) + rounded(samples * sums) + rounded(sums) + 3 * rounded(samples * units) +
         rounded(samples * 4 * units);
}

// Rows [first, first + rows) of a result, if it is read: a + b.
template <typename T>
void writeSum(const RunMemory<T>& memory, const Place& to, int64_t first, int64_t rows, const Sequence<T>& a,
              const Sequence<T>* b) {
  for (int64_t r = first; to && r < first + rows; ++r) {
    for (int64_t j = 0; j < to.cols; ++j)
      memory.at(to)[r * to.pitch + j] = a.data[r * a.sample + j] + (b ? b->data[r * b->sample + j] : T(0));
  }
}

template <typename T>
void runRecurrentGradient(const RunMemory<T>& memory, const Instruction& instruction) {
  const RecurrentForm form = RecurrentForm::of(instruction.record);
  const RecurrentGradientSlots slots(form);
  const Shape& shape = instruction.shapes[static_cast<size_t>(slots.dh)];
  const int64_t samples = shape[0], times = shape[1], units = shape[2], sums = gatesOf(form.cell) * units;
  const auto in = [&](int slot) { return instruction.in[static_cast<size_t>(slot)].place; };
  const auto outs = [&](size_t i) { return i < instruction.outs.size() ? instruction.outs[i] : Place(); };
  const auto sequence = [&](int slot) { return slot < 0 ? Sequence<T>() : sequenceAt(memory, in(slot), times); };
  Room<T> room{memory.at(instruction.workspace)};
  const Packed<T> weight = pack(memory, in(slots.weight), sums, units, false, room);
  T* zeros = room.take(units);
  std::fill_n(zeros, units, T(0));
  const Sequence<T> carry{room.take(samples * units), units, 0}, hold{room.take(samples * units), units, 0},
      carryC{room.take(samples * units), units, 0};
  const Sequence<T> dp = resultAt(memory, outs(projectedGradient), times, samples, sums, room),
                    dq = resultAt(memory, form.gru() ? outs(extraGradient) : Place(), times, samples, sums, room);
  const Sequence<T> gates = sequence(slots.gates), dh = sequence(slots.dh), cells = sequence(slots.cells),
                    dc = sequence(slots.dc), previous = sequence(slots.previous);
  const SequenceKernels<T>& kernels = memory.kernels->sequence;
  const auto step = form.lstm()                        ? kernels.lstmBack
                    : form.gru()                       ? kernels.gruBack
                    : form.cell == RecurrentCell::tanh ? kernels.tanhBack
                                                       : kernels.reluBack;
  forChunks((samples + chunkSamples - 1) / chunkSamples, [&](int64_t chunk) {
    const int64_t first = chunk * chunkSamples, rows = std::min(chunkSamples, samples - first);
    for (const Sequence<T>& sum : {carry, hold, carryC}) std::fill_n(sum.data + first * units, rows * units, T(0));
    RecurrentBackStep<T> s{.rows = rows, .units = units};
    s.carry = carry.read(first, 0);
    s.hold = hold.at(first, 0);
    s.carryC = carryC.at(first, 0);
    for (int64_t i = times - 1; i >= 0; --i) {
      const int64_t t = form.reverse ? times - 1 - i : i, before = form.reverse ? t + 1 : t - 1;
      s.gates = gates.read(first, t);
      s.dh = dh.read(first, t);
      if (form.lstm()) {
        s.c = cells.read(first, t);
        s.cBefore = {zeros, 0};
        if (i > 0) {
          s.cBefore = cells.read(first, before);
        } else if (slots.c0 >= 0) {
          s.cBefore = {memory.at(in(slots.c0)) + first * in(slots.c0).pitch, in(slots.c0).pitch};
        }
      }
      if (form.gru()) s.hBefore = previous.read(first, t);
      if (form.cellGradient) s.dc = dc.read(first, t);
      if (form.mask) s.mask = {memory.at(in(slots.mask)) + first * in(slots.mask).pitch + t, in(slots.mask).pitch};
      s.dProjected = dp.at(first, t);
      if (form.gru()) s.dRecurrent = dq.at(first, t);
      step(s);
      if (i > 0 || outs(startGradient))
        multiply(memory, rows, form.gru() ? dq.read(first, t) : dp.read(first, t), weight, carry.at(first, 0));
    }
    writeSum(memory, outs(startGradient), first, rows, carry, &hold);
    if (form.lstm()) writeSum<T>(memory, outs(extraGradient), first, rows, carryC, nullptr);
  });
}

int64_t gradientRoom(const Instruction& instruction) {
  const RecurrentForm form = RecurrentForm::of(instruction.record);
  const Shape& shape = instruction.shapes[static_cast<size_t>(RecurrentGradientSlots(form).dh)];
  const int64_t samples = shape[0], units = shape[2], sums = gatesOf(form.cell) * units;
  return rounded(packedSize(sums, units)) + rounded(units) + 3 * rounded(samples * units) + 2 * rounded(samples * sums);
}

// The axis as columns: each row by itself. Another axis: rows are added to the sums of the entry before.
template <typename T>
void runCumulativeSum(const RunMemory<T>& memory, const Instruction& instruction) {
  const Shape& shape = instruction.shapes[0];
  const Place &in = instruction.in[0].place, &out = instruction.out;
  const int axis = instruction.record.axis;
  const bool reverse = instruction.record.numbers[0] != 0, columns = axis + 1 == shape.rank();
  int64_t outer = 1, inner = 1;
  for (int k = 0; k < axis; ++k) outer *= shape[k];
  for (int k = axis + 1; k + 1 < shape.rank(); ++k) inner *= shape[k];
  const int64_t size = shape[axis], step = reverse ? -1 : 1, start = reverse ? size - 1 : 0;
  const T* from = memory.at(in);
  T* to = memory.at(out);
  const int64_t perChunk = std::max<int64_t>(1, 16384 * outer / std::max<int64_t>(1, shape.count()));
  forChunks((outer + perChunk - 1) / perChunk, [&](int64_t chunk) {
    for (int64_t o = chunk * perChunk; o < std::min(outer, (chunk + 1) * perChunk); ++o) {
      T sum = 0;
      for (int64_t n = 0, i = start; n < size; ++n, i += step) {
        if (columns) {
          to[o * out.pitch + i] = sum += from[o * in.pitch + i];
          continue;
        }
        for (int64_t r = (o * size + i) * inner; r < (o * size + i + 1) * inner; ++r) {
          for (int64_t c = 0; c < out.cols; ++c) {
            const T before = n > 0 ? to[(r - step * inner) * out.pitch + c] : T(0);
            to[r * out.pitch + c] = before + from[r * in.pitch + c];
          }
        }
      }
    }
  });
}

template <typename T>
constexpr CpuOp<T> rows[] = {
    {OpKind::cumulativeSum, runCumulativeSum<T>, nullptr, true, nullptr, true},
    {OpKind::recurrent, runRecurrent<T>, recurrentRoom},
    {OpKind::recurrentGradient, runRecurrentGradient<T>, gradientRoom},
};

}  // namespace

template <typename T>
std::span<const CpuOp<T>> sequenceCpuOps() {
  return rows<T>;
}
template std::span<const CpuOp<float>> sequenceCpuOps();
template std::span<const CpuOp<double>> sequenceCpuOps();

}  // namespace gradus
