// Convolutional layers, pooling and resizing against PyTorch's values and gradients
// (tests/reference/torch_layers.json; PyTorch's images have the channel first).
#include <QTest>

#include <map>

#include "core/base/error.h"
#include "core/nn/layers/convolution.h"
#include "core/nn/layers/pooling.h"
#include "tests/core/nn/torch_layer_cases.h"

using namespace gradus;
using namespace gradus::testing;

namespace {

// [N, C, H, W] <-> [N, H, W, C], or the same with sequences.
Tensor toOurs(Tensor x) {
  if (x.shape().rank() == 4) return permute(x, std::array{0, 2, 3, 1});
  return permute(x, std::array{0, 2, 1});
}
Tensor toTorch(Tensor x) {
  if (x.shape().rank() == 4) return permute(x, std::array{0, 3, 1, 2});
  return permute(x, std::array{0, 2, 1});
}

// A number or a pair; of 1D layers the vertical part is `flat`.
std::array<int64_t, 2> pairOf(const json& config, const char* key, int64_t missing, int dims, int64_t flat) {
  std::array<int64_t, 2> pair{missing, missing};
  if (config.contains(key)) {
    const json& given = config[key];
    pair = given.is_array() ? std::array<int64_t, 2>{given.front(), given.back()}
                            : std::array<int64_t, 2>{given.get<int64_t>(), given.get<int64_t>()};
  }
  if (dims == 1) pair[0] = flat;
  return pair;
}

Convolution howOf(const json& c, int dims) {
  const auto padding = pairOf(c, "padding", 0, dims, 0);
  return {pairOf(c, "stride", 1, dims, 1),
          {padding[0], padding[0], padding[1], padding[1]},
          pairOf(c, "dilation", 1, dims, 1),
          c.value("groups", int64_t{1})};
}

Pooling poolingOf(const json& c, int dims) {
  Pooling how;
  how.kernel = pairOf(c, "kernel_size", 1, dims, 1);
  how.stride = c.contains("stride") ? pairOf(c, "stride", 1, dims, 1) : how.kernel;
  how.padding = pairOf(c, "padding", 0, dims, 0);
  how.countPadding = c.value("count_include_pad", true);
  return how;
}

Tensor upsampled(Tensor x, const json& c) {
  const Shape& shape = x.shape();
  const bool image = shape.rank() == 4;
  int64_t height = image ? shape[1] : 1, width = shape[shape.rank() - 2];
  if (c.contains("size")) {
    height = c["size"][0];
    width = c["size"][1];
  } else {
    const auto factor = static_cast<int64_t>(c["scale_factor"].get<double>());
    height *= image ? factor : 1;
    width *= factor;
  }
  return resize(x, c["mode"] == "nearest" ? ResizeKind::nearest : ResizeKind::bilinear, height, width);
}

Tensor globalPool(Tensor x, bool largest) {
  const Tensor y = largest ? globalMaxPool(x) : globalAveragePool(x);
  Shape shape = x.shape();
  for (int axis = 1; axis + 1 < shape.rank(); ++axis) shape[axis] = 1;
  return reshape(y, shape);
}

using Build = std::function<Tensor(Tensor, const json&)>;

const std::map<std::string, Build>& layers() {
  static const std::map<std::string, Build> all{
      {"Conv1d",
       [](Tensor x, const json& c) {
         return conv1d(x, "m", c["out_channels"], c["kernel_size"], howOf(c, 1), c.value("bias", true));
       }},
      {"Conv2d",
       [](Tensor x, const json& c) {
         return conv2d(x, "m", c["out_channels"], pairOf(c, "kernel_size", 1, 2, 1), howOf(c, 2),
                       c.value("bias", true));
       }},
      {"ConvTranspose1d",
       [](Tensor x, const json& c) {
         return convTranspose1d(x, "m", c["out_channels"], c["kernel_size"], howOf(c, 1),
                                c.value("output_padding", int64_t{0}), c.value("bias", true));
       }},
      {"ConvTranspose2d",
       [](Tensor x, const json& c) {
         return convTranspose2d(x, "m", c["out_channels"], pairOf(c, "kernel_size", 1, 2, 1), howOf(c, 2),
                                pairOf(c, "output_padding", 0, 2, 0), c.value("bias", true));
       }},
      {"MaxPool1d", [](Tensor x, const json& c) { return maxPool(x, poolingOf(c, 1)); }},
      {"MaxPool2d", [](Tensor x, const json& c) { return maxPool(x, poolingOf(c, 2)); }},
      {"AvgPool1d", [](Tensor x, const json& c) { return averagePool(x, poolingOf(c, 1)); }},
      {"AvgPool2d", [](Tensor x, const json& c) { return averagePool(x, poolingOf(c, 2)); }},
      {"AdaptiveAvgPool1d", [](Tensor x, const json&) { return globalPool(x, false); }},
      {"AdaptiveAvgPool2d", [](Tensor x, const json&) { return globalPool(x, false); }},
      {"AdaptiveMaxPool2d", [](Tensor x, const json&) { return globalPool(x, true); }},
      {"Upsample", [](Tensor x, const json& c) { return upsampled(x, c); }},
  };
  return all;
}

// The weights are inputs of this case.
std::vector<Tensor> patches(const std::vector<Tensor>& in, const json& config) {
  const int64_t patch = config["patch"];
  const Tensor y = convolution(toOurs(in[0]), in[1], Convolution::square(patch, 0), in[2]);
  return {reshape(y, {y.shape()[0], y.shape()[1] * y.shape()[2], y.shape()[3]})};
}

}  // namespace

