#include "core/nn/playground/features.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace gradus::playground {

const std::vector<std::string>& planeFeatureNames() {
  static const std::vector<std::string> names = {"x1", "x2", "x1^2", "x2^2", "x1x2", "sin x1", "sin x2"};
  return names;
}

const std::vector<std::string>& planeFeatureLabels() {
  static const std::vector<std::string> labels = {"x₁", "x₂", "x₁²", "x₂²", "x₁x₂", "sin x₁", "sin x₂"};
  return labels;
}

FeatureMask parseFeatures(std::string_view text) {
  const auto& names = planeFeatureNames();
  FeatureMask mask(names.size(), 0);
  size_t begin = 0;
  while (begin <= text.size()) {
    size_t end = text.find(',', begin);
    if (end == std::string_view::npos) end = text.size();
    std::string_view part = text.substr(begin, end - begin);
    while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
    while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
    begin = end + 1;
    if (part.empty()) continue;
    const auto found = std::find(names.begin(), names.end(), part);
    if (found == names.end()) {
      throw UserError({GRADUS_TR("There is no feature \"%1\". Choose from x1, x2, x1^2, x2^2, x1x2, sin x1, sin x2."),
                       {std::string(part)}});
    }
    mask[static_cast<size_t>(found - names.begin())] = 1;
  }
  if (countActive(mask) == 0)
    throw UserError(Text(GRADUS_TR("The network needs at least one feature, for example x1, x2.")));
  return mask;
}

std::string featuresText(const FeatureMask& mask) {
  std::string text;
  for (size_t i = 0; i < mask.size() && i < planeFeatureNames().size(); ++i) {
    if (mask[i]) text += (text.empty() ? "" : ", ") + planeFeatureNames()[i];
  }
  return text;
}

size_t countActive(const FeatureMask& mask) {
  return static_cast<size_t>(std::count(mask.begin(), mask.end(), uint8_t{1}));
}

int activeIndex(const FeatureMask& mask, size_t feature) {
  if (feature >= mask.size() || !mask[feature]) return -1;
  return static_cast<int>(std::count(mask.begin(), mask.begin() + static_cast<std::ptrdiff_t>(feature), uint8_t{1}));
}

float planeFeature(size_t feature, float x1, float x2) {
  switch (feature) {
    case 0:
      return x1;
    case 1:
      return x2;
    case 2:
      return x1 * x1;
    case 3:
      return x2 * x2;
    case 4:
      return x1 * x2;
    case 5:
      return std::sin(x1);
    default:
      return std::sin(x2);
  }
}

void featuresOf(const FeatureMask& mask, std::span<const float> row, float* out) {
  if (row.size() != 2) {
    std::copy(row.begin(), row.end(), out);
    return;
  }
  for (size_t i = 0; i < mask.size(); ++i) {
    if (mask[i]) *out++ = planeFeature(i, row[0], row[1]);
  }
}

}  // namespace gradus::playground
