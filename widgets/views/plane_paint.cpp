// Brush, spray and eraser on a plane. The coordinates produced here are stored in the event: a run draws none for them.
#include <cmath>
#include <numbers>

#include "core/base/rng.h"
#include "widgets/views/plane_view.h"

namespace gradus {

namespace {
double distance(const QPointF& a, const QPointF& b) {
  return std::hypot(a.x() - b.x(), a.y() - b.y());
}
}  // namespace

bool PlaneView::painting() const {
  const auto kind = tool().kind;
  return (kind == PaintTool::Kind::brush || kind == PaintTool::Kind::spray) && hasHandle(Gesture::paint);
}
bool PlaneView::erasing() const {
  return tool().kind == PaintTool::Kind::eraser && hasHandle(Gesture::erase);
}

void PlaneView::paintStroke(const QPointF& at, bool finished) {
  const PlotMap m = map();
  std::vector<double> points;
  const auto add = [&](const QPointF& pixel) {
    const QPointF data = m.data(pixel);
    points.push_back(data.x());
    points.push_back(data.y());
    fresh_.push_back(data);
  };
  if (!finished || strokeEvents_ == 0) {
    const double apart = theme().len(tool().kind == PaintTool::Kind::brush ? 12 : 6);
    if (strokeEvents_ > 0 && distance(at, strokeLast_) < apart) return;
    if (tool().kind == PaintTool::Kind::brush) {
      add(at);
    } else {
      // Positions are drawn here and stored in the action, so that a run draws none for them.
      Rng rng(static_cast<uint64_t>(stroke_), "spray", static_cast<uint64_t>(strokeEvents_));
      const int count = std::max(1, static_cast<int>(std::lround(tool().density)));
      for (int i = 0; i < count; ++i) {
        const double r = theme().len(tool().radius) * std::sqrt(rng.uniform()),
                     angle = rng.uniform(0, 2 * std::numbers::pi);
        add(at + r * QPointF(std::cos(angle), std::sin(angle)));
      }
    }
    strokeLast_ = at;
    ++strokeEvents_;
  }
  freshClass_ = tool().cls;
  std::string target;
  for (const Handle& h : view().handles) {
    if (h.gesture == Gesture::paint) target = h.layer;
  }
  send(Gesture::paint, target, {{"class", int64_t{tool().cls}}, {"points", std::move(points)}}, finished, stroke_);
  if (finished) stroke_ = 0;
  update();
}

void PlaneView::eraseStroke(const QPointF& at, bool finished) {
  const PlotMap m = map();
  std::vector<double> points;
  if (!finished || strokeEvents_ == 0) {
    if (strokeEvents_ > 0 && distance(at, strokeLast_) < theme().len(tool().radius) / 4) return;
    const QPointF data = m.data(at);
    points = {data.x(), data.y()};
    strokeLast_ = at;
    ++strokeEvents_;
  }
  std::string target;
  for (const Handle& h : view().handles) {
    if (h.gesture == Gesture::erase) target = h.layer;
  }
  send(Gesture::erase, target, {{"points", std::move(points)}, {"radius", theme().len(tool().radius) / m.scaleX()}},
       finished, stroke_);
  if (finished) stroke_ = 0;
  update();
}

}  // namespace gradus
