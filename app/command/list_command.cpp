// list, describe and code: what there is.
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/command/commands.h"
#include "app/command/describe.h"
#include "app/demos/registry.h"
#include "app/import/shipped_tables.h"

namespace gradus {

using Json = nlohmann::ordered_json;

int listCommand(const std::vector<std::string>& arguments) {
  const RunArguments options = parseArguments(arguments, {"--json"});
  Json all = Json::array();
  size_t width = 0;
  for (const auto& demo : demoRegistry()) width = std::max(width, demo->id.size());
  for (const auto& demo : demoRegistry()) {
    // Every demo in the registry is complete: a file that does not pass the generic demo test does not land.
    all.push_back(
        {{"id", demo->id}, {"title", demo->title.str()}, {"chapter", demo->chapter.str()}, {"state", "ready"}});
    if (!options.json)
      std::printf("%-*s  %s (%s)\n", static_cast<int>(width), demo->id.c_str(), demo->title.str().c_str(),
                  demo->chapter.str().c_str());
  }
  if (options.json) std::cout << all.dump(2) << '\n';
  return 0;
}

namespace {

void printSetting(const Setting& setting) {
  std::string range;
  if (!setting.options.empty()) {
    for (const Option& option : setting.options) range += (range.empty() ? "" : " | ") + option.value;
  } else if (setting.kind == SettingKind::number || setting.kind == SettingKind::integer ||
             setting.kind == SettingKind::list) {
    range = numberText(setting.minimum) + " to " + numberText(setting.maximum);
  }
  std::printf("  %-20s %-12s %s%s%s%s\n", setting.name.c_str(), valueText(setting.initial).c_str(), range.c_str(),
              setting.unit.empty() ? "" : " ", setting.unit.c_str(),
              setting.effect == Effect::live ? "" : "  (needs restart)");
  if (!setting.help.empty()) std::printf("  %-20s %s\n", "", setting.help.str().c_str());
}

}  // namespace

int describeCommand(const std::vector<std::string>& arguments) {
  const RunArguments options = parseArguments(arguments, {"--json"});
  const auto demo = findDemo(options.subject);
  if (options.json) {
    std::cout << demoJson(*demo).dump(2) << '\n';
    return 0;
  }
  std::printf("%s: %s\n%s\n\nSettings (name, default, range)\n", demo->id.c_str(), demo->title.str().c_str(),
              demo->promise.str().c_str());
  for (const Setting& setting : demo->settings) printSetting(setting);
  std::printf("\nPresets\n");
  for (const Preset& preset : demo->presets)
    std::printf("  %-20s %s\n", preset.name.c_str(), preset.label.str().c_str());
  std::printf("\nViews\n");
  for (const View& view : demo->views)
    std::printf("  %-20s %s: %s\n", view.name.c_str(), viewKindName(view.kind).c_str(), view.title.str().c_str());
  std::printf("\nActions\n");
  for (const ActionSpec& action : demo->actions) {
    std::string names;
    for (const Setting& argument : action.args) names += (names.empty() ? "" : ", ") + argument.name;
    std::printf("  %s(%s)\n", action.name.c_str(), names.c_str());
  }
  std::printf("\nData: ");
  for (const std::string& source : demo->data.sources) std::printf("%s ", source.c_str());
  std::printf("%s\n",
              demo->data.files
                  ? "or a numeric CSV file (--data FILE, with --columns a,b,... and --target c to choose columns)"
              : demo->data.sources.empty() ? "none"
                                           : "");
  return 0;
}

int codeCommand(const std::vector<std::string>& arguments) {
  const Prepared prepared =
      prepare(parseArguments(arguments, {"--set", "--preset", "--data", "--columns", "--target", "--seed"}));
  SessionOptions sessionOptions;
  sessionOptions.readShipped = shippedTables();
  const Session session(prepared.demo, prepared.recipe, sessionOptions);
  std::cout << prepared.demo->code(session.settings(), session.data().get());
  return 0;
}

}  // namespace gradus
