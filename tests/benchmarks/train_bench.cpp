// Prints one JSON line per training work: train_bench [SECONDS [THREADS [WORK...]]].
#include <algorithm>
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
        "{\"peer\":\"gradus\",\"work\":\"%s\",\"threads\":%d,\"isa\":\"%s\",\"median_s\":%.9f,\"median_cpu_s\":%.9f,"
        "\"steps_per_s\":%.2f,\"mflop_per_step\":%.4f,\"gflops\":%.3f,\"batch\":%d,\"memory_bytes\":%zu,\"quality\":{",
        r.work.c_str(), r.threads, std::string(gradus::kernelLevel()).c_str(), r.medianSeconds, r.medianCpuSeconds,
        1 / r.medianSeconds, r.mflop, r.mflop / r.medianSeconds / 1e3, r.batch, r.memoryBytes);
    const char* comma = "";
    for (const auto& [name, value] : r.quality) {
      std::printf("%s\"%s\":%g", comma, name.c_str(), value);
      comma = ",";
    }
    std::printf("}}\n");
    std::fflush(stdout);
  }
}
