#include "widgets/views/network_layout.h"

#include <QFontMetricsF>
#include <algorithm>
#include <cmath>

#include "widgets/views/format.h"

namespace gradus {

const NetworkLayout::Tile* NetworkLayout::tile(int layer, int unit) const {
  if (layer < 0 || layer >= static_cast<int>(columns.size())) return nullptr;
  const Column& column = columns[layer];
  for (int i = column.first; i < column.first + column.tiles; ++i) {
    if (tiles[i].unit == unit && tiles[i].slot >= 0) return &tiles[i];
  }
  return nullptr;
}

int NetworkLayout::tileAt(const QPointF& at) const {
  for (size_t i = 0; i < tiles.size(); ++i) {
    if (tiles[i].rect.contains(at)) return static_cast<int>(i);
  }
  return -1;
}

QPainterPath NetworkLayout::curve(const Network::Edge& edge) const {
  const Tile *from = tile(edge.layer, edge.from), *to = tile(edge.layer + 1, edge.to);
  QPainterPath path;
  if (!from || !to || edge.from < 0) return path;
  const QPointF a(from->rect.right(), from->rect.center().y()), b(to->rect.left(), to->rect.center().y());
  const double bend = 0.5 * (b.x() - a.x());
  path.moveTo(a);
  path.cubicTo(a + QPointF(bend, 0), b - QPointF(bend, 0), b);
  return path;
}

int NetworkLayout::edgeAt(const Network& network, const QPointF& at, double reach) const {
  int best = -1;
  double nearest = reach * reach;
  for (size_t i = 0; i < network.edges.size(); ++i) {
    const Network::Edge& edge = network.edges[i];
    if (edge.from < 0 || edge.layer < 0 || edge.layer + 1 >= static_cast<int>(columns.size())) continue;
    const Tile *from = tile(edge.layer, edge.from), *to = tile(edge.layer + 1, edge.to);
    if (!from || !to || at.x() < from->rect.right() || at.x() > to->rect.left()) continue;
    // The curve is steeper in x than anywhere in y: its parameter is found from x by bisection.
    const QPointF a(from->rect.right(), from->rect.center().y()), b(to->rect.left(), to->rect.center().y());
    const double u = (at.x() - a.x()) / std::max(1.0, b.x() - a.x());
    double low = 0, high = 1;
    for (int k = 0; k < 20; ++k) {
      const double t = (low + high) / 2;
      (1.5 * t * (1 - t) + t * t * t > u ? high : low) = t;
    }
    const double t = (low + high) / 2, y = a.y() + (b.y() - a.y()) * t * t * (3 - 2 * t);
    const double slope = (b.y() - a.y()) * 6 * t * (1 - t) / std::max(1.0, (b.x() - a.x()) * (1.5 - 3 * t + 3 * t * t));
    const double d = (at.y() - y) / std::sqrt(1 + slope * slope);
    if (d * d < nearest) {
      nearest = d * d;
      best = static_cast<int>(i);
    }
  }
  return best;
}

namespace {

/// Sizes shared by all columns.
struct Frame {
  const Theme& theme;
  QRectF area;
  double tile = 0, output = 0, buttonHeight = 0, label = 0, room = 0;
};

double titleWidth(const Theme& theme, const Network::Layer& layer, double limit) {
  return std::min(
      QFontMetricsF(theme.font(TextRole::bodyStrong)).horizontalAdvance(translated(layer.title)) + theme.len(4), limit);
}

/// The tallest column sets the tile size, between 24 and 64.
double tileSizeFor(const Network& network, const Theme& theme, const QRectF& area, double label) {
  const double largest = theme.presenting ? 1.4 : 1;
  double tile = theme.len(42) * largest;
  for (const Network::Layer& layer : network.layers) {
    const auto count =
        static_cast<double>(layer.shown.size() + (layer.units > static_cast<int>(layer.shown.size()) ? 1 : 0));
    const double labels = layer.labels.empty() ? theme.len(6) : label + theme.len(4);
    if (count > 0) tile = std::min(tile, area.height() / count - labels);
  }
  tile = std::min(tile, area.width() / (1.9 * static_cast<double>(network.layers.size())));
  return std::clamp(tile, theme.len(18), theme.len(64) * largest);
}

void placeHead(NetworkLayout::Column& column, const Frame& f, bool buttons) {
  const Theme& t = f.theme;
  column.title = QRectF(column.x - f.room / 2, t.len(10), f.room, t.lineHeight(TextRole::bodyStrong));
  if (!buttons) return;
  const double side = f.buttonHeight, wish = t.len(24) * (t.presenting ? 1.7 : 1);
  const double middle = std::min(wish, std::max(t.len(14), f.room - 2 * side - 4));
  const double y = column.title.bottom() + t.len(6), left = column.x - side - middle / 2;
  column.minus = QRectF(left, y, side, side);
  column.count = QRectF(left + side, y, middle, side);
  column.plus = QRectF(left + side + middle, y, side, side);
}

void placeTiles(NetworkLayout& layout, NetworkLayout::Column& column, const Frame& f, const Network::Layer& layer,
                int index, bool output) {
  const Theme& t = f.theme;
  const bool more = layer.units > static_cast<int>(layer.shown.size()), labelled = !layer.labels.empty();
  const int count = static_cast<int>(layer.shown.size()) + (more ? 1 : 0);
  const double side = output && count <= 3 ? f.output : f.tile;
  const auto isActive = [&](int k) { return k >= static_cast<int>(layer.active.size()) || layer.active[k]; };
  // A switched-off feature is a low box with its name inside.
  const auto height = [&](int k) {
    return isActive(k) ? side + (labelled ? f.label : 0) : std::min(side * 0.55, t.len(26));
  };
  double total = 0;
  for (int k = 0; k < count; ++k) total += height(k);
  const double gap =
      count > 1 ? std::clamp((f.area.height() - total) / (count - 1), t.len(2), t.len(labelled ? 10 : 9)) : 0;
  total += gap * std::max(0, count - 1);
  double y = f.area.top() + std::max(0.0, (f.area.height() - total) / 2);
  column.first = static_cast<int>(layout.tiles.size());
  column.tiles = count;
  for (int k = 0; k < count; ++k) {
    const bool counter = k >= static_cast<int>(layer.shown.size());
    const QRectF rect(column.x - side / 2, y, side, isActive(k) ? side : height(k));
    layout.tiles.push_back({index, counter ? -1 : k, counter ? -1 : layer.shown[k], rect, isActive(k), output});
    y += height(k) + gap;
  }
}

}  // namespace

NetworkLayout layoutNetwork(const Network& network, const Theme& theme, const QSizeF& size, bool buttons) {
  NetworkLayout layout;
  const int n = static_cast<int>(network.layers.size());
  if (n == 0) return layout;
  const bool anyButtons =
      buttons && std::any_of(network.layers.begin(), network.layers.end(), [](const auto& l) { return l.resizable; });
  Frame f{theme, {}};
  f.label = theme.lineHeight(TextRole::caption);
  f.buttonHeight = anyButtons ? theme.len(theme.presenting ? 40 : 22) : 0;
  const double top =
      theme.len(22) + theme.lineHeight(TextRole::bodyStrong) + (anyButtons ? f.buttonHeight + theme.len(6) : 0);
  f.area =
      QRectF(theme.len(14), top, size.width() - theme.len(28), std::max(10.0, size.height() - top - theme.len(12)));
  layout.tileSize = f.tile = tileSizeFor(network, theme, f.area, f.label);
  f.output = std::min(1.48 * f.tile, f.area.height() * 0.6);
  // Room for the titles of the outer columns.
  const double limit = 0.4 * f.area.width();
  const double firstX = f.area.left() + std::max(f.tile, titleWidth(theme, network.layers.front(), limit)) / 2;
  const double lastX = f.area.right() - std::max(f.output, titleWidth(theme, network.layers.back(), limit)) / 2;
  f.room = n > 1 ? (lastX - firstX) / (n - 1) : f.area.width();
  for (int l = 0; l < n; ++l) {
    NetworkLayout::Column column;
    column.x = n == 1 ? f.area.center().x() : firstX + f.room * l;
    placeHead(column, f, buttons && network.layers[l].resizable);
    placeTiles(layout, column, f, network.layers[l], l, l == n - 1 && n > 1);
    layout.columns.push_back(column);
  }
  return layout;
}

}  // namespace gradus
