#include "app/command/arguments.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>

#include "app/demos/registry.h"
#include "core/data/sources.h"

namespace gradus {

namespace {

std::vector<std::string> splitList(const std::string& text) {
  std::vector<std::string> parts;
  std::stringstream stream(text);
  for (std::string part; std::getline(stream, part, ',');) {
    if (!part.empty()) parts.push_back(part);
  }
  return parts;
}

double parseNumber(const std::string& option, const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) {
    throw UsageError({"%1 takes a number from 0 upwards, not \"%2\".", {option, text}});
  }
  return value;
}

uint64_t parseSeed(const std::string& text) {
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw UsageError({"--seed takes a whole number from 0 upwards, not \"%1\".", {text}});
  }
  return value;
}

void parseSize(RunArguments& result, const std::string& text) {
  const size_t cross = text.find('x');
  if (cross == std::string::npos)
    throw UsageError({"--size takes WIDTHxHEIGHT, for example 1280x888, not \"%1\".", {text}});
  result.width = static_cast<int>(parseNumber("--size", text.substr(0, cross)));
  result.height = static_cast<int>(parseNumber("--size", text.substr(cross + 1)));
  if (result.width < 64 || result.height < 64 || result.width > 16384 || result.height > 16384) {
    throw UsageError({"--size takes 64x64 to 16384x16384, not \"%1\".", {text}});
  }
}

void addSetting(RunArguments& result, const std::string& text) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) throw UsageError({"--set takes name=value, not \"%1\".", {text}});
  result.sets.emplace_back(text.substr(0, equals), text.substr(equals + 1));
}

using Handler = std::function<void(RunArguments&, const std::string&)>;

const std::map<std::string, Handler>& valueOptions() {
  static const std::map<std::string, Handler> options = {
      {"--set", addSetting},
      {"--size", parseSize},
      {"--preset", [](auto& r, auto& v) { r.preset = v; }},
      {"--data", [](auto& r, auto& v) { r.data = v; }},
      {"--target", [](auto& r, auto& v) { r.target = v; }},
      {"--columns", [](auto& r, auto& v) { r.columns = splitList(v); }},
      {"--actions", [](auto& r, auto& v) { r.actionsFile = v; }},
      {"--device", [](auto& r, auto& v) { r.device = v; }},
      {"--out", [](auto& r, auto& v) { r.out = v; }},
      {"--view", [](auto& r, auto& v) { r.view = v; }},
      {"--theme", [](auto& r, auto& v) { r.theme = v; }},
      {"--seed", [](auto& r, auto& v) { r.seed = parseSeed(v); }},
      {"--steps", [](auto& r, auto& v) { r.steps = parseNumber("--steps", v); }},
      {"--at", [](auto& r, auto& v) { r.at = parseNumber("--at", v); }},
      {"--scale", [](auto& r, auto& v) { r.scale = parseNumber("--scale", v); }},
      {"--threads", [](auto& r, auto& v) { r.threads = static_cast<int>(parseNumber("--threads", v)); }},
  };
  return options;
}

const std::map<std::string, void (*)(RunArguments&)>& flagOptions() {
  static const std::map<std::string, void (*)(RunArguments&)> options = {
      {"--json", [](RunArguments& r) { r.json = true; }},
      {"--until-done", [](RunArguments& r) { r.untilDone = true; }},
      {"--window", [](RunArguments& r) { r.window = true; }},
  };
  return options;
}

bool isFile(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error);
}

std::vector<std::string> sourceNames(const Demo& demo) {
  return demo.data.sources;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

void setSetting(Recipe& recipe, const Demo& demo, const std::string& name, const std::string& text) {
  const Setting* setting = demo.setting(name);
  if (!setting) {
    std::vector<std::string> names;
    for (const Setting& known : demo.settings) names.push_back(known.name);
    throw UsageError({"%1 has no setting \"%2\". Its settings are: %3.", {demo.id, name, joined(names)}});
  }
  Value value;
  try {
    value = parseValue(*setting, text);
  } catch (const UserError& error) {
    throw UsageError(error.text());
  }
  for (auto& [known, old] : recipe.settings) {
    if (known == name) {
      old = value;
      return;
    }
  }
  recipe.settings.emplace_back(name, value);
}

void setPreset(Recipe& recipe, const Demo& demo, const std::string& name) {
  const Preset* preset = demo.preset(name);
  if (!preset) {
    std::vector<std::string> names;
    for (const Preset& known : demo.presets) names.push_back(known.name);
    throw UsageError({"%1 has no preset \"%2\". Its presets are: %3.", {demo.id, name, joined(names)}});
  }
  for (const auto& [setting, value] : preset->settings) setSetting(recipe, demo, setting, valueText(value));
  recipe.actions.insert(recipe.actions.end(), preset->actions.begin(), preset->actions.end());
}

void checkActionName(const Demo& demo, const std::string& name) {
  if (name == "set" || demo.action(name)) return;
  std::vector<std::string> names = {"set"};
  for (const ActionSpec& known : demo.actions) names.push_back(known.name);
  throw UserError({"%1 has no action \"%2\". Its actions are: %3.", {demo.id, name, joined(names)}});
}

void setData(Recipe& recipe, const Demo& demo, const RunArguments& arguments) {
  const std::string& name = arguments.data;
  const auto sources = sourceNames(demo);
  if (std::find(sources.begin(), sources.end(), name) != sources.end()) {
    recipe.file.reset();
    setSetting(recipe, demo, "data", name);
    return;
  }
  if (findDataSource(name)) {
    throw UsageError({"%1 does not take the data \"%2\". It takes: %3%4.",
                      {demo.id, name, joined(sources), demo.data.files ? ", or a CSV file" : ""}});
  }
  if (!demo.data.files) throw UsageError({"%1 takes no files. Its data are: %2.", {demo.id, joined(sources)}});
  if (!isFile(name))
    throw UserError(
        {"There is no file \"%1\", and no built-in data of that name. Built-in: %2.", {name, joined(sources)}});
  FileSource file;
  file.path = name;
  const std::string contents = readFile(name);
  file.sha256 = sha256Hex(contents);
  if (contents.size() <= 256 * 1024) {
    file.embedded = contents;
  } else {
    file.path =
        std::filesystem::absolute(name).lexically_normal().string();  // the recipe is opened from other folders too
  }
  recipe.file = std::move(file);
  setSetting(recipe, demo, "data", "file");
}

}  // namespace

