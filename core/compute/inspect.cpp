#include "core/compute/inspect.h"

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <vector>

namespace gradus {

namespace {

constexpr OpKind opOf(Micro micro) {
  return static_cast<OpKind>(static_cast<int>(OpKind::negate) + static_cast<int>(micro));
}

std::string microName(Micro micro) {
  return micro == Micro::copy ? "copy" : std::string(opName(opOf(micro)));
}

std::string shapeOf(const Place& place) {
  return "[" + std::to_string(place.rows) + ", " + std::to_string(place.cols) + "]";
}

// What the instruction computes, in words: "multiply, add, tanh"; "with bias, relu".
std::string details(const Instruction& instruction) {
  std::string text;
  const auto add = [&](const std::string& word) { text += (text.empty() ? "" : ", ") + word; };
  for (const MicroStep& step : instruction.steps) add(microName(step.op));
  if (instruction.transposeA) add("left transposed");
  if (instruction.transposeB) add("right transposed");
  if (instruction.hasBias) add("bias");
  if (instruction.activation != Micro::copy) add(microName(instruction.activation));
  if (instruction.rowSums) add("row sums");
  if (instruction.sums) add("summed");
  if (instruction.follow > 0) add("with the next " + std::to_string(instruction.follow));
  return text;
}

struct Line {
  size_t index = 0;
  double seconds = 0;
};

}  // namespace

std::string kernelName(const Instruction& instruction) {
  switch (instruction.kind) {
    case InstructionKind::elementwise:
      return instruction.steps.size() > 1 ? "fused chain of " + std::to_string(instruction.steps.size())
                                          : "elementwise";
    case InstructionKind::lanes:
      return "product by lanes";
    case InstructionKind::dots:
      return "product by dots";
    case InstructionKind::panels:
      return "product by panels";
    case InstructionKind::reduceRows:
      return instruction.isMax ? "maximum over rows" : "sum over rows";
    case InstructionKind::reduceColumns:
      return instruction.isMax ? "maximum of rows" : "sum of rows";
    case InstructionKind::op:
      return std::string(opName(instruction.record.kind));
    case InstructionKind::update:
      return "update";
  }
  return {};
}

template <typename T>
InstructionWork workOf(const Instruction& instruction) {
  InstructionWork work;
  const auto count = [&](const Place& place) {
    if (place) work.bytes += static_cast<double>(place.rows * place.cols) * sizeof(T);
  };
  for (const Operand& operand : instruction.in) count(operand.place);
  count(instruction.out);
  for (const Place& out : instruction.outs) count(out);
  count(instruction.rowSums);
  if (instruction.kind == InstructionKind::lanes || instruction.kind == InstructionKind::dots ||
      instruction.kind == InstructionKind::panels) {
    work.multiplyAdds = static_cast<double>(instruction.batch * instruction.m * instruction.n * instruction.k);
  }
  return work;
}

template <typename T>
std::string instructionTable(const ProgramOf<T>& program, std::span<const double> seconds, size_t runs, size_t most) {
  const std::vector<Instruction>& instructions = program.body().instructions;
  std::vector<Line> lines;
  for (size_t i = 0; i < instructions.size(); ++i) lines.push_back({i, seconds.empty() ? 0 : seconds[i]});
  const double total = std::accumulate(seconds.begin(), seconds.end(), 0.0);
  if (!seconds.empty() && lines.size() > most) {
    std::stable_sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) { return a.seconds > b.seconds; });
    lines.resize(most);
  }
  std::string text;
  char buffer[160];
  if (!seconds.empty()) {
    std::snprintf(buffer, sizeof buffer, "%zu instructions, %.2f us a run\n", instructions.size(),
                  total * 1e6 / static_cast<double>(runs));
    text += buffer;
  }
  for (const Line& line : lines) {
    const Instruction& instruction = instructions[line.index];
    const InstructionWork work = workOf<T>(instruction);
    std::snprintf(buffer, sizeof buffer, "%4zu  ", line.index);
    text += buffer;
    if (!seconds.empty()) {
      const double each = line.seconds / static_cast<double>(runs);
      const bool product = work.multiplyAdds > 0;
      std::snprintf(buffer, sizeof buffer, "%10.2f us %5.1f %%  %7.1f %s  ", each * 1e6,
                    total > 0 ? 100 * line.seconds / total : 0,
                    each > 0 ? (product ? 2 * work.multiplyAdds : work.bytes) / each / 1e9 : 0,
                    product ? "GFLOP/s" : "GB/s   ");
      text += buffer;
    }
    text += kernelName(instruction);
    const std::string what = details(instruction);
    if (!what.empty()) text += " (" + what + ")";
    if (instruction.out) text += " -> " + shapeOf(instruction.out);
    for (const Place& out : instruction.outs) text += " -> " + (out ? shapeOf(out) : "unread");
    for (size_t k = 0; k < instruction.in.size(); ++k) text += (k ? ", " : " from ") + shapeOf(instruction.in[k].place);
    std::snprintf(buffer, sizeof buffer, "; %.0f bytes", work.bytes);
    text += buffer;
    if (!instruction.layer.empty()) text += "; " + instruction.layer;
    text += "\n";
  }
  return text;
}

#define GRADUS_INSTANTIATE(T)                             \
  template InstructionWork workOf<T>(const Instruction&); \
  template std::string instructionTable<T>(const ProgramOf<T>&, std::span<const double>, size_t, size_t);
GRADUS_INSTANTIATE(float)
GRADUS_INSTANTIATE(double)
#undef GRADUS_INSTANTIATE

}  // namespace gradus
