#include "core/data/readers/csv_dialect.h"

#include <algorithm>
#include <array>
#include <map>

#include "core/data/readers/csv_cells.h"
#include "core/data/readers/csv_records.h"

namespace gradus::readers {

namespace {

constexpr std::array<char, 5> candidates = {',', ';', '\t', '|', ' '};
constexpr size_t spaces = 4;        // index of ' '
constexpr size_t maxSamples = 800;  // record starts kept; halved when full
constexpr size_t maxTitleLines = 50;

// How many records have how many cells. Runs of equal counts are the rule, hence the shortcut.
class CountHistogram {
 public:
  void add(size_t count) {
    if (count != last_ || run_ == 0) {
      flush();
      last_ = count;
    }
    ++run_;
  }
  void flush() {
    if (run_ > 0) counts_[last_] += run_;
    run_ = 0;
  }
  /// The most frequent count; among equals the larger.
  std::pair<size_t, size_t> mode() const {
    std::pair<size_t, size_t> best{1, 0};
    for (const auto& [count, records] : counts_) {
      if (records >= best.second) best = {count, records};
    }
    return best;
  }

 private:
  std::map<size_t, size_t> counts_;
  size_t last_ = 0, run_ = 0;
};

struct Survey {
  size_t records = 0;
  std::array<CountHistogram, candidates.size()> histograms;
  std::vector<size_t> samples;  // byte positions of records spread through the text
};

// Keeps at most maxSamples positions, evenly spaced: when full, every second is dropped and the stride doubled.
class Sampler {
 public:
  void offer(size_t record, size_t position, std::vector<size_t>& kept) {
    if (record % stride_ != 0) return;
    if (kept.size() == maxSamples) {
      for (size_t i = 0; i < kept.size() / 2; ++i) kept[i] = kept[2 * i];
      kept.resize(kept.size() / 2);
      stride_ *= 2;
      if (record % stride_ != 0) return;
    }
    kept.push_back(position);
  }

