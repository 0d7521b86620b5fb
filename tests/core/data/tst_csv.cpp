// Reading tables: every guess (separator, decimal mark, header, encoding, kinds) and every repair with its place and
// words.
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/data/csv.h"

using namespace gradus;

namespace {

using Values = std::vector<double>;

Dataset read(std::string_view text, size_t maxRows = 5'000'000) {
  return readCsv(text, {.name = "t.csv", .maxRows = maxRows});
}

bool hasNote(const Dataset& data, const char* words) {
  for (const Text& note : data.notes) {
    if (QString::fromStdString(note.str()).contains(QLatin1String(words))) return true;
  }
  for (const Text& note : data.notes) qWarning("note: %s", note.str().c_str());
  return false;
}

QString refusal(std::string_view text) {
  try {
    read(text);
  } catch (const UserError& error) {
    return QString::fromUtf8(error.what());
  }
  return "accepted";
}

std::vector<std::string> names(const Dataset& data) {
  std::vector<std::string> result;
  for (const Column& column : data.columns) result.push_back(column.name);
  return result;
}

// NaN equals NaN here.
bool same(const Values& a, const Values& b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i] && !(std::isnan(a[i]) && std::isnan(b[i]))) return false;
  }
  return true;
}

const double missing = std::numeric_limits<double>::quiet_NaN();

}  // namespace

