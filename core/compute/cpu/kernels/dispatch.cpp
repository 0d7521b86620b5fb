// Chooses the kernel level once, by the processor's features.
#include <cstdlib>
#include <cstring>

#include "core/base/error.h"
#include "core/compute/cpu/kernels/kernels.h"
#include "core/compute/program.h"

namespace gradus {

#define GRADUS_DECLARE_LEVEL(level)       \
  namespace level {                       \
  const Kernels<float>* floatKernels();   \
  const Kernels<double>* doubleKernels(); \
  }
#ifdef GRADUS_HAS_LEVEL_portable
GRADUS_DECLARE_LEVEL(level_portable)
#endif
#ifdef GRADUS_HAS_LEVEL_v2
GRADUS_DECLARE_LEVEL(level_v2)
#endif
#ifdef GRADUS_HAS_LEVEL_v3
GRADUS_DECLARE_LEVEL(level_v3)
#endif
#ifdef GRADUS_HAS_LEVEL_v4
GRADUS_DECLARE_LEVEL(level_v4)
#endif

namespace {

struct Level {
  const char* name;
  bool (*runs)();  // does this processor have the instructions?
  const Kernels<float>* (*floats)();
  const Kernels<double>* (*doubles)();
};

#if defined(__x86_64__)
// Features of the psABI levels that our code generator may use; the operating system must save the wide registers,
// which
// __builtin_cpu_supports checks.
bool runsV2() {
  return __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt");
}
bool runsV3() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") &&
         __builtin_cpu_supports("bmi2");
}
bool runsV4() {
  return runsV3() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}
#endif

constexpr Level levels[] = {
#ifdef GRADUS_HAS_LEVEL_portable
    {"portable", [] { return true; }, level_portable::floatKernels, level_portable::doubleKernels},
#endif
#ifdef GRADUS_HAS_LEVEL_v2
    {"v2", runsV2, level_v2::floatKernels, level_v2::doubleKernels},
#endif
#ifdef GRADUS_HAS_LEVEL_v3
    {"v3", runsV3, level_v3::floatKernels, level_v3::doubleKernels},
#endif
#ifdef GRADUS_HAS_LEVEL_v4
    {"v4", runsV4, level_v4::floatKernels, level_v4::doubleKernels},
#endif
};

const Level* find(const char* name) {
  for (const Level& level : levels) {
    if (std::strcmp(level.name, name) == 0 && level.runs()) return &level;
  }
  return nullptr;
}

const Level& choose() {
  if (const char* wanted = std::getenv("GRADUS_KERNELS"); wanted && *wanted) {
    if (const Level* level = find(wanted)) return *level;
    std::string known;
    for (const std::string_view name : availableKernelLevels())
      known += (known.empty() ? "" : ", ") + std::string(name);
    throw UserError(
        {GRADUS_TR("GRADUS_KERNELS=%1 is not a kernel level of this machine. It has: %2."), {wanted, known}});
  }
  const Level* best = &levels[0];
  for (const Level& level : levels) {
    if (level.runs()) best = &level;
  }
  return *best;
}

thread_local const char* forcedLevel = nullptr;

const Level& active() {
  static const Level& chosen = choose();
  return forcedLevel ? *find(forcedLevel) : chosen;
}

}  // namespace

template <>
const Kernels<float>& activeKernels<float>() {
  return *active().floats();
}
template <>
const Kernels<double>& activeKernels<double>() {
  return *active().doubles();
}
template <>
const Kernels<float>* kernelsOfLevel<float>(const char* name) {
  return find(name) ? find(name)->floats() : nullptr;
}
template <>
const Kernels<double>* kernelsOfLevel<double>(const char* name) {
  return find(name) ? find(name)->doubles() : nullptr;
}

UseKernelLevel::UseKernelLevel(const char* name) : previous_(forcedLevel) {
  if (!find(name)) throw UserError({GRADUS_TR("Kernel level %1 does not run on this machine."), {name}});
  forcedLevel = name;
}
UseKernelLevel::~UseKernelLevel() {
  forcedLevel = previous_;
}

std::string_view kernelLevel() {
  return active().name;
}

std::vector<std::string_view> availableKernelLevels() {
  std::vector<std::string_view> names;
  for (const Level& level : levels) {
    if (level.runs()) names.push_back(level.name);
  }
  return names;
}

}  // namespace gradus
