// Losses as ops of the graph; the equations stand in the header.
#include "core/nn/loss.h"

#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/nn/names.h"

namespace gradus {

const std::vector<std::string_view>& lossNames() {
  static const std::vector<std::string_view> names{"mse", "half-mse", "huber", "hinge", "bce", "cross-entropy"};
  return names;
}

LossKind lossFromName(std::string_view name) {
  return kindFromName<LossKind>("loss", lossNames(), name);
}

std::string_view lossTorchClass(LossKind kind) {
  switch (kind) {
    case LossKind::mse:
      return "nn.MSELoss()";
    case LossKind::halfMse:
      return "lambda z, y: 0.5 * ((z - y) ** 2).mean()";
    case LossKind::huber:
      return "nn.HuberLoss()";
    case LossKind::hinge:
      return "lambda z, y: torch.relu(1 - y * z).mean()";
    case LossKind::bceLogits:
      return "nn.BCEWithLogitsLoss()";
    case LossKind::softmax:
      return "nn.CrossEntropyLoss()";
  }
  return "";
}

Tensor lossOf(LossKind kind, Tensor output, Tensor target) {
  const Shape& shape = output.shape();
  const Shape expected = kind == LossKind::softmax ? Shape{1, shape.cols()} : shape;
  if (!(target.shape() == expected))
    shapeError(*output.graph, "loss", {shape, target.shape()}, "a target of shape " + expected.str());
  const Tensor z = output, y = target;
  switch (kind) {
    case LossKind::mse:
      return mean(square(z - y));
    case LossKind::halfMse:
      return sum(square(z - y)) * (0.5 / static_cast<double>(shape.count()));
    case LossKind::huber: {  // with c = min(|d|, 1): c (|d| - c / 2) is both branches
      const Tensor d = abs(z - y), c = minimum(d, z.graph->constant(1));
      return mean(c * (d - c * 0.5));
    }
    case LossKind::hinge:
      return mean(relu(1 - y * z));
    case LossKind::bceLogits:
      return mean(softplus(z) - z * y);  // equals the form in the header
    case LossKind::softmax:
      return (sum(logSumExpOver(z, 0)) - sum(oneHot(y, shape[0]) * z)) / static_cast<double>(shape.cols());
  }
  return {};
}

}  // namespace gradus
