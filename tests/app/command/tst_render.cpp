// render: pictures of the right kind and size, without a display.
#include <QGuiApplication>
#include <QImage>
#include <QXmlStreamReader>
#include <QtTest>

#include "tests/app/command/program.h"

using namespace gradus::harness;

namespace {

/// How different two pictures of one size are: mean over pixels and colours, 0 to 255; 256 if the sizes differ.
double difference(const QImage& a, const QImage& b) {
  if (a.size() != b.size() || a.isNull()) return 256;
  double sum = 0;
  for (int y = 0; y < a.height(); ++y) {
    for (int x = 0; x < a.width(); ++x) {
      const QColor p = a.pixelColor(x, y), q = b.pixelColor(x, y);
      sum += std::abs(p.red() - q.red()) + std::abs(p.green() - q.green()) + std::abs(p.blue() - q.blue());
    }
  }
  return sum / 3 / a.width() / a.height();
}

/// Share of the pixels that differ clearly from the corner, which is background.
double inkOf(const QImage& image) {
  const QColor ground = image.pixelColor(0, 0);
  int64_t count = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const QColor p = image.pixelColor(x, y);
      count +=
          std::abs(p.red() - ground.red()) + std::abs(p.green() - ground.green()) + std::abs(p.blue() - ground.blue()) >
                  60
              ? 1
              : 0;
    }
  }
  return static_cast<double>(count) / image.width() / image.height();
}

}  // namespace

class TestRender : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyDemoIsDrawn_data();
  void everyDemoIsDrawn();
  void everyViewOfADemo();
  void sizeAndScale();
  void vectorFormats();
  void windowAndThemes();
  void atAStep();
  void aTableAndASavedRun();
  void samePictureTwice();
  void unwritableFile();

 private:
  QImage drawn(const QStringList& arguments);
  QTemporaryDir folder_;
  ProgramResult last_;
};

QImage TestRender::drawn(const QStringList& arguments) {
  const QString path = folder_.filePath("picture.png");
  QFile::remove(path);
  last_ = program(QStringList{"render"} + arguments + QStringList{"--out", path}, folder_.path());
  return QImage(path);
}

void TestRender::everyDemoIsDrawn_data() {
  QTest::addColumn<QStringList>("arguments");
  for (const QString& id : sixDemos()) {
    const bool isLong = id.startsWith("nn/") || id.startsWith("diffusion/") || id.startsWith("mcmc/");
    QStringList arguments{id, "--steps", isLong ? "40" : "3"};
    if (id == "dimred/lle") arguments += {"--set", "data.rows=200"};
    QTest::newRow(qPrintable(id)) << arguments;
  }
}

void TestRender::everyDemoIsDrawn() {
  QFETCH(QStringList, arguments);
  const QImage image = drawn(arguments);
  EXPECT_EXIT(last_, 0);
  QVERIFY2(last_.out.isEmpty(), last_.out.constData());
  QCOMPARE(image.size(), QSize(1280, 888));
  QVERIFY2(inkOf(image) > 0.02, qPrintable(QString::number(inkOf(image))));
}

void TestRender::everyViewOfADemo() {
  QImage before;
  for (const QString& view : namesOf(program({"describe", "k-means", "--json"}).object()["views"].toArray())) {
    const QImage image = drawn({"k-means", "--steps", "2", "--view", view, "--size", "400x300"});
    EXPECT_EXIT(last_, 0);
    QCOMPARE(image.size(), QSize(400, 300));
    QVERIFY2(inkOf(image) > 0.003, qPrintable(view));
    QVERIFY2(difference(image, before) > 1, qPrintable(view));
    before = image;
  }
}

void TestRender::sizeAndScale() {
  const QImage small = drawn({"k-means", "--steps", "2", "--size", "640x480"});
  QCOMPARE(small.size(), QSize(640, 480));
  const QImage twice = drawn({"k-means", "--steps", "2", "--size", "640x480", "--scale", "2"});
  EXPECT_EXIT(last_, 0);
  QCOMPARE(twice.size(), QSize(1280, 960));
  // The same picture, only sharper: a larger layout would show other things at other places.
  QVERIFY(difference(twice.scaled(640, 480, Qt::IgnoreAspectRatio, Qt::SmoothTransformation), small) < 6);
}

