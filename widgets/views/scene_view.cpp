#include "widgets/views/scene_view.h"

#include <QPaintEngine>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "widgets/views/draw_lines.h"
#include "widgets/views/format.h"
#include "widgets/views/ticks.h"

namespace gradus {
using namespace Qt::StringLiterals;

void SceneView::grow() {
  const auto add = [this](const std::vector<float>& c, int dims) {
    for (size_t i = 0; dims == 3 && i + 2 < c.size(); i += 3) {
      if (!std::isfinite(c[i]) || !std::isfinite(c[i + 1]) || !std::isfinite(c[i + 2])) continue;
      for (size_t d = 0; d < 3; ++d) {
        low_[d] = hasBox_ ? std::min<double>(low_[d], c[i + d]) : c[i + d];
        high_[d] = hasBox_ ? std::max<double>(high_[d], c[i + d]) : c[i + d];
      }
      hasBox_ = true;
    }
  };
  for (size_t i = 0; i < frame().layers.size(); ++i) {
    if (const auto* p = layer<Points>(i)) add(p->coordinates, p->dims);
    if (const auto* l = layer<Polylines>(i)) {
      for (const Polyline& line : l->lines) add(line.coordinates, line.dims);
    }
  }
}

void SceneView::frameChanged(const ViewFrame&) {
  grow();
}

void SceneView::fit() {
  hasBox_ = false;
  camera_ = {};
  shift_ = {};
  grow();
  invalidate();
  Q_EMIT zoomChanged();
}

std::array<double, 3> SceneView::project(double x, double y, double z, const QSizeF& size) const {
  // Into a cube from -1 to 1; with one unit the longest side sets the scale for all.
  const std::array<double, 3> v = {x, y, z};
  double longest = 1e-300;
  for (size_t d = 0; d < 3; ++d) longest = std::max(longest, high_[d] - low_[d]);
  std::array<double, 3> u{};
  for (size_t d = 0; d < 3; ++d) {
    const double span = view().equalScales ? longest : std::max(high_[d] - low_[d], 1e-300);
    u[d] = 2 * (v[d] - (low_[d] + high_[d]) / 2) / span;
  }
  // The third coordinate stands upright.
  const double cy = std::cos(camera_.yaw), sy = std::sin(camera_.yaw), cp = std::cos(camera_.pitch),
               sp = std::sin(camera_.pitch);
  const double right = cy * u[0] - sy * u[1], away = sy * u[0] + cy * u[1];
  const double up = cp * u[2] + sp * away, depth = cp * away - sp * u[2];
  const double distance = 9, k = camera_.perspective ? distance / (distance + depth) : 1;
  const double scale = camera_.zoom * std::min(size.width(), size.height()) / 4.1;
  return {size.width() / 2 + shift_.x() + k * scale * right, size.height() / 2 + shift_.y() - k * scale * up, depth};
}

void SceneView::drawBox(QPainter& painter, const QSizeF& size) const {
  const Theme& t = theme();
  const auto corner = [&](int i) {
    return project(i & 1 ? high_[0] : low_[0], i & 2 ? high_[1] : low_[1], i & 4 ? high_[2] : low_[2], size);
  };
  int farthest = 0;
  for (int i = 1; i < 8; ++i) farthest = corner(i)[2] > corner(farthest)[2] ? i : farthest;
  painter.setRenderHint(QPainter::Antialiasing);
  for (int a = 0; a < 8; ++a) {
    for (const int bit : {1, 2, 4}) {
      const int b = a | bit;
      if (b == a) continue;
      // The three edges at the farthest corner span the walls behind everything; the others are only hinted at.
      const bool behind = a == farthest || b == farthest;
      const auto p = corner(a), q = corner(b);
      painter.setPen(QPen(behind ? mix(t.canvas, t.axis, 0.6) : t.grid, t.hairline()));
      painter.drawLine(QPointF(p[0], p[1]), QPointF(q[0], q[1]));
    }
  }
  // Names and ends of the axes along three edges that meet at the lowest corner seen.
  painter.setFont(t.font(TextRole::caption));
  painter.setPen(t.muted);
  const QFontMetricsF metrics(painter.font());
  const QPointF middle(size.width() / 2 + shift_.x(), size.height() / 2 + shift_.y());
  for (int d = 0; d < 3; ++d) {
    // Of the four edges along this axis: the outermost one, lowest for the floor axes, leftmost for the upright one.
    int best = -1;
    double score = -1e300;
    for (int a = 0; a < 8; ++a) {
      if (a & (1 << d)) continue;
      const auto p = corner(a), q = corner(a | (1 << d));
      const double value = d == 2 ? -(p[0] + q[0]) : p[1] + q[1];
      if (value > score) score = value, best = a;
    }
    const auto p = corner(best), q = corner(best | (1 << d));
    const QPointF from(p[0], p[1]), to(q[0], q[1]);
    const auto label = [&](const QPointF& place, const QString& text, double distance) {
      QPointF out = place - middle;
      out /= std::max(1.0, std::hypot(out.x(), out.y()));
      const double width = metrics.horizontalAdvance(text);
      const QPointF at = place + out * distance;
      painter.drawText(
          QPointF(at.x() - width / 2 + out.x() * width / 2, at.y() + metrics.capHeight() / 2 + out.y() * t.len(3)),
          text);
    };
    painter.setPen(QPen(t.axis, t.hairline()));
    painter.drawLine(from, to);
    painter.setPen(t.muted);
    const size_t axis = static_cast<size_t>(d);
    for (const auto& [value, text] : niceTicks(low_[axis], high_[axis], 3, false)) {
      auto node =
          std::array{best & 1 ? high_[0] : low_[0], best & 2 ? high_[1] : low_[1], best & 4 ? high_[2] : low_[2]};
      node[axis] = value;
      const auto at = project(node[0], node[1], node[2], size);
      label({at[0], at[1]}, text, t.len(8));
    }
    const QString names[3] = {translated(view().x.title), translated(view().y.title), QString()};
    if (!names[d].isEmpty()) label((from + to) / 2, names[d], t.textPx(30));
  }
}

void SceneView::drawContents(QPainter& painter, const QSizeF& size) {
  const Theme& t = theme();
  struct Piece {
    double depth;
    int layer, index, line;  // a point, or a segment of a line (line >= 0)
  };
  std::vector<Piece> pieces;
  for (int i = 0; i < static_cast<int>(frame().layers.size()); ++i) {
    if (const auto* p = layer<Points>(i); p && p->dims == 3) {
      for (int k = 0; k < static_cast<int>(p->size()); ++k) {
        const float* c = p->coordinates.data() + 3 * k;
        const double depth = project(c[0], c[1], c[2], size)[2];
        if (std::isfinite(depth)) pieces.push_back({depth, i, k, -1});
      }
    }
    const auto* l = layer<Polylines>(i);
    for (int line = 0; l && line < static_cast<int>(l->lines.size()); ++line) {
      const auto& c = l->lines[line].coordinates;
      for (int k = 0; l->lines[line].dims == 3 && 3 * k + 5 < static_cast<int>(c.size()); ++k) {
        const double depth = project((c[3 * k] + c[3 * k + 3]) / 2, (c[3 * k + 1] + c[3 * k + 4]) / 2,
                                     (c[3 * k + 2] + c[3 * k + 5]) / 2, size)[2];
        if (std::isfinite(depth)) pieces.push_back({depth, i, k, line});
      }
    }
  }
  std::sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) { return a.depth > b.depth; });
  const double ratio = painter.device()->devicePixelRatioF();
  const bool vector = painter.paintEngine()->type() != QPaintEngine::Raster;
  painter.setRenderHint(QPainter::Antialiasing);
  for (const Piece& piece : pieces) {
    // What lies behind is paler: 1 in front, 0.55 at the back.
    const double near = std::clamp(0.78 - 0.16 * piece.depth, 0.5, 1.0);
    if (piece.line >= 0) {
      const Polyline& line = layer<Polylines>(piece.layer)->lines[piece.line];
      const float* c = line.coordinates.data() + 3 * piece.index;
      const auto a = project(c[0], c[1], c[2], size), b = project(c[3], c[4], c[5], size);
      painter.setPen(linePen(withOpacity(inkOf(t, line.paint), line.opacity * near),
                             t.plotLines().line / 2 * line.width, line.style));
      painter.drawLine(QPointF(a[0], a[1]), QPointF(b[0], b[1]));
      continue;
    }
    const Points& points = *layer<Points>(piece.layer);
    const float* c = points.coordinates.data() + 3 * piece.index;
    const auto at = project(c[0], c[1], c[2], size);
    MarkStyle style = markStyle(t, points, static_cast<size_t>(piece.index), static_cast<int>(points.size()));
    // Four steps of depth keep the sprite cache small.
    const double step = std::round(near * 8) / 8;
    style.fill = mix(t.canvas, style.fill, step);
    style.outline = mix(t.canvas, style.outline, step);
    if (vector) {
      drawMark(painter, {at[0], at[1]}, style);
      continue;
    }
    const QImage& sprite = sprites_.sprite(style, ratio);
    const double left = std::round(at[0] * ratio - sprite.width() / 2.0),
                 top = std::round(at[1] * ratio - sprite.height() / 2.0);
    painter.drawImage(QRectF(left / ratio, top / ratio, sprite.width() / ratio, sprite.height() / ratio), sprite);
  }
}

