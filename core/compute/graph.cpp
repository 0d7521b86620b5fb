#include "core/compute/graph.h"

#include <algorithm>
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

Tensor Graph::parameter(std::string name, Shape shape, bool penalised, ParameterStart start) {
  if (const auto known = parameterOf_.find(name); known != parameterOf_.end()) {
    if (op(known->second).shape == shape) return {this, known->second};
    throw UserError(
        {GRADUS_TR("The parameter %1 is there twice, with shapes %2 and %3. Give the second layer another name."),
         {name, op(known->second).shape.str(), shape.str()}});
  }
  const Tensor made =
      append({.kind = OpKind::parameter, .shape = shape, .name = name, .penalised = penalised, .start = start});
  parameterOf_.emplace(std::move(name), made.id);
  declared_.push_back(made.id);
  return made;
}

Tensor Graph::buffer(std::string name, Shape shape, ParameterStart start) {
  const Tensor made = parameter(std::move(name), shape, false, start);
  ops_[static_cast<size_t>(made.id)].trainable = false;
  return made;
}

std::vector<Tensor> Graph::parameters(std::string_view prefix) {
  std::vector<Tensor> found;
  for (const int id : declared_) {
    const Op& declared = op(id);
    if (declared.trainable && std::string_view(declared.name).starts_with(prefix))
      found.push_back({this, parameterOf_.find(declared.name)->second});
  }
  return found;
}

void Graph::assign(Tensor buffer, Tensor value) {
  if (!(buffer.shape() == value.shape())) {
    throw UserError({GRADUS_TR("%1 has shape %2 and cannot take a value of shape %3."),
                     {op(buffer).name, buffer.shape().str(), value.shape().str()}});
  }
  assigns_.push_back(append({.kind = OpKind::assign, .inputs = {value.id, buffer.id}, .shape = value.shape()}).id);
}

void Graph::update(UpdateGroup group) {
  assert(group.parameters.size() == group.gradients.size());
  Op update{.kind = OpKind::update, .axis = static_cast<int>(updates_.size())};
  for (const Tensor gradient : group.gradients) update.inputs.push_back(gradient.id);
  const Tensor node = append(std::move(update));
  for (const Tensor parameter : group.parameters) {
    const Op& old = op(parameter);
    const Tensor now =
        append({.kind = OpKind::updated, .inputs = {node.id, parameter.id}, .shape = old.shape, .name = old.name});
    parameterOf_[old.name] = now.id;
  }
  updates_.push_back(std::move(group));
}

Tensor Graph::part(Tensor from, int index) {
  return append({.kind = OpKind::part,
                 .inputs = {from.id},
                 .shape = op(from).outputs[static_cast<size_t>(index)],
                 .axis = index});
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
  static const std::vector<OpRow> table = [] {
    std::vector<OpRow> rows(opKinds);
    for (const std::span<const OpRow> family : opFamilies()) {
      for (const OpRow& row : family) rows[static_cast<size_t>(row.kind)] = row;
    }
    return rows;
  }();
  return table[static_cast<size_t>(kind)];
}

// Which nodes up to `loss` depend on one of `params`: only those need a gradient.
std::vector<char> dependents(const Graph& graph, int loss, std::span<const Tensor> params) {
  std::vector<char> depends(static_cast<size_t>(loss) + 1, 0);
  for (const Tensor param : params) {
    if (param.id <= loss) depends[static_cast<size_t>(param.id)] = 1;
  }
  for (int id = 0; id <= loss; ++id) {
    if (graph.op(id).kind == OpKind::stopGradient || graph.op(id).kind == OpKind::updated) continue;
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

std::vector<Tensor> gradients(Tensor loss, std::span<const Tensor> params) {
  if (loss.shape().count() != 1) {
    throw UserError(
        {GRADUS_TR("Gradient of %1 with shape %2: a loss must be a single number; reduce it with sum or mean first."),
         {std::string(opName(loss.graph->op(loss).kind)), loss.shape().str()}});
  }
  const Tensor outputs[] = {loss}, seeds[] = {loss.graph->constant(1, loss.shape())};
  return gradientsFrom(outputs, seeds, params, false);
}

// Reverse accumulation (Linnainmaa 1970; Baydin et al. 2018, section 3.2): visits nodes from the loss backwards and
// adds g * d(node)/d(input), written with ops, to each input's gradient.
std::vector<Tensor> gradientsFrom(std::span<const Tensor> outputs, std::span<const Tensor> outputGradients,
                                  std::span<const Tensor> params, bool partial) {
  Graph& graph = *outputs[0].graph;
  int last = 0;
  for (const Tensor output : outputs) last = std::max(last, output.id);
  const std::vector<char> depends = dependents(graph, last, params);
  std::vector<Tensor> gradientOf(static_cast<size_t>(last) + 1);
  std::map<int, std::vector<Tensor>> partGradients;  // of ops with several results
  for (size_t i = 0; i < outputs.size(); ++i) {
    Tensor& sum = gradientOf[static_cast<size_t>(outputs[i].id)];
    if (outputGradients[i]) sum = sum ? sum + outputGradients[i] : outputGradients[i];
  }
  for (int id = last; id >= 0; --id) {
    const Tensor g = gradientOf[static_cast<size_t>(id)];
    const Op& op = graph.op(id);
    if (!depends[static_cast<size_t>(id)] || op.inputs.empty()) continue;
    if (partial && std::any_of(params.begin(), params.end(), [id](Tensor p) { return p.id == id; })) continue;
    if (op.kind == OpKind::part && g) {
      std::vector<Tensor>& all = partGradients[op.inputs[0]];
      all.resize(graph.op(op.inputs[0]).outputs.size());
      all[static_cast<size_t>(op.axis)] = g;
    }
    const auto several = partGradients.find(id);
    const OpRow& row = rowOf(op.kind);
    // No rule: piecewise constant, the derivative is zero wherever it exists.
    if (several == partGradients.end() ? !g || !row.rule : !row.partsRule) continue;
    const std::string layer = graph.layer();
    graph.setLayer(op.layer);
    const std::vector<Tensor> parts =
        several == partGradients.end() ? row.rule({&graph, id}, g) : row.partsRule({&graph, id}, several->second);
    for (size_t i = 0; i < op.inputs.size(); ++i) {
      Tensor& sum = gradientOf[static_cast<size_t>(op.inputs[i])];
      if (!parts[i] || !depends[static_cast<size_t>(op.inputs[i])]) continue;
      sum = sum ? sum + parts[i] : parts[i];
    }
    graph.setLayer(layer);
  }
  std::vector<Tensor> result;
  for (const Tensor param : params) {
    const bool reached = param.id <= last && gradientOf[static_cast<size_t>(param.id)];
    result.push_back(reached ? gradientOf[static_cast<size_t>(param.id)] : graph.constant(0, param.shape()));
  }
  return result;
}

}  // namespace gradus
