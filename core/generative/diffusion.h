#pragma once
// Denoising diffusion: data are dissolved into noise in T small steps, and a network that predicts the noise runs the
// film backwards. Everything here is independent of the network: its prediction is passed in.
//   forward    q(x_t | x_{t-1}) = N(sqrt(1 - beta_t) x_{t-1}, beta_t I)
//   one jump   x_t = sqrt(abar_t) x_0 + sqrt(1 - abar_t) eps,   abar_t = prod_{s <= t} (1 - beta_s)
//   ancestral  x_{t-1} = (x_t - beta_t / sqrt(1 - abar_t) eps_theta) / sqrt(alpha_t) + sigma_t z
//   DDIM       x_s = sqrt(abar_s) x0hat + sqrt(1 - abar_s - sigma^2) eps_theta + sigma z
// Ho, Jain, Abbeel (2020), equations 2, 4 and 11; Song, Meng, Ermon (2021), equations 12 and 16. Both also on a
// sub-sequence of steps, where alpha_t becomes abar_t / abar_s. Points are the rows of a matrix; t counts 1 ... T and 0
// is the data.
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/rng.h"

namespace gradus {

enum class NoiseSchedule {
  linear,  // beta from 1e-4 to 0.02 at T = 1000, and 1000 / T times as much for other T (at most 0.999)
  cosine,  // Nichol and Dhariwal (2021), equation 17: abar_t = cos^2((t/T + 0.008) / 1.008 * pi/2) / its value at 0
};

struct DiffusionSchedule {
  int steps = 0;                 // T
  std::vector<double> beta;      // T + 1 values, [0] = 0
  std::vector<double> alphaBar;  // T + 1 values, [0] = 1

  double alpha(int t) const { return 1 - beta[static_cast<size_t>(t)]; }
  double alphaBarAt(int t) const { return alphaBar[static_cast<size_t>(t)]; }
};

/// Throws UserError unless 1 <= steps <= 100 000.
DiffusionSchedule makeSchedule(NoiseSchedule kind, int steps);

/// One step of the forward process: sqrt(1 - beta_t) x + sqrt(beta_t) eps. Same shapes; 1 <= t <= T.
Matrix forwardStep(const DiffusionSchedule& schedule, const Matrix& x, const Matrix& eps, int t);
/// x_t in one jump from the data. Same shapes; 0 <= t <= T.
Matrix noised(const DiffusionSchedule& schedule, const Matrix& x0, const Matrix& eps, int t);
/// The data that (x_t, eps) belong to. t >= 1.
Matrix predictedData(const DiffusionSchedule& schedule, const Matrix& x, const Matrix& eps, int t);
/// grad log p_t(x) that a noise prediction stands for: -eps / sqrt(1 - abar_t). t >= 1.
Matrix scoreFromNoise(const DiffusionSchedule& schedule, const Matrix& eps, int t);

/// q(x_s | x_t, x_0) = N(fromData x_0 + fromNoised x_t, variance I) for 0 <= s < t (Ho et al. 2020, equations 6 and 7).
struct StepPosterior {
  double fromData = 0;
  double fromNoised = 0;
  double variance = 0;
};
StepPosterior stepPosterior(const DiffusionSchedule& schedule, int t, int s);

/// Variance sigma_t^2 of the ancestral step: the posterior's, right for data that are one point, or beta, right for
/// data that are white noise (Ho et al. 2020, section 3.2).
enum class ReverseVariance { posterior, beta };
double reverseVariance(const DiffusionSchedule& schedule, ReverseVariance kind, int t, int s);

/// One ancestral step t -> s. Row i draws its noise from rng.split(i), so a point's path does not depend on the others.
/// No noise is added at s = 0.
Matrix ancestralStep(const DiffusionSchedule& schedule, ReverseVariance variance, const Matrix& x, const Matrix& eps,
                     int t, int s, const Rng& rng);
/// One DDIM step t -> s. eta = 0 draws nothing; eta = 1 is the ancestral step with the posterior's variance.
Matrix ddimStep(const DiffusionSchedule& schedule, double eta, const Matrix& x, const Matrix& eps, int t, int s,
                const Rng& rng);

/// Evenly spaced times from T down to 0, `used` + 1 of them. Throws UserError unless 1 <= used <= T.
std::vector<int> samplingSequence(int steps, int used);

enum class ReverseKind { ancestral, ddim };

struct ReverseParams {
  ReverseKind kind = ReverseKind::ancestral;
  ReverseVariance variance = ReverseVariance::posterior;  // ancestral
  double eta = 0;                                         // ddim, 0 ... 1
  int stepsUsed = 100;

  template <typename Visitor>
  void fields(Visitor& v) {
    v("kind", kind);
    v("variance", variance);
    v("eta", eta);
    v("steps_used", stepsUsed);
  }
};

struct ReverseState {
  Matrix x;                // the points at time times[position]
  std::vector<int> times;  // samplingSequence
  int64_t position = 0;    // done when it reaches times.size() - 1

  bool done() const { return position + 1 >= static_cast<int64_t>(times.size()); }
  int time() const { return times[static_cast<size_t>(position)]; }
  template <typename Visitor>
  void fields(Visitor& v) {
    v("x", x);
    v("times", times);
    v("position", position);
  }
};

struct ReverseInfo {
  int from = 0, to = 0;    // times
  bool nonFinite = false;  // a point left the finite numbers
};

/// `points` standard normal points (row i from rng.split(i)) at time T. Throws UserError for steps or eta out of range.
ReverseState initReverse(const ReverseParams& params, const DiffusionSchedule& schedule, size_t points,
                         size_t dimension, const Rng& rng);
/// One step with the network's prediction at (state.x, state.time()). Must not be called when done.
ReverseInfo stepReverse(const ReverseParams& params, const DiffusionSchedule& schedule, ReverseState& state,
                        const Matrix& eps, const Rng& rng);

}  // namespace gradus
