#pragma once
// Losses with PyTorch's conventions, mean over the batch and (for mse, halfMse, huber, hinge, bce) over the outputs.
// z is the network's output, y the target:
//   mse        (z - y)^2                                       nn.MSELoss
//   halfMse    (z - y)^2 / 2                                   TensorFlow Playground's
//   huber      d^2 / 2 if |d| < 1, else |d| - 1/2; d = z - y   nn.HuberLoss(delta=1) (Huber 1964)
//   hinge      max(0, 1 - y z), y in {-1, 1}                   (Vapnik 1995)
//   bceLogits  max(z, 0) - z y + log(1 + exp(-|z|)), y in {0, 1}          nn.BCEWithLogitsLoss
//   softmax    log(sum_k exp z_k) - z_y, y a class index                  nn.CrossEntropyLoss
#include <string_view>
#include <vector>

#include "core/compute/graph.h"

namespace gradus {

enum class LossKind { mse, halfMse, huber, hinge, bceLogits, softmax };

const std::vector<std::string_view>& lossNames();  // "mse", "half-mse", "huber", "hinge", "bce", "cross-entropy"
LossKind lossFromName(std::string_view name);
std::string_view lossTorchClass(LossKind kind);  // "nn.MSELoss()", ...

/// Mean loss as a scalar of the graph. `output` is [outputs, batch] (features are rows); `target` the same shape, but
/// [1, batch] class indices for softmax.
Tensor lossOf(LossKind kind, Tensor output, Tensor target);

}  // namespace gradus
