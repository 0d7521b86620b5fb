#include "widgets/views/images_view.h"

#include <QPainter>
#include <algorithm>
#include <array>
#include <cmath>

#include "widgets/views/draw_field.h"
#include "widgets/views/format.h"

namespace gradus {
using namespace Qt::StringLiterals;

const ImageGrid* ImagesView::grid() const {
  for (size_t i = 0; i < frame().layers.size(); ++i) {
    const auto* g = layer<ImageGrid>(i);
    const bool whole = g && g->rows > 0 && g->cols > 0 && g->width > 0 && g->height > 0;
    if (whole && g->pixels.size() >= static_cast<size_t>(g->rows) * g->cols * g->width * g->height) return g;
  }
  return nullptr;
}

void ImagesView::frameChanged(const ViewFrame&) {
  const ImageGrid* g = grid();
  if (!g || cursor_ >= g->rows * g->cols) cursor_ = -1;
}

const QImage& ImagesView::atlas() {
  const ImageGrid* g = grid();
  const ChannelValue* source = nullptr;
  for (const ChannelPtr& channel : frame().layers) {
    if (g && valueOf<ImageGrid>(channel) == g) source = channel.get(), kept_ = channel;
  }
  if (source == atlasOf_ && !atlas_.isNull()) return atlas_;
  atlasOf_ = source;
  if (!g) return atlas_ = {};
  const Theme& t = theme();
  std::array<QRgb, 256> table{};
  const double half = std::max(std::fabs(g->low), std::fabs(g->high)), low = g->diverging ? -half : g->low,
               high = g->diverging ? half : g->high;
  const auto signedColours = fieldColours(t, FieldMap::diverging, low, high, 0, false);
  for (int k = 0; k < 256; ++k) {
    // Ink on paper: the largest value is text colour.
    table[k] =
        g->diverging ? signedColours(low + (high - low) * k / 255).rgb() : mix(t.canvas, t.text, k / 255.0).rgb();
  }
  atlas_ = QImage(g->cols * g->width, g->rows * g->height, QImage::Format_ARGB32_Premultiplied);
  const float scale = high > low ? static_cast<float>(255 / (high - low)) : 0;
  for (int y = 0; y < atlas_.height(); ++y) {
    auto* line = reinterpret_cast<QRgb*>(atlas_.scanLine(y));
    const int row = y / g->height, inner = y % g->height;
    for (int x = 0; x < atlas_.width(); ++x) {
      const size_t picture = static_cast<size_t>(row) * g->cols + x / g->width;
      const float v = g->pixels[picture * g->width * g->height + static_cast<size_t>(inner) * g->width + x % g->width];
      line[x] = std::isnan(v)
                    ? 0u
                    : table[static_cast<int>(std::clamp((v - static_cast<float>(low)) * scale + 0.5f, 0.0f, 255.0f))];
    }
  }
  return atlas_;
}

ImagesView::Layout ImagesView::layoutFor(const QSizeF& size) const {
  const ImageGrid* g = grid();
  Layout l;
  if (!g) return l;
  const Theme& t = theme();
  const QFontMetricsF metrics(t.font(TextRole::caption));
  for (const std::string& title : g->rowTitles)
    l.titleRoom = std::max(l.titleRoom, metrics.horizontalAdvance(QString::fromStdString(title)) + t.len(12));
  l.titleRoom = std::min(l.titleRoom, 0.3 * size.width());
  l.labelRoom = g->labels.empty() ? 0 : t.lineHeight(TextRole::caption) + t.len(2);
  const double side = t.len(12), gap = g->cols * g->rows > 400 ? t.len(1) : t.len(6);
  const QSizeF room(size.width() - 2 * side - l.titleRoom, size.height() - 2 * side);
  const double perColumn = (room.width() + gap) / g->cols - gap,
               perRow = (room.height() + gap) / g->rows - gap - l.labelRoom;
  double scale = std::max(0.05, std::min(perColumn / g->width, perRow / g->height));
  // Whole pixels stay square where the picture is enlarged a lot.
  if (scale >= 3) scale = std::floor(scale * 2) / 2;
  l.width = scale * g->width, l.height = scale * g->height;
  l.stepX = l.width + gap, l.stepY = l.height + l.labelRoom + gap;
  const double used = l.titleRoom + l.stepX * g->cols - gap, usedHeight = l.stepY * g->rows - gap;
  l.corner = {std::max(side, (size.width() - used) / 2) + l.titleRoom,
              std::max(side, (size.height() - usedHeight) / 2)};
  return l;
}

QRectF ImagesView::place(const Layout& l, int index) const {
  const int columns = grid()->cols;
  return {l.corner.x() + index % columns * l.stepX, l.corner.y() + index / columns * l.stepY, l.width, l.height};
}

bool ImagesView::isEmpty(const ImageGrid& g, int index) const {
  const size_t area = static_cast<size_t>(g.width) * g.height;
  const auto begin = g.pixels.begin() + static_cast<long>(index * area);
  return std::all_of(begin, begin + static_cast<long>(area), [](float v) { return std::isnan(v); });
}

void ImagesView::draw(QPainter& painter, const QSizeF& size) {
  const ImageGrid* g = grid();
  if (!g) return;
  const Theme& t = theme();
  const Layout l = layoutFor(size);
  const QImage& all = atlas();
  painter.setOpacity(isStale(0) ? 0.6 : 1);
  const QFont font = t.font(TextRole::caption);
  const QFontMetricsF metrics(font);
  painter.setFont(font);
  painter.setRenderHint(QPainter::SmoothPixmapTransform, l.width < g->width);
  for (int i = 0; i < g->rows * g->cols; ++i) {
    if (isEmpty(*g, i)) continue;
    const QRectF where = place(l, i);
    painter.fillRect(where, t.canvas);
    painter.drawImage(where, all, QRectF(i % g->cols * g->width, i / g->cols * g->height, g->width, g->height));
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(t.line, t.hairline()));
    if (l.stepX - l.width > 2) painter.drawRect(where.adjusted(-1, -1, 0, 0));
    if (i < static_cast<int>(g->labels.size())) {
      painter.setPen(t.muted);
      const QRectF label(where.left() - l.stepX / 2 + l.width / 2, where.bottom() + t.len(1), l.stepX, l.labelRoom);
      painter.drawText(label, Qt::AlignCenter,
                       metrics.elidedText(QString::fromStdString(g->labels[i]), Qt::ElideMiddle, label.width()));
    }
  }
  painter.setPen(t.muted);
  for (int r = 0; r < g->rows && r < static_cast<int>(g->rowTitles.size()); ++r) {
    const QRectF where(l.corner.x() - l.titleRoom, l.corner.y() + r * l.stepY, l.titleRoom - t.len(8), l.height);
    painter.drawText(where, Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(QString::fromStdString(g->rowTitles[r]), Qt::ElideMiddle, where.width()));
  }
  painter.setOpacity(1);
}

