#pragma once
// From graph to program: constant folding, common-subexpression and dead-code removal, elementwise fusion, choice of
// kernels, memory plan.
#include <memory>
#include <optional>
#include <vector>

#include "core/compute/graph.h"
#include "core/compute/program.h"
#include "core/compute/update_kind.h"

namespace gradus {

struct CompileOptions {
  std::vector<Tensor> outputs;  // the first is the loss, watched for non-finite values
  /// With an update at the end of the step: one gradient per trainable parameter of the graph, in declared order; an
  /// empty one leaves its parameter as it is (frozen). The program then has the further scalars
  /// updateScalarNames (core/compute/update_kind.h).
  std::optional<UpdateKind> update;
  std::vector<Tensor> gradients;
  /// false: updates and assignments of the graph are left out (to look at values without training).
  bool changesState = true;
  /// false: every op is its own kernel, nothing is removed or fused, all products take the general path. For tests.
  bool optimise = true;
};

/// Trainable parameters of the graph in declared order.
std::vector<Tensor> parametersOf(Graph& graph);

template <typename T>
std::shared_ptr<const ProgramOf<T>> compile(const Graph& graph, const CompileOptions& options);

}  // namespace gradus
