#pragma once
// A live view draws the channels of one View and turns mouse and keyboard into gestures. It computes nothing: contours,
// densities and histograms arrive finished. The picture is painted once per frame into a cached image; hover, drag
// feedback and the keyboard cursor are painted over it, so they never wait for the engine.
//
//   auto live = makeView(view);                       // one widget class per ViewKind
//   live->setFrame({layers, marginalX, marginalY, now, staleSince, ghost});
//   connect(live.get(), &LiveView::gesture, ...);     // -> the action that View::handles names
//
// A card around it shows legend() and badges() in its header and actions() (of QWidget) in its menu.
#include <QColor>
#include <QImage>
#include <QPointF>
#include <QString>
#include <QStringList>
#include <QWidget>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/view/view.h"
#include "core/view/view_data.h"
#include "widgets/theme/theme.h"

class QTimer;

namespace gradus {

/// What a view shows at one moment.
struct ViewFrame {
  std::vector<ChannelPtr> layers;   ///< in View::layers order; null = not made yet
  ChannelPtr marginalX, marginalY;  ///< Histogram, may be null
  double now =
      std::numeric_limits<double>::quiet_NaN();  ///< current step for recorded series, where Curves::now is not set
  std::vector<int64_t>
      staleSince;  ///< per layer: the step it was made at if it is older than the run, else -1; may be empty
  std::vector<ChannelPtr> ghost;  ///< per layer: the same channel of the run before this one; may be empty
};

using GestureArg = std::variant<bool, int64_t, double, std::string, std::vector<double>>;
/// What a person did, with the arguments that core/view/view.h fixes for the gesture. A drag sends many events with
/// finished == false and one with true, all with the same gestureId (unique per view name; undo removes them together).
struct GestureEvent {
  Gesture gesture = Gesture::click;
  std::string layer;  ///< channel, empty = the plane itself
  std::vector<std::pair<std::string, GestureArg>> args;
  bool finished = true;
  int64_t gestureId = 0;
};

/// What the left button does on a plane that has paint and erase handles.
struct PaintTool {
  enum class Kind { pointer, brush, spray, eraser, move };
  Kind kind = Kind::pointer;
  int cls = 0;         ///< class painted, 0-based
  double radius = 24;  ///< of spray and eraser, logical pixels
  double density = 6;  ///< points per spray event, or per brush width
};

/// One entry of the card header's legend; colours are resolved for the view's theme.
struct LegendEntry {
  enum class Mark { line, dashed, dotted, filled, hollow, dottedPoint, cross, swatch, ramp };
  QString text;
  Mark mark = Mark::line;
  MarkShape shape = MarkShape::circle;  ///< for filled, hollow, dottedPoint
  QColor fill, ink;
  std::vector<QColor> ramp;  ///< colours from low to high for Mark::ramp
  bool operator==(const LegendEntry&) const = default;
};

class LiveView : public QWidget {
  Q_OBJECT
 public:
  explicit LiveView(const View& view, QWidget* parent = nullptr);
  ~LiveView() override;

  const View& view() const { return view_; }
  void setFrame(const ViewFrame& frame);
  const ViewFrame& frame() const { return frame_; }

  void setTool(const PaintTool& tool);
  const PaintTool& tool() const { return tool_; }
  /// Lit from the lesson: an accent line around the view.
  void setHighlighted(bool highlighted);
  bool isHighlighted() const { return highlighted_; }
  /// The view alone on the stage: larger marks and labels may use the room.
  void setEnlarged(bool enlarged);
  /// Switches every gesture but zoom off (audience mirror, thumbnails).
  void setInteractive(bool interactive) { interactive_ = interactive; }

  /// The picture without hover and cursor, on the card's ground.
  QImage render(const QSize& size, double devicePixelRatio = 1);
  /// The same as vectors or pixels into somebody's page.
  void renderTo(QPainter& painter, const QRectF& target);
  /// Each returns false if the file cannot be written. An invalid size means the widget's own.
  bool exportPng(const QString& path, const QSize& size = {}, double devicePixelRatio = 2);
  bool exportSvg(const QString& path, const QSize& size = {});
  bool exportPdf(const QString& path, const QSize& size = {});

