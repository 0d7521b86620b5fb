#include "app/window/paint_bar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <algorithm>

#include "widgets/theme/icons.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme_service.h"
#include "widgets/views/marks.h"

namespace gradus {
namespace {

/// One class of the picker: its mark; the chosen one has the selection ground.
class ClassButton : public QAbstractButton {
 public:
  ClassButton(int cls, QWidget* parent) : QAbstractButton(parent), cls_(cls) {
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setCornerRadius(this, radius::field);
  }
  QSize sizeHint() const override { return {themeOf(this).px(26), themeOf(this).px(28)}; }

 protected:
  void paintEvent(QPaintEvent*) override {
    const Theme& theme = themeOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (isChecked() || underMouse())
      paint::box(painter, QRectF(rect()).adjusted(1, 1, -1, -1), theme.len(radius::field),
                 isChecked() ? theme.selection : theme.hover, isChecked() ? theme.accent : QColor(), theme.hairline());
    const ClassColour colour = theme.classColour(cls_);
    MarkStyle style;
    style.shape = colour.shape;
    style.fill = colour.fill;
    style.outline = theme.markOutlineColour(colour);
    style.radius = theme.len(6);
    style.outlineWidth = theme.markOutline();
    drawMark(painter, QRectF(rect()).center(), style);
  }

 private:
  int cls_;
};

int classCount(const View& view, const Demo& demo) {
  for (const Handle& handle : view.handles) {
    if (handle.gesture != Gesture::paint) continue;
    const ActionSpec* action = demo.action(handle.action);
    if (!action) continue;
    for (const Setting& arg : action->args)
      if (arg.name == "class") return std::clamp(static_cast<int>(arg.maximum) + 1, 1, 8);
  }
  return 1;
}

}  // namespace

bool PaintBar::isFor(const View& view) {
  return view.kind == ViewKind::plane && std::any_of(view.handles.begin(), view.handles.end(),
                                                     [](const Handle& h) { return h.gesture == Gesture::paint; });
}

PaintBar::PaintBar(const View& view, const Demo& demo, QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Painting tools"));
  kinds_ = new QButtonGroup(this);
  classes_ = new QButtonGroup(this);
  auto* row = new QHBoxLayout(this);
  const auto tool = [&](PaintTool::Kind kind, Icon which, const QString& name) {
    auto* button = new QToolButton(this);
    button->setIcon(icon(which));
    button->setCheckable(true);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setToolTip(name);
    button->setAccessibleName(name);
    kinds_->addButton(button, static_cast<int>(kind));
    row->addWidget(button);
  };
  tool(PaintTool::Kind::pointer, Icon::pointer, tr("Pointer: drag what can be dragged"));
  tool(PaintTool::Kind::brush, Icon::brush, tr("Brush: draw points one by one"));
  tool(PaintTool::Kind::spray, Icon::spray, tr("Spray points around the pointer"));
  tool(PaintTool::Kind::eraser, Icon::eraser, tr("Eraser"));
  tool(PaintTool::Kind::move, Icon::move, tr("Move points"));
  const int classes = classCount(view, demo);
  for (int i = 0; i < classes && classes > 1; ++i) {
    auto* button = new ClassButton(i, this);
    button->setAccessibleName(tr("Class %1").arg(i + 1));
    button->setToolTip(tr("Paint class %1").arg(i + 1));
    classes_->addButton(button, i);
    row->addWidget(button);
  }
  radiusLabel_ = new QLabel(tr("Radius"), this);
  densityLabel_ = new QLabel(tr("Density"), this);
  radius_ = slider(tr("Radius of spray and eraser"), 6, 120, static_cast<int>(tool_.radius));
  density_ = slider(tr("Density of painting"), 1, 40, static_cast<int>(tool_.density));
  for (QLabel* label : {radiusLabel_, densityLabel_}) {
    setTextRole(label, TextRole::caption);
    label->setForegroundRole(QPalette::PlaceholderText);
  }
  row->addWidget(radiusLabel_);
  row->addWidget(radius_);
  row->addWidget(densityLabel_);
  row->addWidget(density_);
  row->addStretch(1);
  connect(kinds_, &QButtonGroup::idClicked, this, [this](int id) {
    PaintTool tool = tool_;
    tool.kind = static_cast<PaintTool::Kind>(id);
    update(tool);
  });
  connect(classes_, &QButtonGroup::idClicked, this, [this](int id) {
    PaintTool tool = tool_;
    tool.cls = id;
    // Choosing a class means that points are to be painted with it.
    if (tool.kind != PaintTool::Kind::brush && tool.kind != PaintTool::Kind::spray) tool.kind = PaintTool::Kind::brush;
    update(tool);
  });
  layOut();
  setTool(tool_);
}

QSlider* PaintBar::slider(const QString& name, int low, int high, int value) {
  auto* made = new QSlider(Qt::Horizontal, this);
  made->setRange(low, high);
  made->setValue(value);
  made->setAccessibleName(name);
  made->setToolTip(name);
  connect(made, &QSlider::valueChanged, this, [this] {
    PaintTool tool = tool_;
    tool.radius = radius_->value();
    tool.density = density_->value();
    update(tool);
  });
  return made;
}

void PaintBar::update(const PaintTool& tool) {
  setTool(tool);
  Q_EMIT toolChanged(tool_);
}

void PaintBar::setTool(const PaintTool& tool) {
  tool_ = tool;
  if (QAbstractButton* button = kinds_->button(static_cast<int>(tool.kind))) button->setChecked(true);
  if (QAbstractButton* button = classes_->button(tool.cls)) button->setChecked(true);
  const bool painting = tool.kind == PaintTool::Kind::brush || tool.kind == PaintTool::Kind::spray;
  const bool erasing = tool.kind == PaintTool::Kind::eraser;
  radiusLabel_->setVisible(erasing || tool.kind == PaintTool::Kind::spray);
  radius_->setVisible(erasing || tool.kind == PaintTool::Kind::spray);
  densityLabel_->setVisible(painting);
  density_->setVisible(painting);
}

void PaintBar::setFrame(const ViewFrame& frame) {
  for (const ChannelPtr& layer : frame.layers) {
    const auto* points = layer ? std::get_if<Points>(layer.get()) : nullptr;
    if (!points || points->classNames.empty()) continue;
    for (size_t i = 0; i < points->classNames.size(); ++i) {
      QAbstractButton* button = classes_->button(static_cast<int>(i));
      if (!button) break;
      const QString name = QString::fromStdString(points->classNames[i]);
      button->setToolTip(tr("Paint %1").arg(name));
      button->setAccessibleName(tr("Class %1, %2").arg(i + 1).arg(name));
    }
    return;
  }
}

void PaintBar::layOut() {
  const Theme& theme = themeOf(this);
  auto* row = static_cast<QHBoxLayout*>(layout());
  row->setContentsMargins(theme.px(8), 0, theme.px(8), theme.px(4));
  row->setSpacing(theme.px(3));
  for (QAbstractButton* button : kinds_->buttons()) button->setFixedSize(theme.px(30), theme.px(28));
  for (QSlider* one : {radius_, density_}) one->setFixedWidth(theme.px(80));
}

void PaintBar::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::StyleChange && density_) layOut();
}

}  // namespace gradus
