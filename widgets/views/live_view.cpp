#include "widgets/views/live_view.h"

#include <QAction>
#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgGenerator>
#include <QTimer>

#include "core/base/rng.h"
#include "widgets/theme/theme_service.h"
#include "widgets/views/draw_lines.h"
#include "widgets/views/format.h"

namespace gradus {
using namespace Qt::StringLiterals;

LiveView::LiveView(const View& view, QWidget* parent) : QWidget(parent), view_(view) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAttribute(Qt::WA_OpaquePaintEvent);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  setObjectName(QString::fromStdString(view.name));
  setAccessibleName(title());
  frame_.layers.resize(view.layers.size());
  describing_ = new QTimer(this);
  describing_->setSingleShot(true);
  describing_->setInterval(1000);
  connect(describing_, &QTimer::timeout, this, [this] { updateAccessible(); });
  makeMenu();
}

LiveView::~LiveView() = default;

QString LiveView::title() const {
  const QString text = translated(view_.title);
  return text.isEmpty() ? QString::fromStdString(view_.name) : text;
}

const Theme& LiveView::theme() const {
  return themeOf(this);
}

void LiveView::setFrame(const ViewFrame& frame) {
  ViewFrame next = frame;  // may be frame_ itself
  const ViewFrame previous = std::exchange(frame_, std::move(next));
  frame_.layers.resize(view_.layers.size());
  frameChanged(previous);
  invalidate();
  if (const QStringList now = badges(); now != shownBadges_) {
    shownBadges_ = now;
    Q_EMIT badgesChanged();
  }
  if (auto now = legend(); now != shownLegend_) {
    shownLegend_ = std::move(now);
    Q_EMIT legendChanged();
  }
  // A screen reader is told at most once a second; the last frame is never missed.
  if (accessibleDescription().isEmpty())
    updateAccessible();
  else if (!describing_->isActive())
    describing_->start();
}

void LiveView::updateAccessible() {
  const QString text = textSummary();
  if (text != accessibleDescription()) setAccessibleDescription(text);
}

void LiveView::setTool(const PaintTool& tool) {
  tool_ = tool;
  toolChanged();
  showReadout({}, {});
  update();
}

void LiveView::setHighlighted(bool highlighted) {
  highlighted_ = highlighted;
  update();
}

void LiveView::setEnlarged(bool enlarged) {
  enlarged_ = enlarged;
  invalidate();
}

void LiveView::invalidate() {
  dirty_ = true;
  update();
}

QStringList LiveView::badges() const {
  int64_t oldest = -1;
  for (const int64_t step : frame_.staleSince) {
    if (step >= 0 && (oldest < 0 || step < oldest)) oldest = step;
  }
  if (oldest < 0) return {};
  return {tr("from step %1").arg(formatCount(oldest))};
}

QString LiveView::copyValues() const {
  return {};
}
QString LiveView::readout(const QPointF&) const {
  return {};
}
void LiveView::fit() {
  invalidate();
}

QSize LiveView::sizeHint() const {
  return {theme().px(360), theme().px(260)};
}
QSize LiveView::minimumSizeHint() const {
  return {theme().px(120), theme().px(90)};
}

void LiveView::drawOn(QPaintDevice& device, const QSizeF& size) {
  QPainter painter(&device);
  painter.fillRect(QRectF(QPointF(), size), theme().panel);
  draw(painter, size);
}

QImage LiveView::render(const QSize& size, double devicePixelRatio) {
  QImage image((QSizeF(size) * devicePixelRatio).toSize(), QImage::Format_RGB32);
  if (image.isNull()) return image;
  image.setDevicePixelRatio(devicePixelRatio);
  image.fill(theme().panel);
  drawOn(image, size);
  return image;
}

void LiveView::renderTo(QPainter& painter, const QRectF& target) {
  painter.save();
  painter.setClipRect(target, Qt::IntersectClip);
  painter.translate(target.topLeft());
  painter.fillRect(QRectF(QPointF(), target.size()), theme().panel);
  draw(painter, target.size());
  painter.restore();
}

