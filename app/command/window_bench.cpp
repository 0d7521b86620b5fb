#include "app/command/window_bench.h"

#include <QApplication>
#include <QTemporaryDir>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>

#include "app/demos/registry.h"
#include "app/window/main_window.h"
#include "app/window/stage.h"
#include "core/base/rng.h"
#include "widgets/views/live_view.h"

namespace gradus {

namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double median(std::vector<double> values) {
  if (values.empty()) return std::nan("");
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void pump(double seconds) {
  for (const auto start = Clock::now(); since(start) < seconds;) QApplication::processEvents(QEventLoop::AllEvents, 5);
}

bool pumpUntil(const std::function<bool()>& ready, double seconds = 20) {
  for (const auto start = Clock::now(); !ready();) {
    if (since(start) > seconds) return false;
    QApplication::processEvents(QEventLoop::AllEvents, 5);
  }
  return true;
}

std::unique_ptr<MainWindow> openWindow(const QString& folder) {
  WindowOptions options;
  options.configFolder = folder;
  options.theme = ThemeKind::light;
  auto window = std::make_unique<MainWindow>(options);
  window->resize(1920, 1080);
  window->show();
  return window;
}

/// Every channel of the snapshot that a visible view draws is there.
bool isShown(MainWindow& window, const QString& id) {
  const auto& snapshot = window.bridge()->snapshot();
  if (!snapshot->demo || QString::fromStdString(snapshot->demo->id) != id) return false;
  for (const std::string& name : window.stage()->visibleViews()) {
    const View* view = snapshot->demo->view(name);
    if (!view) continue;
    for (const ChannelPtr& layer : window.bridge()->frameOf(*view).layers) {
      if (!layer) return false;
    }
  }
  return !window.stage()->visibleViews().empty();
}

std::vector<WindowFigure> demoSwitch(const QString& folder) {
  const auto window = openWindow(folder);
  pump(0.5);
  std::vector<WindowFigure> figures;
  for (int round = 0; round < 2; ++round) {
    for (const auto& demo : demoRegistry()) {
      const QString id = QString::fromStdString(demo->id);
      const auto start = Clock::now();
      window->openDemo(id);
      pumpUntil([&] { return isShown(*window, id); });
      if (round == 1) figures.push_back({"switch to " + demo->id, since(start)});
      pump(0.2);
    }
  }
  return figures;
}

/// Time from a snapshot's arrival until all that it changed is painted, while the playground trains at full speed.
std::vector<WindowFigure> frameTime(const QString& folder) {
  const auto window = openWindow(folder);
  window->openDemo(QStringLiteral("nn/mlp-playground"));
  pumpUntil([&] { return isShown(*window, QStringLiteral("nn/mlp-playground")); });
  window->bridge()->applySettings({{"max_steps", int64_t{10000000}}});  // it must not end while it is measured
  window->bridge()->setSpeed(0);
  window->bridge()->run();
  std::vector<double> times;
  uint64_t seen = 0;
  int frames = 0;
  const auto start = Clock::now();
  while (since(start) < 3) {
    const auto begin = Clock::now();
    QApplication::processEvents(QEventLoop::AllEvents, 5);
    const uint64_t revision = window->bridge()->snapshot()->revision;
    if (revision != seen) {
      seen = revision;
      QApplication::processEvents();  // what the snapshot changed is painted by the next round of events
      times.push_back(since(begin));
      ++frames;
    }
  }
  const double seconds = since(start);
  std::sort(times.begin(), times.end());
  return {{"frame, median", median(times)},
          {"frame, 95 %", times.empty() ? 0 : times[times.size() * 95 / 100]},
          {"frames per second", 0, frames / seconds}};
}

std::vector<WindowFigure> points() {
  std::vector<WindowFigure> figures;
  for (const size_t count : {size_t{1000}, size_t{10000}, size_t{100000}, size_t{1000000}}) {
    View view;
    view.name = "points";
    view.layers = {"points"};
    const auto live = makeView(view);
    live->resize(800, 600);
    live->show();
    Points cloud;
    cloud.coordinates.resize(2 * count);
    Rng rng(1, "cloud");
    rng.fillNormal(cloud.coordinates);
    for (size_t i = 0; i < count; ++i) cloud.classes.push_back(static_cast<int>(i % 3));
    std::vector<double> times;
    for (int round = 0; round < 7; ++round) {
      for (float& value : cloud.coordinates) value *= 0.999F;
      ViewFrame frame;
      frame.layers = {std::make_shared<const ChannelValue>(cloud)};
      const auto start = Clock::now();
      live->setFrame(frame);
      live->repaint();
      QApplication::processEvents();
      times.push_back(since(start));
    }
    figures.push_back({std::to_string(count) + " points in one frame, 800x600", median(times)});
  }
  return figures;
}

}  // namespace

const std::vector<std::string>& windowBenchWorks() {
  static const std::vector<std::string> works = {"cold-start", "demo-switch", "frame-time", "points"};
  return works;
}

std::vector<WindowFigure> windowBench(int argc, char** argv, const std::string& work) {
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  static int count = argc;
  const auto start = Clock::now();
  if (!qApp) new QApplication(count, argv);  // lives until the process ends
  QTemporaryDir folder;
  if (work == "cold-start") {
    const auto window = openWindow(folder.path());
    pumpUntil([&] { return window->firstFrame() >= 0; });
    return {{"first frame after the start of main", since(start)}};
  }
  if (work == "demo-switch") return demoSwitch(folder.path());
  if (work == "frame-time") return frameTime(folder.path());
  return points();
}

}  // namespace gradus
