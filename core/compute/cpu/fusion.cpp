// Decides which ops run as one kernel: chains of elementwise ops of one shape, and product + bias + activation.
#include <algorithm>
#include <set>

#include "core/compute/cpu/lowering.h"

namespace gradus {

bool coverPattern(const Shape& source, const Shape& domain, Pattern& pattern) {
  if (source.count() == 1) {
    pattern = Pattern::single;
  } else if (source.rows() == domain.rows() && source.cols() == domain.cols()) {
    pattern = Pattern::full;
  } else if (source.rows() == 1 && source.cols() == domain.cols()) {
    pattern = Pattern::row;
  } else if (source.cols() == 1 && source.rows() == domain.rows()) {
    pattern = Pattern::column;
  } else {
    return false;
  }
  return true;
}

namespace {

class Planner {
 public:
  Planner(const WorkGraph& graph, Fusion& fusion)
      : graph_(graph), fusion_(fusion), users_(graph.ops.size()), root_(graph.ops.size()) {
    for (int id = 0; id < graph.size(); ++id) {
      if (!graph.alive[static_cast<size_t>(id)]) continue;
      for (const int input : graph[id].inputs) users_[static_cast<size_t>(input)].push_back(id);
    }
    for (const int root : graph.roots) root_[static_cast<size_t>(root)] = 1;
    for (int id = 0; id < graph.size(); ++id) {
      epoch_.push_back(epoch_.empty() ? 0 : epoch_.back() + (graph[id].kind == OpKind::update));
    }
  }

  // Small products: add(matmul, broadcast(bias [R, 1])), then perhaps one unary op. Large ones leave both to the chain
  // that follows them.
  void matchDense() {
    for (int id = 0; id < graph_.size(); ++id) {
      const Op& op = graph_[id];
      if (!alive(id) || op.kind != OpKind::add || op.shape.rank() != 2) continue;
      for (const size_t side : {0, 1}) {
        const int product = op.inputs[side], other = op.inputs[1 - side];
        if (graph_[product].kind != OpKind::matmul || !onlyUser(product, id) || !isSmall(product) ||
            graph_[other].kind != OpKind::broadcast)
          continue;
        const int bias = graph_[other].inputs[0];
        Pattern pattern;
        if (!coverPattern(graph_[bias].shape, op.shape, pattern) || graph_[bias].shape.cols() != 1 ||
            graph_[bias].shape.rows() != op.shape[0] ||
            (graph_[bias].kind == OpKind::constant && graph_[bias].data.empty())) {
          continue;
        }
        DenseMatch match{product, bias};
        inside(product) = 1;
        int last = id;
        if (!root_[static_cast<size_t>(id)] && users(id).size() == 1 && isUnary(graph_[users(id)[0]].kind) &&
            epoch_[static_cast<size_t>(id)] == epoch_[static_cast<size_t>(users(id)[0])]) {
          inside(id) = 1;
          last = users(id)[0];
          match.activation = static_cast<Micro>(static_cast<int>(graph_[last].kind) - static_cast<int>(OpKind::negate));
        }
        fusion_.dense[last] = match;
        break;
      }
    }
  }

  // A convolution, then one op with one input: applied image by image, while the result is in the cache.
  void matchConvolutions() {
    for (int id = 0; id < graph_.size(); ++id) {
      if (!alive(id) || !isUnary(graph_[id].kind)) continue;
      const int from = graph_[id].inputs[0];
      const OpKind kind = graph_[from].kind;
      if ((kind != OpKind::convolution && kind != OpKind::convolutionInput) || !onlyUser(from, id) ||
          epoch_[static_cast<size_t>(from)] != epoch_[static_cast<size_t>(id)])
        continue;
      const bool isGradient = std::any_of(users(id).begin(), users(id).end(),
                                          [&](int user) { return graph_[user].kind == OpKind::update; });
      if (isGradient) continue;  // goes to the gradient segment, where no convolution writes
      inside(from) = 1;
      fusion_.epilogue[id] = from;
    }
  }

