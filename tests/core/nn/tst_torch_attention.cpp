// Attention, transformer layers and positions against PyTorch's values and gradients; and what PyTorch has no layer
// for.
#include <QTest>

#include "core/compute/ops/attention.h"
#include "core/compute/ops/indexing.h"
#include "core/nn/initialiser.h"
#include "core/nn/layers/attention.h"
#include "core/nn/layers/embedding.h"
#include "core/nn/layers/transformer.h"
#include "tests/core/compute/numeric.h"
#include "tests/core/nn/torch_layer_cases.h"

using namespace gradus;
using namespace gradus::testing;

namespace {

using Tensors = std::vector<Tensor>;

Tensor lengthMask(Graph& graph, const json& config, int64_t time) {
  if (!config.contains("key_lengths")) return {};
  std::vector<double> mask;
  for (const int64_t length : config["key_lengths"]) {
    for (int64_t t = 0; t < time; ++t) mask.push_back(t < length ? 1 : 0);
  }
  return graph.constant(std::move(mask), {static_cast<int64_t>(config["key_lengths"].size()), time});
}

// PyTorch's [B, heads, T, width] as [B, T, heads * width] and back.
Tensor joinHeads(Tensor x) {
  const Shape s = x.shape();
  const int axes[] = {0, 2, 1, 3};
  return reshape(permute(x, axes), {s[0], s[2], s[1] * s[3]});
}
Tensor splitHeads(Tensor x, int64_t heads) {
  const Shape s = x.shape();
  const int axes[] = {0, 2, 1, 3};
  return permute(reshape(x, {s[0], s[1], heads, s[2] / heads}), axes);
}

Tensor dotProduct(Graph& graph, const Tensors& in, const json& config) {
  AttentionOptions options{.heads = in[0].shape()[1], .causal = config.value("is_causal", false)};
  options.keyMask = lengthMask(graph, config, in[1].shape()[2]);
  if (in.size() > 3) options.bias = in[3];
  return splitHeads(attention(joinHeads(in[0]), joinHeads(in[1]), joinHeads(in[2]), options).y, options.heads);
}

TransformerOptions transformerOptions(const json& config) {
  TransformerOptions options{.heads = config["nhead"], .hidden = config["dim_feedforward"]};
  options.activation = activationFromName(config.value("activation", "relu"));
  options.normFirst = config.value("norm_first", false);
  options.causal = config.value("is_causal", false) || config.value("tgt_is_causal", false);
  return options;
}

Tensor attentionLayer(Graph& graph, const std::string& layer, const Tensors& in, const json& config) {
  if (layer == "scaled_dot_product_attention") return dotProduct(graph, in, config);
  if (layer == "Rotary") return rotaryPositions(in[0], 1, config["base"], config["interleaved"]);
  if (layer == "gather") return gatherRows(in[0], in[1]);
  if (layer == "MultiheadAttention") {
    const Tensor key = config["self"] ? in[0] : in[1], value = config["self"] ? in[0] : in[2];
    return multiHeadAttention(in[0], key, value, "m",
                              {.heads = config["num_heads"],
                               .bias = config.value("bias", true),
                               .causal = config.value("is_causal", false),
                               .keyMask = lengthMask(graph, config, key.shape()[1])})
        .y;
  }
  TransformerOptions options = transformerOptions(config);
  options.keyMask = lengthMask(graph, config, in[0].shape()[1]);
  if (layer == "TransformerEncoderLayer") return transformerEncoderLayer(in[0], "m", options);
  return transformerDecoderLayer(in[0], in[1], "m", options);
}

bool isCovered(const std::string& layer) {
  for (const char* name : {"scaled_dot_product_attention", "MultiheadAttention", "TransformerEncoderLayer",
                           "TransformerDecoderLayer", "Rotary", "gather"}) {
    if (layer == name) return true;
  }
  return false;
}

}  // namespace

