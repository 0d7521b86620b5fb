#pragma once
// Op functions: check shapes, broadcast, append a record. Errors are UserErrors that name the op, the layer and the
// shapes. Two-input elementwise ops broadcast as NumPy does (aligned at the last axis, sizes equal or 1).
#include <span>

#include "core/compute/graph.h"

namespace gradus {

// elementwise
Tensor operator+(Tensor a, Tensor b);
Tensor operator-(Tensor a, Tensor b);
Tensor operator*(Tensor a, Tensor b);
Tensor operator/(Tensor a, Tensor b);
Tensor operator+(Tensor a, double b);
Tensor operator-(Tensor a, double b);
Tensor operator*(Tensor a, double b);
Tensor operator*(double a, Tensor b);
Tensor operator+(double a, Tensor b);
Tensor operator-(double a, Tensor b);
Tensor operator/(Tensor a, double b);
Tensor operator-(Tensor a);
Tensor exp(Tensor a);
Tensor log(Tensor a);
Tensor sqrt(Tensor a);
Tensor reciprocal(Tensor a);
Tensor square(Tensor a);
Tensor tanh(Tensor a);
Tensor sigmoid(Tensor a);   // 1 / (1 + exp(-a))
Tensor softplus(Tensor a);  // log(1 + exp(a)), without overflow
Tensor relu(Tensor a);      // max(a, 0)
Tensor step(Tensor a);      // 1 where a > 0, else 0
Tensor abs(Tensor a);
Tensor sign(Tensor a);  // -1, 0, 1
Tensor sin(Tensor a);
Tensor cos(Tensor a);
Tensor erf(Tensor a);
Tensor rsqrt(Tensor a);          // 1 / sqrt(a)
Tensor floor(Tensor a);          // gradient zero
Tensor round(Tensor a);          // halves to the even neighbour; gradient zero
Tensor gelu(Tensor a);           // a Phi(a), Phi the normal distribution (the exact form, with erf)
Tensor silu(Tensor a);           // a sigmoid(a)
Tensor pow(Tensor a, Tensor b);  // a^b; the gradient of b needs a > 0
Tensor pow(Tensor a, double b);
Tensor clamp(Tensor a, double low, double high);
Tensor logAddExp(Tensor a, Tensor b);  // log(exp(a) + exp(b))
Tensor maximum(Tensor a, Tensor b);
Tensor minimum(Tensor a, Tensor b);
Tensor greater(Tensor a, Tensor b);                   // 1 where a > b, else 0
Tensor select(Tensor condition, Tensor a, Tensor b);  // a where condition > 0, else b

// shape
Tensor broadcastTo(Tensor a, Shape shape);
Tensor reshape(Tensor a, Shape shape);
Tensor transpose(Tensor a);                           // of a matrix; of more axes, the last two
Tensor permute(Tensor a, std::span<const int> axes);  // axis k of the result is axis axes[k] of a
Tensor concat(std::span<const Tensor> parts, int axis);
Tensor slice(Tensor a, int axis, int64_t begin, int64_t end);
Tensor pad(Tensor a, int axis, int64_t before, int64_t after);  // with zeros

// reductions. `shape` must broadcast to the shape of a
Tensor sumTo(Tensor a, Shape shape);
Tensor maxTo(Tensor a, Shape shape);
Tensor sum(Tensor a);                // of all elements, a scalar
Tensor mean(Tensor a);               // of all elements, a scalar
Tensor sumOver(Tensor a, int axis);  // keeps the axis with size 1
Tensor maxOver(Tensor a, int axis);
Tensor logSumExpOver(Tensor a, int axis);

// linear algebra. Products of the matrices in the last two axes; leading axes broadcast
Tensor matmul(Tensor a, Tensor b, bool transposeA = false, bool transposeB = false);

// others
Tensor oneHot(Tensor indices, int64_t classes);   // [1, n] indices -> [classes, n]
Tensor randomUniform(Graph& graph, Shape shape);  // [0, 1): a function of (key of the step, stream, index)
Tensor randomNormal(Graph& graph, Shape shape);
Tensor dropout(Tensor a, Tensor probability);  // inverted dropout: a * mask / (1 - p)
Tensor stopGradient(Tensor a);

}  // namespace gradus
