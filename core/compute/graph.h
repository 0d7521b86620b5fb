#pragma once
// A graph of op records, built once by op functions (core/compute/ops/) and compiled to a Program. A node is data
// (kind, attributes, inputs, shape), never a closure, so that it can be drawn, rewritten and sent to another backend.
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/compute/shape.h"

namespace gradus {

class Graph;

// clang-format off
enum class OpKind : uint8_t {
  // leaves
  input, scalar, parameter, constant,
  // elementwise, one input
  negate, exp, log, sqrt, reciprocal, square, tanh, sigmoid, softplus, relu, step, abs, sign, sin, cos, erf,
  // elementwise, two inputs of equal shape
  add, subtract, multiply, divide, maximum, minimum, greater,
  // elementwise, three inputs: condition > 0 ? a : b
  select,
  // shape
  broadcast, reshape, transpose, concat, slice, pad,
  // reductions to a shape that broadcasts back
  sumTo, maxTo,
  // linear algebra
  matmul,
  // others
  oneHot, randomUniform, randomNormal, stopGradient,
};
// clang-format on

/// Handle of a node (named Tensor because gradus::Value, core/run/value.h, is the value of a setting). Cheap; valid
/// while its graph lives.
struct Tensor {
  Graph* graph = nullptr;
  int id = -1;

  const Shape& shape() const;
  explicit operator bool() const { return graph != nullptr; }
};

/// One op record. Which attributes mean something depends on the kind.
struct Op {
  OpKind kind = OpKind::constant;
  std::vector<int> inputs;
  Shape shape;
  std::string name;                             // inputs, scalars, parameters; otherwise empty
  std::string layer;                            // layer in force when the op was made, for error texts and drawings
  double number = 0;                            // constant: its value; scalar: its value until set
  bool transposeA = false, transposeB = false;  // matmul
  int axis = 0;                                 // concat, slice, pad
  int64_t begin = 0, end = 0;                   // slice: range; pad: zeros before and after
  uint64_t stream = 0;                          // random ops: which stream of the step
  bool penalised = false;                       // parameters: L1 and L2 act on it
  std::vector<double> data;                     // constant: its elements if they differ, else empty

  bool operator==(const Op&) const = default;
};

class Graph {
 public:
  Graph() = default;
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  /// Data given at every step; row-major.
  Tensor input(std::string name, Shape shape);
  /// A live number of the step (learning rate, dropout probability).
  Tensor scalar(std::string name, double value = 0);
  Tensor parameter(std::string name, Shape shape, bool penalised = false);
  Tensor constant(double number, Shape shape = {});
  Tensor constant(std::vector<double> data, Shape shape);

  /// Appends a checked record; op functions call this.
  Tensor append(Op op);
  const Op& op(int id) const { return ops_[static_cast<size_t>(id)]; }
  const Op& op(Tensor value) const { return op(value.id); }
  int size() const { return static_cast<int>(ops_.size()); }
  uint64_t nextStream() { return streams_++; }

  /// Names the layer that following ops belong to; error texts and drawings show it.
  void setLayer(std::string name) { layer_ = std::move(name); }
  const std::string& layer() const { return layer_; }

 private:
  std::deque<Op> ops_;  // references stay valid while rules append
  std::string layer_;
  uint64_t streams_ = 0;
};

std::string_view opName(OpKind kind);

/// d loss / d params[i], as further nodes of the same graph, so that gradients of gradients work. A parameter that the
/// loss does not depend on gets zeros. UserError if loss is not a scalar.
std::vector<Tensor> gradients(Tensor loss, std::span<const Tensor> params);

}  // namespace gradus
