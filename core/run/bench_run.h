#pragma once
// Figures of the run contract and the engine for `gradus bench run` (budgets of design section 8).
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/run/demo.h"

namespace gradus {

using BenchFigures = std::vector<std::pair<std::string, double>>;

/// Nanoseconds a tick costs beside the experiment's own work: `tick_overhead_ns` (nothing recorded) and
/// `tick_recorded_ns` (one sample a tick), of a run of a million ticks.
BenchFigures benchTicks();

/// On `demo` with its initial settings: `start_ms`, `reset_ms`; `seek_worst_ms` and `seek_median_ms` of 20 random seeks
/// in the first 5 000 steps (fewer where the demo ends before: `seek_steps` says); `show_us`, making all state and
/// series channels, and `clone_us`, a copy of the state, at the end of them. Throws UserError.
BenchFigures benchSeek(std::shared_ptr<const Demo> demo, const ShippedReader& readShipped);

/// Steps per second of the engine with nothing visible and with every view visible, the two in turn, `pairs` times
/// `seconds` each: `steps_per_second_alone`, `steps_per_second_watched` (medians) and `watched_loss`, the median over
/// the pairs of 1 - watched/alone. A demo that ends sooner is started again. Other load on the machine shows in the
/// figures: measure on an idle one.
BenchFigures benchWatched(std::shared_ptr<const Demo> demo, const ShippedReader& readShipped, int pairs = 9,
                          double seconds = 0.6);

/// All of them: what `gradus bench run` prints for one demo.
BenchFigures benchRun(std::shared_ptr<const Demo> demo, const ShippedReader& readShipped);

}  // namespace gradus
