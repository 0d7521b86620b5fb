// list, describe, code and bench, the names that scripts rely on, and what is said about wrong usage and bad files.
#include <QtTest>

#include "tests/app/command/program.h"

using namespace gradus::harness;

class TestCommands : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void listNamesEveryDemo();
  void describeTellsEverything_data() { demoRows(); }
  void describeTellsEverything();
  void describeForPeople();
  void settingNamesOfScripts_data();
  void settingNamesOfScripts();
  void codeFollowsTheSettings_data();
  void codeFollowsTheSettings();
  void codeIsPython_data() { demoRows(); }
  void codeIsPython();
  void helpAndVersion();
  void wrongUsage_data();
  void wrongUsage();
  void badFiles_data();
  void badFiles();
  void aBadCellIsNamedByLineAndColumn();

 private:
  void demoRows();
  QTemporaryDir folder_;
};

void TestCommands::demoRows() {
  QTest::addColumn<QString>("id");
  for (const QString& id : sixDemos()) QTest::newRow(qPrintable(id)) << id;
}

void TestCommands::listNamesEveryDemo() {
  const ProgramResult json = program({"list", "--json"});
  EXPECT_EXIT(json, 0);
  const QJsonArray demos = QJsonDocument::fromJson(json.out).array();
  const QStringList ids = namesOf(demos, "id");
  for (const QString& id : sixDemos()) QVERIFY2(ids.contains(id), qPrintable(id));
  for (const QJsonValue& demo : demos) {
    for (const char* key : {"id", "title", "chapter", "state"})
      QVERIFY2(!demo[QLatin1String(key)].toString().isEmpty(), key);
  }
  const ProgramResult text = program({"list"});
  EXPECT_EXIT(text, 0);
  QCOMPARE(text.out.count('\n'), demos.size());
  for (const QString& id : ids) QVERIFY(text.out.contains(id.toUtf8()));
}

void TestCommands::describeTellsEverything() {
  QFETCH(QString, id);
  const ProgramResult result = program({"describe", id, "--json"});
  EXPECT_EXIT(result, 0);
  const QJsonValue demo = result.object();
  QCOMPARE(demo["id"].toString(), id);
  for (const char* key : {"title", "chapter", "promise"}) QVERIFY2(!demo[QLatin1String(key)].toString().isEmpty(), key);
  for (const char* key : {"settings", "presets", "views", "channels", "actions"}) {
    QVERIFY2(!demo[QLatin1String(key)].toArray().isEmpty(), key);
  }
  for (const QJsonValue& setting : demo["settings"].toArray()) {
    const QByteArray name = setting["name"].toString().toUtf8();
    const QString type = setting["type"].toString();
    QVERIFY2(setting["live"].isBool() && !setting["default"].isUndefined(), name.constData());
    if (type == "choice") QVERIFY2(setting["options"].toArray().contains(setting["default"]), name.constData());
    if (type == "number" || type == "integer") {
      QVERIFY2(setting["minimum"].toDouble() < setting["maximum"].toDouble(), name.constData());
    }
  }
  QVERIFY(!demo["data"]["sources"].toArray().isEmpty() && demo["data"]["files"].toBool());
}

void TestCommands::describeForPeople() {
  const ProgramResult result = program({"describe", "pca"});  // the part after the slash is enough
  EXPECT_EXIT(result, 0);
  for (const char* text :
       {"dimred/pca", "Settings", "components", "Presets", "Views", "Actions", "turn_axis(angle)", "--data FILE"}) {
    QVERIFY2(result.out.contains(text), text);
  }
}

void TestCommands::settingNamesOfScripts_data() {
  QTest::addColumn<QString>("id");
  QTest::addColumn<QStringList>("names");
  QTest::newRow("k-means") << "clustering/k-means" << QStringList{"k", "scaling"};
  QTest::newRow("pca") << "dimred/pca" << QStringList{"components", "scaling"};
  QTest::newRow("lle") << "dimred/lle" << QStringList{"components", "neighbours", "scaling"};
  QTest::newRow("metropolis") << "mcmc/metropolis-hastings" << QStringList{"target", "step_size", "chains"};
  QTest::newRow("mlp") << "nn/mlp-playground"
                       << QStringList{"learning_rate", "batch", "hidden", "activation", "optimiser", "scaling"};
  QTest::newRow("diffusion") << "diffusion/swiss-roll" << QStringList{"schedule", "diffusion_steps", "scaling"};
}

void TestCommands::settingNamesOfScripts() {
  QFETCH(QString, id);
  QFETCH(QStringList, names);
  const QJsonArray settings = program({"describe", id, "--json"}).object()["settings"].toArray();
  const QStringList known = namesOf(settings);
  for (const QString& name : names) QVERIFY2(known.contains(name), qPrintable(name));
  for (const QJsonValue& setting : settings) {
    if (setting["name"].toString() != "scaling") continue;
    QCOMPARE(setting["options"].toArray(), (QJsonArray{"none", "standardise", "whiten"}));
  }
}

