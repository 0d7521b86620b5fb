// Recurrent layers and their first derivative, unrolled in simple ops.
#include "core/compute/ops/sequence_compose.h"

#include "core/compute/ops/ops.h"

namespace gradus {

namespace {

// Time t of [samples, times, features] as [samples, features].
Tensor timeOf(Tensor x, int64_t t) {
  const Shape& shape = x.shape();
  return reshape(slice(x, 1, t, t + 1), {shape[0], shape.rank() == 2 ? 1 : shape[2]});
}

// [samples, features] of every time, in order of time -> [samples, times, features].
Tensor sequenceOf(const std::vector<Tensor>& times) {
  std::vector<Tensor> parts;
  for (const Tensor x : times) parts.push_back(reshape(x, {x.shape()[0], 1, x.shape()[1]}));
  return concat(parts, 1);
}

Tensor partOf(Tensor x, int64_t index, int64_t units) {
  return slice(x, 1, index * units, (index + 1) * units);
}

// Times in the order in which the layer runs.
std::vector<int64_t> timesOf(int64_t times, bool reverse) {
  std::vector<int64_t> order;
  for (int64_t i = 0; i < times; ++i) order.push_back(reverse ? times - 1 - i : i);
  return order;
}

}  // namespace

CellStep recurrentStep(RecurrentCell cell, Tensor p, Tensor weight, Tensor bias, Tensor h, Tensor c) {
  const int64_t units = h.shape()[1];
  Tensor q = matmul(h, weight, false, true);
  if (cell == RecurrentCell::tanh) return {tanh(p + q), {}, {}};
  if (cell == RecurrentCell::relu) return {relu(p + q), {}, {}};
  if (cell == RecurrentCell::lstm) {
    const Tensor a = p + q;
    const Tensor i = sigmoid(partOf(a, 0, units)), f = sigmoid(partOf(a, 1, units));
    const Tensor g = tanh(partOf(a, 2, units)), o = sigmoid(partOf(a, 3, units));
    const Tensor cell1 = f * c + i * g;
    return {o * tanh(cell1), cell1, {i, f, g, o}};
  }
  if (bias) q = q + bias;
  const Tensor r = sigmoid(partOf(p, 0, units) + partOf(q, 0, units));
  const Tensor z = sigmoid(partOf(p, 1, units) + partOf(q, 1, units));
  const Tensor inner = partOf(q, 2, units), n = tanh(partOf(p, 2, units) + r * inner);
  return {(1 - z) * n + z * h, {}, {r, z, n, inner}};
}

std::vector<Tensor> composeRecurrent(const RecurrentForm& form, std::span<const Tensor> inputs) {
  const RecurrentSlots slots(form);
  const auto in = [&](int slot) { return slot < 0 ? Tensor() : inputs[static_cast<size_t>(slot)]; };
  const Tensor p = in(slots.projected), weight = in(slots.weight);
  const int64_t times = p.shape()[1], units = weight.shape()[1];
  const Tensor zeros = p.graph->constant(0, {p.shape()[0], units});
  Tensor h = form.start ? in(slots.h0) : zeros, c = form.start ? in(slots.c0) : zeros;
  std::vector<Tensor> hs(static_cast<size_t>(times)), before = hs, gates = hs, cs = hs;
  for (const int64_t t : timesOf(times, form.reverse)) {
    const auto at = static_cast<size_t>(t);
    before[at] = h;
    const CellStep step = recurrentStep(form.cell, timeOf(p, t), weight, in(slots.bias), h, c);
    if (!step.gates.empty()) gates[at] = concat(step.gates, 1);
    h = step.h;
    if (form.mask) {
      const Tensor runs = timeOf(in(slots.mask), t);
      h = select(runs, step.h, before[at]);
      if (!step.gates.empty()) gates[at] = gates[at] * select(runs, p.graph->constant(1), p.graph->constant(0));
      if (form.lstm()) c = select(runs, step.c, c);
    } else if (form.lstm()) {
      c = step.c;
    }
    hs[at] = h;
    cs[at] = c;
  }
  std::vector<Tensor> results{sequenceOf(hs), sequenceOf(before)};
  if (form.lstm() || form.gru()) results.push_back(sequenceOf(gates));
  if (form.lstm()) results.push_back(sequenceOf(cs));
  return results;
}

namespace {

// One time of the backward pass.
struct BackStep {
  Tensor dProjected, dRecurrent, hold, carryC;
};

BackStep simpleBack(RecurrentCell cell, Tensor state, Tensor dh) {
  const Tensor slope = cell == RecurrentCell::relu ? gradus::step(state) : 1 - square(state);
  return {dh * slope, {}, {}, {}};
}

BackStep lstmBack(Tensor gates, Tensor cell, Tensor cellBefore, Tensor dh, Tensor dc) {
  const int64_t units = cell.shape()[1];
  const Tensor i = partOf(gates, 0, units), f = partOf(gates, 1, units), g = partOf(gates, 2, units),
               o = partOf(gates, 3, units), t = tanh(cell);
  dc = dc + dh * o * (1 - square(t));
  const Tensor parts[] = {dc * g * i * (1 - i), dc * cellBefore * f * (1 - f), dc * i * (1 - square(g)),
                          dh * t * o * (1 - o)};
  return {concat(parts, 1), {}, {}, dc * f};
}

BackStep gruBack(Tensor gates, Tensor before, Tensor dh) {
  const int64_t units = before.shape()[1];
  const Tensor r = partOf(gates, 0, units), z = partOf(gates, 1, units), n = partOf(gates, 2, units),
               inner = partOf(gates, 3, units);
  const Tensor dn = dh * (1 - z) * (1 - square(n)), dr = dn * inner * r * (1 - r), dz = dh * (before - n) * z * (1 - z);
  const Tensor projected[] = {dr, dz, dn}, recurrent[] = {dr, dz, dn * r};
  return {concat(projected, 1), concat(recurrent, 1), dh * z, {}};
}

}  // namespace

std::vector<Tensor> composeRecurrentGradient(const RecurrentForm& form, std::span<const Tensor> inputs) {
  const RecurrentGradientSlots slots(form);
  const auto in = [&](int slot) { return slot < 0 ? Tensor() : inputs[static_cast<size_t>(slot)]; };
  const Tensor gates = in(slots.gates), weight = in(slots.weight), dhs = in(slots.dh);
  const int64_t times = dhs.shape()[1], units = weight.shape()[1];
  const Tensor zeros = gates.graph->constant(0, {dhs.shape()[0], units});
  Tensor carry = zeros, carryC = zeros;
  std::vector<Tensor> dps(static_cast<size_t>(times)), dqs = dps;
  const std::vector<int64_t> order = timesOf(times, form.reverse);
  for (auto it = order.rbegin(); it != order.rend(); ++it) {
    const auto at = static_cast<size_t>(*it);
    const Tensor dh = carry + timeOf(dhs, *it);
    if (form.cellGradient) carryC = carryC + timeOf(in(slots.dc), *it);
    BackStep step;
    if (form.lstm()) {
      const auto next = it + 1;
      const Tensor start = form.start ? in(slots.c0) : zeros;
      const Tensor cellBefore = next == order.rend() ? start : timeOf(in(slots.cells), *next);
      step = lstmBack(timeOf(gates, *it), timeOf(in(slots.cells), *it), cellBefore, dh, carryC);
    } else if (form.gru()) {
      step = gruBack(timeOf(gates, *it), timeOf(in(slots.previous), *it), dh);
    } else {
      step = simpleBack(form.cell, timeOf(gates, *it), dh);
    }
    Tensor past = matmul(step.dRecurrent ? step.dRecurrent : step.dProjected, weight);
    if (step.hold) past = past + step.hold;
    if (form.mask) {
      const Tensor runs = timeOf(in(slots.mask), *it), none = gates.graph->constant(0);
      step.dProjected = select(runs, step.dProjected, none);
      if (form.gru()) step.dRecurrent = select(runs, step.dRecurrent, none);
      past = select(runs, past, dh);
      if (form.lstm()) step.carryC = select(runs, step.carryC, carryC);
    }
    carry = past;
    carryC = step.carryC;
    dps[at] = step.dProjected;
    dqs[at] = step.dRecurrent;
  }
  std::vector<Tensor> results{sequenceOf(dps), carry};
  if (form.lstm()) results.push_back(carryC);
  if (form.gru()) results.push_back(sequenceOf(dqs));
  return results;
}

}  // namespace gradus
