#pragma once
// Error texts of op functions.
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/compute/graph.h"

namespace gradus {

/// "matmul in layer2: inputs [8, 3] and [4, 10] ..." as UserError; `expected` says what fits.
[[noreturn]] inline void shapeError(const Graph& graph, const char* op, const std::vector<Shape>& found,
                                    const std::string& expected) {
  std::string shapes;
  for (const Shape& shape : found) shapes += (shapes.empty() ? "" : " and ") + shape.str();
  const std::string where = graph.layer().empty() ? op : std::string(op) + " in " + graph.layer();
  throw UserError({GRADUS_TR("%1: got %2, expected %3."), {where, shapes, expected}});
}

}  // namespace gradus
