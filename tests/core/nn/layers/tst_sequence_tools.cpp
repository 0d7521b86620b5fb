// Masks, masked reductions, reversal, teacher forcing and attention over sequences, against plain loops; gradients
// against central differences.
#include "core/nn/layers/sequence_tools.h"

#include "core/nn/layers/recurrent.h"
#include "tests/core/compute/ops/op_table.h"

using namespace gradus;
using namespace gradus::testing;

namespace {

constexpr int64_t N = 3, T = 4, C = 2;
const Numbers lengths{4, 1, 2};

Tensor lengthsOf(Graph& graph) {
  return graph.constant(lengths, {N});
}
Tensor maskOf(Graph& graph) {
  return sequenceMask(lengthsOf(graph), T);
}
double at(const Numbers& x, int64_t n, int64_t t, int64_t c) {
  return x[static_cast<size_t>((n * T + t) * C + c)];
}
int64_t lengthOf(int64_t n) {
  return static_cast<int64_t>(lengths[static_cast<size_t>(n)]);
}

// Softmax of the scores inside the length, mean of the values by it.
Numbers readReference(const std::function<double(int64_t, int64_t)>& score, const Numbers& values) {
  Numbers context;
  for (int64_t n = 0; n < N; ++n) {
    for (int64_t c = 0; c < C; ++c) {
      double total = 0, sum = 0;
      for (int64_t t = 0; t < lengthOf(n); ++t) {
        total += std::exp(score(n, t));
        sum += std::exp(score(n, t)) * at(values, n, t, c);
      }
      context.push_back(sum / total);
    }
  }
  return context;
}

std::vector<OpTest> rows() {
  const Shape sequence{N, T, C};
  return {
      {.name = "masked sum",
       .shapes = {sequence},
       .build = [](const Tensors& p) { return maskedSum(p[0], maskOf(*p[0].graph)); },
       .reference =
           [](const std::vector<Numbers>& v) {
             Numbers y(N * C, 0);
             for (int64_t n = 0; n < N; ++n) {
               for (int64_t t = 0; t < lengthOf(n); ++t) {
                 for (int64_t c = 0; c < C; ++c) y[static_cast<size_t>(n * C + c)] += at(v[0], n, t, c);
               }
             }
             return y;
           }},
      {.name = "masked mean",
       .shapes = {sequence},
       .build = [](const Tensors& p) { return maskedMean(p[0], maskOf(*p[0].graph)); },
       .reference =
           [](const std::vector<Numbers>& v) { return readReference([](int64_t, int64_t) { return 0.0; }, v[0]); }},
      {.name = "masked cross-entropy",
       .shapes = {sequence},
       .build =
           [](const Tensors& p) {
             const Tensor targets = p[0].graph->constant({0, 1, 1, 0, 1, 0, 0, 0, 1, 1, 0, 0}, {N, T});
             return maskedCrossEntropy(p[0], targets, maskOf(*p[0].graph));
           },
       .reference =
           [](const std::vector<Numbers>& v) {
             const int64_t targets[] = {0, 1, 1, 0, 1, 0, 0, 0, 1, 1, 0, 0};
             double total = 0;
             for (int64_t n = 0; n < N; ++n) {
               for (int64_t t = 0; t < lengthOf(n); ++t)
                 total += std::log(std::exp(at(v[0], n, t, 0)) + std::exp(at(v[0], n, t, 1))) -
                          at(v[0], n, t, targets[n * T + t]);
             }
             return Numbers{total / 7};
           }},
      {.name = "reverse by length",
       .shapes = {sequence},
       .build = [](const Tensors& p) { return reverseByLength(p[0], lengthsOf(*p[0].graph)); },
       .reference =
           [](const std::vector<Numbers>& v) {
             Numbers y;
             for (int64_t n = 0; n < N; ++n) {
               for (int64_t t = 0; t < T; ++t) {
                 for (int64_t c = 0; c < C; ++c) y.push_back(at(v[0], n, t < lengthOf(n) ? lengthOf(n) - 1 - t : t, c));
               }
             }
             return y;
           }},
      {.name = "teacher forcing",
       .shapes = {sequence, {C}},
       .build = [](const Tensors& p) { return teacherForcing(p[0], p[1]); },
       .reference =
           [](const std::vector<Numbers>& v) {
             Numbers y;
             for (int64_t n = 0; n < N; ++n) {
               for (int64_t t = 0; t < T; ++t) {
                 for (int64_t c = 0; c < C; ++c)
                   y.push_back(t == 0 ? v[1][static_cast<size_t>(c)] : at(v[0], n, t - 1, c));
               }
             }
             return y;
           }},
      {.name = "dot attention",
       .shapes = {{N, C}, sequence, sequence},
       .build = [](const Tensors& p) { return dotAttention(p[0], p[1], p[2], maskOf(*p[0].graph)).context; },
       .reference =
           [](const std::vector<Numbers>& v) {
             const auto score = [&](int64_t n, int64_t t) {
               double sum = 0;
               for (int64_t c = 0; c < C; ++c) sum += v[0][static_cast<size_t>(n * C + c)] * at(v[1], n, t, c);
               return sum;
             };
             return readReference(score, v[2]);
           }},
  };
}

}  // namespace

