// How the panel is laid out and painted: nothing cut at any scale, every theme, even lines.
#include <QTextBlock>
#include <QTextFragment>
#include <QtTest>

#include "tests/widgets/lesson/lesson_stand.h"
#include "widgets/lesson/formula_block.h"
#include "widgets/lesson/lesson_text.h"
#include "widgets/lesson/predict_card.h"

using namespace gradus;
using namespace gradus::lesson_test;

class TestLessonLook : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void topNeedsNoScrolling_data() {
    QTest::addColumn<QString>("id");
    for (const auto& id : ids) QTest::newRow(qPrintable(id)) << id;
  }

  void topNeedsNoScrolling() {
    QFETCH(QString, id);
    Stand stand(id);
    const auto bottom = [&](const QWidget* part) { return part->mapTo(&stand.window, QPoint(0, part->height())).y(); };
    QVERIFY(stand.panel->lookText()->isVisible() && stand.panel->formulaBlock()->isVisible());
    QVERIFY(bottom(stand.panel->lookText()) <= bottom(stand.panel->formulaBlock()));
    QVERIFY(bottom(stand.panel->presetChips()) <= bottom(stand.panel->predictCard()));
    QVERIFY2(bottom(stand.panel->predictCard()) <= 480,
             qPrintable(QString::number(bottom(stand.panel->predictCard()))));
    // Everything is inside the width, and the page ends where the text ends.
    QCOMPARE(stand.panel->widget()->width(), stand.panel->viewport()->width());
    const auto* body = stand.panel->bodyText();
    QVERIFY(stand.panel->widget()->height() - body->geometry().bottom() <= 24);
  }

  void textIsNeverCut_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<double>("scale");
    for (const auto& id : ids) {
      for (const double scale : {0.8, 1.0, 2.0}) QTest::addRow("%s %g", qPrintable(id), scale) << id << scale;
    }
  }

  void textIsNeverCut() {
    QFETCH(QString, id);
    QFETCH(double, scale);
    Stand stand(id, {420, 700});
    stand.service.setScale(scale);
    for (int i = 0; i < 3; ++i) QCoreApplication::processEvents();
    for (auto* text : {stand.panel->lookText(), stand.panel->bodyText(), stand.panel->predictCard()->question()}) {
      QVERIFY2(text->height() >= text->document()->size().height() - 1,
               qPrintable(QStringLiteral("%1 < %2").arg(text->height()).arg(text->document()->size().height())));
      QVERIFY(text->document()->idealWidth() <= text->viewport()->width() + 1);
    }
  }

  void themesRepaintTextAndFormulas() {
    Stand stand(ids[1]);
    const QImage light = stand.panel->grab().toImage();
    stand.service.setChoice(ThemeKind::dark);
    QCoreApplication::processEvents();
    const QImage dark = stand.panel->grab().toImage();
    QVERIFY(light != dark);
    const auto text = stand.service.theme().text;
    bool found = false;
    auto* body = stand.panel->bodyText();
    for (auto block = body->document()->begin(); block.isValid(); block = block.next()) {
      for (auto it = block.begin(); !it.atEnd(); ++it) {
        const auto format = it.fragment().charFormat();
        if (format.objectType() == QTextFormat::NoObject || format.isAnchor()) continue;
        QCOMPARE(format.foreground().color(), text);
        found = true;
      }
    }
    QVERIFY(found);
    stand.service.setChoice(ThemeKind::light);
    QCoreApplication::processEvents();
    QCOMPARE(stand.panel->grab().toImage(), light);
  }

  void linesStayEvenAroundFormulas() {
    Stand stand(ids[0]);
    const auto* document = stand.panel->bodyText()->document();
    int paragraphs = 0;
    for (auto block = document->begin(); block.isValid(); block = block.next()) {
      if (block.blockFormat().lineHeight() != stand.service.theme().lineHeight(TextRole::lesson)) continue;
      const auto* layout = block.layout();
      for (int i = 1; i < layout->lineCount(); ++i) {
        const auto baseline = [&](int line) { return layout->lineAt(line).y() + layout->lineAt(line).ascent(); };
        QVERIFY(std::abs(baseline(i) - baseline(i - 1) - block.blockFormat().lineHeight()) < 1.01);
      }
      ++paragraphs;
    }
    QVERIFY(paragraphs > 10);
  }
};

QTEST_MAIN(TestLessonLook)
#include "tst_lesson_look.moc"
