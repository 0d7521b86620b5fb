#pragma once
// A bar at the top of the stage: what happened, the likely cause, and what can be done about it, the best thing first.
#include <QLabel>
#include <QWidget>
#include <functional>
#include <vector>

#include "widgets/theme/icons.h"

class QHBoxLayout;
class QPushButton;
class QToolButton;

namespace gradus {

class NoticeBar : public QWidget {
  Q_OBJECT
 public:
  enum class Kind { error, warn, neutral };
  struct Choice {
    QString text;
    Icon icon;
    std::function<void()> carryOut;
  };
  explicit NoticeBar(QWidget* parent = nullptr);

  /// The first choice is the primary one. The same notice shown again changes nothing, so that the focus stays.
  void showNotice(Kind kind, const QString& title, const QString& text, std::vector<Choice> choices);
  QString title() const { return title_->text(); }
  QString text() const { return text_->text(); }
  const QList<QPushButton*>& buttons() const { return buttons_; }

 Q_SIGNALS:
  void closed();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void layOut();

  Kind kind_ = Kind::neutral;
  QLabel *title_, *text_;
  QToolButton* close_;
  QHBoxLayout* row_;
  QList<QPushButton*> buttons_;
};

}  // namespace gradus
