// Gestures on a network: weights dragged, typed or changed by keys, units added, tiles clicked.
#include <QKeyEvent>
#include <QLineEdit>
#include <algorithm>
#include <cmath>

#include "widgets/views/format.h"
#include "widgets/views/network_view.h"

namespace gradus {
using namespace Qt::StringLiterals;

bool NetworkView::allows(Gesture gesture) const {
  return handle(gesture, channel()) != nullptr;
}

double NetworkView::weightAt(int edge) const {
  if (drag_ && drag_->edge == edge) return drag_->value;
  return network()->edges[edge].weight;
}

QPointF NetworkView::handleOf(int edge) const {
  const QPainterPath path = layout().curve(network()->edges[edge]);
  return path.isEmpty() ? QPointF() : path.pointAtPercent(0.5);
}

int NetworkView::biasOf(const NetworkLayout::Tile& tile) const {
  const Network* n = network();
  for (size_t i = 0; n && i < n->edges.size(); ++i) {
    const Network::Edge& e = n->edges[i];
    if (e.from < 0 && e.layer + 1 == tile.layer && e.to == tile.unit) return static_cast<int>(i);
  }
  return -1;
}

void NetworkView::sendWeight(int edge, double value, bool finished, int64_t id) {
  const Network::Edge& e = network()->edges[edge];
  send(Gesture::weight, channel(),
       {{"layer", int64_t{e.layer}}, {"from", int64_t{e.from}}, {"to", int64_t{e.to}}, {"value", value}}, finished, id);
}

void NetworkView::changeUnits(int layer, int by) {
  const Network* n = network();
  if (!n || layer < 0 || layer >= static_cast<int>(n->layers.size()) || !n->layers[layer].resizable ||
      !allows(Gesture::resize))
    return;
  const int units = std::max(1, n->layers[layer].units + by);
  if (units == n->layers[layer].units) return;
  send(Gesture::resize, channel(), {{"layer", int64_t{layer}}, {"units", int64_t{units}}}, true, newGesture());
}

void NetworkView::clickTile(const NetworkLayout::Tile& tile) {
  if (tile.slot < 0 || !allows(Gesture::click)) return;
  send(Gesture::click, channel(), {{"layer", int64_t{tile.layer}}, {"unit", int64_t{tile.unit}}}, true, newGesture());
}

bool NetworkView::press(const QPointF& at, Qt::MouseButton button, Qt::KeyboardModifiers) {
  finishTyping(true);
  const Network* n = network();
  if (!n || button != Qt::LeftButton || !isInteractive()) return false;
  const NetworkLayout where = layout();
  keyGesture_ = 0;
  for (size_t l = 0; l < where.columns.size(); ++l) {
    if (where.columns[l].minus.contains(at)) return changeUnits(static_cast<int>(l), -1), true;
    if (where.columns[l].plus.contains(at)) return changeUnits(static_cast<int>(l), 1), true;
  }
  if (const int tile = where.tileAt(at); tile >= 0) {
    tile_ = tile;
    clickTile(where.tiles[tile]);
    return true;
  }
  const int edge = where.edgeAt(*n, at, theme().len(6));
  if (edge < 0 || !allows(Gesture::weight)) return false;
  edge_ = edge;
  drag_ = WeightDrag{edge, n->edges[edge].weight, n->edges[edge].weight, at, newGesture(), false, false};
  edgesStale_ = true;
  setCursor(Qt::SizeVerCursor);
  update();
  return true;
}

void NetworkView::move(const QPointF& at, Qt::MouseButtons buttons, Qt::KeyboardModifiers modifiers) {
  const Network* n = network();
  if (!n) return;
  if (drag_ && !drag_->settling && (buttons & Qt::LeftButton)) {
    // Sixty pixels up or down are one typical large weight; Shift is ten times finer.
    const double scale = n->scale > 0 ? n->scale : 1, fine = modifiers & Qt::ShiftModifier ? 0.1 : 1;
    drag_->value = drag_->from - (at.y() - drag_->start.y()) / theme().len(60) * scale * fine;
    drag_->moved = true;
    sendWeight(drag_->edge, drag_->value, false, drag_->gesture);
    update();
    return;
  }
  const NetworkLayout where = layout();
  const bool overTile = where.tileAt(at) >= 0;
  const int edge = overTile ? -1 : where.edgeAt(*n, at, theme().len(5));
  if (edge != edge_) {
    edge_ = edge;
    edge >= 0 && allows(Gesture::weight) ? setCursor(Qt::SizeVerCursor)
    : overTile&& allows(Gesture::click)  ? setCursor(Qt::PointingHandCursor)
                                         : unsetCursor();
    update();
  }
}

void NetworkView::release(const QPointF&, Qt::MouseButton) {
  if (!drag_ || drag_->settling) return;
  unsetCursor();
  if (!drag_->moved) {
    drag_.reset();
    edgesStale_ = true;
    invalidate();
    return;
  }
  sendWeight(drag_->edge, drag_->value, true, drag_->gesture);
  drag_->settling = true;  // shown until a frame brings the weight itself
  update();
}

bool NetworkView::doubleClick(const QPointF& at) {
  const Network* n = network();
  if (!n || !isInteractive()) return true;
  drag_.reset();
  const NetworkLayout where = layout();
  for (const auto& column : where.columns) {
    // Two quick presses of a button are two presses.
    if (column.minus.contains(at) || column.plus.contains(at)) return press(at, Qt::LeftButton, {});
  }
  if (!allows(Gesture::weight)) return true;
  const int tile = where.tileAt(at);
  const int edge = tile >= 0 ? biasOf(where.tiles[tile]) : where.edgeAt(*n, at, theme().len(6));
  if (edge >= 0) typeWeight(edge, tile >= 0 ? where.tiles[tile].rect.center() : handleOf(edge));
  return true;
}

void NetworkView::typeWeight(int edge, const QPointF& at) {
  const Theme& t = theme();
  if (!field_) {
    field_ = new QLineEdit(this);
    field_->setAlignment(Qt::AlignRight);
    field_->installEventFilter(this);
    connect(field_, &QLineEdit::returnPressed, this, [this] { finishTyping(true); });
    connect(field_, &QLineEdit::editingFinished, this, [this] { finishTyping(true); });
  }
  const Network::Edge& e = network()->edges[edge];
  typed_ = edge;
  field_->setAccessibleName(e.from < 0 ? tr("Bias of unit %1").arg(e.to + 1)
                                       : tr("Weight from unit %1 to unit %2").arg(e.from + 1).arg(e.to + 1));
  field_->setFont(t.font(TextRole::body));
  field_->setText(QString::number(e.weight, 'g', 6));
  field_->setToolTip(tr("Enter takes the value, Esc leaves it"));
  const QSize size(t.textPx(84), t.textPx(28));
  const QPoint corner(std::clamp(qRound(at.x()) + t.px(8), 0, std::max(0, width() - size.width())),
                      std::clamp(qRound(at.y()) - size.height() / 2, 0, std::max(0, height() - size.height())));
  field_->setGeometry(QRect(corner, size));
  field_->show();
  field_->selectAll();
  field_->setFocus();
  showReadout({}, {});
}

bool NetworkView::eventFilter(QObject* watched, QEvent* event) {
  if (watched == field_ && event->type() == QEvent::KeyPress &&
      static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
    finishTyping(false);
    return true;
  }
  return LiveView::eventFilter(watched, event);
}

void NetworkView::finishTyping(bool accept) {
  if (typed_ < 0 || !field_) return;
  const int edge = std::exchange(typed_, -1);
  QString text = field_->text().trimmed();
  text.replace(QChar(0x2212), u'-').replace(u',', u'.');
  bool valid = false;
  const double value = text.toDouble(&valid);
  const Network* n = network();
  field_->hide();
  setFocus();
  const bool changed =
      n && edge < static_cast<int>(n->edges.size()) && static_cast<float>(value) != n->edges[edge].weight;
  if (accept && valid && std::isfinite(value) && changed) sendWeight(edge, value, true, newGesture());
}

void NetworkView::leave() {
  if (!drag_) edge_ = -1;
  update();
}

bool NetworkView::key(int key, Qt::KeyboardModifiers modifiers) {
  const Network* n = network();
  if (!n || !isInteractive()) return false;
  const NetworkLayout where = layout();
  const bool onTile = tile_ >= 0 && tile_ < static_cast<int>(where.tiles.size());
  if (edge_ >= 0 && allows(Gesture::weight)) {
    if (key == Qt::Key_Up || key == Qt::Key_Down) {
      const double step = (n->scale > 0 ? n->scale : 1) / 20 * (modifiers & Qt::ShiftModifier ? 0.1 : 1);
      if (keyGesture_ == 0) keyGesture_ = newGesture();
      sendWeight(edge_, n->edges[edge_].weight + (key == Qt::Key_Up ? step : -step), true, keyGesture_);
      return true;
    }
    if (key == Qt::Key_Return || key == Qt::Key_Enter) return typeWeight(edge_, handleOf(edge_)), true;
  }
  switch (key) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
      return moveSelection(key);
    case Qt::Key_PageDown:
    case Qt::Key_PageUp:
      return cycleWeights(key == Qt::Key_PageDown);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
    case Qt::Key_Minus:
      if (onTile) changeUnits(where.tiles[tile_].layer, key == Qt::Key_Minus ? -1 : 1);
      return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (onTile) clickTile(where.tiles[tile_]);
      return onTile;
    case Qt::Key_Escape:
      if (edge_ < 0) return false;
      edge_ = -1, keyGesture_ = 0;
      showReadout({}, {});
      update();
      return true;
    default:
      return false;
  }
}