bool LiveView::exportPng(const QString& path, const QSize& size, double devicePixelRatio) {
  return render(size.isValid() ? size : this->size(), devicePixelRatio).save(path, "PNG");
}

bool LiveView::exportSvg(const QString& path, const QSize& size) {
  const QSize area = size.isValid() ? size : this->size();
  QSvgGenerator generator;
  generator.setFileName(path);
  generator.setSize(area);
  generator.setViewBox(QRect(QPoint(), area));
  generator.setTitle(title());
  generator.setDescription(textSummary());
  // The generator only warns about a path it cannot write.
  if (QFile file(path); !file.open(QIODevice::WriteOnly)) return false;
  drawOn(generator, area);
  return QFileInfo(path).size() > 0;
}

bool LiveView::exportPdf(const QString& path, const QSize& size) {
  const QSize area = size.isValid() ? size : this->size();
  if (QFile file(path); !file.open(QIODevice::WriteOnly)) return false;
  {
    QPdfWriter writer(path);
    writer.setResolution(72);
    writer.setPageSize(QPageSize(QSizeF(area), QPageSize::Point));
    writer.setPageMargins(QMarginsF());
    writer.setTitle(title());
    drawOn(writer, area);
  }
  return QFileInfo(path).size() > 0;
}

void LiveView::makeMenu() {
  const auto add = [this](const QString& text, auto&& slot) {
    auto* action = new QAction(text, this);
    connect(action, &QAction::triggered, this, slot);
    addAction(action);
  };
  add(tr("Copy values"), [this] { QGuiApplication::clipboard()->setText(copyValues()); });
  for (const char* format : {"png", "svg", "pdf", "csv"}) {
    const QString name = QString::fromLatin1(format);
    add(tr("Save as %1").arg(name.toUpper()), [this, name] { Q_EMIT exportRequested(name); });
  }
  add(tr("Describe"), [this] { Q_EMIT described(textSummary()); });
  add(tr("Show everything"), [this] { fit(); });
}

const Handle* LiveView::handle(Gesture gesture, const std::string& layer) const {
  for (const Handle& h : view_.handles) {
    if (h.gesture == gesture && h.layer == layer) return &h;
  }
  return nullptr;
}

bool LiveView::hasHandle(Gesture gesture) const {
  return std::any_of(view_.handles.begin(), view_.handles.end(),
                     [gesture](const Handle& h) { return h.gesture == gesture; });
}

int64_t LiveView::newGesture() {
  // Two views never share an id; 44 bits survive a JSON file.
  const auto prefix = static_cast<int64_t>(nameKey(view_.name) % (1 << 20));
  return prefix * (1 << 24) + ++gestures_;
}

void LiveView::send(Gesture gesture, const std::string& layer, std::vector<std::pair<std::string, GestureArg>> args,
                    bool finished, int64_t id) {
  Q_EMIT this->gesture(GestureEvent{gesture, layer, std::move(args), finished, id});
}

void LiveView::showReadout(const QPointF& position, const QString& text) {
  if (readoutText_.isEmpty() && text.isEmpty()) return;
  readoutAt_ = position;
  readoutText_ = text;
  update();
}

void LiveView::paintEvent(QPaintEvent*) {
  const double ratio = devicePixelRatioF();
  if (dirty_ || cache_.devicePixelRatio() != ratio || cache_.size() != (QSizeF(size()) * ratio).toSize()) {
    dirty_ = false;
    paintingWidget_ = true;
    cache_ = render(size(), ratio);
    paintingWidget_ = false;
  }
  QPainter painter(this);
  painter.drawImage(QPointF(), cache_);
  drawOverlay(painter);
  if (!readoutText_.isEmpty() && !theme().presenting)
    drawReadout(painter, QRectF(rect()), readoutAt_, readoutText_, theme());
  drawFocus(painter);
}

void LiveView::drawFocus(QPainter& painter) {
  if (!hasFocus() && !highlighted_) return;
  const Theme& t = theme();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(hasFocus() ? t.focus : t.accent, t.focusLine()));
  const double inset = t.focusLine() / 2;
  painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), t.len(radius::formula),
                          t.len(radius::formula));
}

}  // namespace gradus
