#pragma once
// Where data come from: generators and shipped tables by name, and files. Every name here can be given to --data.
#include <string>
#include <string_view>
#include <vector>

#include "core/base/rng.h"
#include "core/data/dataset.h"

namespace gradus {

/// What a generator needs. Not every generator uses every field.
struct GeneratorParams {
  size_t rows = 300;
  /// Standard deviation of the added noise in units of the shape: the half-width of the square it fills, the moon's
  /// radius, for groups of Gaussians their spread, for 3-D shapes and regression the natural units. More noise moves
  /// the same points further: it never changes where the shape itself lies.
  double noise = 0.1;
  int classes = 0;  // number of blobs or classes where the shape leaves a choice; 0 = the shape's own default
};

struct DataSource {
  std::string name;       // kebab-case: "two-moons", "iris", "swiss-roll-3d"
  Text title;             // "Two moons"
  bool generated = true;  // false: a shipped table
  int features = 2;       // number of feature columns (0 = varies)
  bool hasClasses = false;
  bool hasTarget = false;  // numeric target (regression, or the position along a manifold)
  GeneratorParams defaults;
  bool choosesClasses = false;  // GeneratorParams::classes has an effect
};

/// All built-in sources in display order: gen/2d, gen/regression, then the shipped tables.
const std::vector<DataSource>& dataSources();
const DataSource* findDataSource(std::string_view name);

/// Makes a generated set. Throws UserError for an unknown name or impossible parameters.
Dataset generate(std::string_view name, const GeneratorParams& params, Rng rng);
/// Parses a shipped table ("iris", "digits") from the text of its file in datasets/.
Dataset parseShippedTable(std::string_view name, std::string_view text);
/// File name of a shipped table below datasets/, e.g. "iris.csv".
std::string shippedFileName(std::string_view name);

}  // namespace gradus
