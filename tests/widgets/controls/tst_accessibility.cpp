// Names and descriptions for assistive technology, room for every text from 80 to 300 %, and silence of Qt, walked over
// the whole tree of a panel with every kind of control.
#include <QAbstractButton>
#include <QAccessible>
#include <QComboBox>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QTest>

#include "tests/widgets/controls/control_samples.h"
#include "widgets/controls/badge.h"
#include "widgets/controls/card.h"
#include "widgets/controls/chip.h"
#include "widgets/controls/choice_editors.h"
#include "widgets/controls/control_editor.h"
#include "widgets/controls/search_field.h"
#include "widgets/controls/tile.h"
#include "widgets/controls/toast.h"
#include "widgets/controls/value_field.h"
#include "widgets/theme/theme_service.h"

using namespace gradus;

class TestAccessibility : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void names() {
    QWidget window;
    ThemeService service(&window);
    auto* panel = fill(window);
    window.show();
    int walked = 0;
    for (QWidget* widget : window.findChildren<QWidget*>()) {
      const bool part = widget->focusPolicy() != Qt::NoFocus || qobject_cast<QAbstractButton*>(widget);
      // Inner parts of Qt's own compounds speak through their owner.
      if (!part || qobject_cast<QScrollBar*>(widget) || widget->objectName().startsWith("qt_")) continue;
      if (widget->window() != &window) continue;
      QAccessibleInterface* face = QAccessible::queryAccessibleInterface(widget);
      QVERIFY(face != nullptr);
      const QString name = face->text(QAccessible::Name);
      QVERIFY2(!name.isEmpty(),
               qPrintable(widget->metaObject()->className() + QStringLiteral(" ") + widget->objectName()));
      ++walked;
    }
    QVERIFY2(walked > 25, qPrintable(QString::number(walked)));
    for (const QString& name : panel->names()) {
      QWidget* target = panel->row(name)->editor()->target();
      QVERIFY2(QAccessible::queryAccessibleInterface(target)->text(QAccessible::Description).contains("Help on"),
               qPrintable(name));
    }
    const auto role = [panel](const QString& name) {
      return QAccessible::queryAccessibleInterface(panel->row(name)->editor()->target())->role();
    };
    QCOMPARE(role("activation"), QAccessible::RadioButton);
    QCOMPARE(role("standardise"), QAccessible::CheckBox);
    QCOMPARE(role("data.noise"), QAccessible::Slider);
    QCOMPARE(role("data.shape"), QAccessible::ComboBox);
    QCOMPARE(role("title"), QAccessible::EditableText);
  }

  void noClipping_data() {
    QTest::addColumn<double>("scale");
    QTest::addColumn<int>("kind");
    for (const double scale : {0.8, 1.0, 2.0, 3.0}) {
      for (const ThemeKind kind : {ThemeKind::light, ThemeKind::highContrast}) {
        QTest::addRow("%d %% theme %d", qRound(100 * scale), int(kind)) << scale << int(kind);
      }
    }
  }

  void noClipping() {
    QFETCH(double, scale);
    QFETCH(int, kind);
    test::WarningCatcher warnings;
    QWidget window;
    ThemeService service(&window);
    auto* panel = fill(window);
    window.resize(368, 900);
    window.show();
    service.setChoice(static_cast<ThemeKind>(kind));
    service.setScale(scale);
    // A panel as wide as the window would make it: it grows with the text, but not beyond 640.
    window.resize(std::max(window.minimumSizeHint().width(), std::min(qRound(368 * scale), 640)), 900);
    QTest::qWait(1);
    const QFontMetrics body(service.theme().font(TextRole::body));
    for (const QString& name : panel->names()) {
      ControlRow* row = panel->row(name);
      QVERIFY2(row->width() >= row->minimumSizeHint().width(), qPrintable(name));
      for (QWidget* part : row->findChildren<QWidget*>()) {
        if (!part->isVisible() || part->window() != &window) continue;
        const QRect place(part->mapTo(row, QPoint(0, 0)), part->size());
        QVERIFY2(row->rect().contains(place), qPrintable(name + " " + part->metaObject()->className()));
      }
      for (QLineEdit* field : row->findChildren<QLineEdit*>()) {
        if (!field->isVisible()) continue;
        QVERIFY2(field->height() >= body.height(), qPrintable(name));
        const int used = field->textMargins().left() + field->textMargins().right() + 2 * service.theme().px(8);
        QVERIFY2(field->width() - used >= body.horizontalAdvance(field->text()) - 1, qPrintable(name));
      }
    }
    for (QAbstractButton* button : window.findChildren<QAbstractButton*>()) {
      if (!button->isVisible() || qobject_cast<QRadioButton*>(button)) continue;
      QVERIFY2(button->height() >= button->fontMetrics().height() || button->text().isEmpty(),
               qPrintable(button->accessibleName()));
    }
    const QImage image = test::picture(window);
    QVERIFY(
        image.save(QCoreApplication::applicationDirPath() + QStringLiteral("/scale-%1-%2.png").arg(kind).arg(scale)));
    QCOMPARE(test::WarningCatcher::texts().join(u'\n'), QString());
  }

  void valuesNeverMove() {
    QWidget window;
    ThemeService service(&window);
    auto* panel = fill(window);
    window.resize(368, 900);
    window.show();
    auto* field = panel->row("data.noise")->findChild<ValueField*>();
    const QRect before = field->geometry();
    for (const double value : {0.0, 0.123456, 1.0, 1e-5}) {
      panel->setValue("data.noise", value);
      QCOMPARE(field->geometry(), before);
    }
    QCOMPARE(before.width(), 84);
    Tile tile("Loss");
    tile.reserve("0.0000");
    const QSize size = tile.sizeHint();
    tile.setValue("0.1");
    QCOMPARE(tile.sizeHint(), size);
  }

  void rebuilding() {
    test::WarningCatcher warnings;
    QWidget window;
    ThemeService service(&window);
    auto* panel = fill(window);
    window.show();
    for (int i = 0; i < 3; ++i) {
      panel->setControls(test::sampleSpecs());
      panel->setControls({});
      QCOMPARE(panel->names(), QStringList());
      QTest::qWait(1);
    }
    QCOMPARE(test::WarningCatcher::texts().join(u'\n'), QString());
  }

 private:
  static ControlPanel* fill(QWidget& window) {
    auto* column = new QVBoxLayout(&window);
    column->setContentsMargins(0, 0, 0, 0);
    auto* panel = new ControlPanel;
    column->addWidget(panel);
    panel->setControls(test::sampleSpecs());
    panel->setPendingRestart({"layers"});
    return panel;
  }
};

QTEST_MAIN(TestAccessibility)
#include "tst_accessibility.moc"
