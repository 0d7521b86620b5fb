#pragma once
// What the command palette offers for a text: demos, ">" commands, ":" settings with a value, "@" a step.
#include <QString>
#include <functional>
#include <vector>

#include "core/run/snapshot.h"
#include "widgets/theme/icons.h"

namespace gradus {

class Commands;
class DemoSearch;

struct PaletteEntry {
  Icon icon = Icon::circle;
  QString title;
  QString path;  ///< where it belongs, or why it matches
  QString shortcut;
  std::function<void()> carryOut;  ///< empty: only says something
};

/// What the entries act on.
struct PaletteContext {
  const Commands* commands = nullptr;
  const DemoSearch* search = nullptr;
  std::shared_ptr<const Snapshot> snapshot;
  std::function<void(const QString& id)> openDemo;
  std::function<void(const QString& name)> revealSetting;
  std::function<void(const NamedValues& values)> applySettings;
  std::function<void(double step)> goToStep;
};

std::vector<PaletteEntry> paletteEntries(const QString& text, const PaletteContext& context);

}  // namespace gradus
