// Recipe <-> JSON. Layout: one key a line, one action a line, so that a recipe can be read and compared line by line.
#include "core/run/recipe.h"

#include <openssl/evp.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/error.h"

namespace gradus {

namespace {
using Json = nlohmann::ordered_json;

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json toJson(const Value& value) {
  return std::visit([](const auto& content) { return Json(content); }, value);
}

Json toJson(const NamedValues& values) {
  Json object = Json::object();
  for (const auto& [name, value] : values) object[name] = toJson(value);
  return object;
}

Json toJson(const Action& action) {
  Json object{{"at", action.at}, {"name", action.name}, {"args", toJson(action.args)}};
  if (action.gesture != 0) object["gesture"] = action.gesture;
  return object;
}

std::string base64(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<size_t>(size));
  return text;
}

std::string fromBase64(const std::string& text) {
  std::string bytes(text.size() + 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (size < 0) throw UserError(GRADUS_TR("The recipe's file.embedded_base64 is damaged."));
  const auto padding = static_cast<size_t>(std::count(text.begin(), text.end(), '='));
  bytes.resize(static_cast<size_t>(size) - std::min<size_t>(2, padding));
  return bytes;
}

bool isUtf8(const std::string& text) {
  try {
    static_cast<void>(Json(text).dump());
    return true;
  } catch (const Json::exception&) {
    return false;
  }
}

Json toJson(const FileSource& file) {
  Json object{{"path", file.path}, {"sha256", file.sha256}};
  if (!file.columns.empty()) object["columns"] = file.columns;
  if (!file.target.empty()) object["target"] = file.target;
  if (file.embedded) {
    // A table in another encoding than UTF-8 is no JSON text: it travels as base64.
    if (isUtf8(*file.embedded)) {
      object["embedded"] = *file.embedded;
    } else {
      object["embedded_base64"] = base64(*file.embedded);
    }
  }
  return object;
}

std::string namedLines(const NamedValues& values) {
  std::string text = "{";
  for (size_t i = 0; i < values.size(); ++i) {
    text += (i == 0 ? "\n    " : ",\n    ") + dump(Json(values[i].first)) + ": " + dump(toJson(values[i].second));
  }
  return text + (values.empty() ? "}" : "\n  }");
}

// Reading: every refusal names the key and what stands there.
[[noreturn]] void refuse(const std::string& key, const char* expected, const Json& found) {
  std::string text = dump(found);
  if (text.size() > 40) text = text.substr(0, 37) + "...";
  throw UserError(Text(GRADUS_TR("The recipe's %1 is %2: %3 is expected."), {key, text, expected}));
}

int64_t readInteger(const Json& json, const std::string& key) {
  if (!json.is_number_integer()) refuse(key, GRADUS_TR("a whole number"), json);
  return json.get<int64_t>();
}

std::string readString(const Json& json, const std::string& key) {
  if (!json.is_string()) refuse(key, GRADUS_TR("a text"), json);
  return json.get<std::string>();
}

Value readValue(const Json& json, const std::string& key) {
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_number_integer()) return json.get<int64_t>();
  if (json.is_number()) return json.get<double>();
  if (json.is_string()) return json.get<std::string>();
  if (!json.is_array()) refuse(key, GRADUS_TR("a number, a text, true, false or a list of numbers"), json);
  std::vector<double> list;
  for (const Json& entry : json) {
    if (!entry.is_number()) refuse(key, GRADUS_TR("a list of numbers"), json);
    list.push_back(entry.get<double>());
  }
  return list;
}

NamedValues readValues(const Json& json, const std::string& key) {
  if (!json.is_object()) refuse(key, GRADUS_TR("an object of names and values"), json);
  NamedValues values;
  for (const auto& [name, value] : json.items()) values.emplace_back(name, readValue(value, key + "." + name));
  return values;
}

void warnUnknown(std::vector<Text>& warnings, const std::string& key) {
  warnings.push_back(Text(GRADUS_TR("The recipe's key %1 is unknown and was left out."), {key}));
}

Action readAction(const Json& json, const std::string& key, std::vector<Text>& warnings) {
  if (!json.is_object()) refuse(key, GRADUS_TR("an object with at, name and args"), json);
  Action action;
  for (const auto& [name, value] : json.items()) {
    const std::string path = key + "." + name;
    if (name == "at") {
      action.at = readInteger(value, path);
    } else if (name == "name") {
      action.name = readString(value, path);
    } else if (name == "args") {
      action.args = readValues(value, path);
    } else if (name == "gesture") {
      action.gesture = readInteger(value, path);
    } else {
      warnUnknown(warnings, path);
    }
  }
  if (action.name.empty()) refuse(key, GRADUS_TR("an action with a name"), json);
  if (action.at < 0) refuse(key + ".at", GRADUS_TR("a tick from 0 on"), json["at"]);
  return action;
}

std::vector<Action> readActions(const Json& json, std::vector<Text>& warnings) {
  if (!json.is_array()) refuse("actions", GRADUS_TR("a list of actions"), json);
  std::vector<Action> actions;
  for (const Json& entry : json) {
    actions.push_back(readAction(entry, "actions[" + std::to_string(actions.size()) + "]", warnings));
  }
  std::stable_sort(actions.begin(), actions.end(), [](const Action& a, const Action& b) { return a.at < b.at; });
  return actions;
}

FileSource readFile(const Json& json, std::vector<Text>& warnings) {
  if (!json.is_object()) refuse("file", GRADUS_TR("an object with path and sha256"), json);
  FileSource file;
  for (const auto& [name, value] : json.items()) {
    const std::string path = "file." + name;
    if (name == "path") {
      file.path = readString(value, path);
    } else if (name == "sha256") {
      file.sha256 = readString(value, path);
    } else if (name == "target") {
      file.target = readString(value, path);
    } else if (name == "embedded") {
      file.embedded = readString(value, path);
    } else if (name == "embedded_base64") {
      file.embedded = fromBase64(readString(value, path));
    } else if (name == "columns") {
      if (!value.is_array()) refuse(path, GRADUS_TR("a list of column names"), value);
      for (const Json& column : value) file.columns.push_back(readString(column, path));
    } else {
      warnUnknown(warnings, path);
    }
  }
  return file;
}

Json parse(std::string_view text, const char* what) {
  try {
    return Json::parse(text.begin(), text.end());
  } catch (const Json::parse_error& error) {
    const std::string_view before = text.substr(0, std::min(text.size(), error.byte > 0 ? error.byte - 1 : 0));
    const size_t line = 1 + static_cast<size_t>(std::count(before.begin(), before.end(), '\n'));
    const size_t lineStart = before.rfind('\n');
    const size_t column = lineStart == std::string_view::npos ? before.size() + 1 : before.size() - lineStart;
    const std::string found = before.size() < text.size() ? "“" + std::string(text.substr(before.size(), 1)) + "”"
                                                          : GRADUS_TR("the end of the text");
    throw UserError(Text(GRADUS_TR("%1 is not valid JSON: line %2, column %3: %4 does not fit here."),
                         {what, std::to_string(line), std::to_string(column), found}));
  }
}

void readMade(const Json& json, Recipe& recipe, std::vector<Text>& warnings) {
  if (!json.is_object()) refuse("made_with", GRADUS_TR("an object"), json);
  for (const auto& [name, value] : json.items()) {
    const std::string path = "made_with." + name;
    if (name == "program") {
      recipe.program = readString(value, path);
    } else if (name == "compiler") {
      recipe.compiler = readString(value, path);
    } else if (name == "kernel_level") {
      recipe.kernelLevel = readString(value, path);
    } else if (name == "device") {
      recipe.device = readString(value, path);
    } else {
      warnUnknown(warnings, path);
    }
  }
}
}  // namespace

