// The CSV form of each kind of view data that is written as a table.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/view/files.h"

namespace gradus {

namespace {

std::string cell(double value) {
  if (std::isnan(value)) return {};
  char buffer[40];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, value);
  return std::string(buffer, result.ptr);
}

std::string cell(float value) {
  if (std::isnan(value)) return {};
  char buffer[40];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, value);
  return std::string(buffer, result.ptr);
}

std::string cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string cell(const Text& text) {
  return cell(text.str());
}
std::string cell(int64_t value) {
  return std::to_string(value);
}
std::string cell(int value) {
  return std::to_string(value);
}
std::string cell(size_t value) {
  return std::to_string(value);
}

/// One line of cells.
template <typename First, typename... Rest>
void line(std::string& out, const First& first, const Rest&... rest) {
  out += cell(first);
  ((out += ',', out += cell(rest)), ...);
  out += '\n';
}

const char* groupName(PointGroup group) {
  return group == PointGroup::train ? "train" : group == PointGroup::validation ? "validation" : "test";
}

std::string coordinateNames(int dims) {
  static constexpr const char* names[] = {"x", "y", "z"};
  std::string out;
  for (int d = 0; d < dims; ++d)
    out += std::string(",") + (dims <= 3 ? names[d] : ("x" + std::to_string(d + 1)).c_str());
  return out;
}

struct Writer {
  std::string operator()(const std::monostate&) const { return {}; }
  std::string operator()(const Field&) const { return {}; }
  std::string operator()(const MatrixData&) const { return {}; }
  std::string operator()(const NeuronMaps&) const { return {}; }
  std::string operator()(const ImageGrid&) const { return {}; }

  std::string operator()(const Points& p) const {
    std::string out = "row" + coordinateNames(p.dims);
    if (!p.classes.empty()) out += ",class";
    if (!p.values.empty()) out += ",value";
    if (!p.groups.empty()) out += ",split";
    if (!p.labels.empty()) out += ",label";
    out += '\n';
    for (size_t i = 0; i < p.size(); ++i) {
      out += cell(i < p.rows.size() ? p.rows[i] : static_cast<int64_t>(i));
      for (int d = 0; d < p.dims; ++d) out += ',' + cell(p.coordinates[i * p.dims + d]);
      if (!p.classes.empty()) {
        const int c = i < p.classes.size() ? p.classes[i] : -1;
        const bool named = c >= 0 && c < static_cast<int>(p.classNames.size());
        out += ',' + (c < 0 ? std::string() : named ? cell(p.classNames[c]) : cell(c));
      }
      if (!p.values.empty()) out += ',' + (i < p.values.size() ? cell(p.values[i]) : std::string());
      if (!p.groups.empty()) out += std::string(",") + (i < p.groups.size() ? groupName(p.groups[i]) : "");
      if (!p.labels.empty()) out += ',' + (i < p.labels.size() ? cell(p.labels[i]) : std::string());
      out += '\n';
    }
    return out;
  }

  std::string operator()(const Polylines& value) const {
    int dims = 2;
    for (const Polyline& l : value.lines) dims = std::max(dims, l.dims);
    std::string out = "line,point" + coordinateNames(dims) + '\n';
    for (size_t k = 0; k < value.lines.size(); ++k) {
      const Polyline& l = value.lines[k];
      for (size_t i = 0; l.dims > 0 && (i + 1) * l.dims <= l.coordinates.size(); ++i) {
        out += cell(k) + ',' + cell(i);
        for (int d = 0; d < dims; ++d) out += ',' + (d < l.dims ? cell(l.coordinates[i * l.dims + d]) : std::string());
        out += '\n';
      }
    }
    return out;
  }

  std::string operator()(const Arrows& value) const {
    std::string out = "x,y,dx,dy\n";
    for (size_t i = 0; i + 3 < value.values.size(); i += 4)
      line(out, value.values[i], value.values[i + 1], value.values[i + 2], value.values[i + 3]);
    return out;
  }

  std::string operator()(const Ring& r) const {
    std::string out = "x,y,ax,ay,bx,by\n";
    line(out, r.x, r.y, r.ax, r.ay, r.bx, r.by);
    return out;
  }

  std::string operator()(const Curves& value) const {
    std::string out = "curve,x,y,low,high\n";
    const double none = std::numeric_limits<double>::quiet_NaN();
    for (const Curve& c : value.curves) {
      const std::string name = c.name.empty() ? c.title.str() : c.name;
      for (size_t i = 0; i < c.x.size() && i < c.y.size(); ++i)
        line(out, name, c.x[i], c.y[i], i < c.low.size() ? c.low[i] : none, i < c.high.size() ? c.high[i] : none);
    }
    return out;
  }

  std::string operator()(const Histogram& h) const {
    std::string out = "from,to,height\n";
    for (size_t i = 0; i < h.heights.size() && i + 1 < h.edges.size(); ++i)
      line(out, h.edges[i], h.edges[i + 1], h.heights[i]);
    return out;
  }

  std::string operator()(const Bars& b) const {
    std::string out = b.line.empty() ? "label,value\n" : "label,value,line\n";
    for (size_t i = 0; i < b.values.size(); ++i) {
      const std::string label = i < b.labels.size() ? b.labels[i] : std::to_string(i + 1);
      if (b.line.empty())
        line(out, label, b.values[i]);
      else
        line(out, label, b.values[i], i < b.line.size() ? b.line[i] : std::numeric_limits<double>::quiet_NaN());
    }
    return out;
  }

  std::string operator()(const Network& n) const {
    std::string out = "layer,from,to,weight\n";
    for (const Network::Edge& e : n.edges)
      line(out, e.layer, e.from < 0 ? std::string("bias") : std::to_string(e.from), e.to, e.weight);
    return out;
  }

  std::string operator()(const Strip& s) const {
    std::string out = "frame,row,x,y\n";
    for (const Strip::Frame& frame : s.frames) {
      const Points& p = frame.points;
      for (size_t i = 0; p.dims >= 2 && i < p.size(); ++i) {
        line(out, frame.title, i < p.rows.size() ? p.rows[i] : static_cast<int64_t>(i), p.coordinates[i * p.dims],
             p.coordinates[i * p.dims + 1]);
      }
    }
    return out;
  }

  std::string operator()(const Tiles& value) const {
    std::string out = "name,value,unit\n";
    for (const Tiles::Tile& t : value.tiles) line(out, t.label, t.value, t.unit);
    return out;
  }

  std::string operator()(const Table& table) const {
    std::string out;
    size_t rows = 0;
    for (size_t c = 0; c < table.columns.size(); ++c) {
      out += (c > 0 ? "," : "") + cell(table.columns[c].name);
      rows = std::max({rows, table.columns[c].numbers.size(), table.columns[c].texts.size()});
    }
    out += '\n';
    for (size_t r = 0; r < rows; ++r) {
      for (size_t c = 0; c < table.columns.size(); ++c) {
        const Table::Column& column = table.columns[c];
        if (c > 0) out += ',';
        if (r < column.texts.size())
          out += cell(column.texts[r]);
        else if (r < column.numbers.size())
          out += cell(column.numbers[r]);
      }
      out += '\n';
    }
    return out;
  }
};

}  // namespace

std::string channelCsv(const ChannelValue& value) {
  return std::visit(Writer{}, value);
}

}  // namespace gradus
