// Fails on a missing, stale or broken formula of any lesson, and checks how formulas are drawn.
#include <QDirIterator>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPdfWriter>
#include <QSvgGenerator>
#include <QSvgRenderer>
#include <QtTest>

#include "core/lesson/lesson.h"
#include "widgets/lesson/formula_cache.h"

using namespace gradus;

namespace {

const QString resources = QStringLiteral(GRADUS_SOURCE_DIR "/resources");

QList<LessonFormula> allFormulas() {
  QList<LessonFormula> formulas;
  for (QDirIterator it(resources + QStringLiteral("/lessons"), {QStringLiteral("*.md")}, QDir::Files,
                       QDirIterator::Subdirectories);
       it.hasNext();) {
    const auto path = it.next();
    if (path.endsWith(QLatin1String("README.md"))) continue;
    for (const auto& formula : readLesson(path.toStdString()).formulas) formulas << formula;
  }
  return formulas;
}

/// Pixels of the image that are not transparent.
int inkOf(const QImage& image) {
  int ink = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) ink += qAlpha(image.pixel(x, y)) > 0 ? 1 : 0;
  }
  return ink;
}

}  // namespace

class TestFormulas : public QObject {
  Q_OBJECT

 private:
  FormulaStore store_{resources + QStringLiteral("/formulas")};
  QList<LessonFormula> formulas_ = allFormulas();

