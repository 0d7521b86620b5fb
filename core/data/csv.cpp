// Reads a table in three passes over the text: encoding, form (delimiter, header), cells. The last is done again where
// the cells prove the guesses wrong (decimal comma, a column of words that began with numbers), so that no guess rests
// on a part.
#include "core/data/csv.h"

#include <algorithm>
#include <set>

#include "core/base/error.h"
#include "core/data/readers/csv_columns.h"
#include "core/data/readers/csv_dialect.h"
#include "core/data/readers/csv_records.h"
#include "core/data/readers/csv_report.h"
#include "core/data/readers/encoding.h"

namespace gradus {

namespace {

using namespace readers;

constexpr size_t maxColumns = 20'000;
constexpr size_t shownRagged = 3;

struct Table {
  std::vector<CsvColumn> columns;
  CsvFindings findings;
  size_t rows = 0;
};

void stopIfAsked(const std::stop_token& stop, const std::string& name) {
  if (stop.stop_requested())
    throw UserError(Text(GRADUS_TR("Reading %1 was stopped before its end; nothing was changed."), {name}));
}

// Names for `count` columns: the header's, made different from each other; "x1" without a header.
std::vector<std::string> columnNames(const std::vector<CsvField>& header, const CsvDialect& dialect, size_t count) {
  std::vector<std::string> names;
  if (dialect.hasHeader) {
    if (dialect.hasRowNames) names.emplace_back("row");
    for (const CsvField& field : header) names.emplace_back(trimmed(field.text));
  }
  std::set<std::string> used;
  names.resize(count);
  for (size_t j = 0; j < count; ++j) {
    if (names[j].empty())
      names[j] = dialect.hasHeader ? "column " + std::to_string(j + 1) : "x" + std::to_string(j + 1);
    const std::string base = names[j];
    for (int copy = 2; !used.insert(names[j]).second; ++copy) names[j] = base + " (" + std::to_string(copy) + ")";
  }
  return names;
}

bool allEmpty(const std::vector<CsvField>& fields, size_t from) {
  return std::all_of(fields.begin() + static_cast<std::ptrdiff_t>(std::min(from, fields.size())), fields.end(),
                     [](const CsvField& field) { return trimmed(field.text).empty(); });
}

void noteRagged(const std::vector<CsvField>& fields, size_t line, Table& table) {
  const size_t count = table.columns.size();
  if (fields.size() < count) {
    if (table.findings.shortCount++ < shownRagged) table.findings.shortRecords.push_back({line, fields.size(), {}});
  } else if (fields.size() > count && !allEmpty(fields, count)) {
    if (table.findings.longCount++ >= shownRagged) return;
    std::string extra;
    for (size_t j = count; j < fields.size() && extra.size() < 80; ++j) {
      if (j > count) extra += ", ";
      extra += trimmed(fields[j].text).substr(0, 80);
    }
    table.findings.longRecords.push_back({line, fields.size(), extra});
  }
}

// One pass over the cells. `asText` marks columns that are known to hold words.
Table readCells(std::string_view text, const CsvDialect& dialect, const std::vector<bool>& asText,
                const CsvOptions& options, const std::stop_token& stop) {
  CsvRecords reader(text.substr(dialect.textBegin), dialect.delimiter, dialect.firstLine);
  std::vector<CsvField> fields;
  for (size_t i = 0; i < dialect.skippedRecords; ++i) reader.next(fields);
  Table table;
  bool pending = reader.next(fields);  // the header, or the first row
  size_t count = dialect.columns;
  if (dialect.hasHeader) count = std::max(count, fields.size() + (dialect.hasRowNames ? 1 : 0));
  if (count > maxColumns) {
    throw UserError(Text(GRADUS_TR("%1 has %2 columns, at most %3 can be used. Is the table turned (rows as columns)?"),
                         {options.name, std::to_string(count), std::to_string(maxColumns)}));
  }
  const std::vector<std::string> names = columnNames(fields, dialect, count);
  if (dialect.hasHeader) {
    table.findings.headerLine = reader.line();
    pending = reader.next(fields);
  }
  const size_t expected = std::min(dialect.records, options.maxRows);
  for (size_t j = 0; j < count; ++j) table.columns.emplace_back(names[j], expected, j < asText.size() && asText[j]);

  for (; pending; pending = reader.next(fields)) {
    if ((table.rows & 0xFFF) == 0) stopIfAsked(stop, options.name);
    if (fields.size() != count && !fields[0].quoted && fields[0].text.starts_with('#')) {
      ++table.findings.comments;
      continue;
    }
    if (table.rows == options.maxRows) {
      const size_t before = table.rows + (dialect.hasHeader ? 1 : 0) + dialect.skippedRecords + table.findings.comments;
      table.findings.rowsLeftOut = std::max<size_t>(1, dialect.records - std::min(dialect.records, before));
      break;
    }
    if (fields.size() != count) noteRagged(fields, reader.line(), table);
    const size_t filled = std::min(count, fields.size());
    for (size_t j = 0; j < filled; ++j) table.columns[j].add(fields[j], dialect.decimal);
    for (size_t j = filled; j < count; ++j) table.columns[j].addMissing(reader.line());
    ++table.rows;
  }
  table.findings.unclosedQuotes = reader.unclosedQuotes();
  return table;
}

bool turnDecimalIfProvenWrong(const Table& table, CsvDialect& dialect) {
  size_t comma = 0, point = 0;
  for (const CsvColumn& column : table.columns) {
    comma += column.commaEvidence(dialect.delimiter);
    point += column.pointEvidence(dialect.delimiter);
  }
  const char better = comma > point ? ',' : '.';
  if (comma == point || better == dialect.decimal) return false;
  dialect.decimal = better;
  return true;
}

Table readTable(std::string_view text, CsvDialect& dialect, const CsvOptions& options, const std::stop_token& stop) {
  Table table = readCells(text, dialect, {}, options, stop);
  if (turnDecimalIfProvenWrong(table, dialect)) {
    table = {};  // frees the columns before they are read again
    table = readCells(text, dialect, {}, options, stop);
  }
  std::vector<bool> asText;
  for (const CsvColumn& column : table.columns) asText.push_back(column.isWronglyNumeric());
  if (std::find(asText.begin(), asText.end(), true) != asText.end()) {
    table = {};
    table = readCells(text, dialect, asText, options, stop);
  }
  return table;
}

void requireTable(const Table& table, const CsvOptions& options) {
  if (table.rows == 0) {
    throw UserError(
        Text(GRADUS_TR("%1 holds no rows of data; expected are lines of numbers, one row a line."), {options.name}));
  }
  const size_t ragged = table.findings.shortCount + table.findings.longCount;
  if (table.rows >= 4 && 2 * ragged > table.rows) {
    const auto& examples =
        table.findings.shortRecords.empty() ? table.findings.longRecords : table.findings.shortRecords;
    throw UserError(
        Text(GRADUS_TR("%1 is no table: most lines should have %2 values, but line %3 has %4 and %5 of %6 rows differ. "
                       "Check the separator, and quote texts that contain it."),
             {options.name, std::to_string(table.columns.size()), std::to_string(examples.front().line),
              std::to_string(examples.front().cells), std::to_string(ragged), std::to_string(table.rows)}));
  }
  const auto isNumeric = [](const CsvColumn& c) { return !c.isEmpty() && !c.isText(); };
  if (std::any_of(table.columns.begin(), table.columns.end(), isNumeric)) return;
  const auto worded =
      std::find_if(table.columns.begin(), table.columns.end(), [](const CsvColumn& c) { return c.isText(); });
  if (worded == table.columns.end()) {
    throw UserError(Text(GRADUS_TR("%1 holds only empty cells; expected are numbers."), {options.name}));
  }
  const BadCell& cell = worded->firstBadCells().front();
  const std::string column = std::to_string(worded - table.columns.begin() + 1);
  throw UserError(Text(
      GRADUS_TR("%1 holds no column of numbers: line %2, column %3 holds \"%4\". Expected is a table with at least "
                "one column of numbers."),
      {options.name, std::to_string(cell.line), column, cell.text}));
}

// The last column that holds words, if it is the table's last used one, says the class.
void chooseTarget(Dataset& data, const std::vector<bool>& isLabel) {
  for (size_t j = data.columns.size(); j-- > 0;) {
    Column& column = data.columns[j];
    if (column.kind == ColumnKind::numeric && column.role == Role::ignored) continue;  // empty
    if (column.kind == ColumnKind::category && !isLabel[j]) {
      column.role = Role::target;
      data.notes.emplace_back(GRADUS_TR("The last column (%1) is shown as the class."), std::vector{column.name});
    }
    return;
  }
}

// 1, 2, 3, ... or 0, 1, 2, ...: a number of the row, which says nothing about it.
bool countsRows(const Column& column) {
  const std::vector<double>& values = column.values;
  if (column.kind != ColumnKind::numeric || values.size() < 10 || (values[0] != 0 && values[0] != 1)) return false;
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i] != values[0] + static_cast<double>(i)) return false;
  }
  return true;
}

}  // namespace

Dataset readCsv(std::string_view bytes, const CsvOptions& options, std::stop_token stop) {
  const DecodedText decoded = decodeText(bytes, options.name);
  const std::string_view text = decoded.text();
  if (trimmed(text).empty()) {
    throw UserError(Text(GRADUS_TR("%1 is empty; expected is a table of text, one row a line."), {options.name}));
  }
  stopIfAsked(stop, options.name);
  CsvDialect dialect = guessDialect(text, stop);
  stopIfAsked(stop, options.name);
  Table table = readTable(text, dialect, options, stop);
  requireTable(table, options);

  Dataset data;
  data.name = options.name;
  data.notes = describeReading(decoded, dialect, table.findings, table.columns);
  std::vector<bool> isLabel;
  for (CsvColumn& column : table.columns) {
    isLabel.push_back(column.isText() && column.isRowLabel());
    data.columns.push_back(column.take());
    if (!countsRows(data.columns.back())) continue;
    data.notes.emplace_back(
        GRADUS_TR("Column %1 (%2) only counts the rows; choose the other columns if it should not matter."),
        std::vector{std::to_string(data.columns.size()), data.columns.back().name});
  }
  chooseTarget(data, isLabel);
  return data;
}

}  // namespace gradus
