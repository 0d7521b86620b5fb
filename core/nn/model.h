#pragma once
// Models as values: what a graph's parameters are called, where they lie in a state, what one forward pass costs; and
// what people do with them: save and load (NPZ, names as PyTorch's state_dict), transfer, freeze, edit, average.
//
//   Graph graph;  ... build ...
//   const Model model(graph, outputs);                 // or Model(*program)
//   saveParameters(model, state.parameters, "net.npz");
//   loadParameters(model, state.parameters, "net.npz");
//   setElement(model, state.parameters, "fc.weight", {2, 0}, 0.5);
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/compute/graph.h"
#include "core/compute/program.h"

namespace gradus {

/// Immutable description; the values are a flat vector beside it (ProgramState::parameters).
class Model {
 public:
  Model() = default;
  /// Parameters in the layout every program of this graph has; multiply-adds of what `outputs` need.
  Model(const Graph& graph, std::span<const Tensor> outputs);
  /// From a program: without multiply-adds.
  template <typename T>
  explicit Model(const ProgramOf<T>& program) : Model(program.parameters()) {}
  explicit Model(std::vector<ParameterInfo> parameters);

  const std::vector<ParameterInfo>& parameters() const { return parameters_; }
  const ParameterInfo* find(std::string_view name) const;
  const ParameterInfo& parameter(std::string_view name) const;  // UserError that lists the names there are
  /// Elements of all parameters and buffers; of the trainable ones alone.
  size_t count() const { return count_; }
  size_t trainableCount() const;
  /// Multiply-adds of one forward pass of the batch the graph was built for: products, convolutions, attention.
  int64_t multiplyAdds() const { return multiplyAdds_; }
  /// One line a parameter: name, shape, count; then the sums.
  std::string summary() const;

 private:
  std::vector<ParameterInfo> parameters_;
  size_t count_ = 0;
  int64_t multiplyAdds_ = 0;
};

/// The trainable parameters of a graph without those whose names begin with one of `frozen`: for UpdateGroup and
/// gradients(). UserError for a prefix that no parameter has.
std::vector<Tensor> trainableParameters(Graph& graph, std::span<const std::string> frozen);

/// Place of an element in the flat vector. UserError for an unknown name or an index outside the shape.
size_t elementIndex(const Model& model, std::string_view name, std::span<const int64_t> index);
/// Hand edit; UserError also for a value that is not finite.
template <typename T>
void setElement(const Model& model, std::vector<T>& values, std::string_view name, std::span<const int64_t> index,
                double value);

/// What a load or transfer did.
struct LoadReport {
  std::vector<std::string> loaded;
  std::vector<std::string> missing;  // of the model, not in the source: left as they were
  std::vector<std::string> unused;   // of the source, not in the model
  std::vector<std::string> misfits;  // in both with different shapes: left as they were
};

/// Arrays named as the parameters, float32 for a float model, else float64. UserError if the file can't be written.
template <typename T>
void saveParameters(const Model& model, std::span<const T> values, const std::string& path);
/// Fills the parameters. strict: every parameter must be there with its shape, and nothing else, otherwise a UserError
/// that names file, array and both shapes and nothing is changed; not strict: what fits is taken. Values that are not
/// finite are a UserError.
template <typename T>
LoadReport loadParameters(const Model& model, std::span<T> values, const std::string& path, bool strict = true);

/// Copies what has the same name (after `fromPrefix` and `toPrefix` are taken off) and shape.
template <typename T>
LoadReport transferParameters(const Model& from, std::span<const T> source, const Model& to, std::span<T> target,
                              std::string_view fromPrefix = "", std::string_view toPrefix = "");

/// A whole training state as a file: parameters by name, moments as "moments.0.<name>", ..., "step".
template <typename T>
void saveCheckpoint(const Model& model, const ProgramStateOf<T>& state, const std::string& path);
/// UserError if the file is not a checkpoint of this model; `state` is unchanged then.
template <typename T>
void loadCheckpoint(const Model& model, ProgramStateOf<T>& state, const std::string& path);

/// Exponential moving average of weights, a <- d a + (1 - d) w, with d = min(decay, (1 + n) / (10 + n)) at the n-th
/// update if `warm` (Polyak, Juditsky 1992; the warm start is TensorFlow's ExponentialMovingAverage).
template <typename T>
struct WeightAverageOf {
  std::vector<T> average;
  uint64_t updates = 0;

  void update(std::span<const T> weights, double decay, bool warm = false);
  template <typename Visitor>
  void fields(Visitor& v) {
    v("average", average);
    v("updates", updates);
  }
  bool operator==(const WeightAverageOf&) const = default;
};
using WeightAverage = WeightAverageOf<float>;

}  // namespace gradus
