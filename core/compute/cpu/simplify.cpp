#include "core/compute/cpu/simplify.h"

#include <cmath>
#include <functional>
#include <unordered_map>

namespace gradus {

bool smallProduct(int64_t m, int64_t n, int64_t k) {
  return m * n * k <= 300000 && n <= 1024 && k <= 1024;
}

namespace {
// Nodes of `kind` are replaced by their input number `input`.
void skip(WorkGraph& graph, OpKind kind, size_t input) {
  std::vector<int> target(graph.ops.size());
  for (int id = 0; id < graph.size(); ++id) {
    for (int& from : graph[id].inputs) from = target[static_cast<size_t>(from)];
    target[static_cast<size_t>(id)] = graph[id].kind == kind ? graph[id].inputs[input] : id;
  }
  for (int& root : graph.roots) root = target[static_cast<size_t>(root)];
}
}  // namespace

void ignoreUpdates(WorkGraph& graph) {
  skip(graph, OpKind::updated, 1);
}

void removeStops(WorkGraph& graph) {
  skip(graph, OpKind::stopGradient, 0);
}

namespace {

bool isConstant(const Op& op) {
  return op.kind == OpKind::constant && op.data.empty();
}
bool isNumber(const Op& op, double number) {
  return isConstant(op) && op.number == number;
}

// Value of an op of constants: the rounding of one double operation is harmless.
bool foldable(OpKind kind, double a, double b, double& result) {
  switch (kind) {
    case OpKind::negate:
      return result = -a, true;
    case OpKind::exp:
      return result = std::exp(a), true;
    case OpKind::log:
      return result = std::log(a), true;
    case OpKind::sqrt:
      return result = std::sqrt(a), true;
    case OpKind::reciprocal:
      return result = 1 / a, true;
    case OpKind::square:
      return result = a * a, true;
    case OpKind::tanh:
      return result = std::tanh(a), true;
    case OpKind::sin:
      return result = std::sin(a), true;
    case OpKind::cos:
      return result = std::cos(a), true;
    case OpKind::erf:
      return result = std::erf(a), true;
    case OpKind::step:
      return result = a > 0 ? 1 : 0, true;
    case OpKind::add:
      return result = a + b, true;
    case OpKind::subtract:
      return result = a - b, true;
    case OpKind::multiply:
      return result = a * b, true;
    case OpKind::divide:
      return result = a / b, true;
    case OpKind::greater:
      return result = a > b ? 1 : 0, true;
    default:
      return false;
  }
}

int makeConstant(WorkGraph& graph, int id, double number) {
  Op& op = graph[id];
  op = {.kind = OpKind::constant, .shape = op.shape, .layer = op.layer, .number = number};
  return id;
}

// `id` becomes kind(inputs).
int rewrite(WorkGraph& graph, int id, OpKind kind, std::vector<int> inputs) {
  graph[id].kind = kind;
  graph[id].inputs = std::move(inputs);
  return id;
}

// A ReLU before max pooling: its gradient multiplies the pooling's by [x > 0], which the scatter can do on the way.
void joinPooledRelu(const WorkGraph& graph, Op& op) {
  for (const size_t side : {0, 1}) {
    const Op &scatter = graph[op.inputs[side]], &mask = graph[op.inputs[1 - side]];
    if (scatter.kind != OpKind::maxPoolScatter || mask.kind != OpKind::step || mask.inputs[0] != scatter.inputs[0])
      continue;
    Op joined = scatter;
    joined.numbers.resize(7);
    joined.numbers.push_back(1);
    op = std::move(joined);
    return;
  }
}

// Neutral elements and signs. Each returns the node that replaces `id`, or id itself, possibly rewritten in place.
int simplifiedBinary(WorkGraph& graph, int id) {
  const std::vector<int> in = graph[id].inputs;
  const Op &a = graph[in[0]], &b = graph[in[1]];
  switch (graph[id].kind) {
    case OpKind::multiply:
      if (isNumber(a, 1)) return in[1];
      if (isNumber(b, 1)) return in[0];
      if (isNumber(a, -1)) return rewrite(graph, id, OpKind::negate, {in[1]});
      if (isNumber(b, -1)) return rewrite(graph, id, OpKind::negate, {in[0]});
      if (a.kind == OpKind::negate && b.kind == OpKind::negate)
        return rewrite(graph, id, OpKind::multiply, {a.inputs[0], b.inputs[0]});
      joinPooledRelu(graph, graph[id]);
      break;
    case OpKind::divide:
      if (isNumber(b, 1)) return in[0];
      if (isNumber(b, -1)) return rewrite(graph, id, OpKind::negate, {in[0]});
      break;
    case OpKind::add:
      if (isNumber(a, 0)) return in[1];
      if (isNumber(b, 0)) return in[0];
      if (b.kind == OpKind::negate) return rewrite(graph, id, OpKind::subtract, {in[0], b.inputs[0]});
      if (a.kind == OpKind::negate) return rewrite(graph, id, OpKind::subtract, {in[1], a.inputs[0]});
      break;
    case OpKind::subtract:
      if (isNumber(b, 0)) return in[0];
      if (isNumber(a, 0)) return rewrite(graph, id, OpKind::negate, {in[1]});
      if (b.kind == OpKind::negate) return rewrite(graph, id, OpKind::add, {in[0], b.inputs[0]});
      break;
    case OpKind::maximum:
    case OpKind::minimum:
      if (in[0] == in[1]) return in[0];
      break;
    default:
      break;
  }
  return id;
}

int simplifiedOnce(WorkGraph& graph, int id) {
  Op& op = graph[id];
  if (op.inputs.empty()) return id;
  const Op& first = graph[op.inputs[0]];
  if (isElementwise(op.kind)) {
    const Op& last = graph[op.inputs.back()];
    double number = 0;
    if (op.kind != OpKind::select && isConstant(first) && isConstant(last) &&
        foldable(op.kind, first.number, last.number, number))
      return makeConstant(graph, id, number);
    if (op.kind == OpKind::negate && first.kind == OpKind::negate) return first.inputs[0];
    if ((op.kind == OpKind::relu || op.kind == OpKind::abs) && first.kind == op.kind) return op.inputs[0];
    if (op.kind == OpKind::select && isConstant(first)) return op.inputs[first.number > 0 ? 1 : 2];
    return isBinary(op.kind) ? simplifiedBinary(graph, id) : id;
  }
  const int64_t count = op.shape.count();
  if (isConstant(first) && count > 0 && op.kind == OpKind::sumTo)
    return makeConstant(graph, id, first.number * static_cast<double>(first.shape.count() / count));
  if (isConstant(first) && count > 0 && op.kind == OpKind::maxTo && first.shape.count() > 0)
    return makeConstant(graph, id, first.number);
  return simplifiedMove(graph, id);
}

// Returns the node that replaces `id` (or id itself, possibly rewritten in place).
int simplified(WorkGraph& graph, int id) {
  for (int i = 0; i < 8; ++i) {  // a rewrite may open another; few do more than twice
    const OpKind kind = graph[id].kind;
    const std::vector<int> inputs = graph[id].inputs;
    const int to = simplifiedOnce(graph, id);
    if (to != id || (graph[id].kind == kind && graph[id].inputs == inputs)) return to;
  }
  return id;
}

size_t hashOp(const Op& op) {
  size_t h = static_cast<size_t>(op.kind);
  const auto mix = [&](size_t x) { h = (h ^ x) * 0x9E3779B97F4A7C15ull; };
  for (const int input : op.inputs) mix(static_cast<size_t>(input) + 1);
  for (int axis = 0; axis < op.shape.rank(); ++axis) mix(static_cast<size_t>(op.shape[axis]) + 7);
  mix(std::hash<double>()(op.number));
  for (const int64_t number : op.numbers) mix(static_cast<size_t>(number) + 3);
  for (const int64_t number : {static_cast<int64_t>(op.axis), op.begin, op.end, static_cast<int64_t>(op.stream)})
    mix(static_cast<size_t>(number) + 5);
  if (!op.data.empty()) mix(std::hash<double>()(op.data[0]) ^ std::hash<double>()(op.data.back()));
  return h;
}

bool isLeaf(OpKind kind) {
  return kind == OpKind::input || kind == OpKind::scalar || kind == OpKind::parameter || kind == OpKind::updated ||
         kind == OpKind::update;
}

}  // namespace

void simplify(WorkGraph& graph) {
  std::vector<int> target(graph.ops.size());
  std::unordered_multimap<size_t, int> known;
  // Equal ops of different layers are still equal; the first keeps its layer.
  std::vector<std::string> layers(graph.ops.size());
  for (int id = 0; id < graph.size(); ++id) {
    Op& op = graph[id];
    std::swap(layers[static_cast<size_t>(id)], op.layer);
    for (int& input : op.inputs) input = target[static_cast<size_t>(input)];
    int to = simplified(graph, id);
    if (to == id && !isLeaf(op.kind)) {
      const size_t hash = hashOp(op);
      const auto [begin, end] = known.equal_range(hash);
      for (auto it = begin; it != end && to == id; ++it) {
        if (graph[it->second] == op) to = it->second;
      }
      if (to == id) known.emplace(hash, id);
    }
    target[static_cast<size_t>(id)] = to;
  }
  for (int id = 0; id < graph.size(); ++id) std::swap(layers[static_cast<size_t>(id)], graph[id].layer);
  for (int& root : graph.roots) root = target[static_cast<size_t>(root)];
}

namespace {
// Is it an exchange of the last two axes?
bool isTransposition(const Op& op) {
  if (op.kind == OpKind::transpose) return true;
  if (op.kind != OpKind::permute) return false;
  const auto rank = static_cast<int64_t>(op.numbers.size());
  for (int64_t axis = 0; axis < rank; ++axis) {
    const int64_t from = axis < rank - 2 ? axis : axis == rank - 2 ? rank - 1 : rank - 2;
    if (op.numbers[static_cast<size_t>(axis)] != from) return false;
  }
  return rank >= 2;
}
}  // namespace

void absorbTransposes(WorkGraph& graph) {
  for (int id = 0; id < graph.size(); ++id) {
    Op& op = graph[id];
    if (op.kind != OpKind::matmul) continue;
    const Op& a = graph[op.inputs[0]];
    const int rank = op.shape.rank();
    const int64_t inner = op.transposeA ? a.shape[a.shape.rank() - 2] : a.shape.cols();
    if (rank == 2 && smallProduct(op.shape[0], op.shape[1], inner)) continue;
    // With a matrix on the right the left side's leading axes are rows, which a transposed left side does not have.
    if (isTransposition(a) && (rank == 2 || graph[op.inputs[1]].shape.rank() > 2)) {
      op.inputs[0] = a.inputs[0];
      op.transposeA = !op.transposeA;
    }
    if (const Op& b = graph[op.inputs[1]]; isTransposition(b)) {
      op.inputs[1] = b.inputs[0];
      op.transposeB = !op.transposeB;
    }
  }
}

void markAlive(WorkGraph& graph) {
  graph.alive.assign(graph.ops.size(), 0);
  for (const int root : graph.roots) graph.alive[static_cast<size_t>(root)] = 1;
  for (int id = graph.size() - 1; id >= 0; --id) {
    if (!graph.alive[static_cast<size_t>(id)]) continue;
    for (const int input : graph[id].inputs) graph.alive[static_cast<size_t>(input)] = 1;
  }
}

}  // namespace gradus