void SceneView::draw(QPainter& painter, const QSizeF& size) {
  if (!hasBox_) return;
  painter.save();
  painter.setOpacity(isStale(0) ? 0.6 : 1);
  const Theme& t = theme();
  painter.fillRect(QRectF(QPointF(), size).adjusted(t.len(10), t.len(8), -t.len(10), -t.len(8)), t.canvas);
  drawBox(painter, size);
  drawContents(painter, size);
  painter.restore();
}

SceneView::Found SceneView::pointNear(const QPointF& at) const {
  Found found;
  double nearest = std::pow(theme().len(10), 2), depth = 1e300;
  for (int i = 0; i < static_cast<int>(frame().layers.size()); ++i) {
    const auto* p = layer<Points>(i);
    for (int k = 0; p && p->dims == 3 && k < static_cast<int>(p->size()); ++k) {
      const float* c = p->coordinates.data() + 3 * k;
      const auto q = project(c[0], c[1], c[2], QSizeF(size()));
      const double d = std::pow(q[0] - at.x(), 2) + std::pow(q[1] - at.y(), 2);
      // Within a few pixels the one in front counts.
      const bool closer = d < nearest - 9 || (d < nearest + 9 && q[2] < depth);
      if (d < std::pow(theme().len(10), 2) && closer) nearest = d, depth = q[2], found = {i, k};
    }
  }
  return found;
}

