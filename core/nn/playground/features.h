#pragma once
// Inputs of the playground's network. In the plane seven features can be switched on and off: x1, x2, x1^2, x2^2, x1
// x2, sin x1, sin x2. Tables with other than two columns feed their columns as they are.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gradus::playground {

/// One flag a feature (1 = on); for tables with d != 2 columns d flags, all on.
using FeatureMask = std::vector<uint8_t>;

/// Names as typed in settings: "x1", "x2", "x1^2", "x2^2", "x1x2", "sin x1", "sin x2".
const std::vector<std::string>& planeFeatureNames();
/// The same as they are drawn: "x₁", ...
const std::vector<std::string>& planeFeatureLabels();

/// Parses "x1, x2, sin x1". Throws UserError for an unknown name or an empty list.
FeatureMask parseFeatures(std::string_view text);
std::string featuresText(const FeatureMask& mask);

size_t countActive(const FeatureMask& mask);
/// Position among the active ones, -1 if switched off.
int activeIndex(const FeatureMask& mask, size_t feature);
/// Writes the active features of one row of `columns` numbers to `out` (countActive numbers).
void featuresOf(const FeatureMask& mask, std::span<const float> row, float* out);
/// The value of one feature of the plane.
float planeFeature(size_t feature, float x1, float x2);

}  // namespace gradus::playground
