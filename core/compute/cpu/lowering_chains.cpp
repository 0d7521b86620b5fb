// Lowering of elementwise chains: their operands, register blocks and copies; chains that follow a product.
#include <algorithm>
#include <cassert>

#include "core/compute/cpu/lowering.h"

namespace gradus {

namespace {
bool isNumber(const Op& op) {
  return op.kind == OpKind::constant && op.data.empty();
}
int arity(Micro op) {
  return op == Micro::select ? 3 : op >= Micro::add && op <= Micro::greater ? 2 : 1;
}
}  // namespace

template <typename T>
int Lowering<T>::sourceOf(int id) const {
  while (graph_[id].kind == OpKind::broadcast && !placeOf_[static_cast<size_t>(id)]) id = graph_[id].inputs[0];
  return id;
}

template <typename T>
Operand Lowering<T>::operandOf(int id, const Domain& domain) {
  const int source = sourceOf(id);
  if (isNumber(graph_[source])) return {constantPlace(graph_[source].number), Pattern::single};
  return domain.cover(graph_[source].shape, memoryOf(source));
}

template <typename T>
Place Lowering<T>::memoryOf(int id) {
  if (const Place place = placeOf_[static_cast<size_t>(id)]) return place;
  const Op& op = graph_[id];
  assert(op.kind == OpKind::constant || op.kind == OpKind::broadcast);
  if (op.kind == OpKind::constant && op.shape.count() == 1)
    return placeOf_[static_cast<size_t>(id)] = constantPlace(op.number);
  const Place place = newBuffer(op.shape);
  emitCopy(id, op.shape, place);
  return placeOf_[static_cast<size_t>(id)] = place;
}

template <typename T>
void Lowering<T>::emitCopy(int from, const Shape& shape, Place to) {
  const Op& source = graph_[sourceOf(from)];
  if (isNumber(source)) return emitNumber(source.number, shape, to);
  const Domain domain(shape, {source.shape});
  Instruction copy{.kind = InstructionKind::elementwise, .out = domain.view(to)};
  copy.in.push_back(operandOf(from, domain));
  copy.steps.push_back({.op = Micro::copy});
  finishChain(copy, domain);
  body_.instructions.push_back(std::move(copy));
}

template <typename T>
void Lowering<T>::emitNumber(double number, const Shape& shape, Place to) {
  const Domain domain(shape, {});
  Instruction fill{.kind = InstructionKind::elementwise, .out = domain.view(to)};
  fill.in.push_back({constantPlace(number), Pattern::single});
  fill.steps.push_back({.op = Micro::copy});
  finishChain(fill, domain);
  body_.instructions.push_back(std::move(fill));
}

// Three ways to run a chain. Flat: every operand lies as the result does, so that all is one row. Narrow rows: several
// fill a register block, what does not lie that way is copied there. Else row by row.
template <typename T>
void Lowering<T>::finishChain(Instruction& chain, const Domain& domain) {
  chain.rows = domain.rows;
  chain.cols = domain.cols;
  const bool gapless = domain.joined && chain.rows > 1;  // nothing beyond a row may be touched
  const auto wide = [&](const Place& place) { return place.padded() && !gapless; };
  const int64_t pitch = chain.sums ? chain.cols : chain.out.pitch, block = padded<T>(chain.cols);
  // Columns of an exact matrix have gaps that belong to others, and none after the last row.
  const auto likeResult = [&](const Operand& operand) {
    const Place& place = operand.place;
    return operand.pattern == Pattern::full && operand.index.axes == 0 && place.pitch == pitch &&
           (place.padded() || place.cols == place.pitch || place.rows == 1);
  };
  chain.flat = chain.rows == 1 || std::all_of(chain.in.begin(), chain.in.end(), [&](const Operand& operand) {
                 return operand.pattern == Pattern::single || likeResult(operand);
               });
  chain.width = chain.flat ? (chain.rows == 1 ? chain.cols : pitch) : block;
  if (!chain.flat && block <= blockElements / 2) chain.rowsPerBlock = blockElements / block;
  const int64_t length = chain.flat ? chain.rows * chain.width : chain.cols;
  const auto direct = [&](const Place& place) {
    if (chain.rowsPerBlock > 1) return place.pitch == block && (wide(place) || chain.cols == block);
    return length % padUnit<T> == 0 || wide(place);
  };
  for (Operand& operand : chain.in) {
    if (operand.pattern == Pattern::single) continue;
    if (chain.rowsPerBlock > 1) {
      operand.stage = operand.pattern != Pattern::full || operand.index.axes > 0 || !direct(operand.place);
    } else {
      operand.stage = operand.pattern != Pattern::column && !direct(operand.place);
    }
    if (operand.stage) ++chain.registers;
  }
  chain.stageOut = chain.sums || !direct(chain.out);
  if (chain.stageOut) ++chain.registers;
  for (MicroStep& step : chain.steps) {
    step.repeated = 0;
    for (int k = 0; k < arity(step.op); ++k) {
      const auto source = static_cast<size_t>(step.sources[k]);
      if (source >= chain.in.size()) continue;
      const Pattern pattern = chain.in[source].pattern;
      if (pattern == Pattern::single || (pattern == Pattern::column && chain.rowsPerBlock == 1))
        step.repeated = static_cast<uint8_t>(step.repeated | (1 << k));
    }
  }
  chain.chunkSize = chain.flat ? chunkElements : std::max<int64_t>(1, chunkElements / std::max<int64_t>(1, chain.cols));
  chain.chunks = 1;
  if (chain.rows * chain.cols >= parallelElements) {
    const int64_t all = chain.flat ? length : chain.rows;
    chain.chunks = (all + chain.chunkSize - 1) / chain.chunkSize;
  }
  if (chain.sums && chain.chunks > 1) chain.workspace = newBuffer({chain.chunks});
}

template <typename T>
MicroStep Lowering<T>::stepOf(int member, const std::map<int, int16_t>& outside, const std::map<int, int16_t>& inside,
                              int16_t operands) const {
  const Op& op = graph_[member];
  MicroStep step{.op = static_cast<Micro>(static_cast<int>(op.kind) - static_cast<int>(OpKind::negate))};
  for (size_t k = 0; k < op.inputs.size(); ++k) {
    const auto leaf = outside.find(op.inputs[k]);
    step.sources[k] = leaf != outside.end() ? leaf->second : static_cast<int16_t>(operands + inside.at(op.inputs[k]));
  }
  return step;
}

// `sum`: the node that takes the sum of all elements, the only result then.
template <typename T>
void Lowering<T>::emitChain(int root, int sum) {
  const std::vector<int>& members = fusion_.members.at(root);
  Instruction chain{.kind = InstructionKind::elementwise};
  chain.sums = sum >= 0;
  int product = -1;  // the last product emitted for this chain
  if (const auto products = fusion_.products.find(root); products != fusion_.products.end()) {
    for (const int id : products->second) emitProduct(product = id, {id});
  }
  const size_t productAt = body_.instructions.size() - 1;
  std::map<int, int16_t> outside, inside;  // node -> operand, node -> register
  std::map<int, int> lastUse;
  std::vector<int> leaves;
  std::vector<Shape> shapes;
  for (const int member : members) {
    for (const int input : graph_[member].inputs) {
      lastUse[input] = member;
      if (std::binary_search(members.begin(), members.end(), input)) continue;
      if (!outside.emplace(input, static_cast<int16_t>(leaves.size())).second) continue;
      leaves.push_back(input);
      const Op& source = graph_[sourceOf(input)];
      shapes.push_back(isNumber(source) ? Shape() : source.shape);
    }
  }
  const Domain domain(graph_[root].shape, shapes);
  for (const int leaf : leaves) chain.in.push_back(operandOf(leaf, domain));
  const auto operands = static_cast<int16_t>(chain.in.size());
  std::vector<int16_t> freeRegisters;
  for (const int member : members) {
    MicroStep step = stepOf(member, outside, inside, operands);
    for (const int input : graph_[member].inputs) {
      // Kernels may write over their operands, so a last use frees its register first.
      if (const auto it = inside.find(input); it != inside.end() && lastUse[input] == member) {
        freeRegisters.push_back(it->second);
        inside.erase(it);
      }
    }
    if (member != root) {
      if (freeRegisters.empty()) freeRegisters.push_back(static_cast<int16_t>(chain.registers++));
      inside[member] = freeRegisters.back();
      step.result = static_cast<int16_t>(operands + freeRegisters.back());
      freeRegisters.pop_back();
    }
    chain.steps.push_back(step);
  }
  if (chain.sums) {
    chain.out = outputOf(sum);
  } else {
    const Place out = outputOf(root);
    chain.out = domain.view(out);
    if (product >= 0 && !domain.joined && body_.instructions[productAt].kind == InstructionKind::panels &&
        body_.instructions[productAt].out.pitch == out.pitch) {
      // The product is read here alone: it goes where the chain's result will stand.
      body_.instructions[productAt].out = out;
      chain.in[static_cast<size_t>(outside.at(product))].place = chain.out;
    }
  }
  finishChain(chain, domain);
  body_.instructions.push_back(std::move(chain));
}

// Chains right after a product that work row by row on its result run block by block with it.
template <typename T>
void Lowering<T>::groupRows() {
  std::vector<Instruction>& all = body_.instructions;
  const auto same = [](const Place& a, const Place& b) { return a.base == b.base && a.buffer == b.buffer; };
  for (size_t i = 0; i < all.size(); ++i) {
    Instruction& product = all[i];
    if (product.kind != InstructionKind::panels || product.batch != 1 || product.activation != Micro::copy) continue;
    for (size_t j = i + 1; j < all.size(); ++j) {
      const Instruction& chain = all[j];
      if (chain.kind != InstructionKind::elementwise || chain.sums || chain.rows != product.m ||
          chain.cols != product.n || chain.out.base == parameterBase)
        break;
      const bool byRows = std::all_of(chain.in.begin(), chain.in.end(), [&](const Operand& operand) {
        const bool own = operand.pattern == Pattern::full && operand.index.axes == 0;
        for (size_t k = i; k < j; ++k) {
          if (!own && same(operand.place, all[k].out)) return false;
        }
        return true;
      });
      if (!byRows) break;
      product.follow = static_cast<int>(j - i);
    }
    i += static_cast<size_t>(product.follow);
  }
}

#define GRADUS_INSTANTIATE(T)                                                                                        \
  template int Lowering<T>::sourceOf(int) const;                                                                     \
  template Operand Lowering<T>::operandOf(int, const Domain&);                                                       \
  template Place Lowering<T>::memoryOf(int);                                                                         \
  template void Lowering<T>::emitCopy(int, const Shape&, Place);                                                     \
  template void Lowering<T>::emitNumber(double, const Shape&, Place);                                                \
  template void Lowering<T>::finishChain(Instruction&, const Domain&);                                               \
  template MicroStep Lowering<T>::stepOf(int, const std::map<int, int16_t>&, const std::map<int, int16_t>&, int16_t) \
      const;                                                                                                         \
  template void Lowering<T>::emitChain(int, int);                                                                    \
  template void Lowering<T>::groupRows();
GRADUS_INSTANTIATE(float)
GRADUS_INSTANTIATE(double)
#undef GRADUS_INSTANTIATE

}  // namespace gradus
