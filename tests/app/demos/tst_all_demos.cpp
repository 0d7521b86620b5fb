// Visits every registered demo headless. One row a demo, one function an aspect; about four seconds of processor time a
// demo.
#include <QtTest>
#include <algorithm>
#include <ctime>
#include <filesystem>
#include <map>
#include <set>

#include "app/demos/registry.h"
#include "core/run/runner.h"
#include "tests/harness/checks.h"
#include "tests/harness/shipped.h"
#include "tests/harness/view_values.h"

using namespace gradus;
using namespace gradus::harness;

namespace {
using DemoPtr = std::shared_ptr<const Demo>;

double cpuSeconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

SessionOptions options() {
  SessionOptions made;
  made.readShipped = shippedFrom(GRADUS_SOURCE_DIR);
  return made;
}

Recipe recipeOf(const Demo& demo, NamedValues settings = {}, std::vector<Action> actions = {}) {
  Recipe recipe;
  recipe.demo = demo.id;
  recipe.settings = std::move(settings);
  recipe.actions = std::move(actions);
  return recipe;
}

Session start(const DemoPtr& demo, NamedValues settings = {}, std::vector<Action> actions = {}) {
  return Session(demo, recipeOf(*demo, std::move(settings), std::move(actions)), options());
}

/// Steps until the end, at most `ticks`, and no longer than `seconds` of processor time.
void runFor(Session& session, int64_t ticks, double seconds) {
  const double begin = cpuSeconds();
  for (int64_t i = 0; i < ticks && session.stepTick() && cpuSeconds() - begin < seconds; ++i) {
  }
}

/// How many ticks of this demo fit into the budget of one check: measured once, so that all checks of a demo agree.
int64_t usualTicks(const DemoPtr& demo) {
  static std::map<std::string, int64_t> known;
  const auto found = known.find(demo->id);
  if (found != known.end()) return found->second;
  Session session = start(demo);
  runFor(session, 300, 0.1);
  return known[demo->id] = std::max<int64_t>(3, session.tick());
}

/// Everything shown is made and finite; metrics are finite at the end of the run.
std::string wrongShow(const Session& session) {
  if (session.divergence()) return {};
  AllChannels sink;
  session.show(sink);
  for (const ChannelSpec& spec : session.demo().channels) {
    const ChannelPtr value = sink.values[spec.name];
    if (!value && spec.cost == ChannelCost::series) return "series " + spec.name + " is not made";
    if (!value) continue;
    if (const std::string trouble = wrongValue(*value); !trouble.empty())
      return "channel " + spec.name + ": " + trouble;
  }
  for (const auto& [name, value] : sink.values) {
    if (!session.demo().channel(name)) return "channel " + name + " is not declared";
  }
  for (const auto& [name, value] : session.metrics()) {
    if (std::isinf(value) || (std::isnan(value) && session.done())) return "metric " + name + " = " + numberText(value);
  }
  return {};
}

/// The values at which a setting is tried: both ends, or all options.
std::vector<Value> endsOf(const Setting& setting) {
  switch (setting.kind) {
    case SettingKind::number:
      return {setting.minimum, setting.maximum};
    case SettingKind::integer:
      return {static_cast<int64_t>(setting.minimum), static_cast<int64_t>(setting.maximum)};
    case SettingKind::toggle:
      return {false, true};
    case SettingKind::text:
      return {std::string(), std::string("text")};
    case SettingKind::choice: {
      std::vector<Value> values;
      for (const Option& option : setting.options) {
        if (setting.name != "data" || option.value != "file") values.push_back(option.value);
      }
      return values;
    }
    case SettingKind::list:
      break;
  }
  const auto few = static_cast<size_t>(setting.minCount);
  const size_t many = setting.maxCount > 0 ? static_cast<size_t>(setting.maxCount) : few + 3;
  return {std::vector<double>(few, setting.minimum), std::vector<double>(many, setting.minimum),
          std::vector<double>(few, setting.maximum)};
}

/// Arguments a person might produce: numbers near the middle of the picture, small indices.
NamedValues plausible(const ActionSpec& spec, Rng& rng) {
  NamedValues args;
  for (const Setting& arg : spec.args) {
    const auto number = [&] { return std::clamp(rng.uniform(-2, 2), arg.minimum, arg.maximum); };
    const double span = std::min(3.0, arg.maximum - arg.minimum);
    switch (arg.kind) {
      case SettingKind::number:
        args.emplace_back(arg.name, number());
        break;
      case SettingKind::integer:
        args.emplace_back(arg.name, static_cast<int64_t>(arg.minimum) +
                                        static_cast<int64_t>(rng.below(static_cast<uint64_t>(span) + 1)));
        break;
      case SettingKind::toggle:
        args.emplace_back(arg.name, rng.below(2) == 0);
        break;
      case SettingKind::text:
        args.emplace_back(arg.name, std::string());
        break;
      case SettingKind::choice:
        args.emplace_back(arg.name, arg.options[rng.below(arg.options.size())].value);
        break;
      case SettingKind::list: {
        std::vector<double> list(
            std::max<size_t>(static_cast<size_t>(arg.minCount),
                             arg.maxCount > 0 ? std::min<size_t>(6, static_cast<size_t>(arg.maxCount)) : 6));
        for (double& entry : list) entry = number();
        args.emplace_back(arg.name, std::move(list));
      }
    }
  }
  return args;
}

std::string codeOf(const Session& session) {
  return session.demo().code(session.settings(), session.data().get());
}
}  // namespace

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
