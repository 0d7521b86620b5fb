#pragma once
// NumPy's .npz files: zip archives of .npy arrays (numpy.savez, numpy.savez_compressed, numpy.load). Written stored,
// little-endian, C order, with fixed time stamps, so that equal models give equal files; read stored or deflated, in C
// or Fortran order, of any whole or floating type up to eight bytes, either byte order. Archives above 4 GiB are
// refused.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gradus {

struct NpyArray {
  std::string name;  // without ".npy"
  std::vector<int64_t> shape;
  std::vector<double> values;  // row-major
  bool single = true;          // written as float32, otherwise as float64

  bool operator==(const NpyArray&) const = default;
};

/// UserError that names the file if it can't be written.
void writeNpz(const std::string& path, std::span<const NpyArray> arrays);
/// UserError that names the file and what is wrong with it.
std::vector<NpyArray> readNpz(const std::string& path);
/// The same from memory; `path` is for error texts only.
std::string npzBytes(std::span<const NpyArray> arrays);
std::vector<NpyArray> parseNpz(std::string_view bytes, const std::string& path);

/// One .npy file.
std::string npyBytes(const NpyArray& array);
NpyArray parseNpy(std::string_view bytes, std::string name, const std::string& path);

}  // namespace gradus
