#pragma once
// A long list that only grows and is copied often (draws of a chain, kept by every keyframe): copies share all full
// chunks.
#include <cassert>
#include <cstddef>
#include <memory>
#include <vector>

namespace gradus {

template <typename T, size_t chunkSize = 1024>
class AppendLog {
 public:
  size_t size() const { return full_.size() * chunkSize + tail_.size(); }
  bool empty() const { return size() == 0; }
  const T& operator[](size_t i) const {
    assert(i < size());
    const size_t chunk = i / chunkSize;
    return chunk < full_.size() ? (*full_[chunk])[i % chunkSize] : tail_[i % chunkSize];
  }
  void push_back(const T& value) {
    tail_.push_back(value);
    if (tail_.size() == chunkSize) {
      full_.push_back(std::make_shared<const std::vector<T>>(std::move(tail_)));
      tail_.clear();
    }
  }
  void clear() {
    full_.clear();
    tail_.clear();
  }
  /// What a copy costs beyond the shared chunks.
  size_t ownBytes() const { return tail_.size() * sizeof(T) + full_.size() * sizeof(full_[0]); }

 private:
  std::vector<std::shared_ptr<const std::vector<T>>> full_;
  std::vector<T> tail_;
};

}  // namespace gradus
