#pragma once
// The plain data that live views draw. core makes them, widgets draw them, nobody else computes: contours, densities,
// histograms, decision grids arrive finished. Coordinates are data units; matrices are row-major; grids run from the
// lower left corner (row 0 = lowest y). Missing values are NaN.
#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "core/base/text.h"

namespace gradus {

/// What colours a mark. Class colours come in fixed order with fixed shapes; `run` and `second` are the two colours of
/// measures of one run (so that a loss never looks like a class); `value` = coloured by a number through the sequential
/// map (points: `values`; lines: `index` from 0 to 255).
enum class PaintKind {
  classColour,
  run,
  second,
  text,
  muted,
  axis,
  truth,
  accepted,
  rejected,
  ok,
  warn,
  error,
  accent,
  value
};
struct Paint {
  PaintKind kind = PaintKind::classColour;
  int index = 0;  // class (0-based) for classColour; repeats with other shapes after 8
  bool operator==(const Paint&) const = default;
};

enum class LineStyle { solid, dashed, dotted };               // train, validation, test
enum class PointGroup : uint8_t { train, validation, test };  // filled, hollow, hollow with a dot

struct Extent {
  double x0 = -1, x1 = 1, y0 = -1, y1 = 1;
  bool operator==(const Extent&) const = default;
};

/// How marks of a Points layer look (look.md section 6).
enum class MarkRole { data, sample, current, start, centre, refused, optimum, neighbour };

/// A cloud of marks in 2-D or 3-D.
struct Points {
  int dims = 2;
  std::vector<float> coordinates;  // n * dims
  std::vector<int> classes;        // n, or empty = `paint` for all; -1 = muted
  std::vector<float> values;       // n, or empty; colours by the sequential map from valueLow to valueHigh
  double valueLow = 0, valueHigh = 1;
  std::vector<PointGroup> groups;       // n, or empty = train
  std::vector<int64_t> rows;            // n data row numbers for tooltips and handles, or empty = 0, 1, ...
  std::vector<std::string> labels;      // n texts printed instead of marks (digits), or empty
  std::vector<std::string> classNames;  // for tooltips and legend, may be empty
  MarkRole role = MarkRole::data;
  Paint paint;
  size_t size() const { return dims > 0 ? coordinates.size() / dims : 0; }
};

struct Polyline {
  std::vector<float> coordinates;  // n * dims
  int dims = 2;
  Paint paint;
  LineStyle style = LineStyle::solid;
  float width = 2;  // logical pixels
  float opacity = 1;
  bool fade = false;  // the past fades to 25 %: first point faint, last full
  bool closed = false;
  bool casing = false;  // canvas-coloured rim, for lines over fields
  std::string label;    // direct label at the end, may be empty
};
struct Polylines {
  std::vector<Polyline> lines;
};

/// Arrows from (x, y) by (dx, dy), four floats each. `refused` draws the refused proposals: dashed, a cross at the tip.
struct Arrows {
  std::vector<float> values;  // n * 4: x, y, dx, dy
  Paint paint{PaintKind::muted, 0};
  bool refused = false;
};

enum class FieldMap {
  diverging,   // decision field, signed weights: centre of the map at `centre`
  sequential,  // densities, values
  resting,     // quiet tint under marks (target densities)
  regions,     // values are class indices (Voronoi cells): pale class colours
};

/// A scalar field on a regular grid, with contour lines made in core.
struct Field {
  int nx = 0, ny = 0;
  Extent extent;              // cell centres span it: column i at x0 + (i + 0.5) * (x1 - x0) / nx
  std::vector<float> values;  // ny * nx
  FieldMap map = FieldMap::sequential;
  double low = 0, high = 1;
  double centre = 0;  // diverging only
  std::vector<Polyline> contours;
  std::string lowLabel, highLabel;  // ends of the colour bar ("0 blue"); empty = numbers
};

/// A draggable ellipse or ring around a centre (proposal width): axes as two half-axis vectors.
struct Ring {
  double x = 0, y = 0;
  double ax = 1, ay = 0, bx = 0, by = 1;
  Paint paint{PaintKind::accent, 0};
  LineStyle style = LineStyle::dashed;
  Text label;
};

/// One curve over x (steps, lags, components).
struct Curve {
  std::string name;  // key: "train_loss"
  Text title;        // "train"
  std::vector<double> x, y;
  std::vector<double> low, high;  // band around it, or empty
  Paint paint{PaintKind::run, 0};
  LineStyle style = LineStyle::solid;
  float width = 2;
  bool marks = false;  // discs at the points (few points)
  bool ghost = false;  // a previous run
};
/// Curves in one set of axes. Where `now` is finite, parts right of it are the recorded future (drawn grey).
struct Curves {
  std::vector<Curve> curves;
  double now = std::numeric_limits<double>::quiet_NaN();
  struct Line {
    double value;
    Text label;
    bool vertical = false;
    Paint paint{PaintKind::ok, 0};
  };
  std::vector<Line> lines;  // goals, limits, chosen k
  struct Range {
    double x0, x1;
    Text label;
  };
  std::vector<Range> ranges;  // burn-in, held out: text colour at 7 %
  bool fillGap = false;       // shade between the first two curves (train and validation)
};

/// Histogram with an optional exact curve over it.
struct Histogram {
  std::vector<double> edges;    // n + 1
  std::vector<double> heights;  // n, same unit as the exact curve (density)
  std::vector<double> exactX, exactY;
  Paint paint;
  bool horizontal = false;  // bars grow to the right (marginal at the right side of a plane)
};

struct Bars {
  std::vector<std::string> labels;
  std::vector<double> values;
  std::vector<double> line;  // an optional line over the bars (cumulative share), or empty
  Text lineTitle;
  int highlighted = -1;  // bar drawn in accent colour, -1 = none
  int active = -1;       // bars up to this one full, later ones pale; -1 = all full, -2 = all pale
  Paint paint{PaintKind::run, 0};
};

struct MatrixData {
  int rows = 0, cols = 0;
  std::vector<double> values;  // rows * cols, row 0 at the top
  std::vector<std::string> rowLabels, colLabels;
  Text rowTitle, colTitle;
  FieldMap map = FieldMap::sequential;
  double low = 0, high = 1;
  bool printValues = false;
};

struct ImageGrid {
  int rows = 0, cols = 0;     // of pictures
  int width = 0, height = 0;  // of one picture
  std::vector<float> pixels;  // picture after picture, each row-major from the top; NaN = empty cell
  float low = 0, high = 1;
  bool diverging = false;              // signed pictures (components), centre 0
  std::vector<std::string> labels;     // below each picture, or empty
  std::vector<std::string> rowTitles;  // left of each row, or empty
};

/// Structure and weights of a layered network.
struct Network {
  struct Layer {
    Text title;                       // "Features", "Hidden 1", "Output"
    int units = 0;                    // all units
    std::vector<int> shown;           // indices of the units drawn (at most 16 a layer)
    std::vector<std::string> labels;  // of the units shown (x₁, p(orange)), may be empty
    std::vector<bool> active;         // of the units shown: false = switched-off feature; empty = all on
    bool resizable = false;           // has minus/plus buttons
  };
  struct Edge {
    int layer, from, to;
    float weight;
  };  // from unit of `layer` to unit of `layer + 1`; from = -1: bias
  std::vector<Layer> layers;
  std::vector<Edge> edges;  // between shown units
  float scale = 1;          // 97 % quantile of |weight|
};

/// The function each shown neuron computes, as a small grid.
struct NeuronMaps {
  int size = 0;  // grid is size x size
  Extent extent;
  struct Map {
    int layer, unit;
    std::vector<float> values;
    float limit;
  };  // diverging about 0, limit = largest shown |value|
  std::vector<Map> maps;
};

/// Small planes side by side along a time axis (noise on the left, data on the right).
struct Strip {
  struct Frame {
    Text title;
    Points points;
  };
  std::vector<Frame> frames;
  Extent extent;
  int current = -1;
};

struct Tiles {
  enum class State { none, ok, warn, error };
  struct Tile {
    Text label;
    double value;
    std::string unit;
    int digits = 3;
    Text judgement;
    State state = State::none;
    bool percent = false;
  };
  std::vector<Tile> tiles;
};

/// A table for files and for the Data tab; a column is numbers or texts. NaN = empty cell.
struct Table {
  struct Column {
    std::string name;
    std::vector<double> numbers;
    std::vector<std::string> texts;
  };
  std::vector<Column> columns;
};

using ChannelValue = std::variant<std::monostate, Points, Polylines, Arrows, Field, Ring, Curves, Histogram, Bars,
                                  MatrixData, ImageGrid, Network, NeuronMaps, Strip, Tiles, Table>;
using ChannelPtr = std::shared_ptr<const ChannelValue>;

}  // namespace gradus
