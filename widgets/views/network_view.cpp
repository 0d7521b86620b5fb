#include "widgets/views/network_view.h"

#include <QPaintEngine>
#include <QPainter>
#include <QTimer>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "widgets/views/draw_field.h"
#include "widgets/views/draw_lines.h"
#include "widgets/views/format.h"
#include "widgets/views/marks.h"

namespace gradus {
using namespace Qt::StringLiterals;

namespace {
constexpr int edgeInterval = 1000 / 15;  // milliseconds between two pictures of the weights
}

NetworkView::NetworkView(const View& view, QWidget* parent) : LiveView(view, parent) {
  edgesLater_ = new QTimer(this);
  edgesLater_->setSingleShot(true);
  connect(edgesLater_, &QTimer::timeout, this, [this] { invalidate(); });
}

QSize NetworkView::sizeHint() const {
  return {theme().px(560), theme().px(400)};
}

const Network* NetworkView::network() const {
  for (size_t i = 0; i < frame().layers.size(); ++i) {
    if (const auto* n = layer<Network>(i)) return n;
  }
  return nullptr;
}

std::string NetworkView::channel() const {
  for (size_t i = 0; i < frame().layers.size(); ++i) {
    if (layer<Network>(i)) return view().layers[i];
  }
  return {};
}

NetworkLayout NetworkView::layout() const {
  const Network* n = network();
  return n ? layoutNetwork(*n, theme(), QSizeF(size()), allows(Gesture::resize)) : NetworkLayout{};
}

void NetworkView::frameChanged(const ViewFrame&) {
  edgesStale_ = true;
  const Network* n = network();
  const int edges = n ? static_cast<int>(n->edges.size()) : 0;
  if (edge_ >= edges) edge_ = -1;
  if (drag_ && (drag_->settling || drag_->edge >= edges)) drag_.reset();
  if (typed_ >= edges) finishTyping(false);
  makeTileImages();
  requestMaps();
}

void NetworkView::themeChanged() {
  mapsPainted_ = nullptr;
  edgesStale_ = true;
  edges_ = {};
  makeTileImages();
}

void NetworkView::resizeEvent(QResizeEvent* event) {
  LiveView::resizeEvent(event);
  edges_ = {};
  requestMaps();
}

void NetworkView::requestMaps() {
  // One value for two pixels of a tile is enough under smooth scaling.
  const int size = std::clamp(static_cast<int>(layout().tileSize / 2), 12, 32);
  if (size == requestedMap_) return;
  requestedMap_ = size;
  for (size_t i = 0; i < frame().layers.size(); ++i) {
    if (frame().layers[i] && !layer<NeuronMaps>(i)) continue;
    Q_EMIT displayRequestChanged(QString::fromStdString(view().layers[i]), size, size, Extent{0, 0, 0, 0});
  }
}

void NetworkView::makeTileImages() {
  const NeuronMaps* maps = nullptr;
  const ChannelValue* source = nullptr;
  for (size_t i = 0; i < frame().layers.size(); ++i) {
    if (const auto* m = layer<NeuronMaps>(i)) maps = m, source = frame().layers[i].get();
  }
  if (!maps || (source == mapsPainted_ && !tileImages_.empty())) return;
  mapsPainted_ = source;
  tileImages_.clear();
  for (const NeuronMaps::Map& map : maps->maps) {
    const double limit = map.limit > 0 ? map.limit : 1;
    const auto colours = fieldColours(theme(), FieldMap::diverging, -limit, limit, 0, false);
    tileImages_[{map.layer, map.unit}] = gridImage(map.values, maps->size, maps->size, true, colours, -limit, limit);
  }
}

void NetworkView::drawEdges(QPainter& painter, const Network& network, const NetworkLayout& layout) const {
  const Theme& t = theme();
  std::vector<int> order(network.edges.size());
  std::iota(order.begin(), order.end(), 0);
  // From small to large, so that strong weights lie on top.
  std::sort(order.begin(), order.end(),
            [&](int a, int b) { return std::fabs(network.edges[a].weight) < std::fabs(network.edges[b].weight); });
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setBrush(Qt::NoBrush);
  const double scale = network.scale > 0 ? network.scale : 1;
  for (const int i : order) {
    const Network::Edge& edge = network.edges[i];
    if (drag_ && drag_->edge == i) continue;
    const QPainterPath path = layout.curve(edge);
    if (path.isEmpty() || !std::isfinite(edge.weight)) continue;
    const double u = std::min(1.0, std::fabs(edge.weight) / scale);
    const QColor colour = withOpacity(t.diverging[edge.weight < 0 ? 1 : 5], 0.18 + 0.77 * u);
    painter.setPen(QPen(colour, t.len(0.6 + 4.6 * u), Qt::SolidLine, Qt::FlatCap));
    painter.drawPath(path);
  }
}

const QImage& NetworkView::edgeImage(const QSizeF& size, double ratio, const NetworkLayout& layout) {
  const QSize pixels = (size * ratio).toSize();
  const bool fits = edges_.size() == pixels && edges_.devicePixelRatio() == ratio;
  if (fits && edgesStale_ && edgesAge_.isValid() && edgesAge_.elapsed() < edgeInterval) {
    // Too early: the old weights stay for a moment and the new ones are drawn when their time has come.
    if (!edgesLater_->isActive()) edgesLater_->start(edgeInterval - static_cast<int>(edgesAge_.elapsed()));
    return edges_;
  }
  if (fits && !edgesStale_) return edges_;
  edges_ = QImage(pixels, QImage::Format_ARGB32_Premultiplied);
  edges_.setDevicePixelRatio(ratio);
  edges_.fill(Qt::transparent);
  QPainter painter(&edges_);
  drawEdges(painter, *network(), layout);
  edgesStale_ = false;
  edgesAge_.start();
  return edges_;
}

void NetworkView::drawHeads(QPainter& painter, const Network& network, const NetworkLayout& layout) const {
  const Theme& t = theme();
  for (size_t l = 0; l < layout.columns.size(); ++l) {
    const NetworkLayout::Column& column = layout.columns[l];
    painter.setFont(t.font(TextRole::bodyStrong));
    painter.setPen(t.text);
    const QFontMetricsF metrics(painter.font());
    painter.drawText(column.title, Qt::AlignCenter,
                     metrics.elidedText(translated(network.layers[l].title), Qt::ElideMiddle, column.title.width()));
    if (column.plus.isNull()) continue;
    const QRectF box = column.minus.united(column.plus);
    painter.setPen(QPen(t.line, t.hairline()));
    painter.setBrush(t.raised);
    painter.drawRoundedRect(box, t.len(radius::field), t.len(radius::field));
    painter.setFont(t.font(TextRole::body));
    painter.setPen(t.text);
    painter.drawText(column.count, Qt::AlignCenter, QString::number(network.layers[l].units));
    painter.setPen(
        QPen(network.layers[l].units > 1 ? t.text : t.disabledText, t.len(1.5), Qt::SolidLine, Qt::RoundCap));
    const double arm = t.len(4);
    const QPointF m = column.minus.center(), p = column.plus.center();
    painter.drawLine(m - QPointF(arm, 0), m + QPointF(arm, 0));
    painter.setPen(QPen(t.text, t.len(1.5), Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(p - QPointF(arm, 0), p + QPointF(arm, 0));
    painter.drawLine(p - QPointF(0, arm), p + QPointF(0, arm));
  }
}

void NetworkView::drawTile(QPainter& painter, const Network& network, const NetworkLayout::Tile& tile,
                           double labelRoom) const {
  const Theme& t = theme();
  const Network::Layer& layer = network.layers[tile.layer];
  const double round = t.len(radius::formula);
  const QString label = tile.slot >= 0 && tile.slot < static_cast<int>(layer.labels.size())
                            ? QString::fromStdString(layer.labels[tile.slot])
                            : QString();
  painter.setFont(t.font(TextRole::caption));
  if (tile.slot < 0 || !tile.active) {
    painter.setPen(tile.slot < 0 ? QPen(t.line, t.hairline()) : dashed(t.edge, t.len(1), {3, 2}));
    painter.setBrush(t.panel);
    painter.drawRoundedRect(tile.rect, round, round);
    painter.setPen(t.muted);
    painter.drawText(
        tile.rect, Qt::AlignCenter,
        tile.slot < 0 ? u"+ "_s + formatCount(layer.units - static_cast<qint64>(layer.shown.size())) : label);
    return;
  }
  QPainterPath shape;
  shape.addRoundedRect(tile.rect, round, round);
  const auto image = tileImages_.find({tile.layer, tile.unit});
  painter.save();
  painter.setClipPath(shape, Qt::IntersectClip);
  painter.fillRect(tile.rect, t.canvas);
  if (image != tileImages_.end()) drawField(painter, t, image->second, tile.rect);
  painter.restore();
  painter.setBrush(Qt::NoBrush);
  painter.setPen(tile.output ? QPen(t.text, t.len(2)) : QPen(t.edge, t.len(1.5)));
  painter.drawPath(shape);
  if (label.isEmpty()) return;
  painter.setPen(t.muted);
  const double width = std::max(labelRoom, tile.rect.width());
  painter.drawText(
      QRectF(tile.rect.center().x() - width / 2, tile.rect.bottom() + t.len(2), width, t.lineHeight(TextRole::caption)),
      Qt::AlignCenter, label);
}

void NetworkView::draw(QPainter& painter, const QSizeF& size) {
  const Network* n = network();
  if (!n) return;
  const NetworkLayout layout = layoutNetwork(*n, theme(), size, allows(Gesture::resize));
  painter.setRenderHint(QPainter::Antialiasing);
  const bool stale = isStale(0);
  painter.setOpacity(stale ? 0.6 : 1);
  if (isPaintingWidget())
    painter.drawImage(QPointF(), edgeImage(size, painter.device()->devicePixelRatioF(), layout));
  else
    drawEdges(painter, *n, layout);
  const double room = layout.columns.size() > 1 ? (layout.columns[1].x - layout.columns[0].x) * 0.9 : size.width();
  for (const NetworkLayout::Tile& tile : layout.tiles)
    drawTile(painter, *n, tile, std::min(room, theme().textPx(90) * 1.0));
  painter.setOpacity(1);
  drawHeads(painter, *n, layout);
}

void NetworkView::drawOverlay(QPainter& painter) {
  const Network* n = network();
  if (!n) return;
  const Theme& t = theme();
  const NetworkLayout where = layout();
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  const int edge = drag_ ? drag_->edge : edge_;
  if (edge >= 0 && edge < static_cast<int>(n->edges.size())) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(solid(t.text, t.plotLines().focus));
    painter.drawPath(where.curve(n->edges[edge]));
    const QPointF at = handleOf(edge);
    painter.setPen(QPen(t.text, t.len(2)));
    painter.setBrush(t.canvas);
    painter.drawEllipse(at, t.len(4.5), t.len(4.5));
    if (drag_ && !drag_->settling) drawReadout(painter, QRectF(rect()), at, edgeText(edge), t);
  }
  if (tile_ >= 0 && tile_ < static_cast<int>(where.tiles.size()) && hasFocus() && edge < 0) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(t.focus, t.focusLine()));
    const double gap = t.focusGap() + t.len(1);
    painter.drawRoundedRect(where.tiles[tile_].rect.adjusted(-gap, -gap, gap, gap), t.len(radius::button),
                            t.len(radius::button));
  }
  painter.restore();
}

std::vector<LegendEntry> NetworkView::legend() const {
  const Theme& t = theme();
  return {{tr("negative"), LegendEntry::Mark::line, MarkShape::circle, t.diverging[1], t.diverging[1], {}},
          {tr("positive weight"), LegendEntry::Mark::line, MarkShape::circle, t.diverging[5], t.diverging[5], {}}};
}

}  // namespace gradus
