// run: one JSON object on standard output, the files under --out, seeds, steps, actions, and runs that are run again.
#include <QtTest>

#include "tests/app/command/program.h"

using namespace gradus::harness;

namespace {

/// Small, quick runs of every demo that reach their end; the same in every test.
QStringList quick(const QString& id) {
  if (id == "dimred/lle") return {id, "--set", "data.rows=150"};
  if (id == "mcmc/metropolis-hastings") return {id, "--set", "samples=400", "--set", "burn_in=50"};
  if (id == "nn/mlp-playground") return {id, "--set", "max_steps=60"};
  if (id == "diffusion/swiss-roll") {
    return {id,
            "--set",
            "data.rows=300",
            "--set",
            "training_steps=60",
            "--set",
            "diffusion_steps=10",
            "--set",
            "sampling_steps=10",
            "--set",
            "samples=120"};
  }
  return {id};
}

ProgramResult runQuick(const QString& id, const QStringList& more = {}, const QString& folder = {}) {
  return program(QStringList{"run"} + quick(id) + more, folder);
}

}  // namespace

class TestRun : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyDemoGivesOneObject_data() { demoRows(); }
  void everyDemoGivesOneObject();
  void metricNamesOfScripts_data();
  void metricNamesOfScripts();
  void irisNumbers();
  void progressGoesToStandardError();
  void sameSeedSameHash_data() { demoRows(); }
  void sameSeedSameHash();
  void stepsAndUntilDone();
  void filesWithARowForEachInputRow_data();
  void filesWithARowForEachInputRow();
  void everyChannelIsWritten_data() { demoRows(); }
  void everyChannelIsWritten();
  void aSavedRunIsTheSameRun_data() { demoRows(); }
  void aSavedRunIsTheSameRun();
  void aSavedRunKeepsItsTable();
  void columnsAndTarget();
  void builtInTablesByName();
  void presets();
  void actionsFromAFile();
  void divergenceIsAResult();

 private:
  static void demoRows() {
    QTest::addColumn<QString>("id");
    for (const QString& id : sixDemos()) QTest::newRow(qPrintable(id)) << id;
  }
};

void TestRun::everyDemoGivesOneObject() {
  QFETCH(QString, id);
  for (const QStringList& more : {QStringList{}, QStringList{"--json"}}) {
    const ProgramResult result = runQuick(id, more);
    EXPECT_EXIT(result, 0);
    const QJsonValue run = result.object();
    QCOMPARE(run["demo"].toString(), id);
    QCOMPARE(run["status"].toString(), "done");
    QVERIFY(!run["settings"].toObject().isEmpty() && run["data"]["rows"].toInt() > 0);
    QVERIFY(!run["data"]["name"].toString().isEmpty() && !run["data"]["columns"].toArray().isEmpty() &&
            run["data"]["done"].isArray());
    for (const char* key : {"seed", "steps", "seconds", "steps_per_second"})
      QVERIFY2(run[QLatin1String(key)].toDouble() > 0, key);
    QCOMPARE(run["device"].toString(), "cpu");
    QVERIFY(QRegularExpression("^[0-9a-f]{16}$").match(result.hash()).hasMatch());
    for (const QString& name : result.metrics().keys()) QVERIFY2(result.metrics()[name].isDouble(), qPrintable(name));
  }
}

void TestRun::metricNamesOfScripts_data() {
  QTest::addColumn<QString>("id");
  QTest::addColumn<QStringList>("names");
  QTest::newRow("k-means") << "clustering/k-means" << QStringList{"inertia", "iterations"};
  QTest::newRow("pca") << "dimred/pca"
                       << QStringList{"explained_variance_ratio_1", "explained_variance_ratio_2",
                                      "reconstruction_error"};
  QTest::newRow("lle") << "dimred/lle" << QStringList{"reconstruction_error", "trustworthiness"};
  QTest::newRow("metropolis") << "mcmc/metropolis-hastings"
                              << QStringList{"acceptance_rate", "mean_1",  "mean_2", "sd_1", "sd_2",
                                             "ess_bulk_min",    "rhat_max"};
  QTest::newRow("mlp") << "nn/mlp-playground"
                       << QStringList{"train_loss", "validation_loss", "train_accuracy", "validation_accuracy"};
  QTest::newRow("diffusion") << "diffusion/swiss-roll" << QStringList{"loss", "sliced_wasserstein"};
}

