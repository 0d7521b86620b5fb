// Every control by mouse and by keyboard, through the panel as a demo's window uses it.
#include <QAbstractItemView>
#include <QComboBox>
#include <QLineEdit>
#include <QRadioButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include "tests/widgets/controls/control_samples.h"
#include "widgets/controls/badge.h"
#include "widgets/controls/chip.h"
#include "widgets/controls/choice_editors.h"
#include "widgets/controls/number_editors.h"
#include "widgets/controls/search_field.h"
#include "widgets/controls/toast.h"
#include "widgets/theme/theme_service.h"

using namespace gradus;

class TestControls : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    window_ = std::make_unique<QWidget>();
    service_ = new ThemeService(window_.get());
    service_->setReducedMotion(true);
    auto* column = new QVBoxLayout(window_.get());
    column->setContentsMargins(0, 0, 0, 0);
    panel_ = new ControlPanel;
    column->addWidget(panel_);
    panel_->setControls(test::sampleSpecs());
    window_->resize(368, 700);
    window_->show();
    window_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window_.get()));
    edited_ = std::make_unique<QSignalSpy>(panel_, &ControlPanel::edited);
  }
  void cleanup() { window_.reset(); }

  void sliderDrag() {
    auto* slider = find<NumberSlider>("data.noise");
    const int y = slider->height() / 2, x0 = slider->lead(), span = slider->width() - 2 * slider->lead();
    QTest::mousePress(slider, Qt::LeftButton, {}, {x0 + span / 2, y});
    QCOMPARE(panel_->value("data.noise").toDouble(), 0.5);
    for (const double f : {0.55, 0.6, 0.7}) move(slider, {x0 + qRound(span * f), y});
    QVERIFY(edited_->count() >= 3);
    for (const auto& arguments : *edited_) QCOMPARE(arguments.at(2).toBool(), false);
    QTest::mouseRelease(slider, Qt::LeftButton, {}, {x0 + qRound(span * 0.7), y});
    int finished = 0;
    for (const auto& arguments : *edited_) finished += arguments.at(2).toBool() ? 1 : 0;
    QCOMPARE(finished, 1);
    QVERIFY(edited_->last().at(2).toBool());
    QCOMPARE(edited_->last().at(0).toString(), QString("data.noise"));
    QVERIFY(std::abs(edited_->last().at(1).toDouble() - 0.7) <= 0.02);
    // The field says the same.
    QCOMPARE(find<ValueField>("data.noise")->value(), panel_->value("data.noise").toDouble());
  }

  void clickOnTheThumbChangesNothing() {
    auto* slider = find<NumberSlider>("data.noise");
    const int span = slider->width() - 2 * slider->lead();
    QTest::mouseClick(slider, Qt::LeftButton, {}, {slider->lead() + qRound(span * 0.24) + 3, slider->height() / 2});
    QCOMPARE(edited_->count(), 0);
  }

  void doubleClickReturnsToDefault() {
    panel_->setValue("data.noise", 0.9);
    QVERIFY(panel_->row("data.noise")->isModified());
    auto* slider = find<NumberSlider>("data.noise");
    QTest::mouseDClick(slider, Qt::LeftButton, {}, {slider->width() - slider->lead() - 20, slider->height() / 2});
    QCOMPARE(panel_->value("data.noise").toDouble(), 0.24);
    QVERIFY(!panel_->row("data.noise")->isModified());
    panel_->setValue("activation", "relu");
    QTest::mouseDClick(panel_->row("activation"), Qt::LeftButton, {}, {30, 18});
    QCOMPARE(panel_->value("activation").toString(), QString("tanh"));
    QVERIFY(edited_->last().at(2).toBool());
  }

  void sliderKeys() {
    auto* slider = find<NumberSlider>("data.noise");
    slider->setFocus(Qt::TabFocusReason);
    QTest::keyClick(slider, Qt::Key_Right);
    QCOMPARE(panel_->value("data.noise").toDouble(), 0.25);
    QTest::keyClick(slider, Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(panel_->value("data.noise").toDouble(), 0.15);
    QTest::keyClick(slider, Qt::Key_Up, Qt::ControlModifier);
    QCOMPARE(panel_->value("data.noise").toDouble(), 0.151);
    QTest::keyClick(slider, Qt::Key_End);
    QCOMPARE(panel_->value("data.noise").toDouble(), 1.0);
    const int before = edited_->count();
    QTest::keyClick(slider, Qt::Key_Right);  // at the end already: nothing to tell
    QCOMPARE(edited_->count(), before);
    QTest::keyClick(slider, Qt::Key_Delete);
    QCOMPARE(panel_->value("data.noise").toDouble(), 0.24);
  }

  void wheel() {
    auto* slider = find<NumberSlider>("learning_rate");
    slider->setFocus(Qt::TabFocusReason);
    turn(slider, 120, Qt::NoModifier);
    QCOMPARE(panel_->value("learning_rate").toDouble(), 0.005);
    turn(slider, 120, Qt::ShiftModifier);
    QCOMPARE(panel_->value("learning_rate").toDouble(), 0.05);
    auto* field = find<ValueField>("learning_rate");
    field->setFocus(Qt::TabFocusReason);
    turn(field, -120, Qt::ShiftModifier);
    QCOMPARE(panel_->value("learning_rate").toDouble(), 0.005);
  }

  void wheelScrollsThePageOtherwise() {
    window_->resize(368, 240);
    QTest::qWait(1);
    auto* area = panel_->findChild<QScrollArea*>();
    QVERIFY(area->verticalScrollBar()->maximum() > 0);
    find<ValueField>("seed", false);
    panel_->row("data.noise")->setFocus();
    turn(find<NumberSlider>("data.noise"), -120, Qt::NoModifier);
    QCOMPARE(edited_->count(), 0);
  }

  void shiftSnapsLogSlider() {
    auto* slider = find<NumberSlider>("learning_rate");
    const int span = slider->width() - 2 * slider->lead(), y = slider->height() / 2;
    for (const double f : {0.13, 0.37, 0.61, 0.88}) {
      QTest::mouseClick(slider, Qt::LeftButton, Qt::ShiftModifier, {slider->lead() + qRound(span * f), y});
      const QString digits = QString::number(panel_->value("learning_rate").toDouble(), 'e', 3);
      QVERIFY2(QStringList({"1", "2", "5"}).contains(digits.left(1)) && digits.mid(1, 4) == ".000", qPrintable(digits));
    }
  }

  void fieldTakesExpressions() {
    type("learning_rate", "1/4");
    QCOMPARE(panel_->value("learning_rate").toDouble(), 0.25);
    type("learning_rate", "10^-2");
    QCOMPARE(panel_->value("learning_rate").toDouble(), 0.01);
    QCOMPARE(find<NumberSlider>("learning_rate")->number(), 0.01);
    QCOMPARE(edited_->count(), 2);
  }

  void fieldRefusesAndKeepsWhatWasTyped() {
    type("learning_rate", "5");
    QCOMPARE(edited_->count(), 0);
    QCOMPARE(panel_->value("learning_rate").toDouble(), 0.004);
    auto* field = find<ValueField>("learning_rate");
    QCOMPARE(field->text(), QString("5"));
    ControlRow* row = panel_->row("learning_rate");
    QVERIFY(row->accessibleDescription().contains("1"));
    const int tall = row->height();
    QTest::keyClick(field, Qt::Key_Escape);
    QCOMPARE(field->text(), QString("0.004"));
    QVERIFY(row->height() < tall);
    type("learning_rate", "fast");
    QVERIFY(row->accessibleDescription().contains("Not a number"));
    type("learning_rate", "0.5");
    QCOMPARE(row->accessibleDescription(), QString());
    QCOMPARE(edited_->count(), 1);
  }

  void fieldKeys() {
    auto* field = find<ValueField>("layers");
    field->setFocus(Qt::TabFocusReason);
    QTest::keyClick(field, Qt::Key_Up);
    QCOMPARE(panel_->value("layers").toLongLong(), 4);
    QTest::keyClick(field, Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(panel_->value("layers").toLongLong(), 1);
    QCOMPARE(panel_->value("layers").typeId(), int(QMetaType::LongLong));
  }

  void segments() {
    auto* control = find<SegmentedControl>("activation");
    QVERIFY(control->isVisible());
    const auto segments = control->findChildren<QRadioButton*>();
    QCOMPARE(segments.size(), 4);
    QTest::mouseClick(segments[1], Qt::LeftButton);
    QCOMPARE(panel_->value("activation").toString(), QString("relu"));
    QCOMPARE(edited_->count(), 1);
    segments[1]->setFocus(Qt::TabFocusReason);
    QTest::keyClick(segments[1], Qt::Key_Right);
    QCOMPARE(panel_->value("activation").toString(), QString("sigmoid"));
    QCOMPARE(edited_->count(), 2);
    panel_->setValue("activation", "tanh");
    QCOMPARE(edited_->count(), 2);
    QCOMPARE(control->value(), QString("tanh"));
  }

  void list() {
    auto* box = find<QComboBox>("data.shape");
    QVERIFY(box->isVisible());
    box->setFocus(Qt::TabFocusReason);
    QTest::keyClick(box, Qt::Key_Down);
    QCOMPARE(panel_->value("data.shape").toString(), QString("two-moons"));
    QCOMPARE(edited_->count(), 1);
    QTest::mouseClick(box, Qt::LeftButton);
    QVERIFY(box->view()->isVisible());
    QTest::keyClick(box->view(), Qt::Key_End);
    QTest::keyClick(box->view(), Qt::Key_Return);
    QCOMPARE(panel_->value("data.shape").toString(), QString("gaussians"));
  }

  void toggle() {
    auto* button = find<SwitchButton>("standardise");
    QTest::mouseClick(button, Qt::LeftButton, {}, QPoint(2, 2));
    QCOMPARE(panel_->value("standardise").toBool(), false);
    button->setFocus(Qt::TabFocusReason);
    QTest::keyClick(button, Qt::Key_Space);
    QCOMPARE(panel_->value("standardise").toBool(), true);
    QCOMPARE(edited_->count(), 2);
  }

  void seed() {
    auto* field = find<QLineEdit>("seed");
    field->setFocus(Qt::TabFocusReason);
    field->selectAll();
    QTest::keyClicks(field, "18446744073709551615");
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(panel_->value("seed").toULongLong(), std::numeric_limits<qulonglong>::max());
    field->selectAll();
    QTest::keyClicks(field, "-1");
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(edited_->count(), 1);
    QTest::mouseClick(find<QPushButton>("seed"), Qt::LeftButton);
    QCOMPARE(edited_->count(), 2);
    QVERIFY(panel_->value("seed").toULongLong() != std::numeric_limits<qulonglong>::max());
  }

  void numberList() {
    auto buttons = panel_->row("hidden")->findChildren<QPushButton*>();
    QCOMPARE(buttons.size(), 2);
    QTest::mouseClick(buttons[1], Qt::LeftButton);
    QCOMPARE(panel_->value("hidden").toString(), QString("8,8,8"));
    for (int i = 0; i < 3; ++i) QTest::mouseClick(buttons[0], Qt::LeftButton);
    QCOMPARE(panel_->value("hidden").toString(), QString());
    QVERIFY(!buttons[0]->isEnabled());
    auto* field = find<QLineEdit>("hidden");
    field->setFocus(Qt::TabFocusReason);
    field->selectAll();
    QTest::keyClicks(field, "16, 4*2");
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(panel_->value("hidden").toString(), QString("16,8"));
    const int before = edited_->count();
    for (const char* bad : {"16,,8", "8,a", "8,0.5", "8,1000"}) {
      field->selectAll();
      QTest::keyClicks(field, bad);
      QTest::keyClick(field, Qt::Key_Return);
      QVERIFY2(!panel_->row("hidden")->accessibleDescription().isEmpty(), bad);
    }
    QCOMPARE(edited_->count(), before);
    QCOMPARE(panel_->value("hidden").toString(), QString("16,8"));
  }

  void text() {
    auto* field = find<QLineEdit>("title");
    field->setFocus(Qt::TabFocusReason);
    field->selectAll();
    QTest::keyClicks(field, "second");
    QTest::keyClick(field, Qt::Key_Tab);
    QCOMPARE(panel_->value("title").toString(), QString("second"));
    QCOMPARE(edited_->count(), 1);
  }

  void settingAValueIsSilent() {
    for (const ControlSpec& spec : test::sampleSpecs()) panel_->setValue(spec.name, spec.defaultValue);
    panel_->setValue("data.noise", 0.5);
    panel_->setValue("seed", 7);
    panel_->setValue("no such setting", 1);
    QCOMPARE(edited_->count(), 0);
    QCOMPARE(panel_->value("seed").toULongLong(), 7ULL);
  }

  void valueWhileDraggingStaysWithTheHand() {
    auto* slider = find<NumberSlider>("data.noise");
    const int span = slider->width() - 2 * slider->lead(), y = slider->height() / 2;
    QTest::mousePress(slider, Qt::LeftButton, {}, {slider->lead() + span / 2, y});
    panel_->setValue("data.noise", 0.1);  // an older value arrives from the engine
    QCOMPARE(slider->number(), 0.5);
    QTest::mouseRelease(slider, Qt::LeftButton, {}, {slider->lead() + span / 2, y});
    QCOMPARE(edited_->last().at(1).toDouble(), 0.5);
  }

  void restartBar() {
    auto* bar = panel_->findChild<RestartBar*>();
    QVERIFY(!bar->isVisible());
    const int before = panel_->row("layers")->height();
    panel_->setPendingRestart({"layers", "activation"});
    QVERIFY(bar->isVisible());
    QVERIFY(bar->accessibleName().contains("2 changes"));
    QVERIFY(panel_->row("layers")->height() > before);
    QSignalSpy asked(panel_, &ControlPanel::restartRequested);
    QTest::mouseClick(bar->findChild<QPushButton*>(), Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    panel_->setPendingRestart({"layers"});
    QVERIFY(bar->accessibleName().contains("1 change"));
    panel_->setPendingRestart({});
    QVERIFY(!bar->isVisible());
    QCOMPARE(panel_->row("layers")->height(), before);
  }

  void groupsFold() {
    ControlGroup* group = panel_->group("Network");
    QTest::mouseClick(group->header(), Qt::LeftButton);
    QVERIFY(!group->isOpen());
    QVERIFY(!panel_->row("layers")->isVisible());
    group->header()->setFocus(Qt::TabFocusReason);
    QTest::keyClick(group->header(), Qt::Key_Right);
    QVERIFY(group->isOpen());
    QTest::keyClick(group->header(), Qt::Key_Space);
    QVERIFY(!group->isOpen());
    panel_->reveal("layers");
    QVERIFY(group->isOpen());
    QVERIFY(panel_->row("layers")->isVisible());
    QCOMPARE(QApplication::focusWidget(), static_cast<QWidget*>(find<NumberSlider>("layers")));
  }

  void searchAndHighlight() {
    QCOMPARE(panel_->find("rate").first(), QString("learning_rate"));
    QCOMPARE(panel_->find("Noi"), QStringList({"data.noise"}));
    QCOMPARE(panel_->find("moons"), QStringList({"data.shape"}));
    QCOMPARE(panel_->find(" "), QStringList());
    window_->resize(368, 240);
    QTest::qWait(1);
    panel_->highlight("seed");
    QVERIFY(panel_->row("seed")->isHighlighted());
    QVERIFY(!panel_->row("seed")->visibleRegion().isEmpty());
    panel_->highlight({});
    QVERIFY(!panel_->row("seed")->isHighlighted());
  }

  void tabReachesEverything() {
    QSet<QWidget*> reached;
    QWidget* first = find<QComboBox>("data.shape");
    first->setFocus(Qt::TabFocusReason);
    for (int i = 0; i < 60 && !reached.contains(QApplication::focusWidget()); ++i) {
      reached.insert(QApplication::focusWidget());
      QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    }
    for (const QString& name : panel_->names()) {
      QWidget* row = panel_->row(name);
      const bool here = std::any_of(reached.begin(), reached.end(), [row](QWidget* w) { return row->isAncestorOf(w); });
      QVERIFY2(here, qPrintable(name));
    }
    for (const char* group : {"Data", "Network", "Training"}) QVERIFY(reached.contains(panel_->group(group)->header()));
  }

  void smallParts() {
    auto* chip = new Chip("Two spirals", window_.get());
    chip->show();
    QSignalSpy clicked(chip, &QPushButton::clicked);
    QTest::mouseClick(chip, Qt::LeftButton);
    QCOMPARE(clicked.count(), 1);
    QVERIFY(!chip->isChecked());
    auto* badge = new Badge("2 changed", BadgeKind::accent, window_.get());
    badge->show();
    QSignalSpy pressed(badge, &QPushButton::clicked);
    QTest::mouseClick(badge, Qt::LeftButton);
    QCOMPARE(pressed.count(), 0);
    badge->setPressable(true);
    QTest::mouseClick(badge, Qt::LeftButton);
    QCOMPARE(pressed.count(), 1);
    auto* search = new SearchField("Filter demos", window_.get());
    search->show();
    search->setFocus();
    QTest::keyClicks(search, "pca");
    QTest::keyClick(search, Qt::Key_Escape);
    QCOMPARE(search->text(), QString());
  }

  void toast() {
    Toast toast(window_.get());
    toast.tell("Undid the last change", ToastKind::information, "Redo");
    QVERIFY(toast.isVisible());
    QSignalSpy again(&toast, &Toast::actionRequested);
    QTest::mouseClick(toast.findChild<QPushButton*>(), Qt::LeftButton);
    QCOMPARE(again.count(), 1);
    QVERIFY(!toast.isVisible());
    service_->setPresenting(true);
    toast.tell("not while presenting");
    QVERIFY(!toast.isVisible());
  }

 private:
  template <typename Part>
  Part* find(const QString& name, bool must = true) {
    Part* part = panel_->row(name)->findChild<Part*>();
    if (must) Q_ASSERT(part != nullptr);
    return part;
  }
  void type(const QString& name, const QString& text) {
    auto* field = find<ValueField>(name);
    field->setFocus(Qt::TabFocusReason);
    field->selectAll();
    QTest::keyClicks(field, text);
    QTest::keyClick(field, Qt::Key_Return);
  }
  static void move(QWidget* widget, const QPoint& to) {
    QMouseEvent event(QEvent::MouseMove, to, widget->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, {});
    QApplication::sendEvent(widget, &event);
  }
  static void turn(QWidget* widget, int angle, Qt::KeyboardModifiers modifiers) {
    const QPointF at = widget->rect().center();
    QWheelEvent event(at, widget->mapToGlobal(at), {}, {0, angle}, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
    QApplication::sendEvent(widget, &event);
  }

  std::unique_ptr<QWidget> window_;
  ThemeService* service_ = nullptr;
  ControlPanel* panel_ = nullptr;
  std::unique_ptr<QSignalSpy> edited_;
};

QTEST_MAIN(TestControls)
#include "tst_controls.moc"
