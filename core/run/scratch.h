#pragma once
// Working memory of an experiment that is made when it is needed and is no part of its state.
#include <optional>
#include <utility>

namespace gradus {

/// An optional that a copy does not get: every copy of an experiment makes its own.
template <typename T>
class Scratch {
 public:
  Scratch() = default;
  Scratch(const Scratch&) {}
  Scratch& operator=(const Scratch&) {
    made_.reset();
    return *this;
  }
  /// What is there, or T(arguments...) made now.
  template <typename... Arguments>
  T& get(Arguments&&... arguments) {
    if (!made_) made_.emplace(std::forward<Arguments>(arguments)...);
    return *made_;
  }
  void reset() { made_.reset(); }

 private:
  std::optional<T> made_;
};

}  // namespace gradus
