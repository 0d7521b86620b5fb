#include "core/run/declare.h"

#include <algorithm>

#include "core/base/error.h"

namespace gradus::declare {

namespace {

Setting made(SettingKind kind, std::string name, Text title, Value initial, Text help, Details details) {
  Setting setting;
  setting.name = std::move(name);
  setting.title = std::move(title);
  setting.kind = kind;
  setting.initial = std::move(initial);
  setting.step = details.step;
  setting.logarithmic = details.logarithmic;
  setting.unit = std::move(details.unit);
  setting.effect = details.restart ? Effect::restart : Effect::live;
  setting.help = std::move(help);
  setting.shownWhen = std::move(details.shownWhen);
  return setting;
}

Setting within(Setting setting, Range range) {
  setting.minimum = range.low;
  setting.maximum = range.high;
  return setting;
}

Setting placesArgument(double limit) {
  Setting setting = within(made(SettingKind::list, "points", {}, std::vector<double>{}, {}, {}), {-limit, limit});
  setting.maxCount = 20000;
  return setting;
}

std::vector<ChannelSpec> channels(std::initializer_list<const char*> names, ChannelCost cost) {
  std::vector<ChannelSpec> made;
  for (const char* name : names) made.push_back({.name = name, .cost = cost});
  return made;
}

template <typename T>
std::vector<T> concatenated(std::initializer_list<std::vector<T>> lists) {
  std::vector<T> all;
  for (const std::vector<T>& part : lists) all.insert(all.end(), part.begin(), part.end());
  return all;
}

/// A view over `x` of the channel that has its name.
View viewOf(ViewKind kind, std::string name, Text title, Axis x, Text help, Place place) {
  place.x = std::move(x);
  std::vector<std::string> layers = {name};
  return view(kind, std::move(name), std::move(title), std::move(layers), std::move(help), std::move(place));
}

}  // namespace

Setting number(std::string name, Text title, double initial, Range range, Text help, Details details) {
  return within(
      made(SettingKind::number, std::move(name), std::move(title), initial, std::move(help), std::move(details)),
      range);
}

Setting whole(std::string name, Text title, int64_t initial, Range range, Text help, Details details) {
  return within(
      made(SettingKind::integer, std::move(name), std::move(title), initial, std::move(help), std::move(details)),
      range);
}

Setting choice(std::string name, Text title, std::vector<Option> options, Text help, Details details,
               std::string initial) {
  if (initial.empty() && !options.empty()) initial = options.front().value;
  Setting setting = made(SettingKind::choice, std::move(name), std::move(title), std::move(initial), std::move(help),
                         std::move(details));
  setting.options = std::move(options);
  return setting;
}

Setting toggle(std::string name, Text title, bool initial, Text help, Details details) {
  return made(SettingKind::toggle, std::move(name), std::move(title), initial, std::move(help), std::move(details));
}

Setting text(std::string name, Text title, std::string initial, Text help, Details details) {
  return made(SettingKind::text, std::move(name), std::move(title), std::move(initial), std::move(help),
              std::move(details));
}

Setting list(std::string name, Text title, std::vector<double> initial, Range range, Range count, Text help,
             Details details) {
  Setting setting = within(made(SettingKind::list, std::move(name), std::move(title), std::move(initial),
                                std::move(help), std::move(details)),
                           range);
  setting.minCount = static_cast<int>(count.low);
  setting.maxCount = static_cast<int>(count.high);
  return setting;
}

int wholeOf(const Settings& settings, std::string_view name) {
  return static_cast<int>(settings.integer(name));
}

size_t itemOf(const Action& action, size_t count, const char* refusal, int first) {
  const int64_t index = action.integer("index");
  if (index < 0 || index >= static_cast<int64_t>(count))
    throw UserError({refusal, {std::to_string(index + first), std::to_string(count)}});
  return static_cast<size_t>(index);
}

std::vector<Setting> inGroup(Text group, std::vector<Setting> settings) {
  for (Setting& setting : settings) setting.group = group;
  return settings;
}

std::vector<Setting> joined(std::initializer_list<std::vector<Setting>> lists) {
  return concatenated(lists);
}

std::vector<Setting> planeColumns(int most) {
  const Range range{1, static_cast<double>(most)};
  return inGroup(GRADUS_TR("Plane"), {whole("x_column", GRADUS_TR("Column across"), 1, range,
                                            GRADUS_TR("Which column the plane shows from left to right.")),
                                      whole("y_column", GRADUS_TR("Column up"), 2, range,
                                            GRADUS_TR("Which column the plane shows from bottom to top."))});
}

ColumnPair shownColumns(const Settings& settings, size_t columns) {
  const auto clamped = [&](const char* name) {
    return static_cast<size_t>(std::clamp<int64_t>(settings.integer(name) - 1, 0, static_cast<int64_t>(columns) - 1));
  };
  return {clamped("x_column"), clamped("y_column")};
}

std::vector<ChannelSpec> shown(std::initializer_list<const char*> names) {
  return channels(names, ChannelCost::state);
}
std::vector<ChannelSpec> derived(std::initializer_list<const char*> names) {
  return channels(names, ChannelCost::derived);
}
std::vector<ChannelSpec> series(std::string name, std::vector<ChannelSpec::SeriesCurve> curves, bool fillGap) {
  return {{.name = std::move(name), .cost = ChannelCost::series, .series = std::move(curves), .fillGap = fillGap}};
}
std::vector<ChannelSpec> heldOutSeries(std::string name, std::string train, std::string validation, bool fillGap) {
  return series(std::move(name),
                {{std::move(train), GRADUS_TR("train")},
                 {std::move(validation), GRADUS_TR("validation"), {PaintKind::run, 0}, LineStyle::dashed}},
                fillGap);
}
std::vector<ChannelSpec> file(std::string name, std::string fileName) {
  return {{.name = std::move(name), .file = std::move(fileName)}};
}
std::vector<ChannelSpec> joined(std::initializer_list<std::vector<ChannelSpec>> lists) {
  return concatenated(lists);
}

View view(ViewKind kind, std::string name, Text title, std::vector<std::string> layers, Text help, Place place,
          std::vector<Handle> handles) {
  View made;
  made.name = std::move(name);
  made.kind = kind;
  made.title = std::move(title);
  made.layers = std::move(layers);
  made.x = std::move(place.x);
  made.y = std::move(place.y);
  made.row = place.row;
  made.tall = place.tall;
  made.weight = place.weight;
  made.equalScales = place.equalScales;
  made.handles = std::move(handles);
  made.help = std::move(help);
  return made;
}

View curvesView(std::string name, Text title, Axis x, Text help, Place place) {
  return viewOf(ViewKind::curves, std::move(name), std::move(title), std::move(x), std::move(help), std::move(place));
}

View barsView(std::string name, Text title, Axis x, Text help, Place place) {
  return viewOf(ViewKind::bars, std::move(name), std::move(title), std::move(x), std::move(help), std::move(place));
}

View tilesView() {
  return view(ViewKind::tiles, "tiles", {}, {"tiles"}, {});
}

Setting indexArgument(std::string name, Range range) {
  return within(
      made(SettingKind::integer, std::move(name), {}, static_cast<int64_t>(range.low > 0 ? range.low : 0), {}, {}),
      range);
}

Setting numberArgument(std::string name, Range range) {
  return within(made(SettingKind::number, std::move(name), {}, 0.0, {}, {}), range);
}

ActionSpec dragAction(std::string name, Text title, double limit) {
  const Range range{-limit, limit};
  return {std::move(name),
          std::move(title),
          {indexArgument("index"), numberArgument("x", range), numberArgument("y", range)}};
}

ActionSpec clickAction(std::string name, Text title) {
  return {std::move(name), std::move(title), {indexArgument("index")}};
}

ActionSpec paintAction(std::string name, Text title, int classes, double limit) {
  return {std::move(name), std::move(title), {indexArgument("class", {0, classes - 1.0}), placesArgument(limit)}};
}

ActionSpec eraseAction(std::string name, Text title, double limit) {
  return {std::move(name), std::move(title), {placesArgument(limit), numberArgument("radius", {0, limit})}};
}

Preset preset(std::string name, Text label, NamedValues settings, Text help, std::vector<Action> actions) {
  return {std::move(name), std::move(label), std::move(settings), std::move(help), std::move(actions)};
}

}  // namespace gradus::declare
