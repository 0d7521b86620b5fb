#pragma once
// The lesson's main formula in a frame of its own: canvas ground, hairline, accent bar at the left. With a link it can
// be focused, hovered and pressed like one.
#include <QWidget>
#include <optional>

#include "widgets/lesson/formula_store.h"

namespace gradus {

class FormulaCache;

class FormulaBlock : public QWidget {
  Q_OBJECT
 public:
  explicit FormulaBlock(FormulaCache& cache, QWidget* parent = nullptr);

  /// `linked` makes the block answer to pointer and keyboard.
  void setFormula(const Formula& formula, bool linked);
  /// The control or view it speaks of is under the pointer.
  void setHighlighted(bool highlighted);
  bool isHighlighted() const { return highlighted_; }

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  void activated();
  void hovered(bool inside);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void enterEvent(QEnterEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  double em() const;

  FormulaCache& cache_;
  std::optional<Formula> formula_;
  bool linked_ = false;
  bool highlighted_ = false;
};

}  // namespace gradus
