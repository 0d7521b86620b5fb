#pragma once
// Our losses by the names that tests/reference/torch_layers.json gives PyTorch's.
#include <map>

#include "core/nn/losses/adversarial.h"
#include "core/nn/losses/classification.h"
#include "core/nn/losses/divergence.h"
#include "core/nn/losses/penalty.h"
#include "core/nn/losses/regression.h"
#include "core/nn/losses/similarity.h"
#include "tests/core/nn/torch_layer_cases.h"

namespace gradus::testing {

using In = const std::vector<Tensor>&;
using LossOf = std::function<Tensor(In, const json&)>;

inline Reduction reductionOf(const json& c) {
  return c.value("reduction", "mean") == "sum" ? Reduction::sum : Reduction::mean;
}

// PyTorch has the classes along axis 1; here they are last.
inline Tensor classesLast(Tensor x) {
  const int axes[] = {0, 2, 1};
  return x.shape().rank() == 3 ? permute(x, axes) : x;
}

inline CrossEntropyOptions crossEntropyOptions(const json& c) {
  CrossEntropyOptions options{.smoothing = c.value("label_smoothing", 0.0),
                              .ignored = c.value("ignore_index", int64_t{-100}),
                              .reduction = reductionOf(c)};
  if (c.contains("weight")) options.weights = c["weight"].get<std::vector<double>>();
  return options;
}

inline Tensor crossEntropyCase(In in, const json& c) {
  if (in[1].shape() == in[0].shape() && in[0].shape().rank() == 2 && in[0].graph->op(in[1]).kind == OpKind::constant)
    return softCrossEntropyLoss(in[0], in[1], reductionOf(c));
  return crossEntropyLoss(classesLast(in[0]), in[1], crossEntropyOptions(c));
}

inline Tensor bceLogitsCase(In in, const json& c) {
  Tensor weight;
  if (c.contains("pos_weight")) {
    const auto values = c["pos_weight"].get<std::vector<double>>();
    weight = in[0].graph->constant(values, {static_cast<int64_t>(values.size())});
  }
  return bceWithLogitsLoss(in[0], in[1], reductionOf(c), weight);
}

inline Tensor klDivCase(In in, const json& c) {
  if (c.value("reduction", "mean") == "batchmean")
    return klDivLoss(in[0], in[1], Reduction::sum) / static_cast<double>(in[0].shape()[0]);
  return klDivLoss(in[0], in[1], reductionOf(c), c.value("log_target", false));
}

inline Tensor gradientPenaltyCase(In in, const json&) {
  const Tensor score = matmul(tanh(matmul(in[0], in[1], false, true)), in[2], false, true);
  return gradientPenalty(score, in[0]);
}

inline const std::map<std::string, LossOf>& lossesOfPairs() {
  static const std::map<std::string, LossOf> all{
      {"mse_loss", [](In in, const json& c) { return mseLoss(in[0], in[1], reductionOf(c)); }},
      {"l1_loss", [](In in, const json& c) { return l1Loss(in[0], in[1], reductionOf(c)); }},
      {"huber_loss",
       [](In in, const json& c) { return huberLoss(in[0], in[1], c.value("delta", 1.0), reductionOf(c)); }},
      {"smooth_l1_loss",
       [](In in, const json& c) { return smoothL1Loss(in[0], in[1], c.value("beta", 1.0), reductionOf(c)); }},
      {"gaussian_nll_loss",
       [](In in, const json& c) {
         return gaussianNllLoss(in[0], in[1], in[2], c.value("full", false), 1e-6, reductionOf(c));
       }},
      {"binary_cross_entropy", [](In in, const json& c) { return bceLoss(in[0], in[1], reductionOf(c)); }},
      {"binary_cross_entropy_with_logits", bceLogitsCase},
      {"soft_margin_loss", [](In in, const json& c) { return softMarginLoss(in[0], in[1], reductionOf(c)); }},
      {"hinge_embedding_loss",
       [](In in, const json& c) { return hingeEmbeddingLoss(in[0], in[1], c.value("margin", 1.0), reductionOf(c)); }},
      {"cross_entropy", crossEntropyCase},
      {"nll_loss", [](In in, const json& c) { return nllLoss(in[0], in[1], crossEntropyOptions(c)); }},
      {"multi_margin_loss",
       [](In in, const json& c) {
         return multiMarginLoss(in[0], in[1], c.value("p", 1), c.value("margin", 1.0), reductionOf(c));
       }},
      {"kl_div", klDivCase},
      {"hinge", [](In in, const json&) { return hingeLoss(in[0], in[1]); }},
      {"squared_hinge", [](In in, const json&) { return squaredHingeLoss(in[0], in[1]); }},
      {"exponential", [](In in, const json&) { return exponentialLoss(in[0], in[1]); }},
      {"epsilon_insensitive", [](In in, const json& c) { return epsilonInsensitiveLoss(in[0], in[1], c["epsilon"]); }},
      {"half_mse", [](In in, const json&) { return mseLoss(in[0], in[1]) * 0.5; }},
      {"dice", [](In in, const json& c) { return diceLoss(in[0], in[1], c["smooth"]); }},
      {"distillation",
       [](In in, const json& c) { return distillationLoss(in[0], in[1], in[2], c["temperature"], c["alpha"]); }},
  };
  return all;
}

inline const std::map<std::string, LossOf>& lossesOfModels() {
  static const std::map<std::string, LossOf> all{
      {"cosine_embedding_loss",
       [](In in, const json& c) {
         return cosineEmbeddingLoss(in[0], in[1], in[2], c.value("margin", 0.0), reductionOf(c));
       }},
      {"cosine_similarity",
       [](In in, const json&) { return reshape(cosineSimilarity(in[0], in[1]), {in[0].shape()[0]}); }},
      {"triplet_margin_loss",
       [](In in, const json& c) {
         return tripletMarginLoss(in[0], in[1], in[2], c.value("margin", 1.0), reductionOf(c));
       }},
      {"info_nce", [](In in, const json& c) { return infoNceLoss(in[0], in[1], c["temperature"]); }},
      {"info_nce_symmetric", [](In in, const json& c) { return symmetricInfoNceLoss(in[0], in[1], c["temperature"]); }},
      {"nt_xent", [](In in, const json& c) { return ntXentLoss(in[0], in[1], c["temperature"]); }},
      {"contrastive", [](In in, const json& c) { return contrastiveLoss(in[0], in[1], in[2], c["margin"]); }},
      {"kl_standard_normal", [](In in, const json&) { return klStandardNormal(in[0], in[1]); }},
      {"kl_normals", [](In in, const json&) { return klNormals(in[0], in[1], in[2], in[3]); }},
      {"elbo", [](In in, const json&) { return elboBernoulli(in[0], in[1], in[2], in[3]); }},
      {"gan_discriminator", [](In in, const json&) { return discriminatorLoss(GanLoss::nonSaturating, in[0], in[1]); }},
      {"gan_saturating", [](In in, const json&) { return generatorLoss(GanLoss::saturating, in[0]); }},
      {"gan_non_saturating", [](In in, const json&) { return generatorLoss(GanLoss::nonSaturating, in[0]); }},
      {"wasserstein_critic", [](In in, const json&) { return discriminatorLoss(GanLoss::wasserstein, in[0], in[1]); }},
      {"wasserstein_generator", [](In in, const json&) { return generatorLoss(GanLoss::wasserstein, in[0]); }},
      {"gradient_penalty", gradientPenaltyCase},
      {"penalty_l1", [](In in, const json& c) { return l1Penalty(in, c["strength"]); }},
      {"penalty_l2", [](In in, const json& c) { return l2Penalty(in, c["strength"]); }},
      {"penalty_elastic", [](In in, const json& c) { return elasticPenalty(in, c["strength"], c["ratio"]); }},
  };
  return all;
}

}  // namespace gradus::testing
