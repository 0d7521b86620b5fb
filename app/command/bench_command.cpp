// bench: own benchmarks, one JSON line each in the form that the peers' programs print.
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/command/commands.h"
#include "app/command/window_bench.h"
#include "app/demos/registry.h"
#include "app/import/shipped_tables.h"
#include "core/compute/program.h"
#include "core/nn/bench_works.h"
#include "core/run/bench_run.h"

namespace gradus {

namespace {

using Json = nlohmann::ordered_json;

void print(const Json& line) {
  std::cout << line.dump() << std::endl;
}

Json trainLine(std::string_view work, int threads) {
  const BenchResult result = benchTrain(work, threads, 2.0);
  Json quality = Json::object();
  for (const auto& [name, value] : result.quality) quality[name] = value;
  Json line = {{"peer", "gradus"},
               {"version", GRADUS_VERSION},
               {"work", result.work},
               {"threads", result.threads},
               {"isa", kernelLevel()},
               {"median_s", result.medianSeconds},
               {"median_cpu_s", result.medianCpuSeconds},
               {"steps_per_s", 1 / result.medianSeconds}};
  if (result.mflop > 0) {
    line["mflop_per_step"] = result.mflop;
    line["gflops"] = result.mflop / result.medianSeconds / 1e3;
  }
  line["batch"] = result.batch;
  line["memory_bytes"] = result.memoryBytes;
  line["quality"] = quality;
  return line;
}

void printRun() {
  const auto line = [](const std::string& subject, const BenchFigures& figures) {
    Json json = {{"peer", "gradus"}, {"version", GRADUS_VERSION}, {"work", "run"}, {"demo", subject}};
    for (const auto& [name, value] : figures) json[name] = value;
    print(json);
  };
  line("", benchTicks());
  for (const auto& demo : demoRegistry()) line(demo->id, benchRun(demo, shippedTables()));
}

}  // namespace

int benchCommand(int argc, char** argv, const std::vector<std::string>& arguments) {
  std::vector<std::string> works;
  int threads = 1;
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--json") continue;  // the lines are JSON in any case
    if (arguments[i] == "--threads" && i + 1 < arguments.size()) {
      threads = std::max(1, std::atoi(arguments[++i].c_str()));
    } else if (arguments[i].starts_with("--")) {
      throw UsageError({"Unknown option %1. bench knows --json and --threads N.", {arguments[i]}});
    } else {
      works.push_back(arguments[i]);
    }
  }
  const auto& training = benchTrainWorks();
  const auto& window = windowBenchWorks();
  if (!works.empty() && works.front() == "train" && works.size() > 1) {
    works.erase(works.begin());  // bench train WORK...
  } else if (works.empty() || works.front() == "train") {
    works.assign(training.begin(), training.end());
  } else if (works.front() == "window") {
    works.assign(window.begin(), window.end());
  }
  for (const std::string& work : works) {
    if (work == "run") {
      printRun();
    } else if (std::find(training.begin(), training.end(), work) != training.end()) {
      print(trainLine(work, threads));
    } else if (std::find(window.begin(), window.end(), work) != window.end()) {
      for (const WindowFigure& figure : windowBench(argc, argv, work)) {
        print({{"peer", "gradus"},
               {"version", GRADUS_VERSION},
               {"work", work},
               {"threads", figure.threads},
               {"figure", figure.name},
               {"median_s", figure.seconds},
               {"value", figure.value}});
      }
    } else {
      std::string known;
      for (const auto& name : training) known += std::string(name) + " ";
      for (const auto& name : window) known += name + " ";
      throw UsageError({"There is no work \"%1\". Works: train, run, window, %2", {work, known}});
    }
  }
  return 0;
}

}  // namespace gradus
