// Matrix product and its derivative.
#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/compute/ops/rules.h"

namespace gradus {

namespace {

// All axes but the last as one: a product with one matrix on the right is a product of matrices.
Tensor asMatrix(Tensor a) {
  return reshape(a, {a.shape().rows(), a.shape().cols()});
}

// y = op(a) op(b): dA = g op(b)^T, dB = op(a)^T g, transposed where a or b came transposed; summed where broadcast.
// dB comes first: it is the last to read a, whose memory dA can then take.
std::vector<Tensor> matmulRule(Tensor y, Tensor g) {
  const Op& op = y.graph->op(y);
  const Tensor a = inputOf(y, 0), b = inputOf(y, 1);
  if (b.shape().rank() == 2 && !op.transposeA) {
    const Tensor rows = asMatrix(a), slope = asMatrix(g);
    const Tensor db = op.transposeB ? matmul(slope, rows, true, false) : matmul(rows, slope, true, false);
    return {reshape(matmul(slope, b, false, !op.transposeB), a.shape()), db};
  }
  const Tensor db = op.transposeB ? matmul(g, a, true, op.transposeA) : matmul(a, g, !op.transposeA, false);
  const Tensor da = op.transposeA ? matmul(b, g, op.transposeB, true) : matmul(g, b, false, !op.transposeB);
  return {sumTo(da, a.shape()), sumTo(db, b.shape())};
}

Shape leading(const Shape& shape) {
  Shape result;
  for (int axis = 0; axis + 2 < shape.rank(); ++axis) result.append(shape[axis]);
  return result;
}

constexpr OpRow rows[] = {{OpKind::matmul, "matmul", matmulRule}};

}  // namespace

std::span<const OpRow> linalgOps() {
  return rows;
}

Tensor matmul(Tensor a, Tensor b, bool transposeA, bool transposeB) {
  const Shape &sa = a.shape(), &sb = b.shape();
  if (sa.rank() < 2 || sb.rank() < 2) shapeError(*a.graph, "matmul", {sa, sb}, "two matrices");
  const int64_t rowsA = sa[sa.rank() - 2], colsA = sa.cols(), rowsB = sb[sb.rank() - 2], colsB = sb.cols();
  const int64_t m = transposeA ? colsA : rowsA, inner = transposeA ? rowsA : colsA;
  const int64_t innerB = transposeB ? colsB : rowsB, n = transposeB ? rowsB : colsB;
  if (inner != innerB) {
    shapeError(*a.graph, "matmul", {sa, sb},
               "equal inner sizes, not " + std::to_string(inner) + " and " + std::to_string(innerB));
  }
  Shape shape;
  if (!broadcastShapes(leading(sa), leading(sb), shape)) {
    shapeError(*a.graph, "matmul", {sa, sb}, "leading axes that are equal or 1");
  }
  shape.append(m);
  shape.append(n);
  return a.graph->append({.kind = OpKind::matmul,
                          .inputs = {a.id, b.id},
                          .shape = shape,
                          .transposeA = transposeA,
                          .transposeB = transposeB});
}

}  // namespace gradus
