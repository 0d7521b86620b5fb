// Diffusion on points: a network learns to name the noise, then noise flows back to data, step by step.
#include <algorithm>
#include <cmath>

#include "core/generative/denoiser.h"
#include "core/generative/denoiser_code.h"
#include "core/generative/denoiser_data.h"
#include "core/generative/denoiser_settings.h"
#include "core/generative/diffusion_pictures.h"
#include "core/run/declare.h"
#include "core/run/scratch.h"
#include "core/run/trouble.h"

namespace gradus {
namespace {

using namespace declare;  // NOLINT: this file declares a demo

struct State {
  denoiser::State model;
  std::array<double, 2> probe{-2.2, 1.7};  // start of the single path
  double distance = std::nan("");          // sliced Wasserstein of the finished samples to the data
  double recentLoss = std::nan("");        // mean of the last 25 minibatches
  double lossSum = 0;
  template <typename Visitor>
  void fields(Visitor& v) {
    v("model", model);
    v("probe", probe);
    v("distance", distance);
    v("recentLoss", recentLoss);
    v("lossSum", lossSum);
  }
};

class DiffusionRun final : public ExperimentOf<DiffusionRun, State> {
 public:
  explicit DiffusionRun(StartContext& context) : mlp_(MlpParams{}) {
    readSettings(context.settings);
    schedule_ = makeSchedule(params_.schedule, params_.diffusionSteps);
    const Matrix& x = *context.x;
    state.model.data =
        std::make_shared<const denoiser::Data>(denoiser::normalise(x, denoiser::placesOf(*context.data, x)));
    context.notes.push_back(
        {GRADUS_TR("The mean is taken away and everything divided by %1, so that data and noise have the same size."),
         {numberText(state.model.data->scale)}});
    if (x.cols > 2)
      context.notes.push_back(
          {GRADUS_TR("All %1 columns diffuse; the planes show the first two."), {std::to_string(x.cols)}});
    mlp_ = denoiser::makeModel(params_, x.cols);
    state.model.net = mlp_.init(context.rng("weights"));
    realDistance_ = denoiser::halvesDistance(state.model.data->x, context.rng("halves"));
  }

  void step(StepContext& context) override {
    if (state.model.trained < params_.trainingSteps && !state.model.walk) {
      train(context);
    } else {
      sample(context);
    }
  }

  void apply(const Action& action, StepContext& context) override {
    denoiser::State& model = state.model;
    if (action.name == "set") {
      readSettings(context.settings);
      // A changed sampler samples again with the network as it is; more training steps go on training.
      const std::string name = asString(*action.arg("name"));
      const bool sampler = name == "sampling_steps" || name == "eta" || name == "samples";
      if (model.trained < params_.trainingSteps || (model.walk && sampler)) leaveWalk();
    } else if (action.name == "sample_again") {
      ++model.round;
      leaveWalk();
    } else if (action.name == "move_probe") {
      state.probe = {action.number("x"), action.number("y")};
    } else if (action.name == "paint") {
      setData(denoiser::withPainted(*state.model.data, action.list("points")));
    } else if (action.name == "erase") {
      setData(denoiser::withoutNear(*state.model.data, action.list("points"), action.number("radius")));
    }
  }

  double tempo() const override { return state.model.walk ? 0.05 : 1; }  // sampling is watched, training waited for
  bool done() const override {
    return state.model.trained >= params_.trainingSteps && state.model.walk && state.model.walk->done();
  }

  void show(ChannelSink& sink, const Settings&) const override {
    const denoiser::Scene scene = this->scene();
    if (sink.wants("strip")) sink.put("strip", denoiser::strip(scene, 6));
    if (sink.wants("data_points")) sink.put("data_points", denoiser::dataPoints(*state.model.data));
    if (sink.wants("walkers")) sink.put("walkers", denoiser::walkers(state.model));
    if (sink.wants("paths")) sink.put("paths", denoiser::paths(scene, 60));
    if (sink.wants("schedule")) sink.put("schedule", denoiser::scheduleCurves(scene, shownTime()));
    if (sink.wants("probe")) sink.put("probe", denoiser::probeMark(state.probe[0], state.probe[1]));
    if (sink.wants("samples")) sink.put("samples", denoiser::sampleTable(state.model));
  }

  ChannelPtr derive(const DisplayRequest& request, const Settings&, std::stop_token stop) const override {
    const denoiser::Scene scene = this->scene();
    if (request.channel == "score") {
      const int cells = std::clamp(static_cast<int>(22 * std::sqrt(request.quality)), 12, 22);
      return channelOf(denoiser::scoreField(scene, shownTime(), denoiser::dataExtent(*state.model.data), cells, cells));
    }
    if (request.channel == "probe_path")
      return channelOf(Polylines{{denoiser::probePath(scene, state.probe[0], state.probe[1], stop)}});
    if (request.channel == "preview") {
      Points points = denoiser::preview(scene, 500, 20, Rng(1, "preview"), stop);
      return stop.stop_requested() && !state.model.walk ? nullptr : channelOf(std::move(points));
    }
    if (request.channel == "bound") return channelOf(denoiser::boundTerms(scene, 128, 24, Rng(1, "bound"), stop));
    return nullptr;
  }

