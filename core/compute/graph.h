#pragma once
// A graph of op records, built once by op functions (core/compute/ops/) and compiled to a Program. A node is data
// (kind, attributes, inputs, shape), never a closure, so that it can be drawn, rewritten and sent to another backend.
#include <cstdint>
#include <deque>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/compute/parameter_start.h"
#include "core/compute/shape.h"
#include "core/compute/sparse_pattern.h"
#include "core/compute/update_kind.h"

namespace gradus {

class Graph;

// clang-format off
enum class OpKind : uint8_t {
  // leaves
  input, scalar, parameter, constant, updated,
  // elementwise, one input
  negate, exp, log, sqrt, reciprocal, square, tanh, sigmoid, softplus, relu, step, abs, sign, sin, cos, erf,
  rsqrt, floor, round, gelu, geluSlope, silu, siluSlope,
  // elementwise, two inputs of equal shape
  add, subtract, multiply, divide, maximum, minimum, power, greater,
  // elementwise, three inputs: condition > 0 ? a : b
  select,
  // shape
  broadcast, reshape, transpose, permute, concat, slice, pad,
  // reductions to a shape that broadcasts back
  sumTo, maxTo,
  // linear algebra
  matmul,
  // others
  oneHot, randomUniform, randomNormal, dropout, stopGradient,
  // sparse matrices and segments
  sparseProduct, sampledProduct, gatherEntries, segmentSum, segmentMax,
  // recurrent layers over whole sequences
  recurrent, recurrentGradient, cumulativeSum,
  // normalisations
  normalise, normaliseGradient, layerNorm, layerNormGradient,
  // rows: softmax, cross-entropy
  softmax, softmaxGradient, crossEntropy, crossEntropyGradient,
  // rows by index
  gatherRows, scatterAddRows,
  attention, attentionGradient,
  // convolutions
  convolution, convolutionInput, convolutionWeight,
  // pooling, resizing, layout of images
  maxPool, maxPoolScatter, maxPoolGather, averagePool, averagePoolInput, resize, resizeInput,
  channelsFirst, channelsLast,
  // one result of an op that has several
  part,
  // changes of the state: parameters by an optimiser, buffers by a value
  update, assign,
};
constexpr int opKinds = static_cast<int>(OpKind::assign) + 1;
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
  int axis = 0;                                 // concat, slice, pad; part: which result; update: which group
  int64_t begin = 0, end = 0;                   // slice: range; pad: zeros before and after
  uint64_t stream = 0;                          // random ops: which stream of the step
  bool penalised = false;                       // parameters: L1 and L2 act on it
  bool trainable = true;                        // parameters: false for buffers (running means)
  ParameterStart start;                         // parameters: how they begin
  std::vector<double> data;                     // constant: its elements if they differ, else empty
  std::vector<int64_t> numbers;                 // further whole numbers, their meaning is the op's
  std::vector<Shape> outputs;                   // ops with several results: their shapes
  SparsePatternPtr pattern;                     // sparse ops: where the entries are

  bool operator==(const Op&) const = default;
};

/// A group of parameters that one optimiser changes together. The program gets the scalars prefix + name for every
/// name of updateScalarNames ("learning_rate", "momentum", ...).
struct UpdateGroup {
  UpdateKind kind = UpdateKind::sgd;
  std::string prefix;
  Tensor loss;  // watched: no update if it is not finite
  std::vector<Tensor> parameters, gradients;
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
  /// A name that exists with this shape gives the same parameter again (shared weights); with another shape a
  /// UserError.
  Tensor parameter(std::string name, Shape shape, bool penalised = false, ParameterStart start = {});
  /// Part of the state that no gradient changes (running means); see assign.
  Tensor buffer(std::string name, Shape shape, ParameterStart start = {});
  Tensor constant(double number, Shape shape = {});
  Tensor constant(std::vector<double> data, Shape shape);

  /// The trainable parameters whose names begin with `prefix`, in declared order, as they are now (after updates).
  std::vector<Tensor> parameters(std::string_view prefix = "");

  /// At the end of the step the buffer takes this value; ops of the step read the old one.
  void assign(Tensor buffer, Tensor value);
  /// The optimiser changes the group's parameters here, in the middle of the step: layers made from now on read the new
  /// values (the generator's loss under the discriminator just updated). Ops made before read the old ones.
  void update(UpdateGroup group);
  const std::vector<UpdateGroup>& updates() const { return updates_; }
  const std::vector<int>& assigns() const { return assigns_; }

  /// Appends a checked record; op functions call this.
  Tensor append(Op op);
  /// Result `index` of an op with several (op.outputs).
  Tensor part(Tensor op, int index);
  const Op& op(int id) const { return ops_[static_cast<size_t>(id)]; }
  const Op& op(Tensor value) const { return op(value.id); }
  int size() const { return static_cast<int>(ops_.size()); }
  uint64_t nextStream() { return streams_++; }

  /// Names the layer that following ops belong to; error texts and drawings show it.
  void setLayer(std::string name) { layer_ = std::move(name); }
  const std::string& layer() const { return layer_; }

 private:
  std::deque<Op> ops_;                                   // references stay valid while rules append
  std::map<std::string, int, std::less<>> parameterOf_;  // name -> node that holds it now
  std::vector<int> declared_;                            // parameters and buffers in declared order
  std::vector<UpdateGroup> updates_;
  std::vector<int> assigns_;
  std::string layer_;
  uint64_t streams_ = 0;
};

std::string_view opName(OpKind kind);

/// d loss / d params[i], as further nodes of the same graph, so that gradients of gradients work. A parameter that the
/// loss does not depend on gets zeros. UserError if loss is not a scalar.
std::vector<Tensor> gradients(Tensor loss, std::span<const Tensor> params);
/// The same from given gradients of several outputs (vector-Jacobian product); an empty one counts as zero. `partial`:
/// params are held fixed against each other, where one is computed from another.
std::vector<Tensor> gradientsFrom(std::span<const Tensor> outputs, std::span<const Tensor> outputGradients,
                                  std::span<const Tensor> params, bool partial = false);

}  // namespace gradus
