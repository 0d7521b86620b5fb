#include "app/window/control_specs.h"

#include <algorithm>

#include "widgets/views/format.h"

namespace gradus {

QVariant variantOf(const Setting& setting, const Value& value) {
  switch (setting.kind) {
    case SettingKind::number:
      return asNumber(value);
    case SettingKind::integer:
      return static_cast<qlonglong>(asInteger(value));
    case SettingKind::toggle:
      return asBool(value);
    case SettingKind::list:
      return QString::fromStdString(valueText(asList(value)));
    default:
      return QString::fromStdString(asString(value));
  }
}

Value valueOf(const Setting& setting, const QVariant& variant) {
  switch (setting.kind) {
    case SettingKind::number:
      return checkValue(setting, Value(variant.toDouble()));
    case SettingKind::integer:
      return checkValue(setting, Value(static_cast<int64_t>(variant.toLongLong())));
    case SettingKind::toggle:
      return checkValue(setting, Value(variant.toBool()));
    case SettingKind::list:
      return parseValue(setting, variant.toString().toStdString());
    default:
      return checkValue(setting, Value(variant.toString().toStdString()));
  }
}

QString valueLabel(const Setting& setting, const Value& value) {
  if (setting.kind == SettingKind::toggle) return asBool(value) ? QObject::tr("on") : QObject::tr("off");
  if (setting.kind == SettingKind::choice) {
    const std::string chosen = asString(value);
    for (const Option& option : setting.options)
      if (option.value == chosen) return translated(option.label);
    return QString::fromStdString(chosen);
  }
  if (setting.kind == SettingKind::text) return QString::fromStdString(asString(value));
  if (setting.kind == SettingKind::list) {
    QStringList parts;
    for (const double entry : asList(value)) parts << formatNumber(entry);
    return parts.join(QStringLiteral(", "));
  }
  const QString number = formatNumber(asNumber(value), 4);
  return setting.unit.empty() ? number : number + QChar(0x2009) + QString::fromStdString(setting.unit);
}

bool isShown(const Setting& setting, const Settings& settings) {
  return conditionHolds(setting.shownWhen, settings);
}

std::vector<ControlSpec> controlSpecs(const Demo& demo) {
  std::vector<ControlSpec> specs;
  for (const Setting& setting : demo.settings) {
    ControlSpec spec;
    spec.name = QString::fromStdString(setting.name);
    spec.label = translated(setting.title);
    spec.help = translated(setting.help);
    spec.unit = QString::fromStdString(setting.unit);
    spec.minimum = setting.minimum;
    spec.maximum = setting.maximum;
    spec.step = setting.step;
    spec.logarithmic = setting.logarithmic;
    spec.group = translated(setting.group);
    // Data are made anew as soon as they are changed; other settings of this kind wait for the person's word.
    spec.needsRestart = setting.effect == Effect::restart;
    for (const Option& option : setting.options)
      spec.options.push_back({QString::fromStdString(option.value), translated(option.label)});
    switch (setting.kind) {
      case SettingKind::number:
        spec.kind = ControlKind::number;
        break;
      case SettingKind::integer:
        spec.kind = ControlKind::integer;
        break;
      case SettingKind::choice:
        spec.kind = ControlKind::choice;
        break;
      case SettingKind::toggle:
        spec.kind = ControlKind::toggle;
        break;
      case SettingKind::text:
        spec.kind = ControlKind::text;
        break;
      case SettingKind::list:
        spec.kind = ControlKind::numberList;
        break;
    }
    spec.defaultValue = variantOf(setting, setting.initial);
    specs.push_back(std::move(spec));
  }
  ControlSpec seed;
  seed.name = seedControl;
  seed.label = QObject::tr("Seed");
  seed.help = QObject::tr("Same seed, same run. Reset never changes it.");
  seed.kind = ControlKind::seed;
  seed.maximum = 1e9;
  seed.defaultValue = static_cast<qulonglong>(1);
  seed.group = specs.empty() ? QObject::tr("Run") : specs.back().group;
  specs.push_back(seed);
  return specs;
}

}  // namespace gradus