 private:
  size_t stride_ = 1;
};

// One pass for all candidates: a quote opens at the begin of a cell of any of them, and hides what stands inside.
Survey surveyRecords(std::string_view text, const std::stop_token& stop, bool honourQuotes = true) {
  Survey survey;
  Sampler sampler;
  std::array<size_t, 256> kindOf{};
  for (size_t c = 0; c < spaces; ++c) kindOf[static_cast<unsigned char>(candidates[c])] = c + 1;
  kindOf['\n'] = kindOf['\r'] = 5;
  kindOf['"'] = 6;
  std::array<size_t, 8> counts{};
  size_t words = 0, begin = 0;
  bool quoted = false, wordBefore = false, cellBegins = true, blank = true;
  const auto endRecord = [&](size_t i) {
    if (!blank) {
      sampler.offer(survey.records++, begin, survey.samples);
      for (size_t c = 0; c < spaces; ++c) survey.histograms[c].add(counts[c + 1] + 1);
      survey.histograms[spaces].add(words);
    }
    counts.fill(0);
    words = 0;
    begin = i + 1;
    wordBefore = false;
    cellBegins = blank = true;
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const size_t kind = kindOf[static_cast<unsigned char>(c)];
    if (kind == 6 && honourQuotes && (quoted || cellBegins)) {
      if (quoted && i + 1 < text.size() && text[i + 1] == '"') {
        ++i;  // a doubled quote stays inside
        continue;
      }
      quoted = !quoted;
    }
    const bool isSpace = c == ' ' || c == '\t';
    if (!quoted) {
      if (kind == 5) {
        endRecord(i);
        if ((survey.records & 0xFFFF) == 0 && stop.stop_requested()) break;
        continue;
      }
      ++counts[kind];
      words += !isSpace && !wordBefore;
    }
    wordBefore = !isSpace;
    blank = blank && isSpace;
    cellBegins = (kind >= 1 && kind <= 4) || (isSpace && !quoted);
  }
  if (quoted && !stop.stop_requested()) return surveyRecords(text, stop, false);  // a quote was never closed
  endRecord(text.size());
  for (CountHistogram& histogram : survey.histograms) histogram.flush();
  return survey;
}

std::vector<std::vector<std::string>> readSamples(std::string_view text, const std::vector<size_t>& samples,
                                                  char delimiter) {
  std::vector<std::vector<std::string>> records;
  std::vector<CsvField> fields;
  const size_t stride = std::max<size_t>(1, samples.size() / 400);
  for (size_t i = 0; i < samples.size(); i += stride) {
    constexpr size_t longest = 1 << 16;  // an unclosed quote would run to the end of the text
    CsvRecords reader(text.substr(samples[i], longest), delimiter);
    if (!reader.next(fields)) continue;
    auto& record = records.emplace_back();
    for (const CsvField& field : fields) record.emplace_back(trimmed(field.text));
  }
  return records;
}

// 1 for a number or a missing value, less for words, little for a cell that still holds another delimiter.
double lookOf(std::string_view cell, char delimiter) {
  const Cell point = readCell(cell, '.');
  if (point.kind != CellKind::text) return 1;
  if (delimiter != ',' && readCell(cell, ',').kind == CellKind::number) return 1;
  for (size_t c = 0; c < spaces; ++c) {
    if (candidates[c] != delimiter && cell.find(candidates[c]) != std::string_view::npos) return 0.3;
  }
  return 0.7;
}

double lookOfSamples(const std::vector<std::vector<std::string>>& records, char delimiter) {
  double sum = 0;
  size_t cells = 0;
  for (const auto& record : records) {
    for (const std::string& cell : record) sum += lookOf(cell, delimiter);
    cells += record.size();
  }
  return cells > 0 ? sum / static_cast<double>(cells) : 0;
}

void chooseDelimiter(std::string_view text, const Survey& survey, CsvDialect& dialect) {
  double best = 0;
  for (size_t c = 0; c < candidates.size(); ++c) {
    const auto [columns, records] = survey.histograms[c].mode();
    if (columns < 2 || survey.records == 0) continue;
    const double share = static_cast<double>(records) / static_cast<double>(survey.records);
    // Spaces stand in many texts that are not delimited by them.
    const double weight = candidates[c] == ' ' ? 0.85 : 1;
    const double score =
        weight * share * lookOfSamples(readSamples(text, survey.samples, candidates[c]), candidates[c]);
    if (score > best) {
      best = score;
      dialect.delimiter = candidates[c];
      dialect.columns = columns;
      dialect.consistent = records;
    }
  }
  if (best == 0) {  // one column
    dialect.delimiter = ',';
    dialect.columns = 1;
    dialect.consistent = survey.records;
  }
}

void chooseDecimal(const std::vector<std::vector<std::string>>& samples, CsvDialect& dialect) {
  size_t point = 0, comma = 0;
  for (const auto& record : samples) {
    for (const std::string& cell : record) {
      const DecimalEvidence evidence = readCell(cell, '.').evidence;
      point += evidence == DecimalEvidence::point || (evidence == DecimalEvidence::either && dialect.delimiter != ';');
      comma += evidence == DecimalEvidence::comma || (evidence == DecimalEvidence::either && dialect.delimiter == ';');
    }
  }
  dialect.decimal = comma > point ? ',' : '.';
}

// Title lines stand above the table and have far fewer cells than it.
void skipTitle(std::string_view text, CsvDialect& dialect) {
  CsvRecords reader(text, dialect.delimiter);
  std::vector<CsvField> fields;
  size_t skipped = 0;
  while (dialect.columns >= 3 && skipped < maxTitleLines && skipped + 1 < dialect.records && reader.next(fields)) {
    size_t filled = 0;
    for (const CsvField& field : fields) filled += !trimmed(field.text).empty();
    if (2 * filled >= dialect.columns && 2 * fields.size() > dialect.columns) {
      dialect.skippedRecords = skipped;
      return;
    }
    ++skipped;
  }
}

// A header: words stand in the first record where the rest of the column holds numbers; in a table of words only, a
// first record whose words never come again in their columns.
bool firstRecordIsHeader(const std::vector<std::string>& first, const std::vector<std::vector<std::string>>& rest,
                         char decimal) {
  size_t wordsOverNumbers = 0, numbersOverNumbers = 0;
  bool comesAgain = false, isEmpty = true;
  for (size_t j = 0; j < first.size(); ++j) {
    size_t numbers = 0, words = 0;
    for (const auto& record : rest) {
      if (j >= record.size()) continue;
      const CellKind kind = readCell(record[j], decimal).kind;
      numbers += kind == CellKind::number;
      words += kind == CellKind::text;
      comesAgain = comesAgain || (kind == CellKind::text && record[j] == first[j]);
    }
    const CellKind kind = readCell(first[j], decimal).kind;
    isEmpty = isEmpty && kind == CellKind::missing;
    if (numbers <= words) continue;
    wordsOverNumbers += kind == CellKind::text;
    numbersOverNumbers += kind == CellKind::number;
  }
  if (wordsOverNumbers + numbersOverNumbers > 0) return wordsOverNumbers > numbersOverNumbers;
  return !comesAgain && !isEmpty && !rest.empty();
}

}  // namespace

CsvDialect guessDialect(std::string_view text, std::stop_token stop) {
  CsvDialect dialect;
  char forced = 0;
  if (text.size() > 5 && (text.starts_with("sep=") || text.starts_with("SEP=")) &&
      (text[5] == '\n' || text[5] == '\r')) {
    forced = text[4];  // the line by which spreadsheets name the separator
    dialect.textBegin = text.substr(5).starts_with("\r\n") ? 7 : 6;
    dialect.firstLine = 2;
    text.remove_prefix(dialect.textBegin);
  }
  Survey survey = surveyRecords(text, stop);
  dialect.records = survey.records;
  chooseDelimiter(text, survey, dialect);
  const auto place = std::find(candidates.begin(), candidates.end(), forced);
  if (forced != 0 && place != candidates.end()) {
    dialect.delimiter = forced;
    std::tie(dialect.columns, dialect.consistent) =
        survey.histograms[static_cast<size_t>(place - candidates.begin())].mode();
  }
  skipTitle(text, dialect);

  std::vector<std::vector<std::string>> samples = readSamples(text, survey.samples, dialect.delimiter);
  chooseDecimal(samples, dialect);
  CsvRecords reader(text, dialect.delimiter);
  std::vector<CsvField> fields;
  std::vector<std::string> first;
  for (size_t i = 0; i <= dialect.skippedRecords && reader.next(fields); ++i) {
    first.clear();
    for (const CsvField& field : fields) first.emplace_back(trimmed(field.text));
  }
  samples.erase(samples.begin(),
                samples.begin() + static_cast<std::ptrdiff_t>(std::min(samples.size(), dialect.skippedRecords + 1)));
  dialect.hasHeader = firstRecordIsHeader(first, samples, dialect.decimal);
  if (dialect.hasHeader && first.size() + 1 == dialect.columns) {
    // Rows that only end in a delimiter have one cell more, too, but an empty one.
    dialect.hasRowNames = std::any_of(samples.begin(), samples.end(), [](const auto& r) { return !r.back().empty(); });
  }
  return dialect;
}

}  // namespace gradus::readers
