#include "core/run/recording.h"

#include <algorithm>

namespace gradus {

Series::Series(const Series& other) : chunks_(other.chunks_), size_(other.size_) {
  ownTail();
}

Series& Series::operator=(const Series& other) {
  if (this != &other) {
    chunks_ = other.chunks_;
    size_ = other.size_;
    ownTail();
  }
  return *this;
}

// The last chunk may still grow, so no two Series share it; full chunks never change again.
void Series::ownTail() {
  if (size_ % chunkSize == 0) return;
  auto tail = std::make_shared<Chunk>();
  const Chunk& old = *chunks_.back();
  tail->x.reserve(chunkSize);
  tail->y.reserve(chunkSize);
  tail->x.assign(old.x.begin(), old.x.end());
  tail->y.assign(old.y.begin(), old.y.end());
  tail->low = old.low;
  tail->high = old.high;
  chunks_.back() = std::move(tail);
}

void Series::append(double x, double y) {
  if (size_ % chunkSize == 0) {
    auto chunk = std::make_shared<Chunk>();
    chunk->x.reserve(chunkSize);
    chunk->y.reserve(chunkSize);
    chunks_.push_back(std::move(chunk));
  }
  Chunk& chunk = *chunks_.back();
  const size_t at = chunk.y.size(), block = at / blockSize;
  chunk.x.push_back(x);
  chunk.y.push_back(y);
  if (at % blockSize == 0) {
    chunk.low[block] = chunk.high[block] = static_cast<uint16_t>(at);
  } else {
    if (y < chunk.y[chunk.low[block]]) chunk.low[block] = static_cast<uint16_t>(at);
    if (y > chunk.y[chunk.high[block]]) chunk.high[block] = static_cast<uint16_t>(at);
  }
  ++size_;
}

double Series::lastX() const {
  return size_ == 0 ? -std::numeric_limits<double>::infinity() : x(size_ - 1);
}

size_t Series::countUpTo(double limit) const {
  size_t low = 0, high = size_;
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (x(middle) <= limit) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

void Series::truncate(size_t size) {
  if (size >= size_) return;
  const size_t whole = size / chunkSize, rest = size % chunkSize;
  std::shared_ptr<Chunk> last = rest > 0 ? chunks_[whole] : nullptr;
  chunks_.resize(whole);
  size_ = whole * chunkSize;
  for (size_t i = 0; i < rest; ++i) append(last->x[i], last->y[i]);
}

void Series::decimate(size_t buckets, std::vector<double>& xs, std::vector<double>& ys) const {
  xs.clear();
  ys.clear();
  // Buckets are powers of two and lie at multiples of their size, so that the drawn line does not flicker as it grows.
  size_t bucket = 1;
  while (size_ / bucket > 2 * std::max<size_t>(1, buckets) || (bucket > 1 && size_ / bucket > buckets)) bucket *= 2;
  const auto add = [&](size_t i) {
    xs.push_back(x(i));
    ys.push_back(y(i));
  };
  if (bucket == 1) {
    for (size_t i = 0; i < size_; ++i) add(i);
    return;
  }
  for (size_t begin = 0; begin < size_; begin += bucket) {
    const size_t end = std::min(size_, begin + bucket);
    size_t low = begin, high = begin;
    findExtremes(begin, end, low, high);
    add(std::min(low, high));
    if (low != high) add(std::max(low, high));
  }
  if (xs.empty() || xs.back() != x(size_ - 1)) add(size_ - 1);
}

void Series::findExtremes(size_t begin, size_t end, size_t& low, size_t& high) const {
  for (size_t i = begin; i < end;) {
    if (i % blockSize == 0 && i + blockSize <= end) {
      const Chunk& chunk = *chunks_[i / chunkSize];
      const size_t base = i - i % chunkSize, block = i % chunkSize / blockSize;
      if (const size_t at = base + chunk.low[block]; y(at) < y(low)) low = at;
      if (const size_t at = base + chunk.high[block]; y(at) > y(high)) high = at;
      i += blockSize;
    } else {
      if (y(i) < y(low)) low = i;
      if (y(i) > y(high)) high = i;
      ++i;
    }
  }
}

void Recording::append(double step, const std::vector<std::pair<std::string, double>>& samples) {
  size_t guess = 0;  // samples come in the same order at every step
  for (const auto& [name, value] : samples) {
    size_t found = guess;
    if (guess >= series_.size() || series_[guess].first != name) {
      for (found = 0; found < series_.size() && series_[found].first != name;) ++found;
      if (found == series_.size()) series_.emplace_back(name, Series());
    }
    series_[found].second.append(step, value);
    guess = found + 1;
  }
}

void Recording::addEvent(int64_t tick, EventKind kind, const Text& text, int64_t action) {
  events_.push_back({tick, kind, text, action});
}

const Series* Recording::series(std::string_view name) const {
  for (const auto& [key, series] : series_) {
    if (key == name) return &series;
  }
  return nullptr;
}

void Recording::truncate(int64_t tick, double stepsPerTick) {
  const double limit = (static_cast<double>(tick) + 0.25) * stepsPerTick;  // a quarter of a tick against rounding
  for (auto& [name, series] : series_) series.truncate(series.countUpTo(limit));
  std::erase_if(events_, [tick](const EventMark& mark) { return mark.tick > tick; });
}

void Recording::removeActionEvents(int64_t firstAction) {
  std::erase_if(events_, [firstAction](const EventMark& mark) { return mark.action >= firstAction; });
}

}  // namespace gradus
