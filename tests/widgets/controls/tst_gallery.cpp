// Draws every control in the four themes and at two pixel ratios into gallery/ beside the test program, for the eye;
// and checks what an eye need not: that every theme's own colours are there, that nothing is cut off and that Qt is
// silent.
#include <QAbstractItemView>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QRadioButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSpinBox>
#include <QTabBar>
#include <QTest>
#include <QToolTip>

#include "tests/widgets/controls/control_samples.h"
#include "widgets/controls/badge.h"
#include "widgets/controls/card.h"
#include "widgets/controls/chip.h"
#include "widgets/controls/search_field.h"
#include "widgets/controls/tile.h"
#include "widgets/controls/toast.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/logo.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme_service.h"

using namespace gradus;

namespace {

/// All icons with their grid of 16 px, the logo, and the class marks' colours.
class IconSheet : public QWidget {
 public:
  explicit IconSheet(QWidget* parent) : QWidget(parent) { setFixedHeight(150); }

 protected:
  void paintEvent(QPaintEvent*) override {
    const Theme& theme = themeOf(this);
    QPainter painter(this);
    paintWordmark(painter, QPointF(2, 2), 26, theme.text);
    paintLogo(painter, QRectF(120, 4, 20, 20));
    for (int i = 0; i < static_cast<int>(Icon::count); ++i) {
      paintIcon(painter, static_cast<Icon>(i), QRectF(2 + (i % 14) * 25, 38 + (i / 14) * 26, 16, 16), theme.text);
    }
  }
};

QWidget* line(const QList<QWidget*>& widgets) {
  auto* holder = new QWidget;
  auto* layout = new QHBoxLayout(holder);
  layout->setContentsMargins(16, 4, 16, 4);
  layout->setSpacing(8);
  for (QWidget* widget : widgets) layout->addWidget(widget);
  layout->addStretch();
  return holder;
}

QPushButton* button(const QString& text, Icon drawn = Icon::count) {
  auto* result = new QPushButton(text);
  if (drawn != Icon::count) result->setIcon(icon(drawn));
  return result;
}

QToolButton* tool(Icon drawn, const QString& text, bool quiet) {
  auto* result = new QToolButton;
  result->setIcon(icon(drawn));
  result->setText(text);
  result->setAccessibleName(text.isEmpty() ? QStringLiteral("tool") : text);
  result->setAutoRaise(quiet);
  result->setToolButtonStyle(text.isEmpty() ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
  return result;
}

QWidget* buttons() {
  auto* run = button("Run", Icon::run);
  setPrimary(run);
  auto* linked = button("Linked");
  linked->setCheckable(true);
  linked->setChecked(true);
  auto* off = button("Off");
  off->setEnabled(false);
  auto* focused = button("Focus");
  focused->setObjectName("focused");
  return line({run, button("Reset"), linked, focused, off});
}

QWidget* marks() {
  auto* none = new QRadioButton("None");
  auto* one = new QRadioButton("One per layer");
  one->setChecked(true);
  auto* box = new QCheckBox("Axes linked");
  box->setChecked(true);
  return line({none, one, box});
}

QWidget* fields() {
  auto* spin = new QSpinBox;
  spin->setAccessibleName("Count");
  spin->setValue(12);
  auto* progress = new QProgressBar;
  progress->setRange(0, 100);
  progress->setValue(40);
  auto* search = new SearchField("Filter 136 demos");
  search->setShortcutHint("/");
  return line({search, spin, progress});
}

QWidget* tiles() {
  auto* loss = new Tile("Loss on validation");
  loss->reserve("0.000");
  loss->setValue("0.110");
  loss->setJudgement(Judgement::good, "goal reached");
  auto* rate = new Tile("Acceptance");
  rate->setValue(QString::fromUtf8("23 %"));
  rate->setJudgement(Judgement::warning, "20 to 50 is usual");
  return line({loss, rate});
}

Card* card() {
  auto* result = new Card("Decision map");
  result->addBadge(new Badge("density", BadgeKind::warn));
  result->addLegend(new QLabel("train, validation"));
  result->menuButton()->setMenu(new QMenu(result));
  result->menuButton()->show();
  auto* content = new QWidget;
  content->setMinimumHeight(40);
  result->setContent(content);
  return result;
}

QWidget* gallery(const QString& title) {
  auto* page = new QWidget;
  page->setAutoFillBackground(true);
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(0, 12, 0, 12);
  column->setSpacing(4);
  auto* name = new QLabel(title);
  setTextRole(name, TextRole::title);
  auto* tabs = new QTabBar;
  for (const char* text : {"Controls and lesson", "Data", "Code"}) tabs->addTab(text);
  tabs->setExpanding(false);
  column->addWidget(line({name}));
  column->addWidget(line({new IconSheet(nullptr)}));
  static_cast<QHBoxLayout*>(column->itemAt(1)->widget()->layout())->setStretch(0, 1);
  column->addWidget(buttons());
  column->addWidget(line({tool(Icon::reset, {}, false), tool(Icon::stepBack, {}, false), tool(Icon::step, {}, false),
                          tool(Icon::undo, "Undo", true), tool(Icon::exporting, "Export", true)}));
  column->addWidget(line({new Badge("Spirals"), new Badge("2 changed", BadgeKind::accent),
                          new Badge("from step 300", BadgeKind::warn), new Badge("Diverged", BadgeKind::error)}));
  auto* matched = new Chip("Two spirals");
  matched->setChecked(true);
  column->addWidget(line({matched, new Chip("Linear only"), new Chip("One hidden unit")}));
  column->addWidget(marks());
  column->addWidget(fields());
  column->addWidget(tiles());
  column->addWidget(line({card()}));
  static_cast<QHBoxLayout*>(column->itemAt(column->count() - 1)->widget()->layout())->setStretch(0, 1);
  column->addWidget(tabs);
  auto* panel = new ControlPanel;
  panel->setControls(test::sampleSpecs());
  panel->setSummary("Data", "220 train, 120 validation");
  panel->setSummary("Network", "157 weights");
  panel->setValue("learning_rate", 0.008);
  panel->setValue("layers", 4);
  panel->setPendingRestart({"layers"});
  panel->setTrouble("l2", "Limit for these data: 0.0026");
  panel->row("kl_weight")->setHighlighted(true);
  panel->setMinimumHeight(640);
  column->addWidget(panel);
  page->setFixedWidth(380);
  return page;
}

}  // namespace

class TestGallery : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyTheme_data() {
    QTest::addColumn<int>("kind");
    QTest::newRow("light") << int(ThemeKind::light);
    QTest::newRow("dark") << int(ThemeKind::dark);
    QTest::newRow("projector") << int(ThemeKind::projector);
    QTest::newRow("high-contrast") << int(ThemeKind::highContrast);
  }

