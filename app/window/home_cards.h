#pragma once
// The cards of the home page. The whole card is the target.
#include <QAbstractButton>
#include <QImage>
#include <QPushButton>

#include "app/window/recent_states.h"
#include "widgets/theme/icons.h"

namespace gradus {

/// Picture above, below it number, name and count.
class DemoCard : public QAbstractButton {
  Q_OBJECT
 public:
  DemoCard(const QString& id, int number, const QString& name, const QString& count, QWidget* parent);
  const QString& id() const { return id_; }
  void setPicture(const QImage& picture);
  int heightFor(int width) const;
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString id_, name_, count_;
  int number_;
  QImage picture_;
};

/// A state to go on with: picture at the left, name, detail and time; greyed where the file is gone.
class RecentCard : public QAbstractButton {
  Q_OBJECT
 public:
  RecentCard(const RecentState& state, const QString& title, QWidget* parent);
  const RecentState& state() const { return state_; }
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  RecentState state_;
  QString title_;
  QImage picture_;
};

/// Icon, headline, a sentence and one button; dashed = something can be dropped here.
class InvitationCard : public QWidget {
  Q_OBJECT
 public:
  InvitationCard(Icon icon, const QString& headline, const QString& text, const QString& button, bool dashed,
                 QWidget* parent);
  QPushButton* button() const { return button_; }
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void place();
  Icon icon_;
  QString headline_, text_;
  QPushButton* button_;
  bool dashed_;
};

}  // namespace gradus
