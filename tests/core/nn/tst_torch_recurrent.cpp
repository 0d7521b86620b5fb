// RNN, LSTM and GRU layers against PyTorch's values and gradients, their single steps against the fused sequence, and
// the character model's training step by step (tests/reference/torch_layers.json, torch_works.json).
#include <QtTest>
#include <limits>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/compute/ops/indexing.h"
#include "core/nn/layers/recurrent.h"
#include "core/nn/layers/sequence_tools.h"
#include "tests/core/compute/ops/op_table.h"
#include "tests/core/nn/sequence_works.h"
#include "tests/core/nn/torch_layer_cases.h"

using namespace gradus;
using namespace gradus::testing;

namespace {

// name + ".weight_ih_l0" with the reference's names, "m." in front.
std::vector<Tensor> buildRecurrent(RecurrentCell cell, Graph& graph, const std::vector<Tensor>& inputs,
                                   const json& config) {
  RecurrentOptions options;
  options.layers = config.value("num_layers", 1);
  options.bidirectional = config.value("bidirectional", false);
  options.bias = config.value("bias", true);
  options.batchFirst = config["batch_first"];
  if (inputs.size() > 1) options.h0 = inputs[1];
  if (inputs.size() > 2) options.c0 = inputs[2];
  if (config.contains("lengths"))
    options.lengths = graph.constant(config["lengths"].get<std::vector<double>>(), {inputs[0].shape()[0]});
  const RecurrentOutputs out = recurrentLayer(cell, inputs[0], "m", config["hidden_size"], options);
  std::vector<Tensor> all{out.output, out.h};
  if (out.c) all.push_back(out.c);
  return all;
}

}  // namespace

class TestTorchRecurrent : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void layers_data() {
    QTest::addColumn<QString>("name");
    for (const json& c : torchLayers()) {
      const std::string layer = c["layer"];
      if (layer == "RNN" || layer == "LSTM" || layer == "GRU")
        QTest::newRow(c["name"].get<std::string>().c_str()) << QString::fromStdString(c["name"]);
    }
  }
  void layers() {
    QFETCH(QString, name);
    const json& c = torchLayer(name.toStdString());
    const RecurrentCell cell = c["layer"] == "LSTM"                                  ? RecurrentCell::lstm
                               : c["layer"] == "GRU"                                 ? RecurrentCell::gru
                               : c["config"].value("nonlinearity", "tanh") == "relu" ? RecurrentCell::relu
                                                                                     : RecurrentCell::tanh;
    const auto build = [cell](Graph& graph, const std::vector<Tensor>& inputs, const json& config) {
      return buildRecurrent(cell, graph, inputs, config);
    };
    std::string where;
    const double error = torchLayerError<double>(c, build, &where);
    QVERIFY2(error <= 1e-9, qPrintable(QString("%1: %2").arg(QString::fromStdString(where)).arg(error)));
    const double inFloat = torchLayerError<float>(c, build, &where);
    QVERIFY2(inFloat <= 1e-5, qPrintable(QString("%1: %2").arg(QString::fromStdString(where)).arg(inFloat)));
  }

  void singleStepsEqualTheSequence() {
    for (const RecurrentCell cell :
         {RecurrentCell::tanh, RecurrentCell::relu, RecurrentCell::lstm, RecurrentCell::gru}) {
      Graph graph;
      const Tensor x = graph.parameter("x", {3, 4, 5});
      const RecurrentOutputs whole = recurrentLayer(cell, x, "r", 6);
      CellStep step;
      for (int64_t t = 0; t < 4; ++t)
        step = recurrentCellLayer(cell, reshape(slice(x, 1, t, t + 1), {3, 5}), "r", 6, step.h, step.c);
      std::vector<Tensor> results{reshape(whole.h, {3, 6}) - step.h};
      if (step.c) results.push_back(reshape(whole.c, {3, 6}) - step.c);
      for (const double difference : valuesOf<double>(compile<double>(graph, {.outputs = results}), 3))
        QVERIFY(std::abs(difference) < 1e-14);
    }
  }

  // Embedded tokens are projected by the table; a sum in front hides the table and takes the general way.
  void projectedTableEqualsProjectedRows() {
    for (const RecurrentCell cell : {RecurrentCell::tanh, RecurrentCell::lstm, RecurrentCell::gru}) {
      Graph graph;
      const Tensor table = graph.parameter("table", {3, 4});
      const Tensor x = gatherRows(table, graph.constant({2, 0, 1, 1, 0, 2, 2, 1}, {2, 4}));
      RecurrentOptions options;
      options.bidirectional = true;
      const Tensor one = recurrentLayer(cell, x, "r", 5, options).output;
      const Tensor other = recurrentLayer(cell, x * 1.5 / 1.5, "r", 5, options).output;
      const std::vector<Tensor> params = graph.parameters();
      std::vector<Tensor> results{one - other};
      const auto a = gradients(probe(one, 0.1), params), b = gradients(probe(other, 0.1), params);
      for (size_t i = 0; i < params.size(); ++i) results.push_back(a[i] - b[i]);
      for (const double difference : valuesOf<double>(compile<double>(graph, {.outputs = results}), 3))
        QVERIFY(std::abs(difference) < 1e-14);
    }
  }

  void dropoutBetweenLayers() {
    Graph graph;
    const Tensor x = graph.parameter("x", {2, 3, 4}), probability = graph.scalar("p", 0.0);
    RecurrentOptions options;
    options.layers = 2;
    const Tensor without = gru(x, "r", 5, options).output;
    options.dropout = probability;
    const Tensor with = gru(x, "r", 5, options).output;
    for (const double difference : valuesOf<double>(compile<double>(graph, {.outputs = {with - without}}), 3))
      QCOMPARE(difference, 0.0);
  }

  void characterModelFollowsTorch() {
    const json work = torchWork("lstm", "small");
    auto exact = lstmStep<double>(work);
    QVERIFY(follows(exact, work["double"], 100, 1e-9));
    auto single = lstmStep<float>(work), longer = lstmStep<float>(work);
    QVERIFY(follows(single, work["float"], 20, 1e-4));
    QVERIFY(follows(longer, work["float"], 100, 1e-3));
  }

  void characterModelGivesTheSameBitsForAnyThreads() {
    const json work = torchWork("lstm", "full");
    QVERIFY(sameBitsForAnyThreads([&] { return lstmStep<float>(work); }));
  }

  void generationFollowsTheModel() {
    const LstmLanguageModelParams params{.vocabulary = 7, .embedding = 4, .units = 5, .layers = 2};
    Graph graph;
    const Tensor tokens = graph.constant({3, 0, 6, 1, 1, 5}, {2, 3});
    const Tensor all = lstmLanguageModel(tokens, params);
    LstmLanguageStep step;
    for (int64_t t = 0; t < 3; ++t)
      step = lstmLanguageModelStep(reshape(slice(tokens, 1, t, t + 1), {2}), step.layers, params);
    const Tensor last = reshape(slice(all, 1, 2, 3), {2, 7});
    for (const double difference : valuesOf<double>(compile<double>(graph, {.outputs = {last - step.logits}}), 3))
      QVERIFY(std::abs(difference) < 1e-14);
  }
};

QTEST_GUILESS_MAIN(TestTorchRecurrent)
#include "tst_torch_recurrent.moc"
