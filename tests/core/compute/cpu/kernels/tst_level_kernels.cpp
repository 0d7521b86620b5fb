// Kernels of every vector level this machine has: accuracy of the elementary functions against the C library in double,
// special values, and products and reductions against plain loops in all small sizes, touching nothing beyond their
// place.
#include <QtTest>

#include <cmath>
#include <functional>
#include <limits>

#include "core/base/rng.h"
#include "core/compute/cpu/kernels/kernels.h"
#include "core/compute/program.h"

using namespace gradus;

namespace {

struct Function {
  const char* name;
  Micro op;
  double low, high;
  double tolerance;  // largest error relative to max(|value|, floor)
  double floor;
  double (*exact)(double);
};

// Float has 6e-8 relative spacing; the tolerances are 2 to 8 units in the last place.
constexpr double none = 1e-37;
const Function functions[] = {
    {"exp", Micro::exp, -86, 88, 2.4e-7, none, [](double x) { return std::exp(x); }},
    {"log", Micro::log, 1e-30, 1e30, 2.4e-7, none, [](double x) { return std::log(x); }},
    {"log near 1", Micro::log, 0.9, 1.1, 2.4e-7, none, [](double x) { return std::log(x); }},
    {"tanh", Micro::tanh, -12, 12, 4.8e-7, none, [](double x) { return std::tanh(x); }},
    {"tanh near 0", Micro::tanh, -1e-3, 1e-3, 4.8e-7, none, [](double x) { return std::tanh(x); }},
    {"erf", Micro::erf, -6, 6, 4.8e-7, none, [](double x) { return std::erf(x); }},
    {"sigmoid", Micro::sigmoid, -80, 80, 3.6e-7, none, [](double x) { return 1 / (1 + std::exp(-x)); }},
    {"softplus", Micro::softplus, -80, 80, 4.8e-7, none,
     [](double x) { return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x)); }},
    {"sin", Micro::sin, -1000, 1000, 2.4e-7, 1, [](double x) { return std::sin(x); }},
    {"cos", Micro::cos, -1000, 1000, 2.4e-7, 1, [](double x) { return std::cos(x); }},
    {"sqrt", Micro::sqrt, 0, 1e10, 6e-8, none, [](double x) { return std::sqrt(x); }},
};

float at(const Kernels<float>& kernels, Micro op, float x) {
  float in[16], out[16];
  std::fill_n(in, 16, x);
  kernels.micro[static_cast<int>(op)][0](out, in, in, in, 1);
  return out[0];
}

/// Values in [-1, 1] for a matrix inside a larger block whose rest holds NaN.
struct Block {
  int64_t rows, cols, pitch;
  std::vector<float> values;
  Block(int64_t rows, int64_t cols, bool padded, uint64_t seed)
      : rows(rows),
        cols(cols),
        pitch(padded && cols > 1 ? (cols + 15) / 16 * 16 : cols),
        values(static_cast<size_t>(rows * pitch + 64), std::nanf("")) {
    Rng rng(seed, "block");
    for (int64_t r = 0; r < rows; ++r) {
      for (int64_t c = 0; c < cols; ++c) (*this)(r, c) = static_cast<float>(rng.uniform(-1, 1));
    }
  }
  float& operator()(int64_t r, int64_t c) { return values[static_cast<size_t>(r * pitch + c)]; }
};

constexpr float untouched = -77;

}  // namespace

