#include "core/compute/program.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/compute/cpu/instructions.h"

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace gradus {

template <typename T>
ProgramOf<T>::ProgramOf(std::unique_ptr<const ProgramBody<T>> body) : body_(std::move(body)) {}
template <typename T>
ProgramOf<T>::~ProgramOf() = default;
template <typename T>
const std::vector<ParameterInfo>& ProgramOf<T>::parameters() const {
  return body_->parameters;
}
template <typename T>
size_t ProgramOf<T>::parameterCount() const {
  return body_->parameterCount;
}
template <typename T>
size_t ProgramOf<T>::outputs() const {
  return body_->outputs.size();
}
template <typename T>
const Shape& ProgramOf<T>::outputShape(size_t index) const {
  return body_->outputShapes[index];
}
template <typename T>
const ProgramInfo& ProgramOf<T>::info() const {
  return body_->info;
}

template <typename T>
const ParameterInfo& ProgramOf<T>::parameter(std::string_view name) const {
  for (const ParameterInfo& info : body_->parameters) {
    if (info.name == name) return info;
  }
  throw UserError({GRADUS_TR("The model has no parameter named %1."), {std::string(name)}});
}

namespace {
int slotOf(const std::vector<std::string>& names, std::string_view name, const char* unknown) {
  const auto it = std::find(names.begin(), names.end(), name);
  if (it != names.end()) return static_cast<int>(it - names.begin());
  std::string known;
  for (const std::string& other : names) known += (known.empty() ? "" : ", ") + other;
  throw UserError({unknown, {std::string(name), known}});
}
}  // namespace

template <typename T>
int ProgramOf<T>::input(std::string_view name) const {
  return slotOf(body_->inputNames, name, GRADUS_TR("The program has no input named \"%1\". It has: %2."));
}
template <typename T>
int ProgramOf<T>::scalar(std::string_view name) const {
  return slotOf(body_->scalarNames, name, GRADUS_TR("The program has no scalar named \"%1\". It has: %2."));
}

template <typename T>
ProgramStateOf<T> ProgramOf<T>::makeState() const {
  ProgramStateOf<T> state;
  state.parameters.assign(body_->parameterCount, T(0));
  int moments = 0;
  for (const UpdateSpec& update : body_->updates) moments = std::max(moments, momentsOf(update.kind));
  state.moments.assign(body_->parameterCount * static_cast<size_t>(moments), T(0));
  return state;
}

template class ProgramOf<float>;
template class ProgramOf<double>;

#if defined(__SSE2__)
FlushDenormals::FlushDenormals() : saved_(_mm_getcsr()) {
  _mm_setcsr(static_cast<unsigned>(saved_) | 0x8040);
}
FlushDenormals::~FlushDenormals() {
  _mm_setcsr(static_cast<unsigned>(saved_));
}
#elif defined(__aarch64__)
FlushDenormals::FlushDenormals() {
  asm volatile("mrs %0, fpcr" : "=r"(saved_));
  asm volatile("msr fpcr, %0" : : "r"(saved_ | (1u << 24)));
}
FlushDenormals::~FlushDenormals() {
  asm volatile("msr fpcr, %0" : : "r"(saved_));
}
#else
FlushDenormals::FlushDenormals() = default;
FlushDenormals::~FlushDenormals() = default;
#endif

}  // namespace gradus
