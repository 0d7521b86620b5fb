#include "widgets/views/matrix_view.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

#include "widgets/views/draw_field.h"
#include "widgets/views/format.h"

namespace gradus {
using namespace Qt::StringLiterals;

namespace {

QString name(const std::vector<std::string>& names, int i) {
  return i < static_cast<int>(names.size()) ? QString::fromStdString(names[i]) : QString::number(i + 1);
}

bool valid(const MatrixData* m) {
  return m && m->rows > 0 && m->cols > 0 && m->values.size() >= static_cast<size_t>(m->rows) * m->cols;
}

std::function<QColor(double)> colours(const Theme& t, const MatrixData& m) {
  return fieldColours(t, m.map, m.low, m.high, 0, false);
}

}  // namespace

const MatrixData* MatrixView::matrix() const {
  for (size_t i = 0; i < frame().layers.size(); ++i) {
    if (const auto* m = layer<MatrixData>(i); valid(m)) return m;
  }
  return nullptr;
}

void MatrixView::frameChanged(const ViewFrame&) {
  const MatrixData* m = matrix();
  if (!m || cursor_.x() >= m->cols || cursor_.y() >= m->rows) cursor_ = {-1, -1};
}

MatrixView::Layout MatrixView::layoutFor(const QSizeF& size) const {
  const MatrixData* m = matrix();
  if (!m) return {};
  const Theme& t = theme();
  const QFontMetricsF metrics(t.font(TextRole::caption));
  double left = t.len(12);
  if (!m->rowLabels.empty()) {
    double widest = 0;
    for (const std::string& label : m->rowLabels)
      widest = std::max(widest, metrics.horizontalAdvance(QString::fromStdString(label)));
    left += std::min(widest, 0.3 * size.width()) + t.len(6);
  }
  const double line = t.lineHeight(TextRole::caption);
  if (!m->rowTitle.empty()) left += line;
  const double top = t.len(10) + (m->colLabels.empty() ? 0 : line + t.len(4)) + (m->colTitle.empty() ? 0 : line);
  const double bottom = t.len(10) + colourBarHeight(t) + t.len(8);
  const QSizeF room(std::max(8.0, size.width() - left - t.len(14)), std::max(8.0, size.height() - top - bottom));
  Layout layout;
  layout.cell = std::min(room.width() / m->cols, room.height() / m->rows);
  // Whole pixels a cell, where there are any, keep the grid even.
  if (layout.cell >= 4) layout.cell = std::floor(layout.cell);
  layout.cells = QRectF(left, top, layout.cell * m->cols, layout.cell * m->rows);
  layout.cells.moveLeft(left + (room.width() - layout.cells.width()) / 2);
  return layout;
}

void MatrixView::drawNames(QPainter& painter, const MatrixData& m, const Layout& layout) const {
  const Theme& t = theme();
  painter.setFont(t.font(TextRole::caption));
  painter.setPen(t.muted);
  const QFontMetricsF metrics(painter.font());
  const double line = t.lineHeight(TextRole::caption),
               space = layout.cells.left() - t.len(12) - (m.rowTitle.empty() ? 0 : line);
  const int everyRow = std::max(1, static_cast<int>(std::ceil(line / layout.cell)));
  for (int r = 0; r < m.rows && !m.rowLabels.empty(); r += everyRow) {
    const QRectF place(layout.cells.left() - space - t.len(6),
                       layout.cells.top() + r * layout.cell + (layout.cell - line) / 2, space, line);
    painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter,
                     metrics.elidedText(name(m.rowLabels, r), Qt::ElideMiddle, space));
  }
  double widest = 1;
  for (const std::string& label : m.colLabels)
    widest = std::max(widest, metrics.horizontalAdvance(QString::fromStdString(label)) + t.len(4));
  const int everyColumn = std::max(1, static_cast<int>(std::ceil(std::min(widest, t.len(72)) / layout.cell)));
  for (int c = 0; c < m.cols && !m.colLabels.empty(); c += everyColumn) {
    const double width = layout.cell * everyColumn;
    const QRectF place(layout.cells.left() + (c + 0.5) * layout.cell - width / 2, layout.cells.top() - line - t.len(3),
                       width, line);
    painter.drawText(place, Qt::AlignCenter, metrics.elidedText(name(m.colLabels, c), Qt::ElideMiddle, width));
  }
  if (!m.colTitle.empty()) {
    const double top = layout.cells.top() - (m.colLabels.empty() ? 0 : line + t.len(4)) - line;
    painter.drawText(QRectF(0, top, layout.cells.center().x() * 2, line), Qt::AlignCenter, translated(m.colTitle));
  }
  if (!m.rowTitle.empty()) {
    painter.save();
    painter.translate(layout.cells.left() - space - t.len(12) - line + line / 2, layout.cells.center().y());
    painter.rotate(-90);
    painter.drawText(QRectF(-layout.cells.height(), -line / 2, 2 * layout.cells.height(), line), Qt::AlignCenter,
                     translated(m.rowTitle));
    painter.restore();
  }
}

