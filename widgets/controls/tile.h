#pragma once
#include <QWidget>

#include "widgets/theme/icons.h"

namespace gradus {

enum class Judgement { none, good, warning, bad, information };

/// A number that matters: label, large value, one line of judgement with its icon. The tile is as wide as the
/// longest value it can show (reserve) and digits have equal width, so nothing moves while it runs.
class Tile : public QWidget {
  Q_OBJECT
 public:
  explicit Tile(const QString& label = {}, QWidget* parent = nullptr);
  void setLabel(const QString& label);
  void setValue(const QString& value);
  /// A text as long as the value can become, e.g. "−0.0000".
  void reserve(const QString& longest);
  void setJudgement(Judgement judgement, const QString& text);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void describe();

  QString label_, value_, longest_, text_;
  Judgement judgement_ = Judgement::none;
};

/// Colour and icon of a judgement, for lists that show one without a tile.
QColor judgementColour(Judgement judgement, const Theme& theme);
Icon judgementIcon(Judgement judgement);

}  // namespace gradus
