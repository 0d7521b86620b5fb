#include "app/window/palette_entries.h"

#include <QObject>
#include <algorithm>

#include "app/window/commands.h"
#include "app/window/control_specs.h"
#include "app/window/demo_search.h"
#include "widgets/views/format.h"

namespace gradus {
namespace {

constexpr size_t mostDemos = 30;

bool allWordsIn(const QString& text, const QString& query) {
  for (const QString& word : query.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts))
    if (!text.contains(word, Qt::CaseInsensitive)) return false;
  return true;
}

void addCommands(std::vector<PaletteEntry>& entries, const QString& query, const PaletteContext& context) {
  for (const Command& command : context.commands->all()) {
    if (!command.listed || !command.action->isEnabled() ||
        !allWordsIn(command.title + QLatin1Char(' ') + command.group, query))
      continue;
    QAction* action = command.action;
    entries.push_back({command.icon, command.title, command.group,
                       command.keys.isEmpty() ? QString() : command.keys.first(), [action] { action->trigger(); }});
  }
}

void addDemos(std::vector<PaletteEntry>& entries, const QString& query, const PaletteContext& context) {
  std::vector<DemoHit> hits = context.search->find(query);
  if (hits.size() > mostDemos) hits.resize(mostDemos);
  for (const DemoHit& hit : hits) {
    const QString id = QString::fromStdString(hit.demo->id);
    const QString chapter = translated(hit.demo->chapter);
    entries.push_back({Icon::chevronRight,
                       translated(hit.demo->title),
                       hit.reason.isEmpty() ? chapter : QObject::tr("%1, %2").arg(chapter, hit.reason),
                       {},
                       [open = context.openDemo, id] { open(id); }});
  }
}

/// How well a setting answers to a word: 0 exactly its name, 1 begins with it, 2 holds it, -1 not at all.
int nearness(const Setting& setting, const QString& word) {
  const QString name = QString::fromStdString(setting.name), title = translated(setting.title);
  if (name.compare(word, Qt::CaseInsensitive) == 0 || title.compare(word, Qt::CaseInsensitive) == 0) return 0;
  if (name.startsWith(word, Qt::CaseInsensitive) || title.startsWith(word, Qt::CaseInsensitive)) return 1;
  return name.contains(word, Qt::CaseInsensitive) || title.contains(word, Qt::CaseInsensitive) ? 2 : -1;
}

PaletteEntry settingEntry(const Setting& setting, const QString& value, const PaletteContext& context) {
  const QString title = translated(setting.title), name = QString::fromStdString(setting.name);
  if (value.isEmpty()) {
    const QString now = context.snapshot->settings.has(setting.name)
                            ? valueLabel(setting, context.snapshot->settings[setting.name])
                            : QString();
    return {Icon::settings, title, QObject::tr("%1, now %2").arg(translated(setting.group), now),
            QStringLiteral(":") + name, [reveal = context.revealSetting, name] { reveal(name); }};
  }
  try {
    const Value parsed = parseValue(setting, value.toStdString());
    return {Icon::check,
            QObject::tr("Set %1 to %2").arg(title, valueLabel(setting, parsed)),
            setting.effect == Effect::live ? QObject::tr("at once") : QObject::tr("starts anew"),
            {},
            [apply = context.applySettings, setting = setting.name, parsed] {
              apply({{setting, parsed}});
            }};
  } catch (const UserError& error) {
    return {Icon::warning, title, translated(error.text()), {}, {}};
  }
}

void addSettings(std::vector<PaletteEntry>& entries, const QString& query, const PaletteContext& context) {
  if (!context.snapshot || !context.snapshot->demo) return;
  const QString text = query.trimmed();
  const qsizetype space = text.indexOf(QLatin1Char(' '));
  const QString word = space < 0 ? text : text.left(space);
  const QString value = space < 0 ? QString() : text.mid(space + 1).trimmed();
  for (int near = 0; near <= 2; ++near) {
    for (const Setting& setting : context.snapshot->demo->settings) {
      // Titles of several words are found as a whole as well ("learning rate").
      const int whole = value.isEmpty() ? -1 : nearness(setting, text);
      if (whole == near) entries.push_back(settingEntry(setting, {}, context));
      if (whole < 0 && nearness(setting, word) == near) entries.push_back(settingEntry(setting, value, context));
    }
  }
}

void addStep(std::vector<PaletteEntry>& entries, const QString& query, const PaletteContext& context) {
  bool valid = false;
  const double step = query.simplified().remove(QLatin1Char(' ')).toDouble(&valid);
  const double recorded = static_cast<double>(context.snapshot->recordedTicks) / context.snapshot->demo->ticksPerStep;
  if (valid && step >= 0) {
    entries.push_back({Icon::step,
                       QObject::tr("Go to step %1").arg(formatNumber(std::floor(step))),
                       QObject::tr("%1 recorded").arg(formatNumber(std::floor(recorded))),
                       {},
                       [go = context.goToStep, step] { go(std::floor(step)); }});
  } else {
    entries.push_back(
        {Icon::step, QObject::tr("Go to a step"), QObject::tr("type its number, for example @%1").arg(100), {}, {}});
  }
}

}  // namespace

std::vector<PaletteEntry> paletteEntries(const QString& text, const PaletteContext& context) {
  std::vector<PaletteEntry> entries;
  const QString rest = text.mid(1);
  const bool open = context.snapshot && context.snapshot->demo;
  if (text.startsWith(QLatin1Char('>'))) {
    addCommands(entries, rest, context);
  } else if (text.startsWith(QLatin1Char(':'))) {
    addSettings(entries, rest, context);
    if (!open) entries.push_back({Icon::info, QObject::tr("No demo is open"), {}, {}, {}});
  } else if (text.startsWith(QLatin1Char('@'))) {
    if (open) addStep(entries, rest, context);
  } else {
    addDemos(entries, text, context);
    if (!text.trimmed().isEmpty()) {
      addCommands(entries, text, context);
      addSettings(entries, text, context);
    }
  }
  if (entries.empty())
    entries.push_back(
        {Icon::search, QObject::tr("Nothing found"), QObject::tr("> commands   : settings   @ step"), {}, {}});
  return entries;
}

}  // namespace gradus
