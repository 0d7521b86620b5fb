#include "app/window/settings_page.h"

#include <QScrollArea>
#include <QThread>
#include <QVBoxLayout>

#include "app/window/preferences.h"
#include "app/window/render_stage.h"
#include "widgets/theme/theme_service.h"

namespace gradus {
namespace {

ControlSpec choice(const QString& name, const QString& label, const QString& help, std::vector<ControlOption> options) {
  ControlSpec spec;
  spec.name = name;
  spec.label = label;
  spec.help = help;
  spec.kind = ControlKind::choice;
  spec.defaultValue = options.front().value;
  spec.options = std::move(options);
  return spec;
}

ControlSpec toggle(const QString& name, const QString& label, const QString& help) {
  ControlSpec spec;
  spec.name = name;
  spec.label = label;
  spec.help = help;
  spec.kind = ControlKind::toggle;
  spec.defaultValue = false;
  return spec;
}

ControlSpec number(const QString& name, const QString& label, const QString& help, double low, double high,
                   double initial, double step) {
  ControlSpec spec;
  spec.name = name;
  spec.label = label;
  spec.help = help;
  spec.kind = ControlKind::integer;
  spec.minimum = low;
  spec.maximum = high;
  spec.step = step;
  spec.defaultValue = static_cast<qlonglong>(initial);
  return spec;
}

}  // namespace

SettingsPage::SettingsPage(Preferences* preferences, ThemeService* themes, QWidget* window)
    : OverlayPage(tr("Settings"), QSize(520, 470), -1, window), preferences_(preferences), themes_(themes) {
  auto* area = new QScrollArea(body());
  area->setWidgetResizable(true);
  area->setFrameShape(QFrame::NoFrame);
  area->setFocusPolicy(Qt::NoFocus);
  auto* page = new QWidget(area);
  auto* list = new QVBoxLayout(page);
  list->setContentsMargins(0, 0, 8, 0);
  const auto heading = [&](const QString& text) {
    auto* label = new QLabel(text, page);
    setTextRole(label, TextRole::bodyStrong);
    label->setContentsMargins(0, 8, 0, 0);
    list->addWidget(label);
  };
  heading(tr("Look"));
  list->addWidget(add(choice(QStringLiteral("theme"), tr("Theme"),
                             tr("Projector is the white theme of high contrast, for bright rooms."),
                             {{QStringLiteral("system"), tr("Follow the system")},
                              {QStringLiteral("light"), tr("Light")},
                              {QStringLiteral("dark"), tr("Dark")},
                              {QStringLiteral("projector"), tr("Projector")},
                              {QStringLiteral("high-contrast"), tr("High contrast")}})));
  ControlSpec scale =
      number(QStringLiteral("scale"), tr("Text scale"), tr("Scales text, lines and marks together."), 80, 300, 100, 10);
  scale.unit = tr("%");
  list->addWidget(add(scale));
  list->addWidget(add(toggle(QStringLiteral("motion"), tr("Reduced motion"), tr("Nothing slides, folds or fades."))));
  list->addWidget(add(
      toggle(QStringLiteral("cividis"), tr("Cividis map"), tr("Values are coloured by cividis instead of viridis."))));
  heading(tr("Engine"));
  ControlSpec budget = number(QStringLiteral("budget"), tr("Keyframes"), tr("Memory a run may use to go back quickly."),
                              16, 4096, 256, 16);
  budget.unit = tr("MiB");
  budget.logarithmic = true;
  list->addWidget(add(budget));
  list->addWidget(add(number(QStringLiteral("threads"), tr("Threads"), tr("0 takes one per core."), 0,
                             std::max(2, QThread::idealThreadCount()), 0, 1)));
  note_ = new QLabel(
      tr("Keyframes and threads take effect with the next demo that is opened. Nothing leaves this computer."), page);
  note_->setWordWrap(true);
  note_->setForegroundRole(QPalette::PlaceholderText);
  list->addWidget(note_);
  list->addStretch(1);
  area->setWidget(page);
  area->viewport()->setAutoFillBackground(false);
  page->setAutoFillBackground(false);
  auto* column = new QVBoxLayout(body());
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(area);
  connect(this, &OverlayPage::opened, this, &SettingsPage::refresh);
  connect(themes, &ThemeService::changed, this, &SettingsPage::refresh);
  refresh();
}

ControlRow* SettingsPage::add(const ControlSpec& spec) {
  auto* made = new ControlRow(spec, body());
  connect(made, &ControlRow::edited, this,
          [this, name = spec.name](const QVariant& value, bool finished) { edited(name, value, finished); });
  rows_ << made;
  return made;
}

ControlRow* SettingsPage::row(const QString& name) const {
  for (ControlRow* candidate : rows_)
    if (candidate->spec().name == name) return candidate;
  return nullptr;
}

QWidget* SettingsPage::firstFocus() const {
  return nullptr;
}

void SettingsPage::refresh() {
  row(QStringLiteral("theme"))->setValue(themeKindName(themes_->choice()));
  row(QStringLiteral("scale"))->setValue(static_cast<qlonglong>(qRound(themes_->scale() * 100)));
  row(QStringLiteral("motion"))->setValue(themes_->reducedMotion());
  row(QStringLiteral("cividis"))->setValue(themes_->theme().sequentialMap == SequentialMap::cividis);
  row(QStringLiteral("budget"))->setValue(static_cast<qlonglong>(preferences_->keyframeBudget()));
  row(QStringLiteral("threads"))->setValue(static_cast<qlonglong>(preferences_->threads()));
}

void SettingsPage::edited(const QString& name, const QVariant& value, bool finished) {
  if (!finished) return;  // a page that changes its own size under the pointer can't be dragged
  if (name == QLatin1String("theme")) {
    themes_->setChoice(themeKindFromName(value.toString()));
    preferences_->setTheme(themes_->choice());
  } else if (name == QLatin1String("scale")) {
    themes_->setScale(value.toDouble() / 100);
    preferences_->setTextScale(themes_->scale());
  } else if (name == QLatin1String("motion")) {
    themes_->setReducedMotion(value.toBool());
    preferences_->setReducedMotion(value.toBool());
  } else if (name == QLatin1String("cividis")) {
    themes_->setSequentialMap(value.toBool() ? SequentialMap::cividis : SequentialMap::viridis);
    preferences_->setCividis(value.toBool());
  } else {
    if (name == QLatin1String("budget")) preferences_->setKeyframeBudget(value.toInt());
    if (name == QLatin1String("threads")) preferences_->setThreads(value.toInt());
    Q_EMIT engineOptionsChanged();
  }
}

}  // namespace gradus
