// Sparse products and segments: value against plain loops, gradients against central differences, equal bits for any
// number of threads; patterns with isolated nodes, empty rows, repeated entries and no entries at all.
#include "core/compute/ops/sparse.h"

#include "tests/core/compute/ops/op_table.h"

using namespace gradus;
using namespace gradus::testing;

namespace {

using Places = std::vector<std::pair<int64_t, int64_t>>;

SparsePatternPtr patternOf(int64_t rows, int64_t cols, const Places& places) {
  std::vector<int64_t> rowOf, columnOf;
  for (const auto& [row, column] : places) {
    rowOf.push_back(row);
    columnOf.push_back(column);
  }
  return sparsePattern(rows, cols, rowOf, columnOf);
}

// Row 2 and column 1 are empty, (0, 3) is there twice.
SparsePatternPtr common() {
  return patternOf(5, 4, {{4, 0}, {0, 3}, {1, 2}, {0, 3}, {3, 2}, {1, 0}, {4, 2}});
}
SparsePatternPtr none() {
  return patternOf(3, 4, {});
}
SparsePatternPtr single() {
  return patternOf(1, 1, {{0, 0}});
}
// Larger than a chunk of rows.
SparsePatternPtr large() {
  Places places;
  Rng rng(5, "edges");
  for (int i = 0; i < 90; ++i) places.emplace_back(rng.below(40), rng.below(23));
  return patternOf(40, 23, places);
}

Numbers productReference(const SparsePattern& a, const Numbers& values, const Numbers& x, int64_t heads,
                         bool transposed) {
  const int64_t from = transposed ? a.rows : a.cols, to = transposed ? a.cols : a.rows;
  const int64_t cols = static_cast<int64_t>(x.size()) / from;
  Numbers y(static_cast<size_t>(to * cols), 0);
  for (int64_t e = 0; e < a.entries(); ++e) {
    const int64_t row = a.row[static_cast<size_t>(e)], column = a.column[static_cast<size_t>(e)];
    for (int64_t j = 0; j < cols; ++j) {
      const int64_t head = j / (cols / heads);
      y[static_cast<size_t>((transposed ? column : row) * cols + j)] +=
          values[static_cast<size_t>(e * heads + head)] *
          x[static_cast<size_t>((transposed ? row : column) * cols + j)];
    }
  }
  return y;
}

OpTest product(const std::string& name, SparsePatternPtr pattern, int64_t cols, int64_t heads, bool transposed) {
  const int64_t from = transposed ? pattern->rows : pattern->cols;
  OpTest test{.name = name, .shapes = {{pattern->entries(), heads}, {from, cols}}};
  if (heads == 1) test.shapes[0] = {pattern->entries()};
  test.build = [=](const Tensors& p) { return sparseProduct(pattern, p[0], p[1], transposed); };
  test.reference = [=](const std::vector<Numbers>& v) {
    return productReference(*pattern, v[0], v[1], heads, transposed);
  };
  return test;
}

// The same of computed values and features, which lie in padded memory.
OpTest productOfComputed(SparsePatternPtr pattern, int64_t cols, int64_t heads) {
  return {.name = "product of computed",
          .shapes = {{pattern->entries(), heads}, {pattern->cols, cols}},
          .build = [=](const Tensors& p) { return tanh(sparseProduct(pattern, exp(p[0]), sin(p[1]))); }};
}

OpTest sampled(const std::string& name, SparsePatternPtr a, int64_t cols, int64_t heads) {
  OpTest test{.name = name, .shapes = {{a->rows, cols}, {a->cols, cols}}};
  test.build = [=](const Tensors& p) { return sampledProduct(a, p[0], p[1], heads); };
  test.reference = [=](const std::vector<Numbers>& v) {
    Numbers y(static_cast<size_t>(a->entries() * heads), 0);
    for (int64_t e = 0; e < a->entries(); ++e) {
      for (int64_t j = 0; j < cols; ++j) {
        y[static_cast<size_t>(e * heads + j / (cols / heads))] +=
            v[0][static_cast<size_t>(a->row[static_cast<size_t>(e)] * cols + j)] *
            v[1][static_cast<size_t>(a->column[static_cast<size_t>(e)] * cols + j)];
      }
    }
    return y;
  };
  return test;
}

enum class Segment { gather, sum, mean, max, softmax };

Numbers segmentReference(const SparsePattern& a, const Numbers& x, int64_t cols, EntrySide side, Segment what) {
  const std::vector<int32_t>& end = side == EntrySide::row ? a.row : a.column;
  const int64_t segments = side == EntrySide::row ? a.rows : a.cols, entries = a.entries();
  const auto at = [&](const Numbers& m, int64_t r, int64_t j) { return m[static_cast<size_t>(r * cols + j)]; };
  Numbers perEntry(static_cast<size_t>(entries * cols)), perSegment(static_cast<size_t>(segments * cols), 0);
  for (int64_t s = 0; s < segments; ++s) {
    for (int64_t j = 0; j < cols; ++j) {
      double sum = 0, count = 0, largest = -INFINITY, exps = 0;
      for (int64_t e = 0; e < entries && what != Segment::gather; ++e) {
        if (end[static_cast<size_t>(e)] != s) continue;
        sum += at(x, e, j);
        exps += std::exp(at(x, e, j));
        largest = std::max(largest, at(x, e, j));
        ++count;
      }
      for (int64_t e = 0; e < entries; ++e) {
        if (end[static_cast<size_t>(e)] != s) continue;
        perEntry[static_cast<size_t>(e * cols + j)] =
            what == Segment::gather ? at(x, s, j) : std::exp(at(x, e, j)) / exps;
      }
      if (count > 0)
        perSegment[static_cast<size_t>(s * cols + j)] = what == Segment::sum    ? sum
                                                        : what == Segment::mean ? sum / count
                                                                                : largest;
    }
  }
  return what == Segment::gather || what == Segment::softmax ? perEntry : perSegment;
}

OpTest segment(const std::string& name, SparsePatternPtr a, int64_t cols, EntrySide side, Segment what) {
  const int64_t rows = what != Segment::gather ? a->entries() : side == EntrySide::row ? a->rows : a->cols;
  OpTest test{.name = name, .shapes = {{rows, cols}}};
  test.build = [=](const Tensors& p) {
    switch (what) {
      case Segment::gather:
        return gatherEntries(a, p[0], side);
      case Segment::sum:
        return segmentSum(a, p[0], side);
      case Segment::mean:
        return segmentMean(a, p[0], side);
      case Segment::max:
        return segmentMax(a, p[0], side);
      default:
        return segmentSoftmax(a, p[0], side);
    }
  };
  test.reference = [=](const std::vector<Numbers>& v) { return segmentReference(*a, v[0], cols, side, what); };
  return test;
}

std::vector<OpTest> rows() {
  std::vector<OpTest> tests{
      product("product", common(), 3, 1, false),
      product("product of a column", common(), 1, 1, false),
      product("product of whole vectors", common(), 16, 1, false),
      product("product of many vectors", common(), 67, 1, false),
      product("transposed product", common(), 3, 1, true),
      product("product with heads", common(), 6, 2, false),
      product("product with many heads", common(), 5, 5, false),
      product("transposed product with heads", common(), 32, 4, true),
      product("single product", single(), 1, 1, false),
      product("large product", large(), 2, 1, false),
      productOfComputed(common(), 6, 3),
      productOfComputed(large(), 1, 1),
      sampled("sampled", common(), 3, 1),
      sampled("sampled column", common(), 1, 1),
      sampled("sampled with heads", common(), 6, 3),
      sampled("sampled vectors", common(), 35, 1),
  };
  const struct {
    const char* name;
    Segment what;
  } kinds[] = {{"gather", Segment::gather},
               {"segment sum", Segment::sum},
               {"segment mean", Segment::mean},
               {"segment max", Segment::max},
               {"segment softmax", Segment::softmax}};
  for (const auto& [name, what] : kinds) {
    tests.push_back(segment(name, common(), 3, EntrySide::row, what));
    // Of 17 columns, some maximum has a rival closer than the differences' step.
    const int64_t cols = what == Segment::max ? 5 : 17;
    tests.push_back(segment(std::string(name) + " by column", common(), cols, EntrySide::column, what));
    tests.push_back(segment(std::string(name) + " of a column", large(), 1, EntrySide::row, what));
    tests.push_back(segment(std::string(name) + " single", single(), 1, EntrySide::row, what));
  }
  return tests;
}

}  // namespace

