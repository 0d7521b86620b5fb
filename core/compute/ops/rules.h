#pragma once
// One row per op: its name and its derivative, written with other ops. A rule receives the node (and through it inputs
// and output) and g = d loss / d output; it returns d loss / d input for each input, an empty Tensor where there is
// none.
#include <span>
#include <vector>

#include "core/compute/graph.h"

namespace gradus {

using GradientRule = std::vector<Tensor> (*)(Tensor output, Tensor g);

struct OpRow {
  OpKind kind = OpKind::constant;
  std::string_view name;
  GradientRule rule = nullptr;  // nullptr: zero gradient
};

inline Tensor inputOf(Tensor output, size_t i) {
  return {output.graph, output.graph->op(output).inputs[i]};
}

std::span<const OpRow> leafOps();
std::span<const OpRow> elementwiseOps();
std::span<const OpRow> shapeOps();
std::span<const OpRow> reduceOps();
std::span<const OpRow> linalgOps();
std::span<const OpRow> randomOps();

}  // namespace gradus
