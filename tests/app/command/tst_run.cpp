// run: one JSON object on standard output, seeds, steps, data and actions.
#include <QtTest>

#include "tests/app/command/quick_runs.h"

using namespace gradus::harness;

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
  void columnsAndTarget();
  void builtInTablesByName();
  void lineFitOfATable();
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
    QVERIFY(!run["settings"].toObject().isEmpty());
    if (id == "mcmc/metropolis-hastings") {
      QVERIFY(run["data"].isNull());  // only the line fit has data
    } else {
      QVERIFY(run["data"]["rows"].toInt() > 0 && !run["data"]["name"].toString().isEmpty());
      QVERIFY(!run["data"]["columns"].toArray().isEmpty() && run["data"]["done"].isArray());
    }
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

/// The setting `target` names the density, --target a column: both at once, on y = 2 x + 1.
void TestRun::lineFitOfATable() {
  const QTemporaryDir folder;
  QByteArray table = "x,y\n";
  for (int i = 0; i < 60; ++i)
    table +=
        QByteArray::number(i / 30.0 - 1) + "," + QByteArray::number(2 * (i / 30.0 - 1) + 1 + (i % 3 - 1) * 0.1) + "\n";
  writeFile(folder.filePath("line.csv"), table);
  const ProgramResult result = program({"run", "metropolis-hastings", "--set", "target=line-fit", "--data", "line.csv",
                                        "--target", "y", "--columns", "x", "--set", "samples=3000"},
                                       folder.path());
  EXPECT_EXIT(result, 0);
  QCOMPARE(result.object()["data"]["target"].toString(), "y");
  QCOMPARE(result.object()["data"]["columns"].toArray(), QJsonArray{"x"});
  // z1 and z2 are slope and intercept in units of their posterior: mean 0, deviation 1.
  for (const char* name : {"mean_1", "mean_2"})
    QVERIFY2(std::fabs(result.metrics()[QLatin1String(name)].toDouble()) < 0.2, name);
  for (const char* name : {"sd_1", "sd_2"})
    QVERIFY2(std::fabs(result.metrics()[QLatin1String(name)].toDouble() - 1) < 0.2, name);
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
