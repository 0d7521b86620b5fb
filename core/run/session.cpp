#include "core/run/session.h"

#include <chrono>
#include <cmath>

#include "core/compute/program.h"
#include "core/data/transforms.h"

namespace gradus {

namespace {
bool describesData(const std::string& setting) {
  return setting == "data" || setting.starts_with("data.");
}

Scaling scalingOf(const Settings& settings) {
  if (!settings.has("scaling")) return Scaling::none;
  const std::string& name = settings.choice("scaling");
  return name == "standardise" ? Scaling::standardise : name == "whiten" ? Scaling::whiten : Scaling::none;
}

constexpr const char* compilerFamily() {
#if defined(__clang__)
  return "clang";
#elif defined(__GNUC__)
  return "gcc";
#else
  return "msvc";
#endif
}

/// Equal bits are promised for the same compiler family and vector level (rulings 5), so the recipe records both.
void stamp(Recipe& recipe, std::vector<Text>& remarks) {
  const std::string level(kernelLevel());
  const bool other = (!recipe.compiler.empty() && recipe.compiler != compilerFamily()) ||
                     (!recipe.kernelLevel.empty() && recipe.kernelLevel != level);
  if (other) {
    remarks.push_back(
        Text(GRADUS_TR(
                 "This run was made with %1 and vector level %2, here they are %3 and %4: the last digits may differ."),
             {recipe.compiler, recipe.kernelLevel, compilerFamily(), level}));
  }
  recipe.compiler = compilerFamily();
  recipe.kernelLevel = level;
}
}  // namespace

std::string_view statusName(Status status) {
  switch (status) {
    case Status::ready:
      return "ready";
    case Status::running:
      return "running";
    case Status::paused:
      return "paused";
    case Status::done:
      return "done";
    case Status::stopped:
      return "stopped";
    case Status::diverged:
      return "diverged";
    case Status::failed:
      return "failed";
  }
  return "";
}

Session::Session(std::shared_ptr<const Demo> demo, Recipe recipe, SessionOptions options, std::stop_token stop)
    : Session(std::move(demo), std::move(recipe), std::move(options), stop, nullptr) {}

Session::Session(std::shared_ptr<const Demo> demo, Recipe recipe, SessionOptions options, std::stop_token stop,
                 const Session* previous)
    : demo_(std::move(demo)),
      recipe_(std::move(recipe)),
      options_(std::move(options)),
      timeline_(options_.keyframeBudget) {
  start(stop, previous);
}

void Session::start(std::stop_token stop, const Session* previous) {
  const FlushDenormals flush;
  if (recipe_.demo.empty()) recipe_.demo = demo_->id;
  if (recipe_.demo != demo_->id) {
    throw UserError(Text(GRADUS_TR("The recipe is for %1, not for %2."), {recipe_.demo, demo_->id}));
  }
  if (recipe_.file && namesFile(*recipe_.file) && !findValue(recipe_.settings, "data")) {
    setValue(recipe_.settings, "data", std::string("file"));
  }
  stamp(recipe_, remarks_);
  initial_ = settings_ = startSettings(*demo_, recipe_.settings);
  prepareData(stop, previous);
  StartContext context{initial_, data_, x_, notes_, recipe_.seed, stop};
  experiment_ = demo_->start(context);
  if (stop.stop_requested()) throw Interrupted();
  keepKeyframe(true);
  applyDueActions(true);
}

// Reading a large file again at every reset would take seconds: what the previous run read is kept where it is the
// same.
void Session::prepareData(std::stop_token stop, const Session* previous) {
  bool same = previous && previous->recipe_.file == recipe_.file;
  for (const auto& [name, value] : initial_.all()) {
    same = same && (!describesData(name) || previous->initial_[name] == value);
  }
  if (same) {
    data_ = previous->data_;
    dataHash_ = previous->dataHash_;
  } else {
    if (recipe_.file && initial_.has("data") && initial_.choice("data") == "file") completeFileSource(*recipe_.file);
    data_ = makeData(*demo_, recipe_, initial_, options_.readShipped, stop);
    if (stop.stop_requested()) throw Interrupted();
    dataHash_ = data_ ? data_->contentHash() : 0;
  }
  if (!data_) return;
  notes_ = data_->notes;
  if (same && scalingOf(previous->initial_) == scalingOf(initial_)) {
    x_ = previous->x_;
    scalingNotes_ = previous->scalingNotes_;
  } else {
    const Matrix features = data_->features();
    const ScalingFit fit = fitScaling(scalingOf(initial_), features);
    x_ = std::make_shared<const Matrix>(applyScaling(fit, features));
    scalingNotes_ = fit.notes;
  }
  notes_.insert(notes_.end(), scalingNotes_.begin(), scalingNotes_.end());
}

void Session::keepKeyframe(bool pinned) {
  Keyframe keyframe;
  keyframe.tick = tick_;
  keyframe.experiment = experiment_->clone();
  keyframe.settings = settings_;
  keyframe.actionsApplied = actionsApplied_;
  keyframe.pinned = pinned;
  keyframe.bytes = experiment_->bytes();
  timeline_.add(std::move(keyframe));
}

void Session::restore(const Keyframe& keyframe) {
  experiment_ = keyframe.experiment->clone();
  settings_ = keyframe.settings;
  tick_ = keyframe.tick;
  actionsApplied_ = keyframe.actionsApplied;
  before_.reset();
}

bool Session::stepTick(std::stop_token stop) {
  if (!canStep()) return false;
  const FlushDenormals flush;
  advance(stop);
  return canStep();
}

void Session::advance(const std::stop_token& stop) {
  StepContext context(settings_, recipe_.seed, tick_, stop);
  context.samples.swap(samples_);
  if (options_.onProgress) {
    context.onProgress = [](void* function, double fraction) {
      (*static_cast<std::function<void(double)>*>(function))(fraction);
    };
    context.onProgressContext = &options_.onProgress;
  }
  before_.reset();
  try {
    experiment_->step(context);
  } catch (...) {
    if (!recovering_) recover();
    throw;
  }
  // A step that was told to stop may have returned half-way, so its state is thrown away.
  if (stop.stop_possible() && stop.stop_requested()) return recover();
  if (noticeTrouble(context)) return;
  const bool fresh = ++tick_ > recordedTicks_;
  absorb(context, fresh);
  if (timeline_.due(tick_)) keepKeyframe(false);
  if (actionsApplied_ < recipe_.actions.size()) applyDueActions(fresh);
}

/// Brings the state of the present tick back after it was spoilt.
void Session::recover() {
  const int64_t tick = tick_;
  recovering_ = true;
  restore(*timeline_.nearest(tick));
  try {
    applyDueActions(false);
    while (tick_ < tick && canStep()) advance({});
  } catch (...) {
    recovering_ = false;
    throw;
  }
  recovering_ = false;
}

bool Session::noticeTrouble(StepContext& context) {
  if (!context.trouble) {
    for (const auto& [name, value] : context.samples) {
      if (std::isfinite(value)) continue;
      const char* usual[] = {"learning_rate", "step_size"};
      std::string setting;
      for (const char* candidate : usual) {
        if (setting.empty() && demo_->setting(candidate)) setting = candidate;
      }
      context.diverged(Text(name), setting, GRADUS_TR("It is no longer a finite number."));
      break;
    }
  }
  if (!context.trouble) return false;
  if (!recovering_) recover();
  divergence_ = Divergence{tick_, context.troubleQuantity, context.troubleCause, context.troubleSetting};
  return true;
}

void Session::absorb(StepContext& context, bool fresh) {
  if (fresh) {
    recordedTicks_ = tick_;
    if (!context.samples.empty()) recording_.append(static_cast<double>(tick_) / demo_->ticksPerStep, context.samples);
    for (const auto& [kind, text] : context.events) recording_.addEvent(tick_, kind, text);
  }
  context.samples.clear();
  samples_.swap(context.samples);
}

void Session::rewindTo(int64_t tick) {
  const Keyframe* keyframe = timeline_.nearest(tick);
  if (!keyframe || (tick >= tick_ && keyframe->tick <= tick_)) return;
  restore(*keyframe);
  applyDueActions(false);
}

void Session::seek(int64_t tick, std::stop_token stop) {
  const FlushDenormals flush;
  using Clock = std::chrono::steady_clock;
  tick = std::max<int64_t>(0, tick);
  rewindTo(tick);
  const int64_t from = tick_;
  const Clock::time_point begin = Clock::now();
  Clock::time_point last = begin;
  // Steps get the stop token only where they are long: a step told to stop costs a recomputation.
  bool longTicks = true;
  int64_t batch = 1, left = 1;
  while (tick_ < tick && canStep() && !stop.stop_requested()) {
    advance(longTicks ? stop : std::stop_token());
    if (--left > 0) continue;
    const Clock::time_point now = Clock::now();
    const double seconds = std::chrono::duration<double>(now - last).count();
    longTicks = seconds > 2e-3 * static_cast<double>(batch);
    batch = seconds < 0.5e-3 ? std::min<int64_t>(4096, 2 * batch)
            : seconds > 2e-3 ? std::max<int64_t>(1, batch / 2)
                             : batch;
    left = batch;
    last = now;
    const bool slow = std::chrono::duration<double>(now - begin).count() > 0.1;
    if (slow && options_.onProgress)
      options_.onProgress(static_cast<double>(tick_ - from) / static_cast<double>(tick - from));
  }
}

uint64_t Session::hash() const {
  Hasher hasher;
  hasher.add(static_cast<int64_t>(Recipe::schemaVersion));
  hashValues(hasher, settings_.all());
  hasher.add(dataHash_);
  hasher.add(recipe_.seed);
  hasher.add(tick_);
  experiment_->hash(hasher);
  return hasher.value();
}

void Session::show(ChannelSink& sink) const {
  experiment_->show(sink, settings_);
  const double now = static_cast<double>(tick_) / demo_->ticksPerStep;
  for (const ChannelSpec& spec : demo_->channels) {
    if (spec.cost == ChannelCost::series && sink.wants(spec.name))
      sink.put(spec.name, seriesCurves(spec, recording_, now));
  }
}

std::vector<Text> Session::takeRemarks() {
  return std::exchange(remarks_, {});
}

ChannelPtr Experiment::derive(const DisplayRequest&, const Settings&, std::stop_token) const {
  return nullptr;
}

}  // namespace gradus
