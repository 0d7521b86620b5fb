#pragma once
// What every literal frame of the view tests is made of.
#include <cmath>
#include <numbers>

#include "core/base/rng.h"
#include "core/view/contours.h"
#include "widgets/views/live_view.h"

namespace gradus::samples {

template <typename T>
ChannelPtr channel(T value) {
  return std::make_shared<const ChannelValue>(std::move(value));
}

struct Sample {
  View view;
  ViewFrame frame;
};

inline View viewOf(ViewKind kind, const char* name, const char* title, std::vector<std::string> layers) {
  View view;
  view.name = name;
  view.kind = kind;
  view.title = title;
  view.layers = std::move(layers);
  return view;
}

}  // namespace gradus::samples
