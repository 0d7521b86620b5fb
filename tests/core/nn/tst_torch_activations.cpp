// Linear layer and activations against PyTorch's values and gradients (tests/reference/torch_layers.json).
#include <QTest>
#include <map>

#include "core/base/error.h"
#include "core/nn/activation.h"
#include "core/nn/layers/linear.h"
#include "tests/core/compute/numeric.h"
#include "tests/core/nn/torch_layer_cases.h"

using namespace gradus;
using namespace gradus::testing;

namespace {

int axisOf(const Tensor& x, const json& config) {
  const int dim = config["dim"];
  return dim < 0 ? dim + x.shape().rank() : dim;
}

Tensor logSumExp(const Tensor& x, const json& config) {
  const int axis = axisOf(x, config);
  const Tensor y = logSumExpOver(x, axis);
  Shape shape;
  for (int k = 0; k < x.shape().rank(); ++k) {
    if (k != axis) shape.append(x.shape()[k]);
  }
  return reshape(y, shape);
}

using Phi = std::function<Tensor(Tensor, const json&)>;

const std::map<std::string, Phi>& functions() {
  static const std::map<std::string, Phi> all{
      {"identity", [](Tensor x, const json&) { return activate(Activation::identity, x) * 1; }},
      {"step", [](Tensor x, const json&) { return activate(Activation::step, x) + 0 * x; }},
      {"sigmoid", [](Tensor x, const json&) { return activate(Activation::sigmoid, x); }},
      {"tanh", [](Tensor x, const json&) { return activate(Activation::tanh, x); }},
      {"relu", [](Tensor x, const json&) { return activate(Activation::relu, x); }},
      {"leaky_relu", [](Tensor x, const json& c) { return leakyRelu(x, c["negative_slope"]); }},
      {"gelu", [](Tensor x, const json& c) { return c.contains("approximate") ? geluTanh(x) : gelu(x); }},
      {"silu", [](Tensor x, const json&) { return silu(x); }},
      {"softplus", [](Tensor x, const json& c) { return softplusOf(x, c.value("beta", 1.0)); }},
      {"sin", [](Tensor x, const json&) { return siren(x, 1); }},
      {"softmax", [](Tensor x, const json& c) { return softmax(x, axisOf(x, c)); }},
      {"log_softmax", [](Tensor x, const json& c) { return logSoftmax(x, axisOf(x, c)); }},
      {"logsumexp", logSumExp},
  };
  return all;
}

}  // namespace

class TestTorchActivations : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void followPyTorch_data() {
    QTest::addColumn<QString>("name");
    for (const json& c : torchLayers()) {
      const std::string layer = c["layer"], name = c["name"];
      if (functions().count(layer) || layer == "Linear") QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
  }
  void followPyTorch() {
    QFETCH(QString, name);
    const json& c = torchLayer(name.toStdString());
    const BuildLayer build = [&](Graph&, const std::vector<Tensor>& in, const json& config) -> std::vector<Tensor> {
      if (c["layer"] == "Linear") return {linear(in[0], "m", config["out_features"], config.value("bias", true))};
      return {functions().at(c["layer"])(in[0], config)};
    };
    std::string where;
    const double error = torchLayerError<double>(c, build, &where);
    // PyTorch's softplus is the identity above 20, where the exact slope is 1 - 2e-9.
    const double allowed = c["layer"] == "softplus" ? 3e-9 : 1e-9;
    QVERIFY2(error < allowed, qPrintable(QString("%1: %2").arg(where.c_str()).arg(error)));
    const double single = torchLayerError<float>(c, build, &where);
    // Arguments of 90 carry a rounding of 4e-6, which sines and powers of e pass on.
    QVERIFY2(single < 2e-5, qPrintable(QString("float %1: %2").arg(where.c_str()).arg(single)));
  }
  void gradientsOfTheOthers_data() {
    QTest::addColumn<int>("kind");
    for (int kind = 0; kind < static_cast<int>(activationNames().size()); ++kind)
      QTest::newRow(std::string(activationNames()[static_cast<size_t>(kind)]).c_str()) << kind;
    QTest::newRow("prelu") << -1;
    QTest::newRow("prelu-channels") << -2;
  }
  void gradientsOfTheOthers() {
    QFETCH(int, kind);
    Graph graph;
    const Tensor x = graph.parameter("x", {3, 5});
    const Tensor y = kind >= 0 ? activate(static_cast<Activation>(kind), x) : prelu(x, "p", kind == -1 ? 1 : 5);
    const Tensor loss = probe(y, 0.4);
    std::vector<double> at(15);
    for (size_t i = 0; i < at.size(); ++i) at[i] = 2.2 * std::sin(1.3 * static_cast<double>(i) + 0.3);
    for (int i = 0; i < (kind == -1 ? 1 : kind == -2 ? 5 : 0); ++i) at.push_back(0.3);
    const std::vector<Tensor> params = parametersOf(graph), first = gradients(loss, params);
    QVERIFY(differenceError(loss, first, at) < 1e-6);
    Tensor second = probe(first[0], 0.1);
    QVERIFY(differenceError(second, gradients(second, params), at) < 1e-6);
  }
};

QTEST_GUILESS_MAIN(TestTorchActivations)
#include "tst_torch_activations.moc"
