// Runs a program's instructions; the places of the kernels' work are cpu/run_*.cpp.
#include <algorithm>
#include <cassert>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numeric>

#include "core/base/error.h"
#include "core/compute/cpu/instructions.h"
#include "core/compute/cpu/run.h"
#include "core/compute/cpu/update_numbers.h"
#include "core/compute/inspect.h"
#include "core/compute/program.h"

namespace gradus {

template <typename T>
struct ExecutorOf<T>::Scratch : RunMemory<T> {
  std::vector<double> scalarValues;
  ProgramEvents events;
  std::vector<double> seconds;  // in each instruction, if measured
  size_t profiledRuns = 0;
  std::shared_ptr<const ProgramOf<T>> report;  // whose table is printed at the end

  ~Scratch() {
    if (report && profiledRuns > 0)
      std::fputs(instructionTable(*report, std::span<const double>(seconds), profiledRuns, 40).c_str(), stderr);
  }
};

namespace {

using Clock = std::chrono::steady_clock;

// Base of a vector rounded up to 64 bytes inside a slightly larger one.
template <typename T>
T* aligned(std::vector<T>& memory, size_t count) {
  memory.assign(count + static_cast<size_t>(padUnit<T>) * 2, T(0));
  const auto address = reinterpret_cast<uintptr_t>(memory.data());
  return memory.data() + ((64 - address % 64) % 64) / sizeof(T);
}

// In shares whose number depends on the size alone.
template <typename T>
double squaredNorm(const Kernels<T>& kernels, int64_t n, const T* g) {
  if (n < parallelElements) return kernels.squaredNorm(n, g);
  constexpr int64_t most = 64;
  double parts[most];
  const int64_t each = std::max(chunkElements, (n + most - 1) / most), chunks = (n + each - 1) / each;
  forChunks(chunks, [&](int64_t chunk) {
    parts[chunk] = kernels.squaredNorm(std::min(each, n - chunk * each), g + chunk * each);
  });
  return std::accumulate(parts, parts + chunks, 0.0);
}

// Penalties, Euclidean norm, clipping, optimiser: over the flat segments of one group. Returns whether it was applied.
template <typename T>
bool applyUpdate(const RunMemory<T>& memory, const ProgramBody<T>& body, const UpdateSpec& spec, const double* s,
                 ProgramStateOf<T>& state, ProgramEvents& events) {
  const Kernels<T>& kernels = *memory.kernels;
  T *w = state.parameters.data(), *g = memory.base[gradientBase];
  if (s[l1Scalar] != 0 || s[l2Scalar] != 0) {
    for (const size_t index : spec.penalised) {
      const ParameterInfo& info = body.parameters[index];
      kernels.penalise(static_cast<int64_t>(info.count), w + info.offset, g + info.offset, s[l1Scalar], s[l2Scalar]);
    }
  }
  double squares = 0;
  for (const auto& [offset, count] : spec.ranges)
    squares += squaredNorm(kernels, static_cast<int64_t>(count), g + offset);
  events.gradientNorm = std::sqrt(squares);
  const bool finiteGradient = std::isfinite(events.gradientNorm);
  const bool finiteLoss = !spec.loss || std::isfinite(static_cast<double>(*memory.at(spec.loss)));
  events.finiteGradient = events.finiteGradient && finiteGradient;
  events.finiteOutputs = events.finiteOutputs && finiteLoss;
  if (!finiteGradient || !finiteLoss) return false;
  const UpdateNumbers u = updateNumbers(spec.kind, s, state.step + 1, events.gradientNorm);
  // Segments that the kind does not keep are not read; their base then is any.
  T* const m1 = state.moments.data();
  const int moments = momentsOf(spec.kind);
  T* const m2 = moments >= 2 ? m1 + body.parameterCount : m1;
  T* const m3 = moments >= 3 ? m2 + body.parameterCount : m1;
  for (const auto& [offset, count] : spec.ranges) {
    updateAll(memory, spec.kind, u, static_cast<int64_t>(count), w + offset, g + offset, m1 + offset, m2 + offset,
              m3 + offset);
  }
  return true;
}

}  // namespace

template <typename T>
ExecutorOf<T>::ExecutorOf() = default;
template <typename T>
ExecutorOf<T>::~ExecutorOf() = default;
template <typename T>
ExecutorOf<T>::ExecutorOf(ExecutorOf&&) noexcept = default;
template <typename T>
ExecutorOf<T>& ExecutorOf<T>::operator=(ExecutorOf&&) noexcept = default;

template <typename T>
ExecutorOf<T>::ExecutorOf(std::shared_ptr<const ProgramOf<T>> program) : program_(std::move(program)) {}
template <typename T>
ExecutorOf<T>::ExecutorOf(const ExecutorOf& other) : program_(other.program_) {}
template <typename T>
ExecutorOf<T>& ExecutorOf<T>::operator=(const ExecutorOf& other) {
  if (this != &other) *this = ExecutorOf(other);
  return *this;
}

// Scratch is made at first use, so that copies (keyframes hold them) cost nothing until they run.
template <typename T>
typename ExecutorOf<T>::Scratch& ExecutorOf<T>::makeScratch() {
  scratch_ = std::make_unique<Scratch>();
  const ProgramBody<T>& body = program_->body();
  Scratch& s = *scratch_;
  s.kernels = &activeKernels<T>();
  const auto unit = static_cast<size_t>(padUnit<T>);
  s.base.resize(firstInput + body.inputNames.size(), nullptr);
  s.base[scratchBase] = aligned(s.scratch, body.scratchElements);
  s.base[gradientBase] = s.base[scratchBase];  // the memory plan puts them first
  s.scalarValues = body.scalarDefaults;
  s.base[scalarBase] = aligned(s.scalars, body.scalarDefaults.size() + unit);
  std::transform(s.scalarValues.begin(), s.scalarValues.end(), s.base[scalarBase],
                 [](double x) { return static_cast<T>(x); });
  s.base[constantBase] = aligned(s.constants, body.constants.size() + unit);
  std::copy(body.constants.begin(), body.constants.end(), s.base[constantBase]);
  if (std::getenv("GRADUS_PROFILE")) {
    s.report = program_;
    s.seconds.assign(body.instructions.size(), 0);
  }
  return s;
}

template <typename T>
void ExecutorOf<T>::setInput(int slot, const T* data) {
  assert(slot >= 0);
  // Kernels read inputs only; the table holds one pointer type for all bases.
  scratch().base[static_cast<size_t>(firstInput + slot)] = const_cast<T*>(data);
}

template <typename T>
void ExecutorOf<T>::setScalar(int slot, double value) {
  assert(slot >= 0);
  Scratch& s = scratch();
  s.scalarValues[static_cast<size_t>(slot)] = value;
  s.base[scalarBase][slot] = static_cast<T>(value);
}

template <typename T>
const T* ExecutorOf<T>::boundInput(int slot) const {
  return scratch_ ? scratch_->base[static_cast<size_t>(firstInput + slot)] : nullptr;
}
template <typename T>
double ExecutorOf<T>::boundScalar(int slot) const {
  const auto index = static_cast<size_t>(slot);
  return scratch_ ? scratch_->scalarValues[index] : program_->body().scalarDefaults[index];
}

template <typename T>
void ExecutorOf<T>::run(ProgramStateOf<T>& state, uint64_t key) {
  const FlushDenormals flush;
  const ProgramBody<T>& body = program_->body();
  Scratch& s = scratch();
  assert(state.parameters.size() == body.parameterCount);
  s.base[parameterBase] = state.parameters.data();
  s.key = key;
  s.step = state.step;
  s.events = {};
  bool applied = false;
  const bool measured = !s.seconds.empty();
  for (size_t i = 0; i < body.instructions.size(); ++i) {
    const Instruction& instruction = body.instructions[i];
    const Clock::time_point start = measured ? Clock::now() : Clock::time_point();
    if (instruction.kind == InstructionKind::update) {
      const UpdateSpec& spec = body.updates[static_cast<size_t>(instruction.group)];
      applied |= applyUpdate(s, body, spec, s.scalarValues.data() + spec.firstScalar, state, s.events);
    } else {
      runInstruction(s, instruction);
    }
    if (measured) s.seconds[i] += std::chrono::duration<double>(Clock::now() - start).count();
    i += static_cast<size_t>(instruction.follow);  // those ran with it
  }
  s.profiledRuns += measured;
  const bool watched = !body.outputs.empty() && body.outputShapes[0].count() > 0;
  if (watched && !std::isfinite(static_cast<double>(*output(0)))) s.events.finiteOutputs = false;
  if (applied) ++state.step;
}

template <typename T>
void ExecutorOf<T>::evaluate(const ProgramStateOf<T>& state, uint64_t key) {
  assert(!program_->body().hasUpdate());
  // Without an update nothing writes to the state.
  run(const_cast<ProgramStateOf<T>&>(state), key);
}

template <typename T>
const T* ExecutorOf<T>::output(size_t index) const {
  const Place& place = program_->body().outputs[index];
  return scratch_->base[static_cast<size_t>(place.base)] + place.offset;
}
template <typename T>
size_t ExecutorOf<T>::outputPitch(size_t index) const {
  return static_cast<size_t>(program_->body().outputs[index].pitch);
}
template <typename T>
std::span<const T> ExecutorOf<T>::gradients() const {
  return {scratch_->base[gradientBase], program_->body().hasUpdate() ? program_->body().parameterCount : 0};
}
template <typename T>
const ProgramEvents& ExecutorOf<T>::events() const {
  return scratch_->events;
}

template <typename T>
size_t ExecutorOf<T>::memoryBytes() {
  const Scratch& s = scratch();
  return (s.scratch.size() + s.scalars.size() + s.constants.size()) * sizeof(T);
}

template <typename T>
void ExecutorOf<T>::setProfiling(bool on) {
  scratch().seconds.assign(on ? program_->body().instructions.size() : 0, 0);
  scratch().profiledRuns = 0;
}
template <typename T>
std::span<const double> ExecutorOf<T>::profile() const {
  return scratch_ ? std::span<const double>(scratch_->seconds) : std::span<const double>();
}
template <typename T>
size_t ExecutorOf<T>::profiledRuns() const {
  return scratch_ ? scratch_->profiledRuns : 0;
}

template class ExecutorOf<float>;
template class ExecutorOf<double>;

}  // namespace gradus
