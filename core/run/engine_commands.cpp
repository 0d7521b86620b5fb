// The part of the engine that changes the recipe or the place in it: starts, seeks and actions.
#include <algorithm>

#include "core/run/engine.h"

namespace gradus {

void Engine::open(std::shared_ptr<const Demo> demo, Recipe recipe) {
  demo_ = std::move(demo);
  ++generation_;
  duty_.restart();
  session_.reset();
  display_.clear();
  display_.setRequests({});
  channels_.clear();
  fresh_.clear();
  channelTicks_.clear();
  undo_.clear();
  redo_.clear();
  branches_.clear();
  running_ = false;
  if (recipe.demo.empty()) recipe.demo = demo_->id;
  recipe_ = std::make_shared<const Recipe>(recipe);
  const int64_t tick = recipe.tick;
  try {
    startWith(std::move(recipe), tick);
  } catch (const UserError& error) {
    fail(error.text());
  }
  setVisible(visible_, requests_);
}

bool Engine::begin(const Recipe& recipe) {
  const Operation operation(mailbox_, Cut::start);
  try {
    if (session_) {
      const std::shared_ptr<const Dataset> data = session_->data();
      session_->startAgain(recipe, operation.stop);
      if (session_->data() != data) display_.clear();
    } else {
      SessionOptions options{options_.keyframeBudget, options_.readShipped,
                             [this](double fraction) { publishProgress(fraction); }};
      session_ = std::make_unique<Session>(demo_, recipe, std::move(options), operation.stop);
    }
  } catch (const Interrupted&) {
    return false;
  }
  return true;
}

/// Starts anew. False if a newer start cut it short: then `wanted_` holds what is still to be built.
bool Engine::startWith(Recipe recipe, int64_t tick) {
  recipe.tick = tick;
  wanted_ = std::move(recipe);
  try {
    if (!begin(*wanted_)) return false;
  } catch (...) {
    wanted_.reset();
    throw;
  }
  wanted_.reset();
  target_.reset();
  failure_.reset();
  recipeChanged_ = true;
  lastTick_ = -1;
  stopped_ = false;
  begun_ = tick > 0 || running_;
  batch_.restart();
  meter_.restart();
  nextDue_ = Clock::now();
  changed();
  if (tick > 0) seekTo(tick);
  return true;
}

void Engine::resumeStart() {
  Recipe recipe = *wanted_;
  const int64_t tick = recipe.tick;
  startWith(std::move(recipe), tick);
}

Recipe Engine::startRecipe() const {
  if (!wanted_) return session_->resetRecipe();
  Recipe recipe = *wanted_;
  recipe.tick = 0;
  std::erase_if(recipe.actions, [](const Action& action) { return action.at > 0; });
  return recipe;
}

/// What undo goes back to. A seek that this command cut short counts as done.
std::shared_ptr<const Recipe> Engine::recipeBefore() {
  std::shared_ptr<const Recipe> before = sharedRecipe(true);
  if (!target_ || before->tick == *target_) return before;
  auto copy = std::make_shared<Recipe>(*before);
  copy->tick = *target_;
  return copy;
}

void Engine::newStart(Recipe recipe, Text text) {
  const bool cutShort = wanted_.has_value();  // then the undo entry is there already
  const std::shared_ptr<const Recipe> before = recipeBefore();
  startWith(std::move(recipe), 0);
  if (!cutShort) remember(before, std::move(text), 0, true);
}

void Engine::seekTo(int64_t tick) {
  target_ = std::max<int64_t>(0, tick);
  {
    const Operation operation(mailbox_, Cut::computation);
    session_->seek(*target_, operation.stop);
    if (!operation.stop.stop_requested()) target_.reset();
  }
  stopped_ = false;
  begun_ = true;
  changed();
}

void Engine::run(int64_t ticks) {
  target_.reset();
  if (!session_) return;
  failure_.reset();
  if (session_->done() || session_->divergence() || ticks == 0) return;
  running_ = begun_ = true;
  stopped_ = false;
  ticksLeft_ = ticks;
  display_.setRunning();
  meter_.restart();
  nextDue_ = Clock::now();
}

void Engine::pause() {
  target_.reset();
  running_ = false;
}

void Engine::stepTicks(int64_t ticks) {
  running_ = false;
  if (!session_) return;
  failure_.reset();
  seekTo(session_->tick() + ticks);
}

void Engine::seek(int64_t tick) {
  running_ = false;
  if (!session_) return;
  failure_.reset();
  seekTo(tick);
}

void Engine::reset() {
  running_ = false;
  if (!session_ && !wanted_) return;
  Recipe recipe = startRecipe();
  const std::shared_ptr<const Recipe> before = sharedRecipe(true);
  const bool differs = !recipe.sameStart(*before) || recipe.actions != before->actions;
  if (differs) {
    newStart(std::move(recipe), GRADUS_TR("Reset"));
  } else {
    startWith(std::move(recipe), 0);
  }
}

void Engine::setSpeed(double stepsPerSecond) {
  speed_ = stepsPerSecond <= 0 ? 0 : std::max(0.2, stepsPerSecond);
  nextDue_ = Clock::now();
  meter_.restart();
}

void Engine::act(Action action) {
  target_.reset();
  if (!session_) return;
  action = session_->checked(std::move(action));
  const Text text = actionTitle(*demo_, action);
  const int64_t gesture = action.gesture;
  const size_t branches = branches_.size();
  const std::shared_ptr<const Recipe> before = sharedRecipe(true);
  keepBranch(before);
  try {
    session_->act(std::move(action));
  } catch (...) {
    if (branches_.size() > branches) branches_.pop_back();
    throw;
  }
  failure_.reset();
  remember(before, text, gesture, false);
  recipeChanged_ = true;
  stopped_ = false;
  lastTick_ = -1;
  changed();
}

void Engine::restart(NamedValues settings) {
  if (!session_ && !wanted_) return;
  Recipe recipe = startRecipe();
  Text text = GRADUS_TR("New start");
  for (auto& [name, value] : settings) {
    const Setting* setting = demo_->setting(name);
    if (!setting) throw UserError(Text(GRADUS_TR("%1 has no setting %2."), {demo_->id, name}));
    value = checkValue(*setting, value);
    if (settings.size() == 1) text = Text("%1 = %2", {setting->title.str(), valueText(value)});
    setValue(recipe.settings, name, std::move(value));
  }
  newStart(std::move(recipe), text);
}

void Engine::setSeed(uint64_t seed) {
  if (!session_ && !wanted_) return;
  Recipe recipe = startRecipe();
  recipe.seed = seed;
  newStart(std::move(recipe), Text(GRADUS_TR("Seed %1"), {std::to_string(seed)}));
}

void Engine::setFile(std::optional<FileSource> file, NamedValues settings) {
  if (!session_ && !wanted_) return;
  Recipe recipe = startRecipe();
  const bool isFile = file && namesFile(*file);
  if (isFile) setValue(recipe.settings, "data", std::string("file"));
  if (!file)
    std::erase_if(recipe.settings,
                  [](const auto& item) { return item.first == "data" && valueText(item.second) == "file"; });
  recipe.file = std::move(file);
  for (auto& [name, value] : settings) setValue(recipe.settings, name, std::move(value));
  newStart(std::move(recipe),
           isFile ? Text(GRADUS_TR("Data: %1"), {recipe.file->path}) : Text(GRADUS_TR("Other data")));
}

void Engine::applyPreset(const std::string& name) {
  if (!session_ && !wanted_) return;
  const Preset* preset = demo_->preset(name);
  if (!preset) throw UserError(Text(GRADUS_TR("%1 has no preset %2."), {demo_->id, name}));
  Recipe recipe = startRecipe();
  const NamedValues old = std::move(recipe.settings);
  recipe.settings = preset->settings;
  recipe.actions = preset->actions;
  for (Action& action : recipe.actions) action.at = 0;
  // A person's own table stays in use unless the preset is about certain data.
  const Value* data = findValue(old, "data");
  if (data && valueText(*data) == "file" && !findValue(recipe.settings, "data")) {
    setValue(recipe.settings, "data", *data);
    const Value* scaling = findValue(old, "scaling");
    if (scaling && !findValue(recipe.settings, "scaling")) setValue(recipe.settings, "scaling", *scaling);
  }
  newStart(std::move(recipe), preset->label);
}

void Engine::retryWithSetting(const std::string& name, Value value, int64_t fromTick) {
  if (!session_) return;
  const Setting* setting = demo_->setting(name);
  if (!setting) throw UserError(Text(GRADUS_TR("%1 has no setting %2."), {demo_->id, name}));
  failure_.reset();
  if (setting->effect == Effect::restart) {
    restart({{name, std::move(value)}});
  } else {
    checkValue(*setting, value);
    seekTo(fromTick);
    act({0, "set", {{"name", name}, {"value", std::move(value)}}});
  }
  run(-1);
}

void Engine::setVisible(std::vector<std::string> channels, std::vector<DisplayRequest> requests) {
  visible_ = std::move(channels);
  requests_ = std::move(requests);
  if (!demo_) return;
  if (suspended_) return display_.setRequests({});
  std::vector<DisplayRequest> derived;
  for (const std::string& name : visible_) {
    const ChannelSpec* spec = demo_->channel(name);
    if (!spec || spec->cost != ChannelCost::derived) continue;
    const auto asked = std::find_if(requests_.begin(), requests_.end(),
                                    [&](const DisplayRequest& request) { return request.channel == name; });
    DisplayRequest request;
    if (asked != requests_.end()) request = *asked;
    request.channel = name;
    derived.push_back(request);
  }
  display_.setRequests(std::move(derived));
}

void Engine::setSuspended(bool suspended) {
  suspended_ = suspended;
  display_.setRequests({});
  if (!suspended) setVisible(visible_, requests_);
  nextDue_ = Clock::now();
  meter_.restart();
}

}  // namespace gradus
