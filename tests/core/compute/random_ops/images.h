#pragma once
// Convolutions, pooling, resizing, layout of images.
#include "core/compute/ops/convolution.h"
#include "core/compute/ops/pooling.h"
#include "tests/core/compute/random_ops/draw.h"

namespace gradus::testing {

inline Tensor randomConvolution(Draw& d) {
  const bool line = d.rng.below(3) == 0;
  const int64_t groups = d.between(1, 2), in = groups * d.between(1, 5), out = groups * d.between(1, 9),
                kernel = d.between(1, 3);
  const Convolution how = line ? Convolution::line(d.between(1, 2), d.between(0, 2), d.between(1, 2), groups)
                               : Convolution::square(d.between(1, 2), d.between(0, 1), 1, groups);
  const Tensor x = d.like(line ? Shape{d.between(1, 3), d.between(5, 12), in}
                               : Shape{d.between(1, 3), d.between(4, 9), d.between(4, 9), in});
  const Tensor weight =
      d.tame(d.like(line ? Shape{out, in / groups, kernel} : Shape{out, in / groups, kernel, kernel}));
  const Tensor y = convolution(d.tame(x), weight, how, d.coin() ? d.like({out}) : Tensor());
  const double scale = 1 / std::sqrt(static_cast<double>(in * kernel));
  if (d.rng.below(3) == 0) {  // with respect to the input and the weight
    const Tensor of[] = {x, weight};
    return d.tame(gradients(sum(sin(y * scale)), of)[d.rng.below(2)]);
  }
  return d.coin() ? relu(y) * scale : y * scale;
}

inline Tensor randomPooling(Draw& d) {
  const bool line = d.rng.below(3) == 0;
  const int64_t kernel = d.between(1, 3), stride = d.between(1, 3);
  const Pooling how = line ? Pooling::line(kernel, stride, d.between(0, kernel / 2))
                           : Pooling::square(kernel, stride, d.between(0, kernel / 2));
  const Shape shape = line ? Shape{d.between(1, 3), d.between(3, 9), d.size()}
                           : Shape{d.between(1, 3), d.between(3, 9), d.between(3, 9), d.between(1, 17)};
  const Tensor x = d.like(shape);
  switch (d.rng.below(6)) {
    case 0:
      return averagePool(x, how);
    case 1:
      return maxPool(relu(x), how);
    case 2: {  // the gradient, and the gradient of that
      const Tensor of[] = {x};
      const Tensor slope = gradients(sum(sin(maxPool(x, how))), of)[0];
      return d.coin() ? slope : d.tame(gradients(sum(square(slope)), of)[0]);
    }
    case 3:
      return orItsGradient(
          d,
          resize(x, d.coin() ? ResizeKind::nearest : ResizeKind::bilinear, line ? 1 : d.between(1, 9), d.between(1, 9)),
          x);
    case 4:
      return orItsGradient(d, averagePool(x, how), x);
    default:
      return d.coin() ? channelsFirst(x) : channelsLast(square(channelsFirst(x)), shape);
  }
}

inline std::vector<RandomOp> imageRandomOps() {
  using enum OpKind;
  return {{"convolution", {convolution, convolutionInput, convolutionWeight}, randomConvolution},
          {"pooling",
           {maxPool, maxPoolScatter, maxPoolGather, averagePool, averagePoolInput, resize, resizeInput, channelsFirst,
            channelsLast},
           randomPooling}};
}

}  // namespace gradus::testing
