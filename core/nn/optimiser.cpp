#include "core/nn/optimiser.h"

#include "core/compute/update_kind.h"
#include "core/nn/names.h"

namespace gradus {

int momentCount(OptimiserKind kind) {
  return momentsOf(static_cast<UpdateKind>(kind));
}

const std::vector<std::string_view>& optimiserNames() {
  static const std::vector<std::string_view> names{"sgd",     "momentum", "nesterov", "adagrad",
                                                   "rmsprop", "adam",     "adamw"};
  return names;
}

OptimiserKind optimiserFromName(std::string_view name) {
  return kindFromName<OptimiserKind>("optimiser", optimiserNames(), name);
}

double defaultLearningRate(OptimiserKind kind) {
  switch (kind) {
    case OptimiserKind::sgd:
    case OptimiserKind::momentum:
    case OptimiserKind::nesterov:
    case OptimiserKind::adagrad:
    case OptimiserKind::rmsprop:
      return 0.01;
    case OptimiserKind::adam:
    case OptimiserKind::adamw:
      return 0.001;
  }
  return 0.01;
}

std::string_view optimiserTorchClass(OptimiserKind kind) {
  switch (kind) {
    case OptimiserKind::sgd:
    case OptimiserKind::momentum:
    case OptimiserKind::nesterov:
      return "torch.optim.SGD";
    case OptimiserKind::adagrad:
      return "torch.optim.Adagrad";
    case OptimiserKind::rmsprop:
      return "torch.optim.RMSprop";
    case OptimiserKind::adam:
      return "torch.optim.Adam";
    case OptimiserKind::adamw:
      return "torch.optim.AdamW";
  }
  return "";
}

}  // namespace gradus
