#include "widgets/theme/theme.h"

#include <QFontDatabase>
#include <QList>
#include <cmath>

namespace gradus {
namespace {

struct TypeSize {
  int size, line;                      ///< px at scale 1
  int presentingSize, presentingLine;  ///< px for an audience
  QFont::Weight weight = QFont::Normal;
  double spacing = 0;  ///< px between letters
};

TypeSize typeSize(TextRole role) {
  switch (role) {
    case TextRole::caption:
      return {12, 16, 22, 28};
    case TextRole::body:
      return {13, 18, 26, 34};
    case TextRole::bodyStrong:
      return {13, 18, 26, 34, QFont::DemiBold};
    case TextRole::lesson:
      return {15, 23, 28, 40};
    case TextRole::heading:
      return {16, 22, 30, 40, QFont::DemiBold};
    case TextRole::title:
      return {20, 28, 32, 40, QFont::DemiBold, -0.2};
    case TextRole::demoTitle:
      return {20, 28, 46, 56, QFont::DemiBold, -0.2};
    case TextRole::value:
      return {24, 32, 44, 52, QFont::DemiBold, -0.4};
    case TextRole::formula:
      return {18, 28, 36, 52};
    case TextRole::notes:
      return {25, 37, 25, 37};
    case TextRole::clock:
      return {38, 44, 38, 44, QFont::DemiBold};
  }
  return {13, 18, 26, 34};
}

double linearChannel(double c) {
  return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& c) {
  return 0.2126 * linearChannel(c.redF()) + 0.7152 * linearChannel(c.greenF()) + 0.0722 * linearChannel(c.blueF());
}

}  // namespace

QColor mix(const QColor& a, const QColor& b, double share) {
  const auto channel = [share](int from, int to) { return qRound(from + (to - from) * share); };
  return QColor(channel(a.red(), b.red()), channel(a.green(), b.green()), channel(a.blue(), b.blue()));
}

double contrast(const QColor& a, const QColor& b) {
  const double la = luminance(a), lb = luminance(b);
  return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

QFont font(TextRole role, double scale, bool presenting) {
  // DejaVu Sans runs wider and taller than Inter: one pixel less keeps the layout.
  static const bool hasInter = QFontDatabase::hasFamily(QStringLiteral("Inter"));
  const TypeSize type = typeSize(role);
  const double size = (presenting ? type.presentingSize : type.size) - (hasInter ? 0 : 1);
  QFont result;
  result.setFamilies({QStringLiteral("Inter"), QStringLiteral("DejaVu Sans"), QStringLiteral("sans-serif")});
  result.setPixelSize(std::max(1, qRound(size * scale)));
  result.setWeight(type.weight);
  result.setHintingPreference(QFont::PreferNoHinting);
  if (type.spacing != 0) result.setLetterSpacing(QFont::AbsoluteSpacing, type.spacing * scale);
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
  result.setFeature(QFont::Tag("tnum"), 1);
  result.setFeature(QFont::Tag("cv05"), 1);
#endif
  return result;
}

QFont Theme::font(TextRole role) const {
  return gradus::font(role, scale, presenting);
}

int Theme::lineHeight(TextRole role) const {
  const TypeSize type = typeSize(role);
  return std::max(1, qRound(scale * (presenting ? type.presentingLine : type.line)));
}

int Theme::rowHeight() const {
  if (presenting) return px(36);
  if (density == Density::touch) return px(52);
  return px(density == Density::compact ? 30 : 36);
}

PlotLines Theme::plotLines() const {
  if (presenting) return {5 * scale, 5 * scale, 3 * scale, 2 * scale};
  return {2 * scale, 2.5 * scale, 1.5 * scale, scale};
}

double Theme::markRadius(int pointsShown) const {
  if (presenting && pointsShown <= 3000) return 7 * scale;
  if (pointsShown <= 300) return 4.5 * scale;
  if (pointsShown <= 3000) return 3.5 * scale;
  return scale * (pointsShown <= 20000 ? 2 : 1.5);
}

ClassColour Theme::classColour(int i) const {
  const int index = std::max(i, 0);
  ClassColour colour = classes[index % 8];
  colour.shape = classes[(index + index / 8) % 8].shape;
  return colour;
}

const ClassColour& Theme::chainColour(int i) const {
  constexpr std::array<int, 8> order = {0, 4, 2, 3, 1, 5, 6, 7};
  return classes[order[std::max(i, 0) % 8]];
}

QColor Theme::ghost(const QColor& colour) const {
  return mix(colour, canvas, 0.55);
}
QColor Theme::tint(const QColor& colour, double share) const {
  return mix(canvas, colour, share);
}

QPalette palette(const Theme& theme) {
  QPalette p;
  p.setColor(QPalette::Window, theme.panel);
  p.setColor(QPalette::Base, theme.field);
  p.setColor(QPalette::AlternateBase, theme.hover);
  p.setColor(QPalette::Button, theme.raised);
  p.setColor(QPalette::WindowText, theme.text);
  p.setColor(QPalette::Text, theme.text);
  p.setColor(QPalette::ButtonText, theme.text);
  p.setColor(QPalette::BrightText, theme.onAccent);
  p.setColor(QPalette::PlaceholderText, theme.muted);
  p.setColor(QPalette::Highlight, theme.selection);
  p.setColor(QPalette::HighlightedText, theme.text);
  p.setColor(QPalette::Link, theme.accent);
  p.setColor(QPalette::LinkVisited, theme.accent);
  p.setColor(QPalette::ToolTipBase, theme.raised);
  p.setColor(QPalette::ToolTipText, theme.text);
  p.setColor(QPalette::Light, theme.raised);
  p.setColor(QPalette::Midlight, theme.hover);
  p.setColor(QPalette::Mid, theme.line);
  p.setColor(QPalette::Dark, theme.edge);
  p.setColor(QPalette::Shadow, theme.edge);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText}) {
    p.setColor(QPalette::Disabled, role, theme.disabledText);
  }
  return p;
}

QPen dashed(const QColor& colour, double width, std::initializer_list<double> pixels) {
  QPen pen(colour, width, Qt::CustomDashLine, Qt::FlatCap, Qt::RoundJoin);
  QList<qreal> pattern;
  for (const double length : pixels) pattern.append(length / width);
  pen.setDashPattern(pattern);
  return pen;
}

QPen solid(const QColor& colour, double width) {
  return QPen(colour, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
}

}  // namespace gradus
