#pragma once
// Training works for `gradus bench train`, the same as the peers'; their tables are in core/nn/bench/.
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gradus {

struct BenchResult {
  std::string work;  // "playground-sgd-b10", ...
  int threads = 1;
  double medianSeconds = 0;     // wall time of one step, median over chunks
  double medianCpuSeconds = 0;  // processor time of the process for one step: other work on the machine does not count
  int batch = 0;
  double mflop = 0;        // of a step, 0: not counted
  size_t memoryBytes = 0;  // parameters, gradients, moments, activations, workspaces, batch
  std::vector<std::pair<std::string, double>> quality;  // "loss_first", "loss_last", "steps"
};

/// Names benchTrain accepts.
const std::vector<std::string_view>& benchTrainWorks();
/// Runs `work` for about `seconds` on `threads` threads (at least one chunk of steps). UserError for an unknown work.
BenchResult benchTrain(std::string_view work, int threads, double seconds);

}  // namespace gradus