void TestRender::vectorFormats() {
  for (const char* name : {"picture.svg", "picture.pdf"}) {
    const QString path = folder_.filePath(QLatin1String(name));
    EXPECT_EXIT(program({"render", "k-means", "--steps", "2", "--size", "640x480", "--out", path}), 0);
    const QByteArray contents = fileContents(path);
    QVERIFY2(contents.size() > 4000, name);
    if (path.endsWith(".pdf")) {
      QVERIFY(contents.startsWith("%PDF-") && contents.contains("%%EOF"));
      continue;
    }
    QXmlStreamReader xml(contents);
    QVERIFY(xml.readNextStartElement() && xml.name() == QLatin1String("svg"));
    QCOMPARE(xml.attributes().value("viewBox").toString(), "0 0 640 480");
    int paths = 0;
    while (!xml.atEnd())
      paths += xml.readNext() == QXmlStreamReader::StartElement &&
                       (xml.name() == QLatin1String("path") || xml.name() == QLatin1String("polyline") ||
                        xml.name() == QLatin1String("circle") || xml.name() == QLatin1String("text"))
                   ? 1
                   : 0;
    QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    QVERIFY2(paths > 20, "no lines or texts, only pictures");
  }
}

void TestRender::windowAndThemes() {
  const QStringList small{"k-means", "--steps", "2", "--size", "1280x800"};
  const QImage stage = drawn(small), window = drawn(small + QStringList{"--window"});
  EXPECT_EXIT(last_, 0);
  QCOMPARE(window.size(), QSize(1280, 800));
  QVERIFY(difference(stage, window) > 3);
  QList<QImage> images{stage};
  for (const char* theme : {"dark", "projector", "high-contrast"}) {
    images += drawn(small + QStringList{"--theme", theme});
    EXPECT_EXIT(last_, 0);
    for (int i = 0; i + 1 < images.size(); ++i) QVERIFY2(difference(images[i], images.constLast()) > 0.5, theme);
  }
  QVERIFY(stage.pixelColor(0, 0).lightness() > 200 && images[1].pixelColor(0, 0).lightness() < 60);
  QCOMPARE(drawn(small + QStringList{"--theme", "light"}), stage);  // light is what is drawn without a choice
}

void TestRender::atAStep() {
  const QStringList view{"k-means", "--preset", "bad-start", "--view", "scatter", "--size", "400x300"};
  const QImage start = drawn(view + QStringList{"--at", "0"}), two = drawn(view + QStringList{"--at", "2"}),
               end = drawn(view);
  EXPECT_EXIT(last_, 0);
  QVERIFY(difference(start, two) > 0.5);
  QVERIFY(difference(two, end) > 0.05 || two == end);
  QCOMPARE(drawn(view + QStringList{"--steps", "2"}), two);
  QCOMPARE(drawn(view + QStringList{"--until-done"}), end);
}

void TestRender::aTableAndASavedRun() {
  QByteArray table = "a,b\n";
  for (int i = 0; i < 60; ++i) table += QByteArray::number(i % 11) + "," + QByteArray::number(i * i % 13) + "\n";
  writeFile(folder_.filePath("table.csv"), table);
  const QStringList arguments{"k-means", "--data", "table.csv", "--set", "k=4", "--seed", "3"};
  const QImage direct = drawn(arguments + QStringList{"--size", "640x480"});
  EXPECT_EXIT(last_, 0);
  EXPECT_EXIT(program(QStringList{"run"} + arguments + QStringList{"--out", "run"}, folder_.path()), 0);
  const QImage saved = drawn({"run/recipe.gradus", "--until-done", "--size", "640x480"});
  EXPECT_EXIT(last_, 0);
  QCOMPARE(saved, direct);
}

void TestRender::samePictureTwice() {
  const QStringList arguments{"mlp-playground", "--steps", "30", "--size", "800x600"};
  const QImage first = drawn(arguments);
  EXPECT_EXIT(last_, 0);
  QCOMPARE(drawn(arguments), first);
}

void TestRender::unwritableFile() {
  const ProgramResult result =
      program({"render", "k-means", "--steps", "1", "--out", folder_.filePath("no/such/folder/a.png")});
  EXPECT_EXIT(result, 1);
  QVERIFY2(result.err.contains("a.png"), result.err.constData());
}

QTEST_GUILESS_MAIN(TestRender)
#include "tst_render.moc"
