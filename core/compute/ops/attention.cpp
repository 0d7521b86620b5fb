// Scaled dot-product attention (Vaswani et al. 2017, equation 1) and its derivatives:
//   S = scale q k' + bias, P = softmax(S), y = P v
//   dv = P' g, dP = g v', dS = P (dP - sum(g y)), dq = scale dS k, dk = scale dS' q, dbias = dS
#include "core/compute/ops/attention.h"

#include <cmath>

#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/compute/ops/rules.h"

namespace gradus {

namespace {

using Parts = std::vector<Tensor>;

// numbers of the record; inputs are qkv or q, k, v, then the mask, then the bias, then (gradient) y, log-sum-exp, g.
enum Number : size_t { heads, causal, packed, masked, biased, numbersCount };

struct Sizes {
  int64_t samples = 1, queries = 1, keys = 1, heads = 1, width = 1, valueWidth = 1;
};

struct Reader {
  const Op& op;
  explicit Reader(const Op& record) : op(record) {}
  bool has(Number number) const { return op.numbers[number] != 0; }
  size_t sources() const { return has(packed) ? 1 : 3; }
  size_t maskAt() const { return sources(); }
  size_t biasAt() const { return sources() + (has(masked) ? 1 : 0); }
  size_t inputs() const { return biasAt() + (has(biased) ? 1 : 0); }
};

// q, k, v from the op's inputs.
Parts sourcesOf(const Reader& read, std::span<const Tensor> in) {
  if (!read.has(packed)) return {in[0], in[1], in[2]};
  const int64_t width = in[0].shape()[2] / 3;
  return {slice(in[0], 2, 0, width), slice(in[0], 2, width, 2 * width), slice(in[0], 2, 2 * width, 3 * width)};
}

Sizes sizesOf(const Reader& read, const Parts& qkv) {
  const int64_t h = read.op.numbers[heads];
  return {qkv[0].shape()[0], qkv[0].shape()[1], qkv[1].shape()[1], h, qkv[0].shape()[2] / h, qkv[2].shape()[2] / h};
}

// [B, T, heads * width] as [B, heads, T, width] and back.
Tensor splitHeads(Tensor x, int64_t heads) {
  const Shape s = x.shape();
  const int axes[] = {0, 2, 1, 3};
  return permute(reshape(x, {s[0], s[1], heads, s[2] / heads}), axes);
}
Tensor joinHeads(Tensor x) {
  const Shape s = x.shape();
  const int axes[] = {0, 2, 1, 3};
  return reshape(permute(x, axes), {s[0], s[2], s[1] * s[3]});
}

// The op again from simple ones, which store the scores.
struct Composed {
  Tensor q, k, v, weights, logSumExp;  // [B, heads, T, width], [B, heads, Tq, Tk], [B, heads, Tq, 1]
};

// 1 where a query sees a key, shape broadcasts to [B, heads, Tq, Tk].
Tensor seenKeys(const Reader& read, std::span<const Tensor> in, const Sizes& n) {
  Graph& graph = *in[0].graph;
  Tensor seen = graph.constant(1, {1, 1, n.queries, n.keys});
  if (read.has(causal)) {
    std::vector<double> lower;
    for (int64_t i = 0; i < n.queries; ++i) {
      for (int64_t j = 0; j < n.keys; ++j) lower.push_back(j <= i ? 1 : 0);
    }
    seen = graph.constant(std::move(lower), {1, 1, n.queries, n.keys});
  }
  return read.has(masked) ? seen * reshape(step(in[read.maskAt()]), {n.samples, 1, 1, n.keys}) : seen;
}

Composed compose(const Reader& read, std::span<const Tensor> in) {
  Composed c;
  const Parts qkv = sourcesOf(read, in);
  const Sizes n = sizesOf(read, qkv);
  Graph& graph = *in[0].graph;
  c.q = splitHeads(qkv[0], n.heads);
  c.k = splitHeads(qkv[1], n.heads);
  c.v = splitHeads(qkv[2], n.heads);
  const Shape all{n.samples, n.heads, n.queries, n.keys}, perQuery{n.samples, n.heads, n.queries, 1};
  Tensor s = matmul(c.q, c.k, false, true) * read.op.number;
  if (read.has(biased)) s = s + in[read.biasAt()];
  const Tensor seen = broadcastTo(seenKeys(read, in, n), all);
  const Tensor most = stopGradient(maxTo(select(seen, s, graph.constant(-1e30)), perQuery));
  const Tensor e = exp(select(seen, s - most, graph.constant(0))) * seen;
  const Tensor sum = sumTo(e, perQuery), safe = sum + (1 - step(sum));  // 1 where no key is seen
  c.weights = e / safe;
  c.logSumExp = most + log(safe);
  return c;
}

Parts composeForward(const Reader& read, std::span<const Tensor> in) {
  const Composed c = compose(read, in);
  const Shape s = c.weights.shape();
  return {joinHeads(matmul(c.weights, c.v)), reshape(c.logSumExp, {s[0], s[1], s[2]}), c.weights};
}

// Gradients of q, k, v (or of the packed tensor) and the bias; in: the op's inputs, then g.
Parts composeBackward(const Reader& read, std::span<const Tensor> in) {
  const Composed c = compose(read, in);
  const Shape s = c.weights.shape();
  const Tensor g = splitHeads(in[read.inputs()], s[1]);
  const Tensor dp = matmul(g, c.v, false, true);
  const Tensor ds = c.weights * (dp - sumTo(c.weights * dp, {s[0], s[1], s[2], 1}));
  const double scale = read.op.number;
  const Parts d{joinHeads(matmul(ds, c.k)) * scale, joinHeads(matmul(ds, c.q, true)) * scale,
                joinHeads(matmul(c.weights, g, true))};
  Parts results = read.has(packed) ? Parts{concat(d, 2)} : d;
  if (read.has(biased)) results.push_back(ds);
  return results;
}

Parts attentionRule(Tensor op, std::span<const Tensor> g) {
  const Reader read(op.graph->op(op));
  Parts in = inputsOf(op);
  if (g[1] || (g.size() > 2 && g[2])) {
    return composedRule(in, g, [&](std::span<const Tensor> again) {
      Parts all = composeForward(read, again);
      all.resize(g.size());
      return all;
    });
  }
  Op back = read.op;
  back.kind = OpKind::attentionGradient;
  back.shape = {};
  back.outputs.clear();
  for (size_t k = 0; k < read.sources(); ++k) back.outputs.push_back(in[k].shape());
  if (read.has(biased)) back.outputs.push_back(in[read.biasAt()].shape());
  for (const Tensor more : {op.graph->part(op, 0), op.graph->part(op, 1), g[0]}) back.inputs.push_back(more.id);
  const Tensor made = op.graph->append(std::move(back));
  Parts d(in.size());
  for (size_t k = 0; k < read.sources(); ++k) d[k] = op.graph->part(made, static_cast<int>(k));
  if (read.has(biased)) d[read.biasAt()] = op.graph->part(made, static_cast<int>(read.sources()));
  return d;
}

// y and log-sum-exp are functions of q, k and v, from which the composition computes them.
Parts attentionGradientRule(Tensor op, std::span<const Tensor> g) {
  const Reader read(op.graph->op(op));
  const Parts all = inputsOf(op);
  Parts in(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(read.inputs()));
  in.push_back(all.back());
  Parts d = composedRule(in, g, [&](std::span<const Tensor> again) { return composeBackward(read, again); });
  const Tensor ofG = d.back();
  d.back() = Tensor();
  d.resize(all.size());
  d.back() = ofG;
  return d;
}

constexpr OpRow rows[] = {
    {OpKind::attention, "attention", nullptr, attentionRule},
    {OpKind::attentionGradient, "attention gradient", nullptr, attentionGradientRule},
};

void checkShapes(Tensor q, Tensor k, Tensor v, const AttentionOptions& o) {
  const Shape &sq = q.shape(), &sk = k.shape(), &sv = v.shape();
  const bool three = sq.rank() == 3 && sk.rank() == 3 && sv.rank() == 3;
  if (!three || sq[0] != sk[0] || sk[0] != sv[0] || sk[1] != sv[1] || sq[2] != sk[2])
    shapeError(*q.graph, "attention", {sq, sk, sv}, "queries [B, Tq, C], keys [B, Tk, C] and values [B, Tk, Cv]");
  if (o.heads < 1 || sq[2] % o.heads != 0 || sv[2] % o.heads != 0 || sq[2] == 0 || sv[2] == 0)
    shapeError(*q.graph, "attention", {sq, sv}, "columns that " + std::to_string(o.heads) + " heads share equally");
  if (o.keyMask && !(o.keyMask.shape() == Shape{sk[0], sk[1]}))
    shapeError(*q.graph, "attention", {o.keyMask.shape()}, "a key mask of shape " + Shape{sk[0], sk[1]}.str());
}

// The tensor whose three equal slices of columns q, k and v are; none otherwise.
Tensor packedSource(Tensor q, Tensor k, Tensor v) {
  Graph& graph = *q.graph;
  const int64_t width = q.shape()[2];
  const Tensor parts[] = {q, k, v};
  for (int64_t i = 0; i < 3; ++i) {
    const Op& op = graph.op(parts[i]);
    const bool fits = op.kind == OpKind::slice && op.axis == 2 && op.begin == i * width && op.end == (i + 1) * width &&
                      op.inputs[0] == graph.op(q).inputs[0] && inputOf(parts[i], 0).shape()[2] == 3 * width;
    if (!fits) return {};
  }
  return inputOf(q, 0);
}

}  // namespace

std::span<const OpRow> attentionOps() {
  return rows;
}

Attended attention(Tensor q, Tensor k, Tensor v, const AttentionOptions& options) {
  checkShapes(q, k, v, options);
  Graph& graph = *q.graph;
  const int64_t samples = q.shape()[0], queries = q.shape()[1], keys = k.shape()[1], h = options.heads;
  const Tensor whole = packedSource(q, k, v);
  Op op{.kind = OpKind::attention, .shape = {samples, queries, v.shape()[2]}};
  op.inputs = whole ? std::vector<int>{whole.id} : std::vector<int>{q.id, k.id, v.id};
  op.number = options.scale != 0 ? options.scale : 1 / std::sqrt(static_cast<double>(q.shape()[2] / h));
  op.numbers.resize(numbersCount);
  op.numbers[heads] = h;
  op.numbers[causal] = options.causal;
  op.numbers[packed] = whole ? 1 : 0;
  op.numbers[masked] = options.keyMask ? 1 : 0;
  op.numbers[biased] = options.bias ? 1 : 0;
  if (options.keyMask) op.inputs.push_back(options.keyMask.id);
  const Shape pairs{samples, h, queries, keys};
  if (options.bias) op.inputs.push_back(broadcastTo(options.bias, pairs).id);
  op.outputs = {op.shape, {samples, h, queries}};
  if (options.keepsWeights) op.outputs.push_back(pairs);
  const Tensor made = graph.append(std::move(op));
  return {graph.part(made, 0), options.keepsWeights ? graph.part(made, 2) : Tensor()};
}

}  // namespace gradus
