#pragma once
// Small planes side by side along a time axis: noise on the left, data on the right.
#include "widgets/views/live_view.h"
#include "widgets/views/marks.h"

namespace gradus {

class StripView : public LiveView {
  Q_OBJECT
 public:
  explicit StripView(const View& view, QWidget* parent = nullptr) : LiveView(view, parent) {}
  QString textSummary() const override;
  QString copyValues() const override;
  std::vector<LegendEntry> legend() const override;
  QString readout(const QPointF& position) const override;
  /// Frame at a place of the widget, -1 = none.
  int frameAt(const QPointF& position) const;
  /// The axes of a frame in the widget.
  PlotMap mapOf(int index, const QSizeF& size) const;

 protected:
  void draw(QPainter& painter, const QSizeF& size) override;
  void frameChanged(const ViewFrame& previous) override;
  void drawOverlay(QPainter& painter) override;
  bool press(const QPointF& at, Qt::MouseButton button, Qt::KeyboardModifiers modifiers) override;
  void move(const QPointF& at, Qt::MouseButtons buttons, Qt::KeyboardModifiers modifiers) override;
  void release(const QPointF& at, Qt::MouseButton button) override;
  bool key(int key, Qt::KeyboardModifiers modifiers) override;
  void themeChanged() override { sprites_.clear(); }

 private:
  struct Drag {
    int frame = 0, index = 0;
    QPointF at;
    int64_t gesture = 0;
    bool settling = false;
  };
  const Strip* strip() const;
  void clickFrame(int index);
  SpriteCache sprites_;
  std::optional<Drag> drag_;
  int cursor_ = -1;
};

}  // namespace gradus
