#include "core/nn/layers/embedding.h"

#include <cmath>
#include <vector>

#include "core/compute/ops/checks.h"
#include "core/compute/ops/indexing.h"
#include "core/compute/ops/ops.h"
#include "core/nn/initialiser.h"
#include "core/nn/layers/layer_scope.h"

namespace gradus {

Tensor embedding(Tensor indices, const std::string& name, int64_t count, int64_t width) {
  Graph& graph = *indices.graph;
  const LayerScope scope(graph, name);
  return gatherRows(graph.parameter(name + ".weight", {count, width}, false, normalStart(1)), indices);
}

Tensor addPositions(Tensor x, Tensor positions) {
  const Shape &from = x.shape(), &at = positions.shape();
  if (from.rank() != 3 || !(at == Shape{from[1], from[2]}))
    shapeError(*x.graph, "positions", {from, at}, "a sequence [B, T, C] and positions [T, C]");
  // As rows of whole sequences, so that the sum over samples is one over rows.
  const int64_t all = from[1] * from[2];
  return reshape(reshape(x, {from[0], all}) + reshape(positions, {all}), from);
}

Tensor learnedPositions(Tensor x, const std::string& name, double deviation) {
  const Shape& shape = x.shape();
  if (shape.rank() != 3) shapeError(*x.graph, "positions", {shape}, "a sequence [B, T, C]");
  return addPositions(x, x.graph->parameter(name, {shape[1], shape[2]}, false, normalStart(deviation)));
}

Tensor sinusoidalPositions(Graph& graph, int64_t length, int64_t width, double base) {
  if (width < 2 || width % 2 != 0) shapeError(graph, "positions", {{length, width}}, "an even width");
  std::vector<double> values;
  for (int64_t t = 0; t < length; ++t) {
    for (int64_t i = 0; i < width / 2; ++i) {
      const double angle =
          static_cast<double>(t) * std::pow(base, -2.0 * static_cast<double>(i) / static_cast<double>(width));
      values.push_back(std::sin(angle));
      values.push_back(std::cos(angle));
    }
  }
  return graph.constant(std::move(values), {length, width});
}

Tensor rotaryPositions(Tensor x, int64_t heads, double base, bool interleaved, int64_t first) {
  Graph& graph = *x.graph;
  const Shape shape = x.shape();
  if (shape.rank() != 3 || heads < 1 || shape[2] % (2 * heads) != 0)
    shapeError(graph, "rotary positions", {shape}, "a sequence [B, T, C] with an even number of columns in each head");
  const int64_t time = shape[1], half = shape[2] / heads / 2;
  std::vector<double> cosines, sines;
  for (int64_t t = 0; t < time; ++t) {
    for (int64_t k = 0; k < half; ++k) {
      const double angle =
          static_cast<double>(first + t) * std::pow(base, -static_cast<double>(k) / static_cast<double>(half));
      cosines.push_back(std::cos(angle));
      sines.push_back(std::sin(angle));
    }
  }
  // Axes [sample, time, head, member of a pair, pair], or the last two the other way round.
  const int axis = interleaved ? 4 : 3;
  const Shape pairs = interleaved ? Shape{shape[0], time, heads, half, 2} : Shape{shape[0], time, heads, 2, half};
  const Shape angles = interleaved ? Shape{1, time, 1, half, 1} : Shape{1, time, 1, 1, half};
  const Tensor c = graph.constant(std::move(cosines), angles), s = graph.constant(std::move(sines), angles);
  const Tensor five = reshape(x, pairs), a = slice(five, axis, 0, 1), b = slice(five, axis, 1, 2);
  const Tensor turned[] = {a * c - b * s, a * s + b * c};
  return reshape(concat(turned, axis), shape);
}

}  // namespace gradus