  Metrics metrics(const Settings&) const override {
    return {{"loss", state.recentLoss},
            {"sliced_wasserstein", state.distance},
            {"real_sliced_wasserstein", realDistance_},
            {"trained_steps", static_cast<double>(state.model.trained)},
            {"weights", static_cast<double>(mlp_.parameterCount())}};
  }

 private:
  denoiser::Scene scene() const { return {params_, schedule_, state.model, mlp_}; }
  int shownTime() const { return denoiser::shownTime(scene(), shownShare_); }

  void readSettings(const Settings& settings) {
    params_ = denoiser::paramsOf(settings);
    shownShare_ = settings.number("score_time");
  }

  void train(StepContext& context) {
    const StepInfo info =
        denoiser::train(params_, schedule_, state.model, trainer_.get(mlp_), context.rng("minibatch"));
    if (!info.finite) {
      trainingDiverged(context, params_.learningRate);
      return;
    }
    state.lossSum += info.loss;
    if (state.model.trained % lossWindow == 0) {
      state.recentLoss = state.lossSum / lossWindow;
      state.lossSum = 0;
      context.record("loss", state.recentLoss);
    }
    if (state.model.trained == params_.trainingSteps)
      context.event(EventKind::milestone, GRADUS_TR("trained, sampling begins"));
  }

  void sample(StepContext& context) {
    denoiser::State& model = state.model;
    if (!model.walk) denoiser::beginWalk(params_, schedule_, model, mlp_, context.seed);
    if (!denoiser::walk(params_, schedule_, model, mlp_, context.rng("reverse step"))) {
      context.diverged(GRADUS_TR("a sample"), "training_steps",
                       GRADUS_TR("The network has not learned enough to be followed. Train longer."));
      return;
    }
    const bool finished = model.walk->done();
    if (finished || model.walk->position % std::max<size_t>(1, model.walk->times.size() / 25) == 0) {
      const double distance = denoiser::walkDistance(model, finished ? 64 : 16);
      context.record("distance", distance);
      if (finished) state.distance = distance;
    }
    if (finished) context.event(EventKind::milestone, GRADUS_TR("samples arrive"));
  }

  void leaveWalk() {
    denoiser::leaveWalk(state.model);
    state.distance = std::nan("");
  }
  void setData(denoiser::Data data) { state.model.data = std::make_shared<const denoiser::Data>(std::move(data)); }

  static constexpr int lossWindow = 25;  // minibatches in a recorded loss
  denoiser::Params params_;
  DiffusionSchedule schedule_;
  Mlp mlp_;
  Scratch<MlpTrainer> trainer_;
  double shownShare_ = 0.3, realDistance_ = 0;
};

std::vector<Setting> samplingSettings() {
  return inGroup(
      GRADUS_TR("Sampling"),
      {whole("sampling_steps", GRADUS_TR("Steps used"), 100, {5, 1000},
             GRADUS_TR("How many of the T steps the way back takes (at most T)."), {.logarithmic = true}),
       number("eta", GRADUS_TR("Randomness η"), 0, {0, 1},
              GRADUS_TR("0: each noise point has one destination. 1: fresh noise in every step."), {.step = 0.05}),
       whole("samples", GRADUS_TR("Samples"), 2000, {50, 10000}, GRADUS_TR("How many points are drawn."),
             {.logarithmic = true}),
       number("score_time", GRADUS_TR("Arrows at t/T"), 0.3, {0.01, 1},
              GRADUS_TR("Time of the arrows while the network trains; later they follow the samples."),
              {.step = 0.01})});
}

std::vector<Setting> networkSettings() {
  return inGroup(
      GRADUS_TR("Network"),
      {whole("width", GRADUS_TR("Width"), 128, {8, 256}, GRADUS_TR("Units in each hidden layer."),
             {.restart = true, .logarithmic = true, .unit = GRADUS_TR("units")}),
       whole("depth", GRADUS_TR("Hidden layers"), 3, {1, 6}, GRADUS_TR("Number of hidden layers."), {.restart = true}),
       number(
           "learning_rate", GRADUS_TR("Learning rate"), 2e-3, {1e-5, 1},
           GRADUS_TR("Length of an Adam step at the start; it falls to 0 along a cosine until the last training step."),
           {.logarithmic = true}),
       whole("batch", GRADUS_TR("Batch"), 256, {8, 2048}, GRADUS_TR("Points in one training step."),
             {.logarithmic = true, .unit = GRADUS_TR("points")}),
       whole("training_steps", GRADUS_TR("Training steps"), 4000, {1, 200000},
             GRADUS_TR("Sampling begins after these; raise it to train on."), {.logarithmic = true})});
}

std::vector<View> views() {
  return {
      view(ViewKind::strip, "strip", GRADUS_TR("From noise to data"), {"strip"},
           GRADUS_TR("Every point keeps its colour: the place on the shape where it arrives without randomness.")),
      view(ViewKind::plane, "score", GRADUS_TR("Score field and one path"), {"score", "walkers", "probe_path", "probe"},
           GRADUS_TR("Arrows point to likelier places: far out to the middle, near the data to the curve."),
           {.row = 1, .equalScales = true, .x = {"x₁"}, .y = {"x₂"}},
           {{Gesture::drag, "probe", "move_probe", GRADUS_TR("Drag the ring to send one point again")}}),
      view(ViewKind::plane, "data", GRADUS_TR("Data and a quick draw"), {"data_points", "preview"},
           GRADUS_TR("Grey: the data. Green: 500 quick samples of the network as it is."),
           {.row = 1, .equalScales = true, .x = {"x₁"}, .y = {"x₂"}},
           {{Gesture::paint, "data_points", "paint", GRADUS_TR("Paint points to learn from")},
            {Gesture::erase, "data_points", "erase", {}}}),
      curvesView("paths", GRADUS_TR("Paths of 60 points"), {GRADUS_TR("steps back from noise")},
                 GRADUS_TR("The first coordinate on its way from noise (left) to data (right)."),
                 {.row = 1, .weight = 1.3}),
      curvesView("schedule", GRADUS_TR("Noise schedule"), {GRADUS_TR("time step t")},
                 GRADUS_TR("How much of a point is signal and how much is noise at t."), {.row = 2}),
      curvesView("loss", GRADUS_TR("Training loss"), {GRADUS_TR("step")},
                 GRADUS_TR("Mean squared error of the guessed noise, mean of 25 minibatches. It cannot reach 0."),
                 {.row = 2}),
      barsView(
          "bound", GRADUS_TR("Terms of the bound"), {GRADUS_TR("time step t")},
          GRADUS_TR("Nats each step costs in the variational bound; together they bound the cross entropy from above."),
          {.row = 2}),
      curvesView("distance", GRADUS_TR("Distance to the data"), {GRADUS_TR("step")},
                 GRADUS_TR("Sliced Wasserstein distance of the samples, while they move."), {.row = 2})};
}

}  // namespace
}  // namespace gradus