void TestCommands::codeFollowsTheSettings_data() {
  QTest::addColumn<QString>("id");
  QTest::addColumn<QString>("setting");
  QTest::addColumn<QString>("expected");
  QTest::newRow("k-means") << "k-means"
                           << "k=7"
                           << "n_clusters=7";
  QTest::newRow("pca") << "pca"
                       << "components=3"
                       << "n_components=min(3";
  QTest::newRow("lle") << "lle"
                       << "neighbours=17"
                       << "n_neighbors=17";
  QTest::newRow("metropolis") << "metropolis-hastings"
                              << "step_size=0.73"
                              << "0.73";
  QTest::newRow("mlp") << "mlp-playground"
                       << "learning_rate=0.0123"
                       << "0.0123";
  QTest::newRow("diffusion") << "swiss-roll"
                             << "diffusion_steps=77"
                             << "77";
}

void TestCommands::codeFollowsTheSettings() {
  QFETCH(QString, id);
  QFETCH(QString, setting);
  QFETCH(QString, expected);
  const ProgramResult usual = program({"code", id}), changed = program({"code", id, "--set", setting});
  EXPECT_EXIT(usual, 0);
  EXPECT_EXIT(changed, 0);
  QVERIFY(!usual.out.contains(expected.toUtf8()));
  QVERIFY2(changed.out.contains(expected.toUtf8()), changed.out.constData());
}

void TestCommands::codeIsPython() {
  QFETCH(QString, id);
  const ProgramResult code = program({"code", id});
  EXPECT_EXIT(code, 0);
  QVERIFY(code.out.contains("import "));
  QProcess python;
  python.start("python3", {"-c", "import ast, sys; ast.parse(sys.stdin.read())"});
  if (!python.waitForStarted(10000)) return;  // nothing to judge it with: the lines above were all
  python.write(code.out);
  python.closeWriteChannel();
  QVERIFY(python.waitForFinished(30000));
  QVERIFY2(python.exitCode() == 0, python.readAllStandardError().constData());
}

void TestCommands::helpAndVersion() {
  const ProgramResult help = program({"--help"}), version = program({"--version"});
  EXPECT_EXIT(help, 0);
  EXPECT_EXIT(version, 0);
  for (const char* command : {"list", "describe", "run", "render", "code", "bench"})
    QVERIFY2(help.out.contains(command), command);
  QVERIFY(version.out.startsWith("gradus "));
}

void TestCommands::wrongUsage_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::addColumn<QStringList>("said");  // what the message must hold: what was found and what is possible
  const auto row = [](const char* name, const QStringList& arguments, const QStringList& said) {
    QTest::newRow(name) << arguments << said;
  };
  row("unknown demo", {"run", "no-such-demo"}, {"no-such-demo", "gradus list"});
  row("unknown demo, describe", {"describe", "no-such-demo"}, {"no-such-demo", "gradus list"});
  row("no demo", {"run"}, {"demo", ".gradus"});
  row("no demo, describe", {"describe"}, {"Name a demo", "gradus list"});
  row("two demos", {"run", "k-means", "pca"}, {"pca"});
  row("unknown setting", {"run", "k-means", "--set", "kk=3"}, {"kk", "max_iterations"});
  row("value out of range", {"run", "k-means", "--set", "k=99"}, {"k = 99", "1 to 12"});
  row("value of another kind", {"run", "k-means", "--set", "k=three"}, {"three", "whole number"});
  row("fraction for a count", {"run", "k-means", "--set", "k=2.5"}, {"2.5", "whole number"});
  row("unknown choice", {"run", "mlp-playground", "--set", "activation=step"}, {"step", "tanh", "relu"});
  row("nothing to set", {"run", "k-means", "--set", "k"}, {"name=value"});
  row("unknown preset", {"run", "k-means", "--preset", "none-such"}, {"none-such", "too-many"});
  row("data of another demo", {"run", "k-means", "--data", "digits"}, {"digits", "iris"});
  row("unknown option", {"run", "k-means", "--bogus", "1"}, {"--bogus", "--set"});
  row("unknown option of list", {"list", "--bogus"}, {"--bogus", "--json"});
  row("option without value", {"run", "k-means", "--seed"}, {"--seed", "value"});
  row("seed", {"run", "k-means", "--seed", "-1"}, {"--seed", "-1"});
  row("steps", {"run", "k-means", "--steps", "many"}, {"--steps", "many"});
  row("device", {"run", "k-means", "--device", "abacus"}, {"abacus", "cpu"});
  row("bench", {"bench", "no-such-work"}, {"no-such-work", "train"});
  row("bench option", {"bench", "--bogus"}, {"--bogus", "--threads"});
  row("render without a file", {"render", "k-means"}, {"--out"});
  row("render to another kind", {"render", "k-means", "--out", "picture.gif"}, {"picture.gif", ".png"});
  row("render size", {"render", "k-means", "--out", "a.png", "--size", "big"}, {"big", "1280x888"});
  row("render no size", {"render", "k-means", "--out", "a.png", "--size", "0x10"}, {"0x10", "64x64"});
  row("render scale", {"render", "k-means", "--out", "a.png", "--scale", "0"}, {"--scale", "0.1"});
  row("render view", {"render", "k-means", "--out", "a.png", "--view", "moon"}, {"moon", "scatter"});
  row("render theme", {"render", "k-means", "--out", "a.png", "--theme", "pink"}, {"pink", "projector"});
}

