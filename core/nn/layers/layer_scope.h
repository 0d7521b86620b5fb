#pragma once
// Names the layer that ops belong to while it lives, then gives the name before it back.
#include <string>

#include "core/compute/graph.h"

namespace gradus {

class LayerScope {
 public:
  LayerScope(Graph& graph, std::string name) : graph_(graph), previous_(graph.layer()) {
    graph.setLayer(std::move(name));
  }
  ~LayerScope() { graph_.setLayer(previous_); }
  LayerScope(const LayerScope&) = delete;
  LayerScope& operator=(const LayerScope&) = delete;

 private:
  Graph& graph_;
  std::string previous_;
};

}  // namespace gradus