GRADUS_DEMO(diffusion, swiss_roll)
{
  Demo demo;
  demo.id = "diffusion/swiss-roll";
  demo.title = GRADUS_TR("Diffusion on a Swiss roll");
  demo.chapter = GRADUS_TR("Generative models");
  demo.chapterNumber = 19;
  demo.promise = GRADUS_TR("Noise is taken away a little at a time until a shape stands there that nobody drew.");
  demo.keywords = {"ddpm",    "ddim", "score", "denoising", "noise schedule", "generative", "elbo", "variational bound",
                   "sampling"};
  demo.data = {.sources = {"swiss-roll", "two-moons", "rings", "gaussians", "ring-of-gaussians", "grid-of-gaussians",
                           "two-spirals"},
               .files = true,
               .minFeatures = 1,
               .maxFeatures = 16,
               .maxRows = 50000,
               .defaultRows = 6000,
               .defaultNoise = 0.02,
               .largestRows = 20000};
  demo.settings = joined(
      {inGroup(GRADUS_TR("Process"), {choice("schedule", GRADUS_TR("Schedule"),
                                             {{"cosine", GRADUS_TR("cosine")}, {"linear", GRADUS_TR("linear")}},
                                             GRADUS_TR("How the share of noise grows with t."), {.restart = true}),
                                      whole("diffusion_steps", GRADUS_TR("Time steps T"), 100, {5, 1000},
                                            GRADUS_TR("In how many steps data dissolve into noise."),
                                            {.restart = true, .logarithmic = true})}),
       samplingSettings(), networkSettings()});
  demo.presets = {
      preset("no-randomness", GRADUS_TR("No randomness"), {}, GRADUS_TR("Every noise point has one destination.")),
      preset("ten-steps", GRADUS_TR("10 steps"), {{"sampling_steps", 10}},
             GRADUS_TR("Long steps cut the corners of the spiral.")),
      preset("full-randomness", GRADUS_TR("Full randomness"), {{"eta", 1.0}},
             GRADUS_TR("Fresh noise in every step: the colours mix.")),
      preset("moons", GRADUS_TR("Two moons"), {{"data", "two-moons"}},
             GRADUS_TR("Which points stop between the moons?"))};
  demo.channels =
      joined({shown({"strip", "walkers", "probe", "data_points", "paths", "schedule"}),
              derived({"score", "probe_path", "preview", "bound"}), series("loss", {{"loss", GRADUS_TR("loss")}}),
              series("distance", {{"distance", GRADUS_TR("samples to data")}}), file("samples", "samples.csv")});
  demo.views = views();
  demo.actions = {{"sample_again", GRADUS_TR("Sampled again"), {}},
                  dragAction("move_probe", GRADUS_TR("Start moved"), 1e6),
                  paintAction("paint", GRADUS_TR("Points painted"), 8, 1e6),
                  eraseAction("erase", GRADUS_TR("Points erased"), 1e6)};
  demo.mainSeries = "loss";
  demo.stepsPerSecond = 400;
  demo.start = [](StartContext& context) { return std::make_unique<DiffusionRun>(context); };
  demo.code = denoiser::torchCode;
  return demo;
}
