#include "core/data/dataset.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/fields.h"

namespace gradus {

namespace {

constexpr size_t maxWholeNumberClasses = 50;

// Distinct whole numbers of a numeric column in rising order; empty if there are more than 50 or any is a fraction.
std::vector<double> wholeNumberClasses(const std::vector<double>& values) {
  std::vector<double> distinct;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    if (value != std::nearbyint(value) || std::isinf(value)) return {};
    const auto place = std::lower_bound(distinct.begin(), distinct.end(), value);
    if (place != distinct.end() && *place == value) continue;
    if (distinct.size() == maxWholeNumberClasses) return {};
    distinct.insert(place, value);
  }
  return distinct;
}

}  // namespace

std::vector<size_t> Dataset::featureColumns() const {
  std::vector<size_t> indices;
  for (size_t j = 0; j < columns.size(); ++j) {
    if (columns[j].role == Role::feature) indices.push_back(j);
  }
  return indices;
}

std::optional<size_t> Dataset::targetColumn() const {
  for (size_t j = 0; j < columns.size(); ++j) {
    if (columns[j].role == Role::target) return j;
  }
  return std::nullopt;
}

Matrix Dataset::features() const {
  const std::vector<size_t> chosen = featureColumns();
  Matrix result(rows(), chosen.size());
  for (size_t j = 0; j < chosen.size(); ++j) {
    const std::vector<double>& values = columns[chosen[j]].values;
    for (size_t i = 0; i < values.size(); ++i) result(i, j) = values[i];
  }
  return result;
}

std::vector<int> Dataset::classes() const {
  const std::optional<size_t> index = targetColumn();
  if (!index) return {};
  const Column& column = columns[*index];
  std::vector<int> result(column.values.size(), -1);
  if (column.kind == ColumnKind::category) {
    for (size_t i = 0; i < result.size(); ++i) {
      if (!std::isnan(column.values[i])) result[i] = static_cast<int>(column.values[i]);
    }
    return result;
  }
  const std::vector<double> distinct = wholeNumberClasses(column.values);
  if (distinct.empty()) return {};
  for (size_t i = 0; i < result.size(); ++i) {
    if (std::isnan(column.values[i])) continue;
    const auto place = std::lower_bound(distinct.begin(), distinct.end(), column.values[i]);
    result[i] = static_cast<int>(place - distinct.begin());
  }
  return result;
}

std::vector<std::string> Dataset::classNames() const {
  const std::optional<size_t> index = targetColumn();
  if (!index) return {};
  const Column& column = columns[*index];
  if (column.kind == ColumnKind::category) return column.categories;
  std::vector<std::string> names;
  for (const double value : wholeNumberClasses(column.values)) names.push_back(numberText(value));
  return names;
}

std::vector<double> Dataset::target() const {
  const std::optional<size_t> index = targetColumn();
  return index ? columns[*index].values : std::vector<double>{};
}

uint64_t Dataset::contentHash() const {
  Hasher hasher;
  hasher.add(static_cast<uint64_t>(columns.size()));
  for (const Column& column : columns) {
    hasher.add(column.name);
    hasher.add(column.kind);
    hasher.add(column.role);
    hasher.add(column.categories);
    hasher.add(column.values);
  }
  return hasher.value();
}

Dataset makeDataset(std::string name, const Matrix& features, const std::vector<int>& labels,
                    const std::vector<std::string>& labelNames) {
  assert(labels.empty() || labels.size() == features.rows);
  Dataset data;
  data.name = std::move(name);
  for (size_t j = 0; j < features.cols; ++j) {
    Column column{.name = "x" + std::to_string(j + 1)};
    column.values.resize(features.rows);
    for (size_t i = 0; i < features.rows; ++i) column.values[i] = features(i, j);
    data.columns.push_back(std::move(column));
  }
  if (labels.empty()) return data;
  Column column{.name = "class", .kind = ColumnKind::category, .role = Role::target, .categories = labelNames};
  column.values.reserve(labels.size());
  for (const int label : labels) {
    column.values.push_back(label < 0 ? std::numeric_limits<double>::quiet_NaN() : label);
    while (label >= static_cast<int>(column.categories.size())) {
      column.categories.push_back(std::to_string(column.categories.size() + 1));
    }
  }
  data.columns.push_back(std::move(column));
  return data;
}

}  // namespace gradus
