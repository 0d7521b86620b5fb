#pragma once
// RNN, LSTM and GRU layers with PyTorch's names, shapes, gate orders and initial values (nn.RNN, nn.LSTM, nn.GRU);
// equations in core/compute/ops/sequence.h.
#include <string>

#include "core/compute/ops/sequence.h"

namespace gradus {

struct RecurrentOptions {
  int64_t layers = 1;
  bool bidirectional = false;  // outputs of both directions side by side
  bool bias = true;
  bool batchFirst = true;   // x and output [samples, times, features]; else [times, samples, features]
  Tensor dropout = {};      // probability between layers; empty: none
  Tensor h0 = {}, c0 = {};  // [layers * directions, samples, units]; empty: zeros
  Tensor lengths;  // [samples], 1 ... times; outputs after the end are 0, the last state is that at the true end
};

struct RecurrentOutputs {
  Tensor output;  // [samples, times, directions * units] of the last layer
  Tensor h, c;    // last states [layers * directions, samples, units] (layer 0 forward, layer 0 reverse, ...); c: LSTM
};

/// Parameters name + ".weight_ih_l0" [gates * units, features], ".weight_hh_l0" [gates * units, units], ".bias_ih_l0",
/// ".bias_hh_l0" [gates * units], "..._l0_reverse", "..._l1", ...; all start U(-1/sqrt(units), 1/sqrt(units)).
/// UserErrors name the layer. The gates' cells may be asked for one step at a time: recurrentCellLayer.
RecurrentOutputs recurrentLayer(RecurrentCell cell, Tensor x, const std::string& name, int64_t units,
                                const RecurrentOptions& options = {});

inline RecurrentOutputs rnn(Tensor x, const std::string& name, int64_t units, const RecurrentOptions& options = {}) {
  return recurrentLayer(RecurrentCell::tanh, x, name, units, options);
}
inline RecurrentOutputs lstm(Tensor x, const std::string& name, int64_t units, const RecurrentOptions& options = {}) {
  return recurrentLayer(RecurrentCell::lstm, x, name, units, options);
}
inline RecurrentOutputs gru(Tensor x, const std::string& name, int64_t units, const RecurrentOptions& options = {}) {
  return recurrentLayer(RecurrentCell::gru, x, name, units, options);
}

/// One step x [samples, features] of layer `layer` (forward direction) in simple ops, sharing the parameters of
/// recurrentLayer by name: for generation and for views of the gates. Empty states are zeros.
CellStep recurrentCellLayer(RecurrentCell cell, Tensor x, const std::string& name, int64_t units, Tensor h, Tensor c,
                            int64_t layer = 0, bool bias = true);

}  // namespace gradus
