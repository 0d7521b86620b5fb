#pragma once
// View data of the playground: the network with every neuron's own map, the decision map, what the last hidden layer
// sees, the confusion table.
#include <stop_token>
#include <string>
#include <vector>

#include "core/nn/playground/playground.h"
#include "core/view/view_data.h"

namespace gradus::playground {

/// Which two columns the plane shows, and the values of the others (their means) for the slice through the rest.
struct Plane {
  size_t xColumn = 0, yColumn = 1;
  std::vector<float> at;
  Extent extent;
};

/// At most `limit` units of each layer, those with the largest outgoing weights, in their own order.
std::vector<std::vector<int>> shownUnits(const State& state, const Model& model, int limit = 16);

Network networkPicture(const State& state, const Model& model, const std::vector<std::string>& inputNames,
                       const std::vector<std::string>& classNames);
/// Maps of the shown units of every layer (features and output included) on a size x size grid.
NeuronMaps neuronMaps(const State& state, const Model& model, const Plane& plane, int size, std::stop_token stop);
/// p(class 1) with its border, the regions of the classes, or the predicted number.
Field decisionField(const State& state, const Model& model, const Plane& plane, int nx, int ny,
                    const std::vector<std::string>& classNames);
Points tablePoints(const Samples& table, const Plane& plane, const std::vector<std::string>& classNames);
/// The last hidden layer at the data, on its two first principal directions; `share` is the part of the variance they
/// hold.
Points hiddenSpace(const State& state, const Model& model, double& share);
/// The same with the names of the classes.
Points hiddenSpacePoints(const State& state, const Model& model, const std::vector<std::string>& classNames);
/// Rows: true class; columns: predicted class; counts over the validation rows (over all rows if none are held out).
MatrixData confusion(const State& state, const Model& model, const std::vector<std::string>& classNames);

}  // namespace gradus::playground
