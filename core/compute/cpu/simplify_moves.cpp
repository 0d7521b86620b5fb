// Ops that only move elements: pairs that cancel or combine, and sums of padded pieces that tile an axis.
#include <algorithm>
#include <numeric>

#include "core/compute/cpu/simplify.h"

namespace gradus {

namespace {

bool isUniform(const Op& op) {
  return op.kind == OpKind::constant && op.data.empty();
}

// Rewrites of one op; each returns the node that replaces it, `id` itself if it was rewritten or stays.
class Moves {
 public:
  Moves(WorkGraph& graph, int id) : graph_(graph), id_(id), op_(graph[id]), in_(graph[op_.inputs[0]]) {}

  int reshaped() {
    if (in_.shape == op_.shape) return op_.inputs[0];
    if (in_.kind == OpKind::reshape) op_.inputs[0] = in_.inputs[0];
    return graph_[op_.inputs[0]].shape == op_.shape ? op_.inputs[0] : id_;
  }

  int transposed() {
    if (in_.kind == OpKind::transpose) return in_.inputs[0];
    if (in_.shape[0] == 1 || in_.shape[1] == 1) op_.kind = OpKind::reshape;
    return id_;
  }

  int permuted() {
    std::vector<int64_t> axes = op_.numbers;
    if (in_.kind == OpKind::permute) {  // axis k of the result is axis axes[k] of the middle one, ...
      for (int64_t& axis : axes) axis = in_.numbers[static_cast<size_t>(axis)];
      op_.inputs[0] = in_.inputs[0];
      op_.numbers = axes;
    }
    const Shape& from = graph_[op_.inputs[0]].shape;
    int64_t last = -1;
    bool inOrder = true;  // axes of size 1 may stand anywhere
    for (const int64_t axis : axes) {
      if (from[static_cast<int>(axis)] == 1) continue;
      inOrder = inOrder && axis > last;
      last = axis;
    }
    if (inOrder && from == op_.shape) return op_.inputs[0];
    if (inOrder) {
      op_.kind = OpKind::reshape;
      op_.numbers.clear();
    } else if (axes.size() == 2) {
      op_.kind = OpKind::transpose;
      op_.numbers.clear();
    }
    return id_;
  }

  int sliced() {
    if (in_.shape == op_.shape) return op_.inputs[0];
    if (in_.kind == OpKind::slice && in_.axis == op_.axis) {
      retarget(in_.inputs[0], in_.begin + op_.begin);
    } else if (in_.kind == OpKind::pad && in_.axis == op_.axis) {
      const int64_t size = graph_[in_.inputs[0]].shape[op_.axis];
      if (op_.begin >= in_.begin && op_.end <= in_.begin + size) retarget(in_.inputs[0], op_.begin - in_.begin);
    } else if (in_.kind == OpKind::concat && in_.axis == op_.axis) {
      int64_t begin = 0;
      for (const int part : in_.inputs) {
        const int64_t size = graph_[part].shape[op_.axis];
        if (op_.begin >= begin && op_.end <= begin + size && op_.end > op_.begin) {
          retarget(part, op_.begin - begin);
          break;
        }
        begin += size;
      }
    }
    return graph_[op_.inputs[0]].shape == op_.shape ? op_.inputs[0] : id_;
  }

  int padded() {
    if (in_.shape == op_.shape) return op_.inputs[0];
    if (in_.kind == OpKind::pad && in_.axis == op_.axis) {
      op_.begin += in_.begin;
      op_.end += in_.end;
      op_.inputs[0] = in_.inputs[0];
    }
    return id_;
  }

  // Nested concats become one; neighbouring slices of one tensor become one slice.
  int concatenated() {
    std::vector<int> parts;
    for (const int part : op_.inputs) {
      const Op& from = graph_[part];
      if (from.kind == OpKind::concat && from.axis == op_.axis) {
        parts.insert(parts.end(), from.inputs.begin(), from.inputs.end());
      } else if (from.shape[op_.axis] > 0) {
        parts.push_back(part);
      }
    }
    if (parts.empty()) return id_;
    op_.inputs = parts;
    if (parts.size() == 1) return parts[0];
    const Op& first = graph_[parts[0]];
    if (first.kind != OpKind::slice || first.axis != op_.axis) return id_;
    int64_t end = first.begin;
    for (const int part : parts) {
      const Op& from = graph_[part];
      if (from.kind != OpKind::slice || from.axis != op_.axis || from.inputs != first.inputs || from.begin != end)
        return id_;
      end = from.end;
    }
    if (graph_[first.inputs[0]].shape == op_.shape) return first.inputs[0];
    op_.kind = OpKind::slice;
    op_.begin = first.begin;
    op_.end = end;
    op_.inputs = {first.inputs[0]};
    return id_;
  }

 private:
  void retarget(int source, int64_t begin) {
    const int64_t size = op_.end - op_.begin;
    op_.inputs[0] = source;
    op_.begin = begin;
    op_.end = begin + size;
  }

