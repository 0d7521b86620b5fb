#include "widgets/lesson/lesson_panel.h"

#include <QKeyEvent>
#include <QLabel>
#include <QScrollBar>
#include <QVBoxLayout>

#include "widgets/lesson/formula_block.h"
#include "widgets/lesson/lesson_document.h"
#include "widgets/lesson/lesson_text.h"
#include "widgets/lesson/predict_card.h"
#include "widgets/theme/theme_service.h"

namespace gradus {
namespace {

/// At most 62 characters a line.
constexpr int charactersPerLine = 62;

}  // namespace

LessonPanel::LessonPanel(QWidget* parent) : QScrollArea(parent) {
  setFrameShape(QFrame::NoFrame);
  setWidgetResizable(true);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
  setFocusPolicy(Qt::NoFocus);
  viewport()->setAutoFillBackground(false);
  build();
  applyMetrics();
}

LessonPanel::~LessonPanel() = default;

void LessonPanel::build() {
  page_ = new QWidget;
  page_->setAutoFillBackground(false);
  column_ = new QVBoxLayout(page_);
  heading_ = new QLabel(page_);
  heading_->setWordWrap(true);
  heading_->setTextFormat(Qt::PlainText);
  QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  heading_->setSizePolicy(policy);
  setTextRole(heading_, TextRole::heading);
  look_ = new LessonText(cache_, page_);
  look_->setAccessibleName(tr("Look"));
  formula_ = new FormulaBlock(cache_, page_);
  chips_ = new PresetChips(page_);
  predict_ = new PredictCard(cache_, page_);
  body_ = new LessonText(cache_, page_);
  body_->setAccessibleName(tr("Lesson"));
  const auto addFramed = [this](QWidget* widget) {
    auto* frame = new QVBoxLayout;
    frame->addWidget(widget);
    column_->addLayout(frame);
    return frame;
  };
  headingFrame_ = addFramed(heading_);
  column_->addWidget(look_);
  formulaFrame_ = addFramed(formula_);
  chipFrame_ = addFramed(chips_);
  cardFrame_ = addFramed(predict_);
  column_->addWidget(body_);
  column_->addStretch(1);
  setWidget(page_);
  connectText(look_);
  connectText(body_);
  connect(predict_, &PredictCard::linkActivated, this, &LessonPanel::activate);
  connect(predict_, &PredictCard::revealRequested, this, &LessonPanel::activate);
  connect(predict_, &PredictCard::linkHovered, this, &LessonPanel::hover);
  connect(formula_, &FormulaBlock::activated, this, [this] { activate(mainFormulaLink()); });
  connect(formula_, &FormulaBlock::hovered, this, [this](bool inside) { hover(inside ? mainFormulaLink() : -1); });
  connect(chips_, &PresetChips::activated, this,
          [this](const QString& name) { Q_EMIT linkActivated(parseLessonLink("do:preset=" + name.toStdString())); });
}

void LessonPanel::connectText(LessonText* text) {
  connect(text, &LessonText::linkActivated, this, &LessonPanel::activate);
  connect(text, &LessonText::linkHovered, this, &LessonPanel::hover);
  connect(text, &LessonText::linkFocused, this, [this, text](const QRect& rect) {
    const QPoint centre = text->mapTo(page_, rect.center());
    ensureVisible(centre.x(), centre.y(), rect.width() / 2, rect.height() / 2 + themeOf(this).px(space::s24));
  });
}

void LessonPanel::setLesson(const QString& title, const QString& promise, const Lesson& lesson) {
  title_ = title;
  promise_ = promise;
  lesson_ = lesson;
  setAccessibleName(tr("Lesson: %1").arg(title));
  collectSeeAlso();
  fill();
  if (lesson_.predict) predict_->setLesson(lesson_);
  verticalScrollBar()->setValue(0);
  updateHighlight();
}

void LessonPanel::setPresets(const QList<LessonPreset>& presets) {
  chips_->setPresets(presets);
}

void LessonPanel::setActivePreset(const QString& name) {
  chips_->setActive(name);
}

void LessonPanel::setDemoTitles(const QHash<QString, QString>& titles) {
  demoTitles_ = titles;
}

void LessonPanel::fill() {
  heading_->setText(promise_.isEmpty() ? title_ : promise_);
  const auto* look = lesson_.section("Look");
  LessonDocument lookDocument(*look_->document(), lesson_, themeOf(this), cache_);
  if (look != nullptr) lookDocument.addBlocks(look->blocks);
  look_->contentChanged(lesson_);
  look_->setVisible(look != nullptr);
  const Formula* typeset = nullptr;
  if (lesson_.mainFormula >= 0) {
    const auto& formula = lesson_.formulas[static_cast<std::size_t>(lesson_.mainFormula)];
    typeset = cache_.find(QString::fromStdString(formula.tex), formula.display);
  }
  formula_->setVisible(typeset != nullptr);
  if (typeset != nullptr) formula_->setFormula(*typeset, mainFormulaLink() >= 0);
  predict_->setVisible(lesson_.predict.has_value());
  fillBody();
}

void LessonPanel::fillBody() {
  LessonDocument document(*body_->document(), lesson_, themeOf(this), cache_);
  for (const auto& section : lesson_.sections) {
    if (section.heading == "Look") continue;
    // The six headings are fixed, so they can be translated: Try, Why, Careful, Beyond, Sources.
    document.addHeading(tr(section.heading.c_str()));
    document.addBlocks(section.blocks);
  }
  if (!seeAlso_.empty()) document.addParagraph(seeAlso_, tr("See also"));
  document.addCaption((lesson_.minutes == 1 ? tr("1 minute") : tr("%1 minutes").arg(lesson_.minutes)) +
                      QStringLiteral(" \u00b7 ") + tr(lesson_.level.c_str()) + QStringLiteral(" \u00b7 ") +
                      tr("Lectures: %1").arg(QString::fromStdString(lesson_.lectures)));
  body_->contentChanged(lesson_);
}

/// The front matter's demo ids as links with their titles.
void LessonPanel::collectSeeAlso() {
  seeAlso_.clear();
  for (const auto& id : lesson_.seeAlso) {
    const auto title = demoTitles_.constFind(QString::fromStdString(id));
    if (title == demoTitles_.constEnd()) continue;
    if (!seeAlso_.empty()) seeAlso_.push_back({", "});
    LessonSpan span{title->toStdString()};
    span.link = static_cast<int>(lesson_.links.size());
    lesson_.links.push_back(parseLessonLink("demo:" + id));
    seeAlso_.push_back(std::move(span));
  }
}

/// The link around the main formula, or -1.
int LessonPanel::mainFormulaLink() const {
  for (const auto& section : lesson_.sections) {
    for (const auto& block : section.blocks) {
      for (const auto& span : block.spans) {
        if (span.formula >= 0 && span.formula == lesson_.mainFormula) return span.link;
      }
    }
  }
  return -1;
}

void LessonPanel::activate(int link) {
  if (link >= 0 && link < static_cast<int>(lesson_.links.size())) {
    // A copy: what the click does may replace the lesson.
    const LessonLink target = lesson_.links[static_cast<std::size_t>(link)];
    Q_EMIT linkActivated(target);
  }
}

void LessonPanel::hover(int link) {
  if (link >= 0 && link < static_cast<int>(lesson_.links.size())) {
    Q_EMIT linkHovered(lesson_.links[static_cast<std::size_t>(link)]);
  } else {
    Q_EMIT linkLeft();
  }
}

void LessonPanel::setHighlightedControl(const QString& control) {
  control_ = control;
  updateHighlight();
}

void LessonPanel::setHighlightedView(const QString& view) {
  view_ = view;
  updateHighlight();
}

void LessonPanel::updateHighlight() {
  for (auto* text : {look_, body_, predict_->question(), predict_->answer()}) text->setHighlighted(control_, view_);
  const int link = mainFormulaLink();
  bool lit = false;
  if (link >= 0) {
    const auto& target = lesson_.links[static_cast<std::size_t>(link)];
    lit = (!control_.isEmpty() && target.speaksOfControl(control_.toStdString())) ||
          (!view_.isEmpty() && target.speaksOfView(view_.toStdString()));
  }
  formula_->setHighlighted(lit);
}

void LessonPanel::changeEvent(QEvent* event) {
  QScrollArea::changeEvent(event);
  if (event->type() != QEvent::StyleChange || body_ == nullptr) return;
  applyMetrics();
  if (!lesson_.sections.empty()) fill();
}

void LessonPanel::keyPressEvent(QKeyEvent* event) {
  auto* bar = verticalScrollBar();
  switch (event->key()) {
    case Qt::Key_PageDown:
      bar->triggerAction(QScrollBar::SliderPageStepAdd);
      break;
    case Qt::Key_PageUp:
      bar->triggerAction(QScrollBar::SliderPageStepSub);
      break;
    case Qt::Key_Down:
      bar->triggerAction(QScrollBar::SliderSingleStepAdd);
      break;
    case Qt::Key_Up:
      bar->triggerAction(QScrollBar::SliderSingleStepSub);
      break;
    default:
      event->ignore();
  }
}

/// Texts bring 4 pixels on each side, which their rings need, so they hang out of the column by as much.
void LessonPanel::applyMetrics() {
  const Theme& theme = themeOf(this);
  const int side = theme.px(space::s16);
  const int hang = theme.px(space::s4);
  // The scroll bar stands in the right margin.
  const int right = std::max(0, side - hang - verticalScrollBar()->sizeHint().width());
  column_->setContentsMargins(side - hang, theme.px(space::s16) - hang, right, theme.px(space::s16));
  column_->setSpacing(theme.px(space::s4));
  headingFrame_->setContentsMargins(hang, 0, hang, 0);
  for (auto* framed : {formulaFrame_, chipFrame_, cardFrame_}) {
    framed->setContentsMargins(hang, hang, hang, hang);
  }
  const int character = QFontMetrics(theme.font(TextRole::lesson)).averageCharWidth();
  page_->setMaximumWidth(charactersPerLine * character + 2 * side);
  verticalScrollBar()->setSingleStep(theme.lineHeight(TextRole::lesson));
}

}  // namespace gradus