class TestSequenceTools : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void tools_data() {
    QTest::addColumn<int>("index");
    for (size_t i = 0; i < rows().size(); ++i) QTest::newRow(rows()[i].name.c_str()) << static_cast<int>(i);
  }
  void tools() {
    QFETCH(int, index);
    checkOp(rows()[static_cast<size_t>(index)]);
  }

  void additiveScores() {
    Graph graph;
    const Tensor query = graph.parameter("query", {N, 3}), keys = graph.parameter("keys", {N, T, C});
    const AttentionRead read = additiveAttention(query, keys, keys, "attention", 1, maskOf(graph));
    // v tanh(W q + U k) with one unit and all numbers known.
    const Numbers q{1, 0, 2, -1, 1, 0, 0.5, 0.5, 1}, w{0.3, -0.2, 0.1}, u{0.7, -0.4}, v{1.5};
    Numbers k;
    for (int i = 0; i < N * T * C; ++i) k.push_back(std::sin(1.1 * i));
    Numbers all = joined({q, k, w, u, v});
    const auto score = [&](int64_t n, int64_t t) {
      double sum = 0;
      for (size_t i = 0; i < 3; ++i) sum += w[i] * q[static_cast<size_t>(n) * 3 + i];
      return v[0] * std::tanh(sum + u[0] * at(k, n, t, 0) + u[1] * at(k, n, t, 1));
    };
    QVERIFY(distance(resultsOf<double>(graph, {read.context}, all), readReference(score, k)) < 1e-14);
    const Numbers weights = resultsOf<double>(graph, {read.weights}, all);
    for (int64_t n = 0; n < N; ++n) {
      double sum = 0;
      for (int64_t t = 0; t < T; ++t) {
        const double weight = weights[static_cast<size_t>(n * T + t)];
        QVERIFY(t < lengthOf(n) ? weight > 0 : weight == 0);
        sum += weight;
      }
      QVERIFY(std::abs(sum - 1) < 1e-14);
    }
  }

  // Two decoder steps on an encoder's states: the parts by hand give the same, and all gradients are right.
  void decoderWithAttention() {
    for (const AttentionScore score : {AttentionScore::dot, AttentionScore::additive}) {
      Graph graph;
      const Tensor x = graph.parameter("x", {N, T, C}), input = graph.parameter("input", {N, 2});
      const Tensor states = gru(x, "encoder", 3, {.lengths = lengthsOf(graph)}).output;
      DecoderStep step;
      Tensor h = graph.constant(0, {N, 3});
      for (int t = 0; t < 2; ++t) {
        const Tensor mask = maskOf(graph);
        step = attentionDecoderStep(RecurrentCell::gru, input, step.state, states, states, "decoder", 3, score, mask);
        const AttentionRead read = score == AttentionScore::dot
                                       ? dotAttention(h, states, states, mask)
                                       : additiveAttention(h, states, states, "decoder.attention", 3, mask);
        const Tensor parts[] = {input, read.context};
        const Tensor both = reshape(concat(parts, 1), {N, 1, 5});
        RecurrentOptions options;
        options.h0 = reshape(h, {1, N, 3});
        h = reshape(gru(both, "decoder.rnn", 3, options).h, {N, 3});
      }
      for (const double d : valuesOf<double>(compile<double>(graph, {.outputs = {step.state.h - h}}), 3))
        QVERIFY(std::abs(d) < 1e-14);
      const std::vector<Tensor> all = graph.parameters();
      Numbers start;
      Rng rng(4, "decoder");
      for (const Tensor p : all) {
        for (int64_t i = 0; i < p.shape().count(); ++i) start.push_back(rng.uniform(-1, 1));
      }
      const Tensor loss = probe(step.state.h, 0.3);
      QVERIFY(differenceError(loss, gradients(loss, all), start) < 1e-6);
    }
  }

  void errors() {
    Graph graph;
    const Tensor x = graph.parameter("x", {N, T, C}), m = graph.parameter("m", {N, C});
    QVERIFY(errorOf([&] { sequenceMask(m, 4); }).contains("one length per sample"));
    QVERIFY(errorOf([&] { maskedSum(x, m); }).contains("masked sum: got [3, 4, 2] and [3, 2], expected a mask [3, 4]"));
    QVERIFY(errorOf([&] { reverseByLength(x, m); }).contains("one length per sample"));
    QVERIFY(errorOf([&] { teacherForcing(x, x); }).contains("a first element"));
    QVERIFY(errorOf([&] { dotAttention(graph.parameter("q", {N, 3}), x, x); }).contains("the keys' features"));
    QVERIFY(errorOf([&] { additiveAttention(x, x, x, "a", 2); }).contains("a query [samples, features]"));
  }
};

QTEST_GUILESS_MAIN(TestSequenceTools)
#include "tst_sequence_tools.moc"
