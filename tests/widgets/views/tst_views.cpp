// Every kind of view: it exists, draws, exports, describes itself, takes empty and broken frames, and stays silent.
#include <QClipboard>
#include <QPainter>
#include <QTemporaryDir>
#include <QtTest>
#include <ctime>

#include "tests/widgets/views/sample_frames.h"
#include "widgets/theme/theme_service.h"
#include "widgets/views/legend.h"

using namespace gradus;

namespace {

int differentColours(const QImage& image) {
  QSet<QRgb> colours;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) colours.insert(image.pixel(x, y));
  }
  return static_cast<int>(colours.size());
}

/// The same frame with every number missing.
struct Broken {
  static constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  template <typename T>
  static void spoil(std::vector<T>& values) {
    for (T& v : values) v = static_cast<T>(nan);
  }
  ChannelValue operator()(Points v) const { return spoil(v.coordinates), spoil(v.values), v; }
  ChannelValue operator()(Polylines v) const {
    for (Polyline& l : v.lines) spoil(l.coordinates);
    return v;
  }
  ChannelValue operator()(Arrows v) const { return spoil(v.values), v; }
  ChannelValue operator()(Field v) const { return spoil(v.values), v; }
  ChannelValue operator()(Ring v) const { return v.x = v.ax = nan, v; }
  ChannelValue operator()(Curves v) const {
    for (Curve& c : v.curves) spoil(c.x), spoil(c.y);
    return v;
  }
  ChannelValue operator()(Histogram v) const { return spoil(v.edges), spoil(v.heights), spoil(v.exactY), v; }
  ChannelValue operator()(Bars v) const { return spoil(v.values), spoil(v.line), v; }
  ChannelValue operator()(MatrixData v) const { return spoil(v.values), v; }
  ChannelValue operator()(ImageGrid v) const { return spoil(v.pixels), v; }
  ChannelValue operator()(Network v) const {
    for (Network::Edge& e : v.edges) e.weight = static_cast<float>(nan);
    return v;
  }
  ChannelValue operator()(NeuronMaps v) const {
    for (NeuronMaps::Map& m : v.maps) spoil(m.values);
    return v;
  }
  ChannelValue operator()(Strip v) const {
    for (Strip::Frame& f : v.frames) spoil(f.points.coordinates);
    return v;
  }
  ChannelValue operator()(Tiles v) const {
    for (Tiles::Tile& t : v.tiles) t.value = nan;
    return v;
  }
  template <typename T>
  ChannelValue operator()(T v) const {
    return v;
  }
};

ViewFrame broken(ViewFrame frame) {
  for (ChannelPtr& c : frame.layers) {
    if (c) c = std::make_shared<const ChannelValue>(std::visit(Broken{}, *c));
  }
  return frame;
}

}  // namespace

