#pragma once
// One literal view and frame for every ViewKind, made from closed formulas and the project's own random numbers.
#include "tests/widgets/views/sample_base.h"
#include "tests/widgets/views/sample_models.h"

namespace gradus::samples {

inline constexpr ViewKind allKinds[] = {ViewKind::plane, ViewKind::scene,  ViewKind::curves, ViewKind::histogram,
                                        ViewKind::bars,  ViewKind::matrix, ViewKind::images, ViewKind::network,
                                        ViewKind::strip, ViewKind::tiles};

/// Two spirals with a validation share.
inline Points spirals(int n) {
  Points p;
  Rng rng(3, "spirals");
  for (int i = 0; i < n; ++i) {
    const double t = 0.6 + 4.6 * rng.uniform(), turn = i % 2 ? std::numbers::pi : 0;
    p.coordinates.push_back(static_cast<float>(t * std::cos(1.35 * t + turn) + 0.24 * rng.normal()));
    p.coordinates.push_back(static_cast<float>(t * std::sin(1.35 * t + turn) + 0.24 * rng.normal()));
    p.classes.push_back(i % 2);
    p.groups.push_back(i % 3 == 0 ? PointGroup::validation : PointGroup::train);
  }
  p.classNames = {"blue", "orange"};
  return p;
}

inline Field spiralField(const Extent& extent, int n) {
  Field field;
  field.nx = field.ny = n;
  field.extent = extent;
  field.map = FieldMap::diverging;
  field.centre = 0.5;
  field.lowLabel = "0 blue", field.highLabel = "1 orange";
  for (int j = 0; j < n; ++j) {
    for (int i = 0; i < n; ++i) {
      const double x = extent.x0 + (i + 0.5) * (extent.x1 - extent.x0) / n,
                   y = extent.y0 + (j + 0.5) * (extent.y1 - extent.y0) / n;
      const double r = std::hypot(x, y), s = -std::cos(std::atan2(y, x) - 1.35 * r) * 5;
      field.values.push_back(static_cast<float>(1 / (1 + std::exp(-s))));
    }
  }
  field.contours = contourLines(field, 0.5, {PaintKind::text, 0}, 1.8f);
  return field;
}

inline Sample plane() {
  View view = viewOf(ViewKind::plane, "decision", "Decision map", {"map", "points"});
  view.equalScales = true;
  view.handles = {{Gesture::drag, "points", "move_point", "Drag a point"},
                  {Gesture::click, "points", "pick", ""},
                  {Gesture::click, "", "place", ""},
                  {Gesture::paint, "", "paint", "Paint points"},
                  {Gesture::erase, "", "erase", ""}};
  return {view, {{channel(spiralField({-6.5, 6.5, -6.5, 6.5}, 100)), channel(spirals(340))}}};
}

/// A target density with a chain on it, its marginals and the proposal ring.
inline Sample chain() {
  View view = viewOf(ViewKind::plane, "target", "Target and chain 1",
                     {"density", "samples", "refused", "path", "state", "ring"});
  view.x.title = "z\u2081", view.y.title = "z\u2082";
  view.marginalX = "marginal_1", view.marginalY = "marginal_2";
  view.handles = {{Gesture::drag, "state", "move_state", "Drag the state"},
                  {Gesture::drag, "ring", "set_width", "Drag the ring"}};
  const auto density = [](double x, double y) {
    const double banana = std::exp(-0.5 * (x * x / 1.7 + std::pow(y + 1.8 - 0.55 * x * x, 2) / 0.35)),
                 hill = std::exp(-0.5 * (x * x / 1.1 + std::pow(y - 3.2, 2) / 0.5));
    return banana + 0.5 * hill;
  };
  Field field;
  field.nx = 120, field.ny = 120;
  field.extent = {-4.4, 4.4, -4, 6};
  field.map = FieldMap::resting;
  for (int j = 0; j < 120; ++j) {
    for (int i = 0; i < 120; ++i)
      field.values.push_back(static_cast<float>(density(-4.4 + (i + 0.5) * 8.8 / 120, -4 + (j + 0.5) * 10.0 / 120)));
  }
  field.high = 1;
  for (const double level : densityLevels(field, 8)) {
    for (Polyline& line : contourLines(field, level)) field.contours.push_back(line);
  }
  Points samples, state;
  samples.role = MarkRole::sample;
  state.role = MarkRole::current;
  Arrows refused;
  refused.refused = true;
  Polyline path;
  path.paint = {PaintKind::accepted, 0};
  path.fade = true;
  Histogram mx, my;
  mx.edges.resize(51), my.edges.resize(51);
  mx.heights.assign(50, 0), my.heights.assign(50, 0);
  my.horizontal = true;
  for (int i = 0; i <= 50; ++i) mx.edges[i] = -4.4 + i * 8.8 / 50, my.edges[i] = -4 + i * 0.2;
  Rng rng(5, "chain");
  double x = 0, y = -1;
  const int steps = 1200;
  for (int k = 0; k < steps; ++k) {
    const double nx = x + 0.95 * rng.normal(), ny = y + 0.95 * rng.normal();
    const bool accepted = rng.uniform() * density(x, y) < density(nx, ny);
    if (!accepted && k > steps - 40) {
      for (const double v : {x, y, nx - x, ny - y}) refused.values.push_back(static_cast<float>(v));
    }
    if (accepted) x = nx, y = ny;
    samples.coordinates.push_back(static_cast<float>(x)), samples.coordinates.push_back(static_cast<float>(y));
    if (k > steps - 40)
      path.coordinates.push_back(static_cast<float>(x)), path.coordinates.push_back(static_cast<float>(y));
    mx.heights[std::clamp(static_cast<int>((x + 4.4) / 8.8 * 50), 0, 49)] += 50 / 8.8 / steps;
    my.heights[std::clamp(static_cast<int>((y + 4) / 0.2), 0, 49)] += 5.0 / steps;
  }
  for (int i = 0; i <= 100; ++i) {
    const double z = -4.4 + i * 0.088;
    mx.exactX.push_back(z);
    mx.exactY.push_back(0.33 * std::exp(-0.5 * z * z / 1.5));
    my.exactX.push_back(-4 + i * 0.1);
    my.exactY.push_back(0.3 * std::exp(-0.5 * std::pow(-4 + i * 0.1 + 1.2, 2)) +
                        0.12 * std::exp(-std::pow(-4 + i * 0.1 - 3.2, 2)));
  }
  state.coordinates = {static_cast<float>(x), static_cast<float>(y)};
  state.paint = {PaintKind::accepted, 0};
  Ring ring{x, y, 0.95, 0, 0, 0.95};
  ViewFrame frame;
  frame.layers = {channel(field), channel(samples), channel(refused), channel(Polylines{{path}}),
                  channel(state), channel(ring)};
  frame.marginalX = channel(mx), frame.marginalY = channel(my);
  return {view, frame};
}

inline Sample curves() {
  View view = viewOf(ViewKind::curves, "loss", "Loss", {"loss"});
  view.x.title = "step";
  view.y.logarithmic = true;
  Curves value, before;
  Curve train, validation, ghost;
  train.name = "train_loss", train.title = "train";
  validation.name = "validation_loss", validation.title = "validation", validation.style = LineStyle::dashed;
  ghost = validation;
  Rng rng(1, "loss");
  for (int s = 0; s <= 2000; s += 10) {
    const double base = 0.62 * std::exp(-s / 520.0) + 0.045;
    train.x.push_back(s), train.y.push_back(base * (1 + 0.05 * rng.normal()));
    validation.x.push_back(s), validation.y.push_back(base * 1.25 * (1 + 0.05 * rng.normal()));
    ghost.x.push_back(s), ghost.y.push_back(0.5 * std::exp(-s / 1500.0) + 0.06 + 0.01 * rng.normal());
  }
  value.curves = {train, validation};
  value.now = 1250;
  value.fillGap = true;
  before.curves = {ghost};
  ViewFrame frame;
  frame.layers = {channel(value)};
  frame.ghost = {channel(before)};
  frame.now = 1250;
  return {view, frame};
}

inline Sample histogram() {
  View view = viewOf(ViewKind::histogram, "heights", "Heights", {"heights"});
  Histogram h;
  Rng rng(2, "histogram");
  h.heights.assign(40, 0);
  for (int i = 0; i <= 40; ++i) h.edges.push_back(-4 + 0.2 * i);
  for (int i = 0; i < 2000; ++i)
    h.heights[std::clamp(static_cast<int>((rng.normal() + 4) / 0.2), 0, 39)] += 1 / (2000 * 0.2);
  for (int i = 0; i <= 160; ++i)
    h.exactX.push_back(-4 + 0.05 * i),
        h.exactY.push_back(std::exp(-0.5 * h.exactX.back() * h.exactX.back()) / std::sqrt(2 * std::numbers::pi));
  return {view, {{channel(h)}}};
}

inline Sample bars() {
  View view = viewOf(ViewKind::bars, "variance", "Explained variance", {"variance"});
  view.handles = {{Gesture::click, "variance", "components", ""}};
  Bars b;
  double sum = 0;
  for (int i = 0; i < 9; ++i) {
    b.values.push_back(0.45 * std::pow(0.56, i));
    sum += b.values.back();
    b.line.push_back(sum);
    b.labels.push_back(std::to_string(i + 1));
  }
  b.lineTitle = "cumulative";
  b.active = 2, b.highlighted = 1;
  return {view, {{channel(b)}}};
}

inline Sample matrix() {
  View view = viewOf(ViewKind::matrix, "confusion", "Confusion", {"confusion"});
  view.handles = {{Gesture::click, "confusion", "pick", ""}};
  MatrixData m;
  m.rows = m.cols = 6;
  Rng rng(4, "matrix");
  for (int r = 0; r < 6; ++r) {
    for (int c = 0; c < 6; ++c)
      m.values.push_back(r == c ? 40 + static_cast<double>(rng.below(9)) : static_cast<double>(rng.below(5)));
    m.rowLabels.push_back("class " + std::to_string(r));
    m.colLabels.push_back(std::to_string(r));
  }
  m.high = 50;
  m.rowTitle = "true", m.colTitle = "predicted";
  m.printValues = true;
  return {view, {{channel(m)}}};
}

inline Sample tiles() {
  View view = viewOf(ViewKind::tiles, "figures", "Figures", {"figures"});
  Tiles t;
  t.tiles = {{"Acceptance", 0.42, "", 2, "good: 20 to 50 %", Tiles::State::ok, true},
             {"R-hat z\u2081", 1.008, "", 4, "goal reached", Tiles::State::ok},
             {"R-hat z\u2082", 1.022, "", 4, "goal 1.01, run on", Tiles::State::warn},
             {"Effective samples", 469, "", 3, Text("of %1 states", {"13 200"})},
             {"Loss", std::numeric_limits<double>::quiet_NaN(), "", 3, "not finite", Tiles::State::error}};
  return {view, {{channel(t)}}};
}

inline Sample sampleOf(ViewKind kind) {
  switch (kind) {
    case ViewKind::plane:
      return plane();
    case ViewKind::scene:
      return scene();
    case ViewKind::curves:
      return curves();
    case ViewKind::histogram:
      return histogram();
    case ViewKind::bars:
      return bars();
    case ViewKind::matrix:
      return matrix();
    case ViewKind::images:
      return images();
    case ViewKind::network:
      return network();
    case ViewKind::strip:
      return strip();
    case ViewKind::tiles:
      return tiles();
  }
  return {};
}

}  // namespace gradus::samples
