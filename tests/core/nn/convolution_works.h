#pragma once
// The works cnn and gan of torch_works.json as steps of ours.
#include "core/nn/losses/classification.h"
#include "core/nn/models/dcgan.h"
#include "core/nn/models/image_classifier.h"
#include "tests/core/nn/torch_work_cases.h"

namespace gradus::testing {

template <typename T>
TrainingStepOf<T> cnnStep(const json& work) {
  const json& s = work["settings"];
  const int64_t batch = s["batch"], side = s["side"];
  const ImageClassifierParams params{{s["channels"][1], s["channels"][2]}, s["hidden"], s["classes"]};
  Graph graph;
  const Tensor x = graph.input("x", {batch, side, side, s["channels"][0]}), y = graph.input("y", {batch});
  const Tensor loss = crossEntropyLoss(imageClassifier(x, params), y);
  auto step = TrainingStepOf<T>::ofLoss(graph, loss, {.kind = OptimiserKind::adam, .learningRate = s["rate"]},
                                        workData<T>(work));
  startWork(step, work);
  return step;
}

template <typename T>
TrainingStepOf<T> ganStep(const json& work) {
  const json& s = work["settings"];
  const int64_t batch = s["batch"], side = s["side"];
  DcganParams params{.latent = s["z"], .side = side};
  for (size_t i = 0; i < 2; ++i) {
    params.generator[i] = s["generator"][i];
    params.discriminator[i] = s["discriminator"][i];
  }
  Graph graph;
  const Tensor real = graph.input("real", {batch, 4 * side, 4 * side, 1}), z = graph.input("z", {batch, params.latent});
  const DcganLosses losses = dcganStep(real, z, params);
  CompileOptions options;
  options.outputs = {losses.discriminator, losses.generator};
  TrainingStepOf<T> step(graph, options, workData<T>(work));
  for (const char* player : {"d.", "g."})
    step.setOptimiser({.kind = OptimiserKind::adam, .learningRate = s["rate"], .beta1 = 0.5}, 0, player);
  startWork(step, work);
  return step;
}

}  // namespace gradus::testing
