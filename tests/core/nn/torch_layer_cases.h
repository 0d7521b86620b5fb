#pragma once
// Cases of tests/reference/torch_layers.json (its script documents the format): our layer is built from the same
// formula data, its outputs and gradients are compared with PyTorch's.
#include <cmath>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/compute/compile.h"
#include "core/compute/ops/ops.h"
#include "core/nn/initialiser.h"

namespace gradus::testing {

using nlohmann::json;

inline const json& torchLayers() {
  static const json reference = [] {
    std::ifstream file(GRADUS_SOURCE_DIR "/tests/reference/torch_layers.json");
    return json::parse(file)["cases"];
  }();
  return reference;
}

inline const json& torchLayer(const std::string& name) {
  for (const json& c : torchLayers()) {
    if (c["name"] == name) return c;
  }
  throw std::runtime_error("no case " + name);
}

inline Shape shapeOf(const json& sizes) {
  Shape shape;
  for (const json& size : sizes) shape.append(size);
  return shape;
}

/// Elements of an input, parameter or buffer as its record describes them.
inline std::vector<double> elementsOf(const json& spec) {
  const Shape shape = shapeOf(spec["shape"]);
  const std::string kind = spec.value("kind", "real");
  std::vector<double> values(static_cast<size_t>(shape.count()));
  const double phase = spec.value("phase", 0.0), scale = spec.value("scale", 1.0), offset = spec.value("offset", 0.0);
  for (size_t i = 0; i < values.size(); ++i) {
    const double x = std::sin(1.3 * static_cast<double>(i) + phase);
    if (kind == "index") {
      const size_t factor = spec["factor"], shift = spec["shift"], n = spec["n"];
      values[i] = static_cast<double>((i * factor + shift) % n);
    } else {
      values[i] = kind == "binary" ? (x > 0) : kind == "sign" ? (x > 0 ? 1 : -1) : offset + scale * x;
    }
  }
  if (kind == "softmax") {
    const auto cols = static_cast<size_t>(shape.cols());
    for (size_t r = 0; r < values.size(); r += cols) {
      double total = 0;
      for (size_t c = 0; c < cols; ++c) total += values[r + c] = std::exp(values[r + c]);
      for (size_t c = 0; c < cols; ++c) values[r + c] /= total;
    }
  }
  return values;
}

/// Makes our outputs from the case's inputs (PyTorch's shapes). Parameters are to be named "m." + PyTorch's name.
using BuildLayer = std::function<std::vector<Tensor>(Graph&, const std::vector<Tensor>& inputs, const json& config)>;

/// Values of all outputs of a program.
template <typename T>
std::vector<std::vector<double>> outputsOf(const ProgramOf<T>& program, const ExecutorOf<T>& executor) {
  std::vector<std::vector<double>> all;
  for (size_t k = 0; k < program.outputs(); ++k) {
    const Shape& shape = program.outputShape(k);
    std::vector<double> values;
    for (int64_t r = 0; r < shape.rows(); ++r) {
      for (int64_t c = 0; c < shape.cols(); ++c)
        values.push_back(static_cast<double>(
            executor.output(k)[static_cast<size_t>(r) * executor.outputPitch(k) + static_cast<size_t>(c)]));
    }
    all.push_back(std::move(values));
  }
  return all;
}

/// Adds what the case says its buffers start from; vectors of a power iteration are divided by their 2-norm.
inline void startBuffers(const json& c, std::vector<std::pair<std::string, std::vector<double>>>& data) {
  for (const json& spec : c.value("start_buffers", json::array())) {
    const std::string name = spec["name"];
    std::vector<double> values = elementsOf(spec);
    double squares = 0;
    for (const double x : values) squares += x * x;
    if (name.ends_with("_u")) {
      for (double& x : values) x /= std::sqrt(squares);
    }
    data.emplace_back("m." + name, std::move(values));
  }
}

/// Largest difference of the buffers after the run from PyTorch's, of those that we have too.
template <typename T>
double bufferError(const json& c, const ProgramOf<T>& program, const ProgramStateOf<T>& state) {
  double worst = 0;
  const json buffers = c.value("buffers", json::object());
  for (const ParameterInfo& info : program.parameters()) {
    if (info.trainable || !info.name.starts_with("m.")) continue;
    const json& values = buffers.at(info.name.substr(2));
    for (size_t i = 0; i < info.count; ++i) {
      const double expected = values[i];
      worst = std::max(worst, std::abs(static_cast<double>(state.parameters[info.offset + i]) - expected) /
                                  (1 + std::abs(expected)));
    }
  }
  return worst;
}

/// Largest difference of outputs, gradients and buffers from PyTorch's, relative to 1 + the largest element of each;
/// infinite where sizes differ. `where` names the worst.
template <typename T>
double torchLayerError(const json& c, const BuildLayer& build, std::string* where = nullptr) {
  Graph graph;
  std::vector<Tensor> inputs, wanted;
  std::vector<std::pair<std::string, std::vector<double>>> data;
  for (const json& spec : c["inputs"]) {
    const std::string name = "input." + spec["name"].get<std::string>();
    if (spec.value("gradient", true)) {
      inputs.push_back(graph.parameter(name, shapeOf(spec["shape"])));
      wanted.push_back(inputs.back());
      data.emplace_back(name, elementsOf(spec));
    } else {
      inputs.push_back(graph.constant(elementsOf(spec), shapeOf(spec["shape"])));
    }
  }
  std::vector<Tensor> outputs = build(graph, inputs, c["config"]);
  Tensor total;
  for (size_t k = 0; k < outputs.size(); ++k) {
    std::vector<double> weights(static_cast<size_t>(outputs[k].shape().count()));
    for (size_t i = 0; i < weights.size(); ++i)
      weights[i] = std::sin(1.3 * static_cast<double>(i) + 0.7 + static_cast<double>(k));
    const Tensor part = sum(graph.constant(std::move(weights), outputs[k].shape()) * outputs[k]);
    total = total ? total + part : part;
  }
  for (const json& spec : c["parameters"]) {
    const std::string name = "m." + spec["name"].get<std::string>();
    for (const Tensor p : graph.parameters(name)) {
      if (graph.op(p).name == name) wanted.push_back(p);
    }
    data.emplace_back(name, elementsOf(spec));
  }
  std::vector<json> expected;
  for (const json& output : c["outputs"]) expected.push_back(output["values"]);
  for (const json& gradient : c["input_gradients"]) {
    if (!gradient.is_null()) expected.push_back(gradient);
  }
  for (const json& spec : c["parameters"])
    expected.push_back(c["parameter_gradients"][spec["name"].get<std::string>()]);
  for (const Tensor gradient : gradients(total, wanted)) outputs.push_back(gradient);
  const auto program = compile<T>(graph, {.outputs = outputs, .changesState = c.contains("buffers")});
  ProgramStateOf<T> state = program->makeState();
  initialise(*program, state, Rng(1, "start"));
  startBuffers(c, data);
  for (const auto& [name, values] : data) {
    const ParameterInfo& info = program->parameter(name);
    for (size_t i = 0; i < info.count; ++i) state.parameters[info.offset + i] = static_cast<T>(values[i]);
  }
  ExecutorOf<T> executor(program);
  executor.run(state);
  const auto found = outputsOf(*program, executor);
  if (found.size() != expected.size()) return INFINITY;
  double worst = bufferError(c, *program, state);
  if (where && worst > 0) *where = "buffers";
  for (size_t k = 0; k < found.size(); ++k) {
    if (found[k].size() != expected[k].size()) return INFINITY;
    double size = 1, error = 0;
    for (const json& value : expected[k]) size = std::max(size, std::abs(value.get<double>()));
    for (size_t i = 0; i < found[k].size(); ++i) {
      const double difference = std::abs(found[k][i] - expected[k][i].get<double>()) / size;
      error = std::isfinite(difference) ? std::max(error, difference) : INFINITY;
    }
    if (error > worst) {
      worst = error;
      if (where)
        *where = k < c["outputs"].size() ? "output " + std::to_string(k)
                                         : "gradient of " + graph.op(wanted[k - c["outputs"].size()]).name;
    }
  }
  return worst;
}

}  // namespace gradus::testing
