#pragma once
// Everything the window can be told to do, declared once: the palette, the shortcut sheet, the buttons and the keys all
// read this list.
#include <QAction>
#include <QKeySequence>
#include <QObject>
#include <functional>
#include <vector>

#include "widgets/theme/icons.h"

namespace gradus {

struct Command {
  QString id;     // "run"
  QString title;  // "Run or pause"
  QString group;  // header in the shortcut sheet: "Run", "View"
  Icon icon = Icon::circle;
  QStringList keys;  // as shown; the first is the usual one
  QAction* action = nullptr;
  bool listed = true;  // offered in the palette
};

class Commands : public QObject {
  Q_OBJECT
 public:
  /// Shortcuts with Ctrl, Alt or function keys become shortcuts of `window`.
  explicit Commands(QWidget* window);

  struct Keys {
    QList<QKeySequence> shortcuts;  ///< taken everywhere in the window
    QStringList plain;              ///< single keys that the window handles when nothing else took them ("Space")
  };
  QAction* add(const QString& id, const QString& group, const QString& title, Icon icon, const Keys& keys,
               std::function<void()> carryOut);
  const std::vector<Command>& all() const { return commands_; }
  /// The action of a command that was added.
  QAction* operator[](const QString& id) const;
  /// Carries out the command of a plain key; false if there is none.
  bool carryOutPlain(const QKeySequence& key);
  /// "Run or pause (Space)".
  QString tip(const QString& id) const;

 private:
  QWidget* window_;
  std::vector<Command> commands_;
};

}  // namespace gradus
