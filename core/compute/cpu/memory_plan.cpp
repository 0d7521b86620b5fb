// Places of buffers in scratch memory: each takes the lowest gap that is free during its life.
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

// An elementwise result may stand where an operand of the same layout stood that nothing reads later: the chain reads
// an element before it writes it. aliases[b] is the buffer that b shares.
std::vector<int64_t> findAliases(const std::vector<Instruction>& instructions, std::vector<Life>& lives) {
  std::vector<int64_t> aliases(lives.size());
  for (size_t i = 0; i < aliases.size(); ++i) aliases[i] = static_cast<int64_t>(i);
  for (size_t i = 0; i < instructions.size(); ++i) {
    const Instruction& chain = instructions[i];
    i += static_cast<size_t>(chain.follow);
    if (chain.kind != InstructionKind::elementwise || chain.sums || chain.out.base != scratchBase) continue;
    Life& result = lives[static_cast<size_t>(chain.out.buffer)];
    for (const Operand& operand : chain.in) {
      const Place &in = operand.place, &out = chain.out;
      if (in.base != scratchBase || operand.pattern != Pattern::full || operand.index.axes > 0) continue;
      const int64_t buffer = aliases[static_cast<size_t>(in.buffer)];
      Life& life = lives[static_cast<size_t>(buffer)];
      const bool sameLayout = in.offset == out.offset && in.rows == out.rows && in.cols == out.cols &&
                              in.pitch == out.pitch && life.elements >= result.elements;
      if (!sameLayout || life.end != i || result.begin != i || buffer == out.buffer) continue;
      // Read once more in another way, it would change under the chain.
      const bool otherwise = std::any_of(chain.in.begin(), chain.in.end(), [&](const Operand& other) {
        const bool shares =
            other.place.base == scratchBase && aliases[static_cast<size_t>(other.place.buffer)] == buffer;
        return shares && (other.pattern != Pattern::full || other.index.axes > 0 || other.place.offset != in.offset ||
                          other.place.pitch != in.pitch);
      });
      if (otherwise) continue;
      life.end = result.end;
      result.elements = 0;
      aliases[static_cast<size_t>(out.buffer)] = buffer;
      break;
    }
  }
  return aliases;
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
    const size_t last = i + static_cast<size_t>(body.instructions[i].follow);
    for (size_t j = i; j <= last; ++j) {  // those that run with it, block by block: all at once
      visitPlaces(body.instructions[j], [&](Place& place) {
        touch(place, i);
        touch(place, last);
      });
    }
    i = last;
  }
  for (const Place& output : body.outputs) touch(output, body.instructions.size());
  int64_t sum = 0;
  for (const Life& life : lives) sum += life.elements;
  const std::vector<int64_t> aliases = findAliases(body.instructions, lives);
  // The largest first (greedy by size; Pisarchyk, Lee 2020): small ones find gaps between them.
  std::vector<const Life*> order, placed;
  for (const Life& life : lives) order.push_back(&life);
  std::stable_sort(order.begin(), order.end(), [](const Life* a, const Life* b) { return a->elements > b->elements; });
  int64_t total = 0;
  for (const Life* chosen : order) {
    Life& life = lives[static_cast<size_t>(chosen - lives.data())];
    if (life.elements == 0) continue;
    life.offset = firstGap(placed, life);
    placed.push_back(&life);
    total = std::max(total, life.offset + life.elements);
  }
  const auto settle = [&](Place& place) {
    if (place.base == scratchBase)
      place.offset += lives[static_cast<size_t>(aliases[static_cast<size_t>(place.buffer)])].offset;
  };
  for (Instruction& instruction : body.instructions) visitPlaces(instruction, settle);
  for (Place& output : body.outputs) settle(output);
  for (UpdateSpec& update : body.updates) settle(update.loss);
  body.scratchElements = static_cast<size_t>(total);
  body.info.scratchBytes = static_cast<size_t>(total) * sizeof(T);
  body.info.unplannedBytes = static_cast<size_t>(sum) * sizeof(T);
}

template void planMemory<float>(ProgramBody<float>&);
template void planMemory<double>(ProgramBody<double>&);

}  // namespace gradus
