#include "app/window/thumbnails.h"

#include <QDir>
#include <QWidget>

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
constexpr int interval = 60;

}  // namespace

Thumbnails::Thumbnails(const QString& folder, QWidget* window, std::function<bool()> mayWork)
    : QObject(window), folder_(QDir(folder).filePath(QStringLiteral("thumbnails"))), window_(window), mayWork_(std::move(mayWork)) {
  timer_.setInterval(interval);
  connect(&timer_, &QTimer::timeout, this, &Thumbnails::work);
}

Thumbnails::~Thumbnails() = default;

const View* Thumbnails::mainView(const Demo& demo) {
  for (const View& view : demo.views)
    if (view.kind != ViewKind::tiles) return &view;
  return nullptr;
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
    }
    bool complete = mine && snapshot->status != Status::running && paused_;
    if (complete) {
      const ViewFrame frame = viewFrame(live_->view(), *snapshot);
      for (const ChannelPtr& layer : frame.layers) complete = complete && layer;
    }
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
  const View* view = demo_ ? mainView(*demo_) : nullptr;
  if (!view) return;
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
  live_ = makeView(*view, window_).release();
  live_->setAttribute(Qt::WA_DontShowOnScreen);
  live_->setFocusPolicy(Qt::NoFocus);
  live_->setInteractive(false);
  live_->hide();
  live_->resize(width, height);
  std::vector<std::string> channels;
  std::vector<DisplayRequest> requests;
  for (const std::string& layer : view->layers) {
    channels.push_back(layer);
    const ChannelSpec* spec = demo_->channel(layer);
    if (spec && spec->cost == ChannelCost::derived) requests.push_back({layer, 96, 96, false, {}, 1});
  }
  Recipe recipe;
  recipe.demo = demo_->id;
  runner_->open(demo_, std::move(recipe));
  runner_->setSpeed(0);
  runner_->setVisible(std::move(channels), std::move(requests));
  runner_->run();
}

void Thumbnails::finish() {
  const std::shared_ptr<const Snapshot> snapshot = runner_->latest();
  const QString name = key(current_);
  images_.insert(name, QImage());  // a demo that can't be drawn is not tried again and again
  if (live_ && snapshot && snapshot->demo == demo_ && snapshot->status != Status::failed) {
    live_->setFrame(viewFrame(live_->view(), *snapshot));
    const QImage image = live_->render(QSize(width, height), 2);
    images_.insert(name, image);
    QDir().mkpath(folder_);
    image.save(QDir(folder_).filePath(name + QStringLiteral(".png")));
  }
  delete live_;
  const QString id = std::exchange(current_, QString());
  runner_->pause();
  Q_EMIT ready(id);
}

}  // namespace gradus
