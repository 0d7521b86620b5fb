#include "app/command/output.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>

#include "core/base/error.h"
#include "core/view/files.h"

namespace gradus {

namespace {

class Collector final : public ChannelSink {
 public:
  bool wants(std::string_view) const override { return true; }
  void put(std::string_view channel, ChannelPtr value) override { values[std::string(channel)] = std::move(value); }
  std::map<std::string, ChannelPtr> values;
};

void writeText(const std::filesystem::path& path, const std::string& text) {
  std::ofstream stream(path, std::ios::binary);
  stream << text;
  if (!stream.flush())
    throw UserError({"The file \"%1\" cannot be written. Check the folder and the free space.", {path.string()}});
}

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string result = "\"";
  for (const char c : text) result += c == '"' ? std::string("\"\"") : std::string(1, c);
  return result + "\"";
}

/// A table with a line for each row that was used (first column `row`) becomes one with a line for each row of the
/// input; the cells of rows that were left out are empty. Tables that have other lines (points were painted or erased)
/// stay as they are.
ChannelPtr withEveryInputRow(ChannelPtr value, const Dataset& data) {
  const Table* used = std::get_if<Table>(value.get());
  if (!used || data.inputRows == 0 || used->columns.empty() || used->columns.front().name != "row") return value;
  if (used->columns.front().numbers.size() != data.rows() || data.sourceRows.size() != data.rows()) return value;
  Table all;
  for (const Table::Column& column : used->columns) {
    Table::Column wide{column.name, {}, {}};
    if (column.texts.empty()) {
      wide.numbers.assign(data.inputRows, std::nan(""));
    } else {
      wide.texts.assign(data.inputRows, {});
    }
    for (size_t i = 0; i < data.rows(); ++i) {
      const auto row = static_cast<size_t>(data.sourceRows[i]);
      if (i < column.texts.size()) {
        wide.texts[row] = column.texts[i];
      } else if (i < column.numbers.size()) {
        wide.numbers[row] = column.numbers[i];
      }
    }
    all.columns.push_back(std::move(wide));
  }
  for (size_t row = 0; row < data.inputRows; ++row) all.columns.front().numbers[row] = static_cast<double>(row);
  return std::make_shared<const ChannelValue>(std::move(all));
}

}  // namespace

std::string dataCsv(const Dataset& data) {
  std::vector<size_t> order = data.featureColumns();
  if (const auto target = data.targetColumn()) order.push_back(*target);
  std::string text;
  for (size_t c = 0; c < order.size(); ++c) text += (c > 0 ? "," : "") + quoted(data.columns[order[c]].name);
  text += '\n';
  for (size_t row = 0; row < data.rows(); ++row) {
    for (size_t c = 0; c < order.size(); ++c) {
      const Column& column = data.columns[order[c]];
      const double value = column.values[row];
      if (c > 0) text += ',';
      if (value != value) continue;
      text += column.kind == ColumnKind::category ? quoted(column.categories[static_cast<size_t>(value)])
                                                  : valueText(value);
    }
    text += '\n';
  }
  return text;
}

void makeOutputFolder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw UserError({"The folder \"%1\" cannot be made: %2.", {folder, error.message()}});
}

void writeOutputs(const Session& session, const std::string& folder) {
  makeOutputFolder(folder);
  Collector collector;
  session.show(collector);
  session.experiment().files(collector, session.settings());
  for (const ChannelSpec& channel : session.demo().channels) {
    ChannelPtr value = collector.values[channel.name];
    if (!value && channel.cost == ChannelCost::derived) {
      DisplayRequest request;
      request.channel = channel.name;
      request.nx = request.ny = 256;
      value = session.experiment().derive(request, session.settings(), {});
    }
    if (value && session.data()) value = withEveryInputRow(std::move(value), *session.data());
    if (value) writeChannel(folder, channel.file.empty() ? channel.name : channel.file, *value);
  }
  if (session.data()) writeText(std::filesystem::path(folder) / "data.csv", dataCsv(*session.data()));
  Recipe recipe = session.recipe();
  recipe.program = "gradus " GRADUS_VERSION;
  recipe.tick = session.tick();
  writeText(std::filesystem::path(folder) / "recipe.gradus", recipeToJson(recipe));
}

}  // namespace gradus