bool SceneView::press(const QPointF& at, Qt::MouseButton button, Qt::KeyboardModifiers) {
  if (button != Qt::LeftButton || !isInteractive()) return false;
  turning_ = true;
  moved_ = false;
  last_ = at;
  return true;
}

void SceneView::move(const QPointF& at, Qt::MouseButtons buttons, Qt::KeyboardModifiers) {
  if (!turning_ || !(buttons & Qt::LeftButton)) return;
  const QPointF by = at - last_;
  if (!moved_ && std::hypot(by.x(), by.y()) < 3) return;
  moved_ = true;
  last_ = at;
  camera_.yaw += by.x() * 0.008;
  camera_.pitch = std::clamp(camera_.pitch + by.y() * 0.008, -1.57, 1.57);
  invalidate();
  Q_EMIT zoomChanged();
}

void SceneView::release(const QPointF& at, Qt::MouseButton) {
  const bool clicked = turning_ && !moved_;
  turning_ = false;
  const Found found = clicked ? pointNear(at) : Found{};
  if (found.layer >= 0 && handle(Gesture::click, view().layers[found.layer])) {
    send(Gesture::click, view().layers[found.layer], {{"index", int64_t{found.index}}}, true, newGesture());
  }
}

bool SceneView::key(int key, Qt::KeyboardModifiers modifiers) {
  const double step = modifiers & Qt::ShiftModifier ? 0.02 : 0.1;
  switch (key) {
    case Qt::Key_Left:
      camera_.yaw -= step;
      break;
    case Qt::Key_Right:
      camera_.yaw += step;
      break;
    case Qt::Key_Up:
      camera_.pitch = std::min(1.57, camera_.pitch + step);
      break;
    case Qt::Key_Down:
      camera_.pitch = std::max(-1.57, camera_.pitch - step);
      break;
    default:
      return false;
  }
  invalidate();
  Q_EMIT zoomChanged();
  return true;
}

void SceneView::pan(const QPointF& by) {
  shift_ += by;
  invalidate();
}

void SceneView::zoomAt(const QPointF&, double factor) {
  camera_.zoom = std::clamp(camera_.zoom / factor, 0.2, 20.0);
  invalidate();
  Q_EMIT zoomChanged();
}

}  // namespace gradus
