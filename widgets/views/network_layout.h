#pragma once
// Where the parts of a drawn network stand: tiles, weight curves, unit buttons.
#include <QPainterPath>
#include <QPointF>
#include <QRectF>
#include <vector>

#include "core/view/view_data.h"
#include "widgets/theme/theme.h"

namespace gradus {

struct NetworkLayout {
  struct Tile {
    int layer = 0;
    int slot = 0;  // position in Layer::shown; -1 = the tile that counts the units not shown
    int unit = 0;
    QRectF rect;
    bool active = true, output = false;
  };
  struct Column {
    double x = 0;
    QRectF title, minus, count, plus;
    int first = 0, tiles = 0;  // range in `tiles`
  };
  std::vector<Tile> tiles;
  std::vector<Column> columns;
  double tileSize = 0;

  /// The tile of a unit, or null where it is not drawn.
  const Tile* tile(int layer, int unit) const;
  /// Index of the tile at a place, or -1.
  int tileAt(const QPointF& at) const;
  /// The cubic curve of a weight; empty where an end is not drawn or the weight is a bias.
  QPainterPath curve(const Network::Edge& edge) const;
  /// The edge whose curve passes nearest, within `reach` pixels, or -1.
  int edgeAt(const Network& network, const QPointF& at, double reach) const;
};

NetworkLayout layoutNetwork(const Network& network, const Theme& theme, const QSizeF& size, bool buttons);

}  // namespace gradus
