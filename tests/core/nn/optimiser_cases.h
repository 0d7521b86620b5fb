#pragma once
// The functions and cases of tests/reference/torch_optimisers.json, shared by the tests of the update kernels and of
// core/optimize.
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/compute/compile.h"
#include "core/compute/ops/ops.h"

namespace gradus::testing {

inline const nlohmann::json& optimiserReference() {
  static const nlohmann::json reference = [] {
    std::ifstream file(GRADUS_SOURCE_DIR "/tests/reference/torch_optimisers.json");
    return nlohmann::json::parse(file);
  }();
  return reference;
}

inline std::vector<double> formulaNumbers(size_t n, double phase) {
  std::vector<double> values(n);
  for (size_t i = 0; i < n; ++i) values[i] = std::sin(1.3 * static_cast<double>(i) + phase);
  return values;
}

/// The loss of a case as a graph over one parameter "w", and its start.
inline Tensor buildOptimiserFunction(Graph& graph, const std::string& function, std::vector<double>& start) {
  if (function == "rosenbrock") {
    start = {-1.2, 1};
    const Tensor w = graph.parameter("w", {2}), x = slice(w, 0, 0, 1), y = slice(w, 0, 1, 2);
    return sum(square(1 - x) + 100 * square(y - square(x)));
  }
  if (function == "logistic") {
    start = {0, 0, 0};
    std::vector<double> x = formulaNumbers(60, 1), y = formulaNumbers(20, 2);
    for (size_t i = 0; i < 60; ++i) x[i] *= y[i / 3] > 0 ? -1 : 1;  // -y X
    const Tensor w = graph.parameter("w", {3});
    const Tensor z = matmul(graph.constant(x, {20, 3}), reshape(w, {3, 1}));
    return mean(softplus(z)) + 0.05 * sum(square(w));
  }
  start = formulaNumbers(6, 0.5);
  std::vector<double> scale = formulaNumbers(6, 4);
  for (double& s : scale) s = std::abs(s) + 0.1;
  const Tensor w = graph.parameter("w", {6});
  return sum(square(w - graph.constant(formulaNumbers(6, 2), {6})) * graph.constant(scale, {6})) * 0.5;
}

}  // namespace gradus::testing
