#pragma once
// Counter-based random numbers: Philox 4x32-10 (Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as
// 1, 2, 3"), passed explicitly and split by name. The distributions are our own, because the standard library's differ
// between platforms. Every draw is a pure function of (seed, name, tick, index of the draw).
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace gradus {

/// Ten rounds of Philox 4x32: four random words from a 128-bit counter and a 64-bit key.
std::array<uint32_t, 4> philox4x32(std::array<uint32_t, 4> counter, std::array<uint32_t, 2> key);

/// 64-bit hash of a name (FNV-1a followed by a finaliser); stable for ever, it is part of the recipe format.
uint64_t nameKey(std::string_view name);

/// A stream of random numbers. Cheap to copy and to make; the Runner makes one per tick, no State stores one.
class Rng {
 public:
  /// The stream `name` of `seed` at `tick`.
  explicit Rng(uint64_t seed = 0, std::string_view name = {}, uint64_t tick = 0);

  /// An independent stream; the same (parent stream, name) always gives the same child, however much was drawn before.
  Rng split(std::string_view name) const;
  Rng split(uint64_t index) const;

  uint32_t nextUint32();
  uint64_t nextUint64();
  /// Uniform in [0, 1), 53 bits.
  double uniform();
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Uniform integer in [0, n), unbiased (Lemire 2019). n >= 1.
  uint64_t below(uint64_t n);
  /// Standard normal (Box-Muller, one value per call, both halves used in turn).
  double normal();
  double normal(double mean, double sd) { return mean + sd * normal(); }
  /// Gamma with the given shape > 0 and scale 1 (Marsaglia and Tsang 2000).
  double gamma(double shape);
  /// Exponential with mean 1.
  double exponential();
  /// Index drawn with probability weights[i] / sum(weights). Weights >= 0, sum > 0.
  size_t choice(std::span<const double> weights);
  /// k different indices of [0, n), in random order. k <= n.
  std::vector<size_t> sample(size_t n, size_t k);
  /// Fisher-Yates.
  template <typename T>
  void shuffle(std::vector<T>& values) {
    for (size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
  }
  std::vector<size_t> permutation(size_t n);
  void fillNormal(std::span<double> values);
  void fillNormal(std::span<float> values);

 private:
  Rng(std::array<uint32_t, 2> key, uint64_t tick) : key_(key), tick_(tick) {}
  std::array<uint32_t, 2> key_{};
  uint64_t tick_ = 0;
  uint64_t block_ = 0;  // counter of blocks of four words drawn
  std::array<uint32_t, 4> words_{};
  int used_ = 4;  // words of the block already handed out
  bool hasSpare_ = false;
  double spare_ = 0;
};

}  // namespace gradus
