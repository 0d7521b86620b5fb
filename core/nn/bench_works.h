#pragma once
// Training works for `gradus bench train`, the same as the peers' (2-8-8-1 playground, 784-256-128-10 MLP, DDPM
// denoiser).
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gradus {

struct BenchResult {
  std::string work;  // "playground-sgd-b10", ...
  int threads = 1;
  double medianSeconds = 0;  // of one optimiser step, median over chunks; processor time if threads == 1
  int batch = 0;
  std::vector<std::pair<std::string, double>> quality;  // "loss_first", "loss_last", "steps"
};

/// Names benchTrain accepts.
const std::vector<std::string_view>& benchTrainWorks();
/// Runs `work` for about `seconds` on `threads` threads (at least one chunk of steps). UserError for an unknown work.
BenchResult benchTrain(std::string_view work, int threads, double seconds);

}  // namespace gradus
