#pragma once
// Principal component analysis: the directions of largest variance, which are also those of smallest squared distance.
//     C = Xc^T Xc / (N - 1),  C w_j = lambda_j w_j,  lambda_1 >= lambda_2 >= ...,   scores Y = Xc W,  Xc = X - mean
//     the error of keeping d components, sum_i |x_i - x_i(d)|^2 / (N - 1), is lambda_{d+1} + lambda_{d+2} + ...
// With fewer rows than columns the eigenvectors u of the Gram matrix Xc Xc^T / (N - 1) are found instead; they have the
// same eigenvalues, and w = Xc^T u / |Xc^T u|. Sources: K. Pearson, On lines and planes of closest fit, Phil. Mag. 2
// (1901); H. Hotelling, Analysis of a complex of statistical variables, J. Educ. Psych. 24 (1933); I. T. Jolliffe,
// Principal Component Analysis (2002), sections 1.1 and 3.2.
#include <vector>

#include "core/base/matrix.h"

namespace gradus::pca {

struct Params {
  int components = 2;
};

struct State {
  std::vector<double> mean;         // d
  Matrix components;                // c x d, unit rows, in each the largest loading is positive
  std::vector<double> eigenvalues;  // min(N, d), falling, never negative
  Matrix scores;                    // N x c
  int revealed = 0;                 // components shown so far
  double handAngle = 0;             // of the axis turned by hand, radians from the first column's axis

  template <typename Visitor>
  void fields(Visitor& v) {
    v("mean", mean);
    v("components", components);
    v("eigenvalues", eigenvalues);
    v("scores", scores);
    v("revealed", revealed);
    v("handAngle", handAngle);
  }
  bool operator==(const State&) const = default;
};

struct Info {
  int component = 0;               // revealed by this step, from 1
  double explained = 0;            // its share of the variance
  double cumulative = 0;           // of all revealed so far
  double reconstructionError = 0;  // with them
  bool finite = true;
};

/// Centres x and finds its first `components` directions. Throws UserError for missing or infinite values, fewer than
/// two rows, components outside 1..min(N, d), or a table with more than 3000 rows and more than 3000 columns.
State init(const Params& params, const Matrix& x);
/// Reveals the next component, if there is one left.
Info step(const Params& params, State& state);

/// lambda_j / sum of all lambda; zeros if nothing varies.
std::vector<double> explainedVarianceRatios(const State& state);
/// lambda_{kept+1} + lambda_{kept+2} + ...: the summed squared distance of the rows to their pictures, divided by N
/// - 1.
double reconstructionError(const State& state, size_t kept);

/// Scores of any rows on the first `kept` <= c components: rows x kept.
Matrix project(const State& state, const Matrix& x, size_t kept);
/// mean + scores W: rows x d, from scores on the first scores.cols components.
Matrix reconstruct(const State& state, const Matrix& scores);

/// Sample covariance (N - 1) of two columns.
struct PlaneCovariance {
  double meanX = 0, meanY = 0;
  double xx = 0, xy = 0, yy = 0;
  size_t rows = 0;
};
PlaneCovariance planeCovariance(const Matrix& x, size_t xColumn, size_t yColumn);

/// What an axis at `angle` in that plane keeps and loses: both divided by N - 1; they add up to xx + yy.
struct AxisReading {
  double projected = 0;  // variance along the axis
  double residual = 0;   // mean squared distance from it
};
AxisReading readAxis(const PlaneCovariance& covariance, double angle);
/// The angle of largest projected variance, in (-pi/2, pi/2].
double bestAngle(const PlaneCovariance& covariance);

}  // namespace gradus::pca
