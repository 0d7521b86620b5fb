#pragma once
// Cases of tests/reference/torch_works.json (its script documents the format): our network starts from the same formula
// weights and data, its losses are compared with PyTorch's step by step.
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/nn/bench/step.h"

namespace gradus::testing {

using nlohmann::json;

inline json torchWork(const std::string& work, const std::string& size) {
  static const json reference = [] {
    std::ifstream file(GRADUS_SOURCE_DIR "/tests/reference/torch_works.json");
    return json::parse(file)["works"];
  }();
  for (const json& c : reference) {
    if (c["work"] == work && c["size"] == size) return c;
  }
  throw std::runtime_error("no case " + work + " " + size);
}

/// The hash of a position, all arithmetic modulo 2^32.
inline uint32_t workBits(size_t index, uint32_t salt) {
  auto h = static_cast<uint32_t>(index) * 0x9E3779B1u + salt * 0x85EBCA77u + 0x165667B1u;
  h = (h ^ (h >> 15)) * 0x2C1B3C6Du;
  h = (h ^ (h >> 12)) * 0x297A2D39u;
  return h ^ (h >> 15);
}
inline double workUniform(size_t index, uint32_t salt) {
  return workBits(index, salt) / 4294967296.0;
}

inline Shape workShape(const json& spec) {
  Shape shape;
  for (const json& size : spec["shape"]) shape.append(size);
  return shape;
}

/// Elements of an input or a parameter as its record describes them.
inline std::vector<double> workElements(const json& spec) {
  std::vector<double> values(static_cast<size_t>(workShape(spec).count()));
  const uint32_t salt = spec["salt"];
  const std::string kind = spec.value("kind", "parameter");
  for (size_t i = 0; i < values.size(); ++i) {
    const double u = workUniform(i, salt);
    if (kind == "parameter") {
      values[i] = spec["offset"].get<double>() + spec["scale"].get<double>() * (2 * u - 1);
    } else if (kind == "uniform") {
      values[i] = u;
    } else if (kind == "signed") {
      values[i] = spec["scale"].get<double>() * (2 * u - 1);
    } else if (kind == "mask") {
      values[i] = u < spec["p"].get<double>() ? spec["value"].get<double>() : 0;
    } else if (kind == "index") {
      values[i] = workBits(i, salt) % spec["n"].get<uint32_t>();
    } else {
      values[i] = static_cast<double>(i * spec["stride"].get<size_t>() % spec["n"].get<size_t>());
    }
  }
  return values;
}

/// All inputs under their names.
template <typename T>
StepData<T> workData(const json& work) {
  StepData<T> data;
  for (const json& spec : work["inputs"]) {
    std::vector<T> values;
    for (const double x : workElements(spec)) values.push_back(static_cast<T>(x));
    data.emplace_back(spec["name"], std::move(values));
  }
  return data;
}

/// The parameters start as the case says; theirs and ours have the same names.
template <typename T>
void startWork(TrainingStepOf<T>& step, const json& work) {
  for (const json& spec : work["parameters"]) {
    const ParameterInfo& info = step.program().parameter(spec["name"].get<std::string>());
    const std::vector<double> values = workElements(spec);
    for (size_t i = 0; i < info.count; ++i) step.state().parameters[info.offset + i] = static_cast<T>(values.at(i));
  }
}

/// Largest relative distance of our losses (all outputs of the step) from `expected` in the first `steps` steps.
template <typename T>
double workError(TrainingStepOf<T>& step, const json& expected, size_t steps) {
  double worst = 0;
  for (size_t i = 0; i < steps && i < expected.size(); ++i) {
    step.run();
    for (size_t k = 0; k < step.program().outputs(); ++k) {
      const double theirs = expected[i].is_array() ? expected[i][k] : expected[i];
      const double d = std::abs(step.executor().outputScalar(k) - theirs) / std::abs(theirs);
      worst = std::isfinite(d) ? std::max(worst, d) : INFINITY;
    }
  }
  return worst;
}

}  // namespace gradus::testing
