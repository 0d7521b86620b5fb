// Visits every registered demo headless. One row a demo, one function an aspect; about four seconds of processor time a
// demo.
#include <QtTest>
#include <filesystem>
#include <map>
#include <set>

#include "app/demos/registry.h"
#include "core/run/runner.h"
#include "tests/harness/checks.h"
#include "tests/harness/demo_tries.h"

using namespace gradus;
using namespace gradus::harness;

class TestAllDemos : public QObject {
  Q_OBJECT

  /// True if the action was accepted; everything about it has been checked then.
  static bool tryAction(const DemoPtr& demo, const ActionSpec& spec, const NamedValues& settings) {
    bool accepted = false;
    const auto check = [&] {
      Session session = start(demo, settings);
      runFor(session, 2 * demo->ticksPerStep, 0.05);
      const Recipe before = session.recipe();
      const int64_t tick = session.tick();
      const uint64_t hash = session.hash();
      Rng rng(17, spec.name);
      for (int attempt = 0; attempt < 5 && !accepted; ++attempt) {
        try {
          session.act({0, spec.name, plausible(spec, rng), 0});
          accepted = true;
        } catch (const UserError& error) {
          QVERIFY2(!error.text().empty(), spec.name.c_str());
          QVERIFY2(session.hash() == hash, (spec.name + " was refused and yet changed something").c_str());
        }
      }
      if (!accepted) return;
      runFor(session, demo->ticksPerStep, 0.05);
      const std::string trouble = wrongShow(session);
      QVERIFY2(trouble.empty(), (spec.name + ": " + trouble).c_str());
      Session again(demo, session.recipe(), options());
      again.seek(session.tick());
      QVERIFY2(again.hash() == session.hash(), (spec.name + " is not replayed as it was").c_str());
      session.replaceRecipe(before, tick);
      QVERIFY2(session.hash() == hash, (spec.name + " was not undone").c_str());
    };
    check();
    return accepted;
  }

  void rows() {
    QTest::addColumn<DemoPtr>("demo");
    for (const DemoPtr& demo : demoRegistry()) QTest::newRow(demo->id.c_str()) << demo;
  }

 private Q_SLOTS:
  void registryIsComplete() {
    QCOMPARE(demoRegistry().size(), size_t{GRADUS_DEMO_FILES});
    std::set<std::string> ids;
    for (const DemoPtr& demo : demoRegistry()) ids.insert(demo->id);
    QCOMPARE(ids.size(), demoRegistry().size());
  }

  void declaration_data() { rows(); }
  void declaration() {
    QFETCH(DemoPtr, demo);
    QVERIFY(!demo->title.empty() && !demo->promise.empty() && !demo->chapter.empty());
    QVERIFY(demo->chapterNumber >= 1 && demo->chapterNumber <= 22);
    QVERIFY(!demo->presets.empty() && !demo->views.empty() && !demo->channels.empty());
    QVERIFY(!demo->keywords.empty());
    for (const Setting& setting : demo->settings) {
      QVERIFY2(!setting.title.empty() && !setting.help.empty(), setting.name.c_str());
      QVERIFY2(setting.kind != SettingKind::number || setting.minimum < setting.maximum, setting.name.c_str());
    }
    for (const Preset& preset : demo->presets)
      QVERIFY2(!preset.label.empty() && !preset.help.empty(), preset.name.c_str());
    const std::string lesson = std::string(GRADUS_SOURCE_DIR) + "/resources/lessons/" + demo->id + ".md";
    QVERIFY2(std::filesystem::exists(lesson), lesson.c_str());
  }

  // The first picture stands within 300 ms of the demo's choice (design section 8), measured in processor time.
  void firstSnapshotInTime_data() { rows(); }
  void firstSnapshotInTime() {
    QFETCH(DemoPtr, demo);
    start(demo);  // code and data from the disk are in memory now
    const double begin = cpuSeconds();
    Session session = start(demo);
    QCOMPARE_GOOD(wrongShow(session));
    const double seconds = cpuSeconds() - begin;
    QVERIFY2(seconds < 0.3, std::to_string(seconds).c_str());
    QVERIFY(session.takeRemarks().empty());
  }

