#pragma once
// A small demo for the tests of the engine: a random walk in the plane that can be pushed, painted on, made to diverge,
// to fail, to end and to take long steps.
#include <chrono>
#include <cmath>
#include <stdexcept>
#include <thread>

#include "core/run/session.h"

namespace gradus::harness {

struct WalkState {
  double x = 0, y = 0;
  int64_t ticks = 0;
  std::vector<double> drawn;

  template <typename Visitor>
  void fields(Visitor& v) {
    v("x", x);
    v("y", y);
    v("ticks", ticks);
    v("drawn", drawn);
  }
};

class Walk final : public ExperimentOf<Walk, WalkState> {
 public:
  explicit Walk(StartContext& context) {
    state.x = context.settings.number("start_x");
    state.y = context.rng("start").normal();
    context.notes.push_back("walks alone");
    maxTicks_ = context.settings.integer("max_ticks");
    if (context.settings.toggle("refuse_start")) throw UserError("This start is refused.");
    if (context.settings.toggle("break_start")) throw std::runtime_error("This start is broken.");
  }

  void step(StepContext& context) override {
    const Settings& settings = context.settings;
    const int64_t work = settings.integer("milliseconds");
    for (int64_t i = 0; i < work; ++i) {
      if (context.stop.stop_requested()) {
        state.x = 1e300;  // a half-way state that must never be seen
        return;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      context.progress(static_cast<double>(i) / static_cast<double>(work));
    }
    if (context.tick == settings.integer("fail_at")) throw std::runtime_error("the walker fell");
    Rng rng = context.rng("walk");
    const double size = settings.number("step_size");
    state.x += size * rng.normal();
    state.y += size * rng.normal();
    ++state.ticks;
    if (context.tick == settings.integer("diverge_at") && size >= 0.5) {
      state.x = std::nan("");
      context.diverged("the position", "step_size", "The steps were too long.");
      return;
    }
    if (settings.toggle("record"))
      context.record("height", context.tick == settings.integer("nan_at") ? std::nan("") : state.y);
    if (state.ticks % 50 == 0) context.event(EventKind::milestone, Text("fifty more"));
  }

  void apply(const Action& action, StepContext& context) override {
    if (action.name == "push") {
      if (action.number("dx") > 999) throw UserError("Too hard a push.");
      state.x += action.number("dx");
      state.y += action.number("dy");
    } else if (action.name == "jump") {
      state.x = action.number("x");
      state.y = action.number("y");
    } else if (action.name == "paint") {
      for (const double value : action.list("points")) state.drawn.push_back(value);
      context.event(EventKind::drawn, "painted");
    } else if (action.name == "double_step") {
      context.changeSetting("step_size", 2 * context.settings.number("step_size"));
    }
    maxTicks_ = context.settings.integer("max_ticks");
  }

  bool done() const override { return state.ticks >= maxTicks_; }

  void show(ChannelSink& sink, const Settings&) const override {
    if (!sink.wants("position")) return;
    Points points;
    points.coordinates = {static_cast<float>(state.x), static_cast<float>(state.y)};
    sink.put("position", std::move(points));
  }

  ChannelPtr derive(const DisplayRequest& request, const Settings&, std::stop_token stop) const override {
    Field field;
    field.nx = request.nx;
    field.ny = request.ny;
    for (int i = 0; i < request.nx * request.ny; ++i) {
      if (stop.stop_requested()) return nullptr;
      double value = state.x;
      for (int k = 0; k < 20; ++k) value = std::sin(value + i);
      field.values.push_back(static_cast<float>(value));
    }
    return std::make_shared<const ChannelValue>(std::move(field));
  }

  Metrics metrics(const Settings&) const override { return {{"x", state.x}, {"y", state.y}}; }

 private:
  int64_t maxTicks_ = 0;
};

inline Setting wholeOf(const char* name, int64_t initial, double low, double high, Effect effect = Effect::live) {
  return {.name = name,
          .title = Text(name),
          .kind = SettingKind::integer,
          .initial = initial,
          .minimum = low,
          .maximum = high,
          .effect = effect};
}

inline Setting toggleOf(const char* name, bool initial, Effect effect) {
  return {.name = name, .title = Text(name), .kind = SettingKind::toggle, .initial = initial, .effect = effect};
}

inline std::shared_ptr<const Demo> walkDemo(int ticksPerStep = 1) {
  Demo demo;
  demo.id = "test/walk";
  demo.title = "Random walk";
  demo.ticksPerStep = ticksPerStep;
  const auto number = [](const char* name) { return Setting{.name = name, .minimum = -1e6, .maximum = 1e6}; };
  demo.settings = {
      {.name = "step_size", .title = "Step size", .initial = 0.5, .minimum = 0, .maximum = 100, .help = "How far."},
      {.name = "start_x", .title = "Start", .initial = 0.0, .minimum = -10, .maximum = 10, .effect = Effect::restart},
      wholeOf("max_ticks", 1000000, 0, 1e12),
      wholeOf("fail_at", -1, -1, 1e12),
      wholeOf("diverge_at", -1, -1, 1e12),
      wholeOf("nan_at", -1, -1, 1e12),
      wholeOf("milliseconds", 0, 0, 1e6),
      toggleOf("record", true, Effect::live),
      toggleOf("refuse_start", false, Effect::restart),
      toggleOf("break_start", false, Effect::restart),
  };
  demo.presets = {{"plain", "Plain", {}, ""},
                  {"far", "Far", {{"start_x", 7.0}}, "", {{0, "push", {{"dx", 1.0}, {"dy", 2.0}}}}}};
  demo.channels = {{.name = "position"},
                   {.name = "height", .cost = ChannelCost::series, .series = {{"height", "height"}}},
                   {.name = "map", .cost = ChannelCost::derived}};
  View plane{.name = "plane", .layers = {"map", "position"}};
  plane.handles = {{Gesture::drag, "position", "jump", "Drag"}, {Gesture::paint, "position", "paint", "Paint"}};
  demo.views = {plane, {.name = "curve", .kind = ViewKind::curves, .layers = {"height"}}};
  const Setting index{.name = "index", .kind = SettingKind::integer, .initial = int64_t{0}, .maximum = 10};
  const Setting points{
      .name = "points", .kind = SettingKind::list, .initial = std::vector<double>{}, .minimum = -1e6, .maximum = 1e6};
  demo.actions = {{"push", "Pushed", {number("dx"), number("dy")}},
                  {"jump", "Moved", {index, number("x"), number("y")}},
                  {"paint", "Painted", {index, points}},
                  {"double_step", "Doubled", {}}};
  demo.actions[2].args[0].name = "class";
  demo.mainSeries = "height";
  demo.start = [](StartContext& context) { return std::make_unique<Walk>(context); };
  demo.code = [](const Settings& settings, const Dataset*) {
    return "step_size = " + valueText(settings["step_size"]) + "\n";
  };
  return std::make_shared<const Demo>(finishDemo(std::move(demo)));
}

inline Recipe walkRecipe(NamedValues settings = {}, std::vector<Action> actions = {}, uint64_t seed = 1) {
  Recipe recipe;
  recipe.demo = "test/walk";
  recipe.settings = std::move(settings);
  recipe.actions = std::move(actions);
  recipe.seed = seed;
  return recipe;
}

}  // namespace gradus::harness