  WorkGraph& graph_;
  int id_;
  Op& op_;
  const Op& in_;
};

}  // namespace

int simplifiedMove(WorkGraph& graph, int id) {
  Op& op = graph[id];
  if (op.inputs.empty()) return id;
  const Op& in = graph[op.inputs[0]];
  const bool moves = op.kind == OpKind::reshape || op.kind == OpKind::transpose || op.kind == OpKind::permute ||
                     op.kind == OpKind::slice || op.kind == OpKind::broadcast;
  if (isUniform(in) && (moves || (op.kind == OpKind::pad && in.number == 0))) {
    op = {.kind = OpKind::constant, .shape = op.shape, .layer = op.layer, .number = in.number};
    return id;
  }
  Moves rewrite(graph, id);
  switch (op.kind) {
    case OpKind::broadcast:
      if (in.kind == OpKind::broadcast) op.inputs[0] = in.inputs[0];
      return id;
    case OpKind::sumTo:
    case OpKind::maxTo:  // over axes of size 1
      if (in.shape.count() == op.shape.count()) op.kind = OpKind::reshape;
      return id;
    case OpKind::reshape:
      return rewrite.reshaped();
    case OpKind::transpose:
      return rewrite.transposed();
    case OpKind::permute:
      return rewrite.permuted();
    case OpKind::slice:
      return rewrite.sliced();
    case OpKind::pad:
      return rewrite.padded();
    case OpKind::concat:
      return rewrite.concatenated();
    default:
      return id;
  }
}

namespace {

class PadJoiner {
 public:
  explicit PadJoiner(WorkGraph& graph) : graph_(graph), user_(graph.ops.size(), -1), uses_(graph.ops.size(), 0) {
    markAlive(graph);
    for (int id = 0; id < graph.size(); ++id) {
      if (!graph.alive[static_cast<size_t>(id)]) continue;
      for (const int input : graph[id].inputs) {
        ++uses_[static_cast<size_t>(input)];
        user_[static_cast<size_t>(input)] = id;
      }
    }
    for (const int root : graph.roots) uses_[static_cast<size_t>(root)] += 2;
  }

  void run() {
    std::vector<char> gone(graph_.ops.size(), 0);  // addends that became part of a concat
    for (int id = 0; id < graph_.size(); ++id) {
      if (!graph_.alive[static_cast<size_t>(id)] || graph_[id].kind != OpKind::add || insideTree(id)) continue;
      std::vector<std::vector<int>> byAxis(Shape::maxRank);
      std::vector<int> open{id};
      while (!open.empty()) {
        const int node = open.back();
        open.pop_back();
        for (const int input : graph_[node].inputs) {
          if (insideTree(input)) {
            open.push_back(input);
          } else if (graph_[input].kind == OpKind::pad && single(input)) {
            byAxis[static_cast<size_t>(graph_[input].axis)].push_back(input);
          }
        }
      }
      for (std::vector<int>& pads : byAxis) {
        if (pads.size() > 1) join(pads, gone);
      }
    }
    dropAddends(gone);
  }

 private:
  bool single(int id) const { return uses_[static_cast<size_t>(id)] == 1; }
  bool insideTree(int id) const {
    return graph_[id].kind == OpKind::add && single(id) && graph_[user_[static_cast<size_t>(id)]].kind == OpKind::add;
  }

  // Pads that do not overlap: the last made becomes a concat of all pieces (their inputs; where there is a gap, a
  // smaller pad fills it).
  void join(std::vector<int>& pads, std::vector<char>& gone) {
    const int axis = graph_[pads[0]].axis;
    std::sort(pads.begin(), pads.end(), [&](int a, int b) { return graph_[a].begin < graph_[b].begin; });
    const int last = *std::max_element(pads.begin(), pads.end());
    const size_t n = pads.size();
    const auto sizeOf = [&](int pad) { return graph_[graph_[pad].inputs[0]].shape[axis]; };
    std::vector<int64_t> before(n, 0), after(n, 0);  // zeros that each piece brings along
    int64_t end = 0;
    for (size_t i = 0; i < n; ++i) {
      const int64_t gap = graph_[pads[i]].begin - end;
      if (gap < 0) return;
      (pads[i] == last && i > 0 ? after[i - 1] : before[i]) += gap;
      end = graph_[pads[i]].begin + sizeOf(pads[i]);
    }
    after[n - 1] += graph_[pads[0]].shape[axis] - end;
    std::vector<int> parts;
    for (size_t i = 0; i < n; ++i) {
      const bool zeros = before[i] + after[i] > 0;
      if (zeros && pads[i] == last) return;
      parts.push_back(zeros ? pads[i] : graph_[pads[i]].inputs[0]);
    }
    for (size_t i = 0; i < n; ++i) {
      if (pads[i] == last) continue;
      gone[static_cast<size_t>(pads[i])] = 1;
      Op& pad = graph_[pads[i]];
      pad.begin = before[i];
      pad.end = after[i];
      pad.shape[axis] = sizeOf(pads[i]) + before[i] + after[i];
    }
    Op& all = graph_[last];
    all.kind = OpKind::concat;
    all.begin = all.end = 0;
    all.inputs = std::move(parts);
  }

  // An addition loses its addends that are gone.
  void dropAddends(std::vector<char>& gone) {
    std::vector<int> target(graph_.ops.size());
    std::iota(target.begin(), target.end(), 0);
    for (int id = 0; id < graph_.size(); ++id) {
      Op& op = graph_[id];
      const bool add = op.kind == OpKind::add && graph_.alive[static_cast<size_t>(id)];
      const bool without[] = {add && gone[static_cast<size_t>(op.inputs[0])],
                              add && gone[static_cast<size_t>(op.inputs[1])]};
      for (int& input : op.inputs) input = target[static_cast<size_t>(input)];
      if (without[0] && without[1]) {
        gone[static_cast<size_t>(id)] = 1;
      } else if (without[0] || without[1]) {
        target[static_cast<size_t>(id)] = op.inputs[without[0] ? 1 : 0];
      }
    }
    for (int& root : graph_.roots) root = target[static_cast<size_t>(root)];
  }

  WorkGraph& graph_;
  std::vector<int> user_, uses_;
};

}  // namespace

void joinPads(WorkGraph& graph) {
  PadJoiner(graph).run();
}

}  // namespace gradus
