// Runs works of the benchmark: a ready minibatch in memory, complete optimiser steps, median over chunks.
#include "core/nn/bench_works.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <span>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/nn/bench/rows.h"

namespace gradus {

namespace {

std::vector<BenchWorkRow> allRows() {
  std::vector<BenchWorkRow> rows;
  for (const std::span<const BenchWorkRow> family :
       {perceptronWorks(), convolutionWorks(), generativeMlpWorks(), attentionWorks(), sequenceWorks(), graphWorks()}) {
    rows.insert(rows.end(), family.begin(), family.end());
  }
  return rows;
}

BenchWork workOf(std::string_view name) {
  for (const BenchWorkRow& row : allRows()) {
    if (row.name == name) return row.make();
  }
  std::string known;
  for (const std::string_view work : benchTrainWorks()) known += (known.empty() ? "" : ", ") + std::string(work);
  throw UserError({GRADUS_TR("There is no training work named \"%1\". Known are: %2."), {std::string(name), known}});
}

struct Seconds {
  double wall = 0, processor = 0;
};

Seconds now() {
  using Clock = std::chrono::steady_clock;
  return {std::chrono::duration<double>(Clock::now().time_since_epoch()).count(),
          static_cast<double>(std::clock()) / CLOCKS_PER_SEC};
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

const std::vector<std::string_view>& benchTrainWorks() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> all;
    for (const BenchWorkRow& row : allRows()) all.push_back(row.name);
    return all;
  }();
  return names;
}

BenchResult benchTrain(std::string_view name, int threads, double seconds) {
  const BenchWork work = workOf(name);
  WorkerPool pool(threads);
  const WorkerPool::Use use(pool);
  size_t steps = 1;
  const double first = work.step();
  double last = first;
  const auto runSteps = [&](size_t count) {
    const Seconds start = now();
    for (size_t i = 0; i < count; ++i) last = work.step();
    steps += count;
    const Seconds end = now();
    const auto n = static_cast<double>(count);
    return Seconds{(end.wall - start.wall) / n, (end.processor - start.processor) / n};
  };
  // Warm up until the clock resolves a chunk, then chunks of about a twentieth of the time.
  size_t perChunk = 1;
  while (runSteps(perChunk).wall * static_cast<double>(perChunk) < seconds / 20 && perChunk < 10000000) perChunk *= 2;
  std::vector<double> wall, processor;
  const double start = now().wall;
  do {
    const Seconds time = runSteps(perChunk);
    wall.push_back(time.wall);
    processor.push_back(time.processor);
  } while (now().wall - start < seconds);
  return {.work = std::string(name),
          .threads = threads,
          .medianSeconds = median(wall),
          .medianCpuSeconds = median(processor),
          .batch = work.batch,
          .mflop = work.mflop,
          .memoryBytes = work.memoryBytes,
          .quality = {{"loss_first", first}, {"loss_last", last}, {"steps", static_cast<double>(steps)}}};
}

}  // namespace gradus
