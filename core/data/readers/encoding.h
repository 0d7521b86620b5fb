#pragma once
// From the bytes of a file to UTF-8. Internal to core/data.
#include <string>
#include <string_view>

#include "core/base/text.h"

namespace gradus::readers {

/// UTF-8 text: a view of the given bytes where they are UTF-8 already, else converted. Must not outlive the bytes.
struct DecodedText {
  std::string_view original;  // without its byte order mark
  std::string converted;
  bool isConverted = false;
  Text encoding;            // "UTF-8", "UTF-16", "Windows-1252"
  size_t firstBadLine = 0;  // line of the first byte that was not UTF-8; 0 = none

  std::string_view text() const { return isConverted ? std::string_view(converted) : original; }
};

/// Byte order mark first, then UTF-16 by its pattern of zero bytes, then strict UTF-8 over the whole text, else
/// Windows-1252 (which holds Latin-1). Throws UserError for contents that are no text (`name` is the file's, for the
/// message).
DecodedText decodeText(std::string_view bytes, const std::string& name);

/// Position of the first byte that is not part of valid UTF-8, or npos.
size_t firstInvalidUtf8(std::string_view bytes);

}  // namespace gradus::readers
