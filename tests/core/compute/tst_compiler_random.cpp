// Properties of compiled programs on random graphs: the optimised program computes what the unoptimised one does, with
// gradients and gradients of gradients; the same bits for any number of threads at every kernel level; sound memory
// plans. A failing graph is shrunk before it is printed. And: no kind of op is left out.
#include <QtTest>

#include <bit>
#include <set>

#include "core/base/parallel.h"
#include "core/compute/cpu/kernels/kernels.h"
#include "core/compute/cpu/ops/cpu_op.h"
#include "core/compute/cpu/simplify.h"
#include "core/compute/draw.h"
#include "tests/core/compute/memory_checker.h"
#include "tests/core/compute/numeric.h"
#include "tests/core/compute/random_ops/all.h"

using namespace gradus;
using gradus::testing::Draw;
using gradus::testing::randomOps;

namespace {

/// Which graph: a seed, the numbers of its steps (each has draws of its own, so that steps can be left out), and how
/// many times its gradient is taken.
struct Recipe {
  uint64_t seed = 0;
  bool large = false;
  std::vector<uint64_t> steps;
  int derivatives = 0;
};

Recipe recipeOf(uint64_t seed) {
  Recipe recipe{seed, seed % 10 == 9, {}, static_cast<int>(seed % 3)};
  const uint64_t steps = recipe.large || recipe.derivatives == 2 ? 6 : 14;
  for (uint64_t i = 0; i < steps; ++i) recipe.steps.push_back(i);
  return recipe;
}

std::vector<Tensor> build(Graph& graph, const Recipe& recipe) {
  Draw draw(graph, recipe.large);
  for (const uint64_t step : recipe.steps) {
    draw.rng = Rng(recipe.seed, "random graph").split(step);
    const Tensor made = randomOps()[draw.rng.below(randomOps().size())].build(draw);
    if (made && made.shape().count() <= 400000) draw.pool.push_back(made);
  }
  if (draw.pool.empty()) return {};
  std::vector<Tensor> outputs{draw.pool.back(), draw.pool[draw.pool.size() / 2]};
  const std::vector<Tensor> parameters = graph.parameters();
  Tensor loss = mean(tanh(outputs[0])) + mean(sin(outputs[1]));
  for (int i = 0; i < recipe.derivatives && !parameters.empty(); ++i) {
    const std::vector<Tensor> slopes = gradients(loss, parameters);
    outputs.insert(outputs.end(), slopes.begin(), slopes.end());
    loss = graph.constant(0);
    for (const Tensor slope : slopes) loss = loss + sum(sin(slope));
  }
  outputs.insert(outputs.begin(), loss);
  return outputs;
}

template <typename T>
std::vector<std::vector<T>> valuesOf(const std::shared_ptr<const ProgramOf<T>>& program, const Graph& graph) {
  ExecutorOf<T> executor(program);
  ProgramStateOf<T> state = program->makeState();
  Rng rng(11, "leaves");
  for (T& x : state.parameters) x = static_cast<T>(rng.uniform(-1, 1));
  std::deque<std::vector<T>> inputs;
  for (int id = 0; id < graph.size(); ++id) {
    if (graph.op(id).kind != OpKind::input) continue;
    Rng draws(static_cast<uint64_t>(id), "input");
    inputs.emplace_back(static_cast<size_t>(graph.op(id).shape.count()));
    for (T& x : inputs.back()) x = static_cast<T>(draws.uniform(-1, 1));
    executor.setInput(program->input(graph.op(id).name), inputs.back().data());
  }
  executor.evaluate(state, 5);
  std::vector<std::vector<T>> values;
  for (size_t k = 0; k < program->outputs(); ++k) {
    const Shape& shape = program->outputShape(k);
    std::vector<T>& out = values.emplace_back();
    for (int64_t r = 0; r < shape.rows(); ++r) {
      const T* row = executor.output(k) + static_cast<size_t>(r) * executor.outputPitch(k);
      out.insert(out.end(), row, row + shape.cols());
    }
  }
  return values;
}

uint64_t bitsOf(const std::vector<std::vector<float>>& values) {
  uint64_t hash = 1469598103934665603ull;
  for (const auto& value : values) {
    for (const float x : value) hash = (hash ^ std::bit_cast<uint32_t>(x)) * 1099511628211ull;
  }
  return hash;
}

struct Pools {
  WorkerPool two{2}, eight{8};
};

// What is wrong with the graph of this recipe; empty if nothing.
std::string fault(const Recipe& recipe, Pools* pools) {
  Graph graph;
  const std::vector<Tensor> outputs = build(graph, recipe);
  if (outputs.empty()) return {};
  const auto plain = compile<double>(graph, {.outputs = outputs, .optimise = false});
  const auto fast = compile<double>(graph, {.outputs = outputs});
  for (const auto& program : {plain, fast}) {
    if (const std::string collision = testing::memoryCollision(program->body()); !collision.empty()) return collision;
  }
  const auto expected = valuesOf<double>(plain, graph), found = valuesOf<double>(fast, graph);
  for (size_t k = 0; k < expected.size(); ++k) {
    double scale = 1;
    for (const double x : expected[k]) scale = std::max(scale, std::abs(x));
    for (size_t i = 0; i < expected[k].size(); ++i) {
      const double error = std::abs(found[k][i] - expected[k][i]);
      if (!(error <= 1e-12 * scale)) {
        return "output " + std::to_string(k) + " element " + std::to_string(i) + ": " + std::to_string(found[k][i]) +
               " instead of " + std::to_string(expected[k][i]);
      }
    }
  }
  if (!pools) return {};
  const auto single = compile<float>(graph, {.outputs = outputs});
  for (const std::string_view name : availableKernelLevels()) {
    const std::string level(name);
    const UseKernelLevel use(level.c_str());
    const uint64_t one = bitsOf(valuesOf<float>(single, graph));
    for (WorkerPool* pool : {&pools->two, &pools->eight}) {
      const WorkerPool::Use current(*pool);
      if (bitsOf(valuesOf<float>(single, graph)) != one)
        return "other bits with " + std::to_string(pool->threads()) + " threads at level " + level;
    }
  }
  return {};
}

// Leaves out steps and derivatives as long as the graph still fails.
Recipe shrunk(Recipe recipe, const std::function<bool(const Recipe&)>& fails) {
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t i = recipe.steps.size(); i-- > 0;) {
      Recipe smaller = recipe;
      smaller.steps.erase(smaller.steps.begin() + static_cast<std::ptrdiff_t>(i));
      if (!fails(smaller)) continue;
      recipe = smaller;
      changed = true;
    }
    Recipe fewer = recipe;
    if (fewer.derivatives-- > 0 && fails(fewer)) recipe = fewer, changed = true;
  }
  return recipe;
}

