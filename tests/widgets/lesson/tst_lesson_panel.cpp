// The panel as a reader uses it: pointer, keyboard, predict card, two-way light-up.
#include <QAbstractTextDocumentLayout>
#include <QClipboard>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTextBlock>
#include <QTextFragment>
#include <QtTest>

#include "tests/widgets/lesson/lesson_stand.h"
#include "widgets/lesson/formula_block.h"
#include "widgets/lesson/lesson_text.h"
#include "widgets/lesson/predict_card.h"

using namespace gradus;
using namespace gradus::lesson_test;

namespace {

/// Where the first letter of a link is, in the text's viewport.
QPoint placeOfLink(const LessonText& text, int link) {
  const auto href = QStringLiteral("link:%1").arg(link);
  for (auto block = text.document()->begin(); block.isValid(); block = block.next()) {
    for (auto it = block.begin(); !it.atEnd(); ++it) {
      if (it.fragment().charFormat().anchorHref() != href) continue;
      const int at = it.fragment().position() - block.position();
      const auto line = block.layout()->lineForTextPosition(at);
      const auto origin = text.document()->documentLayout()->blockBoundingRect(block).topLeft();
      return (origin + QPointF(line.cursorToX(at) + 3, line.y() + line.height() / 2)).toPoint();
    }
  }
  return {-1, -1};
}

int firstLink(const Lesson& lesson, LessonLink::Kind kind) {
  for (std::size_t i = 0; i < lesson.links.size(); ++i) {
    if (lesson.links[i].kind == kind) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace

class TestLessonPanel : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void headingIsThePromise() {
    Stand stand(ids[0]);
    QCOMPARE(stand.panel->findChild<QLabel*>()->text(), QStringLiteral("A promise"));
    stand.panel->setLesson(QStringLiteral("Title"), {}, stand.lesson);
    QCOMPARE(stand.panel->findChild<QLabel*>()->text(), QStringLiteral("Title"));
    QVERIFY(stand.panel->accessibleName().contains(QStringLiteral("Title")));
  }

  void clickOnALinkSaysWhatToApply() {
    Stand stand(ids[0]);
    QSignalSpy activated(stand.panel, &LessonPanel::linkActivated);
    const int link = firstLink(stand.lesson, LessonLink::Kind::Preset);
    auto* text = stand.panel->bodyText();
    QTest::mouseClick(text->viewport(), Qt::LeftButton, {}, placeOfLink(*text, link));
    QCOMPARE(activated.size(), 1);
    QCOMPARE(activated[0][0].value<LessonLink>().url, stand.lesson.links[static_cast<std::size_t>(link)].url);
  }

  void pointerOverALinkLightsItsControl() {
    Stand stand(ids[0], {368, 2000});
    QSignalSpy hovered(stand.panel, &LessonPanel::linkHovered);
    QSignalSpy left(stand.panel, &LessonPanel::linkLeft);
    auto* text = stand.panel->bodyText();
    const auto place = placeOfLink(*text, firstLink(stand.lesson, LessonLink::Kind::Control));
    QTest::mouseMove(text->viewport(), place);
    QTRY_COMPARE(hovered.size(), 1);
    QCOMPARE(hovered[0][0].value<LessonLink>().target, std::string("k"));
    QTest::mouseMove(text->viewport(), {2, 2});
    QTRY_COMPARE(left.size(), 1);
  }

  void controlUnderThePointerLightsItsText() {
    Stand stand(ids[0]);
    auto* text = stand.panel->bodyText();
    QVERIFY(text->highlightedLinks().isEmpty());
    const QImage plain = text->viewport()->grab().toImage();
    stand.panel->setHighlightedControl(QStringLiteral("k"));
    QCOMPARE(text->highlightedLinks().size(), 1);
    QVERIFY(text->viewport()->grab().toImage() != plain);
    stand.panel->setHighlightedControl({});
    QCOMPARE(text->viewport()->grab().toImage(), plain);
    stand.panel->setHighlightedView(QStringLiteral("inertia"));
    QVERIFY(stand.panel->formulaBlock()->isHighlighted());
    stand.panel->setHighlightedView({});
    QVERIFY(!stand.panel->formulaBlock()->isHighlighted());
  }

  void formulaSpeaksOfItsView() {
    Stand stand(ids[0]);
    QSignalSpy activated(stand.panel, &LessonPanel::linkActivated);
    QTest::mouseClick(stand.panel->formulaBlock(), Qt::LeftButton);
    QCOMPARE(activated.size(), 1);
    QCOMPARE(activated[0][0].value<LessonLink>().target, std::string("inertia"));
  }

  void tabWalksTheLinksAndEnterFollowsThem() {
    Stand stand(ids[0]);
    stand.window.activateWindow();
    auto* text = stand.panel->bodyText();
    text->setFocus(Qt::TabFocusReason);
    QSignalSpy activated(stand.panel, &LessonPanel::linkActivated);
    const int first = text->focusedLink();
    QVERIFY(first >= 0);
    QTest::keyClick(text, Qt::Key_Tab);
    QVERIFY(text->focusedLink() > first);
    const QImage ringed = text->viewport()->grab().toImage();
    QTest::keyClick(text, Qt::Key_Return);
    QCOMPARE(activated.size(), 1);
    QVERIFY(text->accessibleDescription().contains(QStringLiteral("Link")));
    QTest::keyClick(text, Qt::Key_Backtab);
    QCOMPARE(text->focusedLink(), first);
    QVERIFY(text->viewport()->grab().toImage() != ringed);
  }

  void focusedLinkIsScrolledIntoSight() {
    Stand stand(ids[3], {368, 300});
    stand.window.activateWindow();
    auto* text = stand.panel->bodyText();
    text->setFocus(Qt::TabFocusReason);
    for (int i = 0; i < 6; ++i) QTest::keyClick(text, Qt::Key_Tab);
    const auto place = placeOfLink(*text, text->focusedLink());
    const int y = text->mapTo(stand.panel, place).y();
    QVERIFY2(y > 0 && y < stand.panel->height(), qPrintable(QString::number(y)));
  }

  void tabLeavesTheTextAtItsEnds() {
    Stand stand(ids[0]);
    stand.window.activateWindow();
    auto* text = stand.panel->bodyText();
    text->setFocus(Qt::TabFocusReason);
    QTest::keyClick(text, Qt::Key_Backtab);
    QVERIFY(!text->hasFocus());
    QCOMPARE(text->focusedLink(), -1);
  }

  void cardWaitsForAGuess() {
    Stand stand(ids[4]);
    auto* card = stand.panel->predictCard();
    QSignalSpy activated(stand.panel, &LessonPanel::linkActivated);
    QVERIFY(!card->button()->isVisible() && !card->answer()->isVisible());
    QCOMPARE(card->choice(), -1);
    QTest::mouseClick(card->options()[1], Qt::LeftButton, {}, QPoint(8, card->options()[1]->height() / 2));
    QCOMPARE(card->choice(), 1);
    QVERIFY(card->button()->isVisible() && !card->answer()->isVisible());
    QTest::mouseClick(card->button(), Qt::LeftButton);
    QCOMPARE(activated.size(), 1);
    QCOMPARE(activated[0][0].value<LessonLink>().target, std::string("linear-only"));
    QVERIFY(!card->button()->isVisible() && card->answer()->isVisible() && card->revealed());
    QVERIFY(!card->answer()->toPlainText().contains(QStringLiteral("wrong"), Qt::CaseInsensitive));
    stand.panel->setLesson({}, {}, stand.lesson);
    QVERIFY(!card->revealed() && !card->answer()->isVisible());
    QCOMPARE(card->choice(), -1);
  }

  void chipsShowWhatIsInForce() {
    Stand stand(ids[0]);
    QSignalSpy activated(stand.panel, &LessonPanel::linkActivated);
    stand.panel->setActivePreset(QStringLiteral("one"));
    auto* chips = stand.panel->presetChips();
    QVERIFY(chips->chips()[0]->isChecked() && !chips->chips()[1]->isChecked());
    QTest::mouseClick(chips->chips()[1], Qt::LeftButton);
    QCOMPARE(activated.size(), 1);
    QCOMPARE(activated[0][0].value<LessonLink>().url, std::string("do:preset=two"));
    // The window decides what is in force.
    QVERIFY(chips->chips()[0]->isChecked() && !chips->chips()[1]->isChecked());
    QVERIFY(chips->chips()[0]->height() == 30);
  }

  void seeAlsoNamesDemosThatExist() {
    Stand stand(ids[0]);
    QVERIFY(stand.panel->bodyText()->toPlainText().contains(QStringLiteral("Principal components")));
    const auto& links = stand.panel->lesson().links;
    QCOMPARE(links.back().url, std::string("demo:dimred/pca"));
    Stand other(ids[3]);
    QVERIFY(!other.panel->bodyText()->toPlainText().contains(QStringLiteral("See also")));
  }

  void copyGivesTex() {
    Stand stand(ids[0]);
    auto* text = stand.panel->bodyText();
    text->selectAll();
    text->copy();
    const auto copied = QGuiApplication::clipboard()->text();
    QVERIFY(copied.contains(QStringLiteral("$\\mu_i$.")));
    QVERIFY(!copied.contains(QChar::ObjectReplacementCharacter));
  }

  void partsHaveNames() {
    Stand stand(ids[0]);
    for (auto* widget : stand.panel->findChildren<QWidget*>()) {
      if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible() || qobject_cast<QScrollBar*>(widget)) continue;
      const auto* button = qobject_cast<QAbstractButton*>(widget);
      QVERIFY2(!widget->accessibleName().isEmpty() || (button != nullptr && !button->text().isEmpty()),
               widget->metaObject()->className());
    }
  }

  void everyLessonIsBuiltIn() {
    for (const auto& id : ids) QVERIFY2(builtInLesson(id).has_value(), qPrintable(id));
    QVERIFY(!builtInLesson(QStringLiteral("no/such-demo")).has_value());
  }
};

QTEST_MAIN(TestLessonPanel)
#include "tst_lesson_panel.moc"
