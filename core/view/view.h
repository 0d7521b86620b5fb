#pragma once
// A demo declares its views as data: a kind, a title, the channels drawn as layers, what a gesture on it means. widgets
// maps a kind to a widget; there is no widget per demo.
#include <string>
#include <vector>

#include "core/view/view_data.h"

namespace gradus {

enum class ViewKind {
  plane,      // layers: Field, Polylines, Arrows, Points, Ring; optional marginals (Histogram)
  scene,      // 3-D: Points and Polylines with dims 3, turned by dragging
  curves,     // Curves
  histogram,  // Histogram
  bars,       // Bars
  matrix,     // MatrixData
  images,     // ImageGrid
  network,    // Network + NeuronMaps
  strip,      // Strip
  tiles,      // Tiles: the row of figures over the stage
};

/// What a person does on a view. The action's arguments are fixed by the gesture (values in data units):
///   drag    item of a layer moved:      index, x, y          (Ring: index 0 = the first half-axis tip at x, y)
///   click   item of a layer clicked:    index                (network: layer, unit; plane background: x, y)
///   paint   brush or spray:             class, points (x1, y1, x2, y2, ...)
///   erase   eraser:                     points (x1, y1, ...), radius
///   weight  a network weight changed:   layer, from, to, value
///   resize  units of a network layer:   layer, units
///   turn    the hand-turned axis:       angle (radians)
enum class Gesture { drag, click, paint, erase, weight, resize, turn };

struct Handle {
  Gesture gesture;
  std::string layer;   // channel whose items are meant; empty = the plane itself
  std::string action;  // name of a declared action
  Text hint;           // "Drag a centre"; shown at the right of the stage's title and as tooltip
};

struct Axis {
  Text title;  // empty = the layer's column names
  std::string unit;
  bool logarithmic = false;
};

struct View {
  std::string name;  // snake_case, unique in the demo: "scatter"
  ViewKind kind = ViewKind::plane;
  Text title;
  std::vector<std::string> layers;  // channel names, drawn in this order
  Axis x, y;
  std::string marginalX, marginalY;  // Histogram channels over and right of a plane, may be empty
  int row = 0;                       // 0 = main row, 1 = second row, ...; tiles stand above them
  bool tall = false;         // stands left of all rows, over their whole height; `weight` against 1 for the rows
  double weight = 1;         // share of the row's width
  bool equalScales = false;  // x and y have the same unit
  std::vector<Handle> handles;
  Text help;  // one sentence: what to look at
};

enum class ChannelCost { state, series, derived };

/// A named value that a demo can show. state: cheap, made at each publish for visible views. series: curves recorded by
/// the run
/// (`series` lists the recorded names). derived: maps and densities, made by the display thread on a copy of the state,
/// on demand.
struct ChannelSpec {
  std::string name;  // snake_case
  ChannelCost cost = ChannelCost::state;
  std::string file;  // file under --out ("labels.csv"); empty = <name>.csv, .npy or .png by type
  struct SeriesCurve {
    std::string series;
    Text title;
    Paint paint{PaintKind::run, 0};
    LineStyle style = LineStyle::solid;
  };
  std::vector<SeriesCurve> series;  // cost == series
  bool fillGap = false;
};

}  // namespace gradus
