#pragma once
// The one place where the window and the engine thread meet. It owns the Runner, turns its publishes into one coalesced
// signal on the window's thread (at most 60 a second), remembers which views are looked at, and turns gestures into
// actions of the run.
#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <atomic>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/run/runner.h"
#include "widgets/views/live_view.h"

namespace gradus {

class EngineBridge : public QObject {
  Q_OBJECT
 public:
  /// `options.onPublish` is replaced.
  explicit EngineBridge(RunnerOptions options, QObject* parent = nullptr);
  ~EngineBridge() override;

  /// Takes effect with the next demo that is opened.
  void setOptions(RunnerOptions options);
  Runner& runner() { return *runner_; }
  /// The newest snapshot shown; never null.
  const std::shared_ptr<const Snapshot>& snapshot() const { return snapshot_; }
  /// The last picture of the run before this one, or null: curves are drawn behind the new ones.
  const std::shared_ptr<const Snapshot>& previousRun() const { return previous_; }
  /// Null until a demo is opened.
  const std::shared_ptr<const Demo>& demo() const { return demo_; }
  bool isRunning() const { return snapshot_->status == Status::running; }

  void open(std::shared_ptr<const Demo> demo, Recipe recipe);
  /// Shows a snapshot made elsewhere instead of a run's: for pictures of the window.
  void showStill(std::shared_ptr<const Snapshot> snapshot);
  void run();
  void toggleRun();
  void step(int wholeSteps);
  void halfStep();
  void seekStep(double step);
  void runSteps(double steps);
  void reset();
  void restart(NamedValues settings);
  void setSeed(uint64_t seed);
  void applyPreset(const std::string& name);
  void setFile(std::optional<FileSource> file, NamedValues settings = {});
  /// Changes settings as a person would: live ones as actions, others by a new start. Throws UserError for bad values.
  void applySettings(const NamedValues& values);

  /// Steps per second; 0 = as fast as possible. View state, kept per window.
  void setSpeed(double stepsPerSecond);
  double speed() const { return speed_; }

  /// What a person did on a view becomes the action its handle names.
  void gesture(const View& view, const GestureEvent& event);
  int64_t newGesture() { return ++gestures_; }

  /// The views that can be seen now, by name.
  void setVisibleViews(const std::set<std::string>& views);
  void setDisplayRequest(const std::string& channel, int nx, int ny, const Extent& extent);
  void setSuspended(bool suspended);

  /// What the view draws of the newest snapshot.
  ViewFrame frameOf(const View& view) const;

 Q_SIGNALS:
  void snapshotChanged();
  /// A demo was opened: everything about it may be different.
  void demoChanged();
  void speedChanged();
  /// A person's input was refused; for a toast.
  void refused(const QString& text);

 private:
  void onPublished();
  void poll();
  void updateVisible();
  void keepPrevious();
  void startRunner();
  void noteChannelTimes();

  RunnerOptions options_;
  bool optionsChanged_ = false;
  bool suspended_ = false;
  std::unique_ptr<Runner> runner_;
  std::shared_ptr<const Snapshot> snapshot_, previous_;
  std::shared_ptr<const Demo> demo_;
  std::atomic<bool> posted_{false};
  QTimer pollTimer_;
  QElapsedTimer sincePoll_, clock_;
  double speed_ = 60;
  int64_t gestures_ = 0;
  std::map<std::pair<std::string, int64_t>, int64_t> gestureIds_;
  std::set<std::string> visibleViews_;
  std::map<std::string, DisplayRequest> requests_;
  struct Seen {
    int64_t tick = -1;
    qint64 at = 0;
  };
  std::vector<Seen> seen_;  // per channel: its tick, and when it was first seen here
};

/// The frame of a view without an engine: for the stage renderer and for thumbnails.
ViewFrame viewFrame(const View& view, const Snapshot& snapshot, const Snapshot* previous = nullptr);

}  // namespace gradus
