#include "core/run/demo.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "core/data/sources.h"

namespace gradus {

namespace {
template <typename List>
auto* findNamed(const List& list, std::string_view name) {
  const auto found = std::find_if(list.begin(), list.end(), [name](const auto& item) { return item.name == name; });
  return found == list.end() ? nullptr : &*found;
}

void demand(bool good, const Demo& demo, const std::string& what) {
  if (!good) throw std::logic_error("The demo " + demo.id + " is declared wrongly: " + what);
}

template <typename List>
void demandUnique(const Demo& demo, const List& list, const char* what) {
  std::set<std::string> names;
  for (const auto& item : list) {
    demand(!item.name.empty(), demo, std::string("a ") + what + " without a name");
    demand(names.insert(item.name).second, demo, std::string("two ") + what + "s named " + item.name);
  }
}

Setting wholeSetting(const char* name, Text title, int64_t initial, double low, double high, Text help) {
  Setting setting;
  setting.name = name;
  setting.title = std::move(title);
  setting.kind = SettingKind::integer;
  setting.initial = initial;
  setting.minimum = low;
  setting.maximum = high;
  setting.effect = Effect::restart;
  setting.group = GRADUS_TR("Data");
  setting.help = std::move(help);
  return setting;
}

Setting sourceSetting(const DataNeeds& needs) {
  Setting setting;
  setting.name = "data";
  setting.title = GRADUS_TR("Data");
  setting.kind = SettingKind::choice;
  for (const std::string& name : needs.sources) {
    const DataSource* source = findDataSource(name);
    if (!source) throw std::logic_error("There is no data source " + name);
    setting.options.push_back({name, source->title});
  }
  if (needs.files) setting.options.push_back({"file", GRADUS_TR("Your file")});
  setting.initial = setting.options.front().value;
  setting.effect = Effect::restart;
  setting.group = GRADUS_TR("Data");
  setting.help = GRADUS_TR("Where the points come from. Drop a table on the window to use your own.");
  return setting;
}

Setting noiseSetting(const DataNeeds& needs) {
  Setting setting;
  setting.name = "data.noise";
  setting.title = GRADUS_TR("Noise");
  setting.initial = needs.defaultNoise;
  setting.maximum = std::max(1.0, 2 * needs.defaultNoise);
  setting.step = 0.01;
  setting.effect = Effect::restart;
  setting.group = GRADUS_TR("Data");
  setting.help = GRADUS_TR("Standard deviation of the noise added to generated points, in units of the shape.");
  return setting;
}

Setting scalingSetting(const DataNeeds& needs) {
  Setting setting;
  setting.name = "scaling";
  setting.title = GRADUS_TR("Scaling");
  setting.kind = SettingKind::choice;
  setting.options = {
      {"none", GRADUS_TR("None")}, {"standardise", GRADUS_TR("Standardise")}, {"whiten", GRADUS_TR("Whiten")}};
  setting.initial = needs.defaultScaling;
  setting.effect = Effect::restart;
  setting.group = GRADUS_TR("Data");
  setting.help = GRADUS_TR(
      "Standardise: every column gets mean 0 and standard deviation 1. Whiten: columns are decorrelated as well.");
  return setting;
}

std::vector<Setting> dataSettings(const DataNeeds& needs) {
  std::vector<Setting> settings;
  if (needs.sources.empty() && !needs.files) return settings;
  bool generated = false, chooses = false;
  std::string whenGenerated = "data=", whenChoosing = "data=";  // conditions "data=name|name|"
  for (const std::string& name : needs.sources) {
    const DataSource* source = findDataSource(name);
    if (source && source->generated) whenGenerated += name + "|";
    if (source && source->choosesClasses) whenChoosing += name + "|";
    generated = generated || (source && source->generated);
    chooses = chooses || (source && source->choosesClasses);
  }
  settings.push_back(sourceSetting(needs));
  if (generated) {
    // Below ten points a generated shape cannot be seen.
    const double least = static_cast<double>(std::max<size_t>(10, needs.minRows));
    settings.push_back(wholeSetting("data.rows", GRADUS_TR("Points"), static_cast<int64_t>(needs.defaultRows), least,
                                    static_cast<double>(std::max(needs.largestRows, needs.defaultRows)),
                                    GRADUS_TR("How many points are generated.")));
    settings.push_back(noiseSetting(needs));
    settings.push_back(wholeSetting("data.seed", GRADUS_TR("Data seed"), 1, 0, 1e9,
                                    GRADUS_TR("Other points of the same shape; the run's own seed keeps the points.")));
  }
  if (chooses) {
    settings.push_back(wholeSetting("data.classes", GRADUS_TR("Groups"), 0, 0, 8,
                                    GRADUS_TR("How many groups are generated; 0 leaves it to the shape.")));
  }
  if (needs.scaling) settings.push_back(scalingSetting(needs));
  for (Setting& setting : settings) {
    if (setting.name == "data.classes") setting.shownWhen = whenChoosing;
    if (setting.name == "data.rows" || setting.name == "data.noise" || setting.name == "data.seed")
      setting.shownWhen = whenGenerated;
    if (!needs.usedWhen.empty()) setting.shownWhen = needs.usedWhen;
  }
  return settings;
}

void checkViews(const Demo& demo) {
  for (const View& view : demo.views) {
    for (const std::string& layer : view.layers) {
      demand(demo.channel(layer), demo, "view " + view.name + " draws the unknown channel " + layer);
    }
    for (const std::string& name : {view.marginalX, view.marginalY}) {
      demand(name.empty() || demo.channel(name), demo, "view " + view.name + " has the unknown marginal " + name);
    }
    for (const Handle& handle : view.handles) {
      demand(demo.action(handle.action), demo, "view " + view.name + " calls the unknown action " + handle.action);
      demand(handle.layer.empty() || demo.channel(handle.layer), demo,
             "view " + view.name + " handles the unknown channel " + handle.layer);
    }
  }
}

void checkPresets(const Demo& demo) {
  for (const Preset& preset : demo.presets) {
    for (const auto& [name, value] : preset.settings) {
      const Setting* setting = demo.setting(name);
      demand(setting, demo, "preset " + preset.name + " sets the unknown " + name);
      checkValue(*setting, value);
    }
    for (const Action& action : preset.actions) {
      const ActionSpec* spec = demo.action(action.name);
      demand(spec, demo, "preset " + preset.name + " applies the unknown action " + action.name);
      checkArguments(*spec, action.args);
    }
  }
}

void checkSettings(const Demo& demo) {
  for (const Setting& setting : demo.settings) {
    checkValue(setting, setting.initial);
    if (setting.shownWhen.empty()) continue;
    const std::string name = setting.shownWhen.substr(0, setting.shownWhen.find('='));
    demand(demo.setting(name), demo, "setting " + setting.name + " depends on the unknown " + name);
  }
}

void checkSeries(const Demo& demo) {
  bool known = demo.mainSeries.empty();
  for (const ChannelSpec& channel : demo.channels) {
    demand((channel.cost == ChannelCost::series) == !channel.series.empty(), demo,
           "channel " + channel.name + " must list series exactly if its cost is series");
    for (const auto& curve : channel.series) known = known || curve.series == demo.mainSeries;
  }
  demand(known, demo, "no channel shows the main series " + demo.mainSeries);
}
}  // namespace

const Setting* Demo::setting(std::string_view name) const {
  return findNamed(settings, name);
}
const Preset* Demo::preset(std::string_view name) const {
  return findNamed(presets, name);
}
const ActionSpec* Demo::action(std::string_view name) const {
  return findNamed(actions, name);
}
const ChannelSpec* Demo::channel(std::string_view name) const {
  return findNamed(channels, name);
}
const View* Demo::view(std::string_view name) const {
  return findNamed(views, name);
}

Demo finishDemo(Demo demo) {
  std::vector<Setting> settings = dataSettings(demo.data);
  settings.insert(settings.end(), demo.settings.begin(), demo.settings.end());
  demo.settings = std::move(settings);
  demand(demo.id.find('/') != std::string::npos, demo, "its id must be folder/name");
  demand(demo.start && demo.code, demo, "start and code are needed");
  demand(demo.ticksPerStep >= 1, demo, "ticksPerStep must be at least 1");
  demand(demo.tickNames.empty() || static_cast<int>(demo.tickNames.size()) == demo.ticksPerStep, demo,
         "one tick name per half-step is needed");
  demandUnique(demo, demo.settings, "setting");
  demandUnique(demo, demo.presets, "preset");
  demandUnique(demo, demo.channels, "channel");
  demandUnique(demo, demo.views, "view");
  demandUnique(demo, demo.actions, "action");
  demand(!demo.action("set"), demo, "the action set is built in");
  for (const auto& [name, value] : demo.data.tableSettings) {
    demand(demo.setting(name), demo, "tableSettings names a setting");
    checkValue(*demo.setting(name), value);
  }
  checkSettings(demo);
  checkViews(demo);
  checkPresets(demo);
  checkSeries(demo);
  return demo;
}

}  // namespace gradus
