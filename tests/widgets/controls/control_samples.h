#pragma once
// Settings of every kind, as a demo would declare them, and a catcher of Qt's warnings; shared by the tests of
// controls.
#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QStringList>
#include <QWidget>

#include "widgets/controls/control_panel.h"

namespace gradus::test {

inline ControlSpec number(const QString& name, const QString& label, double low, double high, double value) {
  ControlSpec spec;
  spec.name = name;
  spec.label = label;
  spec.minimum = low;
  spec.maximum = high;
  spec.defaultValue = value;
  spec.help = QStringLiteral("Help on ") + label;
  return spec;
}

inline std::vector<ControlSpec> sampleSpecs() {
  std::vector<ControlSpec> specs;
  ControlSpec shape = number("data.shape", "Shape", 0, 1, 0);
  shape.kind = ControlKind::choice;
  shape.options = {{"two-spirals", "Two spirals"},
                   {"two-moons", "Two moons"},
                   {"rings", "Rings"},
                   {"xor", "XOR"},
                   {"gaussians", "Gaussians"}};
  shape.defaultValue = "two-spirals";
  ControlSpec noise = number("data.noise", "Noise", 0, 1, 0.24);
  for (ControlSpec* spec : {&shape, &noise}) spec->group = "Data";
  ControlSpec activation = shape;
  activation.name = "activation";
  activation.label = "Activation";
  activation.options = {{"tanh", "tanh"}, {"relu", "ReLU"}, {"sigmoid", "sigmoid"}, {"linear", "linear"}};
  activation.defaultValue = "tanh";
  activation.needsRestart = true;
  ControlSpec layers = number("layers", "Hidden layers", 1, 8, 3);
  layers.kind = ControlKind::integer;
  layers.needsRestart = true;
  ControlSpec hidden = number("hidden", "Hidden units", 1, 64, 0);
  hidden.kind = ControlKind::numberList;
  hidden.step = 1;
  hidden.defaultValue = "8,8";
  ControlSpec standardise = number("standardise", "Standardise x", 0, 1, 0);
  standardise.kind = ControlKind::toggle;
  standardise.defaultValue = true;
  for (ControlSpec* spec : {&activation, &layers, &hidden, &standardise}) spec->group = "Network";
  ControlSpec rate = number("learning_rate", "Learning rate", 1e-4, 1, 0.004);
  rate.logarithmic = true;
  ControlSpec batch = number("batch", "Batch", 1, 256, 32);
  batch.kind = ControlKind::integer;
  batch.logarithmic = true;
  batch.unit = "points";
  ControlSpec penalty = number("l2", "L2 penalty", 0, 0.1, 0);
  ControlSpec weight = number("kl_weight", QString::fromUtf8("Weight of the KL divergence, β"), 0, 4, 1);
  ControlSpec note = number("title", "Note", 0, 1, 0);
  note.kind = ControlKind::text;
  note.defaultValue = "first try";
  ControlSpec seed = number("seed", "Seed", 0, 1, 0);
  seed.kind = ControlKind::seed;
  seed.defaultValue = qulonglong{3};
  for (ControlSpec* spec : {&rate, &batch, &penalty, &weight, &note, &seed}) spec->group = "Training";
  return {shape, noise, activation, layers, hidden, standardise, rate, batch, penalty, weight, note, seed};
}

/// Collects what Qt complains about from its construction on.
class WarningCatcher {
 public:
  WarningCatcher() {
    texts().clear();
    before_ = qInstallMessageHandler([](QtMsgType type, const QMessageLogContext&, const QString& text) {
      // This platform plugin can't do it, and says so for every window; it has nothing to do with us.
      const bool plugin = text.startsWith("This plugin does not support ");
      if (type != QtDebugMsg && type != QtInfoMsg && !plugin) texts().append(text);
    });
  }
  ~WarningCatcher() { qInstallMessageHandler(before_); }
  static QStringList& texts() {
    static QStringList all;
    return all;
  }

 private:
  QtMessageHandler before_;
};

/// A picture of the widget at a pixel ratio.
inline QImage picture(QWidget& widget, double ratio = 1) {
  QImage image(widget.size() * ratio, QImage::Format_RGB32);
  image.setDevicePixelRatio(ratio);
  image.fill(Qt::magenta);
  widget.render(&image);
  return image;
}

}  // namespace gradus::test
