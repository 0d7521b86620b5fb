#pragma once
// Reads the shipped tables from the source tree, for tests without Qt's resources.
#include <fstream>
#include <iterator>

#include "core/base/error.h"
#include "core/run/demo.h"

namespace gradus::harness {

inline ShippedReader shippedFrom(const std::string& sourceFolder) {
  return [sourceFolder](const std::string& fileName) {
    std::ifstream stream(sourceFolder + "/datasets/" + fileName, std::ios::binary);
    if (!stream) throw UserError(Text("No shipped table %1.", {fileName}));
    return std::string(std::istreambuf_iterator<char>(stream), {});
  };
}

}  // namespace gradus::harness
