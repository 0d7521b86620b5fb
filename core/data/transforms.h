#pragma once
// Scaling of features: one setting everywhere (rulings 17). What was done is recorded in the dataset's notes.
#include "core/data/dataset.h"

namespace gradus {

enum class Scaling { none, standardise, whiten };

/// x -> (x - offset) * factors^T. none: offset 0, factors I; standardise: divides by the standard deviation (N, as
/// scikit-learn's StandardScaler), constant columns are centred only and reported; whiten: PCA whitening z =
/// Lambda^(-1/2) U^T (x - mean) with the sample covariance (N-1), directions with no variance are dropped to 0 and
/// reported.
struct ScalingFit {
  Scaling kind = Scaling::none;
  std::vector<double> offset;  // d
  Matrix factors;              // d x d (empty for none; diagonal for standardise)
  std::vector<Text> notes;
};

/// Throws UserError for a value that is missing or infinite, no rows, or more than 1000 columns to whiten.
ScalingFit fitScaling(Scaling kind, const Matrix& x);
Matrix applyScaling(const ScalingFit& fit, const Matrix& x);
/// Back to the original units (for whiten: through the pseudo-inverse).
Matrix undoScaling(const ScalingFit& fit, const Matrix& x);

/// Drops rows with a missing feature (or target, if `needTarget`) and says so in the notes; keeps sourceRows.
Dataset dropIncompleteRows(const Dataset& data, bool needTarget);
/// Takes at most `limit` >= 1 rows, evenly spaced, and says so in the notes.
Dataset limitRows(const Dataset& data, size_t limit);
/// Sets roles: `features` by name become features (in that order), `target` by name the target, all others ignored.
/// Empty `features` = every numeric column but the target; empty `target` = the dataset's own target, unless it is
/// asked for as a feature. Throws UserError naming an unknown column and the known ones, a feature that holds text, or
/// one named twice.
Dataset chooseColumns(const Dataset& data, const std::vector<std::string>& features, const std::string& target);

}  // namespace gradus