class TestSparse : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void ops_data() {
    QTest::addColumn<int>("index");
    for (size_t i = 0; i < rows().size(); ++i) QTest::newRow(rows()[i].name.c_str()) << static_cast<int>(i);
  }
  void ops() {
    QFETCH(int, index);
    checkOp(rows()[static_cast<size_t>(index)]);
  }

  void withoutEntries() {
    Graph graph;
    const SparsePatternPtr pattern = none();
    const Tensor x = graph.parameter("x", {4, 3}), values = graph.parameter("values", {0});
    const Tensor edges = gatherEntries(pattern, x, EntrySide::column);
    const Tensor y = sparseProduct(pattern, values, x) + segmentSum(pattern, edges, EntrySide::row) +
                     segmentMax(pattern, segmentSoftmax(pattern, edges, EntrySide::row), EntrySide::row);
    const Tensor params[] = {x, values};
    const std::vector<Tensor> slopes = gradients(sum(y), params);
    const Numbers found = resultsOf<double>(graph, {y, slopes[0]}, Numbers(12, 0.5));
    QCOMPARE(found, Numbers(9 + 12, 0));
  }

  void withoutFeaturesOrNodes() {
    Graph graph;
    const Tensor x = graph.parameter("x", {4, 0}), values = graph.parameter("values", {7});
    const SparsePatternPtr nobody = patternOf(0, 0, {});
    const Tensor empty = graph.parameter("empty", {0, 3}), nothing = graph.parameter("nothing", {0});
    const std::vector<Tensor> results{
        sparseProduct(common(), values, x),
        segmentMax(common(), gatherEntries(common(), x, EntrySide::column), EntrySide::row),
        sparseProduct(nobody, nothing, empty), segmentSum(nobody, empty, EntrySide::row)};
    const Tensor params[] = {values};
    QCOMPARE(results[0].shape(), (Shape{5, 0}));
    const Tensor slope = gradients(sum(results[0]), params)[0];
    QCOMPARE(resultsOf<double>(graph, {results[0], results[1], results[2], results[3], slope}, Numbers(7, 0.5)),
             Numbers(7, 0));
  }

  void largestEqualsShareTheGradient() {
    Graph graph;
    const SparsePatternPtr pattern = patternOf(2, 1, {{0, 0}, {0, 0}, {0, 0}, {1, 0}});
    const Tensor x = graph.parameter("x", {4, 1}), params[] = {x};
    const Tensor slope = gradients(sum(segmentMax(pattern, x, EntrySide::row)), params)[0];
    QCOMPARE(resultsOf<double>(graph, {slope}, {2, 1, 2, 3}), (Numbers{0.5, 0, 0.5, 1}));
  }

  void chosenRows() {
    Graph graph;
    const Tensor x = graph.parameter("x", {3, 2}), params[] = {x};
    const int64_t indices[] = {2, 0, 2};
    const Tensor y = chooseRows(x, indices);
    QCOMPARE(resultsOf<double>(graph, {y, gradients(sum(y), params)[0]}, {1, 2, 3, 4, 5, 6}),
             (Numbers{5, 6, 1, 2, 5, 6, 1, 1, 0, 0, 2, 2}));
  }

  void equalPlacesAreAdded() {
    const int64_t rowOf[] = {1, 0, 1, 1}, columnOf[] = {2, 1, 0, 2};
    const double values[] = {1, 2, 3, 4};
    const SparseMatrix matrix = sparseMatrix(2, 3, rowOf, columnOf, values);
    QCOMPARE(matrix.values, (Numbers{2, 3, 5}));
    QCOMPARE(matrix.pattern->column, (std::vector<int32_t>{1, 0, 2}));
    QCOMPARE(matrix.pattern->rowStart, (std::vector<int32_t>{0, 1, 3}));
    QCOMPARE(matrix.pattern->columnStart, (std::vector<int32_t>{0, 1, 2, 3}));
    QCOMPARE(matrix.pattern->position, (std::vector<int32_t>{1, 0, 2}));
    const double dense[] = {0, 2, 0, 3, 0, 5};
    QCOMPARE(sparseMatrix(2, 3, dense).values, matrix.values);
    QCOMPARE(sparseMatrix(2, 3, dense).pattern->position, matrix.pattern->position);
  }

  void errors() {
    Graph graph;
    graph.setLayer("conv1");
    const SparsePatternPtr pattern = common();
    const Tensor x = graph.parameter("x", {5, 3}), values = graph.parameter("values", {7});
    QCOMPARE(errorOf([&] { sparseProduct(pattern, values, x); }),
             "sparse product in conv1: got [5, 3], expected a matrix with 4 rows.");
    QVERIFY(errorOf([&] { sparseProduct(pattern, x, x, true); }).contains("one value for each of 7 entries"));
    QVERIFY(errorOf([&] { sampledProduct(pattern, x, graph.parameter("y", {4, 2})); }).contains("equal numbers"));
    QVERIFY(errorOf([&] { segmentSum(pattern, x, EntrySide::row); }).contains("segment sum in conv1: got [5, 3]"));
    QVERIFY(errorOf([&] { gatherEntries(pattern, x, EntrySide::column); }).contains("a matrix with 4 rows"));
    QVERIFY(errorOf([] { patternOf(2, 2, {{0, 2}}); }).contains("entry 0 is at row 0, column 2 of a 2 x 2 matrix"));
    const int64_t places[] = {0, 1};
    const double one[] = {1};
    QVERIFY(errorOf([&] { sparseMatrix(2, 2, places, places, one); }).contains("1 values for 2 places"));
    QVERIFY(errorOf([&] { sparsePattern(2, 2, places, std::span(places, 1)); }).contains("needs both"));
  }
};

QTEST_GUILESS_MAIN(TestSparse)
#include "tst_sparse.moc"
