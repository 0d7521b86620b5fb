#pragma once
// Looking into graphs and compiled programs: what a layer computes and costs, the value of any node or gradient of a
// step, the list of instructions with the time each took.
//
//   Inspector inspector(graph);
//   const Tensor h = inspector.nodesOf("layer2").back();
//   inspector.show({h, inspector.gradientOf(loss, h)});
//   inspector.look(executor, state, key);              // the inputs and scalars bound there
//   inspector.value(0).values[...];                    // row-major, shape inspector.value(0).shape
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/compute/cpu/instructions.h"
#include "core/compute/graph.h"
#include "core/compute/program.h"

namespace gradus {

/// Work of one instruction: multiply-adds of a product (0: not a product), bytes of operands and results.
struct InstructionWork {
  double multiplyAdds = 0;
  double bytes = 0;
};
template <typename T>
InstructionWork workOf(const Instruction& instruction);

/// "chain", "panels", "sum of rows", or the name of the op.
std::string kernelName(const Instruction& instruction);

/// One line per instruction: kernel, ops of a fused chain, shapes of the result and the operands, bytes, layer; with
/// times (ExecutorOf::profile, over `runs` runs) also microseconds a run, share, GFLOP/s of products, GB/s of others.
/// Long lists are cut to the `most` dearest lines when times are given.
template <typename T>
std::string instructionTable(const ProgramOf<T>& program, std::span<const double> seconds = {}, size_t runs = 1,
                             size_t most = 1000);

/// What the nodes needed for `outputs` do, layer by layer in order of the first op; ops without a layer are named "".
struct LayerSummary {
  std::string name;
  size_t ops = 0;           // without leaves
  Shape output;             // of the layer's last op
  size_t parameters = 0;    // numbers
  double multiplyAdds = 0;  // of products
};
std::vector<LayerSummary> modelSummary(const Graph& graph, std::span<const Tensor> outputs);

/// Shows values of a step without slowing it: the nodes asked for become a program of their own, made from the same
/// graph (it changes no state) when they are first asked for, and run on the state, inputs and key that are given. One
/// thread at a time; a view on another thread gives copies of the state and the inputs.
template <typename T>
class InspectorOf {
 public:
  struct Value {
    Shape shape;
    std::vector<T> values;  // row-major
  };

  /// The graph must stay; gradientOf adds nodes to it, which programs made before do not see.
  explicit InspectorOf(Graph& graph) : graph_(graph) {}

  /// Nodes of a layer in order, without constants and inputs; empty if there is no such layer.
  std::vector<Tensor> nodesOf(std::string_view layer) const;
  /// d loss / d node.
  Tensor gradientOf(Tensor loss, Tensor node);
  void show(std::vector<Tensor> nodes);
  /// Computes them: inputs and scalars as bound in the executor of a program of the same graph.
  void look(const ExecutorOf<T>& executor, const ProgramStateOf<T>& state, uint64_t key = 0);
  size_t size() const { return nodes_.size(); }
  const Value& value(size_t index) const { return values_[index]; }

 private:
  Graph& graph_;
  std::vector<Tensor> nodes_;
  std::map<std::pair<int, int>, Tensor> gradients_;  // (loss, node)
  ExecutorOf<T> executor_;
  std::vector<Value> values_;
};
using Inspector = InspectorOf<float>;

}  // namespace gradus