class TestTorchConvolution : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void followPyTorch_data() {
    QTest::addColumn<QString>("name");
    for (const json& c : torchLayers()) {
      const std::string layer = c["layer"], name = c["name"];
      if (layers().count(layer) || layer == "PatchEmbedding")
        QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
  }
  void followPyTorch() {
    QFETCH(QString, name);
    const json& c = torchLayer(name.toStdString());
    const BuildLayer build = [&](Graph&, const std::vector<Tensor>& in, const json& config) -> std::vector<Tensor> {
      if (c["layer"] == "PatchEmbedding") return patches(in, config);
      return {toTorch(layers().at(c["layer"])(toOurs(in[0]), config))};
    };
    std::string where;
    const double error = torchLayerError<double>(c, build, &where);
    QVERIFY2(error < 1e-9, qPrintable(QString("%1: %2").arg(where.c_str()).arg(error)));
    const double single = torchLayerError<float>(c, build, &where);
    QVERIFY2(single < 1e-5, qPrintable(QString("float %1: %2").arg(where.c_str()).arg(single)));
  }

  void layersHavePyTorchsParameters() {
    Graph graph;
    const Tensor x = graph.input("x", {2, 9, 9, 4}), t = graph.input("t", {2, 9, 4});
    QCOMPARE(conv2d(x, "a", 6, 3, 2, 1).shape(), (Shape{2, 5, 5, 6}));
    QCOMPARE(convTranspose2d(x, "b", 6, 4, 2, 1).shape(), (Shape{2, 18, 18, 6}));
    QCOMPARE(conv1d(t, "c", 6, 3, Convolution::line(1, 0, 1, 2), false).shape(), (Shape{2, 7, 6}));
    QCOMPARE(depthwiseConv2d(x, "e", 7).shape(), x.shape());
    QCOMPARE(patchEmbedding(x, "f", 10, 3).shape(), (Shape{2, 9, 10}));
    const std::vector<std::pair<std::string, Shape>> expected{{"a.weight", {6, 4, 3, 3}},
                                                              {"a.bias", {6}},
                                                              {"b.weight", {4, 6, 4, 4}},
                                                              {"b.bias", {6}},
                                                              {"c.weight", {6, 2, 3}},
                                                              {"e.weight", {4, 1, 7, 7}},
                                                              {"e.bias", {4}},
                                                              {"f.weight", {10, 4, 3, 3}},
                                                              {"f.bias", {10}}};
    const std::vector<Tensor> made = graph.parameters();
    QCOMPARE(made.size(), expected.size());
    for (size_t i = 0; i < made.size(); ++i) {
      QCOMPARE(graph.op(made[i]).name, expected[i].first);
      QCOMPARE(made[i].shape(), expected[i].second);
    }
    // Uniform within 1 / sqrt(4 * 3 * 3), the bias too.
    QCOMPARE(graph.op(made[0]).start.kind, ParameterStart::Kind::uniform);
    QVERIFY(std::abs(graph.op(made[0]).start.number - 1.0 / 6) < 1e-15);
    QVERIFY(std::abs(graph.op(made[1]).start.number - 1.0 / 6) < 1e-15);
    QVERIFY(std::abs(graph.op(made[2]).start.number - 1 / std::sqrt(96.0)) < 1e-15);
  }

  void errorsNameTheLayer() {
    Graph graph;
    const Tensor x = graph.input("x", {2, 9, 9, 4});
    const auto errorOf = [](const std::function<void()>& call) {
      try {
        call();
      } catch (const UserError& error) {
        return QString(error.what());
      }
      return QString("no error");
    };
    QCOMPARE(errorOf([&] { conv1d(x, "net.2", 3, 3); }),
             "convolution in net.2: got [2, 9, 9, 4], expected sequences [N, T, C].");
    QVERIFY(errorOf([&] {
              conv2d(x, "net.2", 6, {3, 3}, Convolution::square(1, 0, 1, 3));
            }).contains("4 channels that 3 groups divide"));
    QVERIFY(errorOf([&] { conv2d(x, "net.4", 6, 11); }).contains("convolution in net.4"));
    QVERIFY(errorOf([&] { patchEmbedding(x, "patch", 8, 2); }).contains("patches of 2 divide"));
    QVERIFY(errorOf([&] { conv2d(x, "net.5", 0, 3); }).contains("at least one channel"));
  }
};

QTEST_GUILESS_MAIN(TestTorchConvolution)
#include "tst_torch_convolution.moc"
