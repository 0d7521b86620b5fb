#pragma once
// Linear layer with PyTorch's names, shapes and initial values (nn.Linear).
#include <optional>
#include <string>

#include "core/compute/graph.h"

namespace gradus {

/// How the parameters of a layer begin; none: PyTorch's default, U(-1/sqrt(in), 1/sqrt(in)) for both.
struct LinearStart {
  std::optional<ParameterStart> weight, bias;
};

/// y = x W^T + b for x [..., in]: y [..., outputs], W = name + ".weight" [outputs, in] (penalised by L1 and L2),
/// b = name + ".bias" [outputs]. UserError that names the layer if x has no axis or `outputs` is below 1.
Tensor linear(Tensor x, const std::string& name, int64_t outputs, bool bias = true, const LinearStart& start = {});

}  // namespace gradus
