// The part of csv.h that touches files, and the way back from numbers to text.
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "core/base/error.h"
#include "core/data/csv.h"

namespace gradus {

namespace {

constexpr uintmax_t maxFileSize = 4ull << 30;

void appendCell(std::string& out, const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void appendNumber(std::string& out, double value) {
  if (std::isnan(value)) return;
  char buffer[40];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, value);
  out.append(buffer, result.ptr);
}

}  // namespace

Dataset readCsvFile(const std::string& path, std::stop_token stop) {
  namespace fs = std::filesystem;
  const std::string name = fs::path(path).filename().string();
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status))
    throw UserError(Text(GRADUS_TR("There is no file \"%1\". Check its name and folder."), {path}));
  if (fs::is_directory(status))
    throw UserError(Text(GRADUS_TR("\"%1\" is a folder; choose a file with a table in it."), {path}));
  const uintmax_t size = fs::file_size(path, error);
  if (!error && size > maxFileSize) {
    throw UserError(Text(GRADUS_TR("%1 is %2 GB large, at most 4 GB can be read; cut it into parts."),
                         {name, numberText(static_cast<double>(size) / (1 << 30))}));
  }
  std::ifstream file(path, std::ios::binary);
  std::string text;
  if (!error) text.resize(size);
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (error || !file || static_cast<size_t>(file.gcount()) != text.size()) {
    throw UserError(Text(
        GRADUS_TR("The file \"%1\" could not be read. Check that it is an ordinary file and that you may open it."),
        {path}));
  }
  return readCsv(text, {.name = name}, stop);
}

std::string writeCsv(const std::vector<std::string>& header, const Matrix& values) {
  assert(header.size() == values.cols);
  std::string out;
  out.reserve(values.values.size() * 12 + 64);
  for (size_t j = 0; j < header.size(); ++j) {
    if (j > 0) out += ',';
    appendCell(out, header[j]);
  }
  out += "\r\n";
  for (size_t i = 0; i < values.rows; ++i) {
    for (size_t j = 0; j < values.cols; ++j) {
      if (j > 0) out += ',';
      appendNumber(out, values(i, j));
    }
    out += "\r\n";
  }
  return out;
}

}  // namespace gradus
