// Models and training states as NPZ files.
#include <algorithm>
#include <cassert>
#include <cmath>

#include "core/base/error.h"
#include "core/nn/model.h"
#include "core/nn/npz.h"

namespace gradus {

namespace {

template <typename T>
NpyArray arrayOf(const std::string& name, const Shape& shape, const T* values, size_t count) {
  NpyArray array{.name = name, .values = std::vector<double>(values, values + count), .single = sizeof(T) == 4};
  for (int axis = 0; axis < shape.rank(); ++axis) array.shape.push_back(shape[axis]);
  return array;
}

std::string text(const std::vector<int64_t>& shape) {
  std::string result = "[";
  for (size_t i = 0; i < shape.size(); ++i) result += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  return result + "]";
}

bool fits(const NpyArray& array, const Shape& shape) {
  if (static_cast<int>(array.shape.size()) != shape.rank()) return false;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    if (array.shape[static_cast<size_t>(axis)] != shape[axis]) return false;
  }
  return true;
}

const NpyArray* named(const std::vector<NpyArray>& arrays, std::string_view name) {
  for (const NpyArray& array : arrays) {
    if (array.name == name) return &array;
  }
  return nullptr;
}

[[noreturn]] void misfit(const std::string& path, const NpyArray& array, const Shape& shape) {
  throw UserError({GRADUS_TR("%1: array %2 has shape %3, the model expects %4."),
                   {path, array.name, text(array.shape), shape.str()}});
}
[[noreturn]] void missing(const std::string& path, const std::string& name, const Shape& shape) {
  throw UserError({GRADUS_TR("%1 has no array %2; the model expects one of shape %3."), {path, name, shape.str()}});
}

template <typename T>
void copyValues(const std::string& path, const NpyArray& array, T* to) {
  for (size_t i = 0; i < array.values.size(); ++i) {
    to[i] = static_cast<T>(array.values[i]);
    if (!std::isfinite(to[i])) {
      throw UserError(
          {GRADUS_TR("%1: element %2 of array %3 is not a finite number."), {path, std::to_string(i), array.name}});
    }
  }
}

std::string momentName(size_t moment, const std::string& parameter) {
  return "moments." + std::to_string(moment) + "." + parameter;
}

}  // namespace

template <typename T>
void saveParameters(const Model& model, std::span<const T> values, const std::string& path) {
  assert(values.size() == model.count());
  std::vector<NpyArray> arrays;
  for (const ParameterInfo& info : model.parameters())
    arrays.push_back(arrayOf(info.name, info.shape, values.data() + info.offset, info.count));
  writeNpz(path, arrays);
}

template <typename T>
LoadReport loadParameters(const Model& model, std::span<T> values, const std::string& path, bool strict) {
  assert(values.size() == model.count());
  const std::vector<NpyArray> arrays = readNpz(path);
  LoadReport report;
  std::vector<T> loaded(values.begin(), values.end());
  for (const ParameterInfo& info : model.parameters()) {
    const NpyArray* array = named(arrays, info.name);
    if (!array) {
      if (strict) missing(path, info.name, info.shape);
      report.missing.push_back(info.name);
    } else if (!fits(*array, info.shape)) {
      if (strict) misfit(path, *array, info.shape);
      report.misfits.push_back(info.name);
    } else {
      copyValues(path, *array, loaded.data() + info.offset);
      report.loaded.push_back(info.name);
    }
  }
  for (const NpyArray& array : arrays) {
    if (model.find(array.name)) continue;
    if (strict) {
      throw UserError({GRADUS_TR("%1: the model has no parameter for array %2 of shape %3."),
                       {path, array.name, text(array.shape)}});
    }
    report.unused.push_back(array.name);
  }
  std::copy(loaded.begin(), loaded.end(), values.begin());
  return report;
}

template <typename T>
void saveCheckpoint(const Model& model, const ProgramStateOf<T>& state, const std::string& path) {
  assert(state.parameters.size() == model.count());
  std::vector<NpyArray> arrays;
  for (const ParameterInfo& info : model.parameters())
    arrays.push_back(arrayOf(info.name, info.shape, state.parameters.data() + info.offset, info.count));
  for (size_t moment = 0; moment * model.count() < state.moments.size(); ++moment) {
    const T* segment = state.moments.data() + moment * model.count();
    for (const ParameterInfo& info : model.parameters())
      arrays.push_back(arrayOf(momentName(moment, info.name), info.shape, segment + info.offset, info.count));
  }
  arrays.push_back({.name = "step", .values = {static_cast<double>(state.step)}, .single = false});
  writeNpz(path, arrays);
}

template <typename T>
void loadCheckpoint(const Model& model, ProgramStateOf<T>& state, const std::string& path) {
  const std::vector<NpyArray> arrays = readNpz(path);
  ProgramStateOf<T> loaded;
  const auto take = [&](const std::string& name, const ParameterInfo& info, T* segment) {
    const NpyArray* array = named(arrays, name);
    if (!array) missing(path, name, info.shape);
    if (!fits(*array, info.shape)) misfit(path, *array, info.shape);
    copyValues(path, *array, segment + info.offset);
  };
  loaded.parameters.resize(model.count());
  for (const ParameterInfo& info : model.parameters()) take(info.name, info, loaded.parameters.data());
  for (size_t moment = 0; !model.parameters().empty(); ++moment) {
    if (!named(arrays, momentName(moment, model.parameters()[0].name))) break;
    loaded.moments.resize((moment + 1) * model.count());
    for (const ParameterInfo& info : model.parameters())
      take(momentName(moment, info.name), info, loaded.moments.data() + moment * model.count());
  }
  const NpyArray* step = named(arrays, "step");
  const bool whole = step && step->values.size() == 1 && step->values[0] >= 0 && step->values[0] < 0x1p53;
  if (!whole || std::floor(step->values[0]) != step->values[0])
    throw UserError({GRADUS_TR("%1 is no checkpoint: it has no step counter."), {path}});
  loaded.step = static_cast<uint64_t>(step->values[0]);
  state = std::move(loaded);
}

#define GRADUS_INSTANTIATE(T)                                                                  \
  template void saveParameters<T>(const Model&, std::span<const T>, const std::string&);       \
  template LoadReport loadParameters<T>(const Model&, std::span<T>, const std::string&, bool); \
  template void saveCheckpoint<T>(const Model&, const ProgramStateOf<T>&, const std::string&); \
  template void loadCheckpoint<T>(const Model&, ProgramStateOf<T>&, const std::string&);
GRADUS_INSTANTIATE(float)
GRADUS_INSTANTIATE(double)
#undef GRADUS_INSTANTIATE

}  // namespace gradus
