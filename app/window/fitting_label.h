#pragma once
// A line of text that is never cut at its end: a title is shortened in its middle, a hint of several parts loses parts.
#include <QWidget>

#include "widgets/theme/theme.h"

namespace gradus {

class FittingLabel : public QWidget {
  Q_OBJECT
 public:
  enum class Fit { shorten, dropParts };
  FittingLabel(TextRole role, Fit fit, Qt::Alignment alignment, QWidget* parent = nullptr);

  void setText(const QString& text);
  const QString& text() const { return text_; }
  /// Muted instead of text colour.
  void setMuted(bool muted);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;
  /// Between the parts of a text that may lose some.
  static QString separator() { return QStringLiteral(" · "); }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  QString shownText() const;

  TextRole role_;
  Fit fit_;
  Qt::Alignment alignment_;
  QString text_;
  bool muted_ = false;
};

}  // namespace gradus
