#include "app/window/status_bar.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "app/window/counted.h"
#include "widgets/theme/icons.h"
#include "widgets/views/format.h"

namespace gradus {

/// The point before the device: green while all is well, a warning sign after trouble.
class StatusBar::Dot : public QWidget {
 public:
  explicit Dot(QWidget* parent) : QWidget(parent) { setAttribute(Qt::WA_TransparentForMouseEvents); }
  Status status = Status::ready;
  QSize sizeHint() const override { return {themeOf(this).px(16), themeOf(this).px(16)}; }

 protected:
  void paintEvent(QPaintEvent*) override {
    const Theme& theme = themeOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (status == Status::diverged || status == Status::failed) {
      paintIcon(painter, Icon::warning, rect(), theme.error);
      return;
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.ok);
    painter.drawEllipse(QRectF(rect()).center(), theme.len(4), theme.len(4));
  }
};

QString hashText(uint64_t hash) {
  const QString hex = QStringLiteral("%1").arg(static_cast<qulonglong>(hash), 16, 16, QLatin1Char('0'));
  return hex.left(4) + QLatin1Char('-') + hex.mid(4, 4);
}

StatusBar::StatusBar(QWidget* parent) : Pane(Qt::TopEdge, Ground::window, parent) {
  setAccessibleName(tr("Status"));
  dot_ = new Dot(this);
  const auto label = [this] {
    auto* made = new QLabel(this);
    setTextRole(made, TextRole::caption);
    made->setTextInteractionFlags(Qt::TextSelectableByMouse);
    made->setFocusPolicy(Qt::NoFocus);
    return made;
  };
  device_ = label();
  speed_ = label();
  seed_ = label();
  state_ = label();
  sentence_ = label();
  speed_->setForegroundRole(QPalette::PlaceholderText);
  sentence_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  announceTimer_.setSingleShot(true);
  announceTimer_.setInterval(1000);
  connect(&announceTimer_, &QTimer::timeout, this, &StatusBar::announce);
  layOut();
}

void StatusBar::layOut() {
  const Theme& theme = themeOf(this);
  setFixedHeight(theme.px(compact_ ? 24 : 28));
  auto* row = static_cast<QHBoxLayout*>(layout());
  if (!row) {
    row = new QHBoxLayout(this);
    for (QWidget* part : {static_cast<QWidget*>(dot_), static_cast<QWidget*>(device_), static_cast<QWidget*>(speed_),
                          static_cast<QWidget*>(seed_), static_cast<QWidget*>(state_)})
      row->addWidget(part);
    row->addWidget(sentence_, 1);
  }
  row->setContentsMargins(theme.px(10), 0, theme.px(14), 0);
  row->setSpacing(theme.px(14));
}

void StatusBar::setCompact(bool compact) {
  compact_ = compact;
  layOut();
}

void StatusBar::changeEvent(QEvent* event) {
  Pane::changeEvent(event);
  if (event->type() == QEvent::StyleChange && sentence_) layOut();
}

void StatusBar::setState(Status status) {
  if (dot_->status == status) return;
  dot_->status = status;
  dot_->update();
}

QString StatusBar::sentence(const Snapshot& snapshot) {
  if (!snapshot.demo) return {};
  if (snapshot.failure) return translated(*snapshot.failure);
  const QString at = tr("step %1").arg(formatNumber(std::floor(snapshot.step())));
  if (snapshot.divergence)
    return tr("Paused at %1: %2 is no longer finite").arg(at, translated(snapshot.divergence->quantity));
  QStringList parts;
  for (size_t i = 0; i < std::min<size_t>(2, snapshot.metrics.size()); ++i) {
    QString name = QString::fromStdString(snapshot.metrics[i].first);
    name.replace(QLatin1Char('_'), QLatin1Char(' '));
    parts << tr("%1 %2").arg(name, formatNumber(snapshot.metrics[i].second));
  }
  parts << (snapshot.status == Status::done ? tr("finished, %1").arg(at) : at);
  QString text = parts.join(QStringLiteral(", "));
  if (!text.isEmpty()) text[0] = text[0].toUpper();
  return text;
}

void StatusBar::setSnapshot(const Snapshot& snapshot) {
  setState(snapshot.status);
  device_->setText(snapshot.device.empty() ? tr("CPU") : translated(snapshot.device));
  QString speed;
  switch (snapshot.status) {
    case Status::running:
      speed = tr("%1 steps/s").arg(formatNumber(snapshot.stepsPerSecond, 3));
      break;
    case Status::diverged:
      speed = tr("paused, not finite");
      break;
    case Status::done:
      speed = tr("finished");
      break;
    case Status::failed:
      speed = tr("failed");
      break;
    case Status::ready:
      speed = tr("ready");
      break;
    default:
      speed = tr("paused");
  }
  speed_->setText(speed);
  speed_->setMinimumWidth(QFontMetrics(speed_->font()).horizontalAdvance(tr("%1 steps/s").arg(formatCount(888888))));
  seed_->setText(tr("Seed %1").arg(snapshot.recipe ? QString::number(snapshot.recipe->seed) : QString()));
  state_->setText(snapshot.hash ? tr("State %1").arg(hashText(*snapshot.hash)) : tr("State …"));
  state_->setToolTip(tr("Two runs in the same state show the same eight digits"));
  state_->setMinimumWidth(
      QFontMetrics(state_->font()).horizontalAdvance(tr("State %1").arg(QStringLiteral("eeee-eeee"))));
  for (QLabel* part : {seed_, state_}) part->setVisible(true);
  const QString text = sentence(snapshot);
  sentence_->setText(text);
  if (text != announced_ && !announceTimer_.isActive()) announceTimer_.start();
}

void StatusBar::setHome(int demos, int threads) {
  setState(Status::ready);
  device_->setText(counted(threads, tr("CPU, %1 thread"), tr("CPU, %1 threads")));
  speed_->setText(counted(demos, tr("%1 demo"), tr("%1 demos")));
  for (QLabel* part : {seed_, state_}) part->setVisible(false);
  sentence_->setText(tr("No network, no tracking"));
}

void StatusBar::announce() {
  announced_ = sentence_->text();
  if (!QAccessible::isActive()) return;
  QAccessibleEvent event(sentence_, QAccessible::NameChanged);
  QAccessible::updateAccessibility(&event);
}

}  // namespace gradus
