#include "app/command/describe.h"

#include <nlohmann/json.hpp>

namespace gradus {

using Json = nlohmann::ordered_json;

Json valueJson(const Value& value) {
  return std::visit([](const auto& v) { return Json(v); }, value);
}

std::string viewKindName(ViewKind kind) {
  static constexpr const char* names[] = {"plane",  "scene",  "curves",  "histogram", "bars",
                                          "matrix", "images", "network", "strip",     "tiles"};
  return names[static_cast<int>(kind)];
}

namespace {

std::string kindName(SettingKind kind) {
  static constexpr const char* names[] = {"number", "integer", "choice", "toggle", "text", "list"};
  return names[static_cast<int>(kind)];
}

Json settingJson(const Setting& setting) {
  Json json;
  json["name"] = setting.name;
  json["title"] = setting.title.str();
  json["type"] = kindName(setting.kind);
  json["default"] = valueJson(setting.initial);
  if (setting.kind == SettingKind::number || setting.kind == SettingKind::integer ||
      setting.kind == SettingKind::list) {
    json["minimum"] = setting.minimum;
    json["maximum"] = setting.maximum;
  }
  if (!setting.options.empty()) {
    for (const Option& option : setting.options) json["options"].push_back(option.value);
  }
  if (!setting.unit.empty()) json["unit"] = setting.unit;
  json["live"] = setting.effect == Effect::live;
  if (!setting.group.empty()) json["group"] = setting.group.str();
  if (!setting.help.empty()) json["help"] = setting.help.str();
  return json;
}

std::string costName(ChannelCost cost) {
  static constexpr const char* names[] = {"state", "series", "derived"};
  return names[static_cast<int>(cost)];
}

Json dataJson(const DataNeeds& data) {
  Json json = {{"sources", data.sources}, {"files", data.files}, {"min_features", data.minFeatures}};
  if (data.maxFeatures > 0) json["max_features"] = data.maxFeatures;
  if (data.maxRows > 0) json["max_rows"] = data.maxRows;
  json["needs_target"] = data.needsTarget;
  return json;
}

}  // namespace

Json demoJson(const Demo& demo) {
  Json json = {
      {"id", demo.id}, {"title", demo.title.str()}, {"chapter", demo.chapter.str()}, {"promise", demo.promise.str()}};
  json["data"] = dataJson(demo.data);
  json["ticks_per_step"] = demo.ticksPerStep;
  json["settings"] = Json::array();
  for (const Setting& setting : demo.settings) json["settings"].push_back(settingJson(setting));
  json["presets"] = Json::array();
  for (const Preset& preset : demo.presets) {
    Json values = Json::object();
    for (const auto& [name, value] : preset.settings) values[name] = valueJson(value);
    json["presets"].push_back({{"name", preset.name}, {"label", preset.label.str()}, {"settings", values}});
  }
  json["views"] = Json::array();
  for (const View& view : demo.views) {
    json["views"].push_back(
        {{"name", view.name}, {"kind", viewKindName(view.kind)}, {"title", view.title.str()}, {"layers", view.layers}});
  }
  json["channels"] = Json::array();
  for (const ChannelSpec& channel : demo.channels) {
    json["channels"].push_back({{"name", channel.name}, {"cost", costName(channel.cost)}});
    if (!channel.file.empty()) json["channels"].back()["file"] = channel.file;
  }
  json["actions"] = Json::array();
  for (const ActionSpec& action : demo.actions) {
    Json arguments = Json::array();
    for (const Setting& argument : action.args) arguments.push_back(argument.name);
    json["actions"].push_back({{"name", action.name}, {"title", action.title.str()}, {"arguments", arguments}});
  }
  return json;
}

}  // namespace gradus
