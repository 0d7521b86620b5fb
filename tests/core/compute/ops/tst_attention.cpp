// Attention against plain double loops, with both derivatives: self and cross, causal, masks, bias, packed, several
// tiles.
#include <QtTest>

#include "core/compute/ops/attention.h"
#include "tests/core/compute/ops/op_table.h"

using namespace gradus;
using namespace gradus::testing;

namespace {

struct Sizes {
  size_t samples, queries, keys, heads, width, valueWidth;
};

// Weights [B, H, Tq, Tk] and result [B, Tq, H dv].
struct Naive {
  Numbers y, weights;
};
Naive naive(const Sizes& n, const Numbers& q, const Numbers& k, const Numbers& v, bool causal, const Numbers& mask,
            const Numbers& bias) {
  Naive r;
  r.y.assign(n.samples * n.queries * n.heads * n.valueWidth, 0);
  const size_t c = n.heads * n.width, cv = n.heads * n.valueWidth;
  for (size_t b = 0; b < n.samples; ++b) {
    for (size_t h = 0; h < n.heads; ++h) {
      for (size_t i = 0; i < n.queries; ++i) {
        Numbers p(n.keys);
        double total = 0;
        for (size_t j = 0; j < n.keys; ++j) {
          double s = 0;
          for (size_t d = 0; d < n.width; ++d)
            s += q[(b * n.queries + i) * c + h * n.width + d] * k[(b * n.keys + j) * c + h * n.width + d];
          s /= std::sqrt(static_cast<double>(n.width));
          if (!bias.empty()) s += bias[((b * n.heads + h) * n.queries + i) * n.keys + j];
          const bool seen = (!causal || j <= i) && (mask.empty() || mask[b * n.keys + j] > 0);
          total += p[j] = seen ? std::exp(s) : 0;
        }
        for (size_t j = 0; j < n.keys; ++j) {
          const double share = total > 0 ? p[j] / total : 0;
          r.weights.push_back(share);
          for (size_t d = 0; d < n.valueWidth; ++d)
            r.y[(b * n.queries + i) * cv + h * n.valueWidth + d] +=
                share * v[(b * n.keys + j) * cv + h * n.valueWidth + d];
        }
      }
    }
  }
  return r;
}

Shape sequence(size_t samples, size_t time, size_t width) {
  return {static_cast<int64_t>(samples), static_cast<int64_t>(time), static_cast<int64_t>(width)};
}

OpTest separate(std::string name, Sizes n, bool causal, Numbers mask = {}, bool biased = false) {
  OpTest test{std::move(name),
              {sequence(n.samples, n.queries, n.heads * n.width), sequence(n.samples, n.keys, n.heads * n.width),
               sequence(n.samples, n.keys, n.heads * n.valueWidth)}};
  const Shape pairs{static_cast<int64_t>(n.samples), static_cast<int64_t>(n.heads), static_cast<int64_t>(n.queries),
                    static_cast<int64_t>(n.keys)};
  if (biased) test.shapes.push_back(pairs);
  test.build = [=](const Tensors& p) {
    AttentionOptions options{.heads = static_cast<int64_t>(n.heads), .causal = causal};
    if (!mask.empty())
      options.keyMask = p[0].graph->constant(mask, {static_cast<int64_t>(n.samples), static_cast<int64_t>(n.keys)});
    if (biased) options.bias = p[3];
    return attention(p[0], p[1], p[2], options).y;
  };
  test.reference = [=](const std::vector<Numbers>& v) {
    return naive(n, v[0], v[1], v[2], causal, mask, biased ? v[3] : Numbers()).y;
  };
  return test;
}

Tensor packedAttention(Tensor all, int64_t heads, bool causal) {
  const int64_t c = all.shape()[2] / 3;
  return attention(slice(all, 2, 0, c), slice(all, 2, c, 2 * c), slice(all, 2, 2 * c, 3 * c),
                   {.heads = heads, .causal = causal})
      .y;
}

std::vector<OpTest> tests() {
  return {
      separate("self", {2, 3, 3, 2, 2, 2}, false),
      separate("one token", {1, 1, 1, 1, 1, 1}, true),
      separate("causal", {1, 5, 5, 2, 3, 3}, true),
      separate("cross, other value width", {2, 3, 5, 1, 3, 2}, false),
      separate("causal with more keys", {1, 3, 5, 1, 2, 2}, true),
      separate("causal with fewer keys", {1, 5, 2, 1, 2, 2}, true),
      separate("key mask", {2, 3, 4, 1, 2, 3}, false, {1, 1, 0, 1, 0, 0, 1, 0}),
      separate("key mask that hides every key", {2, 2, 3, 1, 2, 2}, false, {1, 0, 1, 0, 0, 0}),
      separate("causal key mask that hides the first key", {1, 4, 4, 1, 2, 2}, true, {0, 1, 1, 0}),
      separate("pair bias", {1, 2, 3, 2, 2, 2}, false, {}, true),
      separate("causal pair bias and mask", {1, 3, 3, 2, 2, 1}, true, {1, 0, 1}, true),
      {"packed", {{2, 3, 12}}, -1, 1, [](const Tensors& p) { return packedAttention(p[0], 2, true); }},
      {"bias shared by samples",
       {{2, 2, 2}, {2, 1, 2, 2}},
       -1,
       1,
       [](const Tensors& p) {
         return attention(p[0], p[0], p[0], {.heads = 2, .bias = reshape(slice(p[1], 0, 0, 1), {1, 1, 2, 2})}).y;
       }},
      {"weights in the loss",
       {{1, 3, 4}, {1, 2, 4}},
       -1,
       1,
       [](const Tensors& p) {
         const Attended a = attention(p[0], p[1], p[1], {.heads = 2, .keepsWeights = true});
         return sum(square(a.weights)) + a.y;
       }},
  };
}

Numbers random(const Shape& shape, const char* name) {
  Numbers values(static_cast<size_t>(shape.count()));
  Rng rng(5, name);
  for (double& x : values) x = static_cast<double>(static_cast<float>(rng.uniform(-1, 1)));
  return values;
}

}  // namespace

