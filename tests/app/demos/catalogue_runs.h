#pragma once
// Whole demos driven without a window, for the checks of the catalogue.
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "app/demos/registry.h"
#include "core/run/session.h"
#include "tests/harness/shipped.h"
#include "tests/harness/view_values.h"

namespace gradus::harness {

inline std::shared_ptr<const Demo> demoNamed(const std::string& id) {
  for (const auto& demo : demoRegistry()) {
    if (demo->id == id) return demo;
  }
  throw UserError(Text("There is no demo %1.", {id}));
}

struct RunOptions {
  std::string preset = {};
  NamedValues settings = {};
  uint64_t seed = 1;
  std::string table = {};  // CSV text that is used as the file, or empty
};

inline Session startRun(const std::string& id, const RunOptions& options = {}) {
  const auto demo = demoNamed(id);
  Recipe recipe;
  recipe.demo = id;
  recipe.seed = options.seed;
  if (!options.preset.empty()) {
    const Preset* preset = demo->preset(options.preset);
    if (!preset) throw UserError(Text("There is no preset %1.", {options.preset}));
    recipe.settings = preset->settings;
    recipe.actions = preset->actions;
  }
  for (const auto& setting : options.settings) {
    std::erase_if(recipe.settings, [&](const auto& known) { return known.first == setting.first; });
    recipe.settings.push_back(setting);
  }
  if (!options.table.empty()) {
    recipe.file.emplace();
    recipe.file->embedded = options.table;
    recipe.settings.emplace_back("data", std::string("file"));
  }
  SessionOptions session;
  session.keyframeBudget = 0;
  session.readShipped = shippedFrom(GRADUS_SOURCE_DIR);
  return Session(demo, recipe, session);
}

inline void toTheEnd(Session& session) {
  while (session.stepTick()) {
  }
}

inline double metric(const Session& session, std::string_view name) {
  for (const auto& [key, value] : session.metrics()) {
    if (key == name) return value;
  }
  throw UserError(Text("There is no metric %1.", {std::string(name)}));
}

/// A file channel ("labels", "chain", "samples", ...) as it is written by --out.
inline Table fileTable(const Session& session, const std::string& channel) {
  AllChannels sink;
  session.experiment().files(sink, session.settings());
  return std::get<Table>(*sink.values.at(channel));
}

inline const std::vector<double>& numbersOf(const Table& table, const std::string& column) {
  for (const Table::Column& one : table.columns) {
    if (one.name == column) return one.numbers;
  }
  throw UserError(Text("There is no column %1.", {column}));
}

template <typename T>
T derivedValue(const Session& session, const std::string& channel) {
  DisplayRequest request;
  request.channel = channel;
  return std::get<T>(*session.experiment().derive(request, session.settings(), {}));
}

inline std::string csvOf(const Matrix& x) {
  std::ostringstream text;
  text.precision(17);
  for (size_t j = 0; j < x.cols; ++j) text << (j > 0 ? "," : "") << "x" << j + 1;
  for (size_t i = 0; i < x.rows; ++i) {
    for (size_t j = 0; j < x.cols; ++j) text << (j > 0 ? "," : "\n") << x(i, j);
  }
  return text.str() + "\n";
}

}  // namespace gradus::harness