  void everythingIsShown_data() { rows(); }
  void everythingIsShown() {
    QFETCH(DemoPtr, demo);
    Session session = start(demo);
    session.seek(usualTicks(demo));
    QVERIFY(!session.divergence());
    QCOMPARE_GOOD(wrongShow(session));
    AllChannels sink, files;
    session.show(sink);
    session.experiment().files(files, session.settings());
    for (const auto& [name, value] : files.values) {
      if (value) QCOMPARE_GOOD(wrongValue(*value));
    }
    for (const ChannelSpec& spec : demo->channels) {
      if (spec.cost != ChannelCost::derived) {
        QVERIFY2(sink.values[spec.name] || files.values[spec.name], spec.name.c_str());
        continue;
      }
      DisplayRequest request{.channel = spec.name, .nx = 24, .ny = 18};
      const ChannelPtr value = session.experiment().derive(request, session.settings(), {});
      QVERIFY2(value, spec.name.c_str());
      QCOMPARE_GOOD(wrongValue(*value));
    }
    QVERIFY(!session.metrics().empty());
  }

  void settingsAtTheirEnds_data() { rows(); }
  void settingsAtTheirEnds() {
    QFETCH(DemoPtr, demo);
    for (const Setting& setting : demo->settings) {
      for (const Value& value : endsOf(setting)) {
        const std::string where = setting.name + "=" + valueText(value);
        const double begin = cpuSeconds();
        try {
          Session session = start(demo, {{setting.name, value}});
          runFor(session, 2 * demo->ticksPerStep, 0.05);
          const std::string trouble = wrongShow(session);
          QVERIFY2(trouble.empty(), (where + ": " + trouble).c_str());
        } catch (const UserError& error) {
          QVERIFY2(!error.text().empty(), where.c_str());  // refused in words: too many components for the columns, say
        }
        if (cpuSeconds() - begin > 0.5)
          qInfo("%s %s takes %.2f s", demo->id.c_str(), where.c_str(), cpuSeconds() - begin);
      }
    }
  }

  void liveSettings_data() { rows(); }
  void liveSettings() {
    QFETCH(DemoPtr, demo);
    Session session = start(demo);
    runFor(session, 2 * demo->ticksPerStep, 0.05);
    for (const Setting& setting : demo->settings) {
      if (setting.effect != Effect::live) continue;
      for (const Value& value : endsOf(setting)) {
        const std::string where = setting.name + "=" + valueText(value);
        const Recipe before = session.recipe();
        const int64_t tick = session.tick();
        const uint64_t hash = session.hash();
        try {
          session.act({0, "set", {{"name", setting.name}, {"value", value}}, 0});
          runFor(session, demo->ticksPerStep, 0.05);
          const std::string trouble = wrongShow(session);
          QVERIFY2(trouble.empty(), (where + ": " + trouble).c_str());
        } catch (const UserError& error) {
          QVERIFY2(!error.text().empty(), where.c_str());
        }
        session.replaceRecipe(before, tick);
        QVERIFY2(session.hash() == hash, (where + " was not undone").c_str());
      }
    }
  }

  void presets_data() { rows(); }
  void presets() {
    QFETCH(DemoPtr, demo);
    for (const Preset& preset : demo->presets) {
      Session session = start(demo, preset.settings, preset.actions);
      runFor(session, usualTicks(demo), 0.1);
      QVERIFY2(session.takeRemarks().empty(), preset.name.c_str());
      const std::string trouble = wrongShow(session);
      QVERIFY2(trouble.empty(), (preset.name + ": " + trouble).c_str());
    }
  }

