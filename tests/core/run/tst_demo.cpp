#include <QtTest>

#include "core/data/sources.h"
#include "tests/harness/shipped.h"
#include "tests/harness/walk_demo.h"

using namespace gradus;
using namespace gradus::harness;

namespace {
/// A demo that only holds its data.
struct Nothing {
  int unused = 0;
  template <typename Visitor>
  void fields(Visitor& v) {
    v("unused", unused);
  }
};
class Holder final : public ExperimentOf<Holder, Nothing> {
 public:
  void step(StepContext&) override {}
  void apply(const Action&, StepContext&) override {}
  bool done() const override { return true; }
  void show(ChannelSink&, const Settings&) const override {}
  Metrics metrics(const Settings&) const override { return {}; }
};

Demo holder() {
  Demo demo;
  demo.id = "test/holder";
  demo.data = {.sources = {"two-moons", "iris"},
               .files = true,
               .minFeatures = 2,
               .maxRows = 100,
               .tableSettings = {{"scaling", std::string("standardise")}}};
  demo.start = [](StartContext&) { return std::make_unique<Holder>(); };
  demo.code = [](const Settings&, const Dataset*) { return std::string("pass"); };
  return demo;
}

Session session(Demo demo, NamedValues settings, std::optional<FileSource> file = {}) {
  Recipe recipe;
  recipe.demo = demo.id;
  recipe.settings = std::move(settings);
  recipe.file = std::move(file);
  SessionOptions options;
  options.readShipped = shippedFrom(GRADUS_SOURCE_DIR);
  return Session(std::make_shared<const Demo>(finishDemo(std::move(demo))), recipe, options);
}

FileSource table(const std::string& text, std::vector<std::string> columns = {}, std::string target = {}) {
  return {"a/b/table.csv", "", std::move(columns), std::move(target), text};
}

std::string told(const std::vector<Text>& notes) {
  std::string all;
  for (const Text& note : notes) all += note.str() + "\n";
  return all;
}
}  // namespace

class TestDemo : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void dataSettingsComeFirst() {
    const Demo demo = finishDemo(holder());
    QCOMPARE(demo.settings.front().name, std::string("data"));
    QCOMPARE(demo.settings.front().options.size(), size_t{3});
    QCOMPARE(demo.settings.front().options.back().value, std::string("file"));
    for (const char* name : {"data.rows", "data.noise", "data.seed", "scaling"}) QVERIFY(demo.setting(name));
    for (const Setting& setting : demo.settings) QVERIFY(setting.effect == Effect::restart);
    QVERIFY(!finishDemo(Demo(*walkDemo())).setting("data"));
  }

  void wrongDeclarations_data() {
    QTest::addColumn<int>("which");
    for (int i = 0; i < 9; ++i) QTest::newRow(std::to_string(i).c_str()) << i;
  }
  void wrongDeclarations() {
    QFETCH(int, which);
    Demo demo = *walkDemo();
    finishDemo(Demo(demo));
    switch (which) {
      case 0:
        demo.settings.push_back(demo.settings.front());
        break;
      case 1:
        demo.views[0].layers.push_back("nothing");
        break;
      case 2:
        demo.views[0].handles[0].action = "nothing";
        break;
      case 3:
        demo.views[0].handles[0].layer = "nothing";
        break;
      case 4:
        demo.presets[0].settings.push_back({"nothing", 1.0});
        break;
      case 5:
        demo.presets[0].actions.push_back({0, "nothing", {}, 0});
        break;
      case 6:
        demo.mainSeries = "nothing";
        break;
      case 7:
        demo.start = nullptr;
        break;
      default:
        demo.tickNames = {"one", "two"};
        break;
    }
    QVERIFY_EXCEPTION_THROWN(finishDemo(std::move(demo)), std::logic_error);
  }

  void generatedData() {
    const Session first = session(holder(), {{"data.rows", int64_t{60}}}),
                  second = session(holder(), {{"data.rows", int64_t{60}}});
    QCOMPARE(first.data()->rows(), size_t{60});
    QCOMPARE(first.hash(), second.hash());
    QVERIFY(session(holder(), {{"data.rows", int64_t{60}}, {"data.seed", int64_t{2}}}).hash() != first.hash());
    QCOMPARE(first.settings().choice("scaling"), std::string("none"));
  }

  void seedKeepsTheData() {
    Session one = session(holder(), {});
    Recipe recipe = one.recipe();
    recipe.seed = 77;
    const auto data = one.data();
    one.startAgain(recipe);
    QCOMPARE(one.data(), data);  // not even read again
  }

  void tablesAndThinning() {
    const Session iris = session(holder(), {{"data", std::string("iris")}});
    QCOMPARE(iris.data()->rows(), size_t{100});
    QCOMPARE(iris.settings().choice("scaling"), std::string("standardise"));
    QVERIFY(told(iris.notes()).find("100") != std::string::npos);
    QCOMPARE(session(holder(), {{"data", std::string("iris")}, {"scaling", std::string("none")}})
                 .settings()
                 .choice("scaling"),
             std::string("none"));
    QVERIFY(!findValue(iris.resetRecipe().settings, "scaling"));
  }

  void filesWithGapsAndTargets() {
    const std::string text = "a,b,c,kind\n1,2,3,x\n4,,6,y\n7,8,9,x\n1,1,1,y\n";
    const Session all = session(holder(), {}, table(text));
    QCOMPARE(all.settings().choice("data"), std::string("file"));
    QCOMPARE(all.data()->rows(), size_t{3});
    QCOMPARE(all.data()->featureColumns().size(), size_t{3});
    QCOMPARE(all.recipe().file->sha256, sha256Hex(text));
    const Session chosen = session(holder(), {}, table(text, {"c", "a"}, "kind"));
    QCOMPARE(chosen.data()->rows(), size_t{4});
    QCOMPARE(chosen.data()->columns[chosen.data()->featureColumns()[0]].name.size(), size_t{1});
    FileSource changed = table(text);
    changed.sha256 = sha256Hex("other");
    QVERIFY(told(session(holder(), {}, changed).notes()).find("has changed") != std::string::npos);
  }

  void demandsAreToldInWords() {
    Demo target = holder();
    target.data.needsTarget = true;
    QVERIFY_EXCEPTION_THROWN(session(std::move(target), {}, table("a,b\n1,2\n3,4\n5,6\n")), UserError);
    Demo narrow = holder();
    narrow.data.maxFeatures = 2;
    const Session first = session(narrow, {}, table("a,b,c\n1,2,3\n4,5,6\n"));
    QCOMPARE(first.data()->featureColumns().size(), size_t{2});
    QVERIFY(told(first.notes()).find("a, b") != std::string::npos);
    QVERIFY_EXCEPTION_THROWN(session(narrow, {}, table("a,b,c\n1,2,3\n4,5,6\n", {"a", "b", "c"})), UserError);
    QVERIFY_EXCEPTION_THROWN(session(holder(), {}, table("a\n1\n2\n")), UserError);      // one column, two needed
    QVERIFY_EXCEPTION_THROWN(session(holder(), {}, table("a,b\n1,\n,2\n")), UserError);  // no complete row
    QVERIFY_EXCEPTION_THROWN(session(holder(), {{"data", std::string("file")}}), UserError);
  }

  void columnsOfABuiltInSource() {
    const Session iris =
        session(holder(), {{"data", std::string("iris")}}, FileSource{"", "", {"petal length", "petal width"}, "", {}});
    QCOMPARE(iris.data()->featureColumns().size(), size_t{2});
  }
};

QTEST_GUILESS_MAIN(TestDemo)
#include "tst_demo.moc"
