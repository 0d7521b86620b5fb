#include "core/run/runner.h"

#include <algorithm>
#include <thread>

#include "core/run/engine.h"

namespace gradus {

struct Runner::Impl {
  explicit Impl(RunnerOptions options)
      : thread([this, options = std::move(options)]() mutable { Engine(mailbox, std::move(options)).loop(); }) {}
  ~Impl() {
    mailbox.stop();
    thread.join();
  }
  void post(std::function<void(Engine&)> work, Cut cut = Cut::nothing) { mailbox.post({std::move(work), cut}); }
  void postNeutral(std::function<void(Engine&)> work, Cut cut = Cut::nothing) {
    mailbox.post({std::move(work), cut, false, true});
  }
  Mailbox mailbox;
  std::thread thread;
};

Runner::Runner(RunnerOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Runner::~Runner() = default;

void Runner::open(std::shared_ptr<const Demo> demo, Recipe recipe) {
  impl_->post([demo = std::move(demo), recipe = std::move(recipe)](Engine& engine) { engine.open(demo, recipe); },
              Cut::start);
}

void Runner::run() {
  impl_->post([](Engine& engine) { engine.run(-1); });
}

void Runner::runTicks(int64_t ticks) {
  impl_->post([ticks](Engine& engine) { engine.run(std::max<int64_t>(0, ticks)); });
}

void Runner::pause() {
  impl_->post([](Engine& engine) { engine.pause(); }, Cut::running);
}

void Runner::stepTicks(int64_t ticks) {
  impl_->post([ticks](Engine& engine) { engine.stepTicks(ticks); });
}

void Runner::seek(int64_t tick) {
  impl_->mailbox.post({[tick](Engine& engine) { engine.seek(tick); }, Cut::computation, true});
}

void Runner::reset() {
  impl_->post([](Engine& engine) { engine.reset(); }, Cut::start);
}

void Runner::setSpeed(double stepsPerSecond) {
  impl_->postNeutral([stepsPerSecond](Engine& engine) { engine.setSpeed(stepsPerSecond); });
}

void Runner::act(Action action) {
  impl_->post([action = std::move(action)](Engine& engine) { engine.act(action); });
}

void Runner::set(std::string name, Value value, int64_t gesture) {
  act({0, "set", {{"name", std::move(name)}, {"value", std::move(value)}}, gesture});
}

void Runner::restart(NamedValues settings) {
  impl_->post([settings = std::move(settings)](Engine& engine) { engine.restart(settings); }, Cut::start);
}

void Runner::setSeed(uint64_t seed) {
  impl_->post([seed](Engine& engine) { engine.setSeed(seed); }, Cut::start);
}

void Runner::setFile(std::optional<FileSource> file, NamedValues settings) {
  impl_->post(
      [file = std::move(file), settings = std::move(settings)](Engine& engine) { engine.setFile(file, settings); },
      Cut::start);
}

void Runner::applyPreset(std::string name) {
  impl_->post([name = std::move(name)](Engine& engine) { engine.applyPreset(name); }, Cut::start);
}

void Runner::undo() {
  impl_->post([](Engine& engine) { engine.undo(); }, Cut::computation);
}

void Runner::redo() {
  impl_->post([](Engine& engine) { engine.redo(); }, Cut::computation);
}

void Runner::switchBranch(size_t index) {
  impl_->post([index](Engine& engine) { engine.switchBranch(index); }, Cut::computation);
}

void Runner::retryWithSetting(std::string name, Value value, int64_t fromTick) {
  impl_->post([name = std::move(name), value = std::move(value),
               fromTick](Engine& engine) { engine.retryWithSetting(name, value, fromTick); },
              Cut::computation);
}

void Runner::setVisible(std::vector<std::string> channels, std::vector<DisplayRequest> requests) {
  impl_->postNeutral([channels = std::move(channels), requests = std::move(requests)](Engine& engine) {
    engine.setVisible(channels, requests);
  });
}

void Runner::setSuspended(bool suspended) {
  impl_->postNeutral([suspended](Engine& engine) { engine.setSuspended(suspended); },
                     suspended ? Cut::running : Cut::nothing);
}

std::shared_ptr<const Snapshot> Runner::latest() const {
  return impl_->mailbox.latest();
}

bool Runner::wait(double seconds, bool idle) {
  return impl_->mailbox.wait(seconds, idle);
}

}  // namespace gradus
