#include "app/window/thumbnails.h"

#include <QDir>
#include <QWidget>
#include <algorithm>

#include "app/import/shipped_tables.h"
#include "app/window/demo_search.h"
#include "app/window/engine_bridge.h"
#include "app/window/render_stage.h"
#include "widgets/theme/theme_service.h"
#include "widgets/views/live_view.h"

namespace gradus {
namespace {

constexpr qint64 runFor = 1500;      // milliseconds: enough for a picture that says something
constexpr qint64 waitAtMost = 6000;  // then what there is is drawn
constexpr qint64 waitForMaps = 700;  // derived channels come a moment after the rest
constexpr int interval = 60;
constexpr size_t mostChannels = 8;  // of the first views; a thumbnail shows one of them

bool hasContent(const ChannelValue& value) {
  if (const auto* strip = std::get_if<Strip>(&value)) return !strip->frames.empty();
  if (const auto* points = std::get_if<Points>(&value)) return points->size() > 0;
  if (const auto* field = std::get_if<Field>(&value)) return !field->values.empty();
  if (const auto* curves = std::get_if<Curves>(&value)) return !curves->curves.empty();
  return !std::holds_alternative<std::monostate>(value);
}

}  // namespace

Thumbnails::Thumbnails(const QString& folder, QWidget* window, std::function<bool()> mayWork)
    : QObject(window),
      folder_(QDir(folder).filePath(QStringLiteral("thumbnails"))),
      window_(window),
      mayWork_(std::move(mayWork)) {
  timer_.setInterval(interval);
  connect(&timer_, &QTimer::timeout, this, &Thumbnails::work);
}

Thumbnails::~Thumbnails() = default;

std::vector<const View*> Thumbnails::candidates(const Demo& demo) {
  std::vector<const View*> views;
  for (const View& view : demo.views)
    if (view.kind != ViewKind::tiles) views.push_back(&view);
  const auto rank = [](const View* view) {
    const bool picture =
        view->kind == ViewKind::plane || view->kind == ViewKind::scene || view->kind == ViewKind::strip;
    return (picture ? 0 : 4) + std::min(view->row, 3);
  };
  std::stable_sort(views.begin(), views.end(), [&](const View* a, const View* b) { return rank(a) < rank(b); });
  return views;
}

QString Thumbnails::key(const QString& demoId) const {
  QString name = demoId;
  name.replace(QLatin1Char('/'), QLatin1Char('-'));
  const Theme& theme = themeOf(window_);
  return QStringLiteral("%1_%2_%3").arg(name, themeKindName(theme.kind), QStringLiteral(GRADUS_VERSION));
}

QImage Thumbnails::get(const QString& demoId) {
  const QString name = key(demoId);
  if (const auto known = images_.constFind(name); known != images_.constEnd()) return *known;
  QImage image(QDir(folder_).filePath(name + QStringLiteral(".png")));
  if (!image.isNull()) {
    image.setDevicePixelRatio(2);
    images_.insert(name, image);
    return image;
  }
  if (demoId != current_ && !queue_.contains(demoId)) queue_ << demoId;
  if (!timer_.isActive()) timer_.start();
  return {};
}

void Thumbnails::work() {
  if (!current_.isEmpty()) {
    const std::shared_ptr<const Snapshot> snapshot = runner_->latest();
    const bool mine = snapshot && snapshot->demo == demo_;
    if (mine && !paused_ && (running_.elapsed() > runFor || snapshot->status == Status::done)) {
      runner_->pause();
      paused_ = true;
      resting_.start();
    }
    bool complete = mine && snapshot->status != Status::running && paused_ && resting_.elapsed() > waitForMaps;
    if (complete) complete = chosen(*snapshot) != nullptr;
    const bool failed = mine && snapshot->status == Status::failed;
    if (complete || failed || running_.elapsed() > waitAtMost) finish();
    return;
  }
  if (queue_.isEmpty()) {
    timer_.stop();
    runner_.reset();  // no thread without work
    return;
  }
  if (mayWork_()) begin(queue_.takeFirst());
}

void Thumbnails::begin(const QString& demoId) {
  demo_ = demoById(demoId);
  if (!demo_ || candidates(*demo_).empty()) return;
  current_ = demoId;
  paused_ = false;
  running_.start();
  if (!runner_) {
    RunnerOptions options;
    options.threads = 1;
    options.keyframeBudget = size_t{16} << 20;
    options.readShipped = shippedTables();
    options.publishInterval = 0.2;
    runner_ = std::make_unique<Runner>(std::move(options));
  }
  std::vector<std::string> channels;
  std::vector<DisplayRequest> requests;
  for (const View* view : candidates(*demo_)) {
    for (const std::string& layer : view->layers) {
      const ChannelSpec* spec = demo_->channel(layer);
      if (std::find(channels.begin(), channels.end(), layer) != channels.end()) continue;
      channels.push_back(layer);
      if (spec && spec->cost == ChannelCost::derived) requests.push_back({layer, 96, 96, false, {}, 1});
    }
    if (channels.size() > mostChannels) break;
  }
  Recipe recipe;
  recipe.demo = demo_->id;
  runner_->open(demo_, std::move(recipe));
  runner_->setSpeed(0);
  runner_->setVisible(std::move(channels), std::move(requests));
  runner_->run();
}

/// The best view that has something to show; null while maps are still to come.
const View* Thumbnails::chosen(const Snapshot& snapshot) const {
  const View* best = nullptr;
  int most = -1;
  for (const View* view : candidates(*demo_)) {
    const ViewFrame frame = viewFrame(*view, snapshot);
    const bool made =
        std::all_of(frame.layers.begin(), frame.layers.end(), [](const ChannelPtr& layer) { return layer != nullptr; });
    const bool filled = std::any_of(frame.layers.begin(), frame.layers.end(),
                                    [](const ChannelPtr& layer) { return layer && hasContent(*layer); });
    if (!made || !filled) continue;
    // A picture with many marks says more than one with few; beyond fifty the order of the views decides.
    size_t marks = 0;
    for (const ChannelPtr& layer : frame.layers)
      if (const auto* points = std::get_if<Points>(layer.get())) marks = std::max(marks, points->size());
    const int worth = static_cast<int>(std::min<size_t>(marks, 50));
    if (worth <= most) continue;
    best = view;
    most = worth;
  }
  return best;
}

void Thumbnails::finish() {
  const std::shared_ptr<const Snapshot> snapshot = runner_->latest();
  const QString name = key(current_);
  images_.insert(name, QImage());  // a demo that can't be drawn is not tried again and again
  const View* view =
      snapshot && snapshot->demo == demo_ && snapshot->status != Status::failed ? chosen(*snapshot) : nullptr;
  if (view) {
    const std::unique_ptr<LiveView> live = makeView(*view, window_);
    live->hide();
    live->resize(width, height);
    live->setFrame(viewFrame(*view, *snapshot));
    const QImage image = live->render(QSize(width, height), 2);
    images_.insert(name, image);
    QDir().mkpath(folder_);
    image.save(QDir(folder_).filePath(name + QStringLiteral(".png")));
  }
  const QString id = std::exchange(current_, QString());
  runner_->pause();
  Q_EMIT ready(id);
}

}  // namespace gradus
