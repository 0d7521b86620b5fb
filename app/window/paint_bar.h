#pragma once
// The tools of a plane that can be painted: pointer, brush, spray, eraser, move; the class; radius and density.
#include <QButtonGroup>
#include <QLabel>
#include <QSlider>
#include <QToolButton>
#include <QWidget>

#include "core/run/demo.h"
#include "widgets/views/live_view.h"

namespace gradus {

class PaintBar : public QWidget {
  Q_OBJECT
 public:
  PaintBar(const View& view, const Demo& demo, QWidget* parent = nullptr);
  static bool isFor(const View& view);

  const PaintTool& tool() const { return tool_; }
  void setTool(const PaintTool& tool);
  /// Class names for the picker's tooltips come from the points shown.
  void setFrame(const ViewFrame& frame);

 Q_SIGNALS:
  void toolChanged(const gradus::PaintTool& tool);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void layOut();
  void update(const PaintTool& tool);
  QSlider* slider(const QString& name, int low, int high, int value);

  PaintTool tool_;
  QButtonGroup* kinds_;
  QButtonGroup* classes_;
  QLabel *radiusLabel_, *densityLabel_;
  QSlider *radius_, *density_;
};

}  // namespace gradus