class TestTorchAttention : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void followPyTorch_data() {
    QTest::addColumn<QString>("name");
    for (const json& c : torchLayers()) {
      if (isCovered(c["layer"]))
        QTest::newRow(c["name"].get<std::string>().c_str()) << QString::fromStdString(c["name"]);
    }
  }
  void followPyTorch() {
    QFETCH(QString, name);
    const json& c = torchLayer(name.toStdString());
    std::string where;
    const double error = torchLayerError<double>(
        c,
        [&](Graph& graph, const Tensors& in, const json& config) {
          return Tensors{attentionLayer(graph, c["layer"], in, config)};
        },
        &where);
    QVERIFY2(error <= 1e-9, qPrintable(QString("%1: error %2").arg(QString::fromStdString(where)).arg(error)));
  }

  // Row t: sin and cos of t / base^(2 i / width) in turn; adding them is the same for every sample.
  void sinusoidalPositionsAreAdded() {
    Graph graph;
    const Tensor x = graph.parameter("x", {2, 3, 4});
    const auto program = compile<double>(graph, {.outputs = {addPositions(x, sinusoidalPositions(graph, 3, 4))}});
    const std::vector<double> y = evaluateAll(program, std::vector<double>(24, 0));
    for (size_t i = 0; i < y.size(); ++i) {
      const double t = static_cast<double>(i / 4 % 3), angle = i % 4 < 2 ? t : t / 100;
      QVERIFY(std::abs(y[i] - (i % 2 == 0 ? std::sin(angle) : std::cos(angle))) < 1e-14);
    }
  }

  // The embedding's gradient adds up over equal indices.
  void embeddingLearnsFromEveryUse() {
    Graph graph;
    const Tensor i = graph.constant({1, 2, 1}, {1, 3}), y = embedding(i, "e", 4, 2);
    QVERIFY(y.shape() == (Shape{1, 3, 2}));
    const Tensor weight = graph.parameter("e.weight", {4, 2}), params[] = {weight};
    const auto program = compile<double>(graph, {.outputs = {gradients(sum(y), params)[0]}});
    QCOMPARE(evaluateAll(program, std::vector<double>(8, 0)), (std::vector<double>{0, 0, 2, 2, 1, 1, 0, 0}));
  }

  // With its modulation at zero (as it starts) the block is the identity; otherwise its gradient is right.
  void adaptiveBlock() {
    Graph graph;
    const Tensor x = graph.parameter("x", {2, 3, 4}), c = graph.parameter("c", {2, 3});
    const Tensor y = adaptiveTransformerBlock(x, c, "b", 2, 5);
    const auto program = compile<double>(graph, {.outputs = {y - x}});
    ProgramStateOf<double> state = program->makeState();
    initialise(*program, state, Rng(1, "start"));
    ExecutorOf<double> executor(program);
    executor.evaluate(state);
    for (int i = 0; i < 4; ++i) QCOMPARE(executor.output(0)[i], 0.0);
    std::vector<double> at;
    Rng rng(2, "at");
    for (size_t i = 0; i < program->parameterCount(); ++i) at.push_back(rng.uniform(-1, 1));
    const Tensor loss = probe(y, 0.2);
    QVERIFY(differenceError(loss, gradients(loss, graph.parameters()), at) <= 1e-6);
  }

  void crossAttentionBlockHidesMaskedContext() {
    Graph graph;
    const Tensor x = graph.parameter("x", {1, 2, 4}), context = graph.parameter("context", {1, 3, 5});
    const Tensor y = crossAttentionBlock(x, context, "b", 2, graph.constant({1, 1, 0}, {1, 3})), params[] = {context};
    const auto program = compile<double>(graph, {.outputs = {gradients(probe(y, 0.1), params)[0]}});
    std::vector<double> at;
    Rng rng(2, "at");
    for (size_t i = 0; i < program->parameterCount(); ++i) at.push_back(rng.uniform(-1, 1));
    const std::vector<double> slope = evaluateAll(program, at);
    QVERIFY(slope[0] != 0 && slope[5] != 0);
    for (size_t i = 10; i < 15; ++i) QCOMPARE(slope[i], 0.0);
  }
};

QTEST_GUILESS_MAIN(TestTorchAttention)
#include "tst_torch_attention.moc"
