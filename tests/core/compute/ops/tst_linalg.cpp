// Matrix products: batches, broadcasting, transposition, all kernels (lanes, dots, panels, packed left side), what
// follows a product in its cache, empty sizes, error texts.
#include "tests/core/compute/op_case.h"

using namespace gradus;
using namespace gradus::testing;

namespace {

// op(a) op(b) over broadcast leading axes, by definition.
std::vector<double> naive(const Values& v, const Shape& sa, const Shape& sb, bool ta, bool tb) {
  const auto lead = [](const Shape& s) {
    Shape r;
    for (int axis = 0; axis + 2 < s.rank(); ++axis) r.append(s[axis]);
    return r;
  };
  const Shape la = lead(sa), lb = lead(sb);
  Shape whole;
  broadcastShapes(la, lb, whole);
  const int64_t ra = sa[sa.rank() - 2], ca = sa.cols(), rb = sb[sb.rank() - 2], cb = sb.cols();
  const int64_t m = ta ? ca : ra, k = ta ? ra : ca, n = tb ? rb : cb;
  const auto offset = [&](const Shape& part, int64_t index) {
    int64_t result = 0, stride = 1;
    for (int axis = whole.rank() - 1; axis >= 0; --axis) {
      const int64_t at = index % whole[axis];
      index /= whole[axis];
      const int own = axis - (whole.rank() - part.rank());
      if (own < 0 || part[own] == 1) continue;
      result += at * stride;
      stride *= part[own];
    }
    return result;
  };
  std::vector<double> y;
  for (int64_t batch = 0; batch < whole.count(); ++batch) {
    const double *a = v[0].data() + offset(la, batch) * ra * ca, *b = v[1].data() + offset(lb, batch) * rb * cb;
    for (int64_t i = 0; i < m; ++i) {
      for (int64_t j = 0; j < n; ++j) {
        double sum = 0;
        for (int64_t p = 0; p < k; ++p)
          sum += (ta ? a[p * ca + i] : a[i * ca + p]) * (tb ? b[j * cb + p] : b[p * cb + j]);
        y.push_back(sum);
      }
    }
  }
  return y;
}

OpCase product(const std::string& name, Shape a, Shape b, bool ta = false, bool tb = false) {
  return {name,
          {a, b},
          -1,
          1,
          [ta, tb](Inputs p) { return matmul(p[0], p[1], ta, tb); },
          [a, b, ta, tb](const Values& v) { return naive(v, a, b, ta, tb); }};
}

std::vector<OpCase> small() {
  std::vector<OpCase> rows{
      product("plain", {3, 5}, {5, 7}),
      product("one", {1, 1}, {1, 1}),
      product("batch", {2, 3, 5}, {2, 5, 4}),
      product("batch left transposed", {2, 5, 3}, {2, 5, 4}, true),
      product("batch right transposed", {2, 3, 5}, {2, 4, 5}, false, true),
      product("batch both transposed", {2, 5, 3}, {2, 4, 5}, true, true),
      product("one matrix on the right", {2, 3, 5}, {5, 4}),
      product("one matrix on the right, transposed", {2, 3, 5}, {4, 5}, false, true),
      product("one matrix on the right, left transposed", {2, 5, 3}, {5, 4}, true),
      product("one matrix on the left", {3, 5}, {2, 5, 4}),
      product("broadcast inner", {2, 1, 3, 5}, {4, 5, 2}),
      product("broadcast outer", {4, 3, 5}, {2, 1, 5, 2}),
      product("columns", {2, 3, 5}, {2, 5, 1}),
      product("outer product", {2, 3, 1}, {2, 1, 4}),
  };
  rows.push_back({"of computed, permuted",
                  {{2, 5, 3}, {2, 4, 5}},
                  -1,
                  1,
                  [](Inputs p) { return matmul(transpose(tanh(p[0])), transpose(tanh(p[1]))); },
                  nullptr});
  rows.push_back({"row bias and activation",
                  {{4, 3}, {6, 3}, {6}},
                  -1,
                  1,
                  [](Inputs p) { return silu(matmul(p[0], p[1], false, true) + p[2]); },
                  nullptr});
  return rows;
}

std::vector<OpCase> large() {
  return {
      product("panels", {67, 81}, {81, 97}),
      product("panels transposed", {81, 67}, {97, 81}, true, true),
      product("half a panel", {131, 70}, {70, 42}),
      product("batch of panels", {10, 40, 33}, {10, 33, 41}),
      product("flattened batch", {5, 30, 64}, {50, 64}, false, true),
      product("packed left side", {200, 512}, {512, 515}),
      {"followed by chains",
       {{150, 70}, {90, 70}, {90}},
       -1,
       1,
       [](Inputs p) {
         const Tensor z = matmul(p[0], p[1], false, true) + p[2];
         return gelu(z) * sigmoid(z);
       },
       nullptr},
  };
}

}  // namespace

class TestLinalg : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void smallProducts() {
    for (const OpCase& row : small()) {
      const std::string wrong = checkCase(row);
      QVERIFY2(wrong.empty(), (row.name + ": " + wrong).c_str());
    }
  }

  void largeProducts() {
    for (const OpCase& row : large()) {
      const std::string wrong = checkCase(row, false);
      QVERIFY2(wrong.empty(), (row.name + ": " + wrong).c_str());
      QVERIFY2(sameBits(row), row.name.c_str());
    }
  }

  void gradientsOfLargeProducts() {
    // Sizes beyond the small kernels, few enough parameters for differences of every one: the long side is given.
    Graph graph;
    Rng rng(1, "left");
    std::vector<double> left(400 * 40);
    for (double& x : left) x = rng.uniform(-1, 1);
    const Tensor weight = graph.parameter("w", {24, 40}), bias = graph.parameter("b", {24}), params[] = {weight, bias};
    const Tensor x = graph.constant(left, {400, 40});
    const Tensor loss = mean(square(gelu(matmul(x, weight, false, true) + bias)));
    std::vector<double> at(24 * 41);
    for (double& v : at) v = rng.uniform(-0.3, 0.3);
    QVERIFY(differenceError(loss, gradients(loss, params), at) <= 1e-6);
  }

  void emptySizes() {
    for (const OpCase& row : {product("no rows", {0, 3}, {3, 2}), product("no columns", {2, 3}, {3, 0}),
                              product("nothing to add", {2, 0}, {0, 3}), product("no batch", {0, 2, 3}, {3, 2}),
                              product("no matrices", {0, 2, 3}, {0, 3, 2})}) {
      const std::string wrong = checkCase(row);
      QVERIFY2(wrong.empty(), (row.name + ": " + wrong).c_str());
    }
  }

  void errors() {
    Graph graph;
    graph.setLayer("layer2");
    const Tensor a = graph.parameter("a", {2, 8, 3}), b = graph.parameter("b", {3, 3, 5}),
                 c = graph.parameter("c", {3});
    QCOMPARE(errorOf([&] { matmul(a, b); }),
             "matmul in layer2: got [2, 8, 3] and [3, 3, 5], expected leading axes that are equal or 1.");
    QCOMPARE(errorOf([&] { matmul(a, c); }), "matmul in layer2: got [2, 8, 3] and [3], expected two matrices.");
    QVERIFY(errorOf([&] { matmul(a, a); }).contains("equal inner sizes, not 3 and 8"));
  }
};

QTEST_GUILESS_MAIN(TestLinalg)
#include "tst_linalg.moc"
