#pragma once
// A small network that learns to name the noise in a noised point (Ho, Jain, Abbeel 2020, equation 14),
//     L = E |eps - eps_theta(sqrt(abar_t) x_0 + sqrt(1 - abar_t) eps, t)|^2,   t uniform on 1 ... T,
// and the reverse walk from noise to data with it. Training steps come first, then one reverse step a step.
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "core/base/rng.h"
#include "core/generative/diffusion.h"
#include "core/nn/mlp.h"

namespace gradus::denoiser {

struct Params {
  NoiseSchedule schedule = NoiseSchedule::cosine;
  int diffusionSteps = 100;  // T
  int width = 128, depth = 3;
  int batch = 256;
  double learningRate = 2e-3;  // at the start; falls to 0 along half a cosine until `trainingSteps`
  int64_t trainingSteps = 4000;
  int samples = 2000;
  ReverseParams reverse;
};

/// The data with their mean taken away and divided by one factor, so that the mean square of a coordinate is 1.
struct Data {
  Matrix x;                    // n x d, normalised
  std::vector<double> place;   // n: position along the shape, class, or angle: what colours a point
  std::vector<double> centre;  // x_original = centre + scale * x
  double scale = 1;
  double reach = 3;  // no coordinate of x is larger
  template <typename Visitor>
  void fields(Visitor& v) {
    v("x", x);
    v("place", place);
    v("centre", centre);
    v("scale", scale);
    v("reach", reach);
  }
};

struct State {
  MlpState net;
  std::shared_ptr<const Data> data;
  int64_t trained = 0;                              // training steps done
  double loss = 0;                                  // of the last minibatch
  uint64_t round = 0;                               // how often sampling was begun: its noise
  std::optional<ReverseState> walk;                 // set while and after sampling
  std::shared_ptr<const Matrix> noise;              // where the walk began
  std::vector<double> arrival;                      // place at which each point arrives without randomness
  std::vector<std::shared_ptr<const Matrix>> past;  // the points after each reverse step so far
  template <typename Visitor>
  void fields(Visitor& v) {
    v("net", net);
    v("data", data);
    v("trained", trained);
    v("loss", loss);
    v("round", round);
    v("walk", walk);
    v("noise", noise);
    v("arrival", arrival);
  }
};

/// Normalises; throws UserError for fewer than 2 rows or data that do not vary.
Data normalise(const Matrix& x, std::vector<double> place);
/// `place` where the data have no target and no classes: the angle about the mean, 0 to 1.
std::vector<double> anglePlaces(const Matrix& x);

/// The model: input x and time, SiLU, output as many numbers as x has columns.
Mlp makeModel(const Params& params, size_t dimension);

/// One minibatch, drawn from `rng`. `trainer` is the model's, with scratch only.
StepInfo train(const Params& params, const DiffusionSchedule& schedule, State& state, MlpTrainer& trainer, Rng rng);
/// eps_theta(x, t) for every row.
Matrix predict(const Mlp& mlp, const MlpState& net, const DiffusionSchedule& schedule, const Matrix& x, int t);
/// The same for walking: where the noise is so large that a small error of the network would throw the guessed data far
/// away, the guess is kept within the data's reach (Ho et al. 2020 clip theirs to the range of pixels) and eps follows
/// from it.
Matrix predictForWalk(const Mlp& mlp, const MlpState& net, const DiffusionSchedule& schedule, double reach,
                      const Matrix& x, int t);
/// Starts the walk from fresh noise of this round and looks ahead where each point would arrive without randomness.
void beginWalk(const Params& params, const DiffusionSchedule& schedule, State& state, const Mlp& mlp, uint64_t seed);
/// One reverse step. False if a point left the finite numbers.
bool walk(const Params& params, const DiffusionSchedule& schedule, State& state, const Mlp& mlp, const Rng& rng);
/// Whole walks without randomness: `x` at time T to the data.
Matrix sampleStraight(const DiffusionSchedule& schedule, const Mlp& mlp, const MlpState& net, double reach, Matrix x,
                      int stepsUsed, std::stop_token stop = {});
/// Place of the nearest data row for every row of x.
std::vector<double> nearestPlaces(const Data& data, const Matrix& x);

}  // namespace gradus::denoiser
