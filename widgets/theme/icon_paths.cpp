// The drawings themselves. A tiny pen notation keeps them readable: M x y, L x y, C (cubic), A x y w h start sweep (arc
// of the ellipse in that box, degrees counter-clockwise), O x y w h (ellipse), R x y w h r (rounded box), Z.
#include <array>
#include <charconv>
#include <cstring>

#include "widgets/theme/icons.h"

namespace gradus {
namespace {

struct Source {
  const char* stroke;
  const char* fill = "";
};

Source transportSource(Icon icon) {
  switch (icon) {
    case Icon::run:
      return {"M 4.5 3.2 L 12.8 8 L 4.5 12.8 Z", "M 4.5 3.2 L 12.8 8 L 4.5 12.8 Z"};
    case Icon::pause:
      return {"", "R 3.6 2.8 3.2 10.4 1 R 9.2 2.8 3.2 10.4 1"};
    case Icon::step:
      return {"M 3.4 3.6 L 3.4 12.4 M 6.6 4 L 12.6 8 L 6.6 12 Z", "M 6.6 4 L 12.6 8 L 6.6 12 Z"};
    case Icon::stepBack:
      return {"M 12.6 3.6 L 12.6 12.4 M 9.4 4 L 3.4 8 L 9.4 12 Z", "M 9.4 4 L 3.4 8 L 9.4 12 Z"};
    case Icon::halfStep:
      return {"M 3.4 3.6 L 3.4 7 M 3.4 9 L 3.4 12.4 M 6.6 4 L 12.6 8 L 6.6 12 Z", "M 6.6 8 L 12.6 8 L 6.6 12 Z"};
    case Icon::reset:
      return {"M 4.1 5.3 A 3 3 10 10 147 -297 M 3.3 2.6 L 3.7 5.7 L 6.8 5.3"};
    case Icon::restart:
      return {"M 4.1 5.3 A 3 3 10 10 147 -297 M 3.3 2.6 L 3.7 5.7 L 6.8 5.3"};
    case Icon::branch:
      return {"M 3 2.5 L 3 13.5 M 3 10.5 C 3 6.5 6 5 9 5 L 13 5 M 10.6 2.6 L 13 5 L 10.6 7.4"};
    case Icon::undo:
      return {"M 5.8 3 L 2.8 6 L 5.8 9 M 3 6 L 9.4 6 A 5.9 6 7 7 90 -180 L 6 13"};
    case Icon::redo:
      return {"M 10.2 3 L 13.2 6 L 10.2 9 M 13 6 L 6.6 6 A 3.1 6 7 7 90 180 L 10 13"};
    case Icon::dice:
      return {"R 2.5 2.5 11 11 2", "O 4.8 4.8 1.8 1.8 O 9.4 4.8 1.8 1.8 O 4.8 9.4 1.8 1.8 O 9.4 9.4 1.8 1.8"};
    default:
      return {""};
  }
}

Source fileSource(Icon icon) {
  switch (icon) {
    case Icon::search:
      return {"O 2.5 2.5 8 8 M 9.5 9.5 L 13.5 13.5"};
    case Icon::code:
      return {"M 5.5 4 L 1.8 8 L 5.5 12 M 10.5 4 L 14.2 8 L 10.5 12"};
    case Icon::exporting:
      return {"M 8 10 L 8 2.3 M 5 5 L 8 2.2 L 11 5 M 2.8 9.5 L 2.8 13.3 L 13.2 13.3 L 13.2 9.5"};
    case Icon::open:
      return {"M 2 12.8 L 2 3.2 L 6.2 3.2 L 7.8 5 L 13 5 L 13 7 M 2 12.8 L 4.2 7 L 14.6 7 L 12.6 12.8 Z"};
    case Icon::save:
      return {
          "M 2.5 2.5 L 10.8 2.5 L 13.5 5.2 L 13.5 13.5 L 2.5 13.5 Z M 5 2.8 L 5 5.8 L 9.8 5.8 L 9.8 2.8 M 4.8 13.3 L "
          "4.8 9 L 11.2 9 L 11.2 13.3"};
    case Icon::copy:
      return {"R 5.5 5.5 8 8 1.5 M 3.2 10.5 L 2.5 10.5 L 2.5 2.5 L 10.5 2.5 L 10.5 3.2"};
    case Icon::trash:
      return {
          "M 2.5 4.2 L 13.5 4.2 M 6 4 L 6 2.3 L 10 2.3 L 10 4 M 4 4.4 L 4.6 13.6 L 11.4 13.6 L 12 4.4 M 6.7 7 L 6.7 11 "
          "M 9.3 7 L 9.3 11"};
    case Icon::table:
      return {"R 2 2.8 12 10.4 1.4 M 2.2 6.3 L 13.8 6.3 M 2.2 9.8 L 13.8 9.8 M 6.3 6.5 L 6.3 13"};
    case Icon::external:
      return {"M 9 2.5 L 13.5 2.5 L 13.5 7 M 13.2 2.8 L 7.5 8.5 M 6 3.5 L 2.5 3.5 L 2.5 13.5 L 12.5 13.5 L 12.5 10"};
    default:
      return {""};
  }
}

Source windowSource(Icon icon) {
  switch (icon) {
    case Icon::settings:
      return {
          "M 2 4.5 L 5 4.5 M 9 4.5 L 14 4.5 O 5.2 2.7 3.6 3.6 M 2 11.5 L 8 11.5 M 12 11.5 L 14 11.5 O 8.2 9.7 3.6 3.6"};
    case Icon::help:
      return {"O 1.8 1.8 12.4 12.4 M 6 6.3 C 6 3.6 10 3.7 10 6.3 C 10 7.7 8 7.8 8 9.3", "O 7.1 10.7 1.8 1.8"};
    case Icon::home:
      return {
          "M 2.2 7.6 L 8 2.5 L 13.8 7.6 M 3.8 6.6 L 3.8 13.4 L 12.2 13.4 L 12.2 6.6 M 6.6 13.2 L 6.6 9.4 L 9.4 9.4 L "
          "9.4 13.2"};
    case Icon::close:
      return {"M 3.8 3.8 L 12.2 12.2 M 12.2 3.8 L 3.8 12.2"};
    case Icon::chevronDown:
      return {"M 4 6.2 L 8 10.2 L 12 6.2"};
    case Icon::chevronUp:
      return {"M 4 9.8 L 8 5.8 L 12 9.8"};
    case Icon::chevronRight:
      return {"M 6.2 4 L 10.2 8 L 6.2 12"};
    case Icon::chevronLeft:
      return {"M 9.8 4 L 5.8 8 L 9.8 12"};
    case Icon::plus:
      return {"M 8 3 L 8 13 M 3 8 L 13 8"};
    case Icon::minus:
      return {"M 3 8 L 13 8"};
    case Icon::panel:
      return {"R 2 2.8 12 10.4 1.4 M 9.6 3 L 9.6 13"};
    case Icon::catalogue:
      return {"R 2 2.8 12 10.4 1.4 M 6.4 3 L 6.4 13"};
    case Icon::split:
      return {"R 2 2.8 12 10.4 1.4 M 8 3 L 8 13"};
    case Icon::enlarge:
      return {
          "M 9.6 2.5 L 13.5 2.5 L 13.5 6.4 M 13.2 2.8 L 9.6 6.4 M 6.4 13.5 L 2.5 13.5 L 2.5 9.6 M 2.8 13.2 L 6.4 9.6"};
    case Icon::menu:
      return {"", "O 6.8 2.3 2.4 2.4 O 6.8 6.8 2.4 2.4 O 6.8 11.3 2.4 2.4"};
    case Icon::keyboard:
      return {"R 1.5 3.8 13 8.6 1.4 M 5 9.8 L 11 9.8",
              "O 3.4 6 1.5 1.5 O 6 6 1.5 1.5 O 8.6 6 1.5 1.5 O 11.2 6 1.5 1.5"};
    default:
      return {""};
  }
}

Source meaningSource(Icon icon) {
  switch (icon) {
    case Icon::warning:
      return {"M 8 2.2 L 14.4 13.4 L 1.6 13.4 Z M 8 6.6 L 8 9.4", "O 7.1 10.6 1.8 1.8"};
    case Icon::error:
      return {"O 1.8 1.8 12.4 12.4 M 5.6 5.6 L 10.4 10.4 M 10.4 5.6 L 5.6 10.4"};
    case Icon::info:
      return {"O 1.8 1.8 12.4 12.4 M 8 7.4 L 8 11.2", "O 7.1 4.2 1.8 1.8"};
    case Icon::check:
      return {"M 2.8 8.6 L 6.3 12 L 13.2 4.6"};
    case Icon::circle:
      return {"O 2.5 2.5 11 11"};
    case Icon::star:
      return {
          "M 8 1.9 L 9.9 5.9 L 14.3 6.5 L 11.1 9.5 L 11.9 13.9 L 8 11.8 L 4.1 13.9 L 4.9 9.5 L 1.7 6.5 L 6.1 5.9 Z"};
    case Icon::moon:
      return {"M 12.9 9.9 C 8.6 11.6 4.6 7.5 6.2 2.9 C 2.4 4.2 1.4 9 4.2 11.8 C 7 14.6 11.7 13.7 12.9 9.9 Z"};
    case Icon::sun:
      return {
          "O 5.2 5.2 5.6 5.6 M 8 1.4 L 8 2.6 M 8 13.4 L 8 14.6 M 1.4 8 L 2.6 8 M 13.4 8 L 14.6 8 M 3.3 3.3 L 4.1 4.1 M "
          "11.9 11.9 L 12.7 12.7 M 3.3 12.7 L 4.1 11.9 M 11.9 4.1 L 12.7 3.3"};
    default:
      return {""};
  }
}

Source toolSource(Icon icon) {
  switch (icon) {
    case Icon::brush:
      return {
          "M 13.4 2.6 L 7.6 8.4 M 6.8 9.2 C 5 8.2 3 9.6 3.2 11.6 C 3.2 12.6 2.6 13.2 1.9 13.4 C 4.6 14.4 7.8 13.2 7.8 "
          "10.6 C 7.8 10 7.4 9.6 6.8 9.2"};
    case Icon::spray:
      return {"R 2.6 6.6 6 7 1.4 M 4.2 6.4 L 4.2 4.4 L 7 4.4 L 7 6.4",
              "O 9.6 2.2 1.6 1.6 O 12.4 1.4 1.6 1.6 O 12.4 4.2 1.6 1.6 O 9.8 5 1.6 1.6 O 12.6 7 1.6 1.6"};
    case Icon::eraser:
      return {
          "M 9 2.8 L 13.4 7.2 L 7.6 13 L 5 13 L 2.6 10.6 C 2 10 2 9.4 2.6 8.8 Z M 5.6 6.2 L 10.2 10.6 M 7.6 13.2 L "
          "13.5 13.2"};
    case Icon::move:
      return {
          "M 8 1.8 L 8 14.2 M 1.8 8 L 14.2 8 M 6.2 3.4 L 8 1.6 L 9.8 3.4 M 6.2 12.6 L 8 14.4 L 9.8 12.6 M 3.4 6.2 L "
          "1.6 8 L 3.4 9.8 M 12.6 6.2 L 14.4 8 L 12.6 9.8"};
    case Icon::pointer:
      return {"M 3.6 2.4 L 12.6 7 L 8.6 8.4 L 6.8 12.4 Z M 8.8 8.8 L 12.4 12.6"};
    default:
      return {""};
  }
}

Source sourceOf(Icon icon) {
  for (const auto group : {transportSource, fileSource, windowSource, meaningSource, toolSource}) {
    const Source source = group(icon);
    if (*source.stroke != '\0' || *source.fill != '\0') return source;
  }
  return {""};
}

/// Reads the next `N` numbers of a drawing.
template <size_t N>
std::array<double, N> numbers(const char*& p) {
  std::array<double, N> values{};
  for (double& value : values) {
    while (*p == ' ') ++p;
    p = std::from_chars(p, p + std::strlen(p), value).ptr;  // whatever the locale's decimal mark
  }
  return values;
}

QPainterPath parse(const char* p) {
  QPainterPath path;
  while (*p != '\0') {
    const char command = *p++;
    switch (command) {
      case 'M': {
        const auto v = numbers<2>(p);
        path.moveTo(v[0], v[1]);
        break;
      }
      case 'L': {
        const auto v = numbers<2>(p);
        path.lineTo(v[0], v[1]);
        break;
      }
      case 'C': {
        const auto v = numbers<6>(p);
        path.cubicTo(v[0], v[1], v[2], v[3], v[4], v[5]);
        break;
      }
      case 'A': {
        const auto v = numbers<6>(p);
        path.arcTo(v[0], v[1], v[2], v[3], v[4], v[5]);
        break;
      }
      case 'O': {
        const auto v = numbers<4>(p);
        path.addEllipse(v[0], v[1], v[2], v[3]);
        break;
      }
      case 'R': {
        const auto v = numbers<5>(p);
        path.addRoundedRect(v[0], v[1], v[2], v[3], v[4], v[4]);
        break;
      }
      case 'Z':
        path.closeSubpath();
        break;
      default:
        break;
    }
  }
  return path;
}

}  // namespace

const IconDrawing& iconDrawing(Icon icon) {
  static const auto drawings = [] {
    std::array<IconDrawing, static_cast<size_t>(Icon::count)> all;
    for (size_t i = 0; i < all.size(); ++i) {
      const Source source = sourceOf(static_cast<Icon>(i));
      all[i] = {parse(source.stroke), parse(source.fill)};
      all[i].fill.setFillRule(Qt::WindingFill);
    }
    return all;
  }();
  return drawings[static_cast<size_t>(icon)];
}

}  // namespace gradus
