#pragma once
// What reading a table met and did, in words. Internal to core/data.
#include <string>
#include <vector>

#include "core/base/text.h"
#include "core/data/readers/csv_columns.h"
#include "core/data/readers/csv_dialect.h"
#include "core/data/readers/encoding.h"

namespace gradus::readers {

/// A record with more or fewer cells than the table.
struct RaggedRecord {
  size_t line = 0;
  size_t cells = 0;
  std::string extra;  // the cells that had no column
};

struct CsvFindings {
  size_t headerLine = 0;                                // 0 = no header
  std::vector<RaggedRecord> shortRecords, longRecords;  // the first few
  size_t shortCount = 0, longCount = 0;
  size_t comments = 0;
  size_t rowsLeftOut = 0;  // beyond maxRows, about
  std::vector<size_t> unclosedQuotes;
};

/// Notes for people, in order: how the text was read, what was mended, what each odd column became.
std::vector<Text> describeReading(const DecodedText& decoded, const CsvDialect& dialect, const CsvFindings& findings,
                                  const std::vector<CsvColumn>& columns);

}  // namespace gradus::readers