class TestCsv : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  // The same small table in many dialects gives the same numbers.
  void dialects_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("comma") << QByteArray("a,b,c\n1.5,2,-3\n4,5.25,6e3\n");
    QTest::newRow("semicolon") << QByteArray("a;b;c\n1.5;2;-3\n4;5.25;6e3\n");
    QTest::newRow("decimal comma") << QByteArray("a;b;c\n1,5;2;-3\n4;5,25;6e3\n");
    QTest::newRow("tab") << QByteArray("a\tb\tc\n1.5\t2\t-3\n4\t5.25\t6e3\n");
    QTest::newRow("tab, decimal comma") << QByteArray("a\tb\tc\n1,5\t2\t-3\n4\t5,25\t6e3\n");
    QTest::newRow("bar") << QByteArray("a|b|c\n1.5|2|-3\n4|5.25|6e3\n");
    QTest::newRow("spaces") << QByteArray("a b   c\n1.5  2 -3\n  4 5.25\t6e3\n");
    QTest::newRow("comma and space") << QByteArray("a, b, c\n1.5, 2, -3\n4, 5.25, 6e3\n");
    QTest::newRow("CRLF") << QByteArray("a,b,c\r\n1.5,2,-3\r\n4,5.25,6e3\r\n");
    QTest::newRow("CR") << QByteArray("a,b,c\r1.5,2,-3\r4,5.25,6e3\r");
    QTest::newRow("no last line end") << QByteArray("a,b,c\n1.5,2,-3\n4,5.25,6e3");
    QTest::newRow("blank lines") << QByteArray("\n\na,b,c\n\n1.5,2,-3\n  \n4,5.25,6e3\n\n");
    QTest::newRow("quoted") << QByteArray("\"a\",\"b\",\"c\"\n\"1.5\",\"2\",\"-3\"\n\"4\",\"5.25\",\"6e3\"\n");
    QTest::newRow("quoted decimal comma") << QByteArray("a,b,c\n\"1,5\",2,-3\n4,\"5,25\",6e3\n");
    QTest::newRow("plus and minus") << QByteArray(
        "a,b,c\n+1.5,2,\xE2\x88\x92"
        "3\n4,+5.25,6000\n");
    QTest::newRow("UTF-8 mark") << QByteArray(
        "\xEF\xBB\xBF"
        "a,b,c\n1.5,2,-3\n4,5.25,6e3\n");
    QTest::newRow("named separator") << QByteArray("sep=;\r\na;b;c\r\n1.5;2;-3\r\n4;5.25;6e3\r\n");
    QTest::newRow("title lines") << QByteArray("My table\nmade in 2020\na,b,c\n1.5,2,-3\n4,5.25,6e3\n");
    QTest::newRow("comments") << QByteArray("a,b,c\n# from here\n1.5,2,-3\n4,5.25,6e3\n");
    QTest::newRow("trailing separators") << QByteArray("a,b,c,\n1.5,2,-3,\n4,5.25,6e3,\n");
    QTest::newRow("header without trailing separator") << QByteArray("a,b,c\n1.5,2,-3,\n4,5.25,6e3,\n");
    for (const bool mark : {true, false}) {
      for (const bool big : {true, false}) {
        QByteArray utf16(mark ? (big ? "\xFE\xFF" : "\xFF\xFE") : "");
        for (const char c : QByteArray("a,b,c\n1.5,2,-3\n4,5.25,6e3\n"))
          big ? utf16.append('\0').append(c) : utf16.append(c).append('\0');
        QTest::addRow("UTF-16%s%s", big ? " big" : "", mark ? " mark" : "") << utf16;
      }
    }
  }
  void dialects() {
    QFETCH(QByteArray, text);
    const Dataset data = read({text.constData(), size_t(text.size())});
    QVERIFY(data.columns.size() >= 3);
    for (size_t j = 3; j < data.columns.size(); ++j) QVERIFY(data.columns[j].role == Role::ignored);
    QCOMPARE(data.features().values, (Values{1.5, 2, -3, 4, 5.25, 6000}));
    QCOMPARE(data.columns[0].name, std::string("a"));
    QCOMPARE(data.columns[2].name, std::string("c"));
  }

  void headers() {
    QCOMPARE(names(read("1,2\n3,4\n")), (std::vector<std::string>{"x1", "x2"}));
    QCOMPARE(names(read("a,a,,b\n1,2,3,4\n")), (std::vector<std::string>{"a", "a (2)", "column 3", "b"}));
    QCOMPARE(names(read("v\n1\n2\n")), std::vector<std::string>{"v"});
    QCOMPARE(names(read("sl sp\nr1 5.1 3\nr2 5.2 4\n")), (std::vector<std::string>{"row", "sl", "sp"}));
    QCOMPARE(read("x,y\n1,2\n").rows(), size_t(1));
    QVERIFY(hasNote(read("\nx,y\n1,2\n3,4\n"), "names in line 2"));
    QVERIFY(hasNote(read("1,2\n3,4\n"), "no line of names"));
  }

  void quotesOfRfc4180() {
    const Dataset data =
        read("n,text\r\n1,\"a, b\"\r\n2,\"say \"\"yes\"\"\"\r\n3,\"two\r\nlines\"\r\n4,\"\"\r\n5,\"a, b\"\r\n");
    const Column& text = data.columns[1];
    QCOMPARE(text.categories, (std::vector<std::string>{"a, b", "say \"yes\"", "two\r\nlines"}));
    QVERIFY(same(text.values, {0, 1, 2, missing, 0}));
    QVERIFY(text.role == Role::target);
    // Lines are counted through quoted line ends.
    QVERIFY(hasNote(read("a,b\n\"1\n\",2\n3,oops\n4,5\n6,7\n8,9\n1,2\n"), "Line 4, column 2 (b): \"oops\""));
    QVERIFY(hasNote(read("a,b\n1,\"2\n3,4\n5,6\n5,6\n5,6\n"), "Line 2: a quotation mark is never closed"));
  }

  void missingValues() {
    const Dataset data = read("a,b\n1,NA\n2,?\n3,nan\n4,\n5,n/a\n6,NULL\n7,.\n8,-\n9,1\n");
    QVERIFY(same(data.columns[1].values, {missing, missing, missing, missing, missing, missing, missing, missing, 1}));
    QVERIFY(hasNote(data, "Column 2 (b): missing values: 8, the first in line 2"));
  }

  void badCellsAreReportedByPlaceAndText() {
    const Dataset data = read("id,price\n1,1.5\n2,12.5x\n3,3\n4,4\n5,5\n6,1e999\n7,7\n8,8\n9,9\n10,10\n");
    QVERIFY(data.columns[1].kind == ColumnKind::numeric);
    QVERIFY(std::isnan(data.columns[1].values[1]) && std::isnan(data.columns[1].values[5]));
    QVERIFY(hasNote(data, "Line 3, column 2 (price): \"12.5x\" is not a number; kept as missing."));
    QVERIFY(hasNote(data, "Line 7, column 2 (price): \"1e999\""));
    QVERIFY(hasNote(data, "Column 1 (id) only counts the rows"));
    std::string many = "a,b\n";
    for (int i = 0; i < 100; ++i) many += "1," + std::string(i % 10 == 0 ? "bad" : "2") + "\n";
    QVERIFY(hasNote(read(many), "Column 2 (b): more cells that are no numbers, kept as missing: 5."));
  }

  void raggedRowsAreReported() {
    const Dataset data = read("a,b,c\n1,2,3\n4,5\n6,7,8,9,x\n1,1,1\n1,1,1\n2,2,2,,\n");
    QVERIFY(same(data.columns[2].values, {3, missing, 8, 1, 1, 2}));
    QVERIFY(hasNote(data, "Line 3 has 2 of 3 values; the rest was kept as missing."));
    QVERIFY(hasNote(data, "Line 4 has 5 values for 3 columns; left out: \"9, x\"."));
    for (const Text& note : data.notes)
      QVERIFY(!QString::fromStdString(note.str()).startsWith("Line 7"));  // only empty cells too many
  }

  void wordsBecomeCategories() {
    const Dataset data = read("x,kind,y,class\n1,b,2,yes\n3,a,4,no\n5,b,6,yes\n");
    QVERIFY(data.columns[1].kind == ColumnKind::category && data.columns[1].role == Role::ignored);
    QCOMPARE(data.columns[1].categories, (std::vector<std::string>{"b", "a"}));
    QVERIFY(data.columns[3].role == Role::target);
    QCOMPARE(data.classes(), (std::vector<int>{0, 1, 0}));
    QCOMPARE(data.features().values, (Values{1, 2, 3, 4, 5, 6}));
    // A column that begins with numbers and turns out to hold words keeps all of them.
    std::string late = "v,grade\n";
    for (int i = 0; i < 60; ++i) late += "1," + std::string(i < 20 ? "1" : i < 40 ? "2" : "A") + "\n";
    const Dataset mixed = read(late);
    QCOMPARE(mixed.columns[1].categories, (std::vector<std::string>{"1", "2", "A"}));
    QCOMPARE(mixed.columns[1].values[0], 0.0);
    QCOMPARE(mixed.columns[1].values[59], 2.0);
  }

  void manyTextsAreNamesOfRows() {
    std::string text = "name,x\n";
    for (int i = 0; i < 60; ++i) text += "n" + std::to_string(i) + "," + std::to_string(i * i) + "\n";
    const Dataset data = read(text);
    QVERIFY(data.columns[0].role == Role::ignored && !data.targetColumn());
    QCOMPARE(data.columns[0].categories.size(), size_t(60));  // kept for labels
    QVERIFY(hasNote(data, "Column 1 (name) holds 60 different texts"));
  }

  // What decides may stand anywhere in the file: no guess rests on its beginning.
  void guessesRestOnTheWholeText() {
    std::string whole = "a;b\n", words = "a,b\n", latin = "a,b\n";
    for (int i = 0; i < 30000; ++i) whole += "1;2\n", words += "1,2\n", latin += "1,x\n";
    whole += "1,25;3\n";
    const Dataset decimals = read(whole);
    QCOMPARE(decimals.columns[0].values.back(), 1.25);
    QVERIFY(hasNote(decimals, "decimal comma"));
    words += "1,late\n";
    QVERIFY(hasNote(read(words), "Line 30002, column 2 (b): \"late\""));
    latin += "1,\xE4\n";
    const Dataset umlaut = read(latin);
    QCOMPARE(umlaut.columns[1].categories.back(), std::string("\xC3\xA4"));
    QVERIFY(hasNote(umlaut, "Line 30002 is not UTF-8"));
  }

  void thousandsMarks() {
    QCOMPARE(read("a;b\n1.234,5;1\n-12.345.678,25;2\n").columns[0].values, (Values{1234.5, -12345678.25}));
    const Dataset points = read("a\tb\n\"1,234.5\"\t1\n2,000\t2\n3.5\t3\n");
    QCOMPARE(points.columns[0].values, (Values{1234.5, 2000, 3.5}));
    QVERIFY(hasNote(points, "marks between thousands"));
    QCOMPARE(read("1,234;5,678\n2,345;1,111\n").columns[0].values,
             (Values{1.234, 2.345}));  // semicolons go with decimal commas
  }

  void maxRowsIsAnnounced() {
    const Dataset data = read("a,b\n1,2\n3,4\n5,6\n7,8\n", 3);
    QCOMPARE(data.rows(), size_t(3));
    QVERIFY(hasNote(data, "about 1 rows at its end were left out"));
  }

  void refusesWithWords_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("words");
    QTest::newRow("empty") << QByteArray() << "t.csv is empty";
    QTest::newRow("blank") << QByteArray("\n \n\n") << "t.csv holds no rows";
    QTest::newRow("header only") << QByteArray("a,b\n")
                                 << "t.csv holds no column of numbers: line 1, column 1 holds \"a\"";
    QTest::newRow("prose") << QByteArray("Hello world, this is\nprose. And no\nmore than that.\n")
                           << "t.csv holds no column of numbers";
    QTest::newRow("zip") << QByteArray("PK\x03\x04xxxxxxxxxxxx") << "t.csv is not a table of text: it is a ZIP archive";
    QTest::newRow("picture") << QByteArray("\x89PNG\r\n") << "t.csv is not a table of text: it is a picture";
    QTest::newRow("binary") << QByteArray(200, '\x01') << "t.csv is not a table of text: it holds binary data";
    QTest::newRow("ragged") << QByteArray("a,b,c\n1\n1,2,3\n1,2\n1\n1,2\n1,2,3,4\n2\n1,2,3,4\n1,2,3,4,5\n1,2,3\n")
                            << "t.csv is no table: most lines";
    QTest::newRow("missing only") << QByteArray("a,b\n,\nNA,\n") << "t.csv holds only empty cells";
  }
  void refusesWithWords() {
    QFETCH(QByteArray, text);
    QFETCH(QString, words);
    const QString message = refusal({text.constData(), size_t(text.size())});
    QVERIFY2(message.startsWith(words), qPrintable(message));
  }

  void stopEndsReading() {
    std::string text = "a,b\n";
    for (int i = 0; i < 1000; ++i) text += "1,2\n";
    std::stop_source source;
    source.request_stop();
    QVERIFY_EXCEPTION_THROWN(readCsv(text, {.name = "t.csv"}, source.get_token()), UserError);
  }

  void files() {
    QTemporaryDir folder;
    const std::string path = folder.filePath("wine.csv").toStdString();
    QFile file(QString::fromStdString(path));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("a,b\n1,2\n3,4\n");
    file.close();
    const Dataset data = readCsvFile(path);
    QCOMPARE(data.name, std::string("wine.csv"));
    QCOMPARE(data.rows(), size_t(2));
    QVERIFY_EXCEPTION_THROWN(readCsvFile(path + ".no"), UserError);
    QVERIFY_EXCEPTION_THROWN(readCsvFile(folder.path().toStdString()), UserError);
  }

  void writingAndReadingBackKeepsEveryBit() {
    Matrix values(50, 4);
    Rng rng(8);
    for (double& value : values.values) value = rng.normal() * std::pow(10, rng.uniform(-300, 300));
    values(3, 2) = missing;
    values(0, 0) = -0.1;
    const std::string text = writeCsv({"plain", "with, comma", "with \"quotes\"", "two\nlines"}, values);
    QVERIFY(text.starts_with("plain,\"with, comma\",\"with \"\"quotes\"\"\",\"two\nlines\"\r\n-0.1,"));
    const Dataset data = read(text);
    QCOMPARE(names(data), (std::vector<std::string>{"plain", "with, comma", "with \"quotes\"", "two\nlines"}));
    QVERIFY(same(data.features().values, values.values));
    QCOMPARE(writeCsv({"a", "b"}, Matrix(0, 2)), std::string("a,b\r\n"));
  }
};

QTEST_GUILESS_MAIN(TestCsv)
#include "tst_csv.moc"