void TestCommands::wrongUsage() {
  QFETCH(QStringList, arguments);
  QFETCH(QStringList, said);
  const ProgramResult result = program(arguments, folder_.path());
  EXPECT_EXIT(result, 2);
  QVERIFY2(result.out.isEmpty(), result.out.constData());
  for (const QString& text : said) QVERIFY2(result.err.contains(text.toUtf8()), result.err.constData());
  QVERIFY2(QDir(folder_.path()).isEmpty(), "a file was written");
}

void TestCommands::badFiles_data() {
  QTest::addColumn<QString>("option");  // empty: the file is what is run
  QTest::addColumn<QString>("name");
  QTest::addColumn<QByteArray>("contents");  // null: there is no such file
  QTest::addColumn<QStringList>("said");
  const auto row = [](const char* test, const char* option, const char* name, const QByteArray& contents,
                      const QStringList& said) { QTest::newRow(test) << option << name << contents << said; };
  row("missing table", "--data", "missing.csv", {}, {"missing.csv"});
  row("missing run", "", "missing.gradus", {}, {"missing.gradus", "no file"});
  row("missing actions", "--actions", "missing.json", {}, {"missing.json"});
  row("empty table", "--data", "empty.csv", "", {"empty.csv", "empty"});
  row("a picture", "--data", "picture.csv", "\x89PNG\r\n\x1a\n....", {"picture.csv", "picture"});
  row("only words", "--data", "words.csv", "a,b\nx,y\nz,w\nv,u\n", {"words.csv", "line 2", "column 1", "\"x\""});
  row("ragged", "--data", "ragged.csv", "a,b,c\n1,2\n1,2,3,4,5\n1\n7,7,7,7\n1,2,3\n4\n", {"ragged.csv", "line"});
  row("too few rows", "--data", "short.csv", "a,b\n1,2\n3,4\n", {"3"});
  row("no run", "", "broken.gradus", "{\n  \"gradus\": 1,\n  \"demo\": oops\n}", {"line 3"});
  row("no actions", "--actions", "broken.json", "[{\"at\": 1,\n \"name\" \"k\"}]", {"line 2"});
  row("unknown action", "--actions", "unknown.json", R"([{"at": 1, "name": "fly", "args": {}}])",
      {"fly", "move_centroid"});
}

void TestCommands::badFiles() {
  QFETCH(QString, option);
  QFETCH(QString, name);
  QFETCH(QByteArray, contents);
  QFETCH(QStringList, said);
  const QTemporaryDir folder;
  if (!contents.isNull()) writeFile(folder.filePath(name), contents);
  const ProgramResult result = option.isEmpty() ? program({"run", name}, folder.path())
                                                : program({"run", "k-means", option, name}, folder.path());
  EXPECT_EXIT(result, 1);
  QVERIFY(result.out.isEmpty());
  for (const QString& text : said) QVERIFY2(result.err.contains(text.toUtf8()), result.err.constData());
}

/// One bad cell among good ones does not end the run; the row is left out and it is said where it was.
void TestCommands::aBadCellIsNamedByLineAndColumn() {
  const QTemporaryDir folder;
  QByteArray table = "length,width\n";
  for (int i = 0; i < 40; ++i)
    table += QByteArray::number(i) + (i == 20 ? ",oops" : "," + QByteArray::number(i * i % 7)) + "\n";
  writeFile(folder.filePath("cells.csv"), table);
  const ProgramResult result = program({"run", "k-means", "--data", "cells.csv", "--out", "run"}, folder.path());
  EXPECT_EXIT(result, 0);
  QString done;
  for (const QJsonValue& note : result.object()["data"]["done"].toArray()) done += note.toString() + "\n";
  for (const char* text : {"Line 22", "column 2 (width)", "\"oops\""})
    QVERIFY2(done.contains(QLatin1String(text)), qPrintable(done));
  QCOMPARE(result.object()["data"]["rows"].toInt(), 39);
  const QList<QByteArray> labels = csvLines(folder.filePath("run/labels.csv"));
  QCOMPARE(labels.size(), 41);              // the names and a line for every row of the file
  QCOMPARE(labels[21], QByteArray("20,"));  // the row left out has an empty cell
  QVERIFY(labels[22].startsWith("21,") && labels[22].size() > 3);
}

QTEST_GUILESS_MAIN(TestCommands)
#include "tst_commands.moc"
