#include "widgets/views/tiles_view.h"

#include <QPainter>
#include <cmath>

#include "widgets/views/format.h"

namespace gradus {
using namespace Qt::StringLiterals;

namespace {

QString valueText(const Tiles::Tile& tile) {
  const QString number =
      tile.percent ? formatPercent(tile.value, std::min(tile.digits, 3)) : formatNumber(tile.value, tile.digits);
  return tile.unit.empty() ? number : number + QChar(0x2009) + QString::fromStdString(tile.unit);
}

QColor stateColour(const Theme& t, Tiles::State state) {
  switch (state) {
    case Tiles::State::ok:
      return t.ok;
    case Tiles::State::warn:
      return t.warn;
    case Tiles::State::error:
      return t.error;
    case Tiles::State::none:
      break;
  }
  return t.muted;
}

/// A tick, a triangle or a cross in 16 px: shape says the same as colour.
void drawStateIcon(QPainter& painter, const Theme& t, const QPointF& centre, Tiles::State state) {
  if (state == Tiles::State::none) return;
  const double k = t.len(t.presenting ? 2 : 1);
  painter.setPen(QPen(stateColour(t, state), 1.5 * k, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.setBrush(Qt::NoBrush);
  const auto at = [&](double x, double y) { return centre + k * QPointF(x, y); };
  if (state == Tiles::State::ok) {
    painter.drawPolyline(QPolygonF({at(-5, 0), at(-1.5, 3.5), at(5, -4)}));
  } else if (state == Tiles::State::warn) {
    painter.drawPolygon(QPolygonF({at(0, -6), at(6.5, 5), at(-6.5, 5)}));
    painter.drawLine(at(0, -2), at(0, 1.5));
    painter.drawPoint(at(0, 3.5));
  } else {
    painter.drawLine(at(-4, -4), at(4, 4));
    painter.drawLine(at(-4, 4), at(4, -4));
  }
}

}  // namespace

std::vector<Tiles::Tile> TilesView::tiles() const {
  std::vector<Tiles::Tile> all;
  for (size_t i = 0; i < frame().layers.size(); ++i) {
    if (const auto* value = layer<Tiles>(i)) all.insert(all.end(), value->tiles.begin(), value->tiles.end());
  }
  return all;
}

QSize TilesView::sizeHint() const {
  const Theme& t = theme();
  return {t.px(600),
          t.lineHeight(TextRole::body) + t.lineHeight(TextRole::value) + t.lineHeight(TextRole::caption) + t.px(22)};
}

QSize TilesView::minimumSizeHint() const {
  return {theme().px(120), sizeHint().height()};
}

void TilesView::drawOn(QPaintDevice& device, const QSizeF& size) {
  QPainter painter(&device);
  painter.fillRect(QRectF(QPointF(), size), theme().window);
  draw(painter, size);
}

void TilesView::draw(QPainter& painter, const QSizeF& size) {
  const Theme& t = theme();
  const std::vector<Tiles::Tile> all = tiles();
  if (all.empty()) return;
  painter.setRenderHint(QPainter::Antialiasing);
  const double gap = t.len(space::cardGap);
  const auto n = static_cast<double>(all.size());
  const double width = (size.width() - gap * (n - 1)) / n;
  for (size_t i = 0; i < all.size(); ++i) {
    const Tiles::Tile& tile = all[i];
    const double inset = t.hairline() / 2;
    const QRectF card =
        QRectF(static_cast<double>(i) * (width + gap), 0, width, size.height()).adjusted(inset, inset, -inset, -inset);
    painter.setPen(QPen(t.line, t.hairline()));
    painter.setBrush(t.panel);
    painter.drawRoundedRect(card, t.len(radius::card), t.len(radius::card));
    QRectF row = card.adjusted(t.len(space::cardSide), t.len(9), -t.len(space::cardSide), 0);
    const auto text = [&](TextRole role, const QColor& colour, const QString& words, double indent) {
      painter.setFont(t.font(role));
      painter.setPen(colour);
      const QRectF line(row.left(), row.top(), row.width() - indent, t.lineHeight(role));
      painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                       painter.fontMetrics().elidedText(words, Qt::ElideMiddle, static_cast<int>(line.width())));
      row.setTop(line.bottom());
    };
    drawStateIcon(painter, t, {card.right() - t.len(22), card.top() + t.len(19)}, tile.state);
    text(TextRole::body, t.muted, translated(tile.label), t.len(tile.state == Tiles::State::none ? 0 : 20));
    text(TextRole::value, t.text, valueText(tile), 0);
    text(TextRole::caption, stateColour(t, tile.state), translated(tile.judgement), 0);
  }
}

QString TilesView::textSummary() const {
  QStringList parts;
  for (const Tiles::Tile& tile : tiles()) {
    const QString judgement = translated(tile.judgement);
    parts << translated(tile.label) + u' ' + valueText(tile) +
                 (judgement.isEmpty() ? QString() : u" ("_s + judgement + u')');
  }
  return parts.isEmpty() ? tr("%1: no figures yet.").arg(title()) : parts.join(u", "_s) + u'.';
}

QString TilesView::copyValues() const {
  QString text = u"name,value,unit\n"_s;
  for (const Tiles::Tile& tile : tiles()) {
    text += csvCell(translated(tile.label)) + u',' + csvNumber(tile.value) + u',' +
            csvCell(QString::fromStdString(tile.unit)) + u'\n';
  }
  return text;
}

}  // namespace gradus
