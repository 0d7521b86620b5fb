#pragma once
// Reads what a demo shows: is every number finite, are sizes right? Missing values (NaN) are allowed where view_data.h
// says so.
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "core/run/session.h"

namespace gradus::harness {

/// Takes every channel.
class AllChannels final : public ChannelSink {
 public:
  bool wants(std::string_view) const override { return true; }
  void put(std::string_view channel, ChannelPtr value) override { values[std::string(channel)] = std::move(value); }
  std::map<std::string, ChannelPtr> values;
};

namespace detail {
enum class Missing { refused, allowed };

template <typename List>
std::string numbers(const List& list, const char* what, Missing missing = Missing::refused) {
  for (size_t i = 0; i < list.size(); ++i) {
    const auto value = static_cast<double>(list[i]);
    if (std::isfinite(value) || (missing == Missing::allowed && std::isnan(value))) continue;
    return std::string(what) + "[" + std::to_string(i) + "] = " + numberText(value);
  }
  return {};
}

inline std::string firstOf(std::initializer_list<std::string> troubles) {
  for (const std::string& trouble : troubles) {
    if (!trouble.empty()) return trouble;
  }
  return {};
}

inline std::string size(size_t found, size_t expected, const char* what) {
  if (found == expected) return {};
  return std::string(what) + " has " + std::to_string(found) + " entries instead of " + std::to_string(expected);
}

inline std::string sizeOrNone(size_t found, size_t expected, const char* what) {
  return found == 0 ? "" : size(found, expected, what);
}

struct Look {
  std::string operator()(std::monostate) const { return "no value"; }
  std::string operator()(const Points& p) const {
    return firstOf({p.dims == 2 || p.dims == 3 ? "" : "dims is neither 2 nor 3", numbers(p.coordinates, "coordinates"),
                    sizeOrNone(p.classes.size(), p.size(), "classes"), sizeOrNone(p.values.size(), p.size(), "values"),
                    sizeOrNone(p.groups.size(), p.size(), "groups"), sizeOrNone(p.rows.size(), p.size(), "rows"),
                    sizeOrNone(p.labels.size(), p.size(), "labels")});
  }
  std::string operator()(const Polyline& line) const {
    return firstOf({numbers(line.coordinates, "line", Missing::allowed),
                    line.coordinates.size() % static_cast<size_t>(line.dims) == 0 ? "" : "half a point"});
  }
  std::string operator()(const Polylines& lines) const {
    for (const Polyline& line : lines.lines) {
      if (const std::string trouble = (*this)(line); !trouble.empty()) return trouble;
    }
    return {};
  }
  std::string operator()(const Arrows& arrows) const {
    return firstOf({numbers(arrows.values, "arrows"), arrows.values.size() % 4 == 0 ? "" : "half an arrow"});
  }
  std::string operator()(const Field& field) const {
    return firstOf({size(field.values.size(), static_cast<size_t>(field.nx) * static_cast<size_t>(field.ny), "field"),
                    numbers(field.values, "field", Missing::allowed), (*this)(Polylines{field.contours})});
  }
  std::string operator()(const Ring& ring) const {
    return numbers(std::vector<double>{ring.x, ring.y, ring.ax, ring.ay, ring.bx, ring.by}, "ring");
  }
  std::string operator()(const Curves& curves) const {
    for (const Curve& curve : curves.curves) {
      const std::string trouble = firstOf(
          {size(curve.y.size(), curve.x.size(), "y"), numbers(curve.x, "x"), numbers(curve.y, "y", Missing::allowed),
           sizeOrNone(curve.low.size(), curve.x.size(), "low"), sizeOrNone(curve.high.size(), curve.x.size(), "high")});
      if (!trouble.empty()) return "curve " + curve.name + ": " + trouble;
    }
    return {};
  }
  std::string operator()(const Histogram& histogram) const {
    return firstOf(
        {numbers(histogram.edges, "edges"), numbers(histogram.heights, "heights"), numbers(histogram.exactY, "exact"),
         histogram.heights.empty() ? "" : size(histogram.edges.size(), histogram.heights.size() + 1, "edges")});
  }
  std::string operator()(const Bars& bars) const {
    return firstOf({numbers(bars.values, "bars", Missing::allowed),
                    sizeOrNone(bars.labels.size(), bars.values.size(), "labels"),
                    sizeOrNone(bars.line.size(), bars.values.size(), "line")});
  }
  std::string operator()(const MatrixData& matrix) const {
    return firstOf(
        {size(matrix.values.size(), static_cast<size_t>(matrix.rows) * static_cast<size_t>(matrix.cols), "matrix"),
         numbers(matrix.values, "matrix", Missing::allowed)});
  }
  std::string operator()(const ImageGrid& grid) const {
    const auto cells = static_cast<size_t>(grid.rows) * static_cast<size_t>(grid.cols);
    return firstOf(
        {size(grid.pixels.size(), cells * static_cast<size_t>(grid.width) * static_cast<size_t>(grid.height), "pixels"),
         numbers(grid.pixels, "pixels", Missing::allowed)});
  }
  std::string operator()(const Network& network) const {
    for (const Network::Edge& edge : network.edges) {
      if (!std::isfinite(edge.weight)) return "a weight is not finite";
      if (edge.layer < 0 || edge.layer + 1 >= static_cast<int>(network.layers.size()))
        return "an edge leads out of the network";
    }
    return {};
  }
  std::string operator()(const NeuronMaps& maps) const {
    for (const NeuronMaps::Map& map : maps.maps) {
      const std::string trouble =
          firstOf({size(map.values.size(), static_cast<size_t>(maps.size) * static_cast<size_t>(maps.size), "map"),
                   numbers(map.values, "map")});
      if (!trouble.empty()) return trouble;
    }
    return {};
  }
  std::string operator()(const Strip& strip) const {
    for (const Strip::Frame& frame : strip.frames) {
      if (const std::string trouble = (*this)(frame.points); !trouble.empty()) return trouble;
    }
    return {};
  }
  std::string operator()(const Tiles& tiles) const {
    for (const Tiles::Tile& tile : tiles.tiles) {
      if (std::isinf(tile.value)) return "tile " + tile.label.str() + " is infinite";
    }
    return {};
  }
  std::string operator()(const Table& table) const {
    size_t rows = 0;
    for (const Table::Column& column : table.columns)
      rows = std::max({rows, column.numbers.size(), column.texts.size()});
    for (const Table::Column& column : table.columns) {
      if (std::max(column.numbers.size(), column.texts.size()) != rows)
        return "column " + column.name + " has another length";
      if (const std::string trouble = numbers(column.numbers, column.name.c_str(), Missing::allowed); !trouble.empty())
        return trouble;
    }
    return {};
  }
};
}  // namespace detail

/// Empty, or what is wrong with the value.
inline std::string wrongValue(const ChannelValue& value) {
  return std::visit(detail::Look(), value);
}

}  // namespace gradus::harness
