#pragma once
// Curves over steps, lags or components: QCustomPlot graphs with bands, goals, ranges, ghosts, direct labels.
#include "widgets/views/plot_view.h"

class QCPGraph;

namespace gradus {

class CurvesView : public PlotView {
  Q_OBJECT
 public:
  explicit CurvesView(const View& view, QWidget* parent = nullptr);

  QString textSummary() const override;
  QString copyValues() const override;
  std::vector<LegendEntry> legend() const override;
  QString readout(const QPointF& position) const override;
  /// The plotted numbers of curve i as drawn (axis units), for tests; past first, then the recorded future.
  std::vector<QPointF> plotted(int curve, bool future = false) const;
  int curveCount() const { return static_cast<int>(curves_.size()); }
  /// True where the lines carry their names, false where only the legend does.
  bool labelsDirect() const { return direct_; }

 protected:
  Extent contentExtent() const override;
  Extent roundedExtent(const Extent& content) const override;
  QMarginsF plotMargins(const QSizeF& size) const override;
  void frameChanged(const ViewFrame& previous) override;
  void prepare(const PlotMap& map) override;
  void drawOverlay(QPainter& painter) override;
  void move(const QPointF& at, Qt::MouseButtons buttons, Qt::KeyboardModifiers modifiers) override;
  void leave() override;
  bool key(int key, Qt::KeyboardModifiers modifiers) override;
  void themeChanged() override { styled_ = false; }

 private:
  struct Shown {
    const Curve* curve = nullptr;
    double now = std::numeric_limits<double>::quiet_NaN();
    bool ghost = false, stale = false;
    QCPGraph *past = nullptr, *future = nullptr;
  };
  /// A text beside a curve's end or the playhead.
  struct Label {
    QPointF at;    // anchor, pixels
    double y = 0;  // middle of the text after collisions are solved
    QString text;
    QColor ink;
    int curve = 0;
  };

  void collect();
  void fillGraphs();
  void paintBackground(QPainter& painter, const PlotMap& map) const;
  void paintLabels(QPainter& painter, const PlotMap& map) const;
  void paintGoals(QPainter& painter, const PlotMap& map) const;
  void style(const PlotMap& map);
  QString labelText(const Shown& shown) const;
  QString curveTitle(const Curve& curve) const;
  std::vector<Label> labels(const PlotMap& map) const;
  double widestLabel() const;
  int lastIndex(const Shown& shown) const;
  const Curves* main() const;

  std::vector<Shown> curves_;
  std::vector<QCPGraph*> graphs_;
  std::vector<ChannelPtr> kept_;  // what curves_ points into
  bool styled_ = false, direct_ = true;
  mutable double reserved_ = 0;  // room right of the axes for labels; grows only
  double cursor_ = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace gradus
