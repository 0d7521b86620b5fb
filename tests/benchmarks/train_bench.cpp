// Prints one JSON line per training work: train_bench [SECONDS [THREADS [WORK...]]].
#include <cstdio>
#include <cstdlib>

#include "core/compute/program.h"
#include "core/nn/bench_works.h"

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 0.5;
  const int threads = argc > 2 ? std::atoi(argv[2]) : 1;
  std::vector<std::string_view> works(argv + std::min(argc, 3), argv + argc);
  if (works.empty()) works = gradus::benchTrainWorks();
  for (const std::string_view work : works) {
    const gradus::BenchResult r = gradus::benchTrain(work, threads, seconds);
    std::printf(
        "{\"peer\":\"gradus\",\"work\":\"%s\",\"threads\":%d,\"isa\":\"%s\",\"median_s\":%.9f,\"steps_per_s\":%.1f",
        r.work.c_str(), r.threads, std::string(gradus::kernelLevel()).c_str(), r.medianSeconds, 1 / r.medianSeconds);
    for (const auto& [name, value] : r.quality) std::printf(",\"%s\":%g", name.c_str(), value);
    std::printf("}\n");
  }
}
