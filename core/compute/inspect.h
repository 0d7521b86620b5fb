#pragma once
// Looking into compiled programs: the list of instructions, with the time each took.
#include <span>
#include <string>
#include <string_view>

#include "core/compute/cpu/instructions.h"
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

}  // namespace gradus
