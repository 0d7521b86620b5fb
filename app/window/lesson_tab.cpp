#include "app/window/lesson_tab.h"

#include <QVBoxLayout>

#include "app/demos/registry.h"
#include "widgets/lesson/lesson_files.h"
#include "widgets/views/format.h"

namespace gradus {

LessonTab::LessonTab(EngineBridge* bridge, QWidget* parent) : QWidget(parent), bridge_(bridge) {
  panel_ = new LessonPanel(this);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(panel_);
  connect(panel_, &LessonPanel::linkActivated, this, &LessonTab::activate);
  connect(panel_, &LessonPanel::linkHovered, this, &LessonTab::hover);
  connect(panel_, &LessonPanel::linkLeft, this, [this] { Q_EMIT speaksOf({}, {}); });
  connect(bridge, &EngineBridge::demoChanged, this, &LessonTab::demoOpened);
  connect(bridge, &EngineBridge::snapshotChanged, this, &LessonTab::refresh);
}

void LessonTab::demoOpened() {
  shown_ = Settings();
  loaded_.clear();
}

void LessonTab::load() {
  const std::shared_ptr<const Demo>& demo = bridge_->demo();
  if (!demo || loaded_ == QString::fromStdString(demo->id)) return;
  loaded_ = QString::fromStdString(demo->id);
  QHash<QString, QString> titles;
  for (const auto& other : demoRegistry()) titles.insert(QString::fromStdString(other->id), translated(other->title));
  panel_->setDemoTitles(titles);
  Lesson lesson;
  try {
    lesson = builtInLesson(loaded_).value_or(Lesson());
  } catch (const UserError& error) {
    Q_EMIT bridge_->refused(translated(error.text()));
  }
  panel_->setLesson(translated(demo->title), translated(demo->promise), lesson);
  QList<LessonPreset> presets;
  for (const Preset& preset : demo->presets)
    presets << LessonPreset{QString::fromStdString(preset.name), translated(preset.label)};
  panel_->setPresets(presets);
  shown_ = Settings();
  refresh();
}

void LessonTab::refresh() {
  const Snapshot& snapshot = *bridge_->snapshot();
  if (!snapshot.demo || loaded_ != QString::fromStdString(snapshot.demo->id) || snapshot.settings == shown_) return;
  shown_ = snapshot.settings;
  panel_->setActivePreset(matchingPreset(shown_));
}

QString LessonTab::matchingPreset(const Settings& settings) const {
  const Demo& demo = *bridge_->demo();
  for (const Preset& preset : demo.presets) {
    bool same = true;
    for (const Setting& setting : demo.settings) {
      const Value* wanted = findValue(preset.settings, setting.name);
      if (!settings.has(setting.name) ||
          settings[setting.name] != (wanted ? checkValue(setting, *wanted) : setting.initial))
        same = false;
      if (!same) break;
    }
    if (same) return QString::fromStdString(preset.name);
  }
  return {};
}

void LessonTab::follow(EngineBridge& bridge, const LessonLink& link) {
  const Demo& demo = *bridge.demo();
  switch (link.kind) {
    case LessonLink::Kind::Preset:
      bridge.applyPreset(link.target);
      break;
    case LessonLink::Kind::Set: {
      NamedValues values;
      for (const auto& [name, text] : link.values) {
        const Setting* setting = demo.setting(name);
        if (!setting) throw UserError(Text(GRADUS_TR("This demo has no setting %1."), {name}));
        values.emplace_back(name, parseValue(*setting, text));
      }
      bridge.applySettings(values);
      break;
    }
    case LessonLink::Kind::Action: {
      const ActionSpec* spec = demo.action(link.target);
      if (!spec) throw UserError(Text(GRADUS_TR("This demo has no action %1."), {link.target}));
      Action action;
      action.name = link.target;
      action.gesture = bridge.newGesture();
      for (const auto& [name, text] : link.values) {
        for (const Setting& arg : spec->args)
          if (arg.name == name) action.args.emplace_back(name, parseValue(arg, text));
      }
      bridge.runner().act(std::move(action));
      break;
    }
    default:
      break;
  }
}

void LessonTab::activate(const LessonLink& link) {
  const QString target = QString::fromStdString(link.target);
  try {
    if (link.applies()) follow(*bridge_, link);
  } catch (const UserError& error) {
    Q_EMIT bridge_->refused(translated(error.text()));
  }
  if (link.kind == LessonLink::Kind::Demo) Q_EMIT demoRequested(target);
  if (link.kind == LessonLink::Kind::Control) Q_EMIT controlRequested(target);
  if (link.kind == LessonLink::Kind::View) Q_EMIT viewRequested(target);
}

void LessonTab::hover(const LessonLink& link) {
  QString control, view;
  if (link.kind == LessonLink::Kind::Control) control = QString::fromStdString(link.target);
  if (link.kind == LessonLink::Kind::View) view = QString::fromStdString(link.target);
  if (link.kind == LessonLink::Kind::Set && !link.values.empty())
    control = QString::fromStdString(link.values.front().first);
  Q_EMIT speaksOf(control, view);
}

}  // namespace gradus
