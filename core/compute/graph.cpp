#include "core/compute/graph.h"

#include <cassert>

#include "core/base/error.h"
#include "core/compute/ops/ops.h"
#include "core/compute/ops/rules.h"

namespace gradus {

std::string Shape::str() const {
  std::string text = "[";
  for (int axis = 0; axis < rank_; ++axis) {
    if (axis > 0) text += ", ";
    text += std::to_string((*this)[axis]);
  }
  return text + "]";
}

bool broadcastShapes(const Shape& a, const Shape& b, Shape& result) {
  result = Shape();
  const int rank = std::max(a.rank(), b.rank());
  for (int axis = 0; axis < rank; ++axis) {
    const int axisA = axis - (rank - a.rank()), axisB = axis - (rank - b.rank());
    const int64_t sizeA = axisA < 0 ? 1 : a[axisA], sizeB = axisB < 0 ? 1 : b[axisB];
    if (sizeA != sizeB && sizeA != 1 && sizeB != 1) return false;
    result.append(sizeA == 1 ? sizeB : sizeA);
  }
  return true;
}

const Shape& Tensor::shape() const {
  return graph->op(id).shape;
}

Tensor Graph::append(Op op) {
  if (op.layer.empty()) op.layer = layer_;
  ops_.push_back(std::move(op));
  return {this, size() - 1};
}

Tensor Graph::input(std::string name, Shape shape) {
  return append({.kind = OpKind::input, .shape = shape, .name = std::move(name)});
}

Tensor Graph::scalar(std::string name, double value) {
  return append({.kind = OpKind::scalar, .name = std::move(name), .number = value});
}

Tensor Graph::parameter(std::string name, Shape shape, bool penalised) {
  return append({.kind = OpKind::parameter, .shape = shape, .name = std::move(name), .penalised = penalised});
}

Tensor Graph::constant(double number, Shape shape) {
  return append({.kind = OpKind::constant, .shape = shape, .number = number});
}

Tensor Graph::constant(std::vector<double> data, Shape shape) {
  assert(static_cast<int64_t>(data.size()) == shape.count());
  return append({.kind = OpKind::constant, .shape = shape, .data = std::move(data)});
}

namespace {

const OpRow& rowOf(OpKind kind) {
  for (const std::span<const OpRow> family :
       {leafOps(), elementwiseOps(), shapeOps(), reduceOps(), linalgOps(), randomOps()}) {
    for (const OpRow& row : family) {
      if (row.kind == kind) return row;
    }
  }
  assert(!"every op kind has a row in one of the families");
  static constexpr OpRow none{};
  return none;
}

// Which nodes up to `loss` depend on one of `params`: only those need a gradient.
std::vector<char> dependents(const Graph& graph, int loss, std::span<const Tensor> params) {
  std::vector<char> depends(static_cast<size_t>(loss) + 1, 0);
  for (const Tensor param : params) {
    if (param.id <= loss) depends[static_cast<size_t>(param.id)] = 1;
  }
  for (int id = 0; id <= loss; ++id) {
    if (graph.op(id).kind == OpKind::stopGradient) continue;
    for (const int from : graph.op(id).inputs) {
      if (depends[static_cast<size_t>(from)]) depends[static_cast<size_t>(id)] = 1;
    }
  }
  return depends;
}

}  // namespace

std::string_view opName(OpKind kind) {
  return rowOf(kind).name;
}

// Reverse accumulation (Linnainmaa 1970; Baydin et al. 2018, section 3.2): visits nodes from the loss backwards and
// adds g * d(node)/d(input), written with ops, to each input's gradient.
std::vector<Tensor> gradients(Tensor loss, std::span<const Tensor> params) {
  Graph& graph = *loss.graph;
  if (loss.shape().count() != 1) {
    throw UserError({"Gradient of %1 with shape %2: a loss must be a single number; reduce it with sum or mean first.",
                     {std::string(opName(graph.op(loss).kind)), loss.shape().str()}});
  }
  const std::vector<char> depends = dependents(graph, loss.id, params);
  std::vector<Tensor> gradientOf(static_cast<size_t>(loss.id) + 1);
  gradientOf.back() = graph.constant(1, loss.shape());
  for (int id = loss.id; id >= 0; --id) {
    const Tensor g = gradientOf[static_cast<size_t>(id)];
    const Op& op = graph.op(id);
    if (!g || !depends[static_cast<size_t>(id)] || op.inputs.empty()) continue;
    const GradientRule rule = rowOf(op.kind).rule;
    if (!rule) continue;  // piecewise constant: its derivative is zero wherever it exists
    const std::string layer = graph.layer();
    graph.setLayer(op.layer);
    const std::vector<Tensor> parts = rule({&graph, id}, g);
    for (size_t i = 0; i < op.inputs.size(); ++i) {
      Tensor& sum = gradientOf[static_cast<size_t>(op.inputs[i])];
      if (!parts[i] || !depends[static_cast<size_t>(op.inputs[i])]) continue;
      sum = sum ? sum + parts[i] : parts[i];
    }
    graph.setLayer(layer);
  }
  std::vector<Tensor> result;
  for (const Tensor param : params) {
    const bool reached = param.id <= loss.id && gradientOf[static_cast<size_t>(param.id)];
    result.push_back(reached ? gradientOf[static_cast<size_t>(param.id)] : graph.constant(0, param.shape()));
  }
  return result;
}

}  // namespace gradus
