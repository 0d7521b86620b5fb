#include "core/nn/models/gpt.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "core/base/error.h"
#include "core/compute/compile.h"
#include "core/compute/ops/attention.h"
#include "core/compute/ops/checks.h"
#include "core/compute/ops/indexing.h"
#include "core/compute/ops/ops.h"
#include "core/compute/ops/rows.h"
#include "core/nn/activation.h"
#include "core/nn/initialiser.h"
#include "core/nn/layers/embedding.h"
#include "core/nn/layers/linear.h"
#include "core/nn/layers/normalisation.h"

namespace gradus {

namespace {

// One block; attend(qkv [B, T, 3 C], name of the block) gives the heads' results [B, T, C].
template <typename Attend>
Tensor gptBlock(Tensor x, const std::string& name, Attend attend) {
  const int64_t width = x.shape()[2];
  const Tensor qkv = linear(layerNorm(x, name + ".n1"), name + ".qkv", 3 * width);
  x = x + linear(attend(qkv, name), name + ".o", width);
  const Tensor hidden = activate(Activation::gelu, linear(layerNorm(x, name + ".n2"), name + ".f1", 4 * width));
  return x + linear(hidden, name + ".f2", width);
}

template <typename Attend>
Tensor gptTrunk(Tensor x, const GptParams& params, Attend attend) {
  for (int64_t b = 0; b < params.blocks; ++b) x = gptBlock(x, "b." + std::to_string(b), attend);
  return linear(layerNorm(x, "n"), "h", params.vocabulary);
}

Tensor positionsOf(Graph& graph, const GptParams& params) {
  return graph.parameter("pe", {params.context, params.width}, false, normalStart(0.02));
}

}  // namespace

Tensor gptLogits(Tensor tokens, const GptParams& params) {
  Graph& graph = *tokens.graph;
  const Shape& shape = tokens.shape();
  if (shape.rank() != 2 || shape[1] > params.context)
    shapeError(graph, "gpt", {shape}, "tokens [B, T], T at most " + std::to_string(params.context));
  const int64_t width = params.width, time = shape[1];
  Tensor positions = positionsOf(graph, params);
  if (time < params.context) positions = slice(positions, 0, 0, time);
  const Tensor x = addPositions(embedding(tokens, "te", params.vocabulary, width), positions);
  return gptTrunk(x, params, [&](Tensor qkv, const std::string&) {
    const auto part = [&](int64_t i) { return slice(qkv, 2, i * width, (i + 1) * width); };
    return attention(part(0), part(1), part(2), {.heads = params.heads, .causal = true}).y;
  });
}

Tensor gptLoss(Graph& graph, const GptParams& params, int64_t batch) {
  const Tensor x = graph.input("x", {batch, params.context}), y = graph.input("y", {batch, params.context});
  return mean(crossEntropyRows(gptLogits(x, params), y).loss);
}

double gptMflop(const GptParams& p, int64_t batch) {
  const auto n = static_cast<double>(batch * p.context), c = static_cast<double>(p.width);
  const double block = 2 * n * 12 * c * c + 4 * n * static_cast<double>(p.context) * c;
  return 3 * (static_cast<double>(p.blocks) * block + 2 * n * c * static_cast<double>(p.vocabulary)) / 1e6;
}

size_t chooseToken(std::span<const double> logits, const TokenChoice& choice, Rng& rng) {
  std::vector<size_t> order(logits.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return logits[a] > logits[b]; });
  if (choice.temperature <= 0) return order[0];
  if (choice.largest > 0 && static_cast<size_t>(choice.largest) < order.size())
    order.resize(static_cast<size_t>(choice.largest));
  std::vector<double> weights;
  for (const size_t token : order) weights.push_back(std::exp((logits[token] - logits[order[0]]) / choice.temperature));
  return order[rng.choice(weights)];
}

// One position: its keys and values join the caches (buffers [1, context, width]), attention sees positions up to it.
template <typename T>
GptGeneratorOf<T>::GptGeneratorOf(const GptParams& params, const ProgramOf<T>& trained, const ProgramStateOf<T>& state)
    : params_(params) {
  Graph graph;
  const int64_t width = params.width, context = params.context;
  const Tensor token = graph.input("token", {1, 1}), at = graph.input("position", {1});
  std::vector<double> numbers(static_cast<size_t>(context));
  std::iota(numbers.begin(), numbers.end(), 0.0);
  const Tensor index = graph.constant(std::move(numbers), {1, context});
  const Tensor seen = greater(at + 1, index), here = reshape(seen * greater(index + 1, at), {1, context, 1});
  const Tensor x = embedding(token, "te", params.vocabulary, width) +
                   reshape(gatherRows(positionsOf(graph, params), at), {1, 1, width});
  const Tensor logits = gptTrunk(x, params, [&](Tensor qkv, const std::string& name) {
    const auto part = [&](int64_t i) { return slice(qkv, 2, i * width, (i + 1) * width); };
    Tensor all[2];
    for (const int64_t i : {0, 1}) {
      const Tensor cache = graph.buffer(name + (i == 0 ? ".keys" : ".values"), {1, context, width});
      all[i] = select(here, broadcastTo(part(i + 1), cache.shape()), cache);
      graph.assign(cache, all[i]);
    }
    return attention(part(0), all[0], all[1], {.heads = params.heads, .keyMask = seen}).y;
  });
  program_ = compile<T>(graph, {.outputs = {logits}});
  executor_ = ExecutorOf<T>(program_);
  state_ = program_->makeState();
  for (const ParameterInfo& info : program_->parameters()) {
    if (!info.trainable) continue;
    const ParameterInfo& from = trained.parameter(info.name);
    if (!(from.shape == info.shape))
      throw UserError({"%1 has shape %2, expected %3.", {info.name, from.shape.str(), info.shape.str()}});
    std::copy_n(state.parameters.begin() + static_cast<std::ptrdiff_t>(from.offset), info.count,
                state_.parameters.begin() + static_cast<std::ptrdiff_t>(info.offset));
  }
}

template <typename T>
std::span<const double> GptGeneratorOf<T>::append(int64_t token) {
  if (position_ >= params_.context)
    throw UserError({"The text is %1 tokens long, as long as the context.", {std::to_string(position_)}});
  if (token < 0 || token >= params_.vocabulary) {
    throw UserError(
        {"There is no token %1: the vocabulary has %2.", {std::to_string(token), std::to_string(params_.vocabulary)}});
  }
  token_ = static_cast<T>(token);
  at_ = static_cast<T>(position_);
  executor_.setInput(program_->input("token"), &token_);
  executor_.setInput(program_->input("position"), &at_);
  executor_.run(state_);
  ++position_;
  const T* row = executor_.output(0);
  logits_.assign(row, row + params_.vocabulary);
  return logits_;
}

template <typename T>
std::vector<int64_t> GptGeneratorOf<T>::generate(std::span<const int64_t> prompt, int64_t count,
                                                 const TokenChoice& choice, Rng rng) {
  if (prompt.empty()) throw UserError({"A text to continue needs at least one token.", {}});
  clear();
  std::vector<int64_t> text;
  std::span<const double> logits;
  for (const int64_t token : prompt) {
    logits = append(token);
    text.push_back(token);
  }
  for (int64_t made = 0; made < count; ++made) {
    text.push_back(static_cast<int64_t>(chooseToken(logits, choice, rng)));
    if (position_ >= params_.context || made + 1 == count) break;
    logits = append(text.back());
  }
  return text;
}

template class GptGeneratorOf<float>;
template class GptGeneratorOf<double>;

}  // namespace gradus