int ImagesView::pictureAt(const QPointF& position) const {
  const ImageGrid* g = grid();
  if (!g) return -1;
  const Layout l = layoutFor(QSizeF(size()));
  const int column = static_cast<int>(std::floor((position.x() - l.corner.x()) / l.stepX));
  const int row = static_cast<int>(std::floor((position.y() - l.corner.y()) / l.stepY));
  if (column < 0 || row < 0 || column >= g->cols || row >= g->rows) return -1;
  const int index = row * g->cols + column;
  return place(l, index).contains(position) && !isEmpty(*g, index) ? index : -1;
}

QString ImagesView::pictureText(int index) const {
  const ImageGrid* g = grid();
  const QString number = tr("picture %1").arg(formatCount(index + 1));
  return index < static_cast<int>(g->labels.size()) && !g->labels[index].empty()
             ? QString::fromStdString(g->labels[index]) + u'\n' + number
             : number;
}

QString ImagesView::readout(const QPointF& position) const {
  const int index = pictureAt(position);
  if (index < 0) return {};
  const ImageGrid* g = grid();
  const QRectF where = place(layoutFor(QSizeF(size())), index);
  const int x = std::clamp(static_cast<int>((position.x() - where.left()) / where.width() * g->width), 0, g->width - 1);
  const int y =
      std::clamp(static_cast<int>((position.y() - where.top()) / where.height() * g->height), 0, g->height - 1);
  const float v = g->pixels[static_cast<size_t>(index) * g->width * g->height + static_cast<size_t>(y) * g->width + x];
  return pictureText(index) + u'\n' +
         tr("value %1 at column %2, row %3").arg(formatNumber(v), QString::number(x + 1), QString::number(y + 1));
}

bool ImagesView::press(const QPointF& at, Qt::MouseButton button, Qt::KeyboardModifiers) {
  const int index = pictureAt(at);
  if (button != Qt::LeftButton || index < 0 || !isInteractive() || !handle(Gesture::click, view().layers[0]))
    return false;
  send(Gesture::click, view().layers[0], {{"index", int64_t{index}}}, true, newGesture());
  return true;
}

bool ImagesView::key(int key, Qt::KeyboardModifiers) {
  const ImageGrid* g = grid();
  if (!g) return false;
  if ((key == Qt::Key_Return || key == Qt::Key_Enter) && cursor_ >= 0)
    return press(place(layoutFor(QSizeF(size())), cursor_).center(), Qt::LeftButton, {});
  const int by = key == Qt::Key_Right  ? 1
                 : key == Qt::Key_Left ? -1
                 : key == Qt::Key_Down ? g->cols
                 : key == Qt::Key_Up   ? -g->cols
                                       : 0;
  if (by == 0) return false;
  const int next = cursor_ < 0 ? 0 : cursor_ + by;
  if (next >= 0 && next < g->rows * g->cols) cursor_ = next;
  showReadout(place(layoutFor(QSizeF(size())), cursor_).center(), pictureText(cursor_));
  update();
  return true;
}

void ImagesView::drawOverlay(QPainter& painter) {
  if (cursor_ < 0 || !hasFocus() || !grid()) return;
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(theme().focus, theme().focusLine()));
  painter.drawRect(place(layoutFor(QSizeF(size())), cursor_).adjusted(-2, -2, 2, 2));
}

QString ImagesView::textSummary() const {
  const ImageGrid* g = grid();
  if (!g) return tr("%1: nothing to show yet.").arg(title());
  return tr("%1: %2 pictures of %3 by %4 pixels in %5 rows.")
      .arg(title(), formatCount(static_cast<qint64>(g->rows) * g->cols), QString::number(g->width),
           QString::number(g->height), QString::number(g->rows));
}

QString ImagesView::copyValues() const {
  const ImageGrid* g = grid();
  if (!g) return {};
  QString text = u"picture,label,pixels\n"_s;
  const size_t area = static_cast<size_t>(g->width) * g->height;
  for (int i = 0; i < g->rows * g->cols; ++i) {
    QStringList pixels;
    for (size_t k = 0; k < area; ++k) pixels << csvNumber(g->pixels[i * area + k]);
    text += QString::number(i) + u',' +
            (i < static_cast<int>(g->labels.size()) ? csvCell(QString::fromStdString(g->labels[i])) : QString()) +
            u',' + pixels.join(u' ') + u'\n';
  }
  return text;
}

}  // namespace gradus
