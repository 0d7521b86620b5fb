#include "core/nn/playground/choices.h"

namespace gradus::playground {

std::vector<Option> activationOptions() {
  return {{"tanh", "tanh"},
          {"relu", "ReLU"},
          {"sigmoid", GRADUS_TR("sigmoid")},
          {"linear", GRADUS_TR("linear")},
          {"leaky-relu", GRADUS_TR("leaky ReLU")},
          {"gelu", "GELU"},
          {"silu", "SiLU"},
          {"sine", GRADUS_TR("sine")},
          {"softplus", "softplus"}};
}

std::vector<Option> initialiserOptions() {
  return {{"torch", GRADUS_TR("as PyTorch")},
          {"xavier", "Xavier"},
          {"he", "He"},
          {"zero", GRADUS_TR("all zero")},
          {"normal", GRADUS_TR("normal")}};
}

std::vector<Option> lossOptions() {
  return {{"auto", GRADUS_TR("automatic")},
          {"cross-entropy", GRADUS_TR("cross-entropy")},
          {"squared", GRADUS_TR("squared")},
          {"hinge", "hinge"},
          {"huber", "Huber"}};
}

std::vector<Option> optimiserOptions() {
  return {{"sgd", "SGD"},         {"momentum", GRADUS_TR("momentum")},
          {"adam", "Adam"},       {"nesterov", "Nesterov"},
          {"adagrad", "Adagrad"}, {"rmsprop", "RMSprop"},
          {"adamw", "AdamW"}};
}

}  // namespace gradus::playground
