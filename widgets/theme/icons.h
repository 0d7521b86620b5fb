#pragma once
// Own drawings on a 16 px grid: strokes of 1.5 px with round ends, in whatever colour the place asks for; run, pause
// and the steps are filled, because they are found by shape. They are painted as paths, so they are sharp at every
// scale.
#include <QIcon>
#include <QPainterPath>
#include <optional>

#include "widgets/theme/theme.h"

class QPainter;

namespace gradus {

enum class Icon {
  run,
  pause,
  step,
  halfStep,
  stepBack,
  reset,
  dice,
  branch,
  undo,
  redo,
  search,
  code,
  exporting,
  open,
  save,
  settings,
  help,
  home,
  close,
  chevronDown,
  chevronRight,
  chevronLeft,
  chevronUp,
  plus,
  minus,
  restart,
  warning,
  check,
  star,
  moon,
  sun,
  panel,
  catalogue,
  copy,
  enlarge,
  brush,
  spray,
  eraser,
  move,
  pointer,
  trash,
  info,
  table,
  keyboard,
  menu,
  split,
  error,
  circle,
  external,
  count
};

/// What an icon is made of: outlines that are stroked and areas that are filled, both in the 16 x 16 grid.
struct IconDrawing {
  QPainterPath stroke, fill;
};
const IconDrawing& iconDrawing(Icon icon);

/// Draws the icon centred in `rect` as large as its shorter side.
void paintIcon(QPainter& painter, Icon icon, const QRectF& rect, const QColor& colour);
/// An icon for buttons, menus and actions. Our style paints it in the text colour of the place (on a primary button in
/// the colour of its label), so it need not be replaced when the theme changes.
QIcon icon(Icon icon);
/// The drawing behind a QIcon made by icon(), if it is one of ours.
std::optional<Icon> iconOf(const QIcon& icon);

}  // namespace gradus
