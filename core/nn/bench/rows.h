#pragma once
// The works of every family; core/nn/bench_works.cpp runs them in this order.
#include <span>

#include "core/nn/bench_work.h"

namespace gradus {

std::span<const BenchWorkRow> perceptronWorks();     // playground-*, mlp
std::span<const BenchWorkRow> convolutionWorks();    // cnn, gan
std::span<const BenchWorkRow> generativeMlpWorks();  // vae, ddpm, ddpm_sample
std::span<const BenchWorkRow> attentionWorks();      // gpt
std::span<const BenchWorkRow> sequenceWorks();       // lstm
std::span<const BenchWorkRow> graphWorks();          // gcn, gcn_sparse

}  // namespace gradus