void TestRun::metricNamesOfScripts() {
  QFETCH(QString, id);
  QFETCH(QStringList, names);
  const QJsonObject metrics = runQuick(id).metrics();
  for (const QString& name : names) QVERIFY2(metrics.contains(name), qPrintable(name));
}

/// The numbers that are printed in every textbook on these flowers (scikit-learn 1.2 gives them too).
void TestRun::irisNumbers() {
  const ProgramResult kmeans = program({"run", "k-means", "--data", "iris", "--set", "k=3", "--set", "restarts=50"});
  EXPECT_EXIT(kmeans, 0);
  QVERIFY2(std::fabs(kmeans.metrics()["inertia"].toDouble() - 78.851) <= 0.01, kmeans.out.constData());
  const ProgramResult pca = program({"run", "pca", "--data", "iris"});
  EXPECT_EXIT(pca, 0);
  const double ratios[] = {0.9246, 0.0531, 0.0171, 0.0052};
  for (int j = 0; j < 4; ++j) {
    const double found = pca.metrics()[QStringLiteral("explained_variance_ratio_%1").arg(j + 1)].toDouble();
    QVERIFY2(std::fabs(found - ratios[j]) <= 1e-4, qPrintable(QString::number(found)));
  }
}

void TestRun::progressGoesToStandardError() {
  int samples = 20000;
  ProgramResult result;
  do {  // long enough on any machine for a line a second
    result = program({"run", "metropolis-hastings", "--json", "--set", "chains=8", "--set", "burn_in=0", "--steps",
                      QString::number(samples), "--set", "samples=100000"});
    EXPECT_EXIT(result, 0);
    samples *= 2;
  } while (result.object()["seconds"].toDouble() < 1.6 && samples <= 80000);
  if (result.object()["seconds"].toDouble() >= 1.6) QVERIFY(!result.err.isEmpty());
  const QRegularExpression line("^step \\d+ of \\d+$");
  for (const QByteArray& text : result.err.split('\n'))
    QVERIFY2(text.isEmpty() || line.match(QString::fromUtf8(text)).hasMatch(), text.constData());
  QVERIFY(result.object().isObject());
}

void TestRun::sameSeedSameHash() {
  QFETCH(QString, id);
  const ProgramResult first = runQuick(id, {"--seed", "7", "--threads", "1"}),
                      again = runQuick(id, {"--seed", "7", "--threads", "2"});
  EXPECT_EXIT(first, 0);
  QVERIFY(!first.hash().isEmpty());
  QCOMPARE(again.hash(), first.hash());
  QCOMPARE(again.metrics(), first.metrics());
  QVERIFY(runQuick(id, {"--seed", "8"}).hash() != first.hash());
  QCOMPARE(first.object()["seed"].toInt(), 7);
}

void TestRun::stepsAndUntilDone() {
  const ProgramResult three = runQuick("nn/mlp-playground", {"--steps", "3"});
  QCOMPARE(three.object()["status"].toString(), "stopped");
  QCOMPARE(three.object()["steps"].toInt(), 3);
  const ProgramResult none = runQuick("nn/mlp-playground", {"--steps", "0"});
  QCOMPARE(none.object()["steps"].toInt(), 0);
  QVERIFY(none.hash() != three.hash());
  const ProgramResult done = runQuick("nn/mlp-playground", {"--until-done"});
  QCOMPARE(done.object()["status"].toString(), "done");
  QCOMPARE(done.object()["steps"].toInt(), 60);
  QCOMPARE(runQuick("nn/mlp-playground").hash(), done.hash());
  const ProgramResult beyond = runQuick("nn/mlp-playground", {"--steps", "100000"});  // the demo's own end comes first
  QCOMPARE(beyond.object()["status"].toString(), "done");
  QCOMPARE(beyond.hash(), done.hash());
}