class TestAttention : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void ops_data() {
    QTest::addColumn<int>("index");
    for (size_t i = 0; i < tests().size(); ++i) QTest::newRow(tests()[i].name.c_str()) << static_cast<int>(i);
  }
  void ops() {
    QFETCH(int, index);
    checkOp(tests()[static_cast<size_t>(index)]);
  }

  // Several tiles of queries and keys: values against loops, gradients against the composition of simple ops.
  void tiles_data() {
    QTest::addColumn<int>("queries");
    QTest::addColumn<int>("keys");
    QTest::addColumn<int>("width");
    QTest::addColumn<bool>("causal");
    QTest::newRow("even") << 128 << 128 << 32 << true;
    QTest::newRow("odd") << 131 << 131 << 5 << true;
    QTest::newRow("cross") << 67 << 150 << 17 << false;
    QTest::newRow("causal cross") << 70 << 150 << 8 << true;
  }
  void tiles() {
    QFETCH(int, queries);
    QFETCH(int, keys);
    QFETCH(int, width);
    QFETCH(bool, causal);
    Graph graph;
    const Shape sq{2, queries, 2 * width}, sk{2, keys, 2 * width}, pairs{2, 2, queries, keys};
    const Tensor q = graph.parameter("q", sq), k = graph.parameter("k", sk), v = graph.parameter("v", sk),
                 bias = graph.parameter("bias", pairs);
    const Attended a = attention(q, k, v, {.heads = 2, .causal = causal, .bias = bias, .keepsWeights = true});
    const std::vector<Numbers> values{random(sq, "q"), random(sk, "k"), random(sk, "v"), random(pairs, "bias")};
    const Tensor params[] = {q, k, v, bias};
    Tensors all{a.y, a.weights};
    for (const Tensor g : gradients(probe(a.y, 0.3), params)) all.push_back(g);
    // The same gradients through the weights: their rule is the composition.
    const Tensor zero = sum(a.weights * 0);
    Tensors composed;
    for (const Tensor g : gradients(probe(a.y, 0.3) + zero, params)) composed.push_back(g);
    const Numbers at = joined(values);
    const Numbers found = resultsOf<double>(graph, all, at);
    const auto n = static_cast<size_t>(sq.count()), m = static_cast<size_t>(pairs.count());
    const Naive expected = naive({2, static_cast<size_t>(queries), static_cast<size_t>(keys), 2,
                                  static_cast<size_t>(width), static_cast<size_t>(width)},
                                 values[0], values[1], values[2], causal, {}, values[3]);
    QVERIFY(distance(Numbers(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(n)), expected.y) < 1e-13);
    QVERIFY(distance(Numbers(found.begin() + static_cast<std::ptrdiff_t>(n),
                             found.begin() + static_cast<std::ptrdiff_t>(n + m)),
                     expected.weights) < 1e-13);
    const Numbers slopes(found.begin() + static_cast<std::ptrdiff_t>(n + m), found.end());
    QVERIFY(distance(slopes, resultsOf<double>(graph, composed, at)) < 1e-12);
    const Numbers single = resultsOf<float>(graph, all, at);
    QVERIFY(distance(single, found) < 2e-5);
    for (const int threads : {2, 8}) QVERIFY(resultsOf<float>(graph, all, at, true, threads) == single);
  }

  void noSamplesAndNoKeys() {
    Graph graph;
    const Tensor none = graph.parameter("none", {0, 3, 4}), q = graph.parameter("q", {2, 3, 4}),
                 k = graph.parameter("k", {2, 0, 4}), params[] = {q};
    const Tensor y = attention(q, k, k, {.heads = 2}).y;
    QVERIFY(resultsOf<double>(graph, {attention(none, none, none, {.heads = 2}).y}, {}).empty());
    QCOMPARE(resultsOf<double>(graph, {y, gradients(sum(y), params)[0]}, Numbers(24, 1)), Numbers(48, 0));
  }

  void packedEqualsSeparate() {
    Graph graph;
    const Tensor all = graph.parameter("all", {3, 70, 24}), params[] = {all};
    const Tensor packed = packedAttention(all, 2, true);
    const auto part = [&](int64_t i) { return slice(all, 2, 8 * i, 8 * i + 8) + 0 * sum(all); };
    const Tensor apart = attention(part(0), part(1), part(2), {.heads = 2, .causal = true}).y;
    const Numbers at = random({3, 70, 24}, "all");
    QVERIFY(graph.op(graph.op(packed).inputs[0]).inputs.size() == 1);
    QVERIFY(distance(resultsOf<double>(graph, {packed, gradients(probe(packed, 1), params)[0]}, at),
                     resultsOf<double>(graph, {apart, gradients(probe(apart, 1), params)[0]}, at)) < 1e-14);
  }

  void largeScoresDoNotOverflow() {
    Graph graph;
    const Tensor q = graph.parameter("q", {1, 3, 2});
    const Attended a = attention(q, q, q, {.heads = 1, .keepsWeights = true});
    const Numbers found = resultsOf<float>(graph, {a.y}, {100, 0, 0, 100, 90, 90});
    for (const double x : found) QVERIFY(std::isfinite(x));
    QVERIFY(distance(found, {100, 0, 0, 100, 90, 90}) < 1e-6);
  }

  void errors() {
    Graph graph;
    graph.setLayer("block1");
    const Tensor q = graph.parameter("q", {2, 3, 4}), k = graph.parameter("k", {2, 5, 4}),
                 odd = graph.parameter("odd", {2, 5, 3});
    QCOMPARE(
        errorOf([&] { attention(q, odd, odd, {.heads = 1}); }),
        "attention in block1: got [2, 3, 4] and [2, 5, 3] and [2, 5, 3], expected queries [B, Tq, C], keys [B, Tk, C] "
        "and values [B, Tk, Cv].");
    QVERIFY(errorOf([&] { attention(q, k, k, {.heads = 3}); }).contains("columns that 3 heads share equally"));
    QVERIFY(errorOf([&] { attention(q, k, k, {.heads = 2, .keyMask = q}); }).contains("a key mask of shape [2, 5]"));
  }
};

QTEST_GUILESS_MAIN(TestAttention)
#include "tst_attention.moc"
