#pragma once
// Points and lines in three dimensions, projected by ourselves and painted from back to front. Dragging turns, the
// wheel zooms, arrow keys turn.
#include <array>

#include "widgets/views/live_view.h"
#include "widgets/views/marks.h"

namespace gradus {

/// An orbiting camera: the box of the data, turned by `yaw` about the upright axis and tilted by `pitch`.
struct SceneCamera {
  double yaw = 0.6, pitch = 0.45, zoom = 1;
  bool perspective = true;
};

class SceneView : public LiveView {
  Q_OBJECT
 public:
  explicit SceneView(const View& view, QWidget* parent = nullptr) : LiveView(view, parent) {}
  QString textSummary() const override;
  QString copyValues() const override;
  std::vector<LegendEntry> legend() const override;
  QString readout(const QPointF& position) const override;
  void fit() override;

  const SceneCamera& camera() const { return camera_; }
  /// Pixel and depth (larger = farther) of a place in data units, in a picture of `size`.
  std::array<double, 3> project(double x, double y, double z, const QSizeF& size) const;

 protected:
  void draw(QPainter& painter, const QSizeF& size) override;
  void frameChanged(const ViewFrame& previous) override;
  bool press(const QPointF& at, Qt::MouseButton button, Qt::KeyboardModifiers modifiers) override;
  void move(const QPointF& at, Qt::MouseButtons buttons, Qt::KeyboardModifiers modifiers) override;
  void release(const QPointF& at, Qt::MouseButton button) override;
  bool key(int key, Qt::KeyboardModifiers modifiers) override;
  void pan(const QPointF& by) override;
  void zoomAt(const QPointF& at, double factor) override;
  void themeChanged() override { sprites_.clear(); }

 private:
  struct Found {
    int layer = -1, index = -1;
  };
  void grow();
  Found pointNear(const QPointF& at) const;
  void drawBox(QPainter& painter, const QSizeF& size) const;
  void drawContents(QPainter& painter, const QSizeF& size);

  SceneCamera camera_;
  std::array<double, 3> low_{}, high_{};
  bool hasBox_ = false;
  QPointF shift_, last_;
  bool turning_ = false, moved_ = false;
  SpriteCache sprites_;
};

}  // namespace gradus
