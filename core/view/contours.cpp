#include "core/view/contours.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace gradus {

namespace {

/// A crossing lies on a grid edge; edges are numbered: horizontal ones 2 k, vertical ones 2 k + 1, k = lower left node.
using EdgeId = int64_t;
struct Segment {
  EdgeId from, to;
};

struct Tracer {
  const Field& field;
  double level;

  double at(int i, int j) const { return field.values[static_cast<size_t>(j) * field.nx + i]; }
  double x(double i) const { return field.extent.x0 + (i + 0.5) * (field.extent.x1 - field.extent.x0) / field.nx; }
  double y(double j) const { return field.extent.y0 + (j + 0.5) * (field.extent.y1 - field.extent.y0) / field.ny; }
  EdgeId horizontal(int i, int j) const { return 2 * (static_cast<EdgeId>(j) * field.nx + i); }
  EdgeId vertical(int i, int j) const { return 2 * (static_cast<EdgeId>(j) * field.nx + i) + 1; }

  /// Where the level crosses an edge, by linear interpolation between its two nodes.
  std::array<double, 2> crossing(EdgeId edge) const {
    const int node = static_cast<int>(edge / 2), i = node % field.nx, j = node / field.nx;
    const bool upright = edge % 2 == 1;
    const double a = at(i, j), b = upright ? at(i, j + 1) : at(i + 1, j);
    const double t = b == a ? 0.5 : std::clamp((level - a) / (b - a), 0.0, 1.0);
    return upright ? std::array{x(i), y(j + t)} : std::array{x(i + t), y(j)};
  }

  /// Segments of one square of four nodes; a saddle is decided by the mean of its corners.
  void square(int i, int j, std::vector<Segment>& segments) const {
    const double a = at(i, j), b = at(i + 1, j), c = at(i + 1, j + 1), d = at(i, j + 1);
    if (!std::isfinite(a) || !std::isfinite(b) || !std::isfinite(c) || !std::isfinite(d)) return;
    const int code = (a >= level) | (b >= level) << 1 | (c >= level) << 2 | (d >= level) << 3;
    const EdgeId bottom = horizontal(i, j), right = vertical(i + 1, j), top = horizontal(i, j + 1),
                 left = vertical(i, j);
    const auto add = [&](EdgeId from, EdgeId to) { segments.push_back({from, to}); };
    switch (code) {
      case 1:
      case 14:
        add(left, bottom);
        break;
      case 2:
      case 13:
        add(bottom, right);
        break;
      case 4:
      case 11:
        add(right, top);
        break;
      case 8:
      case 7:
        add(top, left);
        break;
      case 3:
      case 12:
        add(left, right);
        break;
      case 6:
      case 9:
        add(bottom, top);
        break;
      case 5:
      case 10: {
        const bool highMiddle = (a + b + c + d) / 4 >= level;
        // The two high corners are joined through the middle, or the two low ones.
        if (highMiddle == (code == 5))
          add(left, top), add(bottom, right);
        else
          add(left, bottom), add(right, top);
        break;
      }
      default:
        break;
    }
  }
};

/// Each crossing belongs to at most two segments: chains are followed from their open ends, what is left are rings.
std::vector<std::vector<EdgeId>> joined(const std::vector<Segment>& segments) {
  std::unordered_map<EdgeId, std::array<int, 2>> ends;
  ends.reserve(segments.size() * 2);
  for (int s = 0; s < static_cast<int>(segments.size()); ++s) {
    for (const EdgeId e : {segments[s].from, segments[s].to}) {
      auto& slots = ends.try_emplace(e, std::array{-1, -1}).first->second;
      slots[slots[0] < 0 ? 0 : 1] = s;
    }
  }
  std::vector<char> used(segments.size(), 0);
  std::vector<std::vector<EdgeId>> chains;
  const auto follow = [&](int first, EdgeId start) {
    std::vector<EdgeId> chain{start};
    EdgeId at = start;
    for (int s = first; s >= 0 && !used[s];) {
      used[s] = 1;
      at = segments[s].from == at ? segments[s].to : segments[s].from;
      chain.push_back(at);
      const auto& slots = ends.at(at);
      s = slots[0] == s ? slots[1] : slots[0];
    }
    chains.push_back(std::move(chain));
  };
  for (int s = 0; s < static_cast<int>(segments.size()); ++s) {
    for (const EdgeId e : {segments[s].from, segments[s].to}) {
      if (!used[s] && ends.at(e)[1] < 0) follow(s, e);
    }
  }
  for (int s = 0; s < static_cast<int>(segments.size()); ++s) {
    if (!used[s]) follow(s, segments[s].from);
  }
  return chains;
}

}  // namespace

std::vector<Polyline> contourLines(const Field& field, double level, Paint paint, float width) {
  std::vector<Polyline> lines;
  const bool whole = field.nx >= 2 && field.ny >= 2 && field.values.size() >= static_cast<size_t>(field.nx) * field.ny;
  if (!whole || !std::isfinite(level)) return lines;
  const Tracer tracer{field, level};
  std::vector<Segment> segments;
  for (int j = 0; j + 1 < field.ny; ++j) {
    for (int i = 0; i + 1 < field.nx; ++i) tracer.square(i, j, segments);
  }
  for (const std::vector<EdgeId>& chain : joined(segments)) {
    Polyline line;
    line.paint = paint;
    line.width = width;
    line.closed = chain.size() > 2 && chain.front() == chain.back();
    const size_t n = chain.size() - (line.closed ? 1 : 0);
    line.coordinates.reserve(2 * n);
    for (size_t k = 0; k < n; ++k) {
      const auto p = tracer.crossing(chain[k]);
      line.coordinates.push_back(static_cast<float>(p[0]));
      line.coordinates.push_back(static_cast<float>(p[1]));
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<double> densityLevels(const Field& field, int count) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const float v : field.values) {
    if (std::isfinite(v)) low = std::min<double>(low, v), high = std::max<double>(high, v);
  }
  std::vector<double> levels;
  if (!(high > low)) return levels;
  for (int k = 1; k <= count; ++k) {
    const double share = static_cast<double>(k) / (count + 1);
    levels.push_back(low + (high - low) * share * share);
  }
  return levels;
}

}  // namespace gradus
