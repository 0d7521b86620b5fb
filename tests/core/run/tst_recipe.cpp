#include <QtTest>

#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/run/recipe.h"

using namespace gradus;

namespace {
std::string refusal(const std::string& json) {
  std::vector<Text> warnings;
  try {
    recipeFromJson(json, warnings);
    return "accepted";
  } catch (const UserError& error) {
    return error.what();
  }
}

Value randomValue(Rng& rng) {
  switch (rng.below(5)) {
    case 0:
      return rng.below(2) == 1;
    case 1:
      return static_cast<int64_t>(rng.nextUint64() >> 1) - (int64_t{1} << 62);
    case 2:
      return rng.normal() * std::exp(30 * rng.normal());
    case 3:
      return std::string("a \"quoted\" text\nö ") + std::to_string(rng.below(100));
    default: {
      std::vector<double> list(rng.below(4));
      for (double& entry : list) entry = rng.normal();
      return list;
    }
  }
}

Recipe randomRecipe(uint64_t seed) {
  Rng rng(seed, "recipe");
  Recipe recipe;
  recipe.demo = "clustering/k-means";
  recipe.seed = rng.nextUint64();
  recipe.tick = static_cast<int64_t>(rng.below(1000000));
  recipe.program = "gradus 0.1.0";
  recipe.compiler = "gcc";
  recipe.kernelLevel = "v4";
  for (uint64_t i = 0; i < rng.below(5); ++i)
    recipe.settings.emplace_back("setting_" + std::to_string(i), randomValue(rng));
  int64_t at = 0;
  for (uint64_t i = 0; i < rng.below(6); ++i) {
    Action action{at += static_cast<int64_t>(rng.below(9)), "move", {}, static_cast<int64_t>(rng.below(3))};
    for (uint64_t j = 0; j < rng.below(4); ++j) action.args.emplace_back("arg_" + std::to_string(j), randomValue(rng));
    recipe.actions.push_back(action);
  }
  if (rng.below(2) == 1) {
    FileSource file{"a folder/wine.csv", sha256Hex("x"), {"alcohol", "ash"}, "class", {}};
    if (rng.below(2) == 1) file.embedded = "alcohol,ash\n1,2\n";
    recipe.file = file;
  }
  return recipe;
}
}  // namespace