  void sameHash_data() { rows(); }
  void sameHash() {
    QFETCH(DemoPtr, demo);
    const int64_t ticks = std::max<int64_t>(2, usualTicks(demo) / 3);
    QCOMPARE_GOOD(expectSameHash([&] {
      Session session = start(demo);
      session.seek(ticks);
      return session.hash();
    }));
  }

  void seeksBackAndForth_data() { rows(); }
  void seeksBackAndForth() {
    QFETCH(DemoPtr, demo);
    Session straight = start(demo), session = start(demo);
    const int64_t last = usualTicks(demo);
    std::map<int64_t, uint64_t> hashes;
    for (const int64_t tick : {int64_t{0}, int64_t{1}, last / 3, last / 2, last}) {
      straight.seek(tick);
      hashes[straight.tick()] = straight.hash();
    }
    session.seek(last);
    for (const auto& [tick, hash] : hashes) {
      session.seek(tick);
      QCOMPARE(session.hash(), hash);
      session.seek(last);
      QCOMPARE(session.hash(), hashes.rbegin()->second);
    }
  }

  // Whatever a person does can be undone: the former state comes back, bit by bit. And it is replayed bit by bit.
  void actions_data() { rows(); }
  void actions() {
    QFETCH(DemoPtr, demo);
    for (const ActionSpec& spec : demo->actions) {
      // Some actions make sense under one option only: painting a density, say.
      bool accepted = tryAction(demo, spec, {});
      for (const Setting& setting : demo->settings) {
        for (size_t i = 0; i < setting.options.size() && !accepted && !QTest::currentTestFailed(); ++i) {
          if (setting.options[i].value != "file")
            accepted = tryAction(demo, spec, {{setting.name, setting.options[i].value}});
        }
      }
      if (QTest::currentTestFailed()) return;
      QVERIFY2(accepted, (spec.name + " is refused under every option").c_str());
    }
  }

  void codeFollowsTheSettings_data() { rows(); }
  void codeFollowsTheSettings() {
    QFETCH(DemoPtr, demo);
    const Session session = start(demo);
    const std::string code = codeOf(session);
    QVERIFY(code.find("import") != std::string::npos);
    int follows = 0;
    for (const Setting& setting : demo->settings) {
      for (const Value& value : endsOf(setting)) {
        Settings other = session.settings();
        other.set(setting.name, checkValue(setting, value));
        try {
          if (demo->code(other, session.data().get()) == code) continue;
        } catch (const UserError&) {
          continue;  // settings that cannot be run have no code either
        }
        ++follows;
        break;
      }
    }
    QVERIFY2(follows >= 3, std::to_string(follows).c_str());
  }

  // The same demo behind the engine thread, watched: the threads change nothing.
  void behindTheRunner_data() { rows(); }
  void behindTheRunner() {
    QFETCH(DemoPtr, demo);
    RunnerOptions runnerOptions;
    runnerOptions.threads = 2;
    runnerOptions.readShipped = shippedFrom(GRADUS_SOURCE_DIR);
    Runner runner(runnerOptions);
    runner.open(demo, recipeOf(*demo));
    std::vector<std::string> visible;
    for (const ChannelSpec& spec : demo->channels) visible.push_back(spec.name);
    runner.setVisible(visible, {});
    runner.runTicks(usualTicks(demo) / 2);
    QVERIFY(runner.wait(60));
    const auto snapshot = runner.latest();
    QVERIFY2(!snapshot->failure, snapshot->failure ? snapshot->failure->str().c_str() : "");
    Session session = start(demo);
    session.seek(snapshot->tick);
    QCOMPARE(snapshot->hash.value_or(0), session.hash());
    for (size_t i = 0; i < demo->channels.size(); ++i) {
      if (demo->channels[i].cost == ChannelCost::derived)
        QVERIFY2(snapshot->channels[i], demo->channels[i].name.c_str());
    }
  }
};

QTEST_GUILESS_MAIN(TestAllDemos)
#include "tst_all_demos.moc"
