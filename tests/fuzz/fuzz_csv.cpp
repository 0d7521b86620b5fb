// Entry for libFuzzer over the CSV reader. Build and run outside the test suite with
//     clang++ -std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined -I. tests/fuzz/fuzz_csv.cpp core/data/csv.cpp
//         core/data/csv_file.cpp core/data/readers/*.cpp core/data/dataset.cpp core/base/text.cpp core/base/hasher.cpp
//         -o fuzz_csv
//     ./fuzz_csv -max_len=65536 tests/fuzz/corpus/csv
// The test suite replays the corpus, and mutations of it, through the same function.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/base/error.h"
#include "core/data/csv.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

/// Any bytes give a well-formed table or a UserError with words.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  using namespace gradus;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  try {
    const Dataset data = readCsv(text, {.name = "input.csv", .maxRows = 1000});
    require(data.rows() >= 1 && data.rows() <= 1000 && !data.columns.empty() && !data.notes.empty());
    for (const Column& column : data.columns) {
      require(column.values.size() == data.rows() && !column.name.empty());
      for (const double value : column.values) {
        require(!std::isinf(value));
        const bool isCode =
            value >= 0 && value < static_cast<double>(column.categories.size()) && value == std::floor(value);
        require(column.kind == ColumnKind::numeric || std::isnan(value) || isCode);
      }
    }
    for (const Text& note : data.notes) require(!note.str().empty());
  } catch (const UserError& error) {
    require(std::string_view(error.what()).size() > 10);
  }
  return 0;
}