bool NetworkView::moveSelection(int key) {
  const NetworkLayout where = layout();
  if (where.tiles.empty()) return false;
  edge_ = -1, keyGesture_ = 0;
  if (tile_ < 0 || tile_ >= static_cast<int>(where.tiles.size())) {
    tile_ = 0;
  } else {
    const NetworkLayout::Tile& now = where.tiles[tile_];
    const auto& column = where.columns[now.layer];
    int row = tile_ - column.first;
    int layer = now.layer;
    if (key == Qt::Key_Up || key == Qt::Key_Down) {
      row = std::clamp(row + (key == Qt::Key_Down ? 1 : -1), 0, column.tiles - 1);
    } else {
      layer = std::clamp(layer + (key == Qt::Key_Right ? 1 : -1), 0, static_cast<int>(where.columns.size()) - 1);
      row = std::clamp(row, 0, where.columns[layer].tiles - 1);
    }
    tile_ = where.columns[layer].first + std::max(0, row);
  }
  const NetworkLayout::Tile& tile = where.tiles[std::min(tile_, static_cast<int>(where.tiles.size()) - 1)];
  showReadout(tile.rect.center(), tileText(tile));
  update();
  return true;
}

bool NetworkView::cycleWeights(bool forward) {
  // The weights that enter the chosen tile, one after the other.
  const Network* n = network();
  const NetworkLayout where = layout();
  if (where.tiles.empty()) return false;
  if (tile_ < 0 || tile_ >= static_cast<int>(where.tiles.size())) tile_ = static_cast<int>(where.tiles.size()) - 1;
  const NetworkLayout::Tile& tile = where.tiles[tile_];
  std::vector<int> entering;
  for (size_t i = 0; i < n->edges.size(); ++i) {
    const Network::Edge& e = n->edges[i];
    if (e.from >= 0 && e.layer + 1 == tile.layer && e.to == tile.unit) entering.push_back(static_cast<int>(i));
  }
  if (entering.empty()) return false;
  const auto at = std::find(entering.begin(), entering.end(), edge_);
  const size_t count = entering.size();
  const size_t next =
      at == entering.end() ? 0 : (static_cast<size_t>(at - entering.begin()) + (forward ? 1 : count - 1)) % count;
  edge_ = entering[next];
  keyGesture_ = 0;
  showReadout(handleOf(edge_), edgeText(edge_));
  update();
  return true;
}

}  // namespace gradus