void TestRun::filesWithARowForEachInputRow_data() {
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

void TestRun::filesWithARowForEachInputRow() {
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

void TestRun::everyChannelIsWritten() {
  QFETCH(QString, id);
  const QTemporaryDir folder;
  EXPECT_EXIT(runQuick(id, {"--out", "run"}, folder.path()), 0);
  const QStringList files = QDir(folder.filePath("run")).entryList(QDir::Files);
  for (const char* file : {"data.csv", "recipe.gradus"}) QVERIFY2(files.contains(QLatin1String(file)), file);
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

void TestRun::aSavedRunIsTheSameRun() {
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
void TestRun::aSavedRunKeepsItsTable() {
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

void TestRun::columnsAndTarget() {
  const QTemporaryDir folder;
  QByteArray table = "a,b,kind,c\n";
  for (int i = 0; i < 60; ++i)
    table += QByteArray::number(i % 11) + "," + QByteArray::number(i % 13) + "," + QByteArray::number(i % 2) + "," +
             QByteArray::number(i % 5) + "\n";
  writeFile(folder.filePath("table.csv"), table);
  const auto columns = [&](const QStringList& more) {
    return program(QStringList{"run", "pca", "--data", "table.csv"} + more, folder.path()).object()["data"].toObject();
  };
  QCOMPARE(columns({})["columns"].toArray(), (QJsonArray{"a", "b", "kind", "c"}));
  QCOMPARE(columns({"--target", "kind"})["columns"].toArray(), (QJsonArray{"a", "b", "c"}));
  QCOMPARE(columns({"--target", "kind"})["target"].toString(), "kind");
  QCOMPARE(columns({"--columns", "c,a"})["columns"].toArray(), (QJsonArray{"c", "a"}));
  const ProgramResult unknown = program({"run", "pca", "--data", "table.csv", "--columns", "a,z"}, folder.path());
  EXPECT_EXIT(unknown, 1);
  QVERIFY(unknown.err.contains("\"z\"") && unknown.err.contains("kind"));
}

void TestRun::builtInTablesByName() {
  const ProgramResult all = program({"run", "pca", "--data", "iris"});
  EXPECT_EXIT(all, 0);
  QCOMPARE(all.object()["data"]["rows"].toInt(), 150);
  const QJsonArray names = all.object()["data"]["columns"].toArray();
  QCOMPARE(names.size(), 4);
  const ProgramResult two =
      program({"run", "pca", "--data", "iris", "--columns", names[3].toString() + "," + names[0].toString()});
  EXPECT_EXIT(two, 0);
  QCOMPARE(two.object()["data"]["columns"].toArray(), (QJsonArray{names[3], names[0]}));
}

void TestRun::presets() {
  const ProgramResult preset = program({"run", "k-means", "--preset", "iris"});
  EXPECT_EXIT(preset, 0);
  QCOMPARE(preset.object()["data"]["name"].toString(), "Iris");
  const ProgramResult changed =
      program({"run", "k-means", "--set", "k=5", "--preset", "iris"});  // --set wins over the preset
  QCOMPARE(changed.object()["settings"]["k"].toInt(), 5);
}

void TestRun::actionsFromAFile() {
  const QTemporaryDir folder;
  writeFile(folder.filePath("actions.json"),
            R"([{"at": 2, "name": "set", "args": {"name": "learning_rate", "value": 0.5}},
    {"at": 1, "name": "set_weight", "args": {"layer": 0, "from": 0, "to": 1, "value": 3}}])");
  const QStringList arguments{"--steps", "4", "--actions", "actions.json", "--out", "run"};
  const ProgramResult with = runQuick("nn/mlp-playground", arguments, folder.path());
  EXPECT_EXIT(with, 0);
  QCOMPARE(with.object()["settings"]["learning_rate"].toDouble(), 0.5);
  QVERIFY(with.hash() != runQuick("nn/mlp-playground", {"--steps", "4"}).hash());
  QCOMPARE(program({"run", "run/recipe.gradus", "--steps", "4"}, folder.path()).hash(), with.hash());
  writeFile(folder.filePath("actions.json"), R"([{"at": 2, "name": "set_weight", "args": {"layer": 0}}])");
  const ProgramResult half = runQuick("nn/mlp-playground", arguments, folder.path());
  EXPECT_EXIT(half, 1);
  QVERIFY2(half.err.contains("from"), half.err.constData());
}

void TestRun::divergenceIsAResult() {
  const ProgramResult result = program({"run", "mlp-playground", "--set", "loss=squared", "--set", "optimiser=sgd",
                                        "--set", "learning_rate=10", "--set", "activation=linear", "--steps", "3000"});
  EXPECT_EXIT(result, 0);
  const QJsonValue run = result.object();
  QCOMPARE(run["status"].toString(), "diverged");
  QCOMPARE(run["divergence"]["setting"].toString(), "learning_rate");
  QVERIFY(!run["divergence"]["cause"].toString().isEmpty() && !run["divergence"]["quantity"].toString().isEmpty());
}

QTEST_GUILESS_MAIN(TestRun)
#include "tst_run.moc"
