// Recurrent layers: the fused op against its steps in simple ops and against a plain loop, gradients against central
// differences, equal bits for any number of threads; one time, one sample, odd sizes, masks, reversed time.
#include "core/compute/ops/sequence.h"

#include "core/compute/ops/sequence_compose.h"
#include "tests/core/compute/ops/op_table.h"

using namespace gradus;
using namespace gradus::testing;

namespace {

struct Form {
  RecurrentCell cell;
  int64_t samples, times, units;
  bool start = false, mask = false, reverse = false;
};

std::string nameOf(const Form& f) {
  const char* cells[] = {"tanh", "relu", "LSTM", "GRU"};
  std::string name = cells[static_cast<int>(f.cell)];
  for (const int64_t size : {f.samples, f.times, f.units}) name += " " + std::to_string(size);
  return name + (f.start ? " start" : "") + (f.mask ? " mask" : "") + (f.reverse ? " reverse" : "");
}

// Sequences that end early, one that never begins, one that goes on to the end.
double maskAt(int64_t sample, int64_t t, int64_t times) {
  return t < (sample % 3 == 0 ? times - 1 : sample % 3 == 1 ? times : 0) ? 1 : 0;
}

Tensor maskOf(Graph& graph, const Form& f) {
  Numbers mask;
  for (int64_t n = 0; n < f.samples; ++n) {
    for (int64_t t = 0; t < f.times; ++t) mask.push_back(maskAt(n, t, f.times));
  }
  return graph.constant(mask, {f.samples, f.times});
}

// Parameters: projected, weight, [bias], [h0], [c0].
std::vector<Shape> shapesOf(const Form& f) {
  const int64_t sums = gatesOf(f.cell) * f.units;
  std::vector<Shape> shapes{{f.samples, f.times, sums}, {sums, f.units}};
  if (f.cell == RecurrentCell::gru) shapes.push_back({sums});
  if (f.start) shapes.push_back({f.samples, f.units});
  if (f.start && f.cell == RecurrentCell::lstm) shapes.push_back({f.samples, f.units});
  return shapes;
}

RecurrentInputs inputsOf(const Form& f, const Tensors& p) {
  RecurrentInputs in{.projected = p[0], .weight = p[1], .reverse = f.reverse};
  size_t next = 2;
  if (f.cell == RecurrentCell::gru) in.bias = p[next++];
  if (f.start) in.h0 = p[next++];
  if (f.start && f.cell == RecurrentCell::lstm) in.c0 = p[next++];
  if (f.mask) in.mask = maskOf(*p[0].graph, f);
  return in;
}

// h and, for LSTM, c of every time, by plain loops.
Numbers reference(const Form& f, const std::vector<Numbers>& v) {
  const auto N = static_cast<size_t>(f.samples), T = static_cast<size_t>(f.times), H = static_cast<size_t>(f.units);
  const size_t G = static_cast<size_t>(gatesOf(f.cell)) * H;
  const bool lstm = f.cell == RecurrentCell::lstm, gru = f.cell == RecurrentCell::gru;
  const size_t start = gru ? 3 : 2;
  const auto s = [](double x) { return 1 / (1 + std::exp(-x)); };
  Numbers hs(N * T * H), cs(N * T * H);
  for (size_t n = 0; n < N; ++n) {
    Numbers h(H, 0), c(H, 0);
    for (size_t j = 0; j < H && f.start; ++j) h[j] = v[start][n * H + j];
    for (size_t j = 0; j < H && f.start && lstm; ++j) c[j] = v[start + 1][n * H + j];
    for (size_t i = 0; i < T; ++i) {
      const size_t t = f.reverse ? T - 1 - i : i;
      Numbers q(G, 0), before = h;
      for (size_t g = 0; g < G; ++g) {
        for (size_t k = 0; k < H; ++k) q[g] += v[1][g * H + k] * before[k];
        if (gru) q[g] += v[2][g];
      }
      const double* p = &v[0][(n * T + t) * G];
      const bool runs = !f.mask || maskAt(static_cast<int64_t>(n), static_cast<int64_t>(t), f.times) > 0;
      for (size_t j = 0; j < H && runs; ++j) {
        if (lstm) {
          c[j] = s(p[H + j] + q[H + j]) * c[j] + s(p[j] + q[j]) * std::tanh(p[2 * H + j] + q[2 * H + j]);
          h[j] = s(p[3 * H + j] + q[3 * H + j]) * std::tanh(c[j]);
        } else if (gru) {
          const double z = s(p[H + j] + q[H + j]);
          h[j] = (1 - z) * std::tanh(p[2 * H + j] + s(p[j] + q[j]) * q[2 * H + j]) + z * before[j];
        } else {
          h[j] = f.cell == RecurrentCell::relu ? std::max(0.0, p[j] + q[j]) : std::tanh(p[j] + q[j]);
        }
      }
      for (size_t j = 0; j < H; ++j) {
        hs[(n * T + t) * H + j] = h[j];
        cs[(n * T + t) * H + j] = c[j];
      }
    }
  }
  if (lstm) hs.insert(hs.end(), cs.begin(), cs.end());
  return hs;
}

OpTest testOf(const Form& f) {
  OpTest test{.name = nameOf(f), .shapes = shapesOf(f)};
  if (f.cell == RecurrentCell::relu) test.low = 0.1;  // away from the kink
  test.build = [f](const Tensors& p) {
    const RecurrentStates states = recurrent(f.cell, inputsOf(f, p));
    if (!states.c) return states.h;
    const Tensor both[] = {states.h, states.c};
    return concat(both, 0);
  };
  test.reference = [f](const std::vector<Numbers>& v) { return reference(f, v); };
  return test;
}

std::vector<Form> forms() {
  std::vector<Form> all;
  for (const RecurrentCell cell : {RecurrentCell::tanh, RecurrentCell::relu, RecurrentCell::lstm, RecurrentCell::gru}) {
    all.push_back({cell, 2, 3, 3});
    all.push_back({cell, 1, 1, 1});
    all.push_back({cell, 3, 3, 2, true, true, false});
    all.push_back({cell, 3, 2, 2, true, true, true});
    all.push_back({cell, 2, 2, 3, true, false, true});
  }
  return all;
}

}  // namespace

