#include "core/compute/compile.h"

#include <cassert>

#include "core/compute/cpu/lowering.h"

namespace gradus {

std::vector<Tensor> parametersOf(Graph& graph) {
  return graph.parameters();
}

namespace {

// Updates and assignments of the graph, then that of the options, become roots; without them `updated` parameters are
// the parameters.
std::vector<UpdateNode> collectUpdates(const Graph& graph, const CompileOptions& options, WorkGraph& work) {
  std::vector<UpdateNode> updates;
  for (int id = 0; id < graph.size(); ++id) {
    if (graph.op(id).kind != OpKind::update) continue;
    const UpdateGroup& group = graph.updates()[static_cast<size_t>(graph.op(id).axis)];
    UpdateNode update{id, group.kind, group.prefix, group.loss ? group.loss.id : -1, {}};
    for (const Tensor parameter : group.parameters) update.parameters.push_back(parameter.id);
    updates.push_back(std::move(update));
  }
  if (options.update) {
    UpdateNode update{work.size(), *options.update, "", options.outputs.empty() ? -1 : options.outputs[0].id, {}};
    Op node{.kind = OpKind::update, .axis = static_cast<int>(updates.size())};
    const std::vector<Tensor> parameters = const_cast<Graph&>(graph).parameters();
    assert(options.gradients.size() == parameters.size());
    for (size_t i = 0; i < parameters.size(); ++i) {
      if (!options.gradients[i]) continue;  // frozen
      update.parameters.push_back(parameters[i].id);
      node.inputs.push_back(options.gradients[i].id);
    }
    work.ops.push_back(std::move(node));
    updates.push_back(std::move(update));
  }
  return updates;
}

}  // namespace

template <typename T>
std::shared_ptr<const ProgramOf<T>> compile(const Graph& graph, const CompileOptions& options) {
  WorkGraph work;
  for (int id = 0; id < graph.size(); ++id) work.ops.push_back(graph.op(id));
  std::vector<UpdateNode> updates;
  if (options.changesState) updates = collectUpdates(graph, options, work);
  const std::vector<int> assigns = options.changesState ? graph.assigns() : std::vector<int>();
  // Roots: outputs, losses of updates, updates, assignments; passes may replace them.
  for (const Tensor output : options.outputs) work.roots.push_back(output.id);
  for (const UpdateNode& update : updates) work.roots.push_back(update.loss >= 0 ? update.loss : update.node);
  for (const UpdateNode& update : updates) work.roots.push_back(update.node);
  for (const int assign : assigns) work.roots.push_back(assign);
  if (!options.changesState) ignoreUpdates(work);
  removeStops(work);
  if (options.optimise) {
    simplify(work);
    joinPads(work);
    simplify(work);
    absorbTransposes(work);
  }
  markAlive(work);
  const auto split = work.roots.begin() + static_cast<std::ptrdiff_t>(options.outputs.size());
  for (size_t i = 0; i < updates.size(); ++i) {
    if (updates[i].loss >= 0) updates[i].loss = split[static_cast<std::ptrdiff_t>(i)];
  }

  auto body = std::make_unique<ProgramBody<T>>();
  const Fusion fusion = planFusion(work, options.optimise);
  Lowering<T>(work, fusion, options.optimise, *body).run({work.roots.begin(), split}, updates, assigns);
  planMemory(*body, options.optimise);
  body->info.graphOps = static_cast<size_t>(graph.size());
  body->info.instructions = body->instructions.size();
  return std::make_shared<const ProgramOf<T>>(std::move(body));
}

template std::shared_ptr<const ProgramOf<float>> compile<float>(const Graph&, const CompileOptions&);
template std::shared_ptr<const ProgramOf<double>> compile<double>(const Graph&, const CompileOptions&);

}  // namespace gradus
