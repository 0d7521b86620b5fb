#include "app/window/render_stage.h"

#include <QApplication>
#include <QBuffer>
#include <QFileInfo>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>
#include <QTemporaryDir>
#include <QVBoxLayout>
#include <algorithm>
#include <map>

#include "app/window/engine_bridge.h"
#include "app/window/lesson_tab.h"
#include "app/window/main_window.h"
#include "app/window/side_panel.h"
#include "app/window/stage.h"
#include "core/run/snapshot.h"
#include "widgets/theme/theme_service.h"
#include "widgets/views/live_view.h"

namespace gradus {
namespace {

const std::pair<ThemeKind, const char*> kindNames[] = {{ThemeKind::system, "system"},
                                                       {ThemeKind::light, "light"},
                                                       {ThemeKind::dark, "dark"},
                                                       {ThemeKind::projector, "projector"},
                                                       {ThemeKind::highContrast, "high-contrast"}};

constexpr int dotsPerInch = 96;  // of a page on which one logical pixel is one unit

}  // namespace

ThemeKind themeKindFromName(const QString& name) {
  for (const auto& [kind, text] : kindNames)
    if (name == QLatin1String(text)) return kind;
  throw UserError(Text(GRADUS_TR("There is no theme %1: system, light, dark, projector and high-contrast are known."),
                       {name.toStdString()}));
}

QString themeKindName(ThemeKind kind) {
  for (const auto& [candidate, text] : kindNames)
    if (candidate == kind) return QString::fromLatin1(text);
  return QStringLiteral("system");
}

struct StageRenderer::Impl {
  std::shared_ptr<const Demo> demo;
  RenderOptions options;
  QTemporaryDir folder;  // settings of the window that is drawn: none of the person's own
  std::unique_ptr<QWidget> root;
  Stage* stage = nullptr;
  MainWindow* window = nullptr;
  LiveView* single = nullptr;
  std::map<std::string, DisplayRequest> requests;

