#pragma once
// A page that lies over the window: a veil, and on it a card. Escape or a click beside the card closes it, the keyboard
// stays inside, and the focus goes back to where it was. Never a dialog of its own.
#include <QLabel>
#include <QPointer>
#include <QToolButton>
#include <QWidget>

namespace gradus {

class OverlayPage : public QWidget {
  Q_OBJECT
 public:
  /// `size` of the card at text scale 1; `top` its distance from the window's top edge, negative = in the middle.
  OverlayPage(const QString& title, const QSize& size, int top, QWidget* window);

  void open();
  void dismiss();
  /// What the card holds; it has no layout yet.
  QWidget* body() const { return body_; }
  /// Leaves out the line with title and close button.
  void setHeaderShown(bool shown);

 Q_SIGNALS:
  void opened();
  void dismissed();

 protected:
  /// The widget that gets the keyboard when the page opens.
  virtual QWidget* firstFocus() const { return nullptr; }
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;
  bool focusNextPrevChild(bool next) override;

 private:
  void place();

  QSize size_;
  int top_;
  QWidget *card_, *header_, *body_;
  QLabel* title_;
  QToolButton* close_;
  QPointer<QWidget> before_;
};

}  // namespace gradus
