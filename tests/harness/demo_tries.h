#pragma once
// Starting, running and looking at any demo headless: what the generic demo test is made of.
#include <algorithm>
#include <ctime>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/run/session.h"
#include "tests/harness/shipped.h"
#include "tests/harness/view_values.h"

namespace gradus::harness {

using DemoPtr = std::shared_ptr<const Demo>;

inline double cpuSeconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

inline SessionOptions options() {
  SessionOptions made;
  made.readShipped = shippedFrom(GRADUS_SOURCE_DIR);
  return made;
}

inline Recipe recipeOf(const Demo& demo, NamedValues settings = {}, std::vector<Action> actions = {}) {
  Recipe recipe;
  recipe.demo = demo.id;
  recipe.settings = std::move(settings);
  recipe.actions = std::move(actions);
  return recipe;
}

inline Session start(const DemoPtr& demo, NamedValues settings = {}, std::vector<Action> actions = {}) {
  return Session(demo, recipeOf(*demo, std::move(settings), std::move(actions)), options());
}

/// Steps until the end, at most `ticks`, and no longer than `seconds` of processor time.
inline void runFor(Session& session, int64_t ticks, double seconds) {
  const double begin = cpuSeconds();
  for (int64_t i = 0; i < ticks && session.stepTick() && cpuSeconds() - begin < seconds; ++i) {
  }
}

/// How many ticks of this demo fit into the budget of one check: measured once, so that all checks of a demo agree.
inline int64_t usualTicks(const DemoPtr& demo) {
  static std::map<std::string, int64_t> known;
  const auto found = known.find(demo->id);
  if (found != known.end()) return found->second;
  Session session = start(demo);
  runFor(session, 300, 0.1);
  return known[demo->id] = std::max<int64_t>(3, session.tick());
}

/// Everything shown is made and finite; metrics are finite at the end of the run.
inline std::string wrongShow(const Session& session) {
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
inline std::vector<Value> endsOf(const Setting& setting) {
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
inline NamedValues plausible(const ActionSpec& spec, Rng& rng) {
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

inline std::string codeOf(const Session& session) {
  return session.demo().code(session.settings(), session.data().get());
}

}  // namespace gradus::harness
