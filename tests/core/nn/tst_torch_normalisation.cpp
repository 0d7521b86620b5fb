// Normalisation layers against PyTorch's values and gradients, with the running statistics they leave.
#include <QTest>

#include "core/compute/ops/convolution.h"
#include "core/nn/layers/normalisation.h"
#include "tests/core/nn/torch_layer_cases.h"

using namespace gradus;
using namespace gradus::testing;

namespace {

// PyTorch's [N, C, ..] as [N, .., C] and back.
Tensor channelsLast(Tensor x) {
  const int rank = x.shape().rank();
  std::vector<int> axes{0};
  for (int axis = 2; axis < rank; ++axis) axes.push_back(axis);
  axes.push_back(1);
  return rank == 2 ? x : permute(x, axes);
}
Tensor channelsFirst(Tensor x) {
  const int rank = x.shape().rank();
  std::vector<int> axes{0, rank - 1};
  for (int axis = 1; axis + 1 < rank; ++axis) axes.push_back(axis);
  return rank == 2 ? x : permute(x, axes);
}

using Tensors = std::vector<Tensor>;

Tensors batchNormCalls(const Tensors& in, const json& config) {
  BatchNormOptions options{.momentum = config.value("momentum", 0.1), .epsilon = config.value("eps", 1e-5)};
  options.affine = config.value("affine", true);
  Tensors outputs;
  for (const Tensor x : in) outputs.push_back(channelsFirst(batchNorm(channelsLast(x), "m", options)));
  options.training = false;
  outputs.push_back(channelsFirst(batchNorm(channelsLast(in[0]), "m", options)));
  return outputs;
}

Tensors normalisationLayer(Graph& graph, const std::string& layer, const Tensors& in, const json& config) {
  const double epsilon = config.value("eps", 1e-5);
  if (layer.starts_with("BatchNorm")) return batchNormCalls(in, config);
  if (layer == "LayerNorm") {
    const auto axes = static_cast<int>(config["normalized_shape"].size());
    return {layerNorm(in[0], "m", epsilon, config.value("elementwise_affine", true), axes)};
  }
  if (layer == "GroupNorm") {
    return {channelsFirst(
        groupNorm(channelsLast(in[0]), "m", config["num_groups"], epsilon, 1, config.value("affine", true)))};
  }
  if (layer.starts_with("InstanceNorm"))
    return {channelsFirst(instanceNorm(channelsLast(in[0]), "m", epsilon, config.value("affine", false)))};
  if (layer == "AdaIN") return {channelsFirst(adaptiveInstanceNorm(channelsLast(in[0]), in[1], in[2], epsilon))};
  if (layer == "AdaLN") return {adaptiveLayerNorm(in[0], in[1], in[2], epsilon)};
  if (layer == "spectral_norm") {
    const bool isLinear = config["of"] == "Linear";
    const int64_t outputs = config[isLinear ? "out_features" : "out_channels"];
    const int64_t inputs = config[isLinear ? "in_features" : "in_channels"];
    const int64_t kernel = config.value("kernel_size", 1);
    const Shape shape = isLinear ? Shape{outputs, inputs} : Shape{outputs, inputs, kernel, kernel};
    const Tensor weight = spectralNorm(graph.parameter("m.weight_orig", shape), "m.weight");
    const Tensor bias = graph.parameter("m.bias", {outputs});
    if (isLinear) return {matmul(in[0], weight, false, true) + bias};
    const int64_t padding = config.value("padding", 0);
    return {channelsFirst(convolution(channelsLast(in[0]), weight, Convolution::square(1, padding), bias))};
  }
  return {};
}

bool isCovered(const json& c) {
  const std::string layer = c["layer"];
  for (const char* name : {"BatchNorm", "LayerNorm", "GroupNorm", "InstanceNorm", "AdaIN", "AdaLN"}) {
    if (layer.starts_with(name)) return true;
  }
  return layer == "spectral_norm";
}

}  // namespace

class TestTorchNormalisation : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void followPyTorch_data() {
    QTest::addColumn<QString>("name");
    for (const json& c : torchLayers()) {
      if (isCovered(c)) QTest::newRow(c["name"].get<std::string>().c_str()) << QString::fromStdString(c["name"]);
    }
  }
  void followPyTorch() {
    QFETCH(QString, name);
    const json& c = torchLayer(name.toStdString());
    std::string where;
    const double error = torchLayerError<double>(
        c,
        [&](Graph& graph, const Tensors& in, const json& config) {
          return normalisationLayer(graph, c["layer"], in, config);
        },
        &where);
    QVERIFY2(error <= 1e-9, qPrintable(QString("%1: error %2").arg(QString::fromStdString(where)).arg(error)));
  }
};

QTEST_GUILESS_MAIN(TestTorchNormalisation)
#include "tst_torch_normalisation.moc"
