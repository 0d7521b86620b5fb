// Normalisations, computed in one kernel each, and their derivatives.
//   xhat = (x - mean) / sqrt(variance + epsilon),  y = act(xhat gamma + beta)
// over blocks of rows and columns (Ioffe, Szegedy 2015, algorithm 1; Ulyanov et al. 2016; Wu, He 2018) or over each row
// (Ba, Kiros, Hinton 2016, equation 3; Zhang, Sennrich 2019, equation 4).
#include "core/compute/ops/normalisation.h"

#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/compute/ops/rules.h"

namespace gradus {

namespace {

using Parts = std::vector<Tensor>;

// How an op sees x: [segments, rows, groups, columns of a group], statistics over `rows` and columns; a scale has the
// shape [its own segments, ., C].
struct Blocks {
  Shape whole;       // of x
  Shape four;        // x as blocks
  Shape statistics;  // what one mean counts for
  Shape three;       // x as the scale sees it
  Shape scale, scaleShape;
  double count = 1, epsilon = 0, slope = 1;
  bool centre = true;
};

Blocks blocksOf(Tensor op) {
  const Op& record = op.graph->op(op);
  Blocks b;
  b.whole = inputOf(op, 0).shape();
  b.scaleShape = inputOf(op, 1).shape();
  const int64_t rows = b.whole.rows(), cols = b.whole.cols(), scales = b.scaleShape.rows();
  const bool isLayer = record.kind == OpKind::layerNorm || record.kind == OpKind::layerNormGradient;
  const int64_t segments = isLayer ? rows : record.numbers[0], groups = isLayer ? 1 : record.numbers[1];
  const auto share = [](int64_t all, int64_t parts) { return parts > 0 ? all / parts : 0; };  // no rows, no segments
  b.four = {segments, share(rows, segments), groups, share(cols, groups)};
  b.statistics = {segments, 1, groups, 1};
  b.three = {scales, share(rows, scales), cols};
  b.scale = {scales, 1, cols};
  b.count = static_cast<double>(b.four[1] * b.four[3]);
  b.epsilon = record.number;
  b.slope = isLayer ? 1 : record.data[0];
  b.centre = !isLayer || record.numbers[0] != 0;
  return b;
}

// Everything again, from simple ops.
struct Composed {
  Tensor mean, variance, inverse, hat, z;  // statistics, x as four axes, x's own shape
};

Composed composeForward(const Blocks& b, Tensor x, Tensor gamma, Tensor beta) {
  Composed c;
  const Tensor four = reshape(x, b.four);
  c.mean = b.centre ? sumTo(four, b.statistics) / b.count : x.graph->constant(0, b.statistics);
  const Tensor centred = b.centre ? four - c.mean : four;
  c.variance = sumTo(square(centred), b.statistics) / b.count;
  c.inverse = reciprocal(sqrt(c.variance + b.epsilon));
  c.hat = centred * c.inverse;
  c.z = reshape(reshape(c.hat, b.three) * reshape(gamma, b.scale) + reshape(beta, b.scale), b.whole);
  return c;
}

Tensor activated(const Blocks& b, Tensor z) {
  return b.slope == 1 ? z : select(z, z, z * b.slope);
}

// dx, dgamma, dbeta from x, gamma, beta and g.
Parts composeGradient(const Blocks& b, std::span<const Tensor> in) {
  const Tensor x = in[0], gamma = in[1], beta = in[2], g = in[3];
  const Composed c = composeForward(b, x, gamma, beta);
  const Tensor gz = reshape(b.slope == 1 ? g : select(c.z, g, g * b.slope), b.three);
  const Tensor dbeta = reshape(sumTo(gz, b.scale), b.scaleShape);
  const Tensor dgamma = reshape(sumTo(gz * reshape(c.hat, b.three), b.scale), b.scaleShape);
  const Tensor h = reshape(gz * reshape(gamma, b.scale), b.four);
  Tensor inner = h - c.hat * (sumTo(h * c.hat, b.statistics) / b.count);
  if (b.centre) inner = inner - sumTo(h, b.statistics) / b.count;
  return {reshape(c.inverse * inner, b.whole), dgamma, dbeta};
}

// y alone has a kernel for its gradient; where the loss depends on the statistics too, the composition answers.
//   dx = gamma / s (g - mean(g) - xhat mean(g xhat)) with means over a block, dgamma = sum g xhat, dbeta = sum g
Parts forwardRule(Tensor op, std::span<const Tensor> g) {
  const Blocks b = blocksOf(op);
  const Parts in = inputsOf(op);
  if (g[1] || g[2]) {
    const Shape statistics = op.graph->op(op).outputs[1];
    return composedRule(in, g, [&](std::span<const Tensor> again) {
      const Composed c = composeForward(b, again[0], again[1], again[2]);
      return Parts{activated(b, c.z), reshape(c.mean, statistics), reshape(c.variance, statistics)};
    });
  }
  Op back = op.graph->op(op);
  back.kind = back.kind == OpKind::normalise ? OpKind::normaliseGradient : OpKind::layerNormGradient;
  back.inputs = {in[0].id, in[1].id, in[2].id, op.graph->part(op, 1).id, op.graph->part(op, 2).id, g[0].id};
  back.outputs = {b.whole, b.scaleShape, b.scaleShape};
  const Tensor gradient = op.graph->append(std::move(back));
  return {op.graph->part(gradient, 0), op.graph->part(gradient, 1), op.graph->part(gradient, 2)};
}

// The statistics are functions of x: the composition computes them from it, so their own inputs get nothing.
Parts gradientRule(Tensor op, std::span<const Tensor> g) {
  const Blocks b = blocksOf(op);
  const Parts all = inputsOf(op), in{all[0], all[1], all[2], all[5]};
  const Parts d = composedRule(in, g, [&](std::span<const Tensor> again) { return composeGradient(b, again); });
  return {d[0], d[1], d[2], Tensor(), Tensor(), d[3]};
}

constexpr OpRow rows[] = {
    {OpKind::normalise, "normalise", nullptr, forwardRule},
    {OpKind::normaliseGradient, "normalise gradient", nullptr, gradientRule},
    {OpKind::layerNorm, "layer norm", nullptr, forwardRule},
    {OpKind::layerNormGradient, "layer norm gradient", nullptr, gradientRule},
};

// gamma or beta: given, or the constant it defaults to.
Tensor scaleOr(Tensor given, double constant, Tensor x, const char* op) {
  const int64_t cols = x.shape().cols();
  if (!given) return x.graph->constant(constant, {cols});
  const Shape& shape = given.shape();
  const bool fits =
      shape.rank() >= 1 && shape.cols() == cols && shape.rows() > 0 && x.shape().rows() % shape.rows() == 0;
  if (!fits) shapeError(*x.graph, op, {x.shape(), shape}, "a scale of as many columns as the input");
  return given;
}

Normalised results(Tensor op) {
  return {op.graph->part(op, 0), op.graph->part(op, 1), op.graph->part(op, 2)};
}

}  // namespace

std::span<const OpRow> normalisationOps() {
  return rows;
}

Normalised normalise(Tensor x, Tensor gamma, Tensor beta, int64_t segments, int64_t groups, double epsilon,
                     double slope) {
  const Shape& shape = x.shape();
  if (shape.rank() < 1 || shape.count() == 0 || segments < 1 || shape.rows() % segments != 0)
    shapeError(*x.graph, "normalise", {shape}, "rows in " + std::to_string(segments) + " equal segments");
  if (groups < 1 || shape.cols() % groups != 0)
    shapeError(*x.graph, "normalise", {shape}, "columns in " + std::to_string(groups) + " equal groups");
  gamma = scaleOr(gamma, 1, x, "normalise");
  beta = scaleOr(beta, 0, x, "normalise");
  const int64_t scales = gamma.shape().rows();
  if ((scales != 1 && scales != segments) || beta.shape().rows() != scales)
    shapeError(*x.graph, "normalise", {gamma.shape(), beta.shape()}, "two scales of one row or a row per segment");
  return results(x.graph->append({.kind = OpKind::normalise,
                                  .inputs = {x.id, gamma.id, beta.id},
                                  .shape = shape,
                                  .number = epsilon,
                                  .data = {slope},
                                  .numbers = {segments, groups},
                                  .outputs = {shape, {segments, groups}, {segments, groups}}}));
}

Normalised layerNorm(Tensor x, Tensor gamma, Tensor beta, double epsilon, bool centre) {
  const Shape& shape = x.shape();
  if (shape.rank() < 1 || shape.cols() == 0)
    shapeError(*x.graph, "layer norm", {shape}, "rows of at least one element");
  gamma = scaleOr(gamma, 1, x, "layer norm");
  beta = scaleOr(beta, 0, x, "layer norm");
  if (gamma.shape().rows() != beta.shape().rows())
    shapeError(*x.graph, "layer norm", {gamma.shape(), beta.shape()}, "two scales of equal shape");
  return results(x.graph->append({.kind = OpKind::layerNorm,
                                  .inputs = {x.id, gamma.id, beta.id},
                                  .shape = shape,
                                  .number = epsilon,
                                  .numbers = {centre ? 1 : 0},
                                  .outputs = {shape, {shape.rows()}, {shape.rows()}}}));
}

}  // namespace gradus
