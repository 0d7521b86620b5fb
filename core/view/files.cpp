#include "core/view/files.h"

#include <cmath>
#include <fstream>
#include <opencv2/imgcodecs.hpp>
#include <span>

#include "core/base/error.h"

namespace gradus {

namespace {

[[noreturn]] void cannotWrite(const std::filesystem::path& path) {
  throw UserError({GRADUS_TR("Cannot write %1: the folder is missing, full or not writable. Choose another one."),
                   {path.string()}});
}

void writeBytes(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) cannotWrite(path);
}

/// NumPy's format 1.0: magic, version, length of the header, a Python dictionary padded to 64 bytes, then the numbers.
template <typename T>
void writeNpy(const std::filesystem::path& path, std::span<const T> values, const std::vector<size_t>& shape) {
  static_assert(sizeof(T) == 4 || sizeof(T) == 8);
  std::string dictionary = "{'descr': '";
  dictionary += sizeof(T) == 4 ? "<f4" : "<f8";
  dictionary += "', 'fortran_order': False, 'shape': (";
  for (const size_t n : shape) dictionary += std::to_string(n) + ", ";
  dictionary += "), }";
  const size_t prefix = 10;
  while ((prefix + dictionary.size() + 1) % 64 != 0) dictionary += ' ';
  dictionary += '\n';
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(dictionary.size() & 0xff);
  bytes += static_cast<char>(dictionary.size() >> 8);
  bytes += dictionary;
  size_t count = 1;
  for (const size_t n : shape) count *= n;
  const size_t present = std::min(count, values.size());
  bytes.append(reinterpret_cast<const char*>(values.data()), present * sizeof(T));
  // A value that is shorter than its shape says so with NaN instead of shifting what follows.
  const T missing = std::numeric_limits<T>::quiet_NaN();
  for (size_t i = present; i < count; ++i) bytes.append(reinterpret_cast<const char*>(&missing), sizeof(T));
  writeBytes(path, bytes);
}

void writeImages(const std::filesystem::path& path, const ImageGrid& grid) {
  const int height = std::max(1, grid.rows * grid.height), width = std::max(1, grid.cols * grid.width);
  cv::Mat picture(height, width, CV_8UC4, cv::Scalar(0, 0, 0, 0));
  const double half = std::max(std::fabs(grid.low), std::fabs(grid.high));
  const double low = grid.diverging ? -half : grid.low, span = grid.diverging ? 2 * half : grid.high - grid.low;
  for (int y = 0; y < grid.rows * grid.height; ++y) {
    for (int x = 0; x < grid.cols * grid.width; ++x) {
      const size_t index = static_cast<size_t>(y / grid.height) * grid.cols + x / grid.width;
      const size_t at = (index * grid.height + y % grid.height) * grid.width + x % grid.width;
      if (at >= grid.pixels.size() || std::isnan(grid.pixels[at])) continue;  // empty stays transparent
      const double t = span > 0 ? std::clamp((grid.pixels[at] - low) / span, 0.0, 1.0) : 0;
      const auto grey = static_cast<uchar>(std::lround(255 * t));
      picture.at<cv::Vec4b>(y, x) = {grey, grey, grey, 255};
    }
  }
  bool written = false;
  try {
    written = cv::imwrite(path.string(), picture);
  } catch (const cv::Exception&) {
    written = false;
  }
  if (!written) cannotWrite(path);
}

void writeMaps(const std::filesystem::path& path, const NeuronMaps& maps) {
  const size_t area = static_cast<size_t>(maps.size) * maps.size;
  std::vector<float> values;
  for (const NeuronMaps::Map& map : maps.maps) {
    std::vector<float> one = map.values;
    one.resize(area, std::numeric_limits<float>::quiet_NaN());
    values.insert(values.end(), one.begin(), one.end());
  }
  writeNpy<float>(path, values, {maps.maps.size(), static_cast<size_t>(maps.size), static_cast<size_t>(maps.size)});
}

}  // namespace

std::string channelFileType(const ChannelValue& value) {
  if (std::holds_alternative<std::monostate>(value)) return {};
  if (std::holds_alternative<ImageGrid>(value)) return "png";
  const bool array = std::holds_alternative<Field>(value) || std::holds_alternative<MatrixData>(value) ||
                     std::holds_alternative<NeuronMaps>(value);
  return array ? "npy" : "csv";
}

std::filesystem::path writeChannel(const std::filesystem::path& folder, const std::string& fileName,
                                   const ChannelValue& value) {
  const std::string type = channelFileType(value);
  if (type.empty()) throw UserError({GRADUS_TR("There is no value to write into %1."), {fileName}});
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  std::filesystem::path path = folder / fileName;
  if (!path.has_extension()) path += "." + type;
  if (const auto* grid = std::get_if<ImageGrid>(&value)) {
    writeImages(path, *grid);
  } else if (const auto* field = std::get_if<Field>(&value)) {
    writeNpy<float>(path, field->values,
                    {static_cast<size_t>(std::max(0, field->ny)), static_cast<size_t>(std::max(0, field->nx))});
  } else if (const auto* matrix = std::get_if<MatrixData>(&value)) {
    writeNpy<double>(path, matrix->values,
                     {static_cast<size_t>(std::max(0, matrix->rows)), static_cast<size_t>(std::max(0, matrix->cols))});
  } else if (const auto* maps = std::get_if<NeuronMaps>(&value)) {
    writeMaps(path, *maps);
  } else {
    writeBytes(path, channelCsv(value));
  }
  return path;
}

}  // namespace gradus
