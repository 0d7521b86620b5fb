#include "core/nn/playground/pictures.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/view/contours.h"

namespace gradus::playground {

namespace {

/// Inputs of the network on a grid over the plane, row 0 lowest.
std::vector<float> gridInputs(const State& state, const Mlp& mlp, const Plane& plane, int nx, int ny) {
  const size_t inputs = static_cast<size_t>(mlp.params().inputs);
  std::vector<float> x(static_cast<size_t>(nx) * ny * inputs), row = plane.at;
  for (int j = 0; j < ny; ++j) {
    row[plane.yColumn] = static_cast<float>(plane.extent.y0 + (j + 0.5) * (plane.extent.y1 - plane.extent.y0) / ny);
    for (int i = 0; i < nx; ++i) {
      row[plane.xColumn] = static_cast<float>(plane.extent.x0 + (i + 0.5) * (plane.extent.x1 - plane.extent.x0) / nx);
      featuresOf(state.shape.features, row, x.data() + (static_cast<size_t>(j) * nx + i) * inputs);
    }
  }
  return x;
}

float largestSize(std::span<const float> values) {
  float largest = 0;
  for (const float value : values) largest = std::max(largest, std::fabs(value));
  return largest > 0 ? largest : 1;
}

size_t inputUnits(const State& state) {
  return state.table->columns == 2 ? state.shape.features.size() : state.table->columns;
}

/// Input unit of the network for feature tile `tile`, -1 if switched off.
int inputOf(const State& state, size_t tile) {
  return state.table->columns == 2 ? activeIndex(state.shape.features, tile) : static_cast<int>(tile);
}

}  // namespace

std::vector<std::vector<int>> shownUnits(const State& state, const Model& model, int limit) {
  const Mlp& mlp = model.mlp(state);
  std::vector<std::vector<int>> shown;
  for (size_t layer = 0; layer < mlp.sizes().size(); ++layer) {
    std::vector<int> units(layer == 0 ? inputUnits(state) : static_cast<size_t>(mlp.sizes()[layer]));
    std::iota(units.begin(), units.end(), 0);
    if (static_cast<int>(units.size()) > limit && layer + 1 < mlp.sizes().size()) {
      std::vector<float> strength(units.size());
      for (size_t u = 0; u < units.size(); ++u) {
        const int from = layer == 0 ? inputOf(state, u) : static_cast<int>(u);
        for (int to = 0; from >= 0 && to < mlp.sizes()[layer + 1]; ++to) {
          strength[u] = std::max(
              strength[u], std::fabs(mlp.weight(state.net, layer, static_cast<size_t>(from), static_cast<size_t>(to))));
        }
      }
      std::stable_sort(units.begin(), units.end(), [&](int a, int b) {
        return strength[static_cast<size_t>(a)] > strength[static_cast<size_t>(b)];
      });
    }
    if (static_cast<int>(units.size()) > limit) units.resize(static_cast<size_t>(limit));
    std::sort(units.begin(), units.end());
    shown.push_back(std::move(units));
  }
  return shown;
}

Network networkPicture(const State& state, const Model& model, const std::vector<std::string>& inputNames,
                       const std::vector<std::string>& classNames) {
  const Mlp& mlp = model.mlp(state);
  const auto shown = shownUnits(state, model);
  Network network;
  for (size_t layer = 0; layer < shown.size(); ++layer) {
    Network::Layer picture;
    picture.shown = shown[layer];
    picture.units = layer == 0 ? static_cast<int>(inputUnits(state)) : mlp.sizes()[layer];
    const bool isOutput = layer + 1 == shown.size();
    picture.resizable = layer > 0 && !isOutput;
    picture.title = layer == 0 ? Text(GRADUS_TR("Features"))
                    : isOutput ? Text(GRADUS_TR("Output"))
                               : Text(GRADUS_TR("Hidden %1"), {std::to_string(layer)});
    for (const int unit : shown[layer]) {
      const auto u = static_cast<size_t>(unit);
      if (layer == 0) {
        picture.labels.push_back(state.table->columns == 2 ? planeFeatureLabels()[u] : inputNames[u]);
        picture.active.push_back(inputOf(state, u) >= 0);
      } else if (isOutput) {
        const size_t name = taskOf(*state.table) == Task::binary ? 1 : u;
        picture.labels.push_back(taskOf(*state.table) == Task::regression
                                     ? "y"
                                     : "p(" + (name < classNames.size() ? classNames[name] : std::to_string(name)) +
                                           ")");
      }
    }
    network.layers.push_back(std::move(picture));
  }
  std::vector<float> sizes;
  for (size_t layer = 0; layer + 1 < shown.size(); ++layer) {
    for (const int to : shown[layer + 1]) {
      for (const int from : shown[layer]) {
        const int unit = layer == 0 ? inputOf(state, static_cast<size_t>(from)) : from;
        if (unit < 0) continue;
        const float weight = mlp.weight(state.net, layer, static_cast<size_t>(unit), static_cast<size_t>(to));
        network.edges.push_back({static_cast<int>(layer), from, to, weight});
        sizes.push_back(std::fabs(weight));
      }
    }
  }
  if (!sizes.empty()) {
    const auto quantile = sizes.begin() + static_cast<std::ptrdiff_t>(0.97 * static_cast<double>(sizes.size() - 1));
    std::nth_element(sizes.begin(), quantile, sizes.end());
    network.scale = std::max(*quantile, 1e-6F);
  }
  return network;
}

NeuronMaps neuronMaps(const State& state, const Model& model, const Plane& plane, int size, std::stop_token stop) {
  const Mlp& mlp = model.mlp(state);
  NeuronMaps maps;
  maps.size = size;
  maps.extent = plane.extent;
  const size_t cells = static_cast<size_t>(size) * size;
  MlpActivations activations;
  const std::vector<float> x = gridInputs(state, mlp, plane, size, size);
  MlpEvaluator(mlp).activations(state.net, x.data(), cells, activations);
  const auto shown = shownUnits(state, model);
  const Task task = taskOf(*state.table);
  std::vector<float> row = plane.at;
  for (size_t layer = 0; layer < shown.size() && !stop.stop_requested(); ++layer) {
    const bool isOutput = layer + 1 == shown.size();
    for (const int unit : shown[layer]) {
      NeuronMaps::Map map{static_cast<int>(layer), unit, std::vector<float>(cells), 1};
      if (layer == 0) {
        for (size_t c = 0; c < cells; ++c) {
          row[plane.xColumn] = static_cast<float>(plane.extent.x0 + (static_cast<double>(c % size) + 0.5) *
                                                                        (plane.extent.x1 - plane.extent.x0) / size);
          row[plane.yColumn] = static_cast<float>(plane.extent.y0 + (static_cast<double>(c / size) + 0.5) *
                                                                        (plane.extent.y1 - plane.extent.y0) / size);
          map.values[c] = row.size() == 2 ? planeFeature(static_cast<size_t>(unit), row[0], row[1])
                                          : row[static_cast<size_t>(unit)];
        }
      } else {
        const std::span<const float> values = activations.unit(layer - 1, static_cast<size_t>(unit));
        std::copy(values.begin(), values.end(), map.values.begin());
      }
      if (isOutput && task == Task::binary) {
        for (float& value : map.values) {
          outputsToPredictions(state.shape, task, &value, 1);
          value = 2 * value - 1;
        }
      }
      // Sigmoid and softplus units are never negative: their map is drawn about its own middle.
      const bool oneSided =
          layer > 0 && !isOutput &&
          (state.shape.activation == Activation::sigmoid || state.shape.activation == Activation::softplus);
      if (oneSided) {
        const auto [low, high] = std::minmax_element(map.values.begin(), map.values.end());
        const float middle = state.shape.activation == Activation::sigmoid ? 0.5F : (*low + *high) / 2;
        for (float& value : map.values) value -= middle;
      }
      map.limit = isOutput && task == Task::binary ? 1 : largestSize(map.values);
      maps.maps.push_back(std::move(map));
    }
  }
  return maps;
}

Field decisionField(const State& state, const Model& model, const Plane& plane, int nx, int ny,
                    const std::vector<std::string>& classNames) {
  const Mlp& mlp = model.mlp(state);
  const Task task = taskOf(*state.table);
  const size_t outputs = static_cast<size_t>(mlp.params().outputs), cells = static_cast<size_t>(nx) * ny;
  const std::vector<float> x = gridInputs(state, mlp, plane, nx, ny);
  std::vector<float> z(cells * outputs);
  MlpEvaluator(mlp).outputs(state.net, x.data(), cells, z.data());
  Field field;
  field.nx = nx;
  field.ny = ny;
  field.extent = plane.extent;
  field.values.resize(cells);
  const Paint border{PaintKind::text, 0};
  if (task == Task::classes) {
    field.map = FieldMap::regions;
    field.low = 0;
    field.high = static_cast<double>(outputs) - 1;
    for (size_t c = 0; c < cells; ++c)
      field.values[c] = static_cast<float>(std::max_element(z.begin() + c * outputs, z.begin() + (c + 1) * outputs) -
                                           (z.begin() + c * outputs));
    return field;
  }
  for (float& value : z) outputsToPredictions(state.shape, task, &value, 1);
  field.map = FieldMap::diverging;
  field.values = std::move(z);
  if (task == Task::binary) {
    field.centre = 0.5;
    if (classNames.size() == 2) {
      field.lowLabel = "0 " + classNames[0];
      field.highLabel = "1 " + classNames[1];
    }
    field.contours = contourLines(field, 0.5, border, 1.8F);
  } else {
    const auto [low, high] = std::minmax_element(state.table->y.begin(), state.table->y.end());
    field.low = state.table->y.empty() ? -1 : *low;
    field.high = state.table->y.empty() ? 1 : *high;
    field.centre = (field.low + field.high) / 2;
    field.contours = contourLines(field, field.centre, border, 1.8F);
  }
  return field;
}

Points tablePoints(const Samples& table, const Plane& plane, const std::vector<std::string>& classNames) {
  Points points;
  points.classNames = classNames;
  points.coordinates.resize(2 * table.rows());
  points.groups.resize(table.rows());
  for (size_t i = 0; i < table.rows(); ++i) {
    points.coordinates[2 * i] = table.x[i * table.columns + plane.xColumn];
    points.coordinates[2 * i + 1] = table.x[i * table.columns + plane.yColumn];
    points.groups[i] = table.validation[i] ? PointGroup::validation : PointGroup::train;
  }
  if (table.classCount > 0) {
    for (const float y : table.y) points.classes.push_back(static_cast<int>(y));
  } else if (!table.y.empty()) {
    points.values = table.y;
    const auto [low, high] = std::minmax_element(table.y.begin(), table.y.end());
    points.valueLow = *low;
    points.valueHigh = *high;
  }
  return points;
}

MatrixData confusion(const State& state, const Model& model, const std::vector<std::string>& classNames) {
  MatrixData matrix;
  const Samples& table = *state.table;
  const Task task = taskOf(table);
  if (task == Task::regression) return matrix;
  const int classes = table.classCount, outputs = model.mlp(state).params().outputs;
  matrix.rows = matrix.cols = classes;
  matrix.values.assign(static_cast<size_t>(classes) * classes, 0);
  const bool heldOut = std::count(table.validation.begin(), table.validation.end(), uint8_t{1}) > 0;
  const std::vector<float> p = predictions(state, model);
  for (size_t i = 0; i < table.rows(); ++i) {
    if (heldOut && !table.validation[i]) continue;
    const float* row = p.data() + i * static_cast<size_t>(outputs);
    const int predicted =
        task == Task::binary ? row[0] > 0.5F : static_cast<int>(std::max_element(row, row + outputs) - row);
    matrix.values[static_cast<size_t>(table.y[i]) * classes + predicted] += 1;
  }
  for (int c = 0; c < classes; ++c) {
    const std::string name =
        static_cast<size_t>(c) < classNames.size() ? classNames[static_cast<size_t>(c)] : std::to_string(c);
    matrix.rowLabels.push_back(name);
    matrix.colLabels.push_back(name);
  }
  matrix.rowTitle = GRADUS_TR("true");
  matrix.colTitle = GRADUS_TR("predicted");
  matrix.high = std::max(1.0, *std::max_element(matrix.values.begin(), matrix.values.end()));
  matrix.printValues = classes <= 12;
  return matrix;
}

}  // namespace gradus::playground