 private Q_SLOTS:
  void indexIsOfThisTool() {
    QVERIFY2(store_.errorText().isEmpty(), qPrintable(store_.errorText()));
    QFile file(resources + QStringLiteral("/formulas/package.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto manifest = QJsonDocument::fromJson(file.readAll()).object();
    QCOMPARE(store_.toolVersion(), manifest[QStringLiteral("version")].toString());
    QCOMPARE(store_.mathjaxVersion(),
             manifest[QStringLiteral("dependencies")].toObject()[QStringLiteral("mathjax-full")].toString());
  }

  void everyFormulaIsTypesetAndFresh() {
    QVERIFY(formulas_.size() > 40);
    for (const auto& formula : formulas_) {
      const auto tex = QString::fromStdString(formula.tex);
      const auto* typeset = store_.find(tex, formula.display);
      QVERIFY2(typeset != nullptr,
               qPrintable(QStringLiteral("not typeset, run resources/formulas/make_formulas.mjs: ") + tex));
      QCOMPARE(typeset->hash,
               FormulaStore::hashOf(tex, formula.display, store_.toolVersion(), store_.mathjaxVersion()));
    }
  }

  void everySvgIsOneThatQtDrawsRightly() {
    for (const auto& formula : store_.formulas()) {
      const auto svg = store_.svg(formula);
      QVERIFY2(!svg.isEmpty(), qPrintable(formula.tex));
      QCOMPARE(svg.count("<svg"), 1);
      for (const char* unwanted : {"<text", "<use", "merror", "data-", "ex\"", "<defs"}) {
        QVERIFY2(!svg.contains(unwanted), qPrintable(formula.tex + QStringLiteral(": ") + QString::fromUtf8(unwanted)));
      }
      QVERIFY(svg.contains("currentColor"));
      QSvgRenderer renderer(svg);
      QVERIFY2(renderer.isValid(), qPrintable(formula.tex));
      // The index and the drawing agree on the size: viewBox in thousandths of an em.
      QVERIFY(std::abs(renderer.viewBoxF().width() / 1000 - formula.width) < 1e-3);
      QVERIFY(std::abs(renderer.viewBoxF().height() / 1000 - formula.height) < 1e-3);
      QVERIFY(std::abs((renderer.viewBoxF().bottom()) / 1000 - formula.depth) < 1e-3);
    }
  }

  void everyFormulaLeavesInkInsideItsBox() {
    FormulaCache cache(store_);
    for (const auto& formula : store_.formulas()) {
      const auto drawn = cache.image(formula, 18, Qt::red, 2);
      const int ink = inkOf(drawn.image);
      QVERIFY2(ink > 20, qPrintable(formula.tex));
      // A formula that Qt cannot draw comes out as a filled box.
      QVERIFY2(ink < drawn.image.width() * drawn.image.height() * 0.85, qPrintable(formula.tex));
      // Ink reaches into the right quarter: nothing after a stretched sign was dropped.
      const QImage right =
          drawn.image.copy(drawn.image.width() * 3 / 4, 0, drawn.image.width() / 4, drawn.image.height());
      QVERIFY2(inkOf(right) > 0, qPrintable(formula.tex));
      QCOMPARE(drawn.image.pixelColor(0, 0).alpha(), 0);
    }
  }

  void formulasFitThePanel() {
    for (const auto& formula : formulas_) {
      const auto* typeset = store_.find(QString::fromStdString(formula.tex), formula.display);
      QVERIFY(typeset != nullptr);
      // 18 px a em in a panel of 368 px; a line of 23 px carries inline formulas without fractions.
      if (formula.display) {
        QVERIFY2(typeset->width <= 17.4, qPrintable(typeset->tex));
      } else {
        QVERIFY2(typeset->height - typeset->depth <= 1.3 && typeset->depth <= 0.45 && typeset->width < 12,
                 qPrintable(typeset->tex));
      }
    }
  }

  void nothingIsLeftOver() {
    QSet<QString> used;
    for (const auto& formula : formulas_) {
      used << FormulaStore::hashOf(QString::fromStdString(formula.tex), formula.display, store_.toolVersion(),
                                   store_.mathjaxVersion());
    }
    const auto files =
        QDir(resources + QStringLiteral("/formulas/svg")).entryList({QStringLiteral("*.svg")}, QDir::Files);
    QCOMPARE(files.size(), used.size());
    for (const auto& file : files) QVERIFY2(used.contains(QFileInfo(file).baseName()), qPrintable(file));
    QCOMPARE(store_.formulas().size(), used.size());
  }

  void theProgramHoldsTheSameFormulas() {
    QCOMPARE(builtInFormulas().formulas().size(), store_.formulas().size());
    for (const auto& formula : store_.formulas()) {
      const auto* builtIn = builtInFormulas().find(formula.tex, formula.display);
      QVERIFY(builtIn != nullptr);
      QCOMPARE(builtInFormulas().svg(*builtIn), store_.svg(formula));
    }
  }

  void hashDependsOnEverything() {
    const auto hash = FormulaStore::hashOf(QStringLiteral("x"), false, QStringLiteral("1"), QStringLiteral("3"));
    QCOMPARE(hash.size(), 16);
    QVERIFY(hash != FormulaStore::hashOf(QStringLiteral("y"), false, QStringLiteral("1"), QStringLiteral("3")));
    QVERIFY(hash != FormulaStore::hashOf(QStringLiteral("x"), true, QStringLiteral("1"), QStringLiteral("3")));
    QVERIFY(hash != FormulaStore::hashOf(QStringLiteral("x"), false, QStringLiteral("2"), QStringLiteral("3")));
    QVERIFY(hash != FormulaStore::hashOf(QStringLiteral("x"), false, QStringLiteral("1"), QStringLiteral("4")));
  }

  void imagesTakeColourAndPixelRatio() {
    FormulaCache cache(store_);
    const auto* formula = store_.find(QStringLiteral("x_j"), false);
    QVERIFY(formula != nullptr);
    const auto once = cache.image(*formula, 16, Qt::blue, 1);
    const auto twice = cache.image(*formula, 16, Qt::blue, 2);
    QCOMPARE(twice.image.devicePixelRatio(), 2.0);
    QVERIFY(twice.image.width() > 1.7 * once.image.width());
    int blue = 0;
    for (int y = 0; y < twice.image.height(); ++y) {
      for (int x = 0; x < twice.image.width(); ++x) {
        const QColor colour = twice.image.pixelColor(x, y);
        if (colour.alpha() == 0) continue;
        QVERIFY(colour.red() == 0 && colour.green() == 0);
        blue += colour.blue() > 200 ? 1 : 0;
      }
    }
    QVERIFY(blue > 10);
  }

  void baselineIsExact() {
    // The letter M stands on the baseline: its lowest ink is the row just above it, whatever the size.
    FormulaCache cache(store_);
    const auto* formula = store_.find(QStringLiteral("M"), false);
    QVERIFY(formula != nullptr);
    for (const double em : {15.9, 18.0, 31.8}) {
      QImage canvas(80, 80, QImage::Format_ARGB32_Premultiplied);
      canvas.fill(Qt::transparent);
      QPainter painter(&canvas);
      cache.draw(painter, {10, 50}, *formula, em, Qt::black);
      painter.end();
      int lowest = 0;
      for (int y = 0; y < canvas.height(); ++y) {
        for (int x = 0; x < canvas.width(); ++x) {
          if (qAlpha(canvas.pixel(x, y)) > 60) lowest = y;
        }
      }
      QCOMPARE(lowest, 49);
    }
  }

  void exportsGetOutlines() {
    FormulaCache cache(store_);
    const auto* formula = store_.find(QStringLiteral("M"), false);
    QVERIFY(formula != nullptr);
    QBuffer buffer;
    QVERIFY(buffer.open(QIODevice::WriteOnly));
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize({60, 40});
    QPainter painter(&generator);
    cache.draw(painter, {10, 30}, *formula, 18, Qt::black);
    painter.end();
    QVERIFY(buffer.data().contains("<path"));
    QVERIFY(!buffer.data().contains("<image"));
  }
};

QTEST_MAIN(TestFormulas)
#include "tst_formulas.moc"