class TestRecipe : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void roundTrips() {
    for (uint64_t seed = 0; seed < 300; ++seed) {
      const Recipe recipe = randomRecipe(seed);
      std::vector<Text> warnings;
      QVERIFY(recipeFromJson(recipeToJson(recipe), warnings) == recipe);
      QVERIFY(warnings.empty());
    }
  }

  void otherEncodingsTravel() {
    for (const std::string& contents : {std::string("gr\xf6\xdf"
                                                    "e\n1\n"),
                                        std::string("\xff"), std::string("\xff\xfe"), std::string("\xff\x00\x01", 3)}) {
      Recipe recipe;
      recipe.demo = "a/b";
      recipe.file = FileSource{"x.csv", "", {}, "", contents};
      std::vector<Text> warnings;
      QVERIFY(recipeFromJson(recipeToJson(recipe), warnings) == recipe);
    }
  }

  void isReadable() {
    Recipe recipe;
    recipe.demo = "mcmc/metropolis-hastings";
    recipe.settings = {{"step_size", 0.5}, {"target", std::string("banana")}};
    recipe.actions = {{3, "set", {{"name", std::string("step_size")}, {"value", 1.0}}, 4}};
    const std::string json = recipeToJson(recipe);
    QVERIFY(json.starts_with("{\n  \"gradus\": 1,\n  \"demo\": \"mcmc/metropolis-hastings\",\n  \"seed\": 1,\n"));
    QVERIFY(json.find("    \"step_size\": 0.5,\n") != std::string::npos);
    QVERIFY(
        json.find("    {\"at\":3,\"name\":\"set\",\"args\":{\"name\":\"step_size\",\"value\":1.0},\"gesture\":4}\n") !=
        std::string::npos);
  }

  void unknownKeysAreReported() {
    std::vector<Text> warnings;
    const Recipe recipe = recipeFromJson(
        R"({"gradus":1,"demo":"a/b","colour":3,"actions":[{"at":1,"name":"m","args":{},"who":2}],"made_with":{"cpu":"x"},"file":{"path":"p","x":1}})",
        warnings);
    QCOMPARE(warnings.size(), size_t{4});
    QCOMPARE(warnings[0].str(), std::string("The recipe's key colour is unknown and was left out."));
    QVERIFY(warnings[1].str().find("actions[0].who") != std::string::npos);
    QCOMPARE(recipe.actions.size(), size_t{1});
  }

  void brokenTexts() {
    QVERIFY(refusal("{\n  \"gradus\": 1,\n  \"demo\" \"a/b\"\n}").find("line 3") != std::string::npos);
    QVERIFY(refusal("{\"gradus\": 1,").find("line 1, column 14: the end of the text") != std::string::npos);
    QVERIFY(refusal("").find("line 1, column 1") != std::string::npos);
    QVERIFY(refusal("[1]").find("Line 1, column 1: this is no Gradus recipe") != std::string::npos);
    QVERIFY(refusal("{\"gradus\": 2, \"demo\": \"a/b\"}").find("version 2") != std::string::npos);
    QVERIFY(refusal("{\"gradus\": 1}").find("names no demo") != std::string::npos);
    QCOMPARE(refusal("{\"gradus\":1,\"demo\":\"a/b\",\"seed\":-4}"),
             std::string("The recipe's seed is -4: a whole number from 0 on is expected."));
    QCOMPARE(refusal("{\"gradus\":1,\"demo\":\"a/b\",\"actions\":[{\"at\":0.5,\"name\":\"m\"}]}"),
             std::string("The recipe's actions[0].at is 0.5: a whole number is expected."));
    QVERIFY(refusal("{\"gradus\":1,\"demo\":\"a/b\",\"settings\":{\"x\":{}}}").find("settings.x") != std::string::npos);
  }

  // Cut off anywhere or with any byte changed, a recipe is read or refused in words, never anything else.
  void damagedTexts() {
    const std::string json = recipeToJson(randomRecipe(11));
    Rng rng(3, "damage");
    for (int i = 0; i < 2000; ++i) {
      std::string damaged = json.substr(0, i % 2 == 0 ? json.size() : rng.below(json.size()));
      if (!damaged.empty()) damaged[rng.below(damaged.size())] = static_cast<char>(rng.below(256));
      QVERIFY(!refusal(damaged).empty());
    }
  }

  void actionLists() {
    const auto actions = actionsFromJson(R"([{"at":5,"name":"b"},{"at":1,"name":"a","args":{"x":1}}])");
    QCOMPARE(actions.size(), size_t{2});
    QCOMPARE(actions.front().name, std::string("a"));  // ordered by tick
    QCOMPARE(actionsFromJson(R"({"actions":[]})").size(), size_t{0});
    QVERIFY_EXCEPTION_THROWN(actionsFromJson("{}"), UserError);
    QVERIFY_EXCEPTION_THROWN(actionsFromJson("[{\"at\":-1,\"name\":\"a\"}]"), UserError);
    QVERIFY_EXCEPTION_THROWN(actionsFromJson("[{\"at\":1}]"), UserError);
  }

  // FIPS 180-4 example: SHA-256 of "abc".
  void sha256() {
    QCOMPARE(sha256Hex("abc"), std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    QCOMPARE(sha256Hex(""), std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
  }

  void filesAreCompleted() {
    QTemporaryDir folder;
    const std::string path = folder.filePath(QStringLiteral("t.csv")).toStdString();
    QFile file(QString::fromStdString(path));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("abc");
    file.close();
    FileSource source{path, "", {}, "", {}};
    completeFileSource(source);
    QCOMPARE(source.sha256, sha256Hex("abc"));
    QCOMPARE(source.embedded.value_or(""), std::string("abc"));
    FileSource missing{path + "x", "", {}, "", {}};
    QVERIFY_EXCEPTION_THROWN(completeFileSource(missing), UserError);
  }
};

QTEST_GUILESS_MAIN(TestRecipe)
#include "tst_recipe.moc"
