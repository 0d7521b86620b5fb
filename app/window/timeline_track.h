#pragma once
// The track of the timeline: spark of the main measure, rail, keyframes, event marks, branches and the playhead.
// Dragging scrubs, the wheel and the arrow keys go by single steps.
#include <QWidget>
#include <memory>
#include <vector>

#include "core/run/snapshot.h"

namespace gradus {

class TimelineTrack : public QWidget {
  Q_OBJECT
 public:
  explicit TimelineTrack(QWidget* parent = nullptr);

  void setSnapshot(std::shared_ptr<const Snapshot> snapshot);
  /// The step at the right end of the track.
  double end() const { return end_; }
  double stepAt(double x) const;
  double xOf(double step) const;
  /// What stands at a place, for the tooltip: event marks near it, else the step.
  QString describe(const QPointF& position) const;

  QSize sizeHint() const override;

 Q_SIGNALS:
  void scrubbed(double step);
  void stepped(int wholeSteps);
  void branchChosen(int index);

 protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  struct Rows {
    double labels, sparkTop, rail, ticks;
  };
  Rows rows() const;
  double left() const;
  double right() const;
  double stepOfTick(int64_t tick) const;
  void scrubTo(double step);
  int branchAt(const QPointF& position) const;
  void updateSpark();
  void drawSpark(QPainter& painter) const;
  void drawRail(QPainter& painter) const;
  void drawTicks(QPainter& painter) const;
  void drawEvents(QPainter& painter) const;
  void drawBranches(QPainter& painter) const;
  void drawPlayhead(QPainter& painter) const;

  std::shared_ptr<const Snapshot> snapshot_;
  double end_ = 10;
  bool scrubbing_ = false;
  double scrubStep_ = 0;  // where the pointer holds the playhead: it never waits for the engine
  int wheelRest_ = 0;
  std::vector<double> sparkX_, sparkY_;  // decimated to the width
  size_t sparkSize_ = 0;
  int sparkWidth_ = 0;
  const Series* sparkSeries_ = nullptr;
};

/// The end of a track on which `recorded` steps are recorded and the demo ends at `last` (negative = not known).
double trackEnd(double recorded, double last);
/// Distance of tick labels: 1, 2, 2.5 or 5 times a power of ten (whole steps), so that they stay `pixels` apart.
double tickDistance(double end, double width, double pixels);

}  // namespace gradus
