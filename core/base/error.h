#pragma once
// Three kinds of trouble: bad input of a user is a UserError, a broken invariant an assert, and numerical trouble a
// flag in an algorithm's Info (never an exception).
#include <exception>
#include <string>

#include "core/base/text.h"

namespace gradus {

/// Thrown at the boundary for bad user input. The text says what was found, what was expected and what to do.
class UserError : public std::exception {
 public:
  explicit UserError(Text text) : text_(std::move(text)), what_(text_.str()) {}
  const Text& text() const { return text_; }
  const char* what() const noexcept override { return what_.c_str(); }

 private:
  Text text_;
  std::string what_;
};

}  // namespace gradus
