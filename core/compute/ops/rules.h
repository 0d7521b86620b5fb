#pragma once
// One row per op: its name and its derivative, written with other ops. A rule receives the node (and through it inputs
// and output) and g = d loss / d output; it returns d loss / d input for each input, an empty Tensor where there is
// none.
#include <span>
#include <vector>

#include "core/compute/graph.h"
#include "core/compute/ops/ops.h"

namespace gradus {

using GradientRule = std::vector<Tensor> (*)(Tensor output, Tensor g);
/// The same for an op with several results (Op::outputs, read by `part` nodes): g[i] = d loss / d result i, empty where
/// the loss does not depend on it.
using PartsRule = std::vector<Tensor> (*)(Tensor op, std::span<const Tensor> g);

struct OpRow {
  OpKind kind = OpKind::constant;
  std::string_view name;
  GradientRule rule = nullptr;  // nullptr: zero gradient
  PartsRule partsRule = nullptr;
};

/// An op that computes in one kernel what other ops could compose gets its higher derivatives from the composition:
/// compose(inputs) gives the results, g their gradients.
template <typename Compose>
std::vector<Tensor> composedRule(std::span<const Tensor> inputs, std::span<const Tensor> g, Compose compose) {
  std::vector<Tensor> own(inputs.begin(), inputs.end());
  for (size_t i = 0; i < own.size(); ++i) {  // a node that stands twice gets a gradient for each place
    for (size_t j = 0; j < i; ++j) {
      if (own[j].id == own[i].id) own[i] = own[i] + 0;
    }
  }
  const std::vector<Tensor> results = compose(std::span<const Tensor>(own));
  return gradientsFrom(results, g, own, true);
}

inline Tensor inputOf(Tensor output, size_t i) {
  return {output.graph, output.graph->op(output).inputs[i]};
}

inline std::vector<Tensor> inputsOf(Tensor output) {
  std::vector<Tensor> inputs;
  for (const int id : output.graph->op(output).inputs) inputs.push_back({output.graph, id});
  return inputs;
}

/// All families; a new one is added in op_families.cpp.
std::span<const std::span<const OpRow>> opFamilies();

std::span<const OpRow> leafOps();
std::span<const OpRow> elementwiseOps();
std::span<const OpRow> shapeOps();
std::span<const OpRow> reduceOps();
std::span<const OpRow> linalgOps();
std::span<const OpRow> randomOps();
std::span<const OpRow> stateOps();
std::span<const OpRow> convolutionOps();
std::span<const OpRow> poolingOps();
std::span<const OpRow> normalisationOps();
std::span<const OpRow> rowOps();
std::span<const OpRow> attentionOps();
std::span<const OpRow> indexingOps();
std::span<const OpRow> sparseOps();
std::span<const OpRow> sequenceOps();

}  // namespace gradus
