// The part of the engine that remembers: undo, redo and the futures that an action in the past cut off.
#include <algorithm>

#include "core/run/engine.h"

namespace gradus {

namespace {
constexpr size_t mostUndo = 200, mostBranches = 20;
}  // namespace

void Engine::remember(std::shared_ptr<const Recipe> before, Text text, int64_t gesture, bool newStart) {
  redo_.clear();
  if (gesture != 0 && !undo_.empty() && undo_.back().gesture == gesture) {
    undo_.back().text = std::move(text);
    return;
  }
  undo_.push_back({std::move(before), std::move(text), gesture, newStart});
  if (undo_.size() > mostUndo) undo_.erase(undo_.begin());
}

void Engine::keepBranch(std::shared_ptr<const Recipe> before) {
  if (session_->recordedTicks() <= session_->tick()) return;
  auto recipe = std::make_shared<Recipe>(*before);
  recipe->tick = session_->recordedTicks();
  branches_.push_back({session_->tick(), session_->recordedTicks(), std::move(recipe)});
  if (branches_.size() > mostBranches) branches_.erase(branches_.begin());
}

void Engine::dropCurrentBranch() {
  const Recipe& now = session_->recipe();
  std::erase_if(branches_, [&now](const Branch& branch) {
    return branch.recipe->sameStart(now) && branch.recipe->actions == now.actions;
  });
}

void Engine::goToRecipe(const Recipe& recipe, int64_t tick) {
  if (session_ && !wanted_ && session_->recipe().sameStart(recipe)) {
    target_ = tick;
    const Operation operation(mailbox_, Cut::computation);
    session_->replaceRecipe(recipe, tick, operation.stop);
    if (!operation.stop.stop_requested()) target_.reset();
    failure_.reset();
    recipeChanged_ = begun_ = true;
    stopped_ = false;
    changed();
  } else {
    startWith(recipe, tick);
  }
  if (session_ && !wanted_) dropCurrentBranch();
}

/// Undo and redo: the newest entry of one stack is put in force, what was in force goes to the other.
void Engine::travel(std::vector<Entry>& from, std::vector<Entry>& to) {
  if (from.empty() || (!session_ && !wanted_)) return;
  const Entry entry = std::move(from.back());
  from.pop_back();
  to.push_back({recipeBefore(), entry.text, 0, entry.newStart});
  // A new start is gone back from to where the run stood; actions are taken out of the run without moving in time.
  const int64_t here = target_.value_or(session_ ? session_->tick() : 0);
  goToRecipe(*entry.recipe, entry.newStart ? entry.recipe->tick : here);
}

void Engine::undo() {
  travel(undo_, redo_);
}
void Engine::redo() {
  travel(redo_, undo_);
}

void Engine::switchBranch(size_t index) {
  if (!session_ || index >= branches_.size()) return;
  const Branch branch = branches_[index];
  const std::shared_ptr<const Recipe> before = sharedRecipe(true);
  auto left = std::make_shared<Recipe>(*before);
  left->tick = session_->recordedTicks();
  branches_[index] = {branch.from, session_->recordedTicks(), std::move(left)};
  running_ = false;
  remember(before, GRADUS_TR("Other branch"), 0, true);
  goToRecipe(*branch.recipe, branch.length);
}

}  // namespace gradus