std::string recipeToJson(const Recipe& recipe) {
  std::string text = "{\n";
  const auto line = [&text](const char* key, const std::string& content, bool last = false) {
    text += std::string("  \"") + key + "\": " + content + (last ? "\n" : ",\n");
  };
  line("gradus", std::to_string(Recipe::schemaVersion));
  line("demo", dump(Json(recipe.demo)));
  line("seed", std::to_string(recipe.seed));
  line("tick", std::to_string(recipe.tick));
  line("settings", namedLines(recipe.settings));
  if (recipe.file) line("file", dump(toJson(*recipe.file)));
  std::string actions = "[";
  for (size_t i = 0; i < recipe.actions.size(); ++i) {
    actions += (i == 0 ? "\n    " : ",\n    ") + dump(toJson(recipe.actions[i]));
  }
  line("actions", actions + (recipe.actions.empty() ? "]" : "\n  ]"));
  const Json made{{"program", recipe.program},
                  {"compiler", recipe.compiler},
                  {"kernel_level", recipe.kernelLevel},
                  {"device", recipe.device}};
  line("made_with", dump(made), true);
  return text + "}\n";
}

Recipe recipeFromJson(std::string_view text, std::vector<Text>& warnings) {
  const Json json = parse(text, GRADUS_TR("The recipe"));
  if (!json.is_object() || !json.contains("gradus")) {
    throw UserError(
        GRADUS_TR("Line 1, column 1: this is no Gradus recipe (an object with the key “gradus” is expected)."));
  }
  const int64_t version = readInteger(json["gradus"], "gradus");
  if (version > Recipe::schemaVersion || version < 1) {
    throw UserError(Text(GRADUS_TR("The recipe has version %1; this program reads up to %2. A newer Gradus opens it."),
                         {std::to_string(version), std::to_string(Recipe::schemaVersion)}));
  }
  Recipe recipe;
  for (const auto& [name, value] : json.items()) {
    if (name == "demo") {
      recipe.demo = readString(value, name);
    } else if (name == "seed") {
      if (!value.is_number_unsigned()) refuse(name, GRADUS_TR("a whole number from 0 on"), value);
      recipe.seed = value.get<uint64_t>();
    } else if (name == "tick") {
      recipe.tick = std::max<int64_t>(0, readInteger(value, name));
    } else if (name == "settings") {
      recipe.settings = readValues(value, name);
    } else if (name == "file") {
      recipe.file = readFile(value, warnings);
    } else if (name == "actions") {
      recipe.actions = readActions(value, warnings);
    } else if (name == "made_with") {
      readMade(value, recipe, warnings);
    } else if (name != "gradus") {
      warnUnknown(warnings, name);
    }
  }
  if (recipe.demo.empty()) throw UserError(GRADUS_TR("The recipe names no demo: a key “demo” is expected."));
  return recipe;
}

std::vector<Action> actionsFromJson(std::string_view text) {
  const Json json = parse(text, GRADUS_TR("The list of actions"));
  std::vector<Text> warnings;
  std::vector<Action> actions =
      readActions(json.is_object() && json.contains("actions") ? json["actions"] : json, warnings);
  if (!warnings.empty()) throw UserError(warnings.front());
  return actions;
}

}  // namespace gradus
