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

NetworkLayout layoutNetwork(const Network& network, const Theme& theme, const QSizeF& size, bool buttons) {
  NetworkLayout layout;
  const int n = static_cast<int>(network.layers.size());
  if (n == 0) return layout;
  const double titleHeight = theme.lineHeight(TextRole::bodyStrong), label = theme.lineHeight(TextRole::caption);
  const bool anyButtons = buttons && std::any_of(network.layers.begin(), network.layers.end(), [](const auto& l) { return l.resizable; });
  const double buttonHeight = anyButtons ? theme.len(theme.presenting ? 40 : 22) : 0;
  const double top = theme.len(12) + titleHeight + (anyButtons ? buttonHeight + theme.len(6) : 0) + theme.len(10);
  const QRectF area(theme.len(14), top, size.width() - theme.len(28), std::max(10.0, size.height() - top - theme.len(12)));
  // The tallest column sets the tile size, between 24 and 64.
  double tile = theme.len(42) * (theme.presenting ? 1.4 : 1);
  for (const Network::Layer& layer : network.layers) {
    const auto count = static_cast<double>(layer.shown.size() + (layer.units > static_cast<int>(layer.shown.size()) ? 1 : 0));
    const double labels = layer.labels.empty() ? theme.len(6) : label + theme.len(4);
    if (count > 0) tile = std::min(tile, area.height() / count - labels);
  }
  tile = std::min(tile, area.width() / (1.9 * n));
  layout.tileSize = tile = std::clamp(tile, theme.len(18), theme.len(64) * (theme.presenting ? 1.4 : 1));
  const double outputSize = std::min(1.48 * tile, area.height() * 0.6);
  // Room for the titles of the outer columns.
  const QFontMetricsF metrics(theme.font(TextRole::bodyStrong));
  const auto titleWidth = [&](const Network::Layer& layer) { return std::min(metrics.horizontalAdvance(translated(layer.title)) + theme.len(4), 0.4 * area.width()); };
  const double firstX = area.left() + std::max(tile, titleWidth(network.layers.front())) / 2;
  const double lastX = area.right() - std::max(outputSize, titleWidth(network.layers.back())) / 2;
  for (int l = 0; l < n; ++l) {
    const Network::Layer& layer = network.layers[l];
    NetworkLayout::Column column;
    column.x = n == 1 ? area.center().x() : firstX + (lastX - firstX) * l / (n - 1);
    column.first = static_cast<int>(layout.tiles.size());
    const double room = n > 1 ? (lastX - firstX) / (n - 1) : area.width();
    column.title = QRectF(column.x - room / 2, theme.len(10), room, titleHeight);
    if (buttons && layer.resizable) {
      const double side = buttonHeight, middle = std::min(theme.len(24) * (theme.presenting ? 1.7 : 1), std::max(theme.len(14), room - 2 * side - 4));
      const double y = column.title.bottom() + theme.len(6), left = column.x - side - middle / 2;
      column.minus = QRectF(left, y, side, side);
      column.count = QRectF(left + side, y, middle, side);
      column.plus = QRectF(left + side + middle, y, side, side);
    }
    const bool output = l == n - 1 && n > 1, more = layer.units > static_cast<int>(layer.shown.size());
    const int count = static_cast<int>(layer.shown.size()) + (more ? 1 : 0);
    const double side = output && count <= 3 ? outputSize : tile;
    const bool labelled = !layer.labels.empty();
    const auto isActive = [&](int k) { return k >= static_cast<int>(layer.active.size()) || layer.active[k]; };
    // A switched-off feature is a low box with its name inside.
    const auto height = [&](int k) { return isActive(k) ? side + (labelled ? label : 0) : std::min(side * 0.55, theme.len(26)); };
    double total = 0;
    for (int k = 0; k < count; ++k) total += height(k);
    const double gap = count > 1 ? std::clamp((area.height() - total) / (count - 1), theme.len(2), theme.len(labelled ? 10 : 9)) : 0;
    total += gap * std::max(0, count - 1);
    double y = area.top() + std::max(0.0, (area.height() - total) / 2);
    for (int k = 0; k < count; ++k) {
      const bool counter = k >= static_cast<int>(layer.shown.size());
      const double tileHeight = isActive(k) ? side : height(k);
      layout.tiles.push_back({l, counter ? -1 : k, counter ? -1 : layer.shown[k], QRectF(column.x - side / 2, y, side, tileHeight), isActive(k), output});
      y += height(k) + gap;
    }
    column.tiles = count;
    layout.columns.push_back(column);
  }
  return layout;
}

}  // namespace gradus