  // From the end: a node joins the chain of its users if they are all in one chain of the same shape.
  void groupChains(bool optimise) {
    for (int id = graph_.size() - 1; id >= 0; --id) {
      if (!alive(id) || !isElementwise(graph_[id].kind) || inside(id) || fusion_.dense.count(id) ||
          fusion_.epilogue.count(id))
        continue;
      int group = id;
      if (optimise && !root_[static_cast<size_t>(id)] && !users(id).empty()) {
        const int common = fusion_.groupOf[static_cast<size_t>(users(id)[0])];
        const bool joins =
            common >= 0 && std::all_of(users(id).begin(), users(id).end(), [&](int user) {
              return fusion_.groupOf[static_cast<size_t>(user)] == common && graph_[user].shape == graph_[id].shape;
            });
        if (joins && epoch_[static_cast<size_t>(id)] == epoch_[static_cast<size_t>(common)] && fits(common, id))
          group = common;
      }
      fusion_.groupOf[static_cast<size_t>(id)] = group;
      fusion_.members[group].push_back(id);
      if (group != id) inside(id) = 1;
    }
    for (auto& [root, members] : fusion_.members) std::reverse(members.begin(), members.end());
  }

  // Sums of all elements of a chain that nothing else reads.
  void matchSums() {
    for (int id = 0; id < graph_.size(); ++id) {
      if (!alive(id) || graph_[id].kind != OpKind::sumTo || graph_[id].shape.count() != 1) continue;
      const int chain = graph_[id].inputs[0];
      if (fusion_.groupOf[static_cast<size_t>(chain)] != chain || !onlyUser(chain, id) ||
          graph_[chain].shape.count() < 2 || epoch_[static_cast<size_t>(chain)] != epoch_[static_cast<size_t>(id)])
        continue;
      fusion_.sums[id] = chain;
      inside(chain) = 1;
    }
  }

  void matchProducts() {
    for (int id = 0; id < graph_.size(); ++id) {
      if (!alive(id) || graph_[id].kind != OpKind::matmul || users(id).empty() || !onlyUser(id, users(id)[0]) ||
          inside(id))
        continue;
      const int chain = fusion_.groupOf[static_cast<size_t>(users(id)[0])];
      if (chain < 0 || !(graph_[chain].shape == graph_[id].shape) ||
          epoch_[static_cast<size_t>(chain)] != epoch_[static_cast<size_t>(id)])
        continue;
      fusion_.products[chain].push_back(id);
      inside(id) = 1;
    }
  }

 private:
  bool isSmall(int product) const {
    const Op& op = graph_[product];
    const Shape& left = graph_[op.inputs[0]].shape;
    return smallProduct(op.shape[op.shape.rank() - 2], op.shape.cols(),
                        op.transposeA ? left[left.rank() - 2] : left.cols());
  }
  bool alive(int id) const { return graph_.alive[static_cast<size_t>(id)]; }
  const std::vector<int>& users(int id) const { return users_[static_cast<size_t>(id)]; }
  char& inside(int id) { return fusion_.inside[static_cast<size_t>(id)]; }
  bool onlyUser(int id, int user) const {
    return !root_[static_cast<size_t>(id)] && users(id).size() == 1 && users(id)[0] == user;
  }
  bool fits(int group, int id) const {
    std::vector<int> members = fusion_.members.at(group);
    members.push_back(id);
    if (members.size() > maxSteps) return false;
    std::set<int> outside;
    for (const int member : members) {
      for (const int input : graph_[member].inputs) {
        if (std::find(members.begin(), members.end(), input) == members.end()) outside.insert(input);
      }
    }
    return outside.size() <= maxOperands;
  }

  const WorkGraph& graph_;
  Fusion& fusion_;
  std::vector<std::vector<int>> users_;
  std::vector<char> root_;
  std::vector<int> epoch_;  // updates before a node: no chain reaches over one, it would read new parameters
};

}  // namespace

Fusion planFusion(const WorkGraph& graph, bool optimise) {
  Fusion fusion;
  fusion.groupOf.assign(graph.ops.size(), -1);
  fusion.inside.assign(graph.ops.size(), 0);
  Planner planner(graph, fusion);
  if (optimise) {
    planner.matchDense();
    planner.matchConvolutions();
  }
  planner.groupChains(optimise);
  if (optimise) {
    planner.matchSums();
    planner.matchProducts();
  }
  return fusion;
}

}  // namespace gradus
