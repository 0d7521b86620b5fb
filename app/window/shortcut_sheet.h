#pragma once
// All keys on one page, by group, from the list of commands.
#include <QScrollArea>

#include "app/window/overlay_page.h"

class QGridLayout;

namespace gradus {

class Commands;

class ShortcutSheet : public OverlayPage {
  Q_OBJECT
 public:
  ShortcutSheet(const Commands& commands, QWidget* window);

 protected:
  QWidget* firstFocus() const override { return area_; }

 private:
  void fill(const Commands& commands, QWidget* page, const QList<QGridLayout*>& grids);

  QScrollArea* area_;
};

}  // namespace gradus
