#pragma once
// The visual language as one value. Every colour, font, radius, line and length that is drawn anywhere comes from a
// Theme; no other file names a colour (a test looks for colour literals outside widgets/theme).
//
// How a widget gets it: `const Theme& theme = themeOf(this);` (theme_service.h) inside paintEvent, sizeHint or
// changeEvent. On every change of theme, text scale or density each widget receives QEvent::StyleChange.
//
// Lengths in look and layout are logical pixels at text scale 1: multiply them with px() or len() before use.
#include <QColor>
#include <QFont>
#include <QPalette>
#include <QPen>
#include <algorithm>
#include <array>
#include <initializer_list>

namespace gradus {

enum class ThemeKind { system, light, dark, projector, highContrast };
/// Heights of control rows: 36, 30 (windows below 800 px) and 52 (touch, presenting).
enum class Density { comfortable, compact, touch };
enum class SequentialMap { viridis, cividis };
enum class MarkShape { circle, square, triangleUp, diamond, triangleDown, plus, star, cross };
enum class TextRole { caption, body, bodyStrong, lesson, heading, title, demoTitle, value, formula, notes, clock };

/// One class (or run, or chain). Shape always goes with colour; `ink` is for outlines, thin lines and coloured text.
struct ClassColour {
  const char* name = "";
  MarkShape shape = MarkShape::circle;
  QColor fill, ink;
};

/// Widths of plotted lines in logical pixels, already scaled.
struct PlotLines {
  double line = 2, focus = 2.5, secondary = 1.5, trace = 1;
};

struct Theme {
  ThemeKind kind = ThemeKind::light;  ///< never `system`: that is resolved before
  bool dark = false;                  ///< dark ground
  bool strong = false;                ///< projector and high contrast: hairlines 2, field borders 2 to 3
  double scale = 1;                   ///< text scale, 0.8 to 3.0; scales text, lines, markers and controls together
  bool presenting = false;            ///< sizes for an audience (body 26 px, lines 5 px)
  bool reducedMotion = false;
  Density density = Density::comfortable;
  SequentialMap sequentialMap = SequentialMap::viridis;

  // Grounds and text.
  QColor window, panel, raised, canvas, line, edge, text, muted;
  // Meaning: accent marks selection, primary action and playhead, nothing else.
  QColor accent, onAccent, focus, ok, warn, error;
  QColor grid, axis, field;
  // Mixed from the above, so that nothing needs transparency.
  QColor selection, hover, chip, disabledText, veil;

  std::array<ClassColour, 8> classes;
  std::array<QColor, 7> diverging;  ///< equal stops, centre = zero or p = 0.5
  std::array<QColor, 5> resting;    ///< tints of quantities at rest under marks, from low to high

  /// Class i counted from 0; colours repeat after 8 while shapes move on, so that no pair looks the same up to 64.
  ClassColour classColour(int i) const;
  /// Colours of runs and of a run's measures: 0 green, 1 purple, so that a curve never looks like a class.
  const ClassColour& runColour(int i) const { return classes[i % 2 == 0 ? 2 : 3]; }
  /// Chains and seeds: classes 1, 5, 3, 4, then 2, 6, 7, 8.
  const ClassColour& chainColour(int i) const;
  /// Class of this index used for lines and coloured text.
  QColor ink(int i) const { return classColour(i).ink; }

  // Colour maps; t in [0, 1], clamped; NaN gives `line`.
  QColor divergingAt(double t) const;
  QColor sequentialAt(double t) const;  ///< viridis or cividis; on dark grounds the lowest tenth fades into canvas
  QColor restingAt(double t) const;
  /// Half width of the part of the diverging map in use: under points 0.235, alone 0.36 (light) or 0.44 (dark).
  double divergingReach(bool underPoints) const { return underPoints ? 0.235 : dark ? 0.44 : 0.36; }

  /// The run before this one: run colour mixed 55 % into canvas.
  QColor ghost(const QColor& colour) const;
  /// `colour` laid over canvas with `share` (bands 0.22 and 0.12, gap 0.16, bars 0.55, past 0.25).
  QColor tint(const QColor& colour, double share) const;

  // Lengths, scaled. Before an audience controls and distances grow by 52/36 (texts by about 2, plotted lines by their
  // own table).
  double unit() const { return presenting ? scale * 52 / 36 : scale; }
  double len(double logical) const { return logical * unit(); }
  int px(double logical) const { return std::max(1, qRound(logical * unit())); }
  /// Widths that hold text: they follow the text when presenting doubles it.
  int textPx(double logical) const { return std::max(1, qRound(logical * scale * (presenting ? 2 : 1))); }
  double hairline() const { return scale * (strong ? 2 : 1); }
  /// 1; in the strong themes 2 at the desk and 3 before an audience.
  double fieldLine() const { return scale * (!strong ? 1 : presenting ? 3 : 2); }
  double focusLine() const { return len(2); }
  double focusGap() const { return len(2); }
  int rowHeight() const;
  PlotLines plotLines() const;
  /// Mark radius by the number of points shown (4.5, 3.5, 2, 1.5; presenting 7).
  double markRadius(int pointsShown) const;
  double markOutline() const { return scale * (presenting ? 1.6 : 1); }
  /// Outline of a mark: ink on light grounds, canvas on dark ones.
  QColor markOutlineColour(const ClassColour& c) const { return dark ? canvas : c.ink; }

  // Type.
  QFont font(TextRole role) const;
  int lineHeight(TextRole role) const;  ///< px, scaled
  /// Milliseconds of a motion, 0 with reduced motion.
  int duration(int milliseconds) const { return reducedMotion ? 0 : milliseconds; }
};

/// Radii at scale 1.
namespace radius {
inline constexpr double formula = 4, field = 5, button = 6, card = 8, overlay = 12;
}
/// The grid of distances at scale 1.
namespace space {
inline constexpr double s4 = 4, s8 = 8, s12 = 12, s16 = 16, s20 = 20, s24 = 24, s32 = 32, s40 = 40, s56 = 56;
inline constexpr double cardGap = 12, cardSide = 14, cardTop = 8, stageSide = 16, stageTop = 12;
}  // namespace space
/// Milliseconds; pass them through Theme::duration.
namespace motion {
inline constexpr int hover = 90, fold = 140, overlayIn = 160, overlayOut = 100, toast = 160;
}

inline constexpr double minimumScale = 0.8, maximumScale = 3.0;

/// The theme of this kind (`system` is taken as light; ThemeService resolves it) at text scale `scale`.
Theme themeFor(ThemeKind kind, double scale = 1);
QPalette palette(const Theme& theme);
/// Fonts of a role without a theme at hand.
QFont font(TextRole role, double scale = 1, bool presenting = false);
/// `share` of `b` mixed into `a`, in sRGB, 0 to 1.
QColor mix(const QColor& a, const QColor& b, double share);
/// Contrast ratio of two opaque colours by WCAG 2.2 (1 to 21).
double contrast(const QColor& a, const QColor& b);
/// A pen from px-counted dashes (Qt counts them in pen widths): dashes 7-4 at 2 px are {3.5, 2}; flat caps.
QPen dashed(const QColor& colour, double width, std::initializer_list<double> pixels);
/// A solid pen with round caps and joins.
QPen solid(const QColor& colour, double width);

}  // namespace gradus
