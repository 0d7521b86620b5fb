#pragma once
// Predict, then reveal: a question with two to four options; only after a choice the button "Run and see"; then what
// happened. The card never says "wrong".
#include <QList>
#include <QWidget>

#include "core/lesson/lesson.h"

class QRadioButton;
class QPushButton;
class QHBoxLayout;

namespace gradus {

class FlowLayout;
class FormulaCache;
class LessonText;

class PredictCard : public QWidget {
  Q_OBJECT
 public:
  explicit PredictCard(FormulaCache& cache, QWidget* parent = nullptr);

  /// `lesson` must have a predict card and outlive this widget or be set anew.
  void setLesson(const Lesson& lesson);
  /// The option chosen, or -1.
  int choice() const;
  bool revealed() const { return revealed_; }
  void choose(int option);
  LessonText* question() const { return question_; }
  LessonText* answer() const { return answer_; }
  QPushButton* button() const { return button_; }
  QList<QRadioButton*> options() const { return options_; }

 Q_SIGNALS:
  /// "Run and see" was pressed: apply this link.
  void revealRequested(int link);
  void linkActivated(int link);
  void linkHovered(int link);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void fillTexts();
  void reveal();
  void updateMargins();

  FormulaCache& cache_;
  const Lesson* lesson_ = nullptr;
  LessonText* question_;
  FlowLayout* optionRow_;
  QList<QRadioButton*> options_;
  QHBoxLayout* buttonRow_;
  QPushButton* button_;
  LessonText* answer_;
  bool revealed_ = false;
};

}  // namespace gradus
