// Diffusion on points: a network learns to name the noise, then noise flows back to data, step by step.
#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/generative/denoiser.h"
#include "core/generative/denoiser_code.h"
#include "core/generative/diffusion_pictures.h"
#include "core/metrics/wasserstein.h"
#include "core/run/demo.h"
#include "core/view/plane_tools.h"

namespace gradus {
namespace {

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

constexpr int lossWindow = 25;

class DiffusionRun final : public ExperimentOf<DiffusionRun, State> {
 public:
  explicit DiffusionRun(StartContext& context) : mlp_(MlpParams{}) {
    readSettings(context.settings);
    params_.schedule = context.settings.choice("schedule") == "linear" ? NoiseSchedule::linear : NoiseSchedule::cosine;
    params_.diffusionSteps = static_cast<int>(context.settings.integer("diffusion_steps"));
    params_.width = static_cast<int>(context.settings.integer("width"));
    params_.depth = static_cast<int>(context.settings.integer("depth"));
    schedule_ = makeSchedule(params_.schedule, params_.diffusionSteps);
    std::vector<double> place = context.data->target();
    if (place.empty()) {
      for (const int c : context.data->classes()) place.push_back(c);
    }
    if (place.empty()) place = denoiser::anglePlaces(*context.x);
    state.model.data = std::make_shared<const denoiser::Data>(denoiser::normalise(*context.x, std::move(place)));
    context.notes.push_back(
        {GRADUS_TR("The mean is taken away and everything divided by %1, so that data and noise have the same size."),
         {numberText(state.model.data->scale)}});
    if (context.x->cols > 2)
      context.notes.push_back(
          {GRADUS_TR("All %1 columns diffuse; the planes show the first two."), {std::to_string(context.x->cols)}});
    mlp_ = denoiser::makeModel(params_, context.x->cols);
    state.model.net = mlp_.init(context.rng("weights"));
    realDistance_ = halvesDistance(context);
  }
  DiffusionRun(const DiffusionRun& other)
      : ExperimentOf(other),
        params_(other.params_),
        schedule_(other.schedule_),
        mlp_(other.mlp_),
        shownShare_(other.shownShare_),
        realDistance_(other.realDistance_) {}  // the trainer is scratch: a copy makes its own when it trains

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
      if (model.trained < params_.trainingSteps) {
        leaveWalk();
      } else if (model.walk && (name == "sampling_steps" || name == "eta" || name == "samples")) {
        leaveWalk();
      }
    } else if (action.name == "sample_again") {
      ++model.round;
      leaveWalk();
    } else if (action.name == "move_probe") {
      state.probe = {action.number("x"), action.number("y")};
    } else if (action.name == "paint") {
      paint(action.list("points"));
    } else if (action.name == "erase") {
      erase(action.list("points"), action.number("radius"));
    }
  }

  bool done() const override {
    return state.model.trained >= params_.trainingSteps && state.model.walk && state.model.walk->done();
  }

  void show(ChannelSink& sink, const Settings&) const override {
    const denoiser::Scene scene = this->scene();
    if (sink.wants("strip")) sink.put("strip", denoiser::strip(scene, 6));
    if (sink.wants("data_points")) sink.put("data_points", dataPoints());
    if (sink.wants("walkers"))
      sink.put("walkers", state.model.walk
                              ? denoiser::cloud(state.model.walk->x, state.model.arrival, *state.model.data)
                              : Points{});
    if (sink.wants("paths")) sink.put("paths", denoiser::paths(scene, 60));
    if (sink.wants("schedule"))
      sink.put("schedule", denoiser::scheduleCurves(scene, denoiser::shownTime(scene, shownShare_)));
    if (sink.wants("probe")) sink.put("probe", probePoint());
    if (sink.wants("samples")) sink.put("samples", sampleTable());
  }

