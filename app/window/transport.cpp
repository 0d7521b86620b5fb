#include "app/window/transport.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QSignalBlocker>
#include <QWidgetAction>
#include <cmath>

#include "app/window/commands.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme_service.h"
#include "widgets/views/format.h"

namespace gradus {
namespace {

constexpr double slowest = 0.2, fastest = 2000;
constexpr int fullSpeed = 100;

/// A field in a menu: a number of steps, Enter runs them.
QWidgetAction* stepsField(QMenu* menu, EngineBridge* bridge) {
  auto* holder = new QWidget(menu);
  auto* field = new QLineEdit(holder);
  field->setPlaceholderText(QObject::tr("Steps"));
  field->setAccessibleName(QObject::tr("Number of steps to run"));
  auto* go = new QPushButton(QObject::tr("Run them"), holder);
  auto* row = new QHBoxLayout(holder);
  row->setContentsMargins(12, 6, 12, 6);
  row->addWidget(field);
  row->addWidget(go);
  const auto start = [=] {
    bool valid = false;
    const double steps = field->text().simplified().remove(QLatin1Char(' ')).toDouble(&valid);
    setTroubled(field, !valid || !(steps > 0));
    field->update();
    if (!valid || !(steps > 0)) return;
    menu->hide();
    bridge->runSteps(steps);
  };
  QObject::connect(field, &QLineEdit::returnPressed, holder, start);
  QObject::connect(go, &QPushButton::clicked, holder, start);
  auto* action = new QWidgetAction(menu);
  action->setDefaultWidget(holder);
  return action;
}

}  // namespace

double Transport::speedOf(int position) {
  if (position >= fullSpeed) return 0;
  const double exact = slowest * std::pow(fastest / slowest, position / (fullSpeed - 2.0));
  const double power = std::pow(10.0, std::floor(std::log10(exact)) - 1);
  const double rounded = std::round(exact / power) * power;  // two digits
  return std::clamp(rounded, slowest, fastest);
}

int Transport::positionOf(double speed) {
  if (speed <= 0) return fullSpeed;
  const double position = (fullSpeed - 2.0) * std::log(speed / slowest) / std::log(fastest / slowest);
  return std::clamp(static_cast<int>(std::lround(position)), 0, fullSpeed - 2);
}

QString Transport::speedText(double speed) {
  return speed <= 0 ? tr("full speed") : tr("%1 steps/s").arg(formatNumber(speed, 2));
}

QString Transport::timeLeft(const Snapshot& snapshot) {
  if (snapshot.status != Status::running || snapshot.lastTick < 0 || snapshot.stepsPerSecond <= 0 || !snapshot.demo)
    return {};
  const double steps = static_cast<double>(snapshot.lastTick - snapshot.tick) / snapshot.demo->ticksPerStep;
  const double seconds = steps / snapshot.stepsPerSecond;
  if (seconds < 1 || steps <= 0) return {};
  if (seconds < 90) return tr("about %1 s left").arg(std::lround(seconds));
  if (seconds < 5400) return tr("about %1 min left").arg(std::lround(seconds / 60));
  return tr("about %1 h left").arg(formatNumber(seconds / 3600, 2));
}

QToolButton* Transport::button(const Commands& commands, const QString& id) {
  auto* made = new QToolButton(this);
  QAction* action = commands[id];
  made->setIcon(action->icon());
  made->setToolButtonStyle(Qt::ToolButtonIconOnly);
  made->setFocusPolicy(Qt::StrongFocus);
  made->setToolTip(commands.tip(id));
  made->setAccessibleName(action->text());
  connect(made, &QToolButton::clicked, action, &QAction::trigger);
  return made;
}

Transport::Transport(EngineBridge* bridge, const Commands& commands, QWidget* parent)
    : QWidget(parent), bridge_(bridge) {
  setAccessibleName(tr("Transport"));
  reset_ = button(commands, QStringLiteral("reset"));
  back_ = button(commands, QStringLiteral("step-back"));
  run_ = new QPushButton(icon(Icon::run), tr("Run"), this);
  setPrimary(run_);
  run_->setToolTip(commands.tip(QStringLiteral("run")));
  connect(run_, &QPushButton::clicked, commands[QStringLiteral("run")], &QAction::trigger);
  step_ = button(commands, QStringLiteral("step"));
  half_ = button(commands, QStringLiteral("half-step"));
  half_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  more_ = new QToolButton(this);
  more_->setIcon(icon(Icon::menu));
  more_->setPopupMode(QToolButton::InstantPopup);
  more_->setFocusPolicy(Qt::StrongFocus);
  more_->setToolTip(tr("More ways to run"));
  more_->setAccessibleName(tr("More ways to run"));
  auto* menu = new QMenu(more_);
  menu->addAction(commands[QStringLiteral("run-to-end")]);
  for (const int steps : {10, 100, 1000})
    menu->addAction(tr("Run %1 steps").arg(formatCount(steps)), this, [this, steps] { bridge_->runSteps(steps); });
  menu->addAction(stepsField(menu, bridge));
  menu->addSeparator();
  menu->addAction(commands[QStringLiteral("new-seed")]);
  more_->setMenu(menu);
  branch_ = new QToolButton(this);
  branch_->setIcon(icon(Icon::branch));
  branch_->setText(tr("Branch"));
  branch_->setToolButtonStyle(Qt::ToolButtonIconOnly);  // the step counter needs the room
  branch_->setAutoRaise(true);
  branch_->setFocusPolicy(Qt::StrongFocus);
  branch_->setPopupMode(QToolButton::InstantPopup);
  branch_->setMenu(new QMenu(branch_));
  branch_->setAccessibleName(tr("Branches"));
  connect(branch_->menu(), &QMenu::aboutToShow, this, &Transport::fillBranches);
  counter_ = new QLabel(this);
  setTextRole(counter_, TextRole::title);
  recorded_ = new QLabel(this);
  recorded_->setForegroundRole(QPalette::PlaceholderText);
  speedLabel_ = new QLabel(tr("Speed"), this);
  speedLabel_->setForegroundRole(QPalette::PlaceholderText);
  speed_ = new QSlider(Qt::Horizontal, this);
  speed_->setRange(0, fullSpeed);
  speed_->setPageStep(10);
  speed_->setAccessibleName(tr("Speed"));
  speed_->setToolTip(tr("Steps per second, at the right end as fast as possible"));
  connect(speed_, &QSlider::valueChanged, this, [this](int position) { bridge_->setSpeed(speedOf(position)); });
  speedValue_ = new QLabel(this);
  speedValue_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  grid_ = new QGridLayout(this);
  connect(bridge, &EngineBridge::snapshotChanged, this, &Transport::refresh);
  connect(bridge, &EngineBridge::demoChanged, this, &Transport::demoOpened);
  connect(bridge, &EngineBridge::speedChanged, this, &Transport::refresh);
  arrange();
  demoOpened();
}

void Transport::arrange() {
  while (grid_->count() > 0) delete grid_->takeAt(0);
  const Theme& theme = themeOf(this);
  grid_->setContentsMargins(theme.px(16), theme.px(compact_ ? 4 : 8), theme.px(12), theme.px(compact_ ? 4 : 8));
  grid_->setHorizontalSpacing(theme.px(6));
  grid_->setVerticalSpacing(theme.px(compact_ ? 2 : 4));
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(theme.px(6));
  for (QWidget* part : {static_cast<QWidget*>(reset_), static_cast<QWidget*>(back_), static_cast<QWidget*>(run_),
                        static_cast<QWidget*>(step_), static_cast<QWidget*>(half_), static_cast<QWidget*>(more_)})
    buttons->addWidget(part);
  buttons->addStretch();
  grid_->addLayout(buttons, 0, 0, 1, 4);
  auto* count = new QHBoxLayout;
  count->setSpacing(theme.px(8));
  count->addWidget(counter_, 0, Qt::AlignBaseline);
  count->addWidget(recorded_, 1, Qt::AlignBaseline);
  count->addWidget(branch_);
  auto* speed = new QHBoxLayout;
  speed->setSpacing(theme.px(8));
  speed->addWidget(speedLabel_);
  speed->addWidget(speed_, 1);
  speed->addWidget(speedValue_);
  if (compact_) {
    // Counter and speed share the second row: there is no room for a third.
    grid_->addLayout(count, 1, 0, 1, 2);
    grid_->addLayout(speed, 1, 2, 1, 2);
  } else {
    grid_->addLayout(count, 1, 0, 1, 4);
    grid_->addLayout(speed, 2, 0, 1, 4);
  }
  recorded_->setVisible(!compact_);
  speedLabel_->setVisible(!compact_);
  sizeParts();
}

void Transport::sizeParts() {
  const Theme& theme = themeOf(this);
  run_->setFixedWidth(theme.px(104));
  const QFontMetrics metrics(theme.font(TextRole::body));
  speedValue_->setFixedWidth(metrics.horizontalAdvance(tr("%1 steps/s").arg(formatCount(2000))) + 4);
  if (bridge_->demo() && bridge_->demo()->ticksPerStep > 1) {
    int widest = 0;  // the caption changes with every half-step: the button must not
    for (const Text& name : bridge_->demo()->tickNames)
      widest = std::max(widest, metrics.horizontalAdvance(translated(name)));
    half_->setFixedWidth(widest + theme.px(48));
  }
  // Half-steps need room of their own; all else fits into the usual width.
  const bool halves = !half_->isHidden();
  const int row = theme.px(4 * 32 + 104 + (halves ? 6 : 0) + 4 * 6 + 28) + (halves ? half_->width() : 0);
  setFixedWidth(std::max(theme.px(compact_ ? 372 : 348), row));
}

void Transport::setCompact(bool compact) {
  if (compact_ == compact) return;
  compact_ = compact;
  setTextRole(counter_, compact ? TextRole::bodyStrong : TextRole::title);
  arrange();
}

void Transport::demoOpened() {
  half_->setVisible(bridge_->demo() && bridge_->demo()->ticksPerStep > 1);
  sizeParts();
  refresh();
}

void Transport::refresh() {
  const Snapshot& snapshot = *bridge_->snapshot();
  const bool open = bridge_->demo() != nullptr;
  const bool running = snapshot.status == Status::running;
  for (QWidget* part : {static_cast<QWidget*>(reset_), static_cast<QWidget*>(step_), static_cast<QWidget*>(half_),
                        static_cast<QWidget*>(more_), static_cast<QWidget*>(run_), static_cast<QWidget*>(speed_)})
    part->setEnabled(open && snapshot.status != Status::failed);
  reset_->setEnabled(open);
  back_->setEnabled(open && snapshot.tick > 0);
  const bool over = snapshot.status == Status::done && snapshot.tick >= snapshot.recordedTicks;
  step_->setEnabled(step_->isEnabled() && !over);
  half_->setEnabled(half_->isEnabled() && !over);
  run_->setEnabled(run_->isEnabled() && !over && snapshot.status != Status::diverged);
  const QString runText = running ? tr("Pause") : tr("Run");
  if (run_->text() != runText) {
    run_->setText(runText);
    run_->setIcon(icon(running ? Icon::pause : Icon::run));
  }
  if (open && snapshot.demo) {
    const int per = snapshot.demo->ticksPerStep;
    const int64_t inside = snapshot.tick % per;
    const QString whole = formatCount(snapshot.tick / per);
    counter_->setText(inside == 0 ? tr("step %1").arg(whole) : tr("step %1 + %2/%3").arg(whole).arg(inside).arg(per));
    const QString recorded = tr("of %1 recorded").arg(formatCount(snapshot.recordedTicks / per));
    const QString left = timeLeft(snapshot);
    recorded_->setText(left.isEmpty() ? recorded : left);
    recorded_->setToolTip(recorded);
    if (per > 1 && static_cast<size_t>(inside) < snapshot.demo->tickNames.size())
      half_->setText(translated(snapshot.demo->tickNames[inside]));
  } else {
    counter_->clear();
    recorded_->clear();
  }
  branch_->setVisible(!snapshot.branches.empty());
  branch_->setToolTip(tr("Branches: futures that were left, to go back to"));
  const QSignalBlocker blocker(speed_);
  speed_->setValue(positionOf(bridge_->speed()));
  speedValue_->setText(speedText(bridge_->speed()));
}

void Transport::fillBranches() {
  QMenu* menu = branch_->menu();
  menu->clear();
  const Snapshot& snapshot = *bridge_->snapshot();
  if (!snapshot.demo) return;
  const int per = snapshot.demo->ticksPerStep;
  for (size_t i = 0; i < snapshot.branches.size(); ++i) {
    const Branch& branch = snapshot.branches[i];
    menu->addAction(tr("From step %1, %2 steps").arg(formatCount(branch.from / per), formatCount(branch.length / per)),
                    this, [this, i] { bridge_->runner().switchBranch(i); });
  }
}

void Transport::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::StyleChange && grid_ && speedValue_) arrange();
}

}  // namespace gradus
