#pragma once
// Short words for declaring a demo: settings, channels, views, actions and presets as values. They only fill the
// structs of setting.h, view.h and demo.h; what they leave at its default can be set on the returned value.
//
//   using namespace gradus::declare;
//   demo.settings = joined({inGroup(GRADUS_TR("Walk"), {
//       whole("walkers", GRADUS_TR("Walkers"), 20, {1, 500}, GRADUS_TR("How many walk at once."), {.restart = true}),
//       number("width", GRADUS_TR("Width"), 0.1, {1e-3, 10}, GRADUS_TR("Length of a stride."), {.logarithmic = true}),
//   }), planeColumns(64)});
//
// Texts are marked with GRADUS_TR where they stand, at the call.
#include <initializer_list>
#include <string>
#include <vector>

#include "core/run/demo.h"

namespace gradus::declare {

/// Both ends are allowed values.
struct Range {
  double low, high;
};

/// What a setting may have beside its range.
struct Details {
  bool restart = false;      // takes effect at a new start; otherwise at the next step
  bool logarithmic = false;  // the slider moves in equal ratios
  double step = 0;           // 0 = continuous, for whole numbers 1
  std::string unit = {};
  std::string shownWhen = {};  // "data=rings|iris": hidden in the panel otherwise
};

Setting number(std::string name, Text title, double initial, Range range, Text help, Details details = {});
Setting whole(std::string name, Text title, int64_t initial, Range range, Text help, Details details = {});
/// The first option is the initial value unless `initial` names another.
Setting choice(std::string name, Text title, std::vector<Option> options, Text help, Details details = {},
               std::string initial = {});
Setting toggle(std::string name, Text title, bool initial, Text help, Details details = {});
Setting text(std::string name, Text title, std::string initial, Text help, Details details = {});
/// `count.low` to `count.high` numbers, each within `range`; details.step = 1 for whole numbers.
Setting list(std::string name, Text title, std::vector<double> initial, Range range, Range count, Text help,
             Details details = {});

/// The value in force of a whole-number setting, for parameters that are int.
int wholeOf(const Settings& settings, std::string_view name);

/// The argument `index` of an action on one of `count` items. Throws UserError with `refusal`, in which %1 is the
/// number asked for, counted from `first`, and %2 is `count`: "There is no point %1; there are %2."
size_t itemOf(const Action& action, size_t count, const char* refusal, int first = 0);

/// The settings under one header of the panel.
std::vector<Setting> inGroup(Text group, std::vector<Setting> settings);
std::vector<Setting> joined(std::initializer_list<std::vector<Setting>> lists);

/// x_column and y_column, counted from 1: which columns of a table the plane shows.
std::vector<Setting> planeColumns(int most);
/// What they say, counted from 0, for a table of `columns` columns: beyond the last one the last one is shown.
struct ColumnPair {
  size_t x = 0, y = 0;
};
ColumnPair shownColumns(const Settings& settings, size_t columns);

/// Channels: made while the run is shown, made on demand, recorded by step(), or written to a file only.
std::vector<ChannelSpec> shown(std::initializer_list<const char*> names);
std::vector<ChannelSpec> derived(std::initializer_list<const char*> names);
std::vector<ChannelSpec> series(std::string name, std::vector<ChannelSpec::SeriesCurve> curves, bool fillGap = false);
/// Two curves, "train" and dashed "validation", as a network's losses are drawn.
std::vector<ChannelSpec> heldOutSeries(std::string name, std::string train, std::string validation,
                                       bool fillGap = false);
std::vector<ChannelSpec> file(std::string name, std::string fileName);
std::vector<ChannelSpec> joined(std::initializer_list<std::vector<ChannelSpec>> lists);

/// Where a view stands and what it has beside its layers.
struct Place {
  int row = 0;               // 0 = main row; tiles stand above it
  double weight = 1;         // share of the row's width
  bool tall = false;         // left of all rows
  bool equalScales = false;  // x and y have the same unit
  Axis x = {}, y = {};
};
View view(ViewKind kind, std::string name, Text title, std::vector<std::string> layers, Text help, Place place = {},
          std::vector<Handle> handles = {});
/// Curves or bars over `x`, from the channel of the same name.
View barsView(std::string name, Text title, Axis x, Text help, Place place = {});
View curvesView(std::string name, Text title, Axis x, Text help, Place place = {});
/// The row of figures over the stage, from the channel `tiles`.
View tilesView();

/// Arguments of actions. view.h says which arguments a gesture sends.
Setting indexArgument(std::string name, Range range = {0, 1e9});
Setting numberArgument(std::string name, Range range = {-1e12, 1e12});
/// The standard gestures. `limit` bounds the coordinates.
ActionSpec dragAction(std::string name, Text title, double limit = 1e12);                    // index, x, y
ActionSpec clickAction(std::string name, Text title);                                        // index
ActionSpec paintAction(std::string name, Text title, int classes = 8, double limit = 1e12);  // class, points
ActionSpec eraseAction(std::string name, Text title, double limit = 1e12);                   // points, radius

/// A preset: what it changes and what to watch. The first of a demo changes nothing, it is the default look.
Preset preset(std::string name, Text label, NamedValues settings, Text help, std::vector<Action> actions = {});

/// A value of a channel, shared.
template <typename T>
ChannelPtr channelOf(T value) {
  return std::make_shared<const ChannelValue>(std::move(value));
}

}  // namespace gradus::declare
