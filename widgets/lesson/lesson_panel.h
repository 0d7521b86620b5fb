#pragma once
// The lesson beside a running demo. Its top stands without scrolling: heading, where to look, the main formula, the
// presets, the predict card; the sections follow. What a click means is the window's business: it gets parsed links.
#include <QHash>
#include <QScrollArea>

#include "core/lesson/lesson.h"
#include "widgets/lesson/formula_cache.h"
#include "widgets/lesson/preset_chips.h"

class QLabel;
class QVBoxLayout;

namespace gradus {

class FormulaBlock;
class LessonText;
class PredictCard;

class LessonPanel : public QScrollArea {
  Q_OBJECT
 public:
  explicit LessonPanel(QWidget* parent = nullptr);
  ~LessonPanel() override;

  /// `title` names the demo for screen readers, `promise` is the heading (the title where it is empty).
  void setLesson(const QString& title, const QString& promise, const Lesson& lesson);
  void setPresets(const QList<LessonPreset>& presets);
  /// Which preset's settings are in force; empty: none.
  void setActivePreset(const QString& name);
  /// Titles of the demos that exist, by id; "See also" names only these. Call before setLesson.
  void setDemoTitles(const QHash<QString, QString>& titles);

  /// Marks what the lesson says of the control (setting) or view under the pointer; empty: nothing.
  void setHighlightedControl(const QString& control);
  void setHighlightedView(const QString& view);

  const Lesson& lesson() const { return lesson_; }
  PredictCard* predictCard() const { return predict_; }
  PresetChips* presetChips() const { return chips_; }
  FormulaBlock* formulaBlock() const { return formula_; }
  LessonText* lookText() const { return look_; }
  LessonText* bodyText() const { return body_; }

 Q_SIGNALS:
  void linkActivated(const gradus::LessonLink& link);
  void linkHovered(const gradus::LessonLink& link);
  /// The pointer and the keyboard focus have left the links.
  void linkLeft();

 protected:
  void changeEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void build();
  void fill();
  void fillBody();
  void collectSeeAlso();
  void applyMetrics();
  void updateHighlight();
  int mainFormulaLink() const;
  void connectText(LessonText* text);
  void activate(int link);
  void hover(int link);

  FormulaCache cache_;
  Lesson lesson_;
  LessonSpans seeAlso_;
  QString title_;
  QString promise_;
  QHash<QString, QString> demoTitles_;
  QString control_;
  QString view_;
  QWidget* page_ = nullptr;
  QVBoxLayout* column_ = nullptr;
  QVBoxLayout* headingFrame_ = nullptr;
  QVBoxLayout* formulaFrame_ = nullptr;
  QVBoxLayout* chipFrame_ = nullptr;
  QVBoxLayout* cardFrame_ = nullptr;
  QLabel* heading_ = nullptr;
  LessonText* look_ = nullptr;
  FormulaBlock* formula_ = nullptr;
  PresetChips* chips_ = nullptr;
  PredictCard* predict_ = nullptr;
  LessonText* body_ = nullptr;
};

}  // namespace gradus
