#pragma once
// Recurrent layers and their first derivative written out in simple ops: what the fused ops compute, for derivatives of
// higher order.
#include <vector>

#include "core/compute/ops/sequence.h"

namespace gradus {

/// What Op::numbers of both kinds hold.
struct RecurrentForm {
  RecurrentCell cell = RecurrentCell::tanh;
  bool reverse = false, start = false, mask = false, cellGradient = false;

  std::vector<int64_t> numbers() const { return {static_cast<int64_t>(cell), reverse, start, mask, cellGradient}; }
  static RecurrentForm of(const Op& op) {
    return {static_cast<RecurrentCell>(op.numbers[0]), op.numbers[1] != 0, op.numbers[2] != 0, op.numbers[3] != 0,
            op.numbers[4] != 0};
  }
  bool lstm() const { return cell == RecurrentCell::lstm; }
  bool gru() const { return cell == RecurrentCell::gru; }
};

/// Inputs of OpKind::recurrent by position; -1: not there.
struct RecurrentSlots {
  int projected = 0, weight = 1, bias = -1, h0 = -1, c0 = -1, mask = -1;
  explicit RecurrentSlots(const RecurrentForm& form) {
    int next = 2;
    if (form.gru()) bias = next++;
    if (form.start) h0 = next++;
    if (form.start && form.lstm()) c0 = next++;
    if (form.mask) mask = next++;
  }
};
/// Its results: states, the states before each time, gates as the backward pass needs them, cells.
enum RecurrentResult : int { stateResult, previousResult, gatesResult, cellResult };

/// Inputs of OpKind::recurrentGradient by position. `gates`: of the simple cells the states.
struct RecurrentGradientSlots {
  int gates = 0, weight = 1, dh = 2, cells = -1, dc = -1, c0 = -1, previous = -1, mask = -1;
  explicit RecurrentGradientSlots(const RecurrentForm& form) {
    int next = 3;
    if (form.lstm()) cells = next++;
    if (form.cellGradient) dc = next++;
    if (form.lstm() && form.start) c0 = next++;
    if (form.gru()) previous = next++;
    if (form.mask) mask = next++;
  }
};
/// Its results: gradients of the projected input, of h0, and of c0 (LSTM) or of the recurrent side's sums (GRU).
enum RecurrentGradientResult : int { projectedGradient, startGradient, extraGradient };

std::vector<Tensor> composeRecurrent(const RecurrentForm& form, std::span<const Tensor> inputs);
std::vector<Tensor> composeRecurrentGradient(const RecurrentForm& form, std::span<const Tensor> inputs);

}  // namespace gradus
