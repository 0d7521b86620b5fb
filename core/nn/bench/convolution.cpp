// Convolutional networks in the benchmark: a classifier of 28x28 images and a small DCGAN.
#include "core/compute/ops/ops.h"
#include "core/nn/bench/rows.h"
#include "core/nn/bench/step.h"
#include "core/nn/losses/classification.h"
#include "core/nn/models/dcgan.h"
#include "core/nn/models/image_classifier.h"

namespace gradus {

namespace {

BenchWork cnn() {
  const int64_t batch = 64;
  const ImageClassifierParams params;
  Graph graph;
  const Tensor x = graph.input("x", {batch, 28, 28, 1}), y = graph.input("y", {batch});
  const Tensor loss = crossEntropyLoss(imageClassifier(x, params), y);
  StepData<float> data{{"x", uniformData(batch * 784, 0, 1, 1)}, {"y", classData(batch, params.classes, 2)}};
  return benchWork(
      static_cast<int>(batch), imageClassifierMflop(x.shape(), params),
      TrainingStep::ofLoss(graph, loss, {.kind = OptimiserKind::adam, .learningRate = 1e-3}, std::move(data)));
}

BenchWork gan() {
  const int64_t batch = 64;
  const DcganParams params;
  Graph graph;
  const Tensor real = graph.input("real", {batch, 28, 28, 1});
  const DcganLosses losses = dcganStep(real, randomNormal(graph, {batch, params.latent}), params);
  CompileOptions options;
  options.outputs = {losses.discriminator};
  TrainingStep step(graph, options, {{"real", uniformData(batch * 784, -1, 1, 1)}});
  for (const char* player : {"d.", "g."})
    step.setOptimiser({.kind = OptimiserKind::adam, .learningRate = 2e-4, .beta1 = 0.5}, 0, player);
  return benchWork(static_cast<int>(batch), dcganMflop(batch, params), std::move(step));
}

constexpr BenchWorkRow rows[] = {{"cnn", cnn}, {"gan", gan}};

}  // namespace

std::span<const BenchWorkRow> convolutionWorks() {
  return rows;
}

}  // namespace gradus