void MatrixView::draw(QPainter& painter, const QSizeF& size) {
  const MatrixData* m = matrix();
  if (!m) return;
  const Theme& t = theme();
  const Layout layout = layoutFor(size);
  const std::vector<float> values(m->values.begin(), m->values.end());
  const auto colour = colours(t, *m);
  const bool signedMap = m->map == FieldMap::diverging;
  const double half = std::max(std::fabs(m->low), std::fabs(m->high));
  const double low = signedMap ? -half : m->low, high = signedMap ? half : m->high;
  painter.setOpacity(isStale(0) ? 0.6 : 1);
  drawField(painter, t, gridImage(values, m->cols, m->rows, false, colour, low, high), layout.cells, false);
  painter.setOpacity(1);
  if (m->printValues) {
    painter.setFont(t.font(TextRole::caption));
    const QFontMetricsF metrics(painter.font());
    for (int r = 0; r < m->rows; ++r) {
      for (int c = 0; c < m->cols; ++c) {
        const double v = m->values[static_cast<size_t>(r) * m->cols + c];
        const QString text = formatNumber(v);
        if (metrics.horizontalAdvance(text) > layout.cell - 2 || metrics.height() > layout.cell) continue;
        const QColor ground = colour(std::isnan(v) ? m->low : v);
        painter.setPen(contrast(ground, t.text) >= contrast(ground, t.canvas) ? t.text : t.canvas);
        painter.drawText(QRectF(layout.cells.left() + c * layout.cell, layout.cells.top() + r * layout.cell,
                                layout.cell, layout.cell),
                         Qt::AlignCenter, text);
      }
    }
  }
  drawNames(painter, *m, layout);
  ColourBar bar{colour, low, high, formatPlain(low), signedMap ? u"0"_s : QString(), formatPlain(high)};
  for (const double v : m->values) bar.below |= v<low, bar.above |= v> high;
  const double width = std::max(layout.cells.width(), std::min(size.width() - t.len(28), t.len(120)));
  drawColourBar(
      painter, t,
      QRectF(layout.cells.center().x() - width / 2, layout.cells.bottom() + t.len(10), width, colourBarHeight(t)), bar);
}

QPoint MatrixView::cellAt(const QPointF& position) const {
  const MatrixData* m = matrix();
  const Layout layout = layoutFor(QSizeF(size()));
  if (!m || !layout.cells.contains(position)) return {-1, -1};
  const QPointF d = (position - layout.cells.topLeft()) / layout.cell;
  return {std::clamp(static_cast<int>(d.x()), 0, m->cols - 1), std::clamp(static_cast<int>(d.y()), 0, m->rows - 1)};
}

