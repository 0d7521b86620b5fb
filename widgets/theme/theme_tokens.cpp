// The tables of colours: the only file that names them. Text on every ground has a contrast of at least 4.5, edges,
// axes and the focus ring 3.0; two class colours are at least 7.0 apart in OKLab (times 100) under normal and simulated
// colour-blind sight. tests/widgets/theme recomputes all of that.
#include "widgets/theme/theme.h"

namespace gradus {
namespace {

constexpr QRgb kVeil = 0x15181D;

struct Tokens {
  QRgb window, panel, raised, canvas, line, edge, text, muted, accent, onAccent, focus, ok, warn, error, grid, axis;
  bool fieldIsRaised;
  double selectionShare;
  std::array<QRgb, 8> fill, ink;
};

constexpr Tokens kLight = {0xE9ECF0,
                           0xF6F7F9,
                           0xFFFFFF,
                           0xFFFFFF,
                           0xD5DAE1,
                           0x838C99,
                           0x15181D,
                           0x525B68,
                           0x4A47C2,
                           0xFFFFFF,
                           0x2F2BB0,
                           0x16744A,
                           0x8A5A00,
                           0xB3261E,
                           0xE7EAEE,
                           0x6B7480,
                           true,
                           0.12,
                           {0x0072B2, 0xE69F00, 0x009E73, 0xCC79A7, 0xD55E00, 0x56B4E9, 0xF5C710, 0x5B6470},
                           {0x0068A3, 0x986400, 0x00795A, 0xA8437B, 0xB84F00, 0x1D6FA8, 0x7D6600, 0x3F4752}};
constexpr Tokens kDark = {0x111317,
                          0x191C21,
                          0x23272E,
                          0x0D0F12,
                          0x2D323A,
                          0x727B88,
                          0xE9EBEE,
                          0xA3ABB6,
                          0xA9A6FF,
                          0x14122E,
                          0xCFCDFF,
                          0x4FC58C,
                          0xF2B84B,
                          0xFF8078,
                          0x22262C,
                          0x79828E,
                          false,
                          0.18,
                          {0x3482C9, 0xEFA823, 0x83DA9E, 0xC488A5, 0xD55E00, 0x52AFE5, 0xFED231, 0x827A71},
                          {0x3482C9, 0xEFA823, 0x83DA9E, 0xC488A5, 0xD55E00, 0x52AFE5, 0xFED231, 0x827A71}};
constexpr Tokens kProjector = {0xFFFFFF,
                               0xFFFFFF,
                               0xF1F3F6,
                               0xFFFFFF,
                               0xAEB5BF,
                               0x5A6370,
                               0x000000,
                               0x2E343C,
                               0x322EA6,
                               0xFFFFFF,
                               0x1B1780,
                               0x0B5C38,
                               0x6E4600,
                               0x9C1A13,
                               0xD9DDE2,
                               0x2E343C,
                               false,
                               0.12,
                               {0x006CAC, 0xDF9900, 0x00986D, 0xC573A1, 0xCE5800, 0x4FAEE2, 0xEEC000, 0x656E7A},
                               {0x005C99, 0x945F00, 0x006B4D, 0x96356C, 0xA34200, 0x1B6DA8, 0x6B5700, 0x2B3038}};
constexpr Tokens kHighContrast = {0x000000,
                                  0x000000,
                                  0x101010,
                                  0x000000,
                                  0x8C8C8C,
                                  0xFFFFFF,
                                  0xFFFFFF,
                                  0xE0E0E0,
                                  0xC8C5FF,
                                  0x000000,
                                  0xFFE14D,
                                  0x6CF0B0,
                                  0xFFD24D,
                                  0xFF9C94,
                                  0x4A4A4A,
                                  0xFFFFFF,
                                  false,
                                  0.18,
                                  {0x469CDB, 0xFF993D, 0x7ABE83, 0xD7A7C6, 0xEF7313, 0x52C9FD, 0xFED01F, 0x8F98A5},
                                  {0x469CDB, 0xFF993D, 0x7ABE83, 0xD7A7C6, 0xEF7313, 0x52C9FD, 0xFED01F, 0x8F98A5}};

constexpr std::array<QRgb, 7> kDivergingLight = {0x08519C, 0x2F7FBF, 0x8FBCE0, 0xF7F7F5, 0xF7C78A, 0xE08A1E, 0xA85400};
constexpr std::array<QRgb, 7> kDivergingDark = {0x62B6F7, 0x2C83C9, 0x174A75, 0x14171B, 0x6B4210, 0xC27A14, 0xFFB84A};
constexpr std::array<QRgb, 5> kRestingLight = {0xFFFFFF, 0xF1F3F6, 0xE1E5EA, 0xCBD1D9, 0xB0B8C3};
constexpr std::array<QRgb, 5> kRestingDark = {0x101318, 0x181E2A, 0x1C2433, 0x26334A, 0x2B3A55};

constexpr std::array<const char*, 8> kNames = {"blue",      "orange", "green", "purple",
                                               "vermilion", "sky",    "amber", "slate"};
constexpr std::array<MarkShape, 8> kShapes = {MarkShape::circle,  MarkShape::square,       MarkShape::triangleUp,
                                              MarkShape::diamond, MarkShape::triangleDown, MarkShape::plus,
                                              MarkShape::star,    MarkShape::cross};

const Tokens& tokensOf(ThemeKind kind) {
  switch (kind) {
    case ThemeKind::dark:
      return kDark;
    case ThemeKind::projector:
      return kProjector;
    case ThemeKind::highContrast:
      return kHighContrast;
    case ThemeKind::system:
    case ThemeKind::light:
      break;
  }
  return kLight;
}

QColor opaque(QRgb rgb) {
  return QColor::fromRgb(rgb);
}

void fillColours(Theme& theme, const Tokens& t) {
  theme.window = opaque(t.window);
  theme.panel = opaque(t.panel);
  theme.raised = opaque(t.raised);
  theme.canvas = opaque(t.canvas);
  theme.line = opaque(t.line);
  theme.edge = opaque(t.edge);
  theme.text = opaque(t.text);
  theme.muted = opaque(t.muted);
  theme.accent = opaque(t.accent);
  theme.onAccent = opaque(t.onAccent);
  theme.focus = opaque(t.focus);
  theme.ok = opaque(t.ok);
  theme.warn = opaque(t.warn);
  theme.error = opaque(t.error);
  theme.grid = opaque(t.grid);
  theme.axis = opaque(t.axis);
  theme.field = t.fieldIsRaised ? theme.raised : theme.canvas;
  theme.selection = mix(theme.panel, theme.accent, t.selectionShare);
  theme.hover = mix(theme.panel, theme.text, 0.06);
  theme.chip = mix(theme.panel, theme.text, 0.08);
  theme.disabledText = mix(theme.panel, theme.muted, 0.6);
  theme.veil = opaque(kVeil);
  theme.veil.setAlphaF(0.42F);
}

}  // namespace

Theme themeFor(ThemeKind kind, double scale) {
  const Tokens& tokens = tokensOf(kind);
  Theme theme;
  theme.kind = kind == ThemeKind::system ? ThemeKind::light : kind;
  theme.dark = theme.kind == ThemeKind::dark || theme.kind == ThemeKind::highContrast;
  theme.strong = theme.kind == ThemeKind::projector || theme.kind == ThemeKind::highContrast;
  theme.scale = std::clamp(scale, minimumScale, maximumScale);
  fillColours(theme, tokens);
  for (size_t i = 0; i < theme.classes.size(); ++i) {
    theme.classes[i] = {kNames[i], kShapes[i], opaque(tokens.fill[i]), opaque(tokens.ink[i])};
  }
  const auto& diverging = theme.dark ? kDivergingDark : kDivergingLight;
  const auto& resting = theme.dark ? kRestingDark : kRestingLight;
  std::transform(diverging.begin(), diverging.end(), theme.diverging.begin(), opaque);
  std::transform(resting.begin(), resting.end(), theme.resting.begin(), opaque);
  return theme;
}

}  // namespace gradus
