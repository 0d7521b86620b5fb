// The part of Session that changes the recipe: actions, their replay, and replacing one recipe by another.
#include <algorithm>
#include <cassert>
#include <limits>

#include "core/compute/program.h"
#include "core/run/session.h"

namespace gradus {

namespace {
bool hasList(const ActionSpec& spec) {
  return std::any_of(spec.args.begin(), spec.args.end(),
                     [](const Setting& arg) { return arg.kind == SettingKind::list; });
}

bool isPainted(const Demo& demo, const std::string& action) {
  for (const View& view : demo.views) {
    for (const Handle& handle : view.handles) {
      if (handle.action == action && (handle.gesture == Gesture::paint || handle.gesture == Gesture::erase))
        return true;
    }
  }
  return false;
}

int64_t firstDifference(const std::vector<Action>& a, const std::vector<Action>& b) {
  const size_t common = std::min(a.size(), b.size());
  for (size_t i = 0; i < common; ++i) {
    if (a[i] != b[i]) return std::min(a[i].at, b[i].at);
  }
  if (a.size() == b.size()) return std::numeric_limits<int64_t>::max();
  return a.size() > common ? a[common].at : b[common].at;
}
}  // namespace

Text actionTitle(const Demo& demo, const Action& action) {
  if (action.name != "set") {
    const ActionSpec* spec = demo.action(action.name);
    return spec ? spec->title : Text(action.name);
  }
  const Value* name = action.arg("name");
  const Value* value = action.arg("value");
  const Setting* setting = name ? demo.setting(valueText(*name)) : nullptr;
  if (!setting || !value) return Text(action.name);
  return Text("%1 = %2", {setting->title.str(), valueText(*value)});
}

Action Session::checked(Action action) const {
  if (action.name == "set") {
    const Value* name = action.arg("name");
    const Value* value = action.arg("value");
    const Setting* setting = name ? demo_->setting(valueText(*name)) : nullptr;
    if (!setting || !value) {
      throw UserError(
          Text(GRADUS_TR("%1 has no setting %2."), {demo_->id, name ? valueText(*name) : std::string("?")}));
    }
    if (setting->effect == Effect::restart) {
      throw UserError(Text(GRADUS_TR("%1 takes effect at a new start only."), {setting->name}));
    }
    action.args = {{"name", setting->name}, {"value", checkValue(*setting, *value)}};
    return action;
  }
  const ActionSpec* spec = demo_->action(action.name);
  if (!spec) throw UserError(Text(GRADUS_TR("%1 has no action %2."), {demo_->id, action.name}));
  action.args = checkArguments(*spec, action.args);
  return action;
}

/// Marks it on the timeline unless the demo did so itself, or a drag goes on that is marked already.
void Session::markAction(size_t index, const Events& events) {
  const auto number = static_cast<int64_t>(index);
  for (const auto& [kind, text] : events) recording_.addEvent(tick_, kind, text, number);
  if (!events.empty()) return;
  const Action& action = recipe_.actions[index];
  const auto& marks = recording_.events();
  const bool goesOn = action.gesture != 0 && !marks.empty() && marks.back().action >= 0 &&
                      recipe_.actions[static_cast<size_t>(marks.back().action)].gesture == action.gesture;
  if (goesOn) return;
  const EventKind kind = isPainted(*demo_, action.name) ? EventKind::drawn : EventKind::changed;
  recording_.addEvent(tick_, kind, actionTitle(*demo_, action), number);
}

Session::Events Session::applyOne(const Action& action) {
  if (action.name == "set") settings_.set(valueText(*action.arg("name")), *action.arg("value"));
  StepContext context(settings_, recipe_.seed, tick_, {});
  experiment_->apply(action, context);
  if (context.trouble) {
    throw UserError(Text(GRADUS_TR("Refused, because %1 would not be a finite number. %2"),
                         {context.troubleQuantity.str(), context.troubleCause.str()}));
  }
  for (const auto& [name, value] : context.settingChanges) {
    const Setting* setting = demo_->setting(name);
    assert(setting && "an action changed a setting that is not declared");
    if (setting) settings_.set(name, checkValue(*setting, value));
  }
  return std::move(context.events);
}

void Session::applyDueActions(bool fresh) {
  while (actionsApplied_ < recipe_.actions.size() && recipe_.actions[actionsApplied_].at <= tick_) {
    if (timeline_.nearest(tick_)->tick != tick_) keepKeyframe(true);
    const size_t index = actionsApplied_++;
    try {
      const Events events = applyOne(checked(recipe_.actions[index]));
      if (fresh) markAction(index, events);
    } catch (const UserError& error) {
      // A recipe made elsewhere may not fit; the rest of it is still worth having.
      if (fresh) remarks_.push_back(error.text());
    }
  }
}

bool Session::continuesLast(const Action& action) const {
  if (!before_ || action.gesture == 0 || actionsApplied_ == 0) return false;
  const Action& last = recipe_.actions[actionsApplied_ - 1];
  if (last.gesture != action.gesture || last.name != action.name || last.at != tick_) return false;
  if (action.name == "set") return *last.arg("name") == *action.arg("name");
  const ActionSpec* spec = demo_->action(action.name);
  if (hasList(*spec) || isPainted(*demo_, action.name)) return false;
  for (size_t i = 0; i < action.args.size(); ++i) {  // the item is named by anything but numbers
    if (spec->args[i].kind != SettingKind::number && last.args[i] != action.args[i]) return false;
  }
  return true;
}

void Session::restoreBefore(const Before& before) {
  experiment_ = before.experiment->clone();
  settings_ = before.settings;
}

void Session::cutFuture() {
  recipe_.actions.resize(actionsApplied_);
  timeline_.truncate(tick_);
  recording_.truncate(tick_, stepsPerTick());
  recordedTicks_ = tick_;
  divergence_.reset();
}

void Session::replaceLast(Action action) {
  const size_t index = actionsApplied_ - 1;
  restoreBefore(*before_);
  Events events;
  try {
    events = applyOne(action);
  } catch (...) {
    restoreBefore(*before_);
    applyOne(recipe_.actions[index]);
    throw;
  }
  recipe_.actions[index] = std::move(action);
  recording_.removeActionEvents(static_cast<int64_t>(index));
  markAction(index, events);
}

void Session::act(Action action) {
  const FlushDenormals flush;
  action.at = tick_;
  action = checked(std::move(action));
  if (continuesLast(action)) return replaceLast(std::move(action));
  Before before{experiment_->clone(), settings_};
  Events events;
  try {
    events = applyOne(action);  // before anything is cut off, so that a refusal changes nothing
  } catch (...) {
    restoreBefore(before);
    throw;
  }
  cutFuture();
  if (timeline_.nearest(tick_)->tick != tick_) {
    timeline_.add({tick_, before.experiment, before.settings, actionsApplied_, true, before.experiment->bytes()});
  }
  recipe_.actions.push_back(std::move(action));
  markAction(actionsApplied_++, events);
  before_ = std::move(before);
}

void Session::replaceRecipe(Recipe recipe, int64_t tick, std::stop_token stop) {
  const FlushDenormals flush;
  if (!recipe.sameStart(recipe_)) {
    startAgain(std::move(recipe), stop);
    return seek(tick, stop);
  }
  const int64_t cut = firstDifference(recipe_.actions, recipe.actions);
  recipe_ = std::move(recipe);
  before_.reset();
  if (divergence_ && divergence_->tick >= cut) divergence_.reset();
  if (cut <= recordedTicks_) {
    // The tick of the first difference is computed anew, so that its marks are recorded anew as well.
    const int64_t kept = std::max<int64_t>(0, cut - 1);
    timeline_.truncate(kept);
    if (cut == 0) recording_ = Recording();
    recording_.truncate(kept, stepsPerTick());
    recordedTicks_ = kept;
    if (tick_ >= cut) {
      restore(*timeline_.nearest(kept));
      applyDueActions(cut == 0);
    }
  }
  seek(tick, stop);
}

void Session::startAgain(Recipe recipe, std::stop_token stop) {
  Session next(demo_, std::move(recipe), options_, stop, this);
  *this = std::move(next);
}

Recipe Session::resetRecipe() const {
  Recipe recipe = recipe_;
  recipe.tick = 0;
  for (const auto& [name, value] : settings_.all()) {
    if (initial_[name] != value) setValue(recipe.settings, name, value);
  }
  // Changed settings are in force from the start now; as actions they would be applied twice.
  std::erase_if(recipe.actions, [](const Action& action) { return action.at > 0 || action.name == "set"; });
  return recipe;
}

}  // namespace gradus
