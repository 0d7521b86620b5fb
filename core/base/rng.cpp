#include "core/base/rng.h"

#include <cassert>
#include <cmath>
#include <numbers>
#include <numeric>

namespace gradus {

std::array<uint32_t, 4> philox4x32(std::array<uint32_t, 4> c, std::array<uint32_t, 2> k) {
  constexpr uint64_t m0 = 0xD2511F53, m1 = 0xCD9E8D57;
  constexpr uint32_t w0 = 0x9E3779B9, w1 = 0xBB67AE85;
  for (int round = 0; round < 10; ++round) {
    const uint64_t p0 = m0 * c[0], p1 = m1 * c[2];
    c = {static_cast<uint32_t>(p1 >> 32) ^ c[1] ^ k[0], static_cast<uint32_t>(p1),
         static_cast<uint32_t>(p0 >> 32) ^ c[3] ^ k[1], static_cast<uint32_t>(p0)};
    k[0] += w0;
    k[1] += w1;
  }
  return c;
}

namespace {

uint64_t finalise(uint64_t h) {  // SplitMix64's output function
  h ^= h >> 30;
  h *= 0xBF58476D1CE4E5B9ull;
  h ^= h >> 27;
  h *= 0x94D049BB133111EBull;
  return h ^ (h >> 31);
}

std::array<uint32_t, 2> toKey(uint64_t k) {
  return {static_cast<uint32_t>(k), static_cast<uint32_t>(k >> 32)};
}
uint64_t fromKey(std::array<uint32_t, 2> k) {
  return k[0] | (static_cast<uint64_t>(k[1]) << 32);
}

}  // namespace

uint64_t nameKey(std::string_view name) {
  uint64_t h = 0xCBF29CE484222325ull;
  for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
  return finalise(h);
}

Rng::Rng(uint64_t seed, std::string_view name, uint64_t tick)
    : key_(toKey(finalise(seed + 0x9E3779B97F4A7C15ull) ^ nameKey(name))), tick_(tick) {}

Rng Rng::split(std::string_view name) const {
  return Rng(toKey(finalise(fromKey(key_) + 0x632BE59BD9B4E019ull) ^ nameKey(name)), tick_);
}

Rng Rng::split(uint64_t index) const {
  return Rng(toKey(finalise(finalise(fromKey(key_) + 0xD1342543DE82EF95ull) + index * 0x9E3779B97F4A7C15ull)), tick_);
}

uint32_t Rng::nextUint32() {
  if (used_ == 4) {
    words_ = philox4x32({static_cast<uint32_t>(block_), static_cast<uint32_t>(block_ >> 32),
                         static_cast<uint32_t>(tick_), static_cast<uint32_t>(tick_ >> 32)},
                        key_);
    ++block_;
    used_ = 0;
  }
  return words_[used_++];
}

uint64_t Rng::nextUint64() {
  const uint64_t low = nextUint32();
  return low | (static_cast<uint64_t>(nextUint32()) << 32);
}

double Rng::uniform() {
  return static_cast<double>(nextUint64() >> 11) * 0x1.0p-53;
}

uint64_t Rng::below(uint64_t n) {
  assert(n >= 1);
  __extension__ using Wide = unsigned __int128;
  Wide product = static_cast<Wide>(nextUint64()) * n;
  if (static_cast<uint64_t>(product) < n) {
    const uint64_t threshold = (0 - n) % n;
    while (static_cast<uint64_t>(product) < threshold) product = static_cast<Wide>(nextUint64()) * n;
  }
  return static_cast<uint64_t>(product >> 64);
}

double Rng::normal() {
  if (hasSpare_) {
    hasSpare_ = false;
    return spare_;
  }
  const double radius = std::sqrt(-2 * std::log1p(-uniform()));
  const double angle = 2 * std::numbers::pi * uniform();
  spare_ = radius * std::sin(angle);
  hasSpare_ = true;
  return radius * std::cos(angle);
}

double Rng::exponential() {
  return -std::log1p(-uniform());
}

double Rng::gamma(double shape) {
  assert(shape > 0);
  if (shape < 1) {  // boost: Gamma(a) = Gamma(a + 1) * U^(1/a)
    const double power = std::pow(1 - uniform(), 1 / shape);
    return gamma(shape + 1) * power;
  }
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = normal();
    const double v = std::pow(1 + c * x, 3);
    if (v > 0 && std::log1p(-uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
  }
}

size_t Rng::choice(std::span<const double> weights) {
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  assert(total > 0);
  double rest = uniform() * total;
  size_t last = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] <= 0) continue;
    last = i;
    if ((rest -= weights[i]) < 0) return i;
  }
  return last;
}

std::vector<size_t> Rng::permutation(size_t n) {
  return sample(n, n);
}

std::vector<size_t> Rng::sample(size_t n, size_t k) {
  assert(k <= n);
  std::vector<size_t> indices(n);
  std::iota(indices.begin(), indices.end(), size_t{0});
  for (size_t i = 0; i < k; ++i) std::swap(indices[i], indices[i + below(n - i)]);
  indices.resize(k);
  return indices;
}

void Rng::fillNormal(std::span<double> values) {
  for (double& value : values) value = normal();
}

void Rng::fillNormal(std::span<float> values) {
  for (float& value : values) value = static_cast<float>(normal());
}

}  // namespace gradus
