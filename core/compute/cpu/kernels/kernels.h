#pragma once
// The table of kernels that one vector level fills: plain-pointer functions, compiled once per x86-64 level from
// level/*.cpp and chosen at start. Nothing here or in level/ uses the standard library's templates, so that no inline
// function compiled for a wide level can end up in a path of a narrow machine.
//
// Memory conventions. A value is a matrix [rows, cols] with a pitch (elements from row to row). Values in scratch
// memory are "padded": the pitch is a multiple of 64 bytes (or 1 for a single column) and up to 64 bytes after the last
// element may be read and overwritten. Inputs, parameters and gradients are "exact": nothing beyond cols may be
// touched.
#include <cstdint>

#include "core/compute/cpu/kernels/attention_kernels.h"
#include "core/compute/cpu/kernels/convolution_kernels.h"
#include "core/compute/cpu/kernels/normalisation_kernels.h"
#include "core/compute/cpu/kernels/pooling_kernels.h"
#include "core/compute/cpu/kernels/random_kernels.h"
#include "core/compute/cpu/kernels/row_kernels.h"
#include "core/compute/cpu/kernels/sequence_kernels.h"
#include "core/compute/cpu/kernels/sparse_kernels.h"
#include "core/compute/update_kind.h"

namespace gradus {

/// Elementwise kernels, in the order of OpKind from negate to select; `copy` copies.
// clang-format off
enum class Micro : uint8_t {
  negate, exp, log, sqrt, reciprocal, square, tanh, sigmoid, softplus, relu, step, abs, sign, sin, cos, erf,
  rsqrt, floor, round, gelu, geluSlope, silu, siluSlope,
  add, subtract, multiply, divide, maximum, minimum, power, greater, select, copy, count
};
// clang-format on

/// Numbers of one optimiser update (core/nn/optimiser.h has the equations).
struct UpdateNumbers {
  double learningRate = 0, momentum = 0, beta1 = 0, beta2 = 0, alpha = 0, epsilon = 0, weightDecay = 0;
  double correction1 = 1, correction2 = 1;      // 1 - beta1^t, 1 - beta2^t
  double gradientScale = 1, gradientLimit = 0;  // clipping by norm, by value (0: none)
  double dampening = 0, initialSum = 0;
  double gradientRate = 0, momentRate = 0;  // nadam: rates of g and m
  double rectification = 0;                 // radam; 0: not adaptive yet
  bool first = false;                       // t = 1
};

template <typename T>
struct Kernels {
  int lanes = 0;  // elements of T per vector register

  /// out[i] = op(a[i], b[i], c[i]) for i < n rounded up to whole vectors; bit k of the second index: operand k is one
  /// number, repeated. out may be a, b or c.
  using MicroFn = void (*)(T* out, const T* a, const T* b, const T* c, int64_t n);
  MicroFn micro[static_cast<int>(Micro::count)][8] = {};

  /// C[m, n] = bias[m] + sum_k A(m, k) B[k, n], A(m, k) = a[m * rowStride + k * colStride]; lanes along n. B and C
  /// padded; bias may be null. For small products.
  void (*matmulLanes)(int64_t m, int64_t n, int64_t k, const T* a, int64_t rowStride, int64_t colStride, const T* b,
                      int64_t pitchB, const T* bias, T* c, int64_t pitchC) = nullptr;
  /// C[m, n] = sum_k A[m, k] B[n, k], A and B padded, lanes along k; C exact. rowSums[m] = sum_k A[m, k] unless null.
  void (*matmulDots)(int64_t m, int64_t n, int64_t k, const T* a, int64_t pitchA, const T* b, int64_t pitchB, T* c,
                     int64_t pitchC, T* rowSums) = nullptr;

  /// Large products: B is packed in panels of `panelCols` columns, then each panel is multiplied.
  int panelCols = 0;
  /// Panel of columns [col, col + panelCols) of B (B(k, n) = transposed ? b[n * pitch + k] : b[k * pitch + n]) as
  /// packed[k * panelCols + j]; columns from n on are zero.
  void (*packPanel)(int64_t k, int64_t n, int64_t col, const T* b, int64_t pitch, bool transposed, T* packed) = nullptr;
  /// C[m, col...] = bias + A packed; touches only columns below n of C.
  void (*multiplyPanel)(int64_t m, int64_t n, int64_t k, int64_t col, const T* a, int64_t rowStride, int64_t colStride,
                        const T* packed, const T* bias, T* c, int64_t pitchC) = nullptr;

  /// Reductions in a fixed order. padded: the vector after the last element of a row may be read.
  T (*sumAll)(int64_t rows, int64_t cols, const T* a, int64_t pitch, bool padded) = nullptr;
  void (*sumOfEachRow)(int64_t rows, int64_t cols, const T* a, int64_t pitch, bool padded, T* out) = nullptr;
  void (*sumOverRows)(int64_t rows, int64_t cols, const T* a, int64_t pitch, bool padded, T* out) = nullptr;
  T (*maxAll)(int64_t rows, int64_t cols, const T* a, int64_t pitch) = nullptr;
  void (*maxOverRows)(int64_t rows, int64_t cols, const T* a, int64_t pitch, bool padded, T* out) = nullptr;

  /// out[c, r] = a[r, c]; touches nothing beyond the elements.
  void (*transpose)(int64_t rows, int64_t cols, const T* a, int64_t pitchA, T* out, int64_t pitchOut) = nullptr;

  /// g += l1 sign(w) + l2 w.
  void (*penalise)(int64_t n, const T* w, T* g, double l1, double l2) = nullptr;
  /// Sum of squares of g in double, fixed order.
  double (*squaredNorm)(int64_t n, const T* g) = nullptr;
  void (*update)(UpdateKind kind, const UpdateNumbers& numbers, int64_t n, T* w, T* g, T* m1, T* m2, T* m3) = nullptr;

  ConvolutionKernels<T> convolution;
  PoolingKernels<T> pooling;
  NormalisationKernels<T> normalisation;
  RowKernels<T> rows;
  AttentionKernels<T> attention;
  RandomKernels<T> random;
  SequenceKernels<T> sequence;
  SparseKernels<T> sparse;
};

/// The level in use; GRADUS_KERNELS=portable|v2|v3|v4 forces one this machine has.
template <typename T>
const Kernels<T>& activeKernels();
/// The table of a level by name, nullptr if it was not built or the processor lacks it.
template <typename T>
const Kernels<T>* kernelsOfLevel(const char* name);

/// Executors made while it lives use this level. For tests, one thread.
class UseKernelLevel {
 public:
  explicit UseKernelLevel(const char* name);
  ~UseKernelLevel();
  UseKernelLevel(const UseKernelLevel&) = delete;
  UseKernelLevel& operator=(const UseKernelLevel&) = delete;

 private:
  const char* previous_;
};

}  // namespace gradus
