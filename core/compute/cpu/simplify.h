#pragma once
// Graph passes before lowering.
#include <vector>

#include "core/compute/graph.h"

namespace gradus {

/// A private copy of the ops that the passes rewrite. ids stay; `alive` marks what is still needed.
struct WorkGraph {
  std::vector<Op> ops;
  std::vector<char> alive;
  std::vector<int> roots;  // nodes that must exist: outputs, updates, assignments

  Op& operator[](int id) { return ops[static_cast<size_t>(id)]; }
  const Op& operator[](int id) const { return ops[static_cast<size_t>(id)]; }
  int size() const { return static_cast<int>(ops.size()); }
};

/// Reads every updated parameter as the parameter.
void ignoreUpdates(WorkGraph& graph);
/// Removes stop-gradients (they mean nothing to a program).
void removeStops(WorkGraph& graph);
/// Folds constants and neutral elements, cancels and combines moves, and merges equal ops.
void simplify(WorkGraph& graph);
/// The node that replaces a move (reshape, slice, concat ...), `id` itself if it was rewritten in place or stays.
int simplifiedMove(WorkGraph& graph, int id);
/// Sums of pads that do not overlap (gradients of slices) become one concat. Leaves work for simplify.
void joinPads(WorkGraph& graph);
/// product(a, transpose(x)) -> product with a flag, where the product is too large for the small kernels.
void absorbTransposes(WorkGraph& graph);
/// Marks what the roots need.
void markAlive(WorkGraph& graph);

inline bool isUnary(OpKind kind) {
  return kind >= OpKind::negate && kind <= OpKind::siluSlope;
}
inline bool isBinary(OpKind kind) {
  return kind >= OpKind::add && kind <= OpKind::greater;
}
inline bool isElementwise(OpKind kind) {
  return kind >= OpKind::negate && kind <= OpKind::select;
}

/// Products up to this many multiply-adds take the kernels without packing.
bool smallProduct(int64_t m, int64_t n, int64_t k);

}  // namespace gradus
