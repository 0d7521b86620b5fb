// Choosing rows and columns: the part of transforms.h that changes which data are used, not their values.
#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/error.h"
#include "core/data/transforms.h"

namespace gradus {

namespace {

Dataset takeRows(const Dataset& data, const std::vector<size_t>& rows) {
  Dataset result = data;
  if (result.inputRows == 0) result.inputRows = data.rows();
  result.sourceRows.clear();
  for (const size_t row : rows) {
    result.sourceRows.push_back(data.sourceRows.empty() ? static_cast<int64_t>(row) : data.sourceRows[row]);
  }
  for (size_t j = 0; j < data.columns.size(); ++j) {
    std::vector<double>& values = result.columns[j].values;
    values.clear();
    values.reserve(rows.size());
    for (const size_t row : rows) values.push_back(data.columns[j].values[row]);
  }
  return result;
}

std::string columnNames(const Dataset& data, bool numericOnly) {
  constexpr size_t shown = 12;
  std::string names;
  size_t count = 0;
  for (const Column& column : data.columns) {
    if (numericOnly && column.kind != ColumnKind::numeric) continue;
    if (++count <= shown) names += (names.empty() ? "" : ", ") + column.name;
  }
  if (count > shown) names += ", ... (" + std::to_string(count) + ")";
  return names;
}

size_t columnByName(const Dataset& data, const std::string& name) {
  for (size_t j = 0; j < data.columns.size(); ++j) {
    if (data.columns[j].name == name) return j;
  }
  throw UserError(Text(GRADUS_TR("There is no column \"%1\" in %2. Its columns are: %3."),
                       {name, data.name, columnNames(data, false)}));
}

// Indices of the columns to be used as features, in the order asked for.
std::vector<size_t> featureIndices(const Dataset& data, const std::vector<std::string>& names,
                                   std::optional<size_t> target) {
  std::vector<size_t> chosen;
  if (names.empty()) {
    for (size_t j = 0; j < data.columns.size(); ++j) {
      if (data.columns[j].kind == ColumnKind::numeric && j != target) chosen.push_back(j);
    }
    if (chosen.empty()) {
      throw UserError(Text(GRADUS_TR("%1 has no numeric column left to compute with. Its columns are: %2."),
                           {data.name, columnNames(data, false)}));
    }
    return chosen;
  }
  for (const std::string& name : names) {
    const size_t index = columnByName(data, name);
    if (data.columns[index].kind != ColumnKind::numeric) {
      throw UserError(
          Text(GRADUS_TR("Column \"%1\" of %2 holds text, a feature must hold numbers. Numeric columns are: %3."),
               {name, data.name, columnNames(data, true)}));
    }
    if (std::find(chosen.begin(), chosen.end(), index) != chosen.end()) {
      throw UserError(Text(GRADUS_TR("Column \"%1\" is named twice; name each column once."), {name}));
    }
    chosen.push_back(index);
  }
  return chosen;
}

}  // namespace

Dataset dropIncompleteRows(const Dataset& data, bool needTarget) {
  std::vector<size_t> kept;
  for (size_t i = 0; i < data.rows(); ++i) {
    const bool complete = std::all_of(data.columns.begin(), data.columns.end(), [&](const Column& column) {
      const bool needed = column.role == Role::feature || (needTarget && column.role == Role::target);
      return !needed || !std::isnan(column.values[i]);
    });
    if (complete) kept.push_back(i);
  }
  if (kept.size() == data.rows()) return data;
  Dataset result = takeRows(data, kept);
  result.notes.emplace_back(GRADUS_TR("%1 of %2 rows were left out because a value is missing."),
                            std::vector{std::to_string(data.rows() - kept.size()), std::to_string(data.rows())});
  return result;
}

Dataset limitRows(const Dataset& data, size_t limit) {
  limit = std::max<size_t>(1, limit);
  const size_t count = data.rows();
  if (count <= limit) return data;
  std::vector<size_t> kept(limit);
  for (size_t i = 0; i < limit; ++i) {
    kept[i] = static_cast<size_t>(static_cast<double>(i) * static_cast<double>(count) / static_cast<double>(limit));
  }
  Dataset result = takeRows(data, kept);
  result.notes.emplace_back(GRADUS_TR("%1 of %2 rows are used, evenly spaced through the table."),
                            std::vector{std::to_string(limit), std::to_string(count)});
  return result;
}

Dataset chooseColumns(const Dataset& data, const std::vector<std::string>& features, const std::string& target) {
  std::optional<size_t> targetIndex;
  if (!target.empty()) {
    targetIndex = columnByName(data, target);
    if (std::find(features.begin(), features.end(), target) != features.end()) {
      throw UserError(
          Text(GRADUS_TR("Column \"%1\" cannot be both a feature and the target; name it once."), {target}));
    }
  } else if (const auto own = data.targetColumn();
             own && std::find(features.begin(), features.end(), data.columns[*own].name) == features.end()) {
    targetIndex = own;
  }
  const std::vector<size_t> chosen = featureIndices(data, features, targetIndex);

  Dataset result = data;
  result.columns.clear();
  std::set<size_t> used;
  const auto take = [&](size_t index, Role role) {
    result.columns.push_back(data.columns[index]);
    result.columns.back().role = role;
    used.insert(index);
  };
  for (const size_t index : chosen) take(index, Role::feature);
  if (targetIndex) take(*targetIndex, Role::target);
  for (size_t j = 0; j < data.columns.size(); ++j) {
    if (!used.contains(j)) take(j, Role::ignored);
  }
  if (chosen != data.featureColumns()) result.image.reset();  // the pixels are no longer all there, in order
  return result;
}

}  // namespace gradus