  /// One or two sentences for screen readers: what is drawn and its latest numbers.
  virtual QString textSummary() const = 0;
  /// The plotted values as CSV text.
  virtual QString copyValues() const;
  virtual std::vector<LegendEntry> legend() const { return {}; }
  /// Short notes for the header: "density", "from step 300".
  virtual QStringList badges() const;
  /// The numbers at a place of the widget, empty where there is nothing.
  virtual QString readout(const QPointF& position) const;

  /// Shows everything again.
  virtual void fit();
  /// The range a person zoomed to (view state, saved with the window); nothing = everything is shown.
  virtual std::optional<Extent> zoom() const { return std::nullopt; }
  virtual void setZoom(const std::optional<Extent>&) {}
  /// Shared cursor of linked views, data units of x; NaN = none.
  virtual void setLinkedCursor(double) {}

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  void gesture(const gradus::GestureEvent& event);
  void legendChanged();
  void badgesChanged();
  /// How fine and over which range a derived channel is wanted; an Extent of all zeros means "choose your own".
  void displayRequestChanged(const QString& channel, int nx, int ny, const gradus::Extent& extent);
  void zoomChanged();
  void linkedCursorMoved(double x);
  /// From the menu: the window asks for a path and calls export*; format is "png", "svg", "pdf" or "csv".
  void exportRequested(const QString& format);
  /// From the menu: the text to read out or show.
  void described(const QString& text);

 protected:
  // What a kind of view provides. `size` is in logical pixels.
  virtual void draw(QPainter& painter, const QSizeF& size) = 0;
  /// Draws on a fresh device; overridden where a special painter is needed.
  virtual void drawOn(QPaintDevice& device, const QSizeF& size);
  /// frame() has changed.
  virtual void frameChanged(const ViewFrame& previous) = 0;
  virtual void drawOverlay(QPainter&) {}
  // Pointer and keys, in widget coordinates; return true if used.
  virtual bool press(const QPointF&, Qt::MouseButton, Qt::KeyboardModifiers) { return false; }
  virtual void move(const QPointF&, Qt::MouseButtons, Qt::KeyboardModifiers) {}
  virtual void release(const QPointF&, Qt::MouseButton) {}
  virtual bool doubleClick(const QPointF&) { return false; }
  virtual void leave() {}
  virtual bool key(int, Qt::KeyboardModifiers) { return false; }
  virtual void pan(const QPointF&) {}
  virtual void zoomAt(const QPointF&, double) {}
  virtual void themeChanged() {}
  virtual void toolChanged() {}

  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;

  const Theme& theme() const;
  /// The cached picture is out of date.
  void invalidate();
  bool isEnlarged() const { return enlarged_; }
  bool isInteractive() const { return interactive_; }
  /// True while the widget's own picture is painted (not an export).
  bool isPaintingWidget() const { return paintingWidget_; }
  /// Value of layer i as T, or null.
  template <typename T>
  const T* layer(size_t i) const {
    return i < frame_.layers.size() ? valueOf<T>(frame_.layers[i]) : nullptr;
  }
  template <typename T>
  static const T* valueOf(const ChannelPtr& channel) {
    return channel ? std::get_if<T>(channel.get()) : nullptr;
  }
  bool isStale(size_t i) const { return i < frame_.staleSince.size() && frame_.staleSince[i] >= 0; }
  const Handle* handle(Gesture gesture, const std::string& layer) const;
  bool hasHandle(Gesture gesture) const;
  int64_t newGesture();
  void send(Gesture gesture, const std::string& layer, std::vector<std::pair<std::string, GestureArg>> args,
            bool finished, int64_t id);
  /// The tooltip with the numbers; moves with the pointer, empty text hides it.
  void showReadout(const QPointF& position, const QString& text);
  QString title() const;

 private:
  void makeMenu();
  void updateAccessible();
  void drawFocus(QPainter& painter);

  View view_;
  ViewFrame frame_;
  PaintTool tool_;
  QImage cache_;
  bool dirty_ = true;
  bool highlighted_ = false, enlarged_ = false, interactive_ = true;
  bool paintingWidget_ = false, spaceHeld_ = false, panning_ = false;
  QPointF panFrom_;
  int64_t gestures_ = 0;
  QStringList shownBadges_;
  std::vector<LegendEntry> shownLegend_;
  QString readoutText_;
  QPointF readoutAt_;
  QTimer* describing_ = nullptr;
};

/// The widget for a view's kind; every kind has one.
std::unique_ptr<LiveView> makeView(const View& view, QWidget* parent = nullptr);

}  // namespace gradus
