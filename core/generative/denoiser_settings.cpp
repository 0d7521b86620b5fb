#include "core/generative/denoiser_settings.h"

namespace gradus::denoiser {

Params paramsOf(const Settings& settings) {
  const auto whole = [&](const char* name) { return static_cast<int>(settings.integer(name)); };
  Params params;
  params.schedule = settings.choice("schedule") == "linear" ? NoiseSchedule::linear : NoiseSchedule::cosine;
  params.diffusionSteps = whole("diffusion_steps");
  params.width = whole("width");
  params.depth = whole("depth");
  params.batch = whole("batch");
  params.learningRate = settings.number("learning_rate");
  params.trainingSteps = settings.integer("training_steps");
  params.samples = whole("samples");
  params.reverse.kind = ReverseKind::ddim;
  params.reverse.eta = settings.number("eta");
  params.reverse.stepsUsed = whole("sampling_steps");
  return params;
}

}  // namespace gradus::denoiser
