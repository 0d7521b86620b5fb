#pragma once
// Checks a memory plan: no two values that are in use at the same time lie over each other, except a result that takes
// over the memory of an operand it replaces element by element.
#include <map>
#include <string>
#include <vector>

#include "core/compute/cpu/instructions.h"
#include "core/compute/cpu/ops/cpu_op.h"

namespace gradus::testing {

struct PlacedBuffer {
  size_t begin = SIZE_MAX, end = 0;      // instructions
  int64_t first = INT64_MAX, last = -1;  // elements
};

/// Empty if the plan is sound; otherwise which values collide.
template <typename T>
std::string memoryCollision(const ProgramBody<T>& body) {
  std::map<int64_t, PlacedBuffer> buffers;
  // Gradients lie in the same memory: parameter k's is buffer -1 - k, in use from its first writer to the end.
  const auto touchGradient = [&](const Place& place, size_t when) {
    for (size_t k = 0; k < body.parameters.size(); ++k) {
      const auto first = static_cast<int64_t>(body.parameters[k].offset),
                 count = static_cast<int64_t>(body.parameters[k].count);
      if (place.offset < first || place.offset >= first + count) continue;
      PlacedBuffer& buffer = buffers[-1 - static_cast<int64_t>(k)];
      buffer = {std::min(buffer.begin, when), body.instructions.size(), first, first + count - 1};
    }
  };
  const auto touch = [&](const Place& place, size_t when) {
    if (place.base == gradientBase) return touchGradient(place, when);
    if (place.base != scratchBase) return;
    PlacedBuffer& buffer = buffers[place.buffer];
    buffer.begin = std::min(buffer.begin, when);
    buffer.end = std::max(buffer.end, when);
    buffer.first = std::min(buffer.first, place.offset);
    const int64_t rows = std::max<int64_t>(place.rows, 1);
    buffer.last = std::max(buffer.last, place.offset + (rows - 1) * place.pitch + padded<T>(place.cols) - 1);
  };
  for (size_t i = 0; i < body.instructions.size(); ++i) {
    const Instruction& instruction = body.instructions[i];
    for (const Operand& operand : instruction.in) touch(operand.place, i);
    touch(instruction.out, i);
    for (const Place& out : instruction.outs) touch(out, i);
    touch(instruction.workspace, i);
    touch(instruction.rowSums, i);
  }
  for (const Place& output : body.outputs) touch(output, body.instructions.size());
  // The one exception, at instruction `when`: dying operand `from` -> result `to`.
  const auto replaces = [&](int64_t from, int64_t to, size_t when) {
    const Instruction& instruction = body.instructions[when];
    if (instruction.out.base != scratchBase || instruction.out.buffer != to) return false;
    const bool op = instruction.kind == InstructionKind::op;
    if (op ? !cpuOp<T>(instruction.record.kind)->inPlace : instruction.kind != InstructionKind::elementwise)
      return false;
    for (const Operand& operand : instruction.in) {
      const Place& place = operand.place;
      if (place.base != scratchBase || place.buffer != from) continue;
      const bool same = place.offset == instruction.out.offset &&
                        (place.pitch == instruction.out.pitch || (!op && instruction.rows == 1));
      if (!same || operand.pattern != Pattern::full) return false;
    }
    return true;
  };
  for (const auto& [a, first] : buffers) {
    if (first.last >= static_cast<int64_t>(body.scratchElements)) return "value " + std::to_string(a) + " ends outside";
    for (const auto& [b, second] : buffers) {
      if (a == b || first.last < second.first || second.last < first.first) continue;
      if (first.begin > second.begin || (first.begin == second.begin && a > b)) continue;  // each pair once
      if (first.end < second.begin) continue;
      if (first.end == second.begin && first.begin < second.begin && replaces(a, b, first.end)) continue;
      return "values " + std::to_string(a) + " and " + std::to_string(b) + " at instruction " +
             std::to_string(second.begin);
    }
  }
  return {};
}

}  // namespace gradus::testing