class TestViews : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

  void everyKindHasAWidget() {
    // tiles is the last of the enum: a new kind makes this fail until it has a sample here and a widget.
    QCOMPARE(std::size(samples::allKinds), size_t(static_cast<int>(ViewKind::tiles) + 1));
    for (int k = 0; k <= static_cast<int>(ViewKind::tiles); ++k) {
      QCOMPARE(samples::allKinds[k], static_cast<ViewKind>(k));
      View view;
      view.name = "any";
      view.kind = static_cast<ViewKind>(k);
      view.layers = {"a", "b"};
      QVERIFY(makeView(view) != nullptr);
    }
  }

  void draws_data() {
    QTest::addColumn<int>("kind");
    for (const ViewKind kind : samples::allKinds) QTest::addRow("%d", static_cast<int>(kind)) << static_cast<int>(kind);
  }
  void draws() {
    QFETCH(int, kind);
    const samples::Sample sample = samples::sampleOf(static_cast<ViewKind>(kind));
    for (const ThemeKind theme : {ThemeKind::light, ThemeKind::dark, ThemeKind::projector, ThemeKind::highContrast}) {
      QWidget window;
      ThemeService service(&window, ThemeService::Scope::window);
      service.setChoice(theme);
      const auto view = makeView(sample.view, &window);
      view->resize(480, 360);
      const int empty = differentColours(view->render({480, 360}));
      view->setFrame(sample.frame);
      QVERIFY2(differentColours(view->render({480, 360})) > empty + 3, "the frame is drawn");
      const QImage twice = view->render({480, 360}, 2);
      QCOMPARE(twice.size(), QSize(960, 720));
      QVERIFY(differentColours(twice) > empty + 3);
      view->setParent(nullptr);
    }
  }

  void emptyAndBrokenFrames_data() { draws_data(); }
  void emptyAndBrokenFrames() {
    QFETCH(int, kind);
    const samples::Sample sample = samples::sampleOf(static_cast<ViewKind>(kind));
    const auto view = makeView(sample.view);
    view->resize(300, 200);
    for (const ViewFrame& frame :
         {ViewFrame{}, broken(sample.frame), sample.frame, broken(sample.frame), ViewFrame{}}) {
      view->setFrame(frame);
      QVERIFY(!view->render({300, 200}).isNull());
      QVERIFY(!view->textSummary().isEmpty());
      view->copyValues();
      view->legend();
      view->readout(QPointF(150, 100));
      view->fit();
    }
    // A value of a foreign kind on a layer is no reason to fall.
    ViewFrame foreign;
    foreign.layers.assign(sample.view.layers.size(), samples::channel(Table{}));
    view->setFrame(foreign);
    QVERIFY(!view->render({30, 20}).isNull());
    QVERIFY(!view->render({1, 1}).isNull());
  }

  void exportsAllFormats_data() { draws_data(); }
  void exportsAllFormats() {
    QFETCH(int, kind);
    const samples::Sample sample = samples::sampleOf(static_cast<ViewKind>(kind));
    const auto view = makeView(sample.view);
    view->resize(400, 300);
    view->setFrame(sample.frame);
    QTemporaryDir folder;
    QVERIFY(view->exportPng(folder.filePath(QStringLiteral("a.png"))));
    QCOMPARE(QImage(folder.filePath(QStringLiteral("a.png"))).size(), QSize(800, 600));
    QVERIFY(view->exportSvg(folder.filePath(QStringLiteral("a.svg")), {400, 300}));
    QFile svg(folder.filePath(QStringLiteral("a.svg")));
    QVERIFY(svg.open(QIODevice::ReadOnly));
    const QByteArray drawn = svg.readAll();
    QVERIFY(drawn.contains("<path") || drawn.contains("<poly") || drawn.contains("<rect") || drawn.contains("<image"));
    QVERIFY(view->exportPdf(folder.filePath(QStringLiteral("a.pdf"))));
    QVERIFY(QFileInfo(folder.filePath(QStringLiteral("a.pdf"))).size() > 800);
    QVERIFY(!view->exportSvg(QStringLiteral("/proc/none/a.svg")));
    QVERIFY(!view->exportPdf(QStringLiteral("/proc/none/a.pdf")));
    // Composed into somebody's page.
    QImage page(500, 400, QImage::Format_RGB32);
    page.fill(Qt::white);
    QPainter painter(&page);
    view->renderTo(painter, QRectF(50, 50, 400, 300));
    painter.end();
    QCOMPARE(page.pixel(10, 10), QColor(Qt::white).rgb());
    QVERIFY(differentColours(page) > 4);
  }

  void speaks_data() { draws_data(); }
  void speaks() {
    QFETCH(int, kind);
    const samples::Sample sample = samples::sampleOf(static_cast<ViewKind>(kind));
    const auto view = makeView(sample.view);
    view->setFrame(sample.frame);
    QCOMPARE(view->accessibleName(), QString::fromStdString(sample.view.title.str()));
    QCOMPARE(view->accessibleDescription(), view->textSummary());
    QVERIFY(view->textSummary().contains(QRegularExpression(QStringLiteral("\\d"))));
    QVERIFY(view->focusPolicy() & Qt::TabFocus);
    const auto texts = [&] {
      QStringList names;
      for (const QAction* action : view->actions()) names << action->text();
      return names;
    }();
    for (const char* text : {"Copy values", "Save as PNG", "Save as SVG", "Save as PDF", "Save as CSV", "Describe"})
      QVERIFY(texts.contains(QLatin1String(text)));
    QVERIFY(view->copyValues().count(u'\n') > 1);
    for (QWidget* child : view->findChildren<QWidget*>()) QVERIFY(!child->accessibleName().isEmpty());
  }

  void menuAsksTheWindow() {
    const samples::Sample sample = samples::tiles();
    const auto view = makeView(sample.view);
    view->setFrame(sample.frame);
    QSignalSpy exported(view.get(), &LiveView::exportRequested), described(view.get(), &LiveView::described);
    for (QAction* action : view->actions()) action->trigger();
    QCOMPARE(exported.size(), 4);
    QCOMPARE(exported.last()[0].toString(), QStringLiteral("csv"));
    QCOMPARE(described.size(), 1);
    QCOMPARE(QGuiApplication::clipboard()->text(), view->copyValues());
  }

  void badgesFollowStaleness() {
    samples::Sample sample = samples::plane();
    const auto view = makeView(sample.view);
    QSignalSpy changed(view.get(), &LiveView::badgesChanged);
    view->setFrame(sample.frame);
    QVERIFY(view->badges().isEmpty());
    sample.frame.staleSince = {1300, -1};
    view->setFrame(sample.frame);
    QCOMPARE(view->badges(), QStringList{QStringLiteral("from step 1\u2009300")});
    QCOMPARE(changed.size(), 1);
  }

  void legendReachesTheHeader() {
    const samples::Sample sample = samples::plane();
    const auto view = makeView(sample.view);
    LegendBar bar;
    bar.setView(view.get());
    QCOMPARE(bar.accessibleDescription(), QString());
    view->setFrame(sample.frame);
    QCOMPARE(bar.accessibleDescription(), QStringLiteral("blue, orange, validation"));
    QVERIFY(bar.sizeHint().width() > 100);
    QVERIFY(!bar.grab().isNull());
  }

  void themeChangeRepaints() {
    QWidget window;
    ThemeService service(&window, ThemeService::Scope::window);
    service.setChoice(ThemeKind::light);
    auto* view = makeView(samples::plane().view, &window).release();
    view->resize(200, 200);
    view->setFrame(samples::plane().frame);
    const QImage light = view->grab().toImage();
    service.setChoice(ThemeKind::dark);
    const QImage dark = view->grab().toImage();
    QVERIFY(qGray(light.pixel(2, 2)) > 200);
    QVERIFY(qGray(dark.pixel(2, 2)) < 60);
  }

  void manyPoints_data() {
    QTest::addColumn<int>("count");
    QTest::addColumn<bool>("badge");
    QTest::newRow("10 000") << 10000 << false;
    QTest::newRow("100 000") << 100000 << false;
    QTest::newRow("300 000") << 300000 << true;
  }
  void manyPoints() {
    QFETCH(int, count);
    QFETCH(bool, badge);
    View view = samples::viewOf(ViewKind::plane, "cloud", "Cloud", {"points"});
    Points points;
    Rng rng(1, "cloud");
    for (int i = 0; i < count; ++i) {
      points.coordinates.push_back(static_cast<float>(rng.normal())),
          points.coordinates.push_back(static_cast<float>(rng.normal()));
      points.classes.push_back(i % 3);
    }
    const auto live = makeView(view);
    live->resize(800, 600);
    const ViewFrame frame{{samples::channel(points)}};
    live->setFrame(frame);
    live->grab();
    const std::clock_t start = std::clock();
    constexpr int frames = 5;
    for (int i = 0; i < frames; ++i) {
      live->setFrame(frame);
      live->grab();
    }
    qInfo("%d points: %.2f ms of processor time a frame (set, paint, show)", count,
          1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC / frames);
    QCOMPARE(live->badges().contains(QStringLiteral("density")), badge);
    QVERIFY(differentColours(live->render({800, 600})) > 10);
  }
};

QTEST_MAIN(TestViews)
#include "tst_views.moc"
