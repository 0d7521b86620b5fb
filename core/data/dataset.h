#pragma once
// A table with typed columns and roles: what every demo on data starts from.
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/text.h"

namespace gradus {

enum class ColumnKind { numeric, category };
/// feature: used by the demo; target: what is predicted or shown as class; ignored: kept but not used.
enum class Role { feature, target, ignored };

struct Column {
  std::string name;
  std::string unit;  // "cm", or empty
  ColumnKind kind = ColumnKind::numeric;
  Role role = Role::feature;
  std::vector<double> values;           // one per row; NaN = missing; category: index into `categories`
  std::vector<std::string> categories;  // names of the categories, in order of first appearance

  bool operator==(const Column&) const = default;
};

/// How rows are laid out as pictures (8x8 digits): width * height == number of features.
struct ImageShape {
  int width = 0;
  int height = 0;
  double low = 0;   // value of black
  double high = 1;  // value of white
  bool operator==(const ImageShape&) const = default;
};

struct Dataset {
  std::string name;             // "Iris", "moons", "wine.csv"
  std::vector<Column> columns;  // all of equal length
  std::optional<ImageShape> image;
  std::string provenance;           // source and licence note, empty for generated data
  std::vector<Text> notes;          // what was guessed and done to it, in order, for people
  std::vector<int64_t> sourceRows;  // row -> line of the file's data (0-based); empty = identity
  size_t inputRows = 0;             // rows before any were left out; 0 = none were

  size_t rows() const { return columns.empty() ? 0 : columns.front().values.size(); }
  std::vector<size_t> featureColumns() const;
  std::optional<size_t> targetColumn() const;
  /// rows x features, row-major.
  Matrix features() const;
  /// Class index per row from the target column (category codes, or distinct whole numbers up to 50, in rising order);
  /// -1 where the target is missing; empty if there is no such target.
  std::vector<int> classes() const;
  /// Names of the classes returned by classes().
  std::vector<std::string> classNames() const;
  /// Target as numbers (regression), empty if there is none.
  std::vector<double> target() const;
  /// Hash of names, kinds, roles and values (rulings 4: data content).
  uint64_t contentHash() const;
  bool operator==(const Dataset&) const = default;
};

/// Makes a Dataset of numeric columns x1, x2, ... and, if `labels` is not empty, a category target "class". A label of
/// -1 is a missing one; classes without a name in `labelNames` are named by their number, from 1.
Dataset makeDataset(std::string name, const Matrix& features, const std::vector<int>& labels = {},
                    const std::vector<std::string>& labelNames = {});

}  // namespace gradus
