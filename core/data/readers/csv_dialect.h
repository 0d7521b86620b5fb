#pragma once
// Guesses how a text is delimited, from all of it. Internal to core/data.
#include <cstddef>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace gradus::readers {

struct CsvDialect {
  char delimiter = ',';
  char decimal = '.';
  bool hasHeader = false;
  bool hasRowNames = false;   // the header names one column less than the rows have (as R writes tables)
  size_t columns = 1;         // cells of most records
  size_t records = 0;         // records of the text, about
  size_t consistent = 0;      // records with that many cells
  size_t skippedRecords = 0;  // title lines above the table
  size_t textBegin = 0;       // bytes before the table ("sep=;" line)
  size_t firstLine = 1;       // physical line of textBegin
};

/// The delimiter (comma, semicolon, tab, bar, spaces) whose records agree best in their number of cells and whose cells
/// look most like numbers and plain words; the score runs over the records of the whole text, the look of the cells
/// over up to 400 records spread evenly through it.
CsvDialect guessDialect(std::string_view text, std::stop_token stop);

}  // namespace gradus::readers
