// Zip archives (PKWARE APPNOTE 6.3): local records, central directory, end record; methods 0 (stored) and 8 (deflate).
#include "core/nn/npz.h"

#include <zlib.h>

#include <fstream>
#include <sstream>

#include "core/base/error.h"

namespace gradus {

namespace {

constexpr uint32_t localSignature = 0x04034b50, centralSignature = 0x02014b50, endSignature = 0x06054b50;
constexpr size_t mostBytes = size_t{1} << 31;  // of one array, unpacked

[[noreturn]] void bad(const std::string& path, const std::string& what) {
  throw UserError({GRADUS_TR("%1 is not a readable NPZ file: %2."), {path, what}});
}

void put(std::string& bytes, uint64_t value, int count) {
  for (int i = 0; i < count; ++i, value >>= 8) bytes += static_cast<char>(value & 255);
}

uint32_t checksum(std::string_view bytes) {
  return static_cast<uint32_t>(
      crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<z_size_t>(bytes.size())));
}

/// Reads little-endian numbers with bounds checked.
class Reader {
 public:
  Reader(std::string_view bytes, const std::string& path) : bytes_(bytes), path_(path) {}
  uint64_t number(size_t at, size_t count) const {
    const std::string_view part = range(at, count);
    uint64_t value = 0;
    for (size_t i = count; i-- > 0;) value = value << 8 | static_cast<unsigned char>(part[i]);
    return value;
  }
  std::string_view range(size_t at, size_t count) const {
    if (at > bytes_.size() || count > bytes_.size() - at) bad(path_, "it is cut short");
    return bytes_.substr(at, count);
  }

 private:
  std::string_view bytes_;
  const std::string& path_;
};

std::string inflated(std::string_view packed, size_t size, const std::string& path) {
  std::string out(size, '\0');
  z_stream stream{};
  // The archive holds raw deflate data, without zlib's own header: negative window bits.
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) bad(path, "there is no memory to unpack it");
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));  // zlib's interface; not written to
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(size);
  const int result = inflate(&stream, Z_FINISH);
  const bool whole = result == Z_STREAM_END && stream.total_out == size;
  inflateEnd(&stream);
  if (!whole) bad(path, "its compressed data are damaged");
  return out;
}

// Offset of the end record: the last one, a comment may follow it.
size_t endRecord(std::string_view bytes, const std::string& path) {
  if (bytes.size() < 22) bad(path, "it is no zip archive");
  const size_t lowest = bytes.size() > 22 + 65535 ? bytes.size() - 22 - 65535 : 0;
  for (size_t at = bytes.size() - 22 + 1; at-- > lowest;) {
    if (Reader(bytes, path).number(at, 4) == endSignature) return at;
  }
  bad(path, "it is no zip archive");
}

}  // namespace

std::vector<NpyArray> parseNpz(std::string_view bytes, const std::string& path) {
  const Reader reader(bytes, path);
  const size_t end = endRecord(bytes, path), entries = reader.number(end + 10, 2);
  size_t at = reader.number(end + 16, 4);
  std::vector<NpyArray> arrays;
  for (size_t i = 0; i < entries; ++i) {
    if (reader.number(at, 4) != centralSignature) bad(path, "its directory is damaged");
    const size_t method = reader.number(at + 10, 2), crc = reader.number(at + 16, 4);
    const size_t packed = reader.number(at + 20, 4), size = reader.number(at + 24, 4);
    const size_t nameLength = reader.number(at + 28, 2), local = reader.number(at + 42, 4);
    std::string name(reader.range(at + 46, nameLength));
    at += 46 + nameLength + reader.number(at + 30, 2) + reader.number(at + 32, 2);
    if (!name.ends_with(".npy")) continue;
    name.resize(name.size() - 4);
    if (reader.number(local, 4) != localSignature) bad(path, "its directory is damaged");
    if (packed == 0xffffffff || size > mostBytes) bad(path, "array " + name + " is too large");
    const size_t data = local + 30 + reader.number(local + 26, 2) + reader.number(local + 28, 2);
    const std::string_view stored = reader.range(data, packed);
    if (method != 0 && method != 8) bad(path, "array " + name + " is compressed by a method other than deflate");
    // Deflate gains a factor of 1032 at most: a larger claim is damage, and is not allocated.
    if (method == 0 ? size != packed : size / 1040 > packed) bad(path, "its directory is damaged");
    const std::string unpacked = method == 8 ? inflated(stored, size, path) : std::string(stored);
    if (checksum(unpacked) != crc) bad(path, "the checksum of array " + name + " is wrong");
    arrays.push_back(parseNpy(unpacked, name, path));
  }
  return arrays;
}

std::string npzBytes(std::span<const NpyArray> arrays) {
  std::string bytes, directory;
  for (const NpyArray& array : arrays) {
    const std::string name = array.name + ".npy", data = npyBytes(array);
    const size_t local = bytes.size();
    std::string
        record;  // what both records share: version, flags (names are UTF-8), method, time and date, sums, sizes
    put(record, 20, 2);
    put(record, 0x800, 2);
    put(record, 0, 2);
    put(record, 0, 2);
    put(record, 0x21, 2);  // 1 January 1980
    put(record, checksum(data), 4);
    put(record, data.size(), 4);
    put(record, data.size(), 4);
    put(record, name.size(), 2);
    put(record, 0, 2);
    put(bytes, localSignature, 4);
    bytes += record + name + data;
    put(directory, centralSignature, 4);
    put(directory, 20, 2);
    directory += record;
    put(directory, 0, 2);  // comment
    put(directory, 0, 2);  // disk
    put(directory, 0, 2);
    put(directory, 0, 4);
    put(directory, local, 4);
    directory += name;
  }
  const size_t begin = bytes.size();
  bytes += directory;
  put(bytes, endSignature, 4);
  put(bytes, 0, 4);
  put(bytes, arrays.size(), 2);
  put(bytes, arrays.size(), 2);
  put(bytes, directory.size(), 4);
  put(bytes, begin, 4);
  put(bytes, 0, 2);
  return bytes;
}

void writeNpz(const std::string& path, std::span<const NpyArray> arrays) {
  size_t total = 0;
  for (const NpyArray& array : arrays) total += array.values.size() * (array.single ? 4 : 8) + 512;
  if (total >= 0xffffffff || arrays.size() >= 65535)
    throw UserError({GRADUS_TR("The model is too large for the NPZ file %1: 4 GiB and 65534 arrays fit."), {path}});
  std::ofstream file(path, std::ios::binary);
  const std::string bytes = npzBytes(arrays);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) throw UserError({GRADUS_TR("The file %1 can't be written."), {path}});
}

std::vector<NpyArray> readNpz(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw UserError({GRADUS_TR("The file %1 can't be opened."), {path}});
  std::stringstream bytes;
  bytes << file.rdbuf();
  return parseNpz(bytes.str(), path);
}

}  // namespace gradus
