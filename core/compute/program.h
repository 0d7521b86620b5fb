#pragma once
// A compiled training (or evaluation) step. `Program` is immutable and shared; what changes between steps (parameters,
// optimiser moments, the step counter) is a plain value beside it, `ProgramState`, so that keyframes, branches and
// splits cost only that value; scratch memory belongs to an Executor. Float trains, double is the oracle of the tests.
//
//   Graph graph;                                    // core/compute/graph.h
//   ... build loss, updates ...
//   auto program = compile<float>(graph, {.outputs = {loss}, ...});
//   ProgramState state = program->makeState();      // zeros; fill with an initialiser (core/nn/initialiser.h)
//   Executor executor(program);
//   executor.setInput(program->input("x"), batch);  // pointer, not copied
//   executor.setScalar(program->scalar("learning_rate"), 0.03);
//   executor.run(state, key);                       // no allocation
//   executor.output(0)[0];                          // the loss
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/compute/parameter_start.h"
#include "core/compute/shape.h"

namespace gradus {

/// What a step changes, as flat segments. `parameters` holds every parameter in declared order, each contiguous and
/// row-major; `moments` holds as many segments of the same length as the optimiser keeps moments.
template <typename T>
struct ProgramStateOf {
  std::vector<T> parameters;
  std::vector<T> moments;
  uint64_t step = 0;  // optimiser steps taken (bias correction, random streams)

  template <typename Visitor>
  void fields(Visitor& v) {
    v("parameters", parameters);
    v("moments", moments);
    v("step", step);
  }
  bool operator==(const ProgramStateOf&) const = default;
};
using ProgramState = ProgramStateOf<float>;

/// Where a parameter lies in ProgramState::parameters.
struct ParameterInfo {
  std::string name;  // PyTorch-like: "layer1.weight" [out, in], "layer1.bias" [out, 1]
  Shape shape;
  size_t offset = 0;
  size_t count = 0;
  bool penalised = false;  // L1 and L2 penalties act on it (weights, not biases)
  bool trainable = true;   // false: a buffer (running mean), changed by assignments only
  ParameterStart start;
};

/// Numerical events of the last run: cheap flags, never exceptions.
struct ProgramEvents {
  double gradientNorm =
      0;  // of the last update: Euclidean norm over all gradients, penalties included, before clipping
  bool finiteGradient = true;  // false: an infinite or undefined gradient; the update was NOT applied
  bool finiteOutputs = true;   // false: the first output or the loss of an update is infinite or undefined
};

template <typename T>
struct ProgramBody;  // instructions and memory plan, core/compute/cpu/instructions.h

/// A value in scratch memory: the kernel that makes it, the layer of its last op, its size.
struct PeakUse {
  std::string kernel, layer;
  size_t bytes = 0;
};

/// Statistics of the compiler, for views and tests.
struct ProgramInfo {
  size_t graphOps = 0;        // op records given
  size_t instructions = 0;    // kernels run per step
  size_t scratchBytes = 0;    // peak of gradients and intermediate values after the memory plan
  size_t unplannedBytes = 0;  // the same without sharing of memory
  size_t liveBytes = 0;       // most bytes in use by one instruction: no plan can do with less than this
  std::vector<PeakUse> peak;  // what is in use then, largest first
};

template <typename T>
class ProgramOf {
 public:
  explicit ProgramOf(std::unique_ptr<const ProgramBody<T>> body);
  ~ProgramOf();

  const std::vector<ParameterInfo>& parameters() const;
  const ParameterInfo& parameter(std::string_view name) const;  // UserError if there is none
  size_t parameterCount() const;
  /// Slots by name, for Executor; UserError with the names there are if there is none of this name.
  int input(std::string_view name) const;
  int scalar(std::string_view name) const;
  size_t outputs() const;
  const Shape& outputShape(size_t index) const;
  const ProgramInfo& info() const;
  /// All zeros, of the right sizes.
  ProgramStateOf<T> makeState() const;
  const ProgramBody<T>& body() const { return *body_; }

 private:
  std::unique_ptr<const ProgramBody<T>> body_;
};
using Program = ProgramOf<float>;

/// Runs a program. Holds scratch memory (made at first use) and bound inputs and scalars; one thread at a time. A copy
/// shares the program only: its inputs and scalars are to be set anew.
template <typename T>
class ExecutorOf {
 public:
  ExecutorOf();
  explicit ExecutorOf(std::shared_ptr<const ProgramOf<T>> program);
  ExecutorOf(const ExecutorOf& other);
  ExecutorOf& operator=(const ExecutorOf& other);
  ExecutorOf(ExecutorOf&&) noexcept;
  ExecutorOf& operator=(ExecutorOf&&) noexcept;
  ~ExecutorOf();

  explicit operator bool() const { return program_ != nullptr; }
  const ProgramOf<T>& program() const { return *program_; }
  /// Row-major data of the declared shape, without padding; must stay valid during run().
  void setInput(int slot, const T* data);
  void setScalar(int slot, double value);
  /// What was bound; nullptr: nothing yet.
  const T* boundInput(int slot) const;
  double boundScalar(int slot) const;
  /// One step: reads and (if the program has updates) changes `state`. `key` seeds the random ops of this step.
  void run(ProgramStateOf<T>& state, uint64_t key = 0);
  /// For programs without updates.
  void evaluate(const ProgramStateOf<T>& state, uint64_t key = 0);
  /// Rows of output `index`: rows() x cols() of its shape, row r begins at r * outputPitch(index).
  const T* output(size_t index) const;
  size_t outputPitch(size_t index) const;
  double outputScalar(size_t index) const { return static_cast<double>(*output(index)); }
  /// The gradient segment of the last run, same layout as ProgramState::parameters (programs with an update).
  std::span<const T> gradients() const;
  const ProgramEvents& events() const;
  /// What the executor holds itself: scratch, gradients, constants, packed operands of products.
  size_t memoryBytes();
  /// Measures the time of every instruction of the runs from now on (off, the usual case, it costs nothing). With the
  /// environment variable GRADUS_PROFILE set every executor does, and prints the table when it ends.
  void setProfiling(bool on);
  /// Seconds in each instruction of program().body() and the number of runs, since setProfiling(true).
  std::span<const double> profile() const;
  size_t profiledRuns() const;

 private:
  struct Scratch;
  Scratch& makeScratch();
  Scratch& scratch() { return scratch_ ? *scratch_ : makeScratch(); }
  std::shared_ptr<const ProgramOf<T>> program_;
  std::unique_ptr<Scratch> scratch_;
};
using Executor = ExecutorOf<float>;

/// Sets flush-to-zero and denormals-are-zero for the calling thread while it lives: optimiser moments of dead units
/// decay into denormals, which slow a step by half. The executor does this for its own kernels.
class FlushDenormals {
 public:
  FlushDenormals();
  ~FlushDenormals();
  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;

 private:
  uint64_t saved_ = 0;
};

/// Name of the kernel level in use: "v2", "v3", "v4" (x86-64 levels) or "portable". Chosen at start by the processor's
/// features; the environment variable GRADUS_KERNELS forces one.
std::string_view kernelLevel();
/// Levels this machine can run, narrowest first.
std::vector<std::string_view> availableKernelLevels();

}  // namespace gradus
