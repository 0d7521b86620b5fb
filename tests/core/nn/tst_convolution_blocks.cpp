// Blocks of convolutional networks: shapes, parameters' names, gradients against central differences.
#include <QTest>

#include "core/base/error.h"
#include "core/nn/layers/convolution_blocks.h"
#include "tests/core/compute/numeric.h"

using namespace gradus;
using gradus::testing::differenceError;
using gradus::testing::probe;

namespace {

// A stand-in with a gain, so that the test depends on no other layer; above zero, so that no ReLU behind it is near its
// kink, where difference quotients mean nothing.
Tensor gain(Tensor x, const std::string& name) {
  return tanh(x) * x.graph->parameter(name + ".weight", {x.shape().cols()}) + 2;
}

struct Row {
  const char* name;
  Shape result;
  std::vector<std::string> parameters;
  std::function<Tensor(Tensor)> build;
};

std::vector<Row> rows() {
  return {
      {"residual, same shape",
       {1, 4, 4, 2},
       {"b.conv1.weight", "b.bn1.weight", "b.conv2.weight", "b.bn2.weight"},
       [](Tensor x) { return residualBlock(x, "b", 2, 1, gain); }},
      {"residual, smaller",
       {1, 2, 2, 3},
       {"b.conv1.weight", "b.conv1.bias", "b.conv2.weight", "b.conv2.bias", "b.downsample.0.weight",
        "b.downsample.0.bias"},
       [](Tensor x) { return residualBlock(x, "b", 3, 2, nullptr); }},
      {"bottleneck",
       {1, 2, 2, 4},
       {"b.conv1.weight", "b.bn1.weight", "b.conv2.weight", "b.bn2.weight", "b.conv3.weight", "b.bn3.weight",
        "b.downsample.0.weight", "b.downsample.1.weight"},
       [](Tensor x) { return bottleneckBlock(x, "b", 1, 2, gain); }},
      {"ConvNeXt",
       {1, 4, 4, 2},
       {"b.dwconv.weight", "b.dwconv.bias", "b.norm.weight", "b.pwconv1.weight", "b.pwconv1.bias", "b.pwconv2.weight",
        "b.pwconv2.bias", "b.gamma"},
       [](Tensor x) { return convNextBlock(x, "b", gain); }},
      {"U-Net down and up",
       {1, 4, 4, 2},
       {"d.0.weight", "d.1.weight", "d.3.weight", "d.4.weight", "u.up.weight", "u.up.bias", "u.conv.0.weight",
        "u.conv.1.weight", "u.conv.3.weight", "u.conv.4.weight"},
       [](Tensor x) { return unetUp(unetDown(x, "d", 3, gain), x, "u", 2, gain); }},
  };
}

}  // namespace

class TestConvolutionBlocks : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void shapesNamesAndGradients() {
    for (const Row& row : rows()) {
      Graph graph;
      const Tensor x = graph.parameter("x", {1, 4, 4, 2}), y = row.build(x);
      QVERIFY2(y.shape() == row.result, row.name);
      const std::vector<Tensor> parameters = graph.parameters();
      std::vector<std::string> names;
      for (size_t i = 1; i < parameters.size(); ++i) names.push_back(graph.op(parameters[i]).name);
      QVERIFY2(names == row.parameters, row.name);
      size_t count = 0;
      for (const Tensor p : parameters) count += static_cast<size_t>(p.shape().count());
      Rng rng(4, row.name);
      std::vector<double> at(count);
      for (double& value : at) value = rng.uniform(-1, 1);
      const Tensor loss = probe(y, 0.4);
      QVERIFY2(differenceError(loss, gradients(loss, parameters), at) <= 1e-6, row.name);
    }
  }

  void sizesThatDoNotMeet() {
    Graph graph;
    const Tensor x = graph.input("x", {1, 3, 3, 2}), skip = graph.input("skip", {1, 5, 5, 2});
    try {
      unetUp(x, skip, "up1", 2, nullptr);
      QFAIL("no error");
    } catch (const UserError& error) {
      QCOMPARE(QString(error.what()),
               "joining in up1: got [1, 6, 6, 2] and [1, 5, 5, 2], expected the same batch, height and width.");
    }
  }
};

QTEST_GUILESS_MAIN(TestConvolutionBlocks)
#include "tst_convolution_blocks.moc"
