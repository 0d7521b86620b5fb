#pragma once
// Draws typeset formulas: sharp at every pixel ratio, in any colour, the baseline on a whole pixel. Images are kept
// until their size, colour or pixel ratio is no longer asked for (16 MiB).
#include <QCache>
#include <QColor>
#include <QImage>
#include <QPainter>

#include "widgets/lesson/formula_store.h"

namespace gradus {

/// A formula as an image with its pixel ratio set; the baseline lies `ascent` logical pixels below its top.
struct FormulaImage {
  QImage image;
  double ascent = 0;
};

class FormulaCache {
 public:
  explicit FormulaCache(const FormulaStore& store = builtInFormulas());

  const Formula* find(const QString& tex, bool display) const { return store_.find(tex, display); }

  /// The formula at `em` logical pixels a em.
  FormulaImage image(const Formula& formula, double em, const QColor& colour, double pixelRatio);

  /// Draws the formula with its left end of the baseline at `at`: as an image on screens, as outlines in PDF and SVG.
  void draw(QPainter& painter, QPointF at, const Formula& formula, double em, const QColor& colour);

 private:
  QByteArray coloured(const Formula& formula, const QColor& colour) const;

  const FormulaStore& store_;
  QCache<QString, FormulaImage> images_;
};

}  // namespace gradus