class TestLevelKernels : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { QVERIFY(!availableKernelLevels().empty()); }

  void functionsAreAccurate() {
    eachLevel([](const Kernels<float>& kernels, const std::string& level) {
      for (const Function& f : functions) {
        double worst = 0;
        for (int i = 0; i <= 20000; ++i) {
          const double u = i / 20000.0;
          const auto x = static_cast<float>(f.low > 0 && f.high / f.low > 1e6 ? f.low * std::pow(f.high / f.low, u)
                                                                              : f.low + (f.high - f.low) * u);
          const double expected = f.exact(x);
          if (std::abs(expected) < 2e-38) continue;  // flushed
          worst = std::max(worst, std::abs(at(kernels, f.op, x) - expected) / std::max(std::abs(expected), f.floor));
        }
        QVERIFY2(worst <= f.tolerance, qPrintable(QString("%1 %2: %3").arg(f.name).arg(level.c_str()).arg(worst)));
      }
    });
  }

  void specialValues() {
    const float infinity = std::numeric_limits<float>::infinity(), nan = std::nanf("");
    eachLevel([&](const Kernels<float>& k, const std::string&) {
      QCOMPARE(at(k, Micro::exp, 100), infinity);
      QCOMPARE(at(k, Micro::exp, infinity), infinity);
      QCOMPARE(at(k, Micro::exp, -200), 0.0f);
      QCOMPARE(at(k, Micro::exp, 0), 1.0f);
      QCOMPARE(at(k, Micro::log, 0), -infinity);
      QCOMPARE(at(k, Micro::log, infinity), infinity);
      QCOMPARE(at(k, Micro::log, 1), 0.0f);
      QVERIFY(std::isnan(at(k, Micro::log, -1)));
      QCOMPARE(at(k, Micro::tanh, 50), 1.0f);
      QCOMPARE(at(k, Micro::tanh, -infinity), -1.0f);
      QCOMPARE(at(k, Micro::tanh, 0), 0.0f);
      QCOMPARE(at(k, Micro::sigmoid, -infinity), 0.0f);
      QCOMPARE(at(k, Micro::sigmoid, infinity), 1.0f);
      QCOMPARE(at(k, Micro::softplus, 100), 100.0f);
      QCOMPARE(at(k, Micro::relu, -3), 0.0f);
      QCOMPARE(at(k, Micro::sign, -3), -1.0f);
      QCOMPARE(at(k, Micro::sign, 0), 0.0f);
      for (const Micro op : {Micro::exp, Micro::log, Micro::tanh, Micro::sigmoid, Micro::softplus, Micro::relu,
                             Micro::sin, Micro::cos, Micro::erf, Micro::abs, Micro::sqrt}) {
        QVERIFY2(std::isnan(at(k, op, nan)), "NaN must not be hidden");
      }
    });
  }

  void smallProducts() {
    eachLevel([](const Kernels<float>& kernels, const std::string& level) {
      for (const int64_t m : {1, 2, 3, 5, 8, 13}) {
        for (const int64_t n : {2, 3, 8, 16, 17, 40, 70}) {
          for (const int64_t k : {1, 2, 7, 16, 33}) {
            Block a(m, k, false, 1), b(k, n, true, 2), c(m, n, true, 3), bias(m, 1, false, 4);
            kernels.matmulLanes(m, n, k, a.values.data(), a.pitch, 1, b.values.data(), b.pitch, bias.values.data(),
                                c.values.data(), c.pitch);
            for (int64_t i = 0; i < m; ++i) {
              for (int64_t j = 0; j < n; ++j) {
                double sum = bias(i, 0);
                for (int64_t p = 0; p < k; ++p) sum += static_cast<double>(a(i, p)) * b(p, j);
                QVERIFY2(std::abs(c(i, j) - sum) <= 4e-6, level.c_str());
              }
            }
            if (k == 1) continue;
            Block left(m, k, true, 5), right(n, k, true, 6);
            std::vector<float> dots(static_cast<size_t>(m * n + 8), untouched),
                sums(static_cast<size_t>(m + 8), untouched);
            kernels.matmulDots(m, n, k, left.values.data(), left.pitch, right.values.data(), right.pitch, dots.data(),
                               n, sums.data());
            for (int64_t i = 0; i < m; ++i) {
              double rowSum = 0;
              for (int64_t p = 0; p < k; ++p) rowSum += left(i, p);
              QVERIFY(std::abs(sums[static_cast<size_t>(i)] - rowSum) <= 4e-6);
              for (int64_t j = 0; j < n; ++j) {
                double sum = 0;
                for (int64_t p = 0; p < k; ++p) sum += static_cast<double>(left(i, p)) * right(j, p);
                QVERIFY(std::abs(dots[static_cast<size_t>(i * n + j)] - sum) <= 4e-6);
              }
            }
            QCOMPARE(dots[static_cast<size_t>(m * n)], untouched);
            QCOMPARE(sums[static_cast<size_t>(m)], untouched);
          }
        }
      }
    });
  }

  void largeProducts() {
    eachLevel([](const Kernels<float>& kernels, const std::string& level) {
      for (const bool transposeA : {false, true}) {
        for (const bool transposeB : {false, true}) {
          for (const auto& [m, n, k] : std::vector<std::array<int64_t, 3>>{
                   {1, 1, 1}, {12, 32, 8}, {13, 33, 17}, {25, 70, 31}, {7, 64, 600}, {3, 5, 1030}}) {
            Block a(transposeA ? k : m, transposeA ? m : k, false, 1),
                b(transposeB ? n : k, transposeB ? k : n, false, 2), bias(m, 1, false, 3);
            std::vector<float> c(static_cast<size_t>(m * n + 8), untouched),
                packed(static_cast<size_t>(k * kernels.panelCols));
            for (int64_t col = 0; col < n; col += kernels.panelCols) {
              kernels.packPanel(k, n, col, b.values.data(), b.pitch, transposeB, packed.data());
              kernels.multiplyPanel(m, n, k, col, a.values.data(), transposeA ? 1 : a.pitch, transposeA ? a.pitch : 1,
                                    packed.data(), bias.values.data(), c.data(), n);
            }
            for (int64_t i = 0; i < m; ++i) {
              for (int64_t j = 0; j < n; ++j) {
                double sum = bias(i, 0);
                for (int64_t p = 0; p < k; ++p)
                  sum += static_cast<double>(transposeA ? a(p, i) : a(i, p)) * (transposeB ? b(j, p) : b(p, j));
                QVERIFY2(
                    std::abs(c[static_cast<size_t>(i * n + j)] - sum) <= 3e-7 * std::sqrt(static_cast<double>(k)) * 4,
                    level.c_str());
              }
            }
            QCOMPARE(c[static_cast<size_t>(m * n)], untouched);
          }
        }
      }
    });
  }

  void reductionsAndTransposition() {
    eachLevel([](const Kernels<float>& kernels, const std::string&) {
      for (const bool padded : {false, true}) {
        for (const int64_t rows : {1, 3, 16, 19}) {
          for (const int64_t cols : {1, 2, 15, 16, 17, 67}) {
            Block a(rows, cols, padded, 1);
            std::vector<float> eachRow(static_cast<size_t>(rows + 1), untouched),
                overRows(static_cast<size_t>(cols + 1), untouched), largest(static_cast<size_t>(cols + 1), untouched),
                turned(static_cast<size_t>(rows * cols + 1), untouched);
            kernels.sumOfEachRow(rows, cols, a.values.data(), a.pitch, padded, eachRow.data());
            kernels.sumOverRows(rows, cols, a.values.data(), a.pitch, padded, overRows.data());
            kernels.maxOverRows(rows, cols, a.values.data(), a.pitch, padded, largest.data());
            kernels.transpose(rows, cols, a.values.data(), a.pitch, turned.data(), rows);
            double all = 0;
            float most = a(0, 0);
            std::vector<double> columns(static_cast<size_t>(cols));
            for (int64_t r = 0; r < rows; ++r) {
              double row = 0;
              for (int64_t c = 0; c < cols; ++c) {
                row += a(r, c);
                columns[static_cast<size_t>(c)] += a(r, c);
                most = std::max(most, a(r, c));
                QVERIFY(largest[static_cast<size_t>(c)] >= a(r, c));
                QCOMPARE(turned[static_cast<size_t>(c * rows + r)], a(r, c));
              }
              QVERIFY(std::abs(eachRow[static_cast<size_t>(r)] - row) <= 1e-5);
              all += row;
            }
            for (int64_t c = 0; c < cols; ++c)
              QVERIFY(std::abs(overRows[static_cast<size_t>(c)] - columns[static_cast<size_t>(c)]) <= 1e-5);
            QVERIFY(std::abs(kernels.sumAll(rows, cols, a.values.data(), a.pitch, padded) - all) <= 1e-4);
            QCOMPARE(kernels.maxAll(rows, cols, a.values.data(), a.pitch), most);
            for (const auto* result : {&eachRow, &overRows, &largest, &turned}) QCOMPARE(result->back(), untouched);
          }
        }
      }
    });
  }

 private:
  static void eachLevel(const std::function<void(const Kernels<float>&, const std::string&)>& body) {
    for (const std::string_view level : availableKernelLevels()) {
      const std::string name(level);
      const Kernels<float>* kernels = kernelsOfLevel<float>(name.c_str());
      QVERIFY(kernels);
      const FlushDenormals flush;
      body(*kernels, name);
    }
  }
};

QTEST_GUILESS_MAIN(TestLevelKernels)
#include "tst_level_kernels.moc"