std::string readFile(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream contents;
  if (!stream || !(contents << stream.rdbuf() || stream.peek() == EOF)) {
    throw UserError({"The file \"%1\" cannot be read. Check that it exists and that you may read it.", {path}});
  }
  return contents.str();
}

RunArguments parseArguments(const std::vector<std::string>& arguments, const std::vector<std::string>& allowed) {
  RunArguments result;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (!argument.starts_with("--")) {
      if (!result.subject.empty()) throw UsageError({"Unexpected argument \"%1\".", {argument}});
      result.subject = argument;
      continue;
    }
    const size_t equals = argument.find('=');
    const std::string option = argument.substr(0, equals);
    if (std::find(allowed.begin(), allowed.end(), option) == allowed.end()) {
      throw UsageError({"Unknown option %1. This command knows: %2.", {option, joined(allowed)}});
    }
    if (const auto flag = flagOptions().find(option); flag != flagOptions().end()) {
      flag->second(result);
      continue;
    }
    if (equals == std::string::npos && i + 1 >= arguments.size()) throw UsageError({"%1 needs a value.", {option}});
    valueOptions().at(option)(result, equals == std::string::npos ? arguments[++i] : argument.substr(equals + 1));
  }
  return result;
}

std::shared_ptr<const Demo> findDemo(const std::string& id) {
  for (const auto& demo : demoRegistry()) {
    if (demo->id == id) return demo;
  }
  if (id.empty()) throw UsageError(Text("Name a demo; `gradus list` shows all of them."));
  std::vector<std::string> near;
  for (const auto& demo : demoRegistry()) {
    const std::string name = demo->id.substr(demo->id.find('/') + 1);
    if (name == id || (!id.empty() && demo->id.find(id) != std::string::npos)) near.push_back(demo->id);
  }
  if (near.size() == 1) return findDemo(near.front());
  if (near.empty()) throw UsageError({"There is no demo \"%1\". `gradus list` shows all of them.", {id}});
  throw UsageError({"There is no demo \"%1\". Near: %2.", {id, joined(near)}});
}

Prepared prepare(const RunArguments& arguments) {
  if (arguments.subject.empty()) throw UsageError(Text("Name a demo (see `gradus list`) or a .gradus file."));
  if (arguments.device != "auto" && arguments.device != "cpu") {
    throw UsageError({"--device takes auto or cpu, not \"%1\".", {arguments.device}});
  }
  Prepared prepared;
  if (isFile(arguments.subject)) {
    prepared.recipe = recipeFromJson(readFile(arguments.subject), prepared.warnings);
    prepared.demo = findDemo(prepared.recipe.demo);
  } else if (arguments.subject.ends_with(".gradus")) {
    throw UserError({"There is no file \"%1\".", {arguments.subject}});
  } else {
    prepared.demo = findDemo(arguments.subject);
    prepared.recipe.demo = prepared.demo->id;
  }
  Recipe& recipe = prepared.recipe;
  if (!arguments.preset.empty()) setPreset(recipe, *prepared.demo, arguments.preset);
  if (!arguments.data.empty()) setData(recipe, *prepared.demo, arguments);
  for (const auto& [name, value] : arguments.sets) setSetting(recipe, *prepared.demo, name, value);
  if (!arguments.columns.empty() || !arguments.target.empty()) {
    if (!recipe.file) recipe.file.emplace();  // a bare choice of a built-in table's columns
    if (!arguments.columns.empty()) recipe.file->columns = arguments.columns;
    if (!arguments.target.empty()) recipe.file->target = arguments.target;
  }
  if (arguments.seed) recipe.seed = *arguments.seed;
  if (!arguments.actionsFile.empty()) {
    const auto actions = actionsFromJson(readFile(arguments.actionsFile));
    for (const Action& action : actions) checkActionName(*prepared.demo, action.name);
    recipe.actions.insert(recipe.actions.end(), actions.begin(), actions.end());
    std::stable_sort(recipe.actions.begin(), recipe.actions.end(),
                     [](const Action& a, const Action& b) { return a.at < b.at; });
  }
  return prepared;
}

}  // namespace gradus