class TestSequence : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void ops_data() {
    QTest::addColumn<int>("index");
    for (size_t i = 0; i < forms().size(); ++i) QTest::newRow(nameOf(forms()[i]).c_str()) << static_cast<int>(i);
  }
  void ops() {
    QFETCH(int, index);
    checkOp(testOf(forms()[static_cast<size_t>(index)]));
  }

  void cumulativeSums() {
    for (const Shape& shape :
         {Shape{1}, Shape{7}, Shape{0, 3}, Shape{5, 1}, Shape{3, 17}, Shape{2, 3, 5}, Shape{2, 1, 3, 2}}) {
      for (int axis = 0; axis < shape.rank(); ++axis) {
        for (const bool reverse : {false, true}) {
          int64_t stride = 1;
          for (int k = axis + 1; k < shape.rank(); ++k) stride *= shape[k];
          const int64_t size = shape[axis];
          checkOp({.name = "cumulative sum " + shape.str() + " " + std::to_string(axis) + (reverse ? " reverse" : ""),
                   .shapes = {shape},
                   .build = [=](const Tensors& p) { return cumulativeSum(p[0], axis, reverse); },
                   .reference =
                       [=](const std::vector<Numbers>& v) {
                         Numbers y(v[0].size(), 0);
                         for (int64_t i = 0; i < static_cast<int64_t>(y.size()); ++i) {
                           const int64_t at = i / stride % size;
                           for (int64_t j = reverse ? at : 0; j < (reverse ? size : at + 1); ++j)
                             y[static_cast<size_t>(i)] += v[0][static_cast<size_t>(i + (j - at) * stride)];
                         }
                         return y;
                       }});
        }
      }
    }
  }

  // Sizes beyond one vector and one chunk of samples, where differences would take too long: the fused forward and
  // backward ops against the unrolled ones.
  void largeEqualsUnrolled_data() {
    QTest::addColumn<int>("cell");
    QTest::addColumn<bool>("masked");
    for (int cell = 0; cell < 4; ++cell) {
      for (const bool masked : {false, true})
        QTest::newRow(qPrintable(QString("%1 %2").arg(cell).arg(masked))) << cell << masked;
    }
  }
  void largeEqualsUnrolled() {
    QFETCH(int, cell);
    QFETCH(bool, masked);
    const Form f{static_cast<RecurrentCell>(cell), 35, 4, 37, true, masked, masked};
    const OpTest test = testOf(f);
    Graph graph;
    const Tensors p = parametersFor(graph, test);
    Numbers at = joined(valuesFor(test));
    for (double& x : at) x *= 0.3;
    RecurrentInputs in = inputsOf(f, p);
    const RecurrentStates fused = recurrent(f.cell, in);
    Tensors inputs;
    for (const Tensor x : {in.projected, in.weight, in.bias, in.h0, in.c0, in.mask}) {
      if (x) inputs.push_back(x);
    }
    const RecurrentForm form{f.cell, f.reverse, f.start, f.mask, false};
    const Tensors unrolled = composeRecurrent(form, inputs);
    const auto all = [&](Tensor h, Tensor c) {
      Tensors results{h};
      Tensor loss = probe(h, 0.2);
      if (c) {
        results.push_back(c);
        loss = loss + probe(c, 0.5);
      }
      for (const Tensor slope : gradients(loss, p)) results.push_back(slope);
      return results;
    };
    const Tensors one = all(fused.h, fused.c), other = all(unrolled[0], fused.c ? unrolled[3] : Tensor());
    const double error = distance(resultsOf<double>(graph, one, at), resultsOf<double>(graph, other, at));
    QVERIFY2(error < 1e-12, qPrintable(QString::number(error)));
    const Numbers single = resultsOf<float>(graph, one, at);
    for (const int threads : {2, 8}) QCOMPARE(resultsOf<float>(graph, one, at, true, threads), single);
    const double inFloat = distance(single, resultsOf<double>(graph, one, at));
    QVERIFY2(inFloat < 1e-4, qPrintable(QString::number(inFloat)));
  }

  // Nobody reads all states: the op keeps its own.
  void lastStateAlone() {
    for (const Form& f : {Form{RecurrentCell::lstm, 2, 5, 3}, Form{RecurrentCell::gru, 2, 5, 3}}) {
      const OpTest test = testOf(f);
      Graph graph;
      const Tensors p = parametersFor(graph, test);
      const RecurrentStates states = recurrent(f.cell, inputsOf(f, p));
      const std::vector<Numbers> values = valuesFor(test);
      const Numbers expected = reference(f, values);
      const Tensor read = states.c ? states.c : states.h;
      const size_t offset = states.c ? expected.size() / 2 : 0;
      const Numbers found = resultsOf<double>(graph, {read}, joined(values));
      QVERIFY(distance(found, Numbers(expected.begin() + static_cast<std::ptrdiff_t>(offset), expected.end())) < 1e-13);
    }
  }

  void withoutSamples() {
    for (const RecurrentCell cell : {RecurrentCell::tanh, RecurrentCell::lstm, RecurrentCell::gru}) {
      const Form f{cell, 0, 2, 3, true, false, false};
      const OpTest test = testOf(f);
      Graph graph;
      const Tensors p = parametersFor(graph, test);
      const Tensor h = recurrent(f.cell, inputsOf(f, p)).h, params[] = {p[1]};
      const Numbers found = resultsOf<double>(graph, {h, gradients(sum(h), params)[0]}, joined(valuesFor(test)));
      QCOMPARE(found, Numbers(static_cast<size_t>(gatesOf(cell) * 9), 0));
    }
  }

  void errors() {
    Graph graph;
    graph.setLayer("rnn");
    const Tensor p = graph.parameter("p", {2, 3, 8}), w = graph.parameter("w", {8, 2});
    QCOMPARE(errorOf([&] { recurrent(RecurrentCell::gru, {.projected = p, .weight = w}); }),
             "recurrent in rnn: got [8, 2], expected a weight [3 * units, units].");
    QVERIFY(errorOf([&] {
              recurrent(RecurrentCell::lstm, {.projected = w, .weight = w});
            }).contains("a projected input [samples, times, 8]"));
    QVERIFY(errorOf([&] {
              recurrent(RecurrentCell::lstm, {.projected = p, .weight = w, .h0 = w, .c0 = w});
            }).contains("an initial state [2, 2]"));
    QCOMPARE(errorOf([&] { cumulativeSum(p, 3); }), "cumulative sum in rnn: got [2, 3, 8], expected an axis below 3.");
    const Tensor h0 = graph.parameter("h0", {2, 2});
    QVERIFY(errorOf([&] {
              recurrent(RecurrentCell::lstm, {.projected = p, .weight = w, .h0 = h0});
            }).contains("or neither"));
    QVERIFY(errorOf([&] {
              recurrent(RecurrentCell::lstm, {.projected = p, .weight = w, .mask = h0});
            }).contains("a mask [2, 3]"));
  }
};

QTEST_GUILESS_MAIN(TestSequence)
#include "tst_sequence.moc"
