#include "app/window/commands.h"

#include <QWidget>
#include <algorithm>

namespace gradus {

Commands::Commands(QWidget* window) : QObject(window), window_(window) {}

QAction* Commands::add(const QString& id, const QString& group, const QString& title, Icon iconOfCommand,
                       const Keys& keys, std::function<void()> carryOut) {
  Command command;
  command.id = id;
  command.title = title;
  command.group = group;
  command.icon = iconOfCommand;
  for (const QString& plain : keys.plain) command.keys << plain;
  for (const QKeySequence& shortcut : keys.shortcuts) command.keys << shortcut.toString(QKeySequence::NativeText);
  command.action = new QAction(icon(iconOfCommand), title, this);
  command.action->setObjectName(id);
  command.action->setShortcuts(keys.shortcuts);
  command.action->setShortcutContext(Qt::WindowShortcut);
  connect(command.action, &QAction::triggered, this, std::move(carryOut));
  window_->addAction(command.action);
  commands_.push_back(command);
  return command.action;
}

QAction* Commands::operator[](const QString& id) const {
  const auto found = std::find_if(commands_.begin(), commands_.end(), [&](const Command& c) { return c.id == id; });
  Q_ASSERT_X(found != commands_.end(), "Commands", qPrintable(id));
  return found->action;
}

bool Commands::carryOutPlain(const QKeySequence& key) {
  const QString text = key.toString(QKeySequence::PortableText);
  for (const Command& command : commands_) {
    if (!command.keys.contains(text) || !command.action->isEnabled()) continue;
    command.action->trigger();
    return true;
  }
  return false;
}

QString Commands::tip(const QString& id) const {
  const auto found = std::find_if(commands_.begin(), commands_.end(), [&](const Command& c) { return c.id == id; });
  if (found == commands_.end()) return {};
  return found->keys.isEmpty() ? found->title : tr("%1 (%2)").arg(found->title, found->keys.first());
}

}  // namespace gradus
