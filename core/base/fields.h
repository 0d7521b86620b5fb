#pragma once
// One visitor per State serves hash, size and tests (rulings 4): a State is a plain value with
//     template <typename Visitor> void fields(Visitor& v) { v("centroids", centroids); v("labels", labels); }
// Fields are visited in declared order as canonical bytes: little-endian numbers, -0.0 as 0.0, one NaN, sizes before
// contents. Supported: arithmetic types, enums, bool, std::string, std::vector, std::array, std::optional, std::pair,
// Matrix, shared_ptr<const T> (by content) and anything that has fields() itself.
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/base/matrix.h"

namespace gradus {

/// 64-bit streaming hash (XXH3) over canonical bytes.
class Hasher {
 public:
  Hasher();
  ~Hasher();
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;
  void bytes(const void* data, size_t size);
  uint64_t value() const;

  template <typename T>
  void operator()(const char*, const T& field) {
    add(field);
  }

  template <typename T>
  void add(const T& value);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Counts the bytes a State holds, for the keyframe budget.
class Sizer {
 public:
  size_t total = 0;
  template <typename T>
  void operator()(const char*, const T& field) {
    add(field);
  }
  template <typename T>
  void add(const T& value);
};

namespace detail {
template <typename T>
struct IsVector : std::false_type {};
template <typename T>
struct IsVector<std::vector<T>> : std::true_type {};
template <typename T>
struct IsArray : std::false_type {};
template <typename T, size_t n>
struct IsArray<std::array<T, n>> : std::true_type {};
template <typename T>
struct IsOptional : std::false_type {};
template <typename T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <typename T>
struct IsPair : std::false_type {};
template <typename A, typename B>
struct IsPair<std::pair<A, B>> : std::true_type {};
template <typename T>
struct IsShared : std::false_type {};
template <typename T>
struct IsShared<std::shared_ptr<T>> : std::true_type {};

template <typename T>
T canonical(T value) {
  if constexpr (std::is_floating_point_v<T>) {
    if (std::isnan(value)) return std::numeric_limits<T>::quiet_NaN();
    return value == T(0) ? T(0) : value;
  }
  return value;
}
}  // namespace detail

template <typename T>
void Hasher::add(const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    const unsigned char byte = value;
    bytes(&byte, 1);
  } else if constexpr (std::is_enum_v<T>) {
    const auto number = static_cast<int64_t>(value);
    bytes(&number, sizeof number);
  } else if constexpr (std::is_arithmetic_v<T>) {
    const T number = detail::canonical(value);
    bytes(&number, sizeof number);
  } else if constexpr (std::is_same_v<T, std::string>) {
    add(static_cast<uint64_t>(value.size()));
    bytes(value.data(), value.size());
  } else if constexpr (std::is_same_v<T, Matrix>) {
    add(static_cast<uint64_t>(value.rows));
    add(value.values);
  } else if constexpr (detail::IsVector<T>::value) {
    add(static_cast<uint64_t>(value.size()));
    using Item = typename T::value_type;
    if constexpr (std::is_integral_v<Item> && !std::is_same_v<Item, bool>) {
      bytes(value.data(), value.size() * sizeof(Item));
    } else {
      for (const auto& item : value) add(static_cast<const Item&>(item));
    }
  } else if constexpr (detail::IsArray<T>::value) {
    for (const auto& item : value) add(item);
  } else if constexpr (detail::IsOptional<T>::value) {
    add(value.has_value());
    if (value) add(*value);
  } else if constexpr (detail::IsPair<T>::value) {
    add(value.first);
    add(value.second);
  } else if constexpr (detail::IsShared<T>::value) {
    add(static_cast<bool>(value));
    if (value) add(*value);
  } else {
    const_cast<T&>(value).fields(*this);  // fields() only reads here; one visitor serves reading and writing
  }
}

template <typename T>
void Sizer::add(const T& value) {
  if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
    total += sizeof value;
  } else if constexpr (std::is_same_v<T, std::string>) {
    total += sizeof value + value.size();
  } else if constexpr (std::is_same_v<T, Matrix>) {
    total += sizeof value + value.values.size() * sizeof(double);
  } else if constexpr (detail::IsVector<T>::value) {
    using Item = typename T::value_type;
    total += sizeof value;
    if constexpr (std::is_arithmetic_v<Item> || std::is_enum_v<Item>) {
      total += value.size() * sizeof(Item);
    } else {
      for (const auto& item : value) add(static_cast<const Item&>(item));
    }
  } else if constexpr (detail::IsArray<T>::value) {
    for (const auto& item : value) add(item);
  } else if constexpr (detail::IsOptional<T>::value) {
    total += sizeof value;
    if (value) add(*value);
  } else if constexpr (detail::IsPair<T>::value) {
    add(value.first);
    add(value.second);
  } else if constexpr (detail::IsShared<T>::value) {
    total += sizeof value;  // shared contents are counted once, by their owner
  } else {
    const_cast<T&>(value).fields(*this);
  }
}

/// Hash of any value with fields().
template <typename State>
uint64_t hashOf(const State& state) {
  Hasher hasher;
  hasher.add(state);
  return hasher.value();
}

}  // namespace gradus
