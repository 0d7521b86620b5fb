#pragma once
// Settings of a demo as the control panel wants them, and values on their way between the two.
#include <QVariant>
#include <vector>

#include "core/run/demo.h"
#include "widgets/controls/control_spec.h"

namespace gradus {

/// One spec per setting in declared order; the run's seed stands last, under the name seedControl.
std::vector<ControlSpec> controlSpecs(const Demo& demo);
inline const QString seedControl = QStringLiteral("seed");

QVariant variantOf(const Setting& setting, const Value& value);
/// Throws UserError where the value is not allowed.
Value valueOf(const Setting& setting, const QVariant& variant);
/// Text of a value for people: option labels, units, "8, 8".
QString valueLabel(const Setting& setting, const Value& value);
/// Whether a setting that depends on another ("proposal=random-walk") is shown now.
bool isShown(const Setting& setting, const Settings& settings);

}  // namespace gradus
