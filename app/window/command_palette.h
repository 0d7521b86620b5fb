#pragma once
// The command palette: one field, one list, nine rows.
#include <QLineEdit>
#include <QListWidget>

#include "app/window/overlay_page.h"
#include "app/window/palette_entries.h"

namespace gradus {

class CommandPalette : public OverlayPage {
  Q_OBJECT
 public:
  explicit CommandPalette(QWidget* window);

  void openWith(const QString& text, PaletteContext context);
  const std::vector<PaletteEntry>& entries() const { return entries_; }
  QLineEdit* field() const { return field_; }

 protected:
  QWidget* firstFocus() const override { return field_; }
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void fill();
  void carryOut(int row);

  QLineEdit* field_;
  QListWidget* list_;
  PaletteContext context_;
  std::vector<PaletteEntry> entries_;
};

}  // namespace gradus
