// Matrix product and its derivative.
#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/compute/ops/rules.h"

namespace gradus {

namespace {

// y = op(a) op(b): dA = g op(b)^T, dB = op(a)^T g, transposed where a or b came transposed
std::vector<Tensor> matmulRule(Tensor y, Tensor g) {
  const Op& op = y.graph->op(y);
  const Tensor a = inputOf(y, 0), b = inputOf(y, 1);
  return {op.transposeA ? matmul(b, g, op.transposeB, true) : matmul(g, b, false, !op.transposeB),
          op.transposeB ? matmul(g, a, true, op.transposeA) : matmul(a, g, !op.transposeA, false)};
}

constexpr OpRow rows[] = {{OpKind::matmul, "matmul", matmulRule}};

}  // namespace

std::span<const OpRow> linalgOps() {
  return rows;
}

Tensor matmul(Tensor a, Tensor b, bool transposeA, bool transposeB) {
  const Shape &sa = a.shape(), &sb = b.shape();
  if (sa.rank() != 2 || sb.rank() != 2) shapeError(*a.graph, "matmul", {sa, sb}, "two matrices");
  const int64_t m = transposeA ? sa[1] : sa[0], inner = transposeA ? sa[0] : sa[1];
  const int64_t innerB = transposeB ? sb[1] : sb[0], n = transposeB ? sb[0] : sb[1];
  if (inner != innerB) {
    shapeError(*a.graph, "matmul", {sa, sb},
               "equal inner sizes, not " + std::to_string(inner) + " and " + std::to_string(innerB));
  }
  return a.graph->append({.kind = OpKind::matmul,
                          .inputs = {a.id, b.id},
                          .shape = {m, n},
                          .transposeA = transposeA,
                          .transposeB = transposeB});
}

}  // namespace gradus
