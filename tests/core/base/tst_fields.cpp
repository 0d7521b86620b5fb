// The one visitor of a State: its hash sees every value, in order, in canonical form; its size counts the bytes.
#include <QTest>
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/fields.h"

using namespace gradus;

namespace {

enum class Phase { first, second };

struct Inner {
  int a = 1;
  template <typename V>
  void fields(V& v) {
    v("a", a);
  }
};

struct Everything {
  double number = 1.5;
  float narrow = 2.5f;
  int64_t whole = -3;
  bool flag = true;
  Phase phase = Phase::second;
  std::string text = "abc";
  std::vector<double> numbers = {1, 2, 3};
  std::vector<int> labels = {4, 5};
  std::vector<bool> bits = {true, false};
  std::vector<Inner> parts = {{1}, {2}};
  std::array<int, 2> pair = {7, 8};
  std::optional<double> maybe = 3.0;
  std::pair<int, std::string> named = {1, "x"};
  Matrix matrix = Matrix(2, 3, 1.0);
  std::shared_ptr<const Inner> shared = std::make_shared<Inner>();
  Inner inner;

  template <typename V>
  void fields(V& v) {
    v("number", number), v("narrow", narrow), v("whole", whole), v("flag", flag), v("phase", phase), v("text", text);
    v("numbers", numbers), v("labels", labels), v("bits", bits), v("parts", parts), v("pair", pair), v("maybe", maybe);
    v("named", named), v("matrix", matrix), v("shared", shared), v("inner", inner);
  }
};

struct Two {
  std::vector<int> a, b;
  void fields(auto& v) { v("a", a), v("b", b); }
};

// The hash after one change.
template <typename Change>
uint64_t changed(Change change) {
  Everything state;
  change(state);
  return hashOf(state);
}

}  // namespace

class TestFields : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void equalStatesHashAlike() {
    QCOMPARE(hashOf(Everything()), hashOf(Everything()));
    const Everything state;
    const Everything copy = state;
    QCOMPARE(hashOf(copy), hashOf(state));
  }

  void everyFieldCounts() {
    std::vector<uint64_t> hashes = {hashOf(Everything())};
    hashes.push_back(changed([](auto& s) { s.number = std::nextafter(1.5, 2); }));
    hashes.push_back(changed([](auto& s) { s.narrow = 2; }));
    hashes.push_back(changed([](auto& s) { s.whole = 3; }));
    hashes.push_back(changed([](auto& s) { s.flag = false; }));
    hashes.push_back(changed([](auto& s) { s.phase = Phase::first; }));
    hashes.push_back(changed([](auto& s) { s.text = "abd"; }));
    hashes.push_back(changed([](auto& s) { s.numbers[2] = 4; }));
    hashes.push_back(changed([](auto& s) { s.labels.push_back(0); }));
    hashes.push_back(changed([](auto& s) { s.bits[1] = true; }));
    hashes.push_back(changed([](auto& s) { s.parts[1].a = 9; }));
    hashes.push_back(changed([](auto& s) { s.pair[0] = 9; }));
    hashes.push_back(changed([](auto& s) { s.maybe.reset(); }));
    hashes.push_back(changed([](auto& s) { s.named.second = "y"; }));
    hashes.push_back(changed([](auto& s) { s.matrix(1, 2) = 2; }));
    hashes.push_back(changed([](auto& s) { s.matrix = Matrix(3, 2, 1.0); }));
    hashes.push_back(changed([](auto& s) { s.shared = nullptr; }));
    hashes.push_back(changed([](auto& s) { s.inner.a = 2; }));
    std::sort(hashes.begin(), hashes.end());
    QVERIFY(std::adjacent_find(hashes.begin(), hashes.end()) == hashes.end());
  }

  void bytesAreCanonical() {
    const uint64_t zero = changed([](auto& s) { s.number = 0.0; });
    QCOMPARE(changed([](auto& s) { s.number = -0.0; }), zero);
    const uint64_t nan = changed([](auto& s) { s.number = std::numeric_limits<double>::quiet_NaN(); });
    QCOMPARE(changed([](auto& s) { s.number = -std::numeric_limits<double>::quiet_NaN(); }), nan);
    QVERIFY(nan != zero);
    // Shared contents count, not their address.
    QCOMPARE(changed([](auto& s) { s.shared = std::make_shared<Inner>(); }), hashOf(Everything()));
  }

  void bordersOfContainersCount() {
    QVERIFY(hashOf(Two{{1, 2}, {3}}) != hashOf(Two{{1}, {2, 3}}));
    QVERIFY(hashOf(Two{{}, {1}}) != hashOf(Two{{1}, {}}));
  }

  void hashIsKnown() {
    // XXH3 of no bytes with seed 0, as its specification lists it.
    QCOMPARE(Hasher().value(), uint64_t(0x2D06800538D394C2));
  }

  void sizeGrowsWithContents() {
    const auto sizeOf = [](const Everything& state) {
      Sizer sizer;
      sizer.add(state);
      return sizer.total;
    };
    Everything large;
    large.numbers.resize(1003);
    QCOMPARE(sizeOf(large) - sizeOf(Everything()), 1000 * sizeof(double));
    Everything wide;
    wide.matrix = Matrix(100, 100);
    QCOMPARE(sizeOf(wide) - sizeOf(Everything()), (10000 - 6) * sizeof(double));
  }
};

QTEST_GUILESS_MAIN(TestFields)
#include "tst_fields.moc"