  ChannelPtr derive(const DisplayRequest& request, const Settings&, std::stop_token stop) const override {
    const denoiser::Scene scene = this->scene();
    if (request.channel == "score") {
      const int cells = std::clamp(static_cast<int>(22 * std::sqrt(request.quality)), 12, 22);
      return wrap(denoiser::scoreField(scene, denoiser::shownTime(scene, shownShare_),
                                       denoiser::dataExtent(*state.model.data), cells, cells));
    }
    if (request.channel == "probe_path")
      return wrap(Polylines{{denoiser::probePath(scene, state.probe[0], state.probe[1], stop)}});
    if (request.channel == "preview") return preview(stop);
    if (request.channel == "bound") return wrap(denoiser::boundTerms(scene, 128, 24, Rng(1, "bound"), stop));
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
  template <typename T>
  static ChannelPtr wrap(T value) {
    return std::make_shared<const ChannelValue>(std::move(value));
  }
  denoiser::Scene scene() const { return {params_, schedule_, state.model, mlp_}; }

  void readSettings(const Settings& settings) {
    params_.batch = static_cast<int>(settings.integer("batch"));
    params_.learningRate = settings.number("learning_rate");
    params_.samples = static_cast<int>(settings.integer("samples"));
    params_.reverse.kind = ReverseKind::ddim;
    params_.reverse.eta = settings.number("eta");
    params_.reverse.stepsUsed = static_cast<int>(settings.integer("sampling_steps"));
    params_.trainingSteps = settings.integer("training_steps");
    shownShare_ = settings.number("score_time");
  }

  /// What two halves of the data themselves are apart: the measure for the samples' distance.
  double halvesDistance(const StartContext& context) const {
    const Matrix& x = state.model.data->x;
    Rng rng = context.rng("halves");
    const std::vector<size_t> order = rng.permutation(x.rows);
    Matrix halves[2] = {Matrix(x.rows / 2, x.cols), Matrix(x.rows - x.rows / 2, x.cols)};
    for (size_t i = 0; i < x.rows; ++i) {
      const size_t h = i < halves[0].rows ? 0 : 1;
      std::copy(x.row(order[i]).begin(), x.row(order[i]).end(), halves[h].row(h == 0 ? i : i - halves[0].rows).begin());
    }
    return slicedWasserstein(halves[0], halves[1], randomDirections(64, x.cols, Rng(1, "directions")));
  }

  void train(StepContext& context) {
    if (!trainer_) trainer_.emplace(mlp_);
    const StepInfo info = denoiser::train(params_, schedule_, state.model, *trainer_, context.rng("minibatch"));
    if (!info.finite) {
      context.diverged(GRADUS_TR("the training loss"), "learning_rate",
                       {GRADUS_TR("A learning rate of %1 makes steps that overshoot. Lower it."),
                        {numberText(params_.learningRate)}});
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
      const double distance = slicedWasserstein(
          model.walk->x, model.data->x, randomDirections(finished ? 64 : 16, model.data->x.cols, Rng(1, "directions")));
      context.record("distance", distance);
      if (finished) state.distance = distance;
    }
    if (finished) context.event(EventKind::milestone, GRADUS_TR("samples arrive"));
  }

  void leaveWalk() {
    state.model.walk.reset();
    state.model.noise.reset();
    state.model.past.clear();
    state.model.arrival.clear();
    state.distance = std::nan("");
  }

  void setData(Matrix x, std::vector<double> place) {
    auto data = std::make_shared<denoiser::Data>(*state.model.data);  // the normalisation stays as it was at the start
    data->x = std::move(x);
    data->place = std::move(place);
    state.model.data = data;
  }
  void paint(const std::vector<double>& places) {
    Matrix x = state.model.data->x;
    std::vector<double> place = state.model.data->place, row(x.cols, 0.0);
    for (size_t p = 0; p + 1 < places.size(); p += 2) {
      row[0] = places[p];
      if (row.size() > 1) row[1] = places[p + 1];
      appendRow(x, row);
      Matrix one(1, x.cols);
      std::copy(row.begin(), row.end(), one.row(0).begin());
      place.push_back(denoiser::nearestPlaces(*state.model.data, one).front());
    }
    setData(std::move(x), std::move(place));
  }
  void erase(const std::vector<double>& places, double radius) {
    const Matrix& old = state.model.data->x;
    const std::vector<size_t> rows = rowsNear(old, 0, std::min<size_t>(1, old.cols - 1), places, radius);
    if (rows.empty() || rows.size() + 2 > old.rows) return;  // something must be left to learn from
    std::vector<double> place = state.model.data->place;
    for (size_t r = rows.size(); r-- > 0;) place.erase(place.begin() + static_cast<std::ptrdiff_t>(rows[r]));
    setData(withoutRows(old, rows), std::move(place));
  }

  Points dataPoints() const {
    Points points = denoiser::cloud(state.model.data->x, {}, *state.model.data);
    points.role = MarkRole::data;
    points.paint = {PaintKind::muted, 0};
    return points;
  }
  Points probePoint() const {
    Points points;
    points.role = MarkRole::start;
    points.coordinates = {static_cast<float>(state.probe[0]), static_cast<float>(state.probe[1])};
    points.paint = {PaintKind::text, 0};
    return points;
  }
  /// While training: what the network of this moment would draw, in 20 steps without randomness.
  ChannelPtr preview(std::stop_token stop) const {
    if (state.model.walk) return wrap(Points{});
    Matrix noise(500, state.model.data->x.cols);
    Rng rng(1, "preview");
    rng.fillNormal(noise.values);
    const Matrix x =
        denoiser::sampleStraight(schedule_, mlp_, state.model.net, state.model.data->reach, std::move(noise), 20, stop);
    if (stop.stop_requested()) return nullptr;
    Points points = denoiser::cloud(x, {}, *state.model.data);
    points.paint = {PaintKind::run, 0};
    return wrap(std::move(points));
  }
  Table sampleTable() const {
    Table table;
    const denoiser::Data& data = *state.model.data;
    for (size_t j = 0; j < data.x.cols; ++j) {
      Table::Column column{"x" + std::to_string(j + 1), {}, {}};
      for (size_t i = 0; state.model.walk && i < state.model.walk->x.rows; ++i)
        column.numbers.push_back(data.centre[j] + data.scale * state.model.walk->x(i, j));
      table.columns.push_back(std::move(column));
    }
    return table;
  }

  denoiser::Params params_;
  DiffusionSchedule schedule_;
  Mlp mlp_;
  std::optional<MlpTrainer> trainer_;
  double shownShare_ = 0.3, realDistance_ = 0;
};

std::vector<Setting> settings() {
  const Text process = GRADUS_TR("Process"), network = GRADUS_TR("Network"), sampling = GRADUS_TR("Sampling");
  return {{.name = "schedule",
           .title = GRADUS_TR("Schedule"),
           .kind = SettingKind::choice,
           .initial = std::string("cosine"),
           .options = {{"cosine", GRADUS_TR("cosine")}, {"linear", GRADUS_TR("linear")}},
           .effect = Effect::restart,
           .group = process,
           .help = GRADUS_TR("How the share of noise grows with t.")},
          {.name = "diffusion_steps",
           .title = GRADUS_TR("Time steps T"),
           .kind = SettingKind::integer,
           .initial = int64_t{100},
           .minimum = 5,
           .maximum = 1000,
           .logarithmic = true,
           .effect = Effect::restart,
           .group = process,
           .help = GRADUS_TR("In how many steps data dissolve into noise.")},
          {.name = "sampling_steps",
           .title = GRADUS_TR("Steps used"),
           .kind = SettingKind::integer,
           .initial = int64_t{100},
           .minimum = 5,
           .maximum = 1000,
           .logarithmic = true,
           .group = sampling,
           .help = GRADUS_TR("How many of the T steps the way back takes (at most T).")},
          {.name = "eta",
           .title = GRADUS_TR("Randomness η"),
           .initial = 0.0,
           .minimum = 0,
           .maximum = 1,
           .step = 0.05,
           .group = sampling,
           .help = GRADUS_TR("0: each noise point has one destination. 1: fresh noise in every step.")},
          {.name = "samples",
           .title = GRADUS_TR("Samples"),
           .kind = SettingKind::integer,
           .initial = int64_t{2000},
           .minimum = 50,
           .maximum = 10000,
           .logarithmic = true,
           .group = sampling,
           .help = GRADUS_TR("How many points are drawn.")},
          {.name = "score_time",
           .title = GRADUS_TR("Arrows at t/T"),
           .initial = 0.3,
           .minimum = 0.01,
           .maximum = 1,
           .step = 0.01,
           .group = sampling,
           .help = GRADUS_TR("Time of the arrows while the network trains; later they follow the samples.")},
          {.name = "width",
           .title = GRADUS_TR("Width"),
           .kind = SettingKind::integer,
           .initial = int64_t{128},
           .minimum = 8,
           .maximum = 256,
           .logarithmic = true,
           .unit = GRADUS_TR("units"),
           .effect = Effect::restart,
           .group = network,
           .help = GRADUS_TR("Units in each hidden layer.")},
          {.name = "depth",
           .title = GRADUS_TR("Hidden layers"),
           .kind = SettingKind::integer,
           .initial = int64_t{3},
           .minimum = 1,
           .maximum = 6,
           .effect = Effect::restart,
           .group = network,
           .help = GRADUS_TR("Number of hidden layers.")},
          {.name = "learning_rate",
           .title = GRADUS_TR("Learning rate"),
           .initial = 2e-3,
           .minimum = 1e-5,
           .maximum = 1,
           .logarithmic = true,
           .group = network,
           .help = GRADUS_TR(
               "Length of an Adam step at the start; it falls to 0 along a cosine until the last training step.")},
          {.name = "batch",
           .title = GRADUS_TR("Batch"),
           .kind = SettingKind::integer,
           .initial = int64_t{256},
           .minimum = 8,
           .maximum = 2048,
           .logarithmic = true,
           .unit = GRADUS_TR("points"),
           .group = network,
           .help = GRADUS_TR("Points in one training step.")},
          {.name = "training_steps",
           .title = GRADUS_TR("Training steps"),
           .kind = SettingKind::integer,
           .initial = int64_t{4000},
           .minimum = 1,
           .maximum = 200000,
           .logarithmic = true,
           .group = network,
           .help = GRADUS_TR("Sampling begins after these; raise it to train on.")}};
}

std::vector<View> views() {
  View strip{
      .name = "strip",
      .kind = ViewKind::strip,
      .title = GRADUS_TR("From noise to data"),
      .layers = {"strip"},
      .help = GRADUS_TR("Every point keeps its colour: the place on the shape where it arrives without randomness.")};
  View score{.name = "score",
             .title = GRADUS_TR("Score field and one path"),
             .layers = {"score", "walkers", "probe_path", "probe"},
             .x = {Text("x₁")},
             .y = {Text("x₂")},
             .row = 1,
             .equalScales = true,
             .help = GRADUS_TR("Arrows point to likelier places: far out to the middle, near the data to the curve.")};
  score.handles = {{Gesture::drag, "probe", "move_probe", GRADUS_TR("Drag the ring to send one point again")}};
  View data{.name = "data",
            .title = GRADUS_TR("Data and a quick draw"),
            .layers = {"data_points", "preview"},
            .x = {Text("x₁")},
            .y = {Text("x₂")},
            .row = 1,
            .equalScales = true,
            .help = GRADUS_TR("Grey: the data. Green: 500 quick samples of the network as it is.")};
  data.handles = {{Gesture::paint, "data_points", "paint", GRADUS_TR("Paint points to learn from")},
                  {Gesture::erase, "data_points", "erase", {}}};
  View paths{.name = "paths",
             .kind = ViewKind::curves,
             .title = GRADUS_TR("Paths of 60 points"),
             .layers = {"paths"},
             .x = {GRADUS_TR("steps back from noise")},
             .row = 1,
             .weight = 1.3,
             .help = GRADUS_TR("The first coordinate on its way from noise (left) to data (right).")};
  View schedule{.name = "schedule",
                .kind = ViewKind::curves,
                .title = GRADUS_TR("Noise schedule"),
                .layers = {"schedule"},
                .x = {GRADUS_TR("time step t")},
                .row = 2,
                .help = GRADUS_TR("How much of a point is signal and how much is noise at t.")};
  View loss{.name = "loss",
            .kind = ViewKind::curves,
            .title = GRADUS_TR("Training loss"),
            .layers = {"loss"},
            .x = {GRADUS_TR("step")},
            .row = 2,
            .help = GRADUS_TR("Mean squared error of the guessed noise, mean of 25 minibatches. It cannot reach 0.")};
  View bound{.name = "bound",
             .kind = ViewKind::bars,
             .title = GRADUS_TR("Terms of the bound"),
             .layers = {"bound"},
             .x = {GRADUS_TR("time step t")},
             .row = 2,
             .help = GRADUS_TR(
                 "Nats each step costs in the variational bound; together they bound the cross entropy from above.")};
  View distance{.name = "distance",
                .kind = ViewKind::curves,
                .title = GRADUS_TR("Distance to the data"),
                .layers = {"distance"},
                .x = {GRADUS_TR("step")},
                .row = 2,
                .help = GRADUS_TR("Sliced Wasserstein distance of the samples, while they move.")};
  return {strip, score, data, paths, schedule, loss, bound, distance};
}

std::vector<ActionSpec> actions() {
  const auto number = [](const char* name) { return Setting{.name = name, .minimum = -1e6, .maximum = 1e6}; };
  const Setting index{.name = "index", .kind = SettingKind::integer, .initial = int64_t{0}, .maximum = 1e9};
  const Setting cls{.name = "class", .kind = SettingKind::integer, .initial = int64_t{0}, .maximum = 7};
  const Setting places{.name = "points",
                       .kind = SettingKind::list,
                       .initial = std::vector<double>{},
                       .minimum = -1e6,
                       .maximum = 1e6,
                       .maxCount = 20000};
  return {{"sample_again", GRADUS_TR("Sampled again"), {}},
          {"move_probe", GRADUS_TR("Start moved"), {index, number("x"), number("y")}},
          {"paint", GRADUS_TR("Points painted"), {cls, places}},
          {"erase", GRADUS_TR("Points erased"), {places, Setting{.name = "radius", .maximum = 1e6}}}};
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
  demo.settings = settings();
  demo.presets = {
      {"no-randomness", GRADUS_TR("No randomness"), {}, GRADUS_TR("Every noise point has one destination.")},
      {"ten-steps",
       GRADUS_TR("10 steps"),
       {{"sampling_steps", int64_t{10}}},
       GRADUS_TR("Long steps cut the corners of the spiral.")},
      {"full-randomness",
       GRADUS_TR("Full randomness"),
       {{"eta", 1.0}},
       GRADUS_TR("Fresh noise in every step: the colours mix.")},
      {"moons",
       GRADUS_TR("Two moons"),
       {{"data", std::string("two-moons")}},
       GRADUS_TR("Which points stop between the moons?")}};
  demo.channels = {
      {.name = "strip"},
      {.name = "score", .cost = ChannelCost::derived},
      {.name = "walkers"},
      {.name = "probe_path", .cost = ChannelCost::derived},
      {.name = "probe"},
      {.name = "data_points"},
      {.name = "preview", .cost = ChannelCost::derived},
      {.name = "paths"},
      {.name = "schedule"},
      {.name = "loss", .cost = ChannelCost::series, .series = {{"loss", GRADUS_TR("loss")}}},
      {.name = "bound", .cost = ChannelCost::derived},
      {.name = "distance", .cost = ChannelCost::series, .series = {{"distance", GRADUS_TR("samples to data")}}},
      {.name = "samples", .file = "samples.csv"}};
  demo.views = views();
  demo.actions = actions();
  demo.mainSeries = "loss";
  demo.start = [](StartContext& context) { return std::make_unique<DiffusionRun>(context); };
  demo.code = denoiser::torchCode;
  return demo;
}
