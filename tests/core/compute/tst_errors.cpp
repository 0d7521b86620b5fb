// Errors name the op, the layer, what was found and what fits.
#include <QtTest>

#include <span>

#include "core/base/error.h"
#include "tests/core/compute/numeric.h"

using namespace gradus;

namespace {

struct Row {
  const char* name;
  std::function<void(Graph&)> call;  // in layer "encoder"
  const char* text;
};

Tensor p(Graph& graph, const Shape& shape) {
  return graph.parameter("p" + std::to_string(graph.size()), shape);
}

const char* const equalOrOne = "expected shapes that are equal or 1 along every axis.";

std::vector<Row> rows() {
  return {
      {"add",
       [](Graph& g) {
         p(g, {8, 3}) + p(g, {4, 10});
       },
       "add in encoder: got [8, 3] and [4, 10], "},
      {"subtract", [](Graph& g) { p(g, {2}) - p(g, {3}); }, "subtract in encoder: got [2] and [3], "},
      {"multiply",
       [](Graph& g) {
         p(g, {2, 2}) * p(g, {3});
       },
       "multiply in encoder: got [2, 2] and [3], "},
      {"divide",
       [](Graph& g) {
         p(g, {2, 2}) / p(g, {2, 3});
       },
       "divide in encoder: got [2, 2] and [2, 3], "},
      {"maximum", [](Graph& g) { maximum(p(g, {2}), p(g, {3})); }, "maximum in encoder: got [2] and [3], "},
      {"minimum", [](Graph& g) { minimum(p(g, {2}), p(g, {3})); }, "minimum in encoder: got [2] and [3], "},
      {"greater", [](Graph& g) { greater(p(g, {2}), p(g, {3})); }, "greater in encoder: got [2] and [3], "},
      {"select", [](Graph& g) { select(p(g, {2}), p(g, {3}), p(g, {3})); },
       "select in encoder: got [2] and [3] and [3], expected shapes that are equal or 1 along every axis."},
      {"broadcast",
       [](Graph& g) {
         broadcastTo(p(g, {2, 3}), {2, 4});
       },
       "broadcast in encoder: got [2, 3] and [2, 4], expected a second shape that the first can be repeated to."},
      {"reshape",
       [](Graph& g) {
         reshape(p(g, {2, 3}), {5});
       },
       "reshape in encoder: got [2, 3] and [5], expected two shapes with equal numbers of elements."},
      {"transpose", [](Graph& g) { transpose(p(g, {3})); }, "transpose in encoder: got [3], expected a matrix."},
      {"permute twice the same",
       [](Graph& g) {
         const int axes[] = {0, 0};
         permute(p(g, {2, 3}), axes);
       },
       "permute in encoder: got [2, 3], expected every axis exactly once."},
      {"permute too few",
       [](Graph& g) {
         const int axes[] = {0};
         permute(p(g, {2, 3}), axes);
       },
       "permute in encoder: got [2, 3], expected every axis exactly once."},
      {"concat sizes",
       [](Graph& g) {
         const Tensor parts[] = {p(g, {2, 3}), p(g, {3, 3})};
         concat(parts, 1);
       },
       "concat in encoder: got [2, 3] and [3, 3], expected equal sizes along the other axes."},
      {"concat ranks",
       [](Graph& g) {
         const Tensor parts[] = {p(g, {2, 3}), p(g, {3})};
         concat(parts, 0);
       },
       "concat in encoder: got [2, 3] and [3], expected equal sizes along the other axes."},
      {"concat axis",
       [](Graph& g) {
         const Tensor parts[] = {p(g, {2, 3})};
         concat(parts, 2);
       },
       "concat in encoder: got [2, 3], expected an axis below 2."},
      {"slice axis", [](Graph& g) { slice(p(g, {4}), 1, 0, 1); },
       "slice in encoder: got [4], expected an axis below 1."},
      {"slice range",
       [](Graph& g) {
         slice(p(g, {4, 5}), 0, 2, 9);
       },
       "slice in encoder: got [4, 5] and [2, 9], expected a range inside the axis."},
      {"pad", [](Graph& g) { pad(p(g, {4}), 0, -1, 0); },
       "pad in encoder: got [4] and [-1, 0], expected numbers of zeros that are not negative."},
      {"sum",
       [](Graph& g) {
         sumTo(p(g, {4, 3}), {2, 3});
       },
       "sum in encoder: got [4, 3] and [2, 3], expected a second shape that can be repeated to the first."},
      {"max",
       [](Graph& g) {
         maxTo(p(g, {4, 3}), {2, 3});
       },
       "max in encoder: got [4, 3] and [2, 3], "},
      {"sum axis", [](Graph& g) { sumOver(p(g, {4}), 1); }, "sum in encoder: got [4], expected an axis below 1."},
      {"max axis", [](Graph& g) { maxOver(p(g, {4}), -1); }, "max in encoder: got [4], expected an axis below 1."},
      {"matmul sizes",
       [](Graph& g) {
         matmul(p(g, {8, 3}), p(g, {4, 10}));
       },
       "matmul in encoder: got [8, 3] and [4, 10], expected equal inner sizes, not 3 and 4."},
      {"matmul transposed",
       [](Graph& g) {
         matmul(p(g, {8, 3}), p(g, {4, 10}), true, true);
       },
       "matmul in encoder: got [8, 3] and [4, 10], expected equal inner sizes, not 8 and 10."},
      {"one-hot",
       [](Graph& g) {
         oneHot(p(g, {2, 3}), 4);
       },
       "one-hot in encoder: got [2, 3], expected class indices of shape [1, n] and at least one class."},
      {"dropout",
       [](Graph& g) {
         dropout(p(g, {2, 3}), p(g, {3}));
       },
       "dropout in encoder: got [2, 3] and [3], expected a single number as probability."},
      {"gradients",
       [](Graph& g) {
         const Tensor params[] = {p(g, {2})};
         gradients(params[0], params);
       },
       "a loss must be a single number; reduce it with sum or mean first."},
      {"two shapes of a parameter",
       [](Graph& g) {
         g.parameter("w", {2, 3});
         g.parameter("w", {3, 2});
       },
       "The parameter w is there twice, with shapes [2, 3] and [3, 2]."},
      {"assign", [](Graph& g) { g.assign(g.buffer("mean", {3}), p(g, {4})); },
       "mean has shape [3] and cannot take a value of shape [4]."},
  };
}

QString errorOf(const std::function<void()>& call) {
  try {
    call();
  } catch (const UserError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

class TestErrors : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void texts_data() {
    QTest::addColumn<int>("index");
    for (size_t i = 0; i < rows().size(); ++i) QTest::newRow(rows()[i].name) << static_cast<int>(i);
  }
  void texts() {
    QFETCH(int, index);
    const Row row = rows()[static_cast<size_t>(index)];
    Graph graph;
    graph.setLayer("encoder");
    const QString found = errorOf([&] { row.call(graph); });
    QVERIFY2(found.contains(row.text), qPrintable(found));
    if (QString(row.text).endsWith(", ")) QVERIFY2(found.contains("expected"), qPrintable(found));
  }

  void elementwiseOpsSayWhatFits() {
    Graph graph;
    const QString found = errorOf([&] { p(graph, {8, 3}) + p(graph, {4, 10}); });
    QCOMPARE(found, QString("add: got [8, 3] and [4, 10], ") + equalOrOne);  // without a layer
  }

  void wrongNames() {
    Graph graph;
    const Tensor x = graph.input("x", {3}), t = graph.input("target", {3}), w = graph.parameter("w", {3});
    const auto program = compile<double>(graph, {.outputs = {sum(x * w * graph.scalar("beta") - t)}});
    QCOMPARE(program->input("target"), 1);
    QCOMPARE(errorOf([&] { program->input("y"); }), "The program has no input named \"y\". It has: x, target.");
    QCOMPARE(errorOf([&] { program->scalar("alpha"); }), "The program has no scalar named \"alpha\". It has: beta.");
    QVERIFY(errorOf([&] { program->parameter("v"); }).contains("no parameter named v"));
  }
};

QTEST_GUILESS_MAIN(TestErrors)
#include "tst_errors.moc"
