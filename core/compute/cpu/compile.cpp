#include "core/compute/compile.h"

#include <cassert>

#include "core/compute/cpu/lowering.h"

namespace gradus {

std::vector<Tensor> parametersOf(Graph& graph) {
  std::vector<Tensor> parameters;
  for (int id = 0; id < graph.size(); ++id) {
    if (graph.op(id).kind == OpKind::parameter) parameters.push_back({&graph, id});
  }
  return parameters;
}

template <typename T>
std::shared_ptr<const ProgramOf<T>> compile(const Graph& graph, const CompileOptions& options) {
  WorkGraph work;
  for (int id = 0; id < graph.size(); ++id) work.ops.push_back(graph.op(id));
  for (const Tensor output : options.outputs) work.roots.push_back(output.id);
  for (const Tensor gradient : options.gradients) work.roots.push_back(gradient.id);
  removeStops(work);
  if (options.optimise) {
    simplify(work);
    absorbTransposes(work);
  }
  markAlive(work);
  const auto split = work.roots.begin() + static_cast<std::ptrdiff_t>(options.outputs.size());
  const std::vector<int> outputs(work.roots.begin(), split), gradients(split, work.roots.end());

  auto body = std::make_unique<ProgramBody<T>>();
  const Fusion fusion = planFusion(work, options.optimise);
  Lowering<T>(work, fusion, options.optimise, *body).run(outputs, gradients);
  assert(!options.update || gradients.size() == body->parameters.size());
  if (options.update) {
    body->hasUpdate = true;
    body->update = *options.update;
    body->firstUpdateScalar = static_cast<int>(body->scalarNames.size());
    for (const char* name :
         {"learning_rate", "momentum", "beta1", "beta2", "alpha", "epsilon", "weight_decay", "l1", "l2", "clip_norm"}) {
      body->scalarNames.emplace_back(name);
      body->scalarDefaults.push_back(0);
    }
  }
  planMemory(*body);
  body->info.graphOps = static_cast<size_t>(graph.size());
  body->info.instructions = body->instructions.size() + (options.update ? 1 : 0);
  return std::make_shared<const ProgramOf<T>>(std::move(body));
}

template std::shared_ptr<const ProgramOf<float>> compile<float>(const Graph&, const CompileOptions&);
template std::shared_ptr<const ProgramOf<double>> compile<double>(const Graph&, const CompileOptions&);

}  // namespace gradus
