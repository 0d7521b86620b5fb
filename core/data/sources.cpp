#include "core/data/sources.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/data/generators/shape.h"

namespace gradus {

namespace generators {

std::vector<int> balancedLabels(size_t rows, int classes) {
  std::vector<int> labels(rows);
  for (size_t i = 0; i < rows; ++i) labels[i] = static_cast<int>(i * static_cast<size_t>(classes) / rows);
  return labels;
}

void addNoise(Matrix& x, double sd, Rng& rng) {
  if (sd <= 0) return;
  for (double& value : x.values) value += sd * rng.normal();
}

}  // namespace generators

namespace {

using generators::Generator;
using generators::Shape;

constexpr double maxCells = 2e8;  // 1.6 GB of numbers
constexpr int maxClasses = 50;

const std::vector<Generator>& allGenerators() {
  static const std::vector<Generator> all = [] {
    std::vector<Generator> list;
    for (const auto& part :
         {generators::clusterGenerators(), generators::classGenerators(), generators::manifoldGenerators(),
          generators::cloudGenerators(), generators::regressionGenerators()}) {
      list.insert(list.end(), part.begin(), part.end());
    }
    return list;
  }();
  return all;
}

const std::vector<DataSource>& shippedTables() {
  static const std::vector<DataSource> tables = {
      {.name = "iris",
       .title = GRADUS_TR("Iris"),
       .generated = false,
       .features = 4,
       .hasClasses = true,
       .defaults = {150, 0, 3}},
      {.name = "digits",
       .title = GRADUS_TR("Handwritten digits"),
       .generated = false,
       .features = 64,
       .hasClasses = true,
       .defaults = {1797, 0, 10}},
  };
  return tables;
}

std::string knownNames() {
  std::string names;
  for (const DataSource& source : dataSources()) names += (names.empty() ? "" : ", ") + source.name;
  return names;
}

void requirePossible(const DataSource& source, const GeneratorParams& params) {
  if (params.rows < 1 || static_cast<double>(params.rows) * source.features > maxCells) {
    throw UserError(
        Text(GRADUS_TR("\"%1\" cannot be made with %2 rows; choose from 1 to %3."),
             {source.name, std::to_string(params.rows), numberText(std::floor(maxCells / source.features))}));
  }
  if (!std::isfinite(params.noise) || params.noise < 0 || params.noise > 1e6) {
    throw UserError(Text(GRADUS_TR("\"%1\" cannot be made with noise %2; choose a number from 0 to 1000000."),
                         {source.name, numberText(params.noise)}));
  }
  if (params.classes < 0 || params.classes > maxClasses) {
    throw UserError(
        Text(GRADUS_TR("\"%1\" cannot be made with %2 classes; choose from 1 to %3, or 0 for the usual number."),
             {source.name, std::to_string(params.classes), std::to_string(maxClasses)}));
  }
}

// Rows were made class by class; in random order every part of the table holds all classes.
void shuffleRows(Shape& shape, Rng rng) {
  const std::vector<size_t> order = rng.permutation(shape.x.rows);
  Matrix x(shape.x.rows, shape.x.cols);
  std::vector<int> labels(order.size());
  for (size_t i = 0; i < order.size(); ++i) {
    std::copy_n(shape.x.row(order[i]).data(), x.cols, x.row(i).data());
    labels[i] = shape.labels[order[i]];
  }
  shape.x = std::move(x);
  shape.labels = std::move(labels);
}

}  // namespace

const std::vector<DataSource>& dataSources() {
  static const std::vector<DataSource> sources = [] {
    std::vector<DataSource> list;
    for (const Generator& generator : allGenerators()) list.push_back(generator.source);
    list.insert(list.end(), shippedTables().begin(), shippedTables().end());
    return list;
  }();
  return sources;
}

const DataSource* findDataSource(std::string_view name) {
  for (const DataSource& source : dataSources()) {
    if (source.name == name) return &source;
  }
  return nullptr;
}

Dataset generate(std::string_view name, const GeneratorParams& params, Rng rng) {
  const auto& all = allGenerators();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Generator& g) { return g.source.name == name; });
  if (found == all.end()) {
    throw UserError(
        Text(GRADUS_TR("There is no data generator \"%1\". Known data are: %2."), {std::string(name), knownNames()}));
  }
  requirePossible(found->source, params);
  GeneratorParams chosen = params;
  if (chosen.classes == 0 || !found->source.choosesClasses) chosen.classes = found->source.defaults.classes;

  generators::Streams streams{rng.split("points"), rng.split("noise")};
  Shape shape = found->make(chosen, streams);
  if (!shape.labels.empty()) shuffleRows(shape, rng.split("order"));
  if (!shape.labels.empty()) {
    // Classes without a name of their own are called by the colour in which they are drawn.
    constexpr const char* colours[] = {"blue", "orange", "green", "purple", "vermilion", "sky", "amber", "slate"};
    while (static_cast<int>(shape.labelNames.size()) < chosen.classes) {
      const size_t next = shape.labelNames.size();
      shape.labelNames.push_back(next < 8 ? colours[next] : std::to_string(next + 1));
    }
  }
  Dataset data = makeDataset(found->source.title.str(), shape.x, shape.labels, shape.labelNames);
  if (!shape.target.empty()) {
    Column column{.name = shape.targetName, .role = Role::target};
    column.values = std::move(shape.target);
    data.columns.push_back(std::move(column));
  }
  return data;
}

}  // namespace gradus
