#include "core/compute/cpu/coverage.h"

namespace gradus {

namespace {

// Does a value of shape `source` have more than one element along `axis` of the domain?
bool varies(const Shape& source, const Shape& domain, int axis) {
  const int own = axis - (domain.rank() - source.rank());
  return own >= 0 && source[own] != 1;
}

// Index of the rows that the axes below `end` count; rows of the source are `stride` elements apart.
RowIndex indexOf(const Shape& source, const Shape& domain, int end, int64_t stride) {
  RowIndex index;
  int64_t divisor = 1;
  for (int axis = end - 1; axis >= 0; --axis) {
    const int64_t size = domain[axis];
    if (size == 1) continue;
    if (varies(source, domain, axis)) {
      const int last = index.axes - 1;
      if (last >= 0 && index.divisor[last] * index.size[last] == divisor) {
        index.size[last] *= size;
      } else {
        index.divisor[index.axes] = divisor;
        index.size[index.axes] = size;
        index.stride[index.axes++] = stride;
      }
      stride *= size;
    }
    divisor *= size;
  }
  return index;
}

}  // namespace

Domain::Domain(const Shape& whole, const std::vector<Shape>& sources) : shape(whole) {
  firstColumn = std::max(0, shape.rank() - 1);
  if (shape.cols() == 1 && shape.count() > 1) {
    joined = true;
    int last = shape.rank() - 1;
    while (shape[last] == 1) --last;
    firstColumn = last;
    const auto alike = [&](int axis) {
      for (const Shape& source : sources) {
        if (varies(source, shape, axis) != varies(source, shape, last)) return false;
      }
      return true;
    };
    while (firstColumn > 0 && (shape[firstColumn - 1] == 1 || alike(firstColumn - 1))) --firstColumn;
  }
  for (int axis = 0; axis < shape.rank(); ++axis) (axis < firstColumn ? rows : cols) *= shape[axis];
}

Place Domain::view(Place place) const {
  if (joined) place.pitch = cols;
  place.rows = rows;
  place.cols = cols;
  return place;
}

Operand Domain::cover(const Shape& source, Place place) const {
  bool columns = false;
  for (int axis = firstColumn; axis < shape.rank(); ++axis)
    columns = columns || (shape[axis] != 1 && varies(source, shape, axis));
  if (joined) {
    place.cols = columns ? cols : 1;
    place.pitch = place.cols;
    place.rows = source.count() / std::max<int64_t>(1, place.cols);
  }
  Operand operand{place, Pattern::full, false, indexOf(source, shape, firstColumn, place.pitch)};
  if (operand.index.axes == 0) {
    operand.pattern = columns ? Pattern::row : Pattern::single;
    if (columns && rows == 1) operand.pattern = Pattern::full;
    return operand;
  }
  operand.pattern = columns ? Pattern::full : Pattern::column;
  if (operand.index.axes == 1 && operand.index.divisor[0] == 1 && operand.index.size[0] == rows) operand.index.axes = 0;
  return operand;
}

RowIndex matrixIndex(const Shape& part, const Shape& whole, int64_t matrixRows, int64_t pitch) {
  Shape source, domain;
  for (int axis = 0; axis + 2 < part.rank(); ++axis) source.append(part[axis]);
  for (int axis = 0; axis + 2 < whole.rank(); ++axis) domain.append(whole[axis]);
  return indexOf(source, domain, domain.rank(), matrixRows * pitch);
}

}  // namespace gradus
