#include "core/data/readers/encoding.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "core/base/error.h"

namespace gradus::readers {

namespace {

unsigned byteAt(std::string_view bytes, size_t i) {
  return static_cast<unsigned char>(bytes[i]);
}

void appendUtf8(std::string& out, uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

std::string fromUtf16(std::string_view bytes, bool bigEndian) {
  const auto unit = [&](size_t i) {
    const unsigned a = byteAt(bytes, i), b = byteAt(bytes, i + 1);
    return static_cast<uint32_t>(bigEndian ? a << 8 | b : b << 8 | a);
  };
  std::string out;
  out.reserve(bytes.size() / 2 + 16);
  for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
    uint32_t code = unit(i);
    if (code >= 0xD800 && code < 0xE000) {
      const uint32_t low = i + 3 < bytes.size() ? unit(i + 2) : 0;
      const bool isPair = code < 0xDC00 && low >= 0xDC00 && low < 0xE000;
      code = isPair ? 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00) : 0xFFFD;
      if (isPair) i += 2;
    }
    appendUtf8(out, code);
  }
  return out;
}

std::string fromWindows1252(std::string_view bytes) {
  // 0x80..0x9F; the five unused places keep their Latin-1 meaning.
  constexpr uint16_t high[32] = {0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021, 0x2C6,  0x2030, 0x160,
                                 0x2039, 0x152,  0x8D,   0x17D,  0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                                 0x2013, 0x2014, 0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    const unsigned code = static_cast<unsigned char>(c);
    appendUtf8(out, code >= 0x80 && code < 0xA0 ? high[code - 0x80] : code);
  }
  return out;
}

[[noreturn]] void refuse(const std::string& name, const char* what) {
  throw UserError(
      Text(GRADUS_TR("%1 is not a table of text: %2. Export it as CSV (comma-separated values) and open that."),
           {name, what}));
}

void refuseOtherFormats(std::string_view bytes, const std::string& name) {
  const auto begins = [&](std::string_view magic) { return bytes.substr(0, magic.size()) == magic; };
  if (begins("PK\x03\x04")) refuse(name, GRADUS_TR("it is a ZIP archive or an office document (xlsx, ods)"));
  if (begins("\xD0\xCF\x11\xE0")) refuse(name, GRADUS_TR("it is an old office document (xls, doc)"));
  if (begins("%PDF")) refuse(name, GRADUS_TR("it is a PDF document"));
  if (begins("\x89PNG") || begins("\xFF\xD8\xFF") || begins("GIF8")) refuse(name, GRADUS_TR("it is a picture"));
  if (begins("\x1F\x8B")) refuse(name, GRADUS_TR("it is compressed (gzip); unpack it first"));
  if (begins("\x93NUMPY")) refuse(name, GRADUS_TR("it is a NumPy array"));
}

// Share of zero bytes at even and at odd places of the beginning: UTF-16 of western text has one nearly full, one
// empty.
bool looksLikeUtf16(std::string_view bytes, bool bigEndian) {
  const size_t looked = std::min<size_t>(bytes.size(), 4096) / 2 * 2;
  size_t zeros[2] = {0, 0};
  for (size_t i = 0; i < looked; ++i) zeros[i % 2] += bytes[i] == 0;
  const size_t expected = zeros[bigEndian ? 0 : 1], other = zeros[bigEndian ? 1 : 0];
  return looked >= 4 && expected * 2 > looked / 2 && other * 20 <= looked;
}

void refuseBinary(std::string_view text, const std::string& name) {
  const size_t looked = std::min<size_t>(text.size(), 1 << 16);
  size_t controls = 0;
  for (size_t i = 0; i < looked; ++i) {
    const unsigned c = byteAt(text, i);
    controls += c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f';
  }
  if (controls * 20 > looked) refuse(name, GRADUS_TR("it holds binary data"));
}

}  // namespace

size_t firstInvalidUtf8(std::string_view bytes) {
  const size_t size = bytes.size();
  size_t i = 0;
  while (i < size) {
    uint64_t eight = 0;
    if (i + 8 <= size && (std::memcpy(&eight, bytes.data() + i, 8), (eight & 0x8080808080808080ull) == 0)) {
      i += 8;
      continue;
    }
    const unsigned first = byteAt(bytes, i);
    if (first < 0x80) {
      ++i;
      continue;
    }
    const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || i + length > size) return i;
    for (size_t j = 1; j < length; ++j) {
      if ((byteAt(bytes, i + j) & 0xC0) != 0x80) return i;
    }
    const unsigned second = byteAt(bytes, i + 1);
    const bool isOverlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
    const bool isOutside = (first == 0xED && second >= 0xA0) || (first == 0xF4 && second >= 0x90);
    if (isOverlong || isOutside) return i;
    i += length;
  }
  return std::string_view::npos;
}

DecodedText decodeText(std::string_view bytes, const std::string& name) {
  DecodedText result;
  result.original = bytes;
  result.encoding = "UTF-8";
  refuseOtherFormats(bytes, name);
  const auto begins = [&](std::string_view magic) { return bytes.substr(0, magic.size()) == magic; };
  const bool isUtf32 = begins(std::string_view("\xFF\xFE\0\0", 4)) || begins(std::string_view("\0\0\xFE\xFF", 4));
  if (isUtf32) refuse(name, GRADUS_TR("it is encoded as UTF-32; save it as UTF-8"));

  const bool markLittle = begins("\xFF\xFE"), markBig = begins("\xFE\xFF");
  const bool isBig = markBig || (!markLittle && looksLikeUtf16(bytes, true));
  if (isBig || markLittle || looksLikeUtf16(bytes, false)) {
    result.converted = fromUtf16(bytes.substr(markLittle || markBig ? 2 : 0), isBig);
    result.isConverted = true;
    result.encoding = "UTF-16";
    refuseBinary(result.converted, name);
    return result;
  }
  if (begins("\xEF\xBB\xBF")) result.original.remove_prefix(3);
  refuseBinary(result.original, name);
  if (const size_t bad = firstInvalidUtf8(result.original); bad != std::string_view::npos) {
    const std::string_view before = result.original.substr(0, bad);
    result.firstBadLine = static_cast<size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
    result.converted = fromWindows1252(result.original);
    result.isConverted = true;
    result.encoding = "Windows-1252";
  }
  return result;
}

}  // namespace gradus::readers