  void listen(LiveView* live) {
    QObject::connect(live, &LiveView::displayRequestChanged, live,
                     [this](const QString& channel, int nx, int ny, const Extent& extent) {
                       note(channel.toStdString(), nx, ny, extent);
                     });
  }
  void note(const std::string& channel, int nx, int ny, const Extent& extent) {
    const ChannelSpec* spec = demo->channel(channel);
    if (!spec || spec->cost != ChannelCost::derived) return;
    requests[channel] = {channel, nx, ny, extent.x0 != extent.x1 && extent.y0 != extent.y1, extent, 1};
  }
  void build();
  void buildStage();
  void buildView();
  void buildWindow();
  void show(const std::shared_ptr<const Snapshot>& snapshot);
  QList<LiveView*> views() const;
  void drawChrome(QPainter& painter) const;
};

void StageRenderer::Impl::build() {
  if (options.window) {
    buildWindow();
  } else {
    root = std::make_unique<QWidget>();
    auto* themes = new ThemeService(root.get(), ThemeService::Scope::window);
    themes->setChoice(options.theme);
    themes->setScale(options.textScale);
    if (options.view.empty()) {
      buildStage();
    } else {
      buildView();
    }
  }
  root->setAttribute(Qt::WA_DontShowOnScreen);
  root->setAttribute(Qt::WA_ShowWithoutActivating);
  root->setMinimumSize(1, 1);
  root->resize(options.size);
  root->show();
  QCoreApplication::sendPostedEvents();
  for (LiveView* live : views())
    live->render(live->size(), 1);  // a view says how fine it wants its maps when it is drawn
}

void StageRenderer::Impl::buildStage() {
  stage = new Stage(root.get());
  auto* column = new QVBoxLayout(root.get());
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(stage);
  stage->setBare(true);
  stage->setDemo(demo);
  for (const ViewCard* card : stage->cards()) listen(card->live());
  for (LiveView* tile : stage->tiles()) listen(tile);
}

void StageRenderer::Impl::buildView() {
  const View* view = demo->view(options.view);
  if (!view) {
    std::string names;
    for (const View& other : demo->views) names += (names.empty() ? "" : ", ") + other.name;
    throw UserError(Text(GRADUS_TR("%1 has no view %2; it has %3."), {demo->id, options.view, names}));
  }
  single = makeView(*view, root.get()).release();
  single->setEnlarged(true);
  single->setInteractive(false);
  auto* column = new QVBoxLayout(root.get());
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(single);
  listen(single);
}

void StageRenderer::Impl::buildWindow() {
  WindowOptions windowOptions;
  windowOptions.configFolder = folder.path();
  windowOptions.theme = options.theme;
  windowOptions.scale = options.textScale;
  auto made = std::make_unique<MainWindow>(windowOptions);
  window = made.get();
  root = std::move(made);
  stage = window->stage();
  // The cards are made when the first snapshot is shown; the stage passes on what they ask for.
  QObject::connect(stage, &Stage::displayRequest, stage,
                   [this](const QString& channel, int nx, int ny, const Extent& extent) {
                     note(channel.toStdString(), nx, ny, extent);
                   });
}

QList<LiveView*> StageRenderer::Impl::views() const {
  QList<LiveView*> shown;
  for (LiveView* live : root->findChildren<LiveView*>())
    if (live->isVisibleTo(root.get())) shown << live;
  return shown;
}

void StageRenderer::Impl::show(const std::shared_ptr<const Snapshot>& snapshot) {
  if (window) {
    window->bridge()->showStill(snapshot);
    window->side()->lesson()->load();
  } else if (single) {
    single->setFrame(viewFrame(single->view(), *snapshot));
  } else {
    stage->setSnapshot(*snapshot, [&](const View& view) { return viewFrame(view, *snapshot); });
  }
  // Layouts follow what was said last; nothing else of the program is to run meanwhile.
  for (int pass = 0; pass < 3; ++pass) QCoreApplication::sendPostedEvents();
}

/// Everything but the live views, which are drawn by themselves: sharp, and as vectors where the page takes them.
void StageRenderer::Impl::drawChrome(QPainter& painter) const {
  QRegion region(root->rect());
  for (LiveView* live : views()) region -= QRect(live->mapTo(root.get(), QPoint()), live->size());
  root->render(&painter, region.boundingRect().topLeft(), region,
               QWidget::DrawWindowBackground | QWidget::DrawChildren);
}

StageRenderer::StageRenderer(std::shared_ptr<const Demo> demo, const RenderOptions& options)
    : impl_(std::make_unique<Impl>()) {
  impl_->demo = std::move(demo);
  impl_->options = options;
  impl_->build();
}

StageRenderer::~StageRenderer() = default;

std::vector<std::string> StageRenderer::channels() const {
  std::vector<std::string> channels;
  for (const View& view : impl_->demo->views) {
    if (!impl_->options.view.empty() && view.name != impl_->options.view) continue;
    channels.insert(channels.end(), view.layers.begin(), view.layers.end());
    for (const std::string& marginal : {view.marginalX, view.marginalY})
      if (!marginal.empty()) channels.push_back(marginal);
  }
  std::sort(channels.begin(), channels.end());
  channels.erase(std::unique(channels.begin(), channels.end()), channels.end());
  return channels;
}

std::vector<DisplayRequest> StageRenderer::requests() const {
  std::vector<DisplayRequest> requests;
  for (const std::string& channel : channels()) {
    const ChannelSpec* spec = impl_->demo->channel(channel);
    if (!spec || spec->cost != ChannelCost::derived) continue;
    const auto known = impl_->requests.find(channel);
    DisplayRequest usual;
    usual.channel = channel;
    usual.nx = usual.ny = 192;
    requests.push_back(known == impl_->requests.end() ? usual : known->second);
  }
  return requests;
}

void StageRenderer::draw(const std::shared_ptr<const Snapshot>& snapshot, QPainter& painter) {
  impl_->show(snapshot);
  impl_->drawChrome(painter);
  for (LiveView* live : impl_->views())
    live->renderTo(painter, QRectF(live->mapTo(impl_->root.get(), QPoint()), live->size()));
}

QImage StageRenderer::image(const std::shared_ptr<const Snapshot>& snapshot) {
  impl_->show(snapshot);
  const double scale = impl_->options.scale;
  QImage image((QSizeF(impl_->root->size()) * scale).toSize(), QImage::Format_RGB32);
  image.setDevicePixelRatio(scale);
  image.fill(themeOf(impl_->root.get()).window);
  QPainter painter(&image);
  impl_->drawChrome(painter);
  for (LiveView* live : impl_->views())
    painter.drawImage(live->mapTo(impl_->root.get(), QPoint()), live->render(live->size(), scale));
  return image;
}

void StageRenderer::write(const std::shared_ptr<const Snapshot>& snapshot, const QString& path) {
  const QString ending = QFileInfo(path).suffix().toLower();
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  const QSize size = impl_->root->size();
  if (ending == QLatin1String("png")) {
    image(snapshot).save(&buffer, "PNG");
  } else if (ending == QLatin1String("svg")) {
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(size);
    generator.setViewBox(QRect(QPoint(), size));
    generator.setResolution(dotsPerInch);
    generator.setTitle(QString::fromStdString(impl_->demo->id));
    QPainter painter(&generator);
    draw(snapshot, painter);
  } else if (ending == QLatin1String("pdf")) {
    QPdfWriter writer(&buffer);
    writer.setResolution(dotsPerInch);
    writer.setPageSize(
        QPageSize(QSizeF(size) * 72.0 / dotsPerInch, QPageSize::Point, QString(), QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF());
    QPainter painter(&writer);
    draw(snapshot, painter);
  } else {
    throw UserError(Text(GRADUS_TR("%1 ends in none of .png, .svg and .pdf."), {path.toStdString()}));
  }
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
    throw UserError(Text(GRADUS_TR("The file %1 could not be written: %2."),
                         {path.toStdString(), file.errorString().toStdString()}));
}

}  // namespace gradus