std::string report(const Recipe& recipe, const std::string& what) {
  Graph graph;
  const std::vector<Tensor> outputs = build(graph, recipe);
  return "seed " + std::to_string(recipe.seed) + ", " + std::to_string(recipe.derivatives) + " derivatives: " + what +
         "\n" + graphText(graph, outputs);
}

}  // namespace

class TestRandomGraphs : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void optimisedEqualsUnoptimisedWithAnyThreads() {
    Pools pools;
    int ops = 0;
    for (uint64_t seed = 0; seed < 500; ++seed) {
      const Recipe recipe = recipeOf(seed);
      Graph graph;
      build(graph, recipe);
      ops += graph.size();
      if (fault(recipe, &pools).empty()) continue;
      const Recipe small = shrunk(recipe, [&](const Recipe& r) { return !fault(r, &pools).empty(); });
      QFAIL(report(small, fault(small, &pools)).c_str());
    }
    QVERIFY2(ops > 500 * 60, qPrintable(QString::number(ops)));
  }

  void shrinkingFindsTheSmallestGraph() {
    // "Fails" if a product is in the graph without its gradient: the smallest such graph has a step or two.
    const auto hasProduct = [](Recipe recipe) {
      recipe.derivatives = 0;
      Graph graph;
      build(graph, recipe);
      for (int id = 0; id < graph.size(); ++id) {
        if (graph.op(id).kind == OpKind::matmul) return true;
      }
      return false;
    };
    int found = 0;
    for (uint64_t seed = 0; seed < 20; ++seed) {
      if (!hasProduct(recipeOf(seed))) continue;
      const Recipe small = shrunk(recipeOf(seed), hasProduct);
      QVERIFY(small.steps.size() <= 2);  // a step may read what another made
      QCOMPARE(small.derivatives, 0);
      QVERIFY(report(small, "x").find("matmul") != std::string::npos);
      ++found;
    }
    QVERIFY(found > 3);
  }

  // A new kind needs a name, a way to run, and a row in random_ops/.
  void everyKindIsCovered() {
    using enum OpKind;
    const std::set<OpKind> leaves{input, scalar, parameter, constant, updated}, state{part, update, assign};
    const std::set<OpKind> instructions{broadcast, sumTo, maxTo, matmul, stopGradient};
    std::set<OpKind> drawn;
    for (const testing::RandomOp& row : randomOps()) drawn.insert(row.kinds.begin(), row.kinds.end());
    std::set<std::string_view> names;
    for (int i = 0; i < opKinds; ++i) {
      const auto kind = static_cast<OpKind>(i);
      const std::string name(opName(kind));
      QVERIFY2(!name.empty(), qPrintable(QString("kind %1 has no name").arg(i)));
      QVERIFY2(names.insert(opName(kind)).second, (name + " is the name of two kinds").c_str());
      if (leaves.count(kind) || state.count(kind)) continue;
      const bool runs = isElementwise(kind) || instructions.count(kind) || (cpuOp<float>(kind) && cpuOp<double>(kind));
      QVERIFY2(runs, (name + " has no row in core/compute/cpu/ops").c_str());
      QVERIFY2(drawn.count(kind), (name + " has no row in tests/core/compute/random_ops/").c_str());
    }
  }

  // And every row makes the kinds it names.
  void rowsMakeTheirKinds() {
    for (const testing::RandomOp& row : randomOps()) {
      std::set<OpKind> made;
      for (uint64_t seed = 0; seed < 400; ++seed) {
        Graph graph;
        Draw draw(graph, false);
        draw.rng = Rng(seed, row.name);
        row.build(draw);
        for (int id = 0; id < graph.size(); ++id) made.insert(graph.op(id).kind);
      }
      for (const OpKind kind : row.kinds)
        QVERIFY2(made.count(kind), (std::string(row.name) + " never makes " + std::string(opName(kind))).c_str());
    }
  }
};

QTEST_GUILESS_MAIN(TestRandomGraphs)
#include "tst_compiler_random.moc"
