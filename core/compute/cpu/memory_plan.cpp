// Offsets in scratch memory. Gradients lie at its front, each where its parameter is among the parameters; until one is
// written its place serves others. Chains write over an operand that dies in them; then buffers take the smallest gap
// that is free while they live, largest first (greedy by size: Pisarchyk and Lee 2020, section 4.2) or in another
// order, whichever needs least.
#include <algorithm>

#include "core/compute/cpu/lowering.h"
#include "core/compute/cpu/ops/cpu_op.h"
#include "core/compute/inspect.h"

namespace gradus {

namespace {

struct Life {
  int64_t elements = 0;
  size_t begin = SIZE_MAX, end = 0;  // instructions that write it first and use it last
  int64_t offset = 0;
  size_t host = SIZE_MAX;  // lies in this buffer's memory

  bool meets(const Life& other) const { return begin <= other.end && other.begin <= end; }
};

template <typename Visit>
void visitPlaces(Instruction& instruction, Visit visit) {
  for (Operand& operand : instruction.in) visit(operand.place);
  visit(instruction.out);
  for (Place& out : instruction.outs) visit(out);
  visit(instruction.workspace);
  visit(instruction.rowSums);
}

template <typename T>
std::vector<Life> livesOf(ProgramBody<T>& body) {
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
  return lives;
}

// Fixed: one per parameter.
template <typename T>
std::vector<Life> gradientLives(ProgramBody<T>& body) {
  std::vector<Life> lives;
  if (!body.hasUpdate()) return lives;
  const size_t end = body.instructions.size();
  for (const ParameterInfo& info : body.parameters)
    lives.push_back({static_cast<int64_t>(info.count), end, end, static_cast<int64_t>(info.offset)});
  std::vector<char> written(lives.size(), 0);
  for (size_t i = 0; i < end; ++i) {
    const size_t last = i + static_cast<size_t>(body.instructions[i].follow);
    for (size_t j = i; j <= last; ++j) {
      visitPlaces(body.instructions[j], [&](const Place& place) {
        if (place.base != gradientBase) return;
        for (size_t k = 0; k < lives.size(); ++k) {
          const int64_t within = place.offset - lives[k].offset;
          if (within < 0 || within >= lives[k].elements) continue;
          lives[k].begin = std::min(lives[k].begin, i);
          written[k] = 1;
        }
      });
    }
    i = last;
  }
  for (size_t k = 0; k < lives.size(); ++k) {
    if (!written[k]) lives[k].begin = 0;  // zero all the time
  }
  return lives;
}

size_t hostOf(const std::vector<Life>& lives, size_t buffer) {
  while (lives[buffer].host != SIZE_MAX) buffer = lives[buffer].host;
  return buffer;
}

// Does operand k read every element at the place where the result's element goes?
template <typename T>
bool samePlaces(const Instruction& instruction, size_t k) {
  const Operand& operand = instruction.in[k];
  const Place &a = operand.place, &out = instruction.out;
  const bool sameLayout = a.base == scratchBase && a.offset == out.offset && a.rows == out.rows && a.cols == out.cols &&
                          a.pitch == out.pitch;
  if (!sameLayout) return false;
  if (instruction.kind == InstructionKind::op) return k == 0 && cpuOp<T>(instruction.record.kind)->inPlace;
  return operand.pattern == Pattern::full && operand.index.axes == 0;
}

// Instructions [first, last] that run together, block by block of rows; alone: first = last.
struct Together {
  size_t first = 0, last = 0;
};

// The result of instruction `j` takes over the memory of an operand that is used here for the last time. Among
// instructions that run together nothing else may read that memory, for they read it at other times.
template <typename T>
void shareInPlace(const std::vector<Instruction>& all, Together group, size_t j, std::vector<Life>& lives) {
  const Instruction& instruction = all[j];
  const bool may = instruction.kind == InstructionKind::elementwise || instruction.kind == InstructionKind::op;
  if (!may || instruction.sums || instruction.out.base != scratchBase) return;
  const auto result = static_cast<size_t>(instruction.out.buffer);
  if (lives[result].begin != group.first || lives[result].host != SIZE_MAX) return;
  for (size_t m = group.first; m < j; ++m) {  // a product that writes there first would write over the operand
    if (all[m].out.base == scratchBase && all[m].out.buffer == instruction.out.buffer) return;
  }
  for (size_t k = 0; k < instruction.in.size(); ++k) {
    if (!samePlaces<T>(instruction, k)) continue;
    const size_t host = hostOf(lives, static_cast<size_t>(instruction.in[k].place.buffer));
    const auto isHost = [&](const Place& place) {
      return place.base == scratchBase && hostOf(lives, static_cast<size_t>(place.buffer)) == host;
    };
    if (host == result || lives[host].end != group.last) continue;
    bool alone = lives[host].begin < group.first;
    for (size_t m = group.first; m < j; ++m) alone = alone || isHost(all[m].out);
    for (size_t other = 0; other < instruction.in.size(); ++other)
      alone = alone && (!isHost(instruction.in[other].place) || samePlaces<T>(instruction, other));
    for (size_t m = group.first; m <= group.last; ++m) {
      if (m == j) continue;
      for (const Operand& operand : all[m].in) alone = alone && !isHost(operand.place);
      alone = alone && !isHost(all[m].rowSums) && !isHost(all[m].workspace);
    }
    if (!alone) continue;
    lives[host].elements = std::max(lives[host].elements, lives[result].elements);
    lives[host].end = std::max(lives[host].end, lives[result].end);
    lives[result].host = host;
    return;
  }
}

// Places buffers in the given order beside the fixed ones, each into the smallest gap it fits in, at multiples of
// `unit`; returns the elements needed.
int64_t placeAll(const std::vector<Life>& fixed, std::vector<Life>& lives, const std::vector<size_t>& order,
                 int64_t unit) {
  std::vector<const Life*> placed;  // by offset
  int64_t total = 0;
  for (const Life& life : fixed) {
    placed.push_back(&life);
    total = std::max(total, life.offset + life.elements);
  }
  for (const size_t buffer : order) {
    Life& life = lives[buffer];
    int64_t end = 0, best = -1, smallest = INT64_MAX;
    for (const Life* other : placed) {
      if (!other->meets(life)) continue;
      const int64_t gap = other->offset - end;
      if (gap >= life.elements && gap < smallest) best = end, smallest = gap;
      end = std::max(end, (other->offset + other->elements + unit - 1) / unit * unit);
    }
    life.offset = best >= 0 ? best : end;
    total = std::max(total, life.offset + life.elements);
    placed.insert(std::upper_bound(placed.begin(), placed.end(), life.offset,
                                   [](int64_t offset, const Life* other) { return offset < other->offset; }),
                  &life);
  }
  return total;
}

using LifeOrder = bool (*)(const Life& a, const Life& b);
constexpr LifeOrder lifeOrders[] = {
    [](const Life& a, const Life& b) { return a.elements > b.elements; },
    [](const Life& a, const Life& b) { return a.elements != b.elements ? a.elements > b.elements : a.end > b.end; },
    [](const Life& a, const Life& b) { return a.begin < b.begin; },
};

int64_t placeBest(const std::vector<Life>& fixed, std::vector<Life>& lives, int64_t unit) {
  std::vector<size_t> buffers;
  for (size_t i = 0; i < lives.size(); ++i) {
    if (lives[i].elements > 0 && lives[i].host == SIZE_MAX) buffers.push_back(i);
  }
  int64_t least = INT64_MAX;
  std::vector<Life> best;
  for (const LifeOrder before : lifeOrders) {
    std::vector<size_t> order = buffers;
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return before(lives[a], lives[b]); });
    const int64_t total = placeAll(fixed, lives, order, unit);
    if (total >= least) continue;
    least = total;
    best = lives;
  }
  lives = std::move(best);
  return least;
}

