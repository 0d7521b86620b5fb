#pragma once
// Simplified graph -> instructions over symbolic buffers -> memory plan.
#include <map>
#include <vector>

#include "core/compute/compile.h"
#include "core/compute/cpu/coverage.h"
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
  std::map<int, int> sums;                   // sum of all elements -> the chain it sums, which is stored nowhere
  std::map<int, std::vector<int>> products;  // chain -> products that only it reads, run just before it
  std::map<int, int> epilogue;               // op with one input -> the convolution that applies it on the way
  std::vector<char> inside;                  // computed within another instruction, has no place of its own
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
  void placeGradients(const UpdateNode& update, std::map<size_t, int>& slotUsedUntil);
  void findParts();
  void findLastUses(const std::vector<int>& outputs, const std::vector<int>& assigns);
  void saveOldValues(size_t first, size_t last, int after);
  void emitAssigns(const std::vector<int>& assigns);
  void emit(int id);
  void emitChain(int root, int sum = -1);
  MicroStep stepOf(int member, const std::map<int, int16_t>& outside, const std::map<int, int16_t>& inside,
                   int16_t operands) const;
  void emitProduct(int id, const DenseMatch& match);
  void emitReduction(int id);
  void emitOther(int id, int last = -1);  // last: the op that is applied on the way
  void emitUpdate(const UpdateNode& update);
  void flushRowSums();
  bool viewOf(int id, Place& place);
  bool isRowSum(int id) const;
  bool attachRowSums(int id);
  int sourceOf(int id) const;  // what is read for `id`: of a broadcast without memory its source
  Operand operandOf(int id, const Domain& domain);
  Place memoryOf(int id);  // of a node as a whole matrix, materialised if it has none yet
  Place newBuffer(const Shape& shape);
  Place outputOf(int id);  // where node `id` goes: its gradient segment or a new buffer
  Place scratchOutputOf(int id);
  void copyToGradient(int id, size_t parameter);
  Place constantPlace(double number);
  void emitCopy(int from, const Shape& shape, Place to);
  void emitNumber(double number, const Shape& shape, Place to);
  void finishChain(Instruction& chain, const Domain& domain);
  void groupRows();

  const WorkGraph& graph_;
  const Fusion& fusion_;
  bool optimise_;
  ProgramBody<T>& body_;
  std::vector<Place> placeOf_;
  std::map<int, size_t> gradientSlot_;   // node -> parameter whose gradient it is
  std::map<int, size_t> parameterSlot_;  // node of a parameter -> its index
  std::map<int, std::vector<int>> partsOf_;
  std::vector<int> rowSums_;               // sums that may become part of a product
  std::vector<char> read_;                 // by something other than an update
  std::vector<int> lastUse_;               // node -> the node at whose instruction it is read last
  std::map<uint64_t, int64_t> constants_;  // bits of a number -> its place in the pool
  int64_t buffers_ = 0;
};

/// Gives every symbolic buffer an offset in scratch memory; buffers whose lives do not overlap share memory. `inPlace`:
/// results may also take over the memory of an operand that dies in their instruction. Fills the memory part of info.
template <typename T>
void planMemory(ProgramBody<T>& body, bool inPlace);

}  // namespace gradus
