#include "core/data/readers/csv_report.h"

namespace gradus::readers {

namespace {

Text delimiterName(char delimiter) {
  switch (delimiter) {
    case ';':
      return GRADUS_TR("semicolon");
    case '\t':
      return GRADUS_TR("tab");
    case '|':
      return GRADUS_TR("vertical bar");
    case ' ':
      return GRADUS_TR("spaces");
    default:
      return GRADUS_TR("comma");
  }
}

std::string numberOf(size_t count) {
  return std::to_string(count);
}

void describeForm(const DecodedText& decoded, const CsvDialect& dialect, const CsvFindings& findings,
                  std::vector<Text>& notes) {
  const std::string decimal = dialect.decimal == ',' ? GRADUS_TR("comma") : GRADUS_TR("point");
  if (findings.headerLine > 0) {
    notes.emplace_back(GRADUS_TR("Separator %1, decimal %2, names in line %3, text %4."),
                       std::vector{delimiterName(dialect.delimiter).str(), decimal, numberOf(findings.headerLine),
                                   decoded.encoding.str()});
  } else {
    notes.emplace_back(GRADUS_TR("Separator %1, decimal %2, no line of names, text %3."),
                       std::vector{delimiterName(dialect.delimiter).str(), decimal, decoded.encoding.str()});
  }
  if (decoded.firstBadLine > 0) {
    notes.emplace_back(GRADUS_TR("Line %1 is not UTF-8; the whole text was read as Windows-1252 (Latin-1)."),
                       std::vector{numberOf(decoded.firstBadLine)});
  }
  if (dialect.skippedRecords > 0) {
    notes.emplace_back(GRADUS_TR("Title lines above the table, skipped: %1."),
                       std::vector{numberOf(dialect.skippedRecords)});
  }
  if (findings.comments > 0) {
    notes.emplace_back(GRADUS_TR("Comment lines beginning with #, skipped: %1."),
                       std::vector{numberOf(findings.comments)});
  }
  if (dialect.hasRowNames) {
    notes.emplace_back(
        GRADUS_TR("The names are one fewer than the columns: the first column was taken as names of the rows."));
  }
}

void describeMending(const CsvFindings& findings, size_t columns, std::vector<Text>& notes) {
  for (const RaggedRecord& record : findings.shortRecords) {
    notes.emplace_back(GRADUS_TR("Line %1 has %2 of %3 values; the rest was kept as missing."),
                       std::vector{numberOf(record.line), numberOf(record.cells), numberOf(columns)});
  }
  if (findings.shortCount > findings.shortRecords.size()) {
    notes.emplace_back(GRADUS_TR("More lines that are too short, treated the same: %1."),
                       std::vector{numberOf(findings.shortCount - findings.shortRecords.size())});
  }
  for (const RaggedRecord& record : findings.longRecords) {
    notes.emplace_back(GRADUS_TR("Line %1 has %2 values for %3 columns; left out: \"%4\"."),
                       std::vector{numberOf(record.line), numberOf(record.cells), numberOf(columns), record.extra});
  }
  if (findings.longCount > findings.longRecords.size()) {
    notes.emplace_back(GRADUS_TR("More lines that are too long, treated the same: %1."),
                       std::vector{numberOf(findings.longCount - findings.longRecords.size())});
  }
  for (const size_t line : findings.unclosedQuotes) {
    notes.emplace_back(GRADUS_TR("Line %1: a quotation mark is never closed; it was read as an ordinary character."),
                       std::vector{numberOf(line)});
  }
  if (findings.rowsLeftOut > 0) {
    notes.emplace_back(GRADUS_TR("The table is longer than can be used; about %1 rows at its end were left out."),
                       std::vector{numberOf(findings.rowsLeftOut)});
  }
}

void describeColumn(const CsvColumn& column, size_t index, std::vector<Text>& notes) {
  const std::string number = numberOf(index + 1);
  if (column.isEmpty()) {
    notes.emplace_back(GRADUS_TR("Column %1 (%2) is empty and not used."), std::vector{number, column.name()});
    return;
  }
  if (column.badCells() > 0) {
    for (const BadCell& cell : column.firstBadCells()) {
      notes.emplace_back(GRADUS_TR("Line %1, column %2 (%3): \"%4\" is not a number; kept as missing."),
                         std::vector{numberOf(cell.line), number, column.name(), cell.text});
    }
    if (column.badCells() > column.firstBadCells().size()) {
      notes.emplace_back(
          GRADUS_TR("Column %1 (%2): more cells that are no numbers, kept as missing: %3."),
          std::vector{number, column.name(), numberOf(column.badCells() - column.firstBadCells().size())});
    }
  }
  if (column.grouped() > 0) {
    notes.emplace_back(GRADUS_TR("Column %1 (%2): numbers from which marks between thousands were taken out: %3."),
                       std::vector{number, column.name(), numberOf(column.grouped())});
  }
  if (column.missing() > 0) {
    notes.emplace_back(
        GRADUS_TR("Column %1 (%2): missing values: %3, the first in line %4."),
        std::vector{number, column.name(), numberOf(column.missing()), numberOf(column.firstMissingLine())});
  }
  if (!column.isText()) return;
  if (column.overflowed()) {
    notes.emplace_back(
        GRADUS_TR("Column %1 (%2) holds very many different texts; it is not used and its texts are not kept."),
        std::vector{number, column.name()});
  } else if (column.isRowLabel()) {
    notes.emplace_back(GRADUS_TR("Column %1 (%2) holds %3 different texts, too many for classes; it is not used."),
                       std::vector{number, column.name(), numberOf(column.distinctTexts())});
  } else {
    notes.emplace_back(GRADUS_TR("Column %1 (%2) holds words and was read as a category (different words: %3)."),
                       std::vector{number, column.name(), numberOf(column.distinctTexts())});
  }
}

}  // namespace

std::vector<Text> describeReading(const DecodedText& decoded, const CsvDialect& dialect, const CsvFindings& findings,
                                  const std::vector<CsvColumn>& columns) {
  constexpr size_t maxNotes = 200;  // a thousand odd columns would make a list nobody reads
  std::vector<Text> notes;
  describeForm(decoded, dialect, findings, notes);
  describeMending(findings, columns.size(), notes);
  for (size_t j = 0; j < columns.size(); ++j) {
    if (notes.size() >= maxNotes) {
      notes.emplace_back(GRADUS_TR("More columns have remarks; the list ends here."));
      break;
    }
    describeColumn(columns[j], j, notes);
  }
  return notes;
}

}  // namespace gradus::readers
