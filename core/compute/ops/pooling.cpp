// Pooling and resizing, and their derivatives.
#include "core/compute/ops/pooling.h"

#include <algorithm>

#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/compute/ops/rules.h"

namespace gradus {

namespace {

using Parts = std::vector<Tensor>;

Pooling poolingOf(Tensor y) {
  const std::vector<int64_t>& n = y.graph->op(y).numbers;
  return {{n[0], n[1]}, {n[2], n[3]}, {n[4], n[5]}, n[6] != 0};
}

// y = x at its windows' largest places, which do not move under small changes
Parts maxPoolRule(Tensor y, Tensor g) {
  return {maxPoolScatter(inputOf(y, 0), g, poolingOf(y))};
}
// y puts its second input at the largest places of the first: linear in it
Parts scatterRule(Tensor y, Tensor g) {
  return {Tensor(), maxPoolGather(inputOf(y, 0), g, poolingOf(y))};
}
Parts gatherRule(Tensor y, Tensor g) {
  return {Tensor(), maxPoolScatter(inputOf(y, 0), g, poolingOf(y))};
}
Parts averageRule(Tensor y, Tensor g) {
  return {averagePoolInput(g, inputOf(y, 0).shape(), poolingOf(y))};
}
Parts averageInputRule(Tensor y, Tensor g) {
  return {averagePool(g, poolingOf(y))};
}
ResizeKind resizeOf(Tensor y) {
  return static_cast<ResizeKind>(y.graph->op(y).numbers[0]);
}
Parts resizeRule(Tensor y, Tensor g) {
  return {resizeInput(g, resizeOf(y), inputOf(y, 0).shape())};
}
Parts resizeInputRule(Tensor y, Tensor g) {
  const Shape& to = inputOf(y, 0).shape();
  return {resize(g, resizeOf(y), to.rank() == 4 ? to[1] : 1, to[to.rank() - 2])};
}

Parts channelsFirstRule(Tensor y, Tensor g) {
  return {channelsLast(g, inputOf(y, 0).shape())};
}
Parts channelsLastRule(Tensor, Tensor g) {
  return {channelsFirst(g)};
}

constexpr OpRow rows[] = {
    {OpKind::maxPool, "max pooling", maxPoolRule},
    {OpKind::maxPoolScatter, "max pooling's gradient", scatterRule},
    {OpKind::maxPoolGather, "values at max pooling's places", gatherRule},
    {OpKind::averagePool, "average pooling", averageRule},
    {OpKind::averagePoolInput, "average pooling's gradient", averageInputRule},
    {OpKind::resize, "resize", resizeRule},
    {OpKind::resizeInput, "resize's gradient", resizeInputRule},
    {OpKind::channelsFirst, "channels first", channelsFirstRule},
    {OpKind::channelsLast, "channels last", channelsLastRule},
};

std::vector<int64_t> numbersOf(const Pooling& p) {
  return {p.kernel[0], p.kernel[1], p.stride[0], p.stride[1], p.padding[0], p.padding[1], p.countPadding ? 1 : 0};
}

void requireImages(Tensor x, const char* op) {
  if (x.shape().rank() != 3 && x.shape().rank() != 4)
    shapeError(*x.graph, op, {x.shape()}, "images [N, H, W, C] or sequences [N, T, C]");
}

Shape pooledShape(Tensor x, const char* op, const Pooling& p) {
  requireImages(x, op);
  const Shape& from = x.shape();
  Shape to = from;
  for (size_t side = from.rank() == 4 ? 0 : 1; side < 2; ++side) {
    const int axis = from.rank() - 3 + static_cast<int>(side);
    const int64_t kernel = p.kernel[side], padded = from[axis] + 2 * p.padding[side];
    if (kernel < 1 || p.stride[side] < 1) shapeError(*x.graph, op, {from}, "a window and a stride of at least 1");
    if (p.padding[side] < 0 || 2 * p.padding[side] > kernel) {
      shapeError(*x.graph, op, {from},
                 "padding of at most half the window of " + std::to_string(kernel) + ", not " +
                     std::to_string(p.padding[side]));
    }
    if (kernel > padded) {
      shapeError(*x.graph, op, {from},
                 "a window within the padded input: it spans " + std::to_string(kernel) +
                     ", the input with its padding " + std::to_string(padded));
    }
    to[axis] = (padded - kernel) / p.stride[side] + 1;
  }
  return to;
}

Tensor pooled(OpKind kind, const std::vector<Tensor>& inputs, const Shape& shape, const Pooling& how) {
  Op op{.kind = kind, .shape = shape, .numbers = numbersOf(how)};
  for (const Tensor input : inputs) op.inputs.push_back(input.id);
  return inputs[0].graph->append(std::move(op));
}

void requireShape(Tensor value, const char* op, const Shape& expected) {
  if (!(value.shape() == expected)) shapeError(*value.graph, op, {value.shape()}, "values of shape " + expected.str());
}

}  // namespace

std::span<const OpRow> poolingOps() {
  return rows;
}

Tensor maxPool(Tensor x, const Pooling& how) {
  return pooled(OpKind::maxPool, {x}, pooledShape(x, "max pooling", how), how);
}

Tensor averagePool(Tensor x, const Pooling& how) {
  return pooled(OpKind::averagePool, {x}, pooledShape(x, "average pooling", how), how);
}

Tensor maxPoolScatter(Tensor x, Tensor g, const Pooling& how) {
  requireShape(g, "max pooling's gradient", pooledShape(x, "max pooling's gradient", how));
  return pooled(OpKind::maxPoolScatter, {x, g}, x.shape(), how);
}

Tensor maxPoolGather(Tensor x, Tensor h, const Pooling& how) {
  requireShape(h, "values at max pooling's places", x.shape());
  return pooled(OpKind::maxPoolGather, {x, h}, pooledShape(x, "values at max pooling's places", how), how);
}

Tensor averagePoolInput(Tensor g, const Shape& input, const Pooling& how) {
  // The shape check wants a value of the input's shape; a constant costs nothing.
  const Tensor like = g.graph->constant(0, input);
  requireShape(g, "average pooling's gradient", pooledShape(like, "average pooling's gradient", how));
  return pooled(OpKind::averagePoolInput, {g}, input, how);
}

Tensor resize(Tensor x, ResizeKind kind, int64_t height, int64_t width) {
  requireImages(x, "resize");
  const bool image = x.shape().rank() == 4;
  Shape to = x.shape();
  if (height < 1 || width < 1 || (!image && height != 1))
    shapeError(*x.graph, "resize", {x.shape(), {height, width}}, "a height and a width of at least 1");
  if (image) to[1] = height;
  to[to.rank() - 2] = width;
  if (to == x.shape()) return x;
  if (to[to.rank() - 3] > 0 && (x.shape()[to.rank() - 2] < 1 || (image && x.shape()[1] < 1)))
    shapeError(*x.graph, "resize", {x.shape()}, "an image of at least one pixel");
  return x.graph->append(
      {.kind = OpKind::resize, .inputs = {x.id}, .shape = to, .numbers = {static_cast<int64_t>(kind)}});
}

Tensor resizeInput(Tensor g, ResizeKind kind, const Shape& input) {
  requireImages(g, "resize's gradient");
  Shape expected = input;
  if (input.rank() == g.shape().rank()) {
    expected[input.rank() - 2] = g.shape()[input.rank() - 2];
    if (input.rank() == 4) expected[1] = g.shape()[1];
  }
  requireShape(g, "resize's gradient", expected);
  if (g.shape() == input) return g;
  return g.graph->append(
      {.kind = OpKind::resizeInput, .inputs = {g.id}, .shape = input, .numbers = {static_cast<int64_t>(kind)}});
}

Tensor channelsFirst(Tensor images) {
  requireImages(images, "channels first");
  const Shape& shape = images.shape();
  int64_t features = 1;
  for (int axis = 1; axis < shape.rank(); ++axis) features *= shape[axis];
  return images.graph->append({.kind = OpKind::channelsFirst, .inputs = {images.id}, .shape = {shape[0], features}});
}

Tensor channelsLast(Tensor rows, const Shape& images) {
  const Shape& shape = rows.shape();
  if ((images.rank() != 3 && images.rank() != 4) || shape.rank() != 2 || shape[0] != images[0] ||
      shape.count() != images.count()) {
    shapeError(*rows.graph, "channels last", {shape, images},
               "rows [N, C * H * W] and images [N, H, W, C] with the same N and as many elements");
  }
  return rows.graph->append({.kind = OpKind::channelsLast, .inputs = {rows.id}, .shape = images});
}

}  // namespace gradus
