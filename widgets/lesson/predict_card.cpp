#include "widgets/lesson/predict_card.h"

#include <QEvent>
#include <QPainter>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

#include "widgets/lesson/flow_layout.h"
#include "widgets/lesson/lesson_document.h"
#include "widgets/lesson/lesson_text.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme_service.h"

namespace gradus {

PredictCard::PredictCard(FormulaCache& cache, QWidget* parent)
    : QWidget(parent),
      cache_(cache),
      question_(new LessonText(cache, this)),
      optionRow_(new FlowLayout(nullptr, 0, 0)),
      buttonRow_(new QHBoxLayout),
      button_(new QPushButton(tr("Run and see"), this)),
      answer_(new LessonText(cache, this)) {
  auto* column = new QVBoxLayout(this);
  column->addWidget(question_);
  column->addLayout(optionRow_);
  buttonRow_->addWidget(button_);
  buttonRow_->addStretch(1);
  column->addLayout(buttonRow_);
  column->addWidget(answer_);
  setPrimary(button_);
  button_->hide();
  answer_->hide();
  question_->setAccessibleName(tr("Predict first"));
  answer_->setAccessibleName(tr("What happened"));
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  connect(button_, &QPushButton::clicked, this, &PredictCard::reveal);
  for (auto* text : {question_, answer_}) {
    connect(text, &LessonText::linkActivated, this, &PredictCard::linkActivated);
    connect(text, &LessonText::linkHovered, this, &PredictCard::linkHovered);
  }
  updateMargins();
}

void PredictCard::setLesson(const Lesson& lesson) {
  lesson_ = &lesson;
  revealed_ = false;
  qDeleteAll(options_);
  options_.clear();
  for (const auto& option : lesson.predict->options) {
    auto* radio = new QRadioButton(QString::fromStdString(plainText(option.spans)), this);
    setTextRole(radio, TextRole::body);
    optionRow_->addWidget(radio);
    connect(radio, &QRadioButton::toggled, this, [this](bool on) {
      if (!on || revealed_) return;
      button_->show();
      updateMargins();
    });
    options_.append(radio);
  }
  button_->hide();
  answer_->hide();
  updateMargins();
  fillTexts();
}

int PredictCard::choice() const {
  for (int i = 0; i < options_.size(); ++i) {
    if (options_[i]->isChecked()) return i;
  }
  return -1;
}

void PredictCard::choose(int option) {
  if (option >= 0 && option < options_.size()) options_[option]->setChecked(true);
}

void PredictCard::fillTexts() {
  if (lesson_ == nullptr) return;
  const Theme& theme = themeOf(this);
  const auto& card = *lesson_->predict;
  LessonDocument(*question_->document(), *lesson_, theme, cache_).addParagraph(card.question, tr("Predict first."));
  question_->contentChanged(*lesson_);
  LessonDocument(*answer_->document(), *lesson_, theme, cache_).addParagraph(card.answer, tr("What happened."));
  answer_->contentChanged(*lesson_);
}

/// The choice stays as it is: it is compared with the answer, not corrected.
void PredictCard::reveal() {
  if (revealed_ || choice() < 0) return;
  revealed_ = true;
  const bool hadFocus = button_->hasFocus();
  button_->hide();
  for (auto* radio : options_) radio->setEnabled(false);
  answer_->show();
  updateMargins();
  if (hadFocus) answer_->setFocus(Qt::OtherFocusReason);
  Q_EMIT revealRequested(lesson_->predict->reveal);
}

void PredictCard::paintEvent(QPaintEvent* /*event*/) {
  const Theme& theme = themeOf(this);
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  paint::box(painter, rect(), theme.len(radius::card), theme.raised, theme.line, theme.hairline());
}

void PredictCard::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() != QEvent::StyleChange) return;
  updateMargins();
  fillTexts();
}

void PredictCard::updateMargins() {
  const Theme& theme = themeOf(this);
  // The text brings 4 pixels of its own on each side.
  const int side = theme.px(space::cardSide - space::s4);
  layout()->setContentsMargins(side, theme.px(space::s8), side, theme.px(space::s12));
  layout()->setSpacing(theme.px(space::s4));
  const int inset = theme.px(space::s4);
  optionRow_->setContentsMargins(inset, 0, inset, 0);
  optionRow_->setGaps(theme.px(space::s8), theme.px(space::s4));
  buttonRow_->setContentsMargins(inset, button_->isVisibleTo(this) ? inset : 0, inset, 0);
}

}  // namespace gradus
