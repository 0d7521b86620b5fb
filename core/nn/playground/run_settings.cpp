#include "core/nn/playground/run_settings.h"

namespace gradus::playground {

TrainingSettings trainingOf(const Settings& settings) {
  TrainingSettings training;
  training.optimiser.kind = optimiserFromName(settings.choice("optimiser"));
  training.optimiser.learningRate = settings.number("learning_rate");
  training.optimiser.momentum = settings.number("momentum");
  training.l1 = settings.number("l1");
  training.l2 = settings.number("l2");
  training.dropout = settings.number("dropout");
  training.clipNorm = settings.number("clip");
  return training;
}

Architecture shapeOf(const Settings& settings, const Samples& table) {
  Architecture shape;
  shape.features = table.columns == 2 ? parseFeatures(settings.choice("features")) : FeatureMask(table.columns, 1);
  shape.hidden.clear();
  for (const double units : settings.list("hidden")) shape.hidden.push_back(static_cast<int>(units));
  const std::string& activation = settings.choice("activation");
  shape.activation = activationFromName(activation == "linear" ? "identity" : activation);
  shape.optimiser = optimiserFromName(settings.choice("optimiser"));
  shape.loss = chooseLoss(settings.choice("loss"), taskOf(table));
  shape.initialiser = initialiserFromName(settings.choice("initialiser"));
  shape.dropout = settings.number("dropout") > 0;
  return shape;
}

}  // namespace gradus::playground
