#include "widgets/lesson/formula_object.h"

#include <QFontMetricsF>
#include <QTextDocument>
#include <algorithm>

namespace gradus {
namespace {

constexpr int texProperty = QTextFormat::UserProperty + 1;
constexpr int displayProperty = QTextFormat::UserProperty + 2;
constexpr int emProperty = QTextFormat::UserProperty + 3;
constexpr int trailingProperty = QTextFormat::UserProperty + 4;
constexpr int wantedEmProperty = QTextFormat::UserProperty + 5;
constexpr int widthProperty = QTextFormat::UserProperty + 6;  // in em

}  // namespace

QTextCharFormat FormulaObject::format(const QTextCharFormat& base, const Formula& formula, double em,
                                      const QString& trailing) {
  QTextCharFormat format = base;
  format.setObjectType(type);
  format.setProperty(texProperty, formula.tex);
  format.setProperty(displayProperty, formula.display);
  format.setProperty(emProperty, em);
  format.setProperty(wantedEmProperty, em);
  format.setProperty(widthProperty, formula.width);
  format.setProperty(trailingProperty, trailing);
  format.setFontUnderline(false);
  return format;
}

QString FormulaObject::texOf(const QTextFormat& format) {
  return format.stringProperty(texProperty);
}

QTextCharFormat FormulaObject::fitted(const QTextFormat& format, double width) {
  QTextCharFormat result = format.toCharFormat();
  const double wanted = format.doubleProperty(wantedEmProperty);
  const double units = format.doubleProperty(widthProperty);
  if (units > 0) result.setProperty(emProperty, std::clamp(width / units, 0.4 * wanted, wanted));
  return result;
}

QString FormulaObject::trailingOf(const QTextFormat& format) {
  return format.stringProperty(trailingProperty);
}

/// Width and ascent: an object stands with its lower edge on the baseline, the depth hangs below it.
QSizeF FormulaObject::intrinsicSize(QTextDocument* /*document*/, int /*position*/, const QTextFormat& format) {
  const auto* formula = cache_.find(texOf(format), format.boolProperty(displayProperty));
  if (formula == nullptr) return {};
  const double em = format.doubleProperty(emProperty);
  const double trailing = QFontMetricsF(format.toCharFormat().font()).horizontalAdvance(trailingOf(format));
  return {formula->width * em + trailing, (formula->height - formula->depth) * em};
}

void FormulaObject::drawObject(QPainter* painter, const QRectF& rect, QTextDocument* /*document*/, int /*position*/,
                               const QTextFormat& format) {
  const auto* formula = cache_.find(texOf(format), format.boolProperty(displayProperty));
  if (formula == nullptr) return;
  const double em = format.doubleProperty(emProperty);
  cache_.draw(*painter, rect.bottomLeft(), *formula, em, format.foreground().color());
  const QString trailing = trailingOf(format);
  if (trailing.isEmpty()) return;
  painter->setFont(format.toCharFormat().font());
  painter->setPen(format.foreground().color());
  painter->drawText(rect.bottomLeft() + QPointF(formula->width * em, 0), trailing);
}

}  // namespace gradus