QString MatrixView::cellText(const MatrixData& m, int row, int column) const {
  const double v = m.values[static_cast<size_t>(row) * m.cols + column];
  const QString rowTitle = translated(m.rowTitle), colTitle = translated(m.colTitle);
  return formatNumber(v) + u'\n' + (rowTitle.isEmpty() ? tr("row") : rowTitle) + u' ' + name(m.rowLabels, row) +
         u", "_s + (colTitle.isEmpty() ? tr("column") : colTitle) + u' ' + name(m.colLabels, column);
}

QString MatrixView::readout(const QPointF& position) const {
  const QPoint cell = cellAt(position);
  return cell.x() < 0 ? QString() : cellText(*matrix(), cell.y(), cell.x());
}

bool MatrixView::press(const QPointF& at, Qt::MouseButton button, Qt::KeyboardModifiers) {
  const QPoint cell = cellAt(at);
  if (button != Qt::LeftButton || cell.x() < 0 || view().layers.empty() || !isInteractive()) return false;
  if (!handle(Gesture::click, view().layers[0])) return false;
  send(Gesture::click, view().layers[0], {{"index", int64_t{cell.y()} * matrix()->cols + cell.x()}}, true,
       newGesture());
  return true;
}

bool MatrixView::key(int key, Qt::KeyboardModifiers) {
  const MatrixData* m = matrix();
  if (!m) return false;
  const QPoint by(key == Qt::Key_Right  ? 1
                  : key == Qt::Key_Left ? -1
                                        : 0,
                  key == Qt::Key_Down ? 1
                  : key == Qt::Key_Up ? -1
                                      : 0);
  const Layout layout = layoutFor(QSizeF(size()));
  const auto middle = [&] { return layout.cells.topLeft() + layout.cell * (QPointF(cursor_) + QPointF(0.5, 0.5)); };
  if ((key == Qt::Key_Return || key == Qt::Key_Enter) && cursor_.x() >= 0) return press(middle(), Qt::LeftButton, {});
  if (by.isNull()) return false;
  const QPoint next = cursor_.x() < 0 ? QPoint() : cursor_ + by;
  cursor_ = {std::clamp(next.x(), 0, m->cols - 1), std::clamp(next.y(), 0, m->rows - 1)};
  showReadout(middle(), cellText(*m, cursor_.y(), cursor_.x()));
  update();
  return true;
}

void MatrixView::drawOverlay(QPainter& painter) {
  if (cursor_.x() < 0 || !hasFocus()) return;
  const Layout layout = layoutFor(QSizeF(size()));
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(theme().focus, theme().focusLine()));
  painter.drawRect(QRectF(layout.cells.topLeft() + layout.cell * QPointF(cursor_), QSizeF(layout.cell, layout.cell)));
}

QString MatrixView::textSummary() const {
  const MatrixData* m = matrix();
  if (!m) return tr("%1: nothing to show yet.").arg(title());
  double low = 1e300, high = -1e300;
  for (const double v : m->values) {
    if (std::isfinite(v)) low = std::min(low, v), high = std::max(high, v);
  }
  const QString size = tr("%1: %2 rows by %3 columns").arg(title(), formatCount(m->rows), formatCount(m->cols));
  return low > high ? tr("%1, no finite value.").arg(size)
                    : tr("%1, values from %2 to %3.").arg(size, formatNumber(low), formatNumber(high));
}

QString MatrixView::copyValues() const {
  const MatrixData* m = matrix();
  if (!m) return {};
  QString text;
  for (int c = 0; c < m->cols; ++c) text += u',' + csvCell(name(m->colLabels, c));
  text += u'\n';
  for (int r = 0; r < m->rows; ++r) {
    text += csvCell(name(m->rowLabels, r));
    for (int c = 0; c < m->cols; ++c) text += u',' + csvNumber(m->values[static_cast<size_t>(r) * m->cols + c]);
    text += u'\n';
  }
  return text;
}

}  // namespace gradus
