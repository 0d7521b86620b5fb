#pragma once
// Reads a table from delimited text: separator (comma, semicolon, tab, space), decimal comma, quotes (RFC 4180),
// header, encoding mark and missing values are guessed from the whole text, and every guess is written into the
// dataset's notes.
#include <cstdint>
#include <stop_token>
#include <string_view>

#include "core/data/dataset.h"

namespace gradus {

struct CsvOptions {
  std::string name = "table";  // for messages and the dataset's name
  size_t maxRows = 5'000'000;
};

/// Throws UserError naming file, line, column and value where no table can be made of it, or when `stop` is requested.
/// A column with at least 80 % numbers is numeric, its other cells are missing (NaN) and reported by line, column and
/// text. Columns of words become categories (at most 50 distinct values) or, as names of the rows, ignored ones that
/// keep up to 100 000 texts; a last categorical column becomes the target, other categories are ignored until chosen.
/// Missing are empty cells, NA, N/A, NaN, NULL, ? and a lone . or -. Rows beyond maxRows are left out and announced.
/// Every guess and repair is in `notes`.
Dataset readCsv(std::string_view text, const CsvOptions& options, std::stop_token stop = {});
/// Reads the file and calls readCsv. Throws UserError if it cannot be read.
Dataset readCsvFile(const std::string& path, std::stop_token stop = {});

/// RFC 4180 text of a table: header, then one line a row; NaN becomes an empty cell; numbers in shortest round-trip
/// form.
std::string writeCsv(const std::vector<std::string>& header, const Matrix& values);

}  // namespace gradus
