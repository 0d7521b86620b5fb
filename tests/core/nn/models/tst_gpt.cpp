// The small GPT: training traces of PyTorch, threads, generation with cached keys and values.
#include <QtTest>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/nn/initialiser.h"
#include "tests/core/nn/gpt_work.h"

using namespace gradus;
using namespace gradus::testing;

class TestGpt : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void followsPyTorch() {
    const json work = torchWork("gpt", "small");
    auto exact = gptStep<double>(work);
    const double inDouble = workError(exact, work["double"], 100);
    QVERIFY2(inDouble <= 1e-9, qPrintable(QString::number(inDouble)));
    auto single = gptStep<float>(work), longer = gptStep<float>(work);
    const double in20 = workError(single, work["double"], 20), in100 = workError(longer, work["double"], 100);
    QVERIFY2(in20 <= 1e-4, qPrintable(QString::number(in20)));
    QVERIFY2(in100 <= 1e-3, qPrintable(QString::number(in100)));
  }

  void sameBitsForAnyNumberOfThreads() {
    const json work = torchWork("gpt", "small");
    std::vector<float> one;
    for (const int threads : {1, 2, 8}) {
      WorkerPool pool(threads);
      const WorkerPool::Use use(pool);
      auto step = gptStep<float>(work);
      for (int i = 0; i < 3; ++i) step.run();
      if (threads == 1) one = step.state().parameters;
      QVERIFY(step.state().parameters == one);
    }
  }

  // Every position's logits from the cache equal those of the whole text computed at once.
  void cacheEqualsFullComputation() {
    const json work = torchWork("gpt", "small");
    const GptParams params = gptParams(work);
    auto step = gptStep<double>(work);
    for (int i = 0; i < 5; ++i) step.run();
    GptGeneratorOf<double> generator(params, step.program(), step.state());
    std::vector<double> tokens;
    Rng rng(3, "tokens");
    for (int64_t t = 0; t < params.context; ++t)
      tokens.push_back(static_cast<double>(rng.below(static_cast<uint64_t>(params.vocabulary))));
    Graph graph;
    const Tensor logits = gptLogits(graph.input("x", {1, params.context}), params);
    const auto whole = compile<double>(graph, {.outputs = {logits}});
    ProgramStateOf<double> state = whole->makeState();
    for (const ParameterInfo& info : whole->parameters()) {
      const ParameterInfo& from = step.program().parameter(info.name);
      std::copy_n(step.state().parameters.begin() + static_cast<std::ptrdiff_t>(from.offset), info.count,
                  state.parameters.begin() + static_cast<std::ptrdiff_t>(info.offset));
    }
    ExecutorOf<double> executor(whole);
    executor.setInput(whole->input("x"), tokens.data());
    executor.evaluate(state);
    for (int repeat = 0; repeat < 2; ++repeat) {  // the second time over what the first left in the caches
      generator.clear();
      for (int64_t t = 0; t < params.context; ++t) {
        const std::span<const double> next = generator.append(static_cast<int64_t>(tokens[static_cast<size_t>(t)]));
        for (size_t k = 0; k < next.size(); ++k) {
          const double expected = executor.output(0)[static_cast<size_t>(t) * executor.outputPitch(0) + k];
          QVERIFY(std::abs(next[k] - expected) <= 1e-12 * (1 + std::abs(expected)));
        }
      }
    }
  }

  void continuesATextItHasLearned() {
    const GptParams params{.blocks = 1, .heads = 2, .width = 16, .context = 8, .vocabulary = 5};
    Graph graph;
    const Tensor loss = gptLoss(graph, params, 1);
    auto step = TrainingStep::ofLoss(graph, loss, {.kind = OptimiserKind::adam, .learningRate = 0.01},
                                     {{"x", {0, 1, 2, 3, 4, 0, 1, 2}}, {"y", {1, 2, 3, 4, 0, 1, 2, 3}}});
    for (int i = 0; i < 200; ++i) step.run();
    GptGenerator generator(params, step.program(), step.state());
    const int64_t prompt[] = {0, 1};
    QCOMPARE(generator.generate(prompt, 4, {}, Rng(1)), (std::vector<int64_t>{0, 1, 2, 3, 4, 0}));
    // The context ends the text: eight tokens and the one that follows.
    QCOMPARE(generator.generate(prompt, 50, {}, Rng(1)).size(), size_t{9});
    const auto warm = generator.generate(prompt, 6, {.temperature = 1, .largest = 1}, Rng(1));
    QCOMPARE(warm, (std::vector<int64_t>{0, 1, 2, 3, 4, 0, 1, 2}));
  }

  void tokenChoice() {
    const std::vector<double> logits{0, 2, 1, 2};
    Rng rng(4, "choice");
    QCOMPARE(chooseToken(logits, {}, rng), size_t{1});
    std::vector<int> counts(4);
    for (int i = 0; i < 20000; ++i) ++counts[chooseToken(logits, {.temperature = 0.5, .largest = 3}, rng)];
    const double total = 2 * std::exp(2 / 0.5) + std::exp(1 / 0.5);
    QCOMPARE(counts[0], 0);
    QVERIFY(std::abs(counts[1] / 20000.0 - std::exp(2 / 0.5) / total) < 0.015);
    QVERIFY(std::abs(counts[2] / 20000.0 - std::exp(1 / 0.5) / total) < 0.015);
  }

  void errors() {
    const GptParams params{.blocks = 1, .heads = 1, .width = 2, .context = 1, .vocabulary = 3};
    Graph graph;
    const auto program = compile<float>(graph, {.outputs = {gptLoss(graph, params, 1)}});
    GptGenerator generator(params, *program, program->makeState());
    generator.append(2);
    QVERIFY_EXCEPTION_THROWN(generator.append(0), UserError);
    generator.clear();
    QVERIFY_EXCEPTION_THROWN(generator.append(3), UserError);
    QVERIFY_EXCEPTION_THROWN(generator.generate({}, 1, {}, Rng(1)), UserError);
    QVERIFY_EXCEPTION_THROWN(gptLogits(graph.input("long", {1, 2}), params), UserError);
  }
};

QTEST_GUILESS_MAIN(TestGpt)
#include "tst_gpt.moc"