  void everyTheme() {
    QFETCH(int, kind);
    test::WarningCatcher warnings;
    QWidget window;
    ThemeService service(&window);
    service.setReducedMotion(true);
    service.setChoice(static_cast<ThemeKind>(kind));
    auto* column = new QVBoxLayout(&window);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(gallery(QTest::currentDataTag()));
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    window.findChild<QWidget*>("focused")->setFocus(Qt::TabFocusReason);
    Toast toast(&window);
    toast.setBottomDistance(window.height() - 90);
    toast.tell("Undid “learning rate 0.008”", ToastKind::information, "Redo");
    QTest::qWait(1);
    const QDir folder(QCoreApplication::applicationDirPath());
    QVERIFY(folder.mkpath("gallery"));
    for (const int ratio : {1, 2}) {
      const QImage image = test::picture(window, ratio);
      const QString name = QStringLiteral("gallery/%1-%2x.png").arg(QLatin1String(QTest::currentDataTag())).arg(ratio);
      QVERIFY(image.save(folder.filePath(name)));
      QCOMPARE(count(image, Qt::magenta), 0);
      const Theme& theme = service.theme();
      for (const QColor& colour : {theme.panel, theme.accent, theme.selection, theme.error, theme.warn, theme.focus}) {
        QVERIFY2(count(image, colour) > 20, qPrintable(colour.name()));
      }
    }
    drawFloating(window, service.theme());
    QCOMPARE(test::WarningCatcher::texts().join(u'\n'), QString());
  }

 private:
  /// Menu, list of a combo box, tooltip, and the ring around a slider.
  static void drawFloating(QWidget& window, const Theme& theme) {
    QMenu menu(&window);
    menu.addAction(icon(Icon::copy), "Copy values\tCtrl+C");
    QAction* chosen = menu.addAction("Linked axes");
    chosen->setCheckable(true);
    chosen->setChecked(true);
    menu.addSeparator();
    menu.addAction(icon(Icon::exporting), "Export picture")->setEnabled(false);
    menu.addMenu("More")->addAction("x");
    menu.popup(QPoint(10, 10));
    menu.setActiveAction(chosen);
    auto* box = window.findChild<QComboBox*>();
    box->showPopup();
    QToolTip::showText(QPoint(40, 40), "weight −1.67, drag to change", &window);
    QWidget* tip = nullptr;
    for (QWidget* widget : QApplication::topLevelWidgets()) {
      if (widget->inherits("QTipLabel")) tip = widget;
    }
    QVERIFY(tip != nullptr);
    QImage sheet(960, 680, QImage::Format_RGB32);
    sheet.setDevicePixelRatio(2);
    sheet.fill(theme.window);
    QPainter painter(&sheet);
    menu.render(&painter, QPoint(10, 10));
    box->view()->window()->render(&painter, QPoint(10, 170));
    tip->render(&painter, QPoint(250, 10));
    QCOMPARE(sheet.pixelColor(24, 24), theme.raised);
    painter.end();
    const QString name = QStringLiteral("/gallery/floating-%1.png").arg(QLatin1String(QTest::currentDataTag()));
    QVERIFY(sheet.save(QCoreApplication::applicationDirPath() + name));
    box->hidePopup();
    menu.close();
    QToolTip::hideText();
    window.findChild<QSlider*>()->setFocus(Qt::TabFocusReason);
    const QString ringed = QStringLiteral("/gallery/ring-%1.png").arg(QLatin1String(QTest::currentDataTag()));
    const QImage all = test::picture(window, 2);
    QVERIFY(all.copy(0, all.height() - 1300, all.width(), 400).save(QCoreApplication::applicationDirPath() + ringed));
  }

  static int count(const QImage& image, const QColor& colour) {
    int found = 0;
    for (int y = 0; y < image.height(); ++y) {
      for (int x = 0; x < image.width(); ++x) found += image.pixelColor(x, y) == colour ? 1 : 0;
    }
    return found;
  }
};

QTEST_MAIN(TestGallery)
#include "tst_gallery.moc"
