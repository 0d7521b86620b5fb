#pragma once
// The block at the left of the timeline: reset, step back, run or pause, step, half-step, more; the step counter; the
// speed; the list of branches.
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QToolButton>
#include <QWidget>

#include "app/window/engine_bridge.h"

class QGridLayout;

namespace gradus {

class Commands;

class Transport : public QWidget {
  Q_OBJECT
 public:
  Transport(EngineBridge* bridge, const Commands& commands, QWidget* parent = nullptr);

  void refresh();
  /// Two rows instead of three, for windows below 800 px.
  void setCompact(bool compact);
  /// "12 s left" from the measured speed, empty where it can't be told.
  static QString timeLeft(const Snapshot& snapshot);
  /// Slider positions 0 to 100 to steps per second; 100 is as fast as possible (0).
  static double speedOf(int position);
  static int positionOf(double speed);
  static QString speedText(double speed);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void demoOpened();
  void arrange();
  void sizeParts();
  void fillBranches();
  QToolButton* button(const Commands& commands, const QString& id);

  EngineBridge* bridge_;
  QToolButton *reset_, *back_, *step_, *half_, *more_, *branch_;
  QPushButton* run_;
  QLabel *counter_, *recorded_, *speedLabel_, *speedValue_;
  QSlider* speed_;
  QGridLayout* grid_;
  bool compact_ = false;
};

}  // namespace gradus
