#pragma once
// What a control needs to know about a setting, as a plain value without any type of the engine. Texts are translated.
#include <QString>
#include <QVariant>
#include <vector>

namespace gradus {

enum class ControlKind { number, integer, choice, toggle, text, seed, numberList };

struct ControlOption {
  QString value;  ///< as stored ("two-spirals")
  QString label;  ///< as read ("Two spirals")
};

struct ControlSpec {
  QString name;   ///< "learning_rate"
  QString label;  ///< "Learning rate"
  QString help;   ///< one sentence: tooltip and accessible description
  QString unit;   ///< stands inside the value field
  ControlKind kind = ControlKind::number;
  double minimum = 0, maximum = 1;
  double step = 0;           ///< 0: chosen from the range
  bool logarithmic = false;  ///< with minimum <= 0 the leftmost position is the minimum itself, the rest logarithmic
  std::vector<ControlOption> options;
  /// number: double; integer: qlonglong; seed: qulonglong; toggle: bool; choice, text, numberList ("8,8"): QString.
  QVariant defaultValue;
  bool needsRestart = false;
  QString group;
};

}  // namespace gradus
