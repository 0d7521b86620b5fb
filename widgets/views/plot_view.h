#pragma once
// Views in axes. Axes, ranges, ticks and layers are QCustomPlot's; what is painted on the layers is ours. The plot is
// never shown itself: it draws into the view's cached image, or into an SVG or PDF page.
#include <array>
#include <functional>
#include <map>

#include "widgets/views/live_view.h"
#include "widgets/views/plot_map.h"

class QCustomPlot;

namespace gradus {

class PlotView : public LiveView {
  Q_OBJECT
 public:
  explicit PlotView(const View& view, QWidget* parent = nullptr);
  ~PlotView() override;

  void fit() override;
  std::optional<Extent> zoom() const override { return zoom_; }
  void setZoom(const std::optional<Extent>& zoom) override;
  void setLinkedCursor(double x) override;
  /// The axes as they stand in the widget.
  PlotMap map() const;
  /// For tests: the plot behind the view.
  const QCustomPlot* plot() const { return plot_.get(); }

 protected:
  using PaintFunction = std::function<void(QPainter&, const PlotMap&)>;
  enum class Clip { axes, none };
  /// Paints on a named layer, from below: field, grid, contours, ghosts, bands, lines, marks, labels, handles.
  void paintOn(const char* layerName, PaintFunction paint, Clip clip = Clip::axes);

  /// Range of everything in the frame, in axis units; x1 < x0 where there is nothing.
  virtual Extent contentExtent() const = 0;
  /// How a grown range is rounded; the default leaves it.
  virtual Extent roundedExtent(const Extent& content) const { return content; }
  virtual QMarginsF plotMargins(const QSizeF& size) const;
  virtual bool equalScales() const { return view().equalScales; }
  virtual bool gridShown() const { return true; }
  virtual QString axisTitle(bool horizontal) const;
  /// Last preparations before the layers are drawn.
  virtual void prepare(const PlotMap&) {}

  void frameChanged(const ViewFrame& previous) override;
  void draw(QPainter& painter, const QSizeF& size) override;
  void drawOn(QPaintDevice& device, const QSizeF& size) override;
  void pan(const QPointF& by) override;
  void zoomAt(const QPointF& at, double factor) override;
  void drawOverlay(QPainter& painter) override;

  PlotMap mapFor(const QSizeF& size, double pixelRatio, bool vector) const;
  QCustomPlot& plotter() { return *plot_; }
  bool logX() const { return view().x.logarithmic; }
  bool logY() const { return view().y.logarithmic; }
  /// Fixed ticks with names (categories) instead of numbers.
  void setTickNames(bool horizontal, const std::map<double, QString>& names);
  void growRange();
  bool hasRange() const { return zoom_ || base_; }
  /// A person panned, zoomed or asked for everything.
  virtual void rangeChanged() {}

 private:
  void zoomed();
  void dress(const PlotMap& map, const QSizeF& size);

  std::unique_ptr<QCustomPlot> plot_;
  std::optional<Extent> base_, zoom_;
  std::array<std::optional<std::map<double, QString>>, 2> tickNames_;
  const PlotMap* drawing_ = nullptr;  // set while the layers are painted
  double linkedCursor_ = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace gradus
