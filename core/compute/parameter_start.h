#pragma once
// How a parameter begins, as data: layers choose it by their rule (core/nn/initialiser.h), initialise() fills it.
#include <cstdint>

namespace gradus {

struct ParameterStart {
  // clang-format off
  enum class Kind : uint8_t {
    constant,         // number
    uniform,          // U(-number, number)
    normal,           // N(0, number^2)
    truncatedNormal,  // N(0, number^2) within two deviations
    orthogonal,       // rows (or columns, the fewer) orthonormal, times number (Saxe, McClelland, Ganguli 2014)
  };
  // clang-format on
  Kind kind = Kind::constant;
  double number = 0;

  bool operator==(const ParameterStart&) const = default;
};

}  // namespace gradus
