#include "core/nn/losses/reduction.h"

#include <vector>

#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"

namespace gradus {

Tensor reduceLoss(Tensor elements, Reduction reduction) {
  return reduction == Reduction::none ? elements : reduction == Reduction::mean ? mean(elements) : sum(elements);
}

void requireSameShape(const char* loss, Tensor a, Tensor b) {
  if (!(a.shape() == b.shape())) shapeError(*a.graph, loss, {a.shape(), b.shape()}, "two equal shapes");
}

Tensor asRows(Tensor x) {
  const Shape& shape = x.shape();
  return reshape(x, {shape.rows(), shape.cols()});
}

Tensor asColumn(Tensor x) {
  return reshape(x, {x.shape().count(), 1});
}

Tensor rowSum(Tensor x) {
  return sumOver(x, 1);
}

Tensor rowNorm(Tensor x, double least) {
  return sqrt(maximum(rowSum(square(x)), x.graph->constant(least * least)));
}

// 1 - |sign(k - j)| is 1 where j = k: exact, and it runs within the chain that uses it.
Tensor oneHotRows(Tensor index, int64_t classes) {
  std::vector<double> columns(static_cast<size_t>(classes));
  for (size_t j = 0; j < columns.size(); ++j) columns[j] = static_cast<double>(j);
  return 1 - abs(sign(asColumn(index) - index.graph->constant(std::move(columns), {1, classes})));
}

}  // namespace gradus
