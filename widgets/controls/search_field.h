#pragma once
#include <QLineEdit>

namespace gradus {

/// A field with a magnifier at the left and, while empty, its shortcut in a small box at the right. Escape empties it.
class SearchField : public QLineEdit {
  Q_OBJECT
 public:
  /// `label` names it for assistive technology and is the placeholder.
  explicit SearchField(const QString& label, QWidget* parent = nullptr);
  /// What is shown in the box, e.g. "Ctrl K" or "/"; the shortcut itself belongs to the window.
  void setShortcutHint(const QString& hint);
  QSize sizeHint() const override;

 Q_SIGNALS:
  /// Arrow down: the list below wants the keyboard.
  void leftDownwards();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void updateMargins();
  double hintWidth() const;

  QString hint_;
};

}  // namespace gradus
