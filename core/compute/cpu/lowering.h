#pragma once
// Simplified graph -> instructions over symbolic buffers -> memory plan.
#include <map>
#include <vector>

#include "core/compute/compile.h"
#include "core/compute/cpu/instructions.h"
#include "core/compute/cpu/simplify.h"

namespace gradus {

/// How `source` covers `domain`; false if no pattern fits.
bool coverPattern(const Shape& source, const Shape& domain, Pattern& pattern);

/// bias + product + activation recognised as one instruction; `last` is the node it computes.
struct DenseMatch {
  int product = -1, bias = -1;
  Micro activation = Micro::copy;
};

/// Groups of elementwise nodes that run as one fused chain: groupOf[id] is the id of the chain's last node (-1: none).
struct Fusion {
  std::vector<int> groupOf;
  std::map<int, std::vector<int>> members;  // ascending, the last is the key
  std::map<int, DenseMatch> dense;
  std::vector<char> inside;  // computed within another instruction, has no place of its own
};
Fusion planFusion(const WorkGraph& graph, bool optimise);

/// An update node and its group.
struct UpdateNode {
  int node = -1;
  UpdateKind kind = UpdateKind::sgd;
  std::string prefix;
  int loss = -1;
  std::vector<int> parameters;  // nodes; the gradients are the inputs of `node`
};

template <typename T>
class Lowering {
 public:
  Lowering(const WorkGraph& graph, const Fusion& fusion, bool optimise, ProgramBody<T>& body);
  /// `updates` and `assigns`: nodes of these kinds that are to take effect.
  void run(const std::vector<int>& outputs, const std::vector<UpdateNode>& updates, const std::vector<int>& assigns);

 private:
  void placeLeaves();
  void placeGradients(const UpdateNode& update);
  void findParts();
  void emit(int id);
  void emitChain(int root);
  void emitProduct(int id, const DenseMatch& match);
  void emitReduction(int id);
  void emitOther(int id);
  void emitUpdate(const UpdateNode& update);
  void flushRowSums();
  bool viewOf(int id, Place& place);
  bool isRowSum(int id) const;
  bool attachRowSums(int id);
  Operand operandOf(int id, const Shape& domain);
  Place memoryOf(int id);  // of a node as a whole matrix, materialised if it has none yet
  Place newBuffer(const Shape& shape);
  Place outputOf(int id);  // where node `id` goes: its gradient segment or a new buffer
  Place scratchOutputOf(int id);
  void copyToGradient(int id, size_t parameter);
  Place constantPlace(double number);
  void emitCopy(Operand from, const Shape& domain, Place to);
  void finishChain(Instruction& chain, const Shape& domain);

  const WorkGraph& graph_;
  const Fusion& fusion_;
  bool optimise_;
  ProgramBody<T>& body_;
  std::vector<Place> placeOf_;
  std::map<int, size_t> gradientSlot_;   // node -> parameter whose gradient it is
  std::map<int, size_t> parameterSlot_;  // node of a parameter -> its index
  std::map<int, std::vector<int>> partsOf_;
  std::vector<int> rowSums_;  // sums that may become part of a product
  int64_t buffers_ = 0;
};

/// Gives every symbolic buffer an offset in scratch memory; buffers whose lives do not overlap share memory.
template <typename T>
void planMemory(ProgramBody<T>& body);

}  // namespace gradus
