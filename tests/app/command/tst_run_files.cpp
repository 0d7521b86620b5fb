// run --out: what is written, and runs that are run again from their file.
#include <QtTest>

#include "tests/app/command/quick_runs.h"

using namespace gradus::harness;

class TestRunFiles : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void filesWithARowForEachInputRow_data();
  void filesWithARowForEachInputRow();
  void everyChannelIsWritten_data() { demoRows(); }
  void everyChannelIsWritten();
  void aSavedRunIsTheSameRun_data() { demoRows(); }
  void aSavedRunIsTheSameRun();
  void aSavedRunKeepsItsTable();

 private:
  static void demoRows() {
    QTest::addColumn<QString>("id");
    for (const QString& id : sixDemos()) QTest::newRow(qPrintable(id)) << id;
  }
};

void TestRunFiles::filesWithARowForEachInputRow_data() {
  QTest::addColumn<QString>("id");
  QTest::addColumn<QString>("file");
  QTest::addColumn<QByteArray>("header");
  QTest::addColumn<int>("rows");  // -1: as many as the input has
  QTest::newRow("k-means") << "clustering/k-means"
                           << "labels.csv" << QByteArray("row,label") << -1;
  QTest::newRow("pca") << "dimred/pca"
                       << "scores.csv" << QByteArray("row,pc1,pc2") << -1;
  QTest::newRow("lle") << "dimred/lle"
                       << "embedding.csv" << QByteArray("row,y1,y2") << -1;
  QTest::newRow("metropolis") << "mcmc/metropolis-hastings"
                              << "chain.csv" << QByteArray("chain,step,z1,z2,accepted") << 4 * 400;
  QTest::newRow("mlp") << "nn/mlp-playground"
                       << "predictions.csv" << QByteArray("row,split,target,predicted,p_*,p_*") << -1;
  QTest::newRow("diffusion") << "diffusion/swiss-roll"
                             << "samples.csv" << QByteArray("x1,x2") << 120;
}

void TestRunFiles::filesWithARowForEachInputRow() {
  QFETCH(QString, id);
  QFETCH(QString, file);
  QFETCH(QByteArray, header);
  QFETCH(int, rows);
  const QTemporaryDir folder;
  const ProgramResult result = runQuick(id, {"--out", "a/new/folder"}, folder.path());
  EXPECT_EXIT(result, 0);
  const QList<QByteArray> lines = csvLines(folder.filePath("a/new/folder/" + file));
  QVERIFY2(!lines.isEmpty(), qPrintable(file));
  const QRegularExpression names("^" + QString::fromLatin1(header).replace("*", "[^,]+") +
                                 "$");  // * = the name of a class
  QVERIFY2(names.match(QString::fromUtf8(lines.constFirst())).hasMatch(), lines.constFirst().constData());
  QCOMPARE(lines.size() - 1, rows < 0 ? result.object()["data"]["rows"].toInt() : rows);
  for (const QByteArray& line : lines) QCOMPARE(line.count(','), header.count(','));
  if (rows < 0)
    QVERIFY(lines[1].startsWith("0,") && lines.constLast().startsWith(QByteArray::number(lines.size() - 2) + ","));
}

void TestRunFiles::everyChannelIsWritten() {
  QFETCH(QString, id);
  const QTemporaryDir folder;
  EXPECT_EXIT(runQuick(id, {"--out", "run"}, folder.path()), 0);
  const QStringList files = QDir(folder.filePath("run")).entryList(QDir::Files);
  QVERIFY(files.contains("recipe.gradus"));
  QCOMPARE(files.contains("data.csv"), id != "mcmc/metropolis-hastings");
  for (const QJsonValue& channel : program({"describe", id, "--json"}).object()["channels"].toArray()) {
    const QString name = channel["name"].toString(), file = channel["file"].toString(name);
    const bool written = files.contains(file) || files.contains(name + ".csv") || files.contains(name + ".npy") ||
                         files.contains(name + ".png");
    QVERIFY2(written, qPrintable(name + " is in none of " + files.join(' ')));
  }
  for (const QString& file : files) {
    const QByteArray contents = fileContents(folder.filePath("run/" + file));
    QVERIFY2(!contents.isEmpty(), qPrintable(file));
    if (file.endsWith(".npy")) QVERIFY(contents.startsWith("\x93NUMPY"));
    if (file.endsWith(".png")) QVERIFY(contents.startsWith("\x89PNG"));
  }
}

void TestRunFiles::aSavedRunIsTheSameRun() {
  QFETCH(QString, id);
  const QTemporaryDir folder;
  const ProgramResult first = runQuick(id, {"--seed", "5", "--out", "run"}, folder.path());
  EXPECT_EXIT(first, 0);
  const ProgramResult again = program({"run", "run/recipe.gradus", "--out", "again"}, folder.path());
  EXPECT_EXIT(again, 0);
  QCOMPARE(again.hash(), first.hash());
  QCOMPARE(again.metrics(), first.metrics());
  QCOMPARE(fileContents(folder.filePath("again/recipe.gradus")), fileContents(folder.filePath("run/recipe.gradus")));
  const QJsonObject made =
      QJsonDocument::fromJson(fileContents(folder.filePath("run/recipe.gradus"))).object()["made_with"].toObject();
  for (const char* key : {"program", "compiler", "kernel_level", "device"})
    QVERIFY2(!made[QLatin1String(key)].toString().isEmpty(), key);
}

/// A table of more than 256 KiB is kept by its path, a smaller one with its contents.
void TestRunFiles::aSavedRunKeepsItsTable() {
  for (const int rows : {50, 40000}) {
    const QTemporaryDir folder;
    QByteArray table = "a,b,c\n";
    for (int i = 0; i < rows; ++i)
      table +=
          QByteArray::number(i % 97) + "," + QByteArray::number(i * i % 89) + "," + QByteArray::number(i % 7) + "\n";
    writeFile(folder.filePath("table.csv"), table);
    const ProgramResult first = program(
        {"run", "k-means", "--data", "table.csv", "--columns", "c,a", "--steps", "3", "--out", "run"}, folder.path());
    EXPECT_EXIT(first, 0);
    if (rows < 1000) QVERIFY(QFile::remove(folder.filePath("table.csv")));
    const ProgramResult again = program({"run", "recipe.gradus", "--steps", "3"}, folder.filePath("run"));
    EXPECT_EXIT(again, 0);
    QCOMPARE(again.hash(), first.hash());
    QCOMPARE(again.object()["data"]["columns"].toArray(), (QJsonArray{"c", "a"}));
  }
}

QTEST_GUILESS_MAIN(TestRunFiles)
#include "tst_run_files.moc"
