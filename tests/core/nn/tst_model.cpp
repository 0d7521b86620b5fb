// Models as values: layout, counts, edits, files, transfer, freezing, averages, checkpoints.
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/base/fields.h"
#include "core/compute/compile.h"
#include "core/compute/op_costs.h"
#include "core/compute/ops/attention.h"
#include "core/compute/ops/convolution.h"
#include "core/compute/ops/ops.h"
#include "core/compute/ops/sequence.h"
#include "core/compute/ops/sparse.h"
#include "core/nn/activation.h"
#include "core/nn/initialiser.h"
#include "core/nn/layers/linear.h"
#include "core/nn/losses/regression.h"
#include "core/nn/model.h"
#include "core/nn/npz.h"
#include "core/nn/optimiser.h"

using namespace gradus;

namespace {

struct Net {
  Graph graph;
  Tensor output, loss;
  explicit Net(int64_t hidden = 5, int64_t outputs = 2) {
    const Tensor x = graph.input("x", {4, 3});
    output = linear(activate(Activation::tanh, linear(x, "body.fc1", hidden)), "head", outputs);
    loss = mseLoss(output, graph.input("y", {4, outputs}));
  }
  Model model() const {
    const Tensor outputs[] = {output};
    return Model(graph, outputs);
  }
};

template <typename Do>
std::string errorOf(Do action) {
  try {
    action();
  } catch (const UserError& error) {
    return error.what();
  }
  return "";
}

std::vector<float> drawn(const Model& model, uint64_t seed) {
  std::vector<float> values(model.count());
  for (const ParameterInfo& info : model.parameters())
    initialiseParameter<float>(info, {values.data() + info.offset, info.count}, Rng(seed));
  return values;
}

}  // namespace

