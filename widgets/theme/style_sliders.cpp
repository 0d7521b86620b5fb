// Sliders, scroll bars and progress bars.
#include <QStyle>

#include "widgets/theme/paint.h"
#include "widgets/theme/style_parts.h"

namespace gradus::style {
namespace {

constexpr double kThumb = 16, kScrollThumbLeast = 28;

bool horizontal(const QStyleOptionSlider& option) {
  return option.orientation == Qt::Horizontal;
}

}  // namespace

QRect sliderHandle(const QStyleOptionSlider& option, const Theme& theme) {
  const int thumb = theme.px(kThumb);
  const int span = (horizontal(option) ? option.rect.width() : option.rect.height()) - thumb;
  const int at =
      QStyle::sliderPositionFromValue(option.minimum, option.maximum, option.sliderPosition, span, option.upsideDown);
  if (horizontal(option)) {
    return {option.rect.x() + at, option.rect.y() + (option.rect.height() - thumb) / 2, thumb, thumb};
  }
  return {option.rect.x() + (option.rect.width() - thumb) / 2, option.rect.y() + at, thumb, thumb};
}

void drawSlider(QPainter& painter, const QStyleOptionSlider& option, const Theme& theme) {
  const QRect handle = sliderHandle(option, theme);
  const bool over = option.state & QStyle::State_MouseOver && option.activeSubControls & QStyle::SC_SliderHandle;
  paint::SliderLook look;
  look.enabled = option.state & QStyle::State_Enabled;
  look.hovered = over;
  look.pressed = over && option.state & QStyle::State_Sunken;
  const double half = handle.width() / 2.0;
  painter.save();
  if (horizontal(option)) {
    look.x0 = option.rect.left() + half;
    look.x1 = option.rect.left() + option.rect.width() - half;
    look.x = handle.left() + half;
    look.y = handle.top() + half;
  } else {
    // Drawn lying down and turned, so that both directions share one look.
    painter.translate(option.rect.center().x() + 0.5, option.rect.top() + option.rect.height());
    painter.rotate(-90);
    look.x0 = half;
    look.x1 = option.rect.height() - half;
    look.x = option.rect.top() + option.rect.height() - (handle.top() + half);
  }
  paint::slider(painter, look, theme);
  painter.restore();
}

QRect scrollBarPart(const QStyleOptionSlider& option, QStyle::SubControl part, const Theme& theme) {
  const bool flat = horizontal(option);
  const int length = flat ? option.rect.width() : option.rect.height();
  const int across = flat ? option.rect.height() : option.rect.width();
  const qint64 range = qint64{option.maximum} - option.minimum;
  int thumb = length;
  if (range > 0) {
    thumb = static_cast<int>(qint64{length} * option.pageStep / (range + option.pageStep));
    thumb = std::clamp(thumb, std::min(theme.px(kScrollThumbLeast), length), length);
  }
  const int at = QStyle::sliderPositionFromValue(option.minimum, option.maximum, option.sliderPosition, length - thumb,
                                                 option.upsideDown);
  const auto piece = [&](int from, int size) {
    return flat ? QRect(option.rect.x() + from, option.rect.y(), size, across)
                : QRect(option.rect.x(), option.rect.y() + from, across, size);
  };
  switch (part) {
    case QStyle::SC_ScrollBarSlider:
      return piece(at, thumb);
    case QStyle::SC_ScrollBarGroove:
      return piece(0, length);
    case QStyle::SC_ScrollBarSubPage:
      return piece(0, at);
    case QStyle::SC_ScrollBarAddPage:
      return piece(at + thumb, length - at - thumb);
    default:
      return {};
  }
}

void drawScrollBar(QPainter& painter, const QStyleOptionSlider& option, const Theme& theme) {
  if (option.maximum <= option.minimum) return;
  const bool active = option.state & QStyle::State_MouseOver || option.state & QStyle::State_Sunken;
  const double inset = theme.len(active ? 2 : 3);
  QRectF thumb = scrollBarPart(option, QStyle::SC_ScrollBarSlider, theme);
  thumb.adjust(inset, inset, -inset, -inset);
  paint::box(painter, thumb, std::min(thumb.width(), thumb.height()) / 2, active ? theme.muted : theme.edge);
}

void drawProgress(QPainter& painter, const QStyleOptionProgressBar& option, const Theme& theme) {
  const double thick = std::min<double>(option.rect.height(), theme.len(6));
  const QRectF groove(option.rect.x(), option.rect.y() + (option.rect.height() - thick) / 2.0, option.rect.width(),
                      thick);
  paint::box(painter, groove, thick / 2, mix(theme.panel, theme.edge, 0.55));
  const qint64 range = qint64{option.maximum} - option.minimum;
  if (range <= 0) return;
  const double share =
      std::clamp(static_cast<double>(option.progress - option.minimum) / static_cast<double>(range), 0.0, 1.0);
  if (share > 0)
    paint::box(painter, QRectF(groove.topLeft(), QSizeF(groove.width() * share, thick)), thick / 2, theme.accent);
}

}  // namespace gradus::style
