// NPZ files: NumPy's are read, ours are byte for byte what NumPy writes, damaged ones are refused with an error text.
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <fstream>
#include <sstream>

#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/nn/npz.h"

using namespace gradus;

namespace {

std::string bytesOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

const std::string folder = GRADUS_SOURCE_DIR "/tests/reference/";

double number(size_t i) {
  return std::sin(1.3 * static_cast<double>(i));
}

const NpyArray& named(const std::vector<NpyArray>& arrays, const std::string& name) {
  for (const NpyArray& array : arrays) {
    if (array.name == name) return array;
  }
  throw std::runtime_error("no array " + name);
}

std::string errorOf(std::string_view bytes) {
  try {
    parseNpz(bytes, "file.npz");
  } catch (const UserError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

class TestNpz : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void readsNumPysFiles_data() {
    QTest::addColumn<QString>("file");
    QTest::newRow("stored") << "numpy_stored.npz";
    QTest::newRow("compressed") << "numpy_compressed.npz";
  }
  void readsNumPysFiles() {
    QFETCH(QString, file);
    const std::vector<NpyArray> arrays = readNpz(folder + file.toStdString());
    QCOMPARE(arrays.size(), size_t{12});
    const auto check = [&](const char* name, std::vector<int64_t> shape, auto value) {
      const NpyArray& array = named(arrays, name);
      QCOMPARE(array.shape, shape);
      for (size_t i = 0; i < array.values.size(); ++i) {
        const double wanted = value(i);
        QVERIFY2(std::abs(array.values[i] - wanted) <= 1e-15, name);  // sines differ in their last bit
      }
    };
    const auto single = [](size_t i) { return static_cast<double>(static_cast<float>(number(i))); };
    check("fc.weight", {3, 4}, single);
    check("fc.bias", {3}, number);
    check("bytes", {7}, [](size_t i) { return std::trunc(number(i) * 100); });
    check("counts", {6}, [](size_t i) { return std::trunc(std::abs(number(i)) * 100); });
    check("long", {2, 2}, [](size_t i) { return std::trunc(number(i) * 1e15); });
    check("flags", {6}, [](size_t i) { return number(i) > 0 ? 1.0 : 0.0; });
    check("scalar", {}, [](size_t) { return 2.5; });
    check("empty", {0, 3}, number);
    check("fortran", {2, 3, 4}, number);
    check("big", {4}, single);
    check("many", {3000}, [](size_t i) { return number(i % 10); });
    const NpyArray& half = named(arrays, "half");
    for (size_t i = 0; i < 5; ++i)
      QVERIFY(std::abs(half.values[i] - number(i)) <= std::abs(number(i)) * 0x1p-11 + 0x1p-25);
  }
  void writesWhatNumPyWrites() {
    const std::vector<NpyArray> arrays = readNpz(folder + "numpy_stored.npz");
    for (const char* name : {"fc.weight", "fc.bias", "scalar", "empty", "many"}) {
      NpyArray typed = named(arrays, name);
      typed.single = std::string(name) == "fc.weight";
      const std::string ours = npyBytes(typed), file = bytesOf(folder + "numpy_stored.npz");
      QVERIFY2(file.find(ours) != std::string::npos, name);
    }
  }
  void whatIsWrittenIsRead() {
    std::vector<NpyArray> arrays{{"a.weight", {2, 3}, {1, -2, 3.5, 0, 1e-30, 6}, true},
                                 {"b", {}, {0.1}, false},
                                 {"none", {0}, {}, true},
                                 {"long name with spaces", {1, 1, 1, 2}, {-0.0, 1e300}, false}};
    arrays[0].values[4] = static_cast<double>(1e-30F);
    QTemporaryDir folder;
    const std::string path = folder.filePath("model.npz").toStdString();
    writeNpz(path, arrays);
    const std::vector<NpyArray> read = readNpz(path);
    QCOMPARE(read.size(), arrays.size());
    for (size_t i = 0; i < read.size(); ++i) {
      QCOMPARE(read[i].name, arrays[i].name);
      QCOMPARE(read[i].shape, arrays[i].shape);
      QCOMPARE(read[i].values, arrays[i].values);
    }
    QCOMPARE(bytesOf(path), npzBytes(arrays));
    QVERIFY(parseNpz(npzBytes({}), "empty").empty());
  }
  void damageIsRefused() {
    const std::vector<NpyArray> arrays{{"a", {2, 2}, {1, 2, 3, 4}, true}, {"b", {3}, {5, 6, 7}, false}};
    for (const std::string& whole : {npzBytes(arrays), bytesOf(folder + "numpy_compressed.npz")}) {
      for (size_t size = 0; size < whole.size(); size += 1 + size / 50)
        QVERIFY(!errorOf(std::string_view(whole).substr(0, size)).empty());
      Rng rng(7);
      for (int trial = 0; trial < 2000; ++trial) {  // any outcome but a crash; what is read has the size it claims
        std::string damaged = whole;
        for (int k = 0; k < 3; ++k) damaged[rng.below(damaged.size())] = static_cast<char>(rng.below(256));
        try {
          for (const NpyArray& array : parseNpz(damaged, "file.npz")) {
            int64_t count = 1;
            for (const int64_t n : array.shape) count *= n;
            QCOMPARE(static_cast<int64_t>(array.values.size()), count);
          }
        } catch (const UserError&) {
        }
      }
    }
    std::string flipped = npzBytes(arrays);
    flipped[flipped.find("NUMPY") + 124] ^= 1;  // within the data of the first array
    QCOMPARE(QString::fromStdString(errorOf(flipped)),
             QString("file.npz is not a readable NPZ file: the checksum of array a is wrong."));
    QCOMPARE(QString::fromStdString(errorOf("hello")),
             QString("file.npz is not a readable NPZ file: it is no zip archive."));
    QVERIFY_THROWS_EXCEPTION(UserError, readNpz("/nowhere/file.npz"));
    QVERIFY_THROWS_EXCEPTION(UserError, writeNpz("/nowhere/file.npz", arrays));
  }
};

QTEST_GUILESS_MAIN(TestNpz)
#include "tst_npz.moc"
