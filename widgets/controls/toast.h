#pragma once
#include <QLabel>
#include <QPropertyAnimation>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>
#include <QWidget>

namespace gradus {

enum class ToastKind { information, success, warning, error };

/// A message of 360 px at the bottom right of its host for five seconds, one at a time; errors stay until closed. While
/// the pointer is over it or the keyboard in it, it waits. Silent while presenting (Theme::presenting).
class Toast : public QWidget {
  Q_OBJECT
 public:
  explicit Toast(QWidget* host);
  /// Replaces the message on show. `action` labels a button ("Undo"); empty: none.
  void tell(const QString& text, ToastKind kind = ToastKind::information, const QString& action = {});
  void dismiss();
  /// Distance from the host's bottom edge (the timeline's height).
  void setBottomDistance(int pixels);
  QString text() const { return text_->text(); }
  QSize sizeHint() const override;

 Q_SIGNALS:
  void actionRequested();

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;
  void changeEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  QPoint restingPlace() const;
  void updateSizes();
  void slide();

  QLabel* text_;
  QPushButton* action_;
  QToolButton* close_;
  QTimer timer_;
  QPropertyAnimation* motion_;
  ToastKind kind_ = ToastKind::information;
  int distance_ = 0;
};

}  // namespace gradus
