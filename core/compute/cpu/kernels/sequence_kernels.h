#pragma once
// Vector kernels of core/compute/cpu/ops/sequence.cpp; conventions in kernels.h. Units of a layer are the lanes.
#include <cstdint>

namespace gradus {

/// A row per sample: row r begins at data + r * pitch (pitch 0: all share one).
template <typename T>
struct SampleRows {
  T* data = nullptr;
  int64_t pitch = 0;
};

/// One time of a recurrent layer for `rows` samples. Nothing beyond the elements is touched.
template <typename T>
struct RecurrentStep {
  int64_t rows = 0, units = 0;
  SampleRows<const T> projected;  // x W_ih^T + b [gates * units]
  SampleRows<const T> recurrent;  // h_before W_hh^T [gates * units]
  const T* bias = nullptr;        // GRU: of the recurrent side [3 units]
  SampleRows<const T> hBefore, cBefore;
  SampleRows<const T> mask;  // one number; <= 0: the sample's state is held. data null: no mask
  SampleRows<T> h, c, gates, previous;
};

/// One time of the backward pass. What comes from later times is carry + hold; the caller puts (dP or dR) W_hh of this
/// time into `carry` afterwards.
template <typename T>
struct RecurrentBackStep {
  int64_t rows = 0, units = 0;
  SampleRows<const T> gates, c, cBefore;  // LSTM i f g o; GRU r z n q, q = h_before W_n^T + b_n; simple: gates = h
  SampleRows<const T> hBefore;            // GRU
  SampleRows<const T> dh, dc;             // given gradients of this time's state; dc.data null: none
  SampleRows<const T> mask;
  SampleRows<const T> carry;
  SampleRows<T> hold;                    // past the product: held states, GRU's direct path
  SampleRows<T> carryC;                  // LSTM, in and out
  SampleRows<T> dProjected, dRecurrent;  // GRU has both
};

template <typename T>
struct SequenceKernels {
  void (*tanhStep)(const RecurrentStep<T>&) = nullptr;
  void (*reluStep)(const RecurrentStep<T>&) = nullptr;
  void (*lstmStep)(const RecurrentStep<T>&) = nullptr;
  void (*gruStep)(const RecurrentStep<T>&) = nullptr;
  void (*tanhBack)(const RecurrentBackStep<T>&) = nullptr;
  void (*reluBack)(const RecurrentBackStep<T>&) = nullptr;
  void (*lstmBack)(const RecurrentBackStep<T>&) = nullptr;
  void (*gruBack)(const RecurrentBackStep<T>&) = nullptr;
};

}  // namespace gradus