class TestModel : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void countsAndLayout() {
    Net net;
    net.graph.buffer("body.mean", {5});
    const Model model = net.model();
    QCOMPARE(model.count(), size_t{15 + 5 + 10 + 2 + 5});
    QCOMPARE(model.trainableCount(), size_t{32});
    QCOMPARE(model.multiplyAdds(), int64_t{4 * (3 * 5 + 5 * 2)});
    const auto program = compile<float>(net.graph, {.outputs = {net.loss}});
    const Model same(*program);
    QCOMPARE(same.parameters().size(), model.parameters().size());
    for (size_t i = 0; i < model.parameters().size(); ++i) {
      QCOMPARE(same.parameters()[i].name, model.parameters()[i].name);
      QCOMPARE(same.parameters()[i].offset, model.parameters()[i].offset);
    }
    QCOMPARE(QString::fromStdString(model.summary()),
             QString("body.fc1.weight [5, 3] 15\nbody.fc1.bias [5] 5\nhead.weight [2, 5] 10\nhead.bias [2] 2\n"
                     "body.mean [5] 5 (not trained)\nparameters 32\nmultiply-adds 100\n"));
  }
  void multiplyAddsOfEachKind() {
    Graph graph;
    const auto cost = [&](Tensor y) { return multiplyAddsOf(graph, y.id); };
    const Tensor a = graph.input("a", {5, 7}), b = graph.input("b", {7, 3});
    QCOMPARE(cost(matmul(a, b)), int64_t{5 * 7 * 3});
    QCOMPARE(cost(matmul(b, a, true, true)), int64_t{3 * 7 * 5});
    QCOMPARE(cost(matmul(graph.input("c", {2, 5, 7}), b)), int64_t{2 * 5 * 7 * 3});
    QCOMPARE(cost(relu(a)), int64_t{0});
    const Tensor image = graph.input("image", {2, 8, 8, 6}), kernel = graph.input("kernel", {4, 3, 5, 5});
    const Convolution grouped = Convolution::square(1, 2, 1, 2);  // 8 x 8 again, two groups of three channels
    QCOMPARE(cost(convolution(image, kernel, grouped)), int64_t{2 * 8 * 8 * 4 * (3 * 5 * 5)});
    const Tensor up = graph.input("up", {6, 2, 4, 4});  // stride 2: each of 64 pixels spreads over 4 x 4 x 2
    QCOMPARE(cost(convolutionTransposed(image, up, Convolution::square(2, 1))), int64_t{2 * 8 * 8 * 6 * (2 * 4 * 4)});
    const Tensor p = graph.input("p", {2, 6, 4 * 3}), w = graph.input("w", {4 * 3, 3});
    const Tensor states = recurrent(RecurrentCell::lstm, {.projected = p, .weight = w}).h;
    QCOMPARE(multiplyAddsOf(graph, graph.op(states).inputs[0]), int64_t{2 * 6 * 4 * 3 * 3});
    const Tensor q = graph.input("q", {2, 5, 8}), k = graph.input("k", {2, 6, 8}), v = graph.input("v", {2, 6, 4});
    const Tensor attended[] = {attention(q, k, v, {.heads = 2}).y};
    QCOMPARE(Model(graph, attended).multiplyAdds(), int64_t{2 * 5 * 6 * (8 + 4)});
    const Tensor packed = graph.input("qkv", {2, 5, 12});
    const Tensor self[] = {
        attention(slice(packed, 2, 0, 4), slice(packed, 2, 4, 8), slice(packed, 2, 8, 12), {.heads = 2}).y};
    QCOMPARE(Model(graph, self).multiplyAdds(), int64_t{2 * 5 * 5 * (4 + 4)});
    const SparsePatternPtr pattern = sparsePattern(3, 4, std::vector<int64_t>{0, 2, 2}, std::vector<int64_t>{1, 3, 0});
    QCOMPARE(cost(sparseProduct(pattern, graph.input("values", {3}), graph.input("x", {4, 5}))), int64_t{3 * 5});
    QCOMPARE(cost(sampledProduct(pattern, graph.input("l", {3, 5}), graph.input("r", {4, 5}))), int64_t{3 * 5});
  }
  void edits() {
    const Model model = Net().model();
    std::vector<float> values(model.count(), 0);
    setElement(model, values, "head.weight", std::vector<int64_t>{1, 3}, 2.5);
    QCOMPARE(values[20 + 8], 2.5F);
    const auto edit = [&](const char* name, std::vector<int64_t> at, double value) {
      return errorOf([&] { setElement(model, values, name, at, value); });
    };
    QCOMPARE(edit("head.weight", {2, 0}, 1), std::string("head.weight has shape [2, 5]; there is no element [2, 0]."));
    QCOMPARE(edit("head.weight", {0}, 1), std::string("head.weight has shape [2, 5]; there is no element [0]."));
    QVERIFY(edit("head.weight", {0, -1}, 1).find("no element") != std::string::npos);
    QVERIFY(edit("tail", {0}, 1).find("It has: body.fc1.weight") != std::string::npos);
    QVERIFY(edit("head.bias", {0}, 1e300).find("finite") != std::string::npos);
    QCOMPARE(values[20], 0.0F);
  }
  void filesKeepEveryValue() {
    QTemporaryDir folder;
    const std::string path = folder.filePath("net.npz").toStdString();
    const Model model = Net().model();
    const std::vector<float> values = drawn(model, 3);
    saveParameters<float>(model, values, path);
    std::vector<float> read(model.count());
    QCOMPARE(loadParameters<float>(model, read, path).loaded.size(), size_t{4});
    QCOMPARE(read, values);
    std::vector<double> asDouble(model.count());  // another precision reads it too
    loadParameters<double>(model, asDouble, path);
    QCOMPARE(static_cast<float>(asDouble[7]), values[7]);
    QCOMPARE(readNpz(path)[0].name, std::string("body.fc1.weight"));

    const Model wide = Net(6).model();
    std::vector<float> kept(wide.count(), 9);
    const std::string error = errorOf([&] { loadParameters<float>(wide, kept, path); });
    QCOMPARE(error, path + ": array body.fc1.weight has shape [5, 3], the model expects [6, 3].");
    QCOMPARE(kept[0], 9.0F);
    const LoadReport report = loadParameters<float>(wide, kept, path, false);
    QCOMPARE(report.loaded, std::vector<std::string>{"head.bias"});
    QCOMPARE(report.misfits.size(), size_t{3});
    Net more;
    linear(more.output, "extra", 3);
    const Model larger = more.model();
    std::vector<float> all(larger.count());
    QCOMPARE(errorOf([&] { loadParameters<float>(larger, all, path); }),
             path + " has no array extra.weight; the model expects one of shape [3, 2].");
    std::vector<float> broken = values;
    broken[3] = NAN;
    saveParameters<float>(model, broken, path);
    QVERIFY(errorOf([&] { loadParameters<float>(model, read, path); }).find("element 3 of array body.fc1.weight") !=
            std::string::npos);
    QCOMPARE(read, values);
  }
  void transfer() {
    const Model from = Net(5, 2).model(), to = Net(5, 3).model();
    const std::vector<float> source = drawn(from, 1);
    std::vector<float> target(to.count(), 0);
    const LoadReport report = transferParameters<float>(from, source, to, target);
    QCOMPARE(report.loaded, (std::vector<std::string>{"body.fc1.weight", "body.fc1.bias"}));
    QCOMPARE(report.misfits, (std::vector<std::string>{"head.weight", "head.bias"}));
    QVERIFY(std::equal(source.begin(), source.begin() + 20, target.begin()));
    QCOMPARE(target[20], 0.0F);
    Graph graph;
    const Tensor renamed[] = {linear(graph.input("x", {4, 3}), "encoder.fc1", 5)};
    const Model other(graph, renamed);
    std::vector<float> copied(other.count(), 0);
    QCOMPARE(transferParameters<float>(from, source, other, copied, "body.", "encoder.").loaded.size(), size_t{2});
    QVERIFY(std::equal(copied.begin(), copied.end(), source.begin()));
  }
  void frozenParametersStay() {
    Net net;
    const std::string frozen[] = {"body."};
    const std::vector<Tensor> free = trainableParameters(net.graph, frozen);
    QCOMPARE(free.size(), size_t{2});
    net.graph.update(
        {.kind = UpdateKind::adam, .loss = net.loss, .parameters = free, .gradients = gradients(net.loss, free)});
    const auto program = compile<float>(net.graph, {.outputs = {net.loss}});
    ProgramState state;
    initialise(*program, state, Rng(1));
    const ProgramState before = state;
    Executor executor(program);
    const std::vector<float> x(12, 0.5F), y(8, 1);
    executor.setInput(program->input("x"), x.data());
    executor.setInput(program->input("y"), y.data());
    const auto numbers = liveNumbers({.optimiser = defaultOptimiser(OptimiserKind::adam)});
    for (int k = 0; k < updateScalarCount; ++k)
      executor.setScalar(program->scalar(updateScalarNames[k]), numbers[static_cast<size_t>(k)]);
    executor.run(state);
    for (size_t i = 0; i < state.parameters.size(); ++i) QCOMPARE(state.parameters[i] == before.parameters[i], i < 20);
    const std::string unknown[] = {"bdoy."};
    QCOMPARE(errorOf([&] { trainableParameters(net.graph, unknown); }),
             std::string("No parameter's name begins with bdoy.; nothing to freeze."));
    QTemporaryDir folder;
    const std::string path = folder.filePath("checkpoint.npz").toStdString();
    const Model model = net.model();
    saveCheckpoint(model, state, path);
    ProgramState read;
    loadCheckpoint(model, read, path);
    QVERIFY(read == state);
    saveParameters<float>(model, state.parameters, path);
    QVERIFY(errorOf([&] { loadCheckpoint(model, read, path); }).find("no step counter") != std::string::npos);
    QVERIFY(read == state);
  }
  void averages() {
    WeightAverageOf<double> average;
    const auto feed = [&](double w, double decay, bool warm = false) { average.update({&w, 1}, decay, warm); };
    feed(1, 0.9);
    feed(3, 0.9);
    QVERIFY(std::abs(average.average[0] - (0.9 * 1 + 0.1 * 3)) < 1e-15);
    feed(0, 0.999, true);  // third: d = (1 + 2) / (10 + 2)
    QVERIFY(std::abs(average.average[0] - 0.25 * 1.2) < 1e-15);
    QCOMPARE(average.updates, uint64_t{3});
    Hasher a, b;
    a.add(average);
    feed(1, 0.5);
    b.add(average);
    QVERIFY(a.value() != b.value());
  }
};

QTEST_GUILESS_MAIN(TestModel)
#include "tst_model.moc"
