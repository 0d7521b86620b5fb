// Convolutions and their derivatives.
#include "core/compute/ops/convolution.h"

#include <algorithm>

#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/compute/ops/rules.h"

namespace gradus {

namespace {

using Parts = std::vector<Tensor>;

Convolution howOf(Tensor y) {
  const std::vector<int64_t>& n = y.graph->op(y).numbers;
  return {{n[0], n[1]}, {n[2], n[3], n[4], n[5]}, {n[6], n[7]}, n[8]};
}

std::vector<int64_t> numbersOf(const Convolution& c) {
  return {c.stride[0],  c.stride[1],   c.padding[0],  c.padding[1], c.padding[2],
          c.padding[3], c.dilation[0], c.dilation[1], c.groups};
}

bool hasBias(Tensor y) {
  return y.graph->op(y).inputs.size() == 3;
}

// y > 0 exactly where the activation's argument is, whatever its slope.
Tensor beforeActivation(Tensor y, Tensor g) {
  const double slope = y.graph->op(y).number;
  return slope == 1 ? g : select(y, g, g * slope);
}

// y = w * x + b: linear in each
Parts convolutionRule(Tensor y, Tensor g) {
  g = beforeActivation(y, g);
  const Tensor x = inputOf(y, 0), w = inputOf(y, 1);
  const Convolution how = howOf(y);
  Parts parts{convolutionInput(g, w, x.shape(), how), convolutionWeight(x, g, w.shape(), how)};
  if (hasBias(y)) parts.push_back(sumTo(g, inputOf(y, 2).shape()));
  return parts;
}

// y = transpose in x of w, applied to a: sum(g * y) = sum(a * (w * g))
Parts inputRule(Tensor y, Tensor g) {
  g = beforeActivation(y, g);
  const Tensor a = inputOf(y, 0), w = inputOf(y, 1);
  const Convolution how = howOf(y);
  Parts parts{convolution(g, w, how), convolutionWeight(g, a, w.shape(), how)};
  if (hasBias(y)) parts.push_back(sumTo(g, inputOf(y, 2).shape()));
  return parts;
}

// y = d sum(a * (w * x)) / dw, so sum(g * y) = sum(a * (g * x)): g stands where w stood
Parts weightRule(Tensor y, Tensor g) {
  const Tensor x = inputOf(y, 0), a = inputOf(y, 1);
  const Convolution how = howOf(y);
  return {convolutionInput(a, g, x.shape(), how), convolution(x, g, how)};
}

constexpr OpRow rows[] = {
    {OpKind::convolution, "convolution", convolutionRule},
    {OpKind::convolutionInput, "transposed convolution", inputRule},
    {OpKind::convolutionWeight, "convolution's weight gradient", weightRule},
};

// Sizes of a sequence are those of an image of height 1.
int64_t heightOf(const Shape& image) {
  return image.rank() == 4 ? image[1] : 1;
}
int64_t widthOf(const Shape& image) {
  return image[image.rank() - 2];
}
std::array<int64_t, 2> kernelOf(const Shape& weight) {
  return {weight.rank() == 4 ? weight[2] : 1, weight[weight.rank() - 1]};
}

void requireNumbers(Graph& graph, const char* op, const Shape& x, const Shape& weight, const Convolution& c) {
  if (x.rank() != weight.rank() || (x.rank() != 3 && x.rank() != 4)) {
    shapeError(
        graph, op, {x, weight},
        "images [N, H, W, C] with a weight [O, C / groups, kh, kw], or sequences [N, T, C] with [O, C / groups, k]");
  }
  if (std::min({c.stride[0], c.stride[1], c.dilation[0], c.dilation[1], c.groups}) < 1)
    shapeError(graph, op, {x, weight}, "stride, dilation and groups of at least 1");
  if (*std::min_element(c.padding.begin(), c.padding.end()) < 0)
    shapeError(graph, op, {x, weight}, "padding that is not negative");
  if (std::min(kernelOf(weight)[0], kernelOf(weight)[1]) < 1 || weight[0] < 1 || weight[1] < 1)
    shapeError(graph, op, {x, weight}, "a weight without empty axes");
  if (weight[0] % c.groups != 0) {
    shapeError(graph, op, {x, weight},
               "a first axis of the weight that " + std::to_string(c.groups) + " groups divide");
  }
}

// Size along one direction; `found` for the error text.
int64_t outputSize(Graph& graph, const char* op, const std::vector<Shape>& found, int64_t size, int64_t padding,
                   int64_t kernel, int64_t dilation, int64_t stride) {
  const int64_t reach = dilation * (kernel - 1) + 1;
  if (reach > size + padding) {
    shapeError(graph, op, found,
               "a kernel within the padded input: it spans " + std::to_string(reach) + ", the input with its padding " +
                   std::to_string(size + padding));
  }
  return (size + padding - reach) / stride + 1;
}

Shape outputShape(Graph& graph, const char* op, const Shape& x, const Shape& weight, const Convolution& c) {
  requireNumbers(graph, op, x, weight, c);
  const int64_t channels = x[x.rank() - 1];
  if (channels != weight[1] * c.groups) {
    shapeError(graph, op, {x, weight},
               std::to_string(weight[1] * c.groups) + " channels (" + std::to_string(weight[1]) +
                   " of the weight times " + std::to_string(c.groups) + " groups), not " + std::to_string(channels));
  }
  const auto kernel = kernelOf(weight);
  Shape y{x[0]};
  if (x.rank() == 4) {
    y.append(
        outputSize(graph, op, {x, weight}, x[1], c.padding[0] + c.padding[1], kernel[0], c.dilation[0], c.stride[0]));
  }
  y.append(outputSize(graph, op, {x, weight}, widthOf(x), c.padding[2] + c.padding[3], kernel[1], c.dilation[1],
                      c.stride[1]));
  y.append(weight[0]);
  return y;
}

Tensor append(OpKind kind, Tensor a, Tensor b, Tensor bias, const Shape& shape, const Convolution& how) {
  Op op{.kind = kind, .inputs = {a.id, b.id}, .shape = shape, .number = how.slope, .numbers = numbersOf(how)};
  if (how.slope < 0) shapeError(*a.graph, "convolution", {a.shape(), b.shape()}, "a slope that is not negative");
  if (bias) {
    if (!(bias.shape() == Shape{shape.cols()}))
      shapeError(*a.graph, "bias", {bias.shape()}, "one number per channel, " + Shape{shape.cols()}.str());
    op.inputs.push_back(bias.id);
  }
  return a.graph->append(std::move(op));
}

}  // namespace

std::span<const OpRow> convolutionOps() {
  return rows;
}

Tensor convolution(Tensor x, Tensor weight, const Convolution& how, Tensor bias) {
  const Shape shape = outputShape(*x.graph, "convolution", x.shape(), weight.shape(), how);
  return append(OpKind::convolution, x, weight, bias, shape, how);
}

Tensor convolutionInput(Tensor g, Tensor weight, const Shape& input, const Convolution& how, Tensor bias) {
  const Shape expected = outputShape(*g.graph, "transposed convolution", input, weight.shape(), how);
  if (!(expected == g.shape()))
    shapeError(*g.graph, "transposed convolution", {g.shape(), weight.shape()}, "values of shape " + expected.str());
  return append(OpKind::convolutionInput, g, weight, bias, input, how);
}

Tensor convolutionWeight(Tensor x, Tensor g, const Shape& weight, const Convolution& how) {
  const Shape expected = outputShape(*x.graph, "convolution's weight gradient", x.shape(), weight, how);
  if (!(expected == g.shape())) {
    shapeError(*x.graph, "convolution's weight gradient", {x.shape(), g.shape()},
               "a gradient of shape " + expected.str());
  }
  return append(OpKind::convolutionWeight, x, g, {}, weight, how);
}

Tensor convolutionTransposed(Tensor x, Tensor weight, const Convolution& how, std::array<int64_t, 2> outputPadding,
                             Tensor bias) {
  constexpr const char* op = "transposed convolution";
  const Shape& sx = x.shape();
  requireNumbers(*x.graph, op, sx, weight.shape(), how);
  if (sx[sx.rank() - 1] != weight.shape()[0]) {
    shapeError(*x.graph, op, {sx, weight.shape()},
               std::to_string(weight.shape()[0]) + " channels (first axis of the weight), not " +
                   std::to_string(sx[sx.rank() - 1]));
  }
  const auto kernel = kernelOf(weight.shape());
  const std::array<int64_t, 2> sizes{heightOf(sx), widthOf(sx)};
  Shape y{sx[0]};
  for (size_t side = sx.rank() == 4 ? 0 : 1; side < 2; ++side) {
    if (outputPadding[side] < 0 || outputPadding[side] >= std::max(how.stride[side], how.dilation[side]))
      shapeError(*x.graph, op, {sx, weight.shape()}, "an output padding below the stride or the dilation");
    const int64_t size = (sizes[side] - 1) * how.stride[side] - how.padding[2 * side] - how.padding[2 * side + 1] +
                         how.dilation[side] * (kernel[side] - 1) + 1 + outputPadding[side];
    if (size < 1) shapeError(*x.graph, op, {sx, weight.shape()}, "less padding: nothing is left of the output");
    y.append(size);
  }
  y.append(weight.shape()[1] * how.groups);
  return convolutionInput(x, weight, y, how, bias);
}

}  // namespace gradus
