// Summary of a model by layers, and values of single nodes.
#include <algorithm>
#include <cassert>

#include "core/compute/compile.h"
#include "core/compute/inspect.h"
#include "core/compute/op_costs.h"

namespace gradus {

std::vector<LayerSummary> modelSummary(const Graph& graph, std::span<const Tensor> outputs) {
  std::vector<char> needed(static_cast<size_t>(graph.size()), 0);
  for (const Tensor output : outputs) needed[static_cast<size_t>(output.id)] = 1;
  for (int id = graph.size() - 1; id >= 0; --id) {
    if (!needed[static_cast<size_t>(id)]) continue;
    for (const int input : graph.op(id).inputs) needed[static_cast<size_t>(input)] = 1;
  }
  std::vector<LayerSummary> layers;
  std::map<std::string, size_t, std::less<>> indexOf;
  for (int id = 0; id < graph.size(); ++id) {
    const Op& op = graph.op(id);
    if (!needed[static_cast<size_t>(id)] || op.kind == OpKind::constant || op.kind == OpKind::input) continue;
    const auto [index, isNew] = indexOf.emplace(op.layer, layers.size());
    if (isNew) layers.push_back({op.layer, 0, {}, 0, 0});
    LayerSummary& layer = layers[index->second];
    if (op.kind == OpKind::parameter) {
      layer.parameters += static_cast<size_t>(op.shape.count());
    } else if (op.kind > OpKind::updated) {
      ++layer.ops;
      layer.output = op.shape;
      layer.multiplyAdds += static_cast<double>(multiplyAddsOf(graph, id));
    }
  }
  return layers;
}

template <typename T>
std::vector<Tensor> InspectorOf<T>::nodesOf(std::string_view layer) const {
  std::vector<Tensor> nodes;
  for (int id = 0; id < graph_.size(); ++id) {
    const Op& op = graph_.op(id);
    if (op.layer == layer && op.kind != OpKind::constant && op.kind != OpKind::input) nodes.push_back({&graph_, id});
  }
  return nodes;
}

template <typename T>
Tensor InspectorOf<T>::gradientOf(Tensor loss, Tensor node) {
  const auto [known, isNew] = gradients_.emplace(std::pair(loss.id, node.id), Tensor());
  if (isNew) {
    const Tensor nodes[] = {node};
    known->second = gradients(loss, nodes)[0];
  }
  return known->second;
}

template <typename T>
void InspectorOf<T>::show(std::vector<Tensor> nodes) {
  const bool same = nodes.size() == nodes_.size() && std::equal(nodes.begin(), nodes.end(), nodes_.begin(),
                                                                [](Tensor a, Tensor b) { return a.id == b.id; });
  if (same && executor_) return;
  nodes_ = std::move(nodes);
  executor_ = ExecutorOf<T>(compile<T>(graph_, {.outputs = nodes_, .changesState = false}));
  values_.clear();
  for (const Tensor node : nodes_)
    values_.push_back({node.shape(), std::vector<T>(static_cast<size_t>(node.shape().count()))});
}

template <typename T>
void InspectorOf<T>::look(const ExecutorOf<T>& executor, const ProgramStateOf<T>& state, uint64_t key) {
  assert(executor_);
  // Leaves of one graph have the same slots in all its programs; further scalars belong to updates.
  const ProgramBody<T>& body = executor_.program().body();
  for (size_t i = 0; i < body.inputNames.size(); ++i)
    executor_.setInput(static_cast<int>(i), executor.boundInput(executor.program().input(body.inputNames[i])));
  for (size_t i = 0; i < body.scalarNames.size(); ++i)
    executor_.setScalar(static_cast<int>(i), executor.boundScalar(executor.program().scalar(body.scalarNames[i])));
  executor_.evaluate(state, key);
  for (size_t k = 0; k < values_.size(); ++k) {
    const auto rows = static_cast<size_t>(values_[k].shape.rows()), cols = static_cast<size_t>(values_[k].shape.cols());
    for (size_t r = 0; r < rows; ++r)
      std::copy_n(executor_.output(k) + r * executor_.outputPitch(k), cols, values_[k].values.data() + r * cols);
  }
}

template class InspectorOf<float>;
template class InspectorOf<double>;

}  // namespace gradus
