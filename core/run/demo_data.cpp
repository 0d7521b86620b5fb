// The data of a run: generated, shipped or from a file; columns chosen, incomplete rows dropped, thinned, and every
// step noted.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/data/csv.h"
#include "core/data/sources.h"
#include "core/data/transforms.h"
#include "core/run/demo.h"
#include "core/run/recipe.h"

namespace gradus {

namespace {
constexpr size_t largestEmbedded = 256 << 10;

std::string fileText(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::error_code error;
  if (!stream || std::filesystem::is_directory(path, error)) {
    throw UserError(Text(GRADUS_TR("The file %1 cannot be read. Check that it is still there."), {path}));
  }
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

Dataset fileData(const FileSource& file, std::stop_token stop) {
  CsvOptions options;
  options.name = std::filesystem::path(file.path).filename().string();
  if (options.name.empty()) options.name = "table";
  const std::string text = file.embedded ? *file.embedded : fileText(file.path);
  Dataset data = readCsv(text, options, stop);
  if (!file.sha256.empty() && sha256Hex(text) != file.sha256) {
    data.notes.push_back(Text(GRADUS_TR("%1 has changed since this run was saved."), {options.name}));
  }
  return data;
}

Dataset sourceData(const Settings& settings, const std::string& name, const ShippedReader& readShipped) {
  const DataSource* source = findDataSource(name);
  if (!source) throw UserError(Text(GRADUS_TR("There is no data source %1."), {name}));
  if (!source->generated) {
    if (!readShipped) throw UserError(Text(GRADUS_TR("The table %1 is not available here."), {name}));
    return parseShippedTable(name, readShipped(shippedFileName(name)));
  }
  GeneratorParams params = source->defaults;
  params.rows = static_cast<size_t>(settings.integer("data.rows"));
  params.noise = settings.number("data.noise");
  if (settings.has("data.classes")) params.classes = static_cast<int>(settings.integer("data.classes"));
  return generate(name, params, Rng(static_cast<uint64_t>(settings.integer("data.seed")), "data"));
}

// Without a choice of the person's, the first columns are taken; a choice that does not fit is refused.
Dataset fitColumns(const Demo& demo, Dataset data, const FileSource* chosen) {
  const DataNeeds& needs = demo.data;
  if (chosen && (!chosen->columns.empty() || !chosen->target.empty() || chosen->embedded || !chosen->path.empty())) {
    data = chooseColumns(data, chosen->columns, chosen->target);
  }
  const std::vector<size_t> features = data.featureColumns();
  const size_t most = static_cast<size_t>(needs.maxFeatures);
  if (static_cast<int>(features.size()) < needs.minFeatures) {
    throw UserError(Text(
        GRADUS_TR("%1 has %2 numeric columns to compute with, at least %3 are needed. Choose other columns or data."),
        {data.name, std::to_string(features.size()), std::to_string(needs.minFeatures)}));
  }
  if (most > 0 && features.size() > most) {
    if (chosen && !chosen->columns.empty()) {
      throw UserError(Text(GRADUS_TR("%1 columns were chosen, this demo takes at most %2."),
                           {std::to_string(features.size()), std::to_string(most)}));
    }
    std::vector<std::string> names;
    std::string listed;
    for (size_t i = 0; i < most; ++i) {
      names.push_back(data.columns[features[i]].name);
      listed += (i == 0 ? "" : ", ") + names.back();
    }
    data = chooseColumns(data, names, chosen ? chosen->target : std::string());
    data.notes.push_back(Text(GRADUS_TR("Of %1 columns the first were used: %2. Choose others in the Data tab."),
                              {std::to_string(features.size()), listed}));
  }
  if (needs.needsTarget && !data.targetColumn()) {
    throw UserError(Text(GRADUS_TR("%1 has no target column. Choose which column is to be predicted."), {data.name}));
  }
  return data;
}
}  // namespace

Settings startSettings(const Demo& demo, const NamedValues& given) {
  Settings settings(demo.settings);
  for (const auto& [name, value] : given) {
    const Setting* setting = demo.setting(name);
    if (!setting) {
      std::string known;
      for (const Setting& one : demo.settings) known += (known.empty() ? "" : ", ") + one.name;
      throw UserError(Text(GRADUS_TR("%1 has no setting %2. It has: %3."), {demo.id, name, known}));
    }
    settings.set(name, checkValue(*setting, value));
  }
  if (settings.has("data") && !demo.data.tableSettings.empty()) {
    const DataSource* source = findDataSource(settings.choice("data"));
    const bool isTable = !source || !source->generated;
    for (const auto& [name, value] : demo.data.tableSettings) {
      if (isTable && !findValue(given, name)) settings.set(name, checkValue(*demo.setting(name), value));
    }
  }
  return settings;
}

void completeFileSource(FileSource& file) {
  if (!file.sha256.empty() && (file.embedded || file.path.empty())) return;
  if (file.embedded) {
    file.sha256 = sha256Hex(*file.embedded);
    return;
  }
  if (file.path.empty()) return;
  std::string text = fileText(file.path);
  if (file.sha256.empty()) file.sha256 = sha256Hex(text);
  if (text.size() <= largestEmbedded && file.sha256 == sha256Hex(text)) file.embedded = std::move(text);
}

bool namesFile(const FileSource& file) {
  return !file.path.empty() || file.embedded;
}

std::shared_ptr<const Dataset> makeData(const Demo& demo, const Recipe& recipe, const Settings& settings,
                                        const ShippedReader& readShipped, std::stop_token stop) {
  if (!settings.has("data") || !conditionHolds(demo.data.usedWhen, settings)) return nullptr;
  const std::string& name = settings.choice("data");
  const bool isFile = name == "file";
  if (isFile && (!recipe.file || !namesFile(*recipe.file))) {
    throw UserError(GRADUS_TR("No file is chosen. Drop a table on the window or name one with --data."));
  }
  // A file's columns mean nothing to a built-in source; a bare choice of columns does.
  const FileSource* chosen = recipe.file && namesFile(*recipe.file) == isFile ? &*recipe.file : nullptr;
  Dataset data = isFile ? fileData(*recipe.file, stop) : sourceData(settings, name, readShipped);
  data = fitColumns(demo, std::move(data), chosen);
  data = dropIncompleteRows(data, demo.data.needsTarget);
  if (demo.data.maxRows > 0 && data.rows() > demo.data.maxRows) data = limitRows(data, demo.data.maxRows);
  if (data.rows() < demo.data.minRows) {
    throw UserError(Text(GRADUS_TR("%1 has %2 complete rows, at least %3 are needed."),
                         {data.name, std::to_string(data.rows()), std::to_string(demo.data.minRows)}));
  }
  return std::make_shared<const Dataset>(std::move(data));
}

}  // namespace gradus