// Which buffers live at the instruction where most do.
template <typename T>
void reportPeak(const ProgramBody<T>& body, const std::vector<Life>& gradients, const std::vector<Life>& lives,
                ProgramInfo& info) {
  std::vector<int64_t> change(body.instructions.size() + 2, 0);
  for (const std::vector<Life>* some : {&gradients, &lives}) {
    for (const Life& life : *some) {
      if (life.elements == 0 || life.host != SIZE_MAX) continue;
      change[life.begin] += life.elements;
      change[life.end + 1] -= life.elements;
    }
  }
  int64_t live = 0, most = 0;
  size_t when = 0;
  for (size_t i = 0; i < change.size(); ++i) {
    live += change[i];
    if (live > most) most = live, when = i;
  }
  info.liveBytes = static_cast<size_t>(most) * sizeof(T);
  for (size_t k = 0; k < gradients.size(); ++k) {
    if (gradients[k].elements == 0 || gradients[k].begin > when) continue;
    info.peak.push_back({"gradient", body.parameters[k].name, static_cast<size_t>(gradients[k].elements) * sizeof(T)});
  }
  for (const Life& life : lives) {
    if (life.elements == 0 || life.host != SIZE_MAX || life.begin > when || life.end < when) continue;
    const Instruction& maker = body.instructions[std::min(life.begin, body.instructions.size() - 1)];
    info.peak.push_back({kernelName(maker), maker.layer, static_cast<size_t>(life.elements) * sizeof(T)});
  }
  std::stable_sort(info.peak.begin(), info.peak.end(),
                   [](const PeakUse& a, const PeakUse& b) { return a.bytes > b.bytes; });
}

}  // namespace

template <typename T>
void planMemory(ProgramBody<T>& body, bool inPlace) {
  std::vector<Life> lives = livesOf(body);
  int64_t sum = 0;
  for (const Life& life : lives) sum += life.elements;
  for (Together group; inPlace && group.first < body.instructions.size(); group.first = group.last + 1) {
    group.last = group.first + static_cast<size_t>(body.instructions[group.first].follow);
    for (size_t j = group.first; j <= group.last; ++j) shareInPlace<T>(body.instructions, group, j, lives);
  }
  const std::vector<Life> gradients = gradientLives(body);
  for (const Life& gradient : gradients) sum += gradient.elements;
  const int64_t total = placeBest(gradients, lives, padUnit<T>);
  const auto settle = [&](Place& place) {
    if (place.base == scratchBase) place.offset += lives[hostOf(lives, static_cast<size_t>(place.buffer))].offset;
  };
  for (Instruction& instruction : body.instructions) visitPlaces(instruction, settle);
  for (Place& output : body.outputs) settle(output);
  for (UpdateSpec& update : body.updates) settle(update.loss);
  body.scratchElements = static_cast<size_t>(total);
  body.info.scratchBytes = static_cast<size_t>(total) * sizeof(T);
  body.info.unplannedBytes = static_cast<size_t>(sum) * sizeof(T);
  reportPeak(body, gradients, lives, body.info);
}

template void planMemory<float>(ProgramBody<float>&, bool);
template void planMemory<double>(ProgramBody<double>&, bool);

}  // namespace gradus
