// The CSV reader never crashes: every file of the fuzzing corpus, and deterministic mutations of them, go through the
// fuzzer's entry, which aborts on a malformed table. Each input must also end quickly.
#include <QDir>
#include <QElapsedTimer>
#include <QTest>

#include "core/base/rng.h"
#include "tests/fuzz/fuzz_csv.cpp"

using namespace gradus;

namespace {

std::vector<std::string> corpus() {
  const QDir folder(QStringLiteral(GRADUS_SOURCE_DIR "/tests/fuzz/corpus/csv"));
  std::vector<std::string> texts;
  for (const QString& name : folder.entryList(QDir::Files, QDir::Name)) {
    QFile file(folder.filePath(name));
    if (file.open(QIODevice::ReadOnly)) texts.push_back(file.readAll().toStdString());
  }
  return texts;
}

void feed(const std::string& text) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(text.data()), text.size());
}

// One edit: a byte that matters put in, a byte changed, a piece doubled, cut out, or taken from another text.
void mutate(std::string& text, const std::vector<std::string>& others, Rng& rng) {
  static constexpr std::string_view special = "\",;\t|\n\r .-+eE0159#?\\\0\xff\xfe\xef\xbb\xbf\xc3\xe2";
  const auto place = [&] { return static_cast<size_t>(rng.below(text.size() + 1)); };
  const size_t at = place(), length = std::min<size_t>(rng.below(12), text.size() - at);
  switch (rng.below(6)) {
    case 0:
    case 1:
      text.insert(at, 1, special[rng.below(special.size())]);
      break;
    case 2:
      if (at < text.size()) text[at] = static_cast<char>(rng.below(256));
      break;
    case 3:
      text.insert(place(), text.substr(at, length));
      break;
    case 4:
      text.erase(at, length);
      break;
    default: {
      const std::string& other = others[rng.below(others.size())];
      if (!other.empty()) text.insert(at, other.substr(rng.below(other.size()), 20));
    }
  }
}

}  // namespace

class TestCsvCorpus : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void replaysTheCorpus() {
    const auto texts = corpus();
    QVERIFY(texts.size() >= 30);
    for (const std::string& text : texts) feed(text);
  }

  void survivesCutTexts() {
    for (const std::string& text : corpus()) {
      for (size_t length = 0; length < std::min<size_t>(text.size(), 200); ++length) feed(text.substr(0, length));
    }
  }

  void survivesMutations() {
    const auto texts = corpus();
    Rng rng(20);
    QElapsedTimer timer;
    qint64 slowest = 0;
    for (int round = 0; round < 20000; ++round) {
      std::string text = texts[rng.below(texts.size())];
      for (uint64_t edits = 1 + rng.below(8); edits > 0; --edits) mutate(text, texts, rng);
      timer.start();
      feed(text);
      slowest = std::max(slowest, timer.elapsed());
    }
    QVERIFY2(slowest < 2000, qPrintable(QString::number(slowest)));
  }

  // Inputs that make careless readers quadratic: unclosed quotes, doubled quotes, endless lines.
  void longOddTextsEndSoon() {
    QElapsedTimer timer;
    timer.start();
    std::string unclosed = "a,b\n", doubled = "a,b\n1,\"", wide = "1", blank(1 << 20, '\n');
    for (int i = 0; i < 100000; ++i) unclosed += "\"x,1\n", doubled += "\"\"", wide += " 1";
    feed(unclosed);
    feed(doubled);
    feed(wide);
    feed(blank);
    feed(std::string(1 << 20, ','));
    feed(std::string(1 << 20, '"'));
    feed("1\n" + std::string(1 << 20, ' '));
    QVERIFY2(timer.elapsed() < 10000, qPrintable(QString::number(timer.elapsed())));
  }
};

QTEST_GUILESS_MAIN(TestCsvCorpus)
#include "tst_csv_corpus.moc"
