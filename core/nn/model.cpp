#include "core/nn/model.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "core/base/error.h"
#include "core/compute/op_costs.h"

namespace gradus {

Model::Model(std::vector<ParameterInfo> parameters) : parameters_(std::move(parameters)) {
  for (const ParameterInfo& info : parameters_) count_ = std::max(count_, info.offset + info.count);
}

namespace {

std::vector<ParameterInfo> layoutOf(const Graph& graph) {
  std::vector<ParameterInfo> layout;
  size_t offset = 0;
  for (int id = 0; id < graph.size(); ++id) {
    const Op& op = graph.op(id);
    if (op.kind != OpKind::parameter) continue;
    const auto count = static_cast<size_t>(op.shape.count());
    layout.push_back({op.name, op.shape, offset, count, op.penalised, op.trainable, op.start});
    offset += count;
  }
  return layout;
}

bool beginsWithAny(std::string_view name, std::span<const std::string> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](const std::string& prefix) { return name.starts_with(prefix); });
}

}  // namespace

Model::Model(const Graph& graph, std::span<const Tensor> outputs) : Model(layoutOf(graph)) {
  std::vector<char> needed(static_cast<size_t>(graph.size()), 0);
  for (const Tensor output : outputs) needed[static_cast<size_t>(output.id)] = 1;
  for (int id = graph.size() - 1; id >= 0; --id) {
    if (!needed[static_cast<size_t>(id)]) continue;
    for (const int input : graph.op(id).inputs) needed[static_cast<size_t>(input)] = 1;
    multiplyAdds_ += multiplyAddsOf(graph, id);
  }
}

const ParameterInfo* Model::find(std::string_view name) const {
  for (const ParameterInfo& info : parameters_) {
    if (info.name == name) return &info;
  }
  return nullptr;
}

const ParameterInfo& Model::parameter(std::string_view name) const {
  if (const ParameterInfo* info = find(name)) return *info;
  std::string known;
  for (const ParameterInfo& info : parameters_) known += (known.empty() ? "" : ", ") + info.name;
  throw UserError({GRADUS_TR("The model has no parameter named %1. It has: %2."), {std::string(name), known}});
}

size_t Model::trainableCount() const {
  size_t sum = 0;
  for (const ParameterInfo& info : parameters_) sum += info.trainable ? info.count : 0;
  return sum;
}

std::string Model::summary() const {
  std::string text;
  for (const ParameterInfo& info : parameters_) {
    text += info.name + " " + info.shape.str() + " " + std::to_string(info.count) +
            (info.trainable ? "" : " (not trained)") + "\n";
  }
  text += "parameters " + std::to_string(trainableCount()) + "\n";
  if (multiplyAdds_ > 0) text += "multiply-adds " + std::to_string(multiplyAdds_) + "\n";
  return text;
}

std::vector<Tensor> trainableParameters(Graph& graph, std::span<const std::string> frozen) {
  std::vector<Tensor> free;
  const std::vector<Tensor> all = graph.parameters();
  for (const std::string& prefix : frozen) {
    const bool used = std::any_of(all.begin(), all.end(),
                                  [&](Tensor parameter) { return graph.op(parameter).name.starts_with(prefix); });
    if (!used) throw UserError({GRADUS_TR("No parameter's name begins with %1; nothing to freeze."), {prefix}});
  }
  for (const Tensor parameter : all) {
    if (!beginsWithAny(graph.op(parameter).name, frozen)) free.push_back(parameter);
  }
  return free;
}

size_t elementIndex(const Model& model, std::string_view name, std::span<const int64_t> index) {
  const ParameterInfo& info = model.parameter(name);
  bool inside = static_cast<int>(index.size()) == info.shape.rank();
  size_t flat = 0;
  std::string text;
  for (size_t axis = 0; axis < index.size(); ++axis) {
    text += (axis > 0 ? ", " : "") + std::to_string(index[axis]);
    inside = inside && index[axis] >= 0 && index[axis] < info.shape[static_cast<int>(axis)];
    if (inside)
      flat = flat * static_cast<size_t>(info.shape[static_cast<int>(axis)]) + static_cast<size_t>(index[axis]);
  }
  if (!inside) {
    throw UserError({GRADUS_TR("%1 has shape %2; there is no element [%3]."), {info.name, info.shape.str(), text}});
  }
  return info.offset + flat;
}

template <typename T>
void setElement(const Model& model, std::vector<T>& values, std::string_view name, std::span<const int64_t> index,
                double value) {
  const size_t at = elementIndex(model, name, index);
  if (!std::isfinite(static_cast<T>(value)))
    throw UserError({GRADUS_TR("A weight must be a finite number, not %1."), {numberText(value)}});
  values[at] = static_cast<T>(value);
}
template void setElement<float>(const Model&, std::vector<float>&, std::string_view, std::span<const int64_t>, double);
template void setElement<double>(const Model&, std::vector<double>&, std::string_view, std::span<const int64_t>,
                                 double);

template <typename T>
LoadReport transferParameters(const Model& from, std::span<const T> source, const Model& to, std::span<T> target,
                              std::string_view fromPrefix, std::string_view toPrefix) {
  assert(source.size() == from.count() && target.size() == to.count());
  LoadReport report;
  for (const ParameterInfo& info : to.parameters()) {
    if (!info.name.starts_with(toPrefix)) continue;
    const std::string name = std::string(fromPrefix) + info.name.substr(toPrefix.size());
    const ParameterInfo* other = from.find(name);
    if (!other) {
      report.missing.push_back(info.name);
    } else if (!(other->shape == info.shape)) {
      report.misfits.push_back(info.name);
    } else {
      std::copy_n(source.begin() + static_cast<std::ptrdiff_t>(other->offset), info.count,
                  target.begin() + static_cast<std::ptrdiff_t>(info.offset));
      report.loaded.push_back(info.name);
    }
  }
  for (const ParameterInfo& info : from.parameters()) {
    if (!info.name.starts_with(fromPrefix)) continue;
    if (!to.find(std::string(toPrefix) + info.name.substr(fromPrefix.size()))) report.unused.push_back(info.name);
  }
  return report;
}
template LoadReport transferParameters<float>(const Model&, std::span<const float>, const Model&, std::span<float>,
                                              std::string_view, std::string_view);
template LoadReport transferParameters<double>(const Model&, std::span<const double>, const Model&, std::span<double>,
                                               std::string_view, std::string_view);

template <typename T>
void WeightAverageOf<T>::update(std::span<const T> weights, double decay, bool warm) {
  if (average.size() != weights.size()) {
    average.assign(weights.begin(), weights.end());
    updates = 1;
    return;
  }
  const auto n = static_cast<double>(updates++);
  const T keep = static_cast<T>(warm ? std::min(decay, (1 + n) / (10 + n)) : decay), add = T(1) - keep;
  for (size_t i = 0; i < weights.size(); ++i) average[i] = keep * average[i] + add * weights[i];
}
template struct WeightAverageOf<float>;
template struct WeightAverageOf<double>;

}  // namespace gradus
