#include "core/nn/optimiser.h"

#include "core/nn/names.h"

namespace gradus {

int momentCount(OptimiserKind kind) {
  return momentsOf(static_cast<UpdateKind>(kind));
}

const std::vector<std::string_view>& optimiserNames() {
  static const std::vector<std::string_view> names{
      "sgd",      "momentum",         "nesterov",        "adagrad", "rmsprop", "adam",         "adamw",
      "adadelta", "rmsprop-momentum", "rmsprop-centred", "nadam",   "radam",   "adam-amsgrad", "adamw-amsgrad"};
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
    case OptimiserKind::rmspropMomentum:
    case OptimiserKind::rmspropCentred:
      return 0.01;
    case OptimiserKind::adam:
    case OptimiserKind::adamw:
    case OptimiserKind::adamAmsgrad:
    case OptimiserKind::adamwAmsgrad:
    case OptimiserKind::radam:
      return 0.001;
    case OptimiserKind::nadam:
      return 0.002;
    case OptimiserKind::adadelta:
      return 1;
  }
  return 0.01;
}

OptimiserParams defaultOptimiser(OptimiserKind kind) {
  OptimiserParams params{.kind = kind, .learningRate = defaultLearningRate(kind)};
  if (kind == OptimiserKind::adadelta) {
    params.alpha = 0.9;
    params.epsilon = 1e-6;
  }
  if (kind == OptimiserKind::rmspropCentred) params.momentum = 0;
  return params;
}

std::array<double, updateScalarCount> liveNumbers(const TrainingSettings& settings) {
  const OptimiserParams& o = settings.optimiser;
  const bool decoupled = o.kind == OptimiserKind::adamw || o.kind == OptimiserKind::adamwAmsgrad;
  std::array<double, updateScalarCount> numbers{};
  numbers[learningRateScalar] = o.learningRate;
  numbers[momentumScalar] = o.momentum;
  numbers[beta1Scalar] = o.beta1;
  numbers[beta2Scalar] = o.beta2;
  numbers[alphaScalar] = o.alpha;
  numbers[epsilonScalar] = o.epsilon;
  numbers[weightDecayScalar] = decoupled ? o.weightDecay : o.coupledDecay;
  numbers[l1Scalar] = settings.l1;
  numbers[l2Scalar] = settings.l2;
  numbers[clipNormScalar] = settings.clipNorm;
  numbers[clipValueScalar] = settings.clipValue;
  numbers[dampeningScalar] = o.dampening;
  numbers[rateDecayScalar] = o.rateDecay;
  numbers[momentumDecayScalar] = o.momentumDecay;
  numbers[initialSumScalar] = o.initialSum;
  return numbers;
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
    case OptimiserKind::rmspropMomentum:
    case OptimiserKind::rmspropCentred:
      return "torch.optim.RMSprop";
    case OptimiserKind::adam:
    case OptimiserKind::adamAmsgrad:
      return "torch.optim.Adam";
    case OptimiserKind::adamw:
    case OptimiserKind::adamwAmsgrad:
      return "torch.optim.AdamW";
    case OptimiserKind::adadelta:
      return "torch.optim.Adadelta";
    case OptimiserKind::nadam:
      return "torch.optim.NAdam";
    case OptimiserKind::radam:
      return "torch.optim.RAdam";
  }
  return "";
}

}  // namespace gradus
