#pragma once
// Recurrent layers over whole sequences, their single steps in simple ops, and their derivatives. Sequences are
// [samples, times, features]; weights have PyTorch's shapes and gate orders (LSTM i f g o, GRU r z n).
//
//   simple  h' = phi(p + W h), phi = tanh or max(., 0)                             (Elman 1990)
//   LSTM    i, f, o = sigmoid, g = tanh of p + W h, each its quarter;
//           c' = f c + i g, h' = o tanh(c')                       (Hochreiter, Schmidhuber 1997; Gers et al. 2000)
//   GRU     r, z = sigmoid(p + W h + b), n = tanh(p + r (W h + b)), each its third;
//           h' = (1 - z) n + z h                                                   (Cho et al. 2014)
// where p = x W_ih^T + biases is the projected input, made for all times by one product before.
#include <cstdint>
#include <vector>

#include "core/compute/graph.h"

namespace gradus {

enum class RecurrentCell : uint8_t { tanh, relu, lstm, gru };

/// Rows of the weights per unit: 1, 1, 4, 3.
constexpr int64_t gatesOf(RecurrentCell cell) {
  return cell == RecurrentCell::lstm ? 4 : cell == RecurrentCell::gru ? 3 : 1;
}

struct RecurrentInputs {
  Tensor projected;         // [samples, times, gates * units]
  Tensor weight;            // W_hh [gates * units, units]
  Tensor bias = {};         // b_hh [gates * units]; GRU only, where it stands inside the reset: must be there
  Tensor h0 = {}, c0 = {};  // [samples, units] before the first step; empty: zeros. LSTM: both or neither
  Tensor mask = {};  // [samples, times], > 0 where the sequence runs; elsewhere the state is held. Empty: everywhere
  bool reverse = false;  // from the last time to the first
};

/// The state after every time, [samples, times, units] (held states where the mask is 0); c for LSTM only.
struct RecurrentStates {
  Tensor h, c;
};

/// UserErrors for shapes that do not fit. Gradients of any order, with respect to every tensor but the mask.
RecurrentStates recurrent(RecurrentCell cell, const RecurrentInputs& inputs);

/// One step of simple ops: p [samples, gates * units], state [samples, units]. `gates` in their order (LSTM i f g o,
/// GRU r z n and W_n h + b_n; empty for the simple cells), for views.
struct CellStep {
  Tensor h, c;
  std::vector<Tensor> gates;
};
CellStep recurrentStep(RecurrentCell cell, Tensor p, Tensor weight, Tensor bias, Tensor h, Tensor c);

/// y[i] = x[0] + ... + x[i] along an axis; reverse: y[i] = x[i] + ... + x[n - 1].
Tensor cumulativeSum(Tensor x, int axis, bool reverse = false);

}  // namespace gradus
