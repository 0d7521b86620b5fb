// The .npy format, versions 1 to 3 (numpy.lib.format): magic, version, length of the header, a Python dictionary with
// descr, fortran_order and shape, then the elements.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/base/error.h"
#include "core/nn/npz.h"

namespace gradus {

namespace {

constexpr std::string_view magic("\x93NUMPY", 6);

[[noreturn]] void bad(const std::string& path, const std::string& array, const std::string& what) {
  throw UserError({GRADUS_TR("%1: array %2 can't be read: %3."), {path, array, what}});
}

// The text after 'key': in the header's dictionary.
std::string_view afterKey(std::string_view header, std::string_view key) {
  for (const char quote : {'\'', '"'}) {
    const std::string quoted = quote + std::string(key) + quote;
    size_t at = header.find(quoted);
    if (at == std::string_view::npos) continue;
    at = header.find_first_not_of(" \t:", at + quoted.size());
    if (at != std::string_view::npos) return header.substr(at);
  }
  return {};
}

struct Header {
  char order = '<', type = 'f';
  size_t bytes = 4;
  bool fortran = false;
  std::vector<int64_t> shape;
  size_t count = 1;
};

constexpr size_t mostElements = size_t{1} << 31;

void parseShape(std::string_view text, Header& header, const std::string& path, const std::string& array) {
  const size_t end = text.find(')');
  if (text.empty() || text[0] != '(' || end == std::string_view::npos) bad(path, array, "its header has no shape");
  for (size_t i = 1; i < end;) {
    if (text[i] < '0' || text[i] > '9') {
      ++i;
      continue;
    }
    uint64_t size = 0;
    for (; i < end && text[i] >= '0' && text[i] <= '9'; ++i) {
      size = size * 10 + static_cast<uint64_t>(text[i] - '0');
      if (size > mostElements) bad(path, array, "it is too large");
    }
    header.shape.push_back(static_cast<int64_t>(size));
    if (size > 0 && header.count > mostElements / size) bad(path, array, "it is too large");
    header.count *= static_cast<size_t>(size);
  }
}

Header parseHeader(std::string_view text, const std::string& path, const std::string& array) {
  Header header;
  const std::string_view type = afterKey(text, "descr");
  const size_t end = type.size() > 1 ? type.find(type[0], 1) : std::string_view::npos;
  if (end == std::string_view::npos || end < 4) bad(path, array, "its header has no type");
  header.order = type[1];
  header.type = type[2];
  header.bytes = 0;
  for (size_t i = 3; i < end; ++i) {
    if (type[i] < '0' || type[i] > '9' || i > 5)
      bad(path, array, "its type is " + std::string(type.substr(1, end - 1)));
    header.bytes = header.bytes * 10 + static_cast<size_t>(type[i] - '0');
  }
  const bool isFloat = header.type == 'f' && (header.bytes == 2 || header.bytes == 4 || header.bytes == 8);
  const bool isWhole = (header.type == 'i' || header.type == 'u' || header.type == 'b') &&
                       std::has_single_bit(header.bytes) && header.bytes <= 8;
  if (!isFloat && !isWhole) bad(path, array, "its type is " + std::string(type.substr(1, end - 1)));
  header.fortran = afterKey(text, "fortran_order").starts_with("True");
  parseShape(afterKey(text, "shape"), header, path, array);
  return header;
}

double halfToDouble(uint64_t bits) {
  const double sign = bits & 0x8000 ? -1 : 1;
  const int exponent = static_cast<int>(bits >> 10 & 31);
  const auto fraction = static_cast<double>(bits & 1023);
  if (exponent == 31) return fraction == 0 ? sign * INFINITY : std::numeric_limits<double>::quiet_NaN();
  return sign * (exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25));
}

double elementOf(const Header& header, const char* at) {
  uint64_t bits = 0;
  for (size_t i = 0; i < header.bytes; ++i) {
    const size_t from = header.order == '>' ? i : header.bytes - 1 - i;
    bits = bits << 8 | static_cast<unsigned char>(at[from]);
  }
  if (header.type == 'f') {
    if (header.bytes == 2) return halfToDouble(bits);
    if (header.bytes == 4) return static_cast<double>(std::bit_cast<float>(static_cast<uint32_t>(bits)));
    return std::bit_cast<double>(bits);
  }
  const size_t unused = 64 - 8 * header.bytes;
  if (header.type == 'i') return static_cast<double>(static_cast<int64_t>(bits << unused) >> unused);
  return static_cast<double>(bits);
}

}  // namespace

NpyArray parseNpy(std::string_view bytes, std::string name, const std::string& path) {
  if (bytes.size() < 10 || !bytes.starts_with(magic)) bad(path, name, "it doesn't begin as a .npy file");
  const auto byteAt = [&](size_t i) { return static_cast<size_t>(static_cast<unsigned char>(bytes[i])); };
  const bool isLong = byteAt(6) >= 2;
  const size_t begin = isLong ? 12 : 10;
  if (bytes.size() < begin) bad(path, name, "it is cut short");
  size_t length = byteAt(8) | byteAt(9) << 8;
  if (isLong) length |= byteAt(10) << 16 | byteAt(11) << 24;
  if (length > bytes.size() - begin) bad(path, name, "it is cut short");
  const Header header = parseHeader(bytes.substr(begin, length), path, name);
  const std::string_view data = bytes.substr(begin + length);
  if (data.size() / header.bytes < header.count) {
    bad(path, name,
        std::to_string(header.count) + " elements expected, " + std::to_string(data.size() / header.bytes) + " found");
  }
  NpyArray array{std::move(name), header.shape, std::vector<double>(header.count), header.bytes <= 4};
  const size_t rank = header.shape.size();
  std::vector<size_t> at(rank, 0);
  for (size_t i = 0; i < header.count; ++i) {
    size_t source = i;
    if (header.fortran) {  // the first axis runs fastest
      source = 0;
      for (size_t axis = rank; axis-- > 0;) source = source * static_cast<size_t>(header.shape[axis]) + at[axis];
      for (size_t axis = rank; axis-- > 0 && ++at[axis] == static_cast<size_t>(header.shape[axis]);) at[axis] = 0;
    }
    array.values[i] = elementOf(header, data.data() + source * header.bytes);
  }
  return array;
}

std::string npyBytes(const NpyArray& array) {
  std::string shape;
  for (const int64_t size : array.shape) shape += std::to_string(size) + ", ";
  if (array.shape.size() > 1) shape.resize(shape.size() - 2);  // one axis keeps its comma: (3,)
  if (array.shape.size() == 1) shape.resize(shape.size() - 1);
  std::string header = std::string("{'descr': '") + (array.single ? "<f4" : "<f8") +
                       "', 'fortran_order': False, 'shape': (" + shape + "), }";
  header.append(63 - (magic.size() + 4 + header.size()) % 64, ' ');  // data begin at a multiple of 64
  header += '\n';
  std::string bytes(magic);
  bytes += std::string("\x01\0", 2);
  bytes += static_cast<char>(header.size() & 255);
  bytes += static_cast<char>(header.size() >> 8);
  bytes += header;
  for (const double value : array.values) {
    uint64_t bits = array.single ? std::bit_cast<uint32_t>(static_cast<float>(value)) : std::bit_cast<uint64_t>(value);
    for (int i = 0; i < (array.single ? 4 : 8); ++i, bits >>= 8) bytes += static_cast<char>(bits & 255);
  }
  return bytes;
}

}  // namespace gradus
