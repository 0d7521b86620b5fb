#pragma once
// A formula inside a QTextDocument: an object of the text layout that stands on the baseline and draws itself, so that
// no line is pushed apart by padding and exports get outlines.
#include <QObject>
#include <QTextCharFormat>
#include <QTextObjectInterface>

#include "widgets/lesson/formula_cache.h"

namespace gradus {

class FormulaObject : public QObject, public QTextObjectInterface {
  Q_OBJECT
  Q_INTERFACES(QTextObjectInterface)
 public:
  static constexpr int type = QTextFormat::UserObject + 7;

  explicit FormulaObject(FormulaCache& cache, QObject* parent = nullptr) : QObject(parent), cache_(cache) {}

  /// The format of the one character that stands for the formula; colour, font and link come from `base`. `trailing` is
  /// punctuation set with the formula, because Qt may break a line after any object.
  static QTextCharFormat format(const QTextCharFormat& base, const Formula& formula, double em,
                                const QString& trailing = {});
  /// The TeX of a formula's character, empty for other formats.
  static QString texOf(const QTextFormat& format);
  /// The same formula as large as `width` logical pixels allow, at most as it was asked for and at least 0.4 of that.
  static QTextCharFormat fitted(const QTextFormat& format, double width);
  static QString trailingOf(const QTextFormat& format);

  QSizeF intrinsicSize(QTextDocument* document, int position, const QTextFormat& format) override;
  void drawObject(QPainter* painter, const QRectF& rect, QTextDocument* document, int position,
                  const QTextFormat& format) override;

 private:
  FormulaCache& cache_;
};

}  // namespace gradus
