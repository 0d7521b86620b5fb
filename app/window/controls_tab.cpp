#include "app/window/controls_tab.h"

#include <QVBoxLayout>
#include <algorithm>
#include <map>

#include "app/window/control_specs.h"
#include "widgets/controls/control_group.h"
#include "widgets/views/format.h"

namespace gradus {
namespace {

constexpr uint64_t seedLimit = 100000;  // new seeds stay short enough to be said aloud

bool isOfData(const std::string& name) {
  return name == "data" || name.starts_with("data.") || name == "scaling";
}

}  // namespace

ControlsTab::ControlsTab(EngineBridge* bridge, QWidget* parent) : QWidget(parent), bridge_(bridge) {
  panel_ = new ControlPanel(this);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(panel_);
  connect(panel_, &ControlPanel::edited, this, &ControlsTab::edited);
  connect(panel_, &ControlPanel::restartRequested, this, &ControlsTab::restart);
  connect(bridge, &EngineBridge::demoChanged, this, &ControlsTab::demoOpened);
  connect(bridge, &EngineBridge::snapshotChanged, this, &ControlsTab::refresh);
}

void ControlsTab::demoOpened() {
  pending_.clear();
  dragged_.clear();
  troubled_.clear();
  shown_ = Settings();
  shownSeed_ = 0;
  panel_->setControls(bridge_->demo() ? controlSpecs(*bridge_->demo()) : std::vector<ControlSpec>());
  showPending();
  refresh();
}

void ControlsTab::refresh() {
  const Snapshot& snapshot = *bridge_->snapshot();
  if (!snapshot.demo) return;
  if (!(snapshot.settings == shown_)) {
    std::map<QString, bool> groupUsed;  // a group whose rows are all hidden has no header either
    for (const Setting& setting : snapshot.demo->settings) {
      const QString name = QString::fromStdString(setting.name);
      ControlRow* row = panel_->row(name);
      if (!row || !snapshot.settings.has(setting.name)) continue;
      const bool used = isShown(setting, snapshot.settings);
      row->setVisible(used);
      groupUsed[translated(setting.group)] |= used;
      const Value& now = snapshot.settings[setting.name];
      const Value* waiting = findValue(pending_, setting.name);
      if (waiting && *waiting == now) std::erase_if(pending_, [&](const auto& p) { return p.first == setting.name; });
      if (name == dragged_ || (waiting && findValue(pending_, setting.name))) continue;
      panel_->setValue(name, variantOf(setting, now));
    }
    for (const auto& [name, used] : groupUsed) {
      if (ControlGroup* group = panel_->group(name)) group->setVisible(used);
    }
    shown_ = snapshot.settings;
    showPending();
  }
  if (snapshot.recipe && (snapshot.recipe->seed != shownSeed_ || shownSeed_ == 0)) {
    shownSeed_ = snapshot.recipe->seed;
    panel_->setValue(seedControl, static_cast<qulonglong>(shownSeed_));
  }
  const std::string trouble = snapshot.divergence ? snapshot.divergence->setting : std::string();
  if (trouble != troubled_) {
    if (!troubled_.empty()) panel_->setTrouble(QString::fromStdString(troubled_), {});
    if (!trouble.empty() && panel_->row(QString::fromStdString(trouble)))
      panel_->setTrouble(QString::fromStdString(trouble), translated(snapshot.divergence->cause));
    troubled_ = trouble;
  }
}

QStringList ControlsTab::pending() const {
  QStringList names;
  for (const auto& [name, value] : pending_) names << QString::fromStdString(name);
  return names;
}

void ControlsTab::showPending() {
  panel_->setPendingRestart(pending());
}

void ControlsTab::edited(const QString& name, const QVariant& variant, bool finished) {
  if (!bridge_->demo()) return;
  if (name == seedControl) {
    if (finished) bridge_->setSeed(variant.toULongLong());
    return;
  }
  const Setting* setting = bridge_->demo()->setting(name.toStdString());
  if (!setting) return;
  Value value;
  try {
    value = valueOf(*setting, variant);
  } catch (const UserError& error) {
    if (finished) panel_->setTrouble(name, translated(error.text()));
    return;
  }
  panel_->setTrouble(name, {});
  if (setting->effect == Effect::live) {
    if (dragged_ != name) gesture_ = bridge_->newGesture();
    dragged_ = finished ? QString() : name;
    bridge_->runner().set(setting->name, std::move(value), gesture_);
    return;
  }
  if (!finished) return;
  if (setting->name == "data" && value == Value(std::string("file")) && bridge_->snapshot()->recipe &&
      !bridge_->snapshot()->recipe->file) {
    panel_->setValue(name, variantOf(*setting, bridge_->snapshot()->settings["data"]));
    Q_EMIT fileWanted();
    return;
  }
  std::erase_if(pending_, [&](const auto& p) { return p.first == setting->name; });
  const Snapshot& snapshot = *bridge_->snapshot();
  if (!snapshot.settings.has(setting->name) || snapshot.settings[setting->name] != value)
    pending_.emplace_back(setting->name, value);
  // Nothing is lost by starting anew where nothing has run, and other data are what was asked for.
  if (!pending_.empty() &&
      (isOfData(setting->name) || (snapshot.recordedTicks == 0 && snapshot.status != Status::running))) {
    restart();
  } else {
    showPending();
  }
}

void ControlsTab::restart() {
  if (pending_.empty()) return;
  NamedValues settings = std::move(pending_);
  pending_.clear();
  showPending();
  bridge_->restart(std::move(settings));
}

void ControlsTab::newSeed() {
  if (!bridge_->demo() || !bridge_->snapshot()->recipe) return;
  // The seed's own stream gives the next one: no clock, no global generator.
  Rng next(bridge_->snapshot()->recipe->seed, "new seed", 0);
  bridge_->setSeed(next.below(seedLimit));
}

}  // namespace gradus
