// Linear scan over the instructions: each buffer takes the first gap that is free during its life.
#include <algorithm>

#include "core/compute/cpu/lowering.h"

namespace gradus {

namespace {

struct Life {
  int64_t elements = 0;
  size_t begin = SIZE_MAX, end = 0;  // instructions that write it first and use it last
  int64_t offset = 0;
};

template <typename Visit>
void visitPlaces(Instruction& instruction, Visit visit) {
  for (Operand& operand : instruction.in) visit(operand.place);
  visit(instruction.out);
  for (Place& out : instruction.outs) visit(out);
  visit(instruction.workspace);
  visit(instruction.rowSums);
}

// Lowest offset at which `life` meets no buffer placed before it that lives at the same time.
int64_t firstGap(const std::vector<const Life*>& placed, const Life& life) {
  std::vector<std::pair<int64_t, int64_t>> taken;
  for (const Life* other : placed) {
    if (other->begin <= life.end && life.begin <= other->end)
      taken.emplace_back(other->offset, other->offset + other->elements);
  }
  std::sort(taken.begin(), taken.end());
  int64_t offset = 0;
  for (const auto& [begin, end] : taken) {
    if (begin - offset >= life.elements) break;
    offset = std::max(offset, end);
  }
  return offset;
}

}  // namespace

template <typename T>
void planMemory(ProgramBody<T>& body) {
  std::vector<Life> lives;
  const auto touch = [&](const Place& place, size_t when) {
    if (place.base != scratchBase) return;
    if (static_cast<size_t>(place.buffer) >= lives.size()) lives.resize(static_cast<size_t>(place.buffer) + 1);
    Life& life = lives[static_cast<size_t>(place.buffer)];
    // Two units of slack: kernels may read a whole vector from the last element on, and of a slice of columns whole
    // rows from its first element on. A view may be met before its buffer, so the largest counts.
    life.elements = std::max(life.elements, padded<T>(place.offset + place.rows * place.pitch) + 2 * padUnit<T>);
    life.begin = std::min(life.begin, when);
    life.end = std::max(life.end, when);
  };
  for (size_t i = 0; i < body.instructions.size(); ++i) {
    visitPlaces(body.instructions[i], [&](Place& place) { touch(place, i); });
  }
  for (const Place& output : body.outputs) touch(output, body.instructions.size());
  std::vector<const Life*> order, placed;
  for (const Life& life : lives) order.push_back(&life);
  std::stable_sort(order.begin(), order.end(), [](const Life* a, const Life* b) { return a->begin < b->begin; });
  int64_t total = 0, sum = 0;
  for (const Life* chosen : order) {
    Life& life = lives[static_cast<size_t>(chosen - lives.data())];
    if (life.elements == 0) continue;
    life.offset = firstGap(placed, life);
    placed.push_back(&life);
    total = std::max(total, life.offset + life.elements);
    sum += life.elements;
  }
  const auto settle = [&](Place& place) {
    if (place.base == scratchBase) place.offset += lives[static_cast<size_t>(place.buffer)].offset;
  };
  for (Instruction& instruction : body.instructions) visitPlaces(instruction, settle);
  for (Place& output : body.outputs) settle(output);
  body.scratchElements = static_cast<size_t>(total);
  body.info.scratchBytes = static_cast<size_t>(total) * sizeof(T);
  body.info.unplannedBytes = static_cast<size_t>(sum) * sizeof(T);
}

template void planMemory<float>(ProgramBody<float>&);
template void planMemory<double>(ProgramBody<double>&);

}  // namespace gradus
