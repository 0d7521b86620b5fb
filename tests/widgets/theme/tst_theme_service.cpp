// The service dresses application or window, keeps text roles through changes, follows scale live; the style draws
// standard widgets without Qt complaining; the focus ring stands where the keyboard is; icons are sharp and distinct.
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSet>
#include <QSignalSpy>
#include <QStyleOption>
#include <QTest>
#include <QVBoxLayout>

#include "tests/widgets/controls/control_samples.h"
#include "widgets/theme/focus_ring.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/logo.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme_service.h"

using namespace gradus;

class TestThemeService : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void dressesTheApplication() {
    QWidget window;
    auto* inside = new QLabel("text", &window);
    ThemeService service(&window);
    service.setChoice(ThemeKind::dark);
    const Theme dark = themeFor(ThemeKind::dark);
    QCOMPARE(QApplication::palette().color(QPalette::Window), dark.panel);
    QCOMPARE(QApplication::palette().color(QPalette::Base), dark.canvas);
    QCOMPARE(QApplication::palette().color(QPalette::Highlight), dark.selection);
    QCOMPARE(QApplication::palette().color(QPalette::Disabled, QPalette::Text), dark.disabledText);
    QVERIFY(qobject_cast<Style*>(QApplication::style()));
    QCOMPARE(themeOf(inside).kind, ThemeKind::dark);
    QCOMPARE(themeServiceOf(inside), &service);
    QCOMPARE(themeServiceOf(nullptr), nullptr);
  }

  void twoWindowsTwoThemes() {
    QWidget audience, presenter;
    ThemeService first(&audience);
    first.setChoice(ThemeKind::projector);
    ThemeService second(&presenter, ThemeService::Scope::window);
    second.setChoice(ThemeKind::dark);
    QLabel a("a", &audience), b("b", &presenter);
    QCOMPARE(themeOf(&a).kind, ThemeKind::projector);
    QCOMPARE(themeOf(&b).kind, ThemeKind::dark);
    audience.show();
    presenter.show();
    QCOMPARE(a.palette().color(QPalette::Window), first.theme().panel);
    QCOMPARE(b.palette().color(QPalette::Window), second.theme().panel);
    first.setChoice(ThemeKind::highContrast);
    QCOMPARE(a.palette().color(QPalette::Window), first.theme().panel);
    QCOMPARE(b.palette().color(QPalette::Window), second.theme().panel);
    auto* menu = new QMenu(&presenter);
    menu->addAction("x");
    menu->ensurePolished();
    QCOMPARE(menu->palette().color(QPalette::Window), second.theme().panel);
  }

  void scalesLive() {
    QWidget window;
    ThemeService service(&window);
    auto* label = new QLabel("text", &window);
    setTextRole(label, TextRole::caption);
    auto* plain = new QPushButton("text", &window);
    QSignalSpy changed(&service, &ThemeService::changed);
    const int before = plain->sizeHint().height();
    service.setScale(2);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(label->font().pixelSize(), font(TextRole::caption, 2).pixelSize());
    QVERIFY(plain->sizeHint().height() >= 2 * before - 2);
    service.setScale(99);
    QCOMPARE(service.scale(), maximumScale);
    service.setScale(0.1);
    QCOMPARE(service.scale(), minimumScale);
    QCOMPARE(label->font().pixelSize(), font(TextRole::caption, minimumScale).pixelSize());
  }

  void lateTextRole() {
    QWidget window;
    ThemeService service(&window);
    service.setScale(2);
    auto* label = new QLabel("made before it has a window");
    setTextRole(label, TextRole::heading);
    label->setParent(&window);
    window.show();
    label->show();
    QCOMPARE(label->font().pixelSize(), service.theme().font(TextRole::heading).pixelSize());
  }

  void choices() {
    QWidget window;
    ThemeService service(&window);
    QCOMPARE(service.choice(), ThemeKind::system);
    QVERIFY(service.theme().kind == ThemeKind::light || service.theme().kind == ThemeKind::dark);
    service.setChoice(ThemeKind::light);
    QList<ThemeKind> seen;
    for (int i = 0; i < 4; ++i) {
      service.cycle();
      seen.append(service.theme().kind);
    }
    QCOMPARE(seen,
             QList<ThemeKind>({ThemeKind::dark, ThemeKind::projector, ThemeKind::highContrast, ThemeKind::light}));
    service.setReducedMotion(true);
    QCOMPARE(service.theme().duration(motion::fold), 0);
    service.setChoice(ThemeKind::dark);
    QVERIFY(service.reducedMotion());
  }

  void focusRing() {
    test::WarningCatcher warnings;
    QWidget window;
    ThemeService service(&window);
    auto* column = new QVBoxLayout(&window);
    auto* button = new QPushButton("a");
    auto* field = new QLineEdit;
    auto* other = new QPushButton("b");
    for (QWidget* widget :
         {static_cast<QWidget*>(button), static_cast<QWidget*>(field), static_cast<QWidget*>(other)}) {
      column->addWidget(widget);
    }
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    auto* ring = window.findChild<FocusRing*>();
    QVERIFY(ring);
    // A window that opens gives its first widget the keyboard; the ring waits for the first key.
    other->setFocus(Qt::TabFocusReason);
    QCOMPARE(ring->ringed(), other);
    button->setFocus(Qt::TabFocusReason);
    QCOMPARE(ring->ringed(), button);
    QTest::keyClick(button, Qt::Key_Tab);
    QCOMPARE(ring->ringed(), field);
    QTest::mouseClick(other, Qt::LeftButton);
    other->setFocus(Qt::MouseFocusReason);
    QCOMPARE(ring->ringed(), nullptr);
    QTest::keyClick(other, Qt::Key_Shift);
    QCOMPARE(ring->ringed(), other);
    // The ring is really painted outside of the thing.
    const QImage image = test::picture(window);
    const QPoint outside(other->geometry().center().x(), other->geometry().top() - 3);
    QCOMPARE(image.pixelColor(outside), service.theme().focus);
    QCOMPARE(test::WarningCatcher::texts().join(u'\n'), QString());
  }

  void primaryButtons() {
    QWidget window;
    ThemeService service(&window);
    service.setChoice(ThemeKind::light);
    auto* run = new QPushButton("Run", &window);
    setPrimary(run);
    run->resize(run->sizeHint());
    QCOMPARE(test::picture(*run).pixelColor(4, run->height() / 2), service.theme().accent);
    run->setEnabled(false);
    QVERIFY(test::picture(*run).pixelColor(4, run->height() / 2) != service.theme().accent);
  }

  void iconsAreDistinct() {
    QSet<QByteArray> pictures;
    for (int i = 0; i < int(Icon::count); ++i) {
      QImage image(32, 32, QImage::Format_ARGB32_Premultiplied);
      image.fill(Qt::transparent);
      QPainter painter(&image);
      paintIcon(painter, Icon(i), QRectF(0, 0, 32, 32), Qt::black);
      painter.end();
      int inked = 0, atEdge = 0;
      for (int y = 0; y < 32; ++y) {
        for (int x = 0; x < 32; ++x) {
          const bool ink = qAlpha(image.pixel(x, y)) > 40;
          inked += ink ? 1 : 0;
          atEdge += ink && (x == 0 || y == 0 || x == 31 || y == 31) ? 1 : 0;
        }
      }
      QVERIFY2(inked > 20, qPrintable(QString::number(i)));
      QVERIFY2(atEdge == 0, qPrintable(QString::number(i)));
      pictures.insert(QByteArray(reinterpret_cast<const char*>(image.constBits()), image.sizeInBytes()));
      QCOMPARE(iconOf(icon(Icon(i))), std::optional(Icon(i)));
    }
    // Reset and restart are the same round arrow on purpose.
    QCOMPARE(pictures.size(), int(Icon::count) - 1);
  }

  void iconsAreSharpAtTwice() {
    // A vertical stroke of a drawing shown at twice the size covers whole pixels: no line of it is paler than its
    // middle.
    QImage image(32, 32, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(2);
    image.fill(Qt::white);
    QPainter painter(&image);
    paintIcon(painter, Icon::plus, QRectF(0, 0, 16, 16), Qt::black);
    painter.end();
    int full = 0;
    for (int x = 0; x < 32; ++x) full += qGray(image.pixel(x, 8)) < 20 ? 1 : 0;
    QVERIFY(full >= 2);
  }

  void logo() {
    test::WarningCatcher warnings;
    QVERIFY(QFile::exists(":/resources/icons/icon.svg"));
    const auto draw = [](int side) {
      QImage image(side, side, QImage::Format_ARGB32_Premultiplied);
      image.fill(Qt::transparent);
      QPainter painter(&image);
      paintLogo(painter, QRectF(0, 0, side, side));
      return image;
    };
    const QImage large = draw(64);
    QCOMPARE(qAlpha(large.pixel(0, 0)), 0);  // the rounded corner
    QCOMPARE(qAlpha(large.pixel(32, 32)), 255);
    QImage word(230, 64, QImage::Format_ARGB32_Premultiplied);
    word.fill(Qt::transparent);
    QPainter painter(&word);
    paintWordmark(painter, QPointF(0, 0), 64, Qt::black);
    painter.end();
    int right = 0;
    for (int x = 74; x < 230; ++x) right += qAlpha(word.pixel(x, 34)) > 100 ? 1 : 0;
    QVERIFY(right > 10);
    QVERIFY(!applicationIcon().isNull());
    QCOMPARE(test::WarningCatcher::texts().join(u'\n'), QString());
  }
};

QTEST_MAIN(TestThemeService)
#include "tst_theme_service.moc"
