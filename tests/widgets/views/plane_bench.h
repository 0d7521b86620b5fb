#pragma once
// A plane under test that records its gestures, and a hand that drags.
#include <QtTest>

#include "tests/widgets/views/sample_base.h"
#include "widgets/views/plane_view.h"

namespace gradus {

inline Points threePoints() {
  Points p;
  p.coordinates = {0, 0, 4, 0, 0, 4};
  p.classes = {0, 1, 1};
  p.classNames = {"blue", "orange"};
  return p;
}

struct Bench {
  View view;
  std::unique_ptr<PlaneView> plane;
  std::vector<GestureEvent> events;

  explicit Bench(std::vector<Handle> handles, std::vector<std::string> layers = {"points"}) {
    view = samples::viewOf(ViewKind::plane, "plane", "Plane", std::move(layers));
    view.handles = std::move(handles);
    plane = std::make_unique<PlaneView>(view);
    plane->resize(400, 400);
    QObject::connect(plane.get(), &LiveView::gesture, plane.get(),
                     [this](const GestureEvent& e) { events.push_back(e); });
  }
  void show(ChannelPtr value) { plane->setFrame({{std::move(value)}}); }
  QPoint pixel(double x, double y) const { return plane->map().pixel(x, y).toPoint(); }
};

template <typename T>
inline T arg(const GestureEvent& e, const char* name) {
  for (const auto& [key, value] : e.args) {
    if (key == name) return std::get<T>(value);
  }
  throw std::runtime_error(name);
}

inline QStringList names(const GestureEvent& e) {
  QStringList result;
  for (const auto& [key, value] : e.args) result << QString::fromStdString(key);
  return result;
}

inline void drag(QWidget* widget, const QPoint& from, const QPoint& to) {
  QTest::mousePress(widget, Qt::LeftButton, {}, from);
  // QTest sends moves without buttons: the events are made here.
  for (const double share : {0.3, 0.7, 1.0}) {
    const QPointF at = from + share * QPointF(to - from);
    QMouseEvent move(QEvent::MouseMove, at, widget->mapToGlobal(at), Qt::NoButton, Qt::LeftButton, {});
    QApplication::sendEvent(widget, &move);
  }
  QTest::mouseRelease(widget, Qt::LeftButton, {}, to);
}

}  // namespace gradus
