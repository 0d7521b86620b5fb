#pragma once
// Learning-rate schedules with PyTorch's closed forms (torch.optim.lr_scheduler). The rate of step t = 0, 1, ... is
//   constant     r
//   linear       r (s + (e - s) min(t, T) / T)                 LinearLR(start_factor=s, end_factor=e, total_iters=T)
//   step         r gamma^floor(t / T)                          StepLR(step_size=T)
//   exponential  r gamma^t                                     ExponentialLR
//   inverse      r / (1 + gamma t)                             (Robbins, Monro 1951)
//   cosine       m + (r - m) (1 + cos(pi t / T)) / 2           CosineAnnealingLR(T_max=T, eta_min=m) (Loshchilov,
//   Hutter
//                                                              2017, equation 5)
//   drawn        r f(t), f piecewise linear through the points
// after a warm-up of W steps with rate r (t + 1) / W; t then counts from its end.
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace gradus {

enum class ScheduleKind { constant, linear, step, exponential, inverse, cosine, drawn };

const std::vector<std::string_view>& scheduleNames();  // "constant", "linear", ...
ScheduleKind scheduleFromName(std::string_view name);  // UserError for an unknown name

/// A value: nothing in it changes from step to step, so the rate of any step is known at once.
struct Schedule {
  ScheduleKind kind = ScheduleKind::constant;
  double gamma = 0.1;                             // step, exponential; inverse: the slope
  int64_t period = 1;                             // T of linear, step, cosine; at least 1
  double start = 1, end = 1;                      // linear: factors
  double minimum = 0;                             // cosine: lowest rate
  int64_t warmUp = 0;                             // W; 0: none
  std::vector<std::pair<double, double>> points;  // drawn: (t, factor), t ascending; constant outside

  bool operator==(const Schedule&) const = default;
};

/// Rate of step t (from 0) for the base rate r. UserError for a period below 1 or points out of order.
double scheduledRate(const Schedule& schedule, double base, uint64_t t);

}  // namespace gradus
