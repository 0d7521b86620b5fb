#include <QTemporaryDir>
#include <QtTest>
#include <cstring>

#include "core/base/error.h"
#include "core/view/files.h"

using namespace gradus;

namespace {

QByteArray bytesOf(const std::filesystem::path& path) {
  QFile file(QString::fromStdString(path.string()));
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

class TestFiles : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void tableBecomesCsv() {
    Table table;
    table.columns = {{"row", {0, 1, 2}, {}},
                     {"label, quoted", {}, {"a", "b \"c\"", ""}},
                     {"y", {0.1, std::numeric_limits<double>::quiet_NaN(), 1e-9}, {}}};
    QCOMPARE(channelCsv(table), std::string("row,\"label, quoted\",y\n0,a,0.1\n1,\"b \"\"c\"\"\",\n2,,1e-09\n"));
  }

  void pointsCarryClassesAndSplits() {
    Points p;
    p.coordinates = {1, 2, 3, 4};
    p.classes = {1, -1};
    p.classNames = {"blue", "orange"};
    p.groups = {PointGroup::train, PointGroup::test};
    p.rows = {7, 9};
    QCOMPARE(channelCsv(p), std::string("row,x,y,class,split\n7,1,2,orange,train\n9,3,4,,test\n"));
  }

  void curvesAndBars() {
    Curves c;
    Curve one;
    one.name = "train_loss";
    one.x = {0, 10};
    one.y = {0.5, std::numeric_limits<double>::quiet_NaN()};
    c.curves = {one};
    QCOMPARE(channelCsv(c), std::string("curve,x,y,low,high\ntrain_loss,0,0.5,,\ntrain_loss,10,,,\n"));
    Bars b;
    b.values = {0.25};
    QCOMPARE(channelCsv(b), std::string("label,value\n1,0.25\n"));
  }

  void fieldIsReadableNpy() {
    QTemporaryDir folder;
    Field field;
    field.nx = 3, field.ny = 2;
    field.values = {1, 2, 3, 4, 5, 6};
    const auto path = writeChannel(folder.path().toStdString() + "/deep/down", "map", field);
    QCOMPARE(path.filename().string(), std::string("map.npy"));
    const QByteArray bytes = bytesOf(path);
    QVERIFY(bytes.startsWith(QByteArray("\x93NUMPY\x01\x00", 8)));
    const int header = static_cast<unsigned char>(bytes[8]) + 256 * static_cast<unsigned char>(bytes[9]);
    QCOMPARE((10 + header) % 64, 0);
    QVERIFY(bytes.mid(10, header).contains("'descr': '<f4'"));
    QVERIFY(bytes.mid(10, header).contains("'shape': (2, 3, )"));
    QCOMPARE(bytes.size(), qsizetype(10 + header + 24));
    float last = 0;
    std::memcpy(&last, bytes.constData() + bytes.size() - 4, 4);
    QCOMPARE(last, 6.0f);
  }

  void matrixKeepsDoubles() {
    QTemporaryDir folder;
    MatrixData m;
    m.rows = 1, m.cols = 2;
    m.values = {0.1, 0.2};
    const QByteArray bytes = bytesOf(writeChannel(folder.path().toStdString(), "confusion.npy", m));
    double first = 0;
    std::memcpy(&first, bytes.constData() + bytes.size() - 16, 8);
    QCOMPARE(first, 0.1);
  }

  void picturesBecomePng() {
    QTemporaryDir folder;
    ImageGrid g;
    g.rows = 2, g.cols = 3, g.width = 4, g.height = 5;
    g.pixels.assign(2 * 3 * 4 * 5, 0.5f);
    const QByteArray bytes = bytesOf(writeChannel(folder.path().toStdString(), "samples", g));
    QVERIFY(bytes.startsWith("\x89PNG"));
    const auto number = [&](int at) {
      return static_cast<unsigned char>(bytes[at + 2]) * 256 + static_cast<unsigned char>(bytes[at + 3]);
    };
    QCOMPARE(number(16), 12);
    QCOMPARE(number(20), 10);
  }

  void everyKindHasAForm() {
    // One value of each alternative but the empty one: a file that is not empty.
    QTemporaryDir folder;
    Strip strip;
    strip.frames.resize(1);
    Network network;
    network.edges = {{0, -1, 0, 0.5f}};
    ImageGrid grid;
    grid.rows = grid.cols = grid.width = grid.height = 1;
    grid.pixels = {1};
    NeuronMaps maps;
    maps.size = 2;
    maps.maps = {{0, 0, {1, 2, 3, 4}, 4}};
    Tiles tiles;
    tiles.tiles = {{"Loss", 0.1}};
    const std::vector<ChannelValue> values = {Points{}, Polylines{}, Arrows{}, Field{},      Ring{},
                                              Curves{}, Histogram{}, Bars{},   MatrixData{}, grid,
                                              network,  maps,        strip,    tiles,        Table{}};
    QCOMPARE(values.size() + 1, std::variant_size_v<ChannelValue>);
    for (const ChannelValue& value : values) {
      const auto path = writeChannel(folder.path().toStdString(), "value" + std::to_string(value.index()), value);
      QVERIFY(std::filesystem::file_size(path) > 0);
      QCOMPARE(path.extension().string(), "." + channelFileType(value));
    }
  }

  void refusesWhatCannotBeWritten() {
    QVERIFY_THROWS_EXCEPTION(UserError, writeChannel("/proc/nothing/here", "a.csv", Table{}));
    QVERIFY_THROWS_EXCEPTION(UserError, writeChannel("/tmp", "a", ChannelValue{}));
  }
};

QTEST_GUILESS_MAIN(TestFiles)
#include "tst_files.moc"
