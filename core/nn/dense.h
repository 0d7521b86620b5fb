#pragma once
// Dense layer in graph form. Values are feature-major, [features, batch]: samples are the vector lanes of every kernel.
#include <string>

#include "core/compute/graph.h"

namespace gradus {

/// W x + b with parameters name + ".weight" [outputs, inputs] and name + ".bias" [outputs, 1]; x is [inputs, batch].
Tensor dense(Tensor x, const std::string& name, int64_t outputs);

/// [2 n, batch] rows sin(t f_j), then cos(t f_j), f_j = 10000^(-j / (n - 1)); t is [1, batch] (Vaswani et al. 2017,
/// section 3.5).
Tensor timeEmbedding(Tensor t, int frequencies);

}  // namespace gradus
