#pragma once
// The plane: a field or regions under contours, lines, arrows, rings and points; marginal histograms above and right;
// points are dragged, painted and erased where they are drawn, by mouse or keyboard.
#include <QLineF>

#include "widgets/views/marks.h"
#include "widgets/views/plot_view.h"

namespace gradus {

class PlaneView : public PlotView {
  Q_OBJECT
 public:
  explicit PlaneView(const View& view, QWidget* parent = nullptr);

  QString textSummary() const override;
  QString copyValues() const override;
  std::vector<LegendEntry> legend() const override;
  QStringList badges() const override;
  QString readout(const QPointF& position) const override;

  /// Where the keyboard cursor stands, data units; nothing until a key was used.
  std::optional<QPointF> keyboardCursor() const { return cursor_; }

 protected:
  Extent contentExtent() const override;
  QMarginsF plotMargins(const QSizeF& size) const override;
  bool equalScales() const override;
  bool gridShown() const override { return fieldLayer_ < 0; }
  void frameChanged(const ViewFrame& previous) override;
  void prepare(const PlotMap& map) override;
  void drawOverlay(QPainter& painter) override;
  bool press(const QPointF& at, Qt::MouseButton button, Qt::KeyboardModifiers modifiers) override;
  void move(const QPointF& at, Qt::MouseButtons buttons, Qt::KeyboardModifiers modifiers) override;
  void release(const QPointF& at, Qt::MouseButton button) override;
  bool doubleClick(const QPointF& at) override;
  void leave() override;
  bool key(int key, Qt::KeyboardModifiers modifiers) override;
  void themeChanged() override;
  void toolChanged() override;
  void resizeEvent(QResizeEvent* event) override;
  void rangeChanged() override;
  void focusOutEvent(QFocusEvent* event) override;

 private:
  /// An item of a layer: a point, the ring's tip or the end of a hand-turned line (index 0).
  struct Item {
    int layer = -1, index = -1;
    bool valid() const { return layer >= 0; }
    bool operator==(const Item&) const = default;
  };
  struct Drag {
    Item item;
    QPointF at;      // data units
    QPointF origin;  // where the item stood
    int64_t gesture = 0;
    bool moved = false, keyboard = false;
    bool flipped = false;   // a hand-turned line taken at its first end
    bool settling = false;  // let go; shown until the next frame brings the item to its new place
  };

  // plane_view.cpp
  void setUpLayers();
  void drawMarginals(QPainter& painter, const PlotMap& map) const;
  double layerOpacity(size_t i) const { return isStale(i) ? 0.6 : 1; }
  bool hasColourBar() const;
  bool isRequested(const Extent& extent) const;
  void requestDisplay(const PlotMap& map);
  // plane_text.cpp
  QString fieldReadout(const QPointF& data) const;
  // plane_input.cpp
  Item itemAt(const QPointF& at, bool onlyHandles) const;
  std::optional<QPointF> position(const Item& item) const;
  /// First and last point of the layer's first line, if the layer is turned by hand.
  std::optional<QLineF> turnedLine(int layer) const;
  bool isDraggable(int layer) const;
  void beginDrag(const Item& item, const QPointF& at, bool keyboard);
  void dragTo(const QPointF& data, bool finished);
  void click(const QPointF& at);
  bool painting() const;
  bool erasing() const;
  void paintStroke(const QPointF& at, bool finished);
  void eraseStroke(const QPointF& at, bool finished);
  bool keyboardMove(int key, Qt::KeyboardModifiers modifiers);
  bool keyboardDo();
  // plane_overlay.cpp
  void drawDragged(QPainter& painter, const PlotMap& map) const;
  void drawTool(QPainter& painter, const PlotMap& map) const;

  SpriteCache sprites_;
  int fieldLayer_ = -1;  // index of the Field layer shown, -1 = none
  bool marksOverField_ = false;
  QImage fieldImage_;
  const ChannelValue* fieldPainted_ = nullptr;
  ChannelPtr fieldKept_;           // keeps the address above from being used again
  std::vector<Extent> requested_;  // extents asked for lately: fields over them do not widen the axes
  int requestedWidth_ = 0, requestedHeight_ = 0;

  Item hovered_;
  std::optional<Drag> drag_;
  std::optional<QPointF> pointer_;  // widget coordinates while the pointer is inside
  std::optional<QPointF> cursor_;   // keyboard cursor, data units
  int64_t stroke_ = 0;              // gesture of the stroke going on, 0 = none
  int strokeEvents_ = 0;
  QPointF strokeLast_;
  bool strokeErases_ = false;
  std::vector<QPointF> fresh_;  // points painted but not yet in a frame, data units
  int freshClass_ = 0;
};

}  // namespace gradus
