// The playground: a multilayer perceptron that bends a border while its data, weights and shape are changed by hand.
#include <algorithm>
#include <cmath>

#include "core/nn/playground/choices.h"
#include "core/nn/playground/hand_edits.h"
#include "core/nn/playground/pictures.h"
#include "core/nn/playground/run_settings.h"
#include "core/nn/playground/table_tools.h"
#include "core/nn/playground/torch_code.h"
#include "core/run/declare.h"
#include "core/run/trouble.h"
#include "core/view/plane_tools.h"

namespace gradus {
namespace {

using namespace declare;     // NOLINT: this file declares a demo
using namespace playground;  // NOLINT: the playground's

class PlaygroundRun final : public ExperimentOf<PlaygroundRun, State> {
 public:
  explicit PlaygroundRun(StartContext& context) : classNames_(context.data->classNames()) {
    for (const size_t column : context.data->featureColumns())
      inputNames_.push_back(context.data->columns[column].name);
    for (const double mean : columnMeans(*context.x)) at_.push_back(static_cast<float>(mean));
    // The split is drawn from data.seed, so that a new seed keeps it.
    const Rng split(
        static_cast<uint64_t>(context.settings.has("data.seed") ? context.settings.integer("data.seed") : 1), "split");
    state.table = std::make_shared<const playground::Samples>(
        makeTable(*context.x, context.data->classes(), static_cast<int>(classNames_.size()), context.data->target(),
                  context.settings.number("validation_share"), split));
    readSettings(context.settings);
    state.shape = shapeOf(context.settings, *state.table);
    init(state, model_, context.rng("weights"));
    state.scores = evaluate(state, model_);
    if (state.table->columns > 2) {
      context.notes.push_back({GRADUS_TR("The network reads all %1 columns; the plane shows two of them, the map is a "
                                         "slice at the means of the others."),
                               {std::to_string(state.table->columns)}});
    }
  }

  void step(StepContext& context) override {
    const StepInfo info = playground::step(state, model_, batch_, training_, context.seed, context.rng("dropout"));
    if (!info.finite) {
      trainingDiverged(context, training_.optimiser.learningRate);
      return;
    }
    if (state.steps % evaluateEvery_ == 0 || state.steps == 1) record(context);
  }

  void apply(const Action& action, StepContext& context) override {
    if (action.name == "set") {
      readSettings(context.settings);
      changeShape(shapeOf(context.settings, *state.table), context);
    } else if (action.name == "set_weight") {
      setWeight(state, model_, static_cast<size_t>(action.integer("layer")), action.integer("from"),
                static_cast<size_t>(action.integer("to")), action.number("value"));
    } else if (action.name == "resize_layer") {
      changeShape(withUnits(state.shape, action.integer("layer"), action.integer("units")), context);
      context.changeSetting("hidden", std::vector<double>(state.shape.hidden.begin(), state.shape.hidden.end()));
    } else if (action.name == "switch_feature") {
      switchFeature(action, context);
    } else if (action.name == "paint") {
      replaceTable(withPainted(*state.table, plane(context.settings), action.list("points"), action.integer("class"),
                               context.settings.number("validation_share"), context.rng("painted split")));
    } else if (action.name == "erase") {
      replaceTable(withoutNear(*state.table, plane(context.settings), action.list("points"), action.number("radius")));
    } else if (action.name == "move_point") {
      replaceTable(withMoved(*state.table, plane(context.settings), action.integer("index"), action.number("x"),
                             action.number("y")));
    }
  }

  bool done() const override { return state.steps >= maxSteps_; }

  void show(ChannelSink& sink, const Settings& settings) const override {
    if (sink.wants("points")) sink.put("points", tablePoints(*state.table, plane(settings), classNames_));
    if (sink.wants("network")) sink.put("network", networkPicture(state, model_, inputNames_, classNames_));
    if (sink.wants("confusion")) sink.put("confusion", confusion(state, model_, classNames_));
    if (sink.wants("predictions")) sink.put("predictions", predictionTable(state, model_, classNames_));
  }

  ChannelPtr derive(const DisplayRequest& request, const Settings& settings, std::stop_token stop) const override {
    Plane shown = plane(settings);
    if (request.channel == "neuron_maps")
      return channelOf(neuronMaps(state, model_, shown, std::clamp(request.nx, 16, 64), stop));
    if (request.hasExtent) shown.extent = request.extent;
    if (request.channel == "decision")
      return channelOf(decisionField(state, model_, shown, request.nx, request.ny, classNames_));
    if (request.channel == "hidden_space") return channelOf(hiddenSpacePoints(state, model_, classNames_));
    return nullptr;
  }

  Metrics metrics(const Settings&) const override {
    const Scores scores = evaluate(state, model_);
    return {{"train_loss", scores.trainLoss},
            {"validation_loss", scores.validationLoss},
            {"train_accuracy", scores.trainAccuracy},
            {"validation_accuracy", scores.validationAccuracy},
            {"weights", static_cast<double>(state.net.parameters.size())},
            {"epochs", static_cast<double>(state.epoch)}};
  }

 private:
  void readSettings(const Settings& settings) {
    training_ = trainingOf(settings);
    batch_ = wholeOf(settings, "batch");
    evaluateEvery_ = settings.integer("evaluate_every");
    maxSteps_ = settings.integer("max_steps");
  }

  void changeShape(const Architecture& shape, StepContext& context) {
    if (shape == state.shape) return;
    reshape(state, model_, shape, context.rng("new units"));
  }

  void switchFeature(const Action& action, StepContext& context) {
    const auto feature = static_cast<size_t>(action.integer("unit"));
    if (action.integer("layer") != 0 || state.table->columns != 2 || feature >= state.shape.features.size())
      return;  // other tiles are only looked at
    changeShape(withFeatureSwitched(state.shape, feature), context);
    context.changeSetting("features", featuresText(state.shape.features));
  }

  void record(StepContext& context) {
    state.scores = evaluate(state, model_);
    context.record("train_loss", state.scores.trainLoss);
    context.record("train_accuracy", state.scores.trainAccuracy);
    if (!std::isnan(state.scores.validationLoss)) {
      context.record("validation_loss", state.scores.validationLoss);
      context.record("validation_accuracy", state.scores.validationAccuracy);
    }
  }

  Plane plane(const Settings& settings) const {
    return planeOf(*state.table, at_, settings.integer("x_column") - 1, settings.integer("y_column") - 1);
  }
  void replaceTable(playground::Samples table) {
    setTable(state, std::make_shared<const playground::Samples>(std::move(table)));
  }

  std::vector<std::string> classNames_, inputNames_;
  std::vector<float> at_;      // means of the columns, for slices
  Model model_;                // derived from state
  TrainingSettings training_;  // read from the settings in force
  int batch_ = 10;
  int64_t evaluateEvery_ = 25, maxSteps_ = 10000;
};

std::vector<Setting> networkSettings() {
  return inGroup(
      GRADUS_TR("Network"),
      {text("features", GRADUS_TR("Features"), "x1, x2",
            GRADUS_TR("Inputs of the network: x1, x2, x1^2, x2^2, x1x2, sin x1, sin x2. Click a tile to switch one.")),
       list("hidden", GRADUS_TR("Hidden layers"), {8, 8, 6}, {1, 64}, {0, 8},
            GRADUS_TR("Units of each hidden layer: 8, 8 means two layers of 8. What was learned stays."), {.step = 1}),
       choice("activation", GRADUS_TR("Activation"), activationOptions(),
              GRADUS_TR("The bend in every hidden unit. Linear has none.")),
       choice("initialiser", GRADUS_TR("First weights"), initialiserOptions(),
              GRADUS_TR("How large the random weights are at the start."), {.restart = true})});
}

std::vector<Setting> trainingSettings() {
  return inGroup(
      GRADUS_TR("Training"),
      {choice("loss", GRADUS_TR("Loss"), lossOptions(),
              GRADUS_TR("What training makes small. Automatic: cross-entropy for classes, squared for numbers.")),
       choice("optimiser", GRADUS_TR("Optimiser"), optimiserOptions(), GRADUS_TR("How a gradient becomes a step."), {},
              "adam"),
       number("learning_rate", GRADUS_TR("Learning rate"), 0.01, {1e-5, 10},
              GRADUS_TR("Length of a step along the gradient, η."), {.logarithmic = true}),
       number("momentum", GRADUS_TR("Momentum"), 0.9, {0, 0.999}, GRADUS_TR("Share of the last step that is kept."),
              {.shownWhen = "optimiser=momentum|nesterov"}),
       whole("batch", GRADUS_TR("Batch"), 20, {1, 512}, GRADUS_TR("Points in one step. Fewer make a noisier path."),
             {.unit = GRADUS_TR("points")}),
       number("l1", GRADUS_TR("L1 penalty"), 0, {0, 1}, GRADUS_TR("Pulls small weights to zero.")),
       number("l2", GRADUS_TR("L2 penalty"), 0, {0, 1}, GRADUS_TR("Keeps all weights small.")),
       number("dropout", GRADUS_TR("Dropout"), 0, {0, 0.9},
              GRADUS_TR("Share of hidden units silenced in each training step."), {.step = 0.05}),
       number("clip", GRADUS_TR("Gradient clip"), 0, {0, 100}, GRADUS_TR("Longest gradient allowed; 0 = no limit."))});
}

std::vector<Setting> settings() {
  const Setting heldOut =
      number("validation_share", GRADUS_TR("Held out"), 0.35, {0, 0.9},
             GRADUS_TR("Share of the rows kept for validation: never trained on."), {.restart = true, .step = 0.05});
  const Setting last = whole("max_steps", GRADUS_TR("Last step"), 10000, {1, 1e7},
                             GRADUS_TR("Training is finished here; raise it to go on."), {.logarithmic = true});
  const Setting every =
      whole("evaluate_every", GRADUS_TR("Evaluate every"), 25, {1, 1000},
            GRADUS_TR("How often the losses over all points are measured."), {.unit = GRADUS_TR("steps")});
  return joined({inGroup(GRADUS_TR("Data"), {heldOut}), networkSettings(), trainingSettings(),
                 inGroup(GRADUS_TR("Run"), {last, every}), planeColumns(64)});
}

std::vector<View> views() {
  return {
      view(ViewKind::network, "network", GRADUS_TR("Network"), {"network", "neuron_maps"},
           GRADUS_TR("Every tile shows what its unit says at each place of the plane; a line is a weight."),
           {.weight = 3},
           {{Gesture::weight, "network", "set_weight", GRADUS_TR("Drag a weight, or type it")},
            {Gesture::resize, "network", "resize_layer", {}},
            {Gesture::click, "network", "switch_feature", GRADUS_TR("Click a feature to switch it")}}),
      view(ViewKind::plane, "decision", GRADUS_TR("Decision map"), {"decision", "points"},
           GRADUS_TR("Colour: what the network answers at each place. The line is where it is undecided."),
           {.weight = 2, .equalScales = true},
           {{Gesture::paint, "points", "paint", GRADUS_TR("Paint points while it trains")},
            {Gesture::erase, "points", "erase", {}},
            {Gesture::drag, "points", "move_point", {}}}),
      curvesView(
          "loss", GRADUS_TR("Loss"), {GRADUS_TR("step")},
          GRADUS_TR("Solid: on the points trained on. Dashed: on those held out. The gap is what was memorised."),
          {.row = 1, .weight = 1.6, .y = {.logarithmic = true}}),
      curvesView("accuracy", GRADUS_TR("Accuracy"), {GRADUS_TR("step")},
                 GRADUS_TR("Share of points on the right side (for numbers: R², the explained part)."), {.row = 1}),
      view(ViewKind::matrix, "confusion", GRADUS_TR("Confusion"), {"confusion"},
           GRADUS_TR("Rows: true class. Columns: predicted class. Held-out points only."), {.row = 1, .weight = 0.9}),
      view(ViewKind::plane, "hidden_space", GRADUS_TR("What the last hidden layer sees"), {"hidden_space"},
           GRADUS_TR("The points as the last hidden layer places them. Training pulls the classes apart here."),
           {.row = 1, .weight = 1.5, .x = {GRADUS_TR("first principal direction")}})};
}

std::vector<Preset> presets() {
  using List = std::vector<double>;
  return {
      preset("two-spirals", GRADUS_TR("Two spirals"), {}, GRADUS_TR("Three layers wind a border between two arms.")),
      preset("linear-only", GRADUS_TR("Linear only"), {{"activation", "linear"}},
             GRADUS_TR("Without a bend, depth changes nothing.")),
      preset("one-hidden-unit", GRADUS_TR("One hidden unit"), {{"data", "circle"}, {"hidden", List{1}}},
             GRADUS_TR("One unit draws one straight edge.")),
      preset("fifty-units-noisy", GRADUS_TR("50 units, noisy"),
             {{"data", "gaussians"},
              {"data.noise", 0.9},
              {"data.rows", 100},
              {"validation_share", 0.5},
              {"hidden", List{50, 50}}},
             GRADUS_TR("Room enough to learn the noise by heart.")),
      preset("xor", "XOR", {{"data", "xor"}, {"hidden", List{3}}}, GRADUS_TR("What a single straight line cannot do.")),
      preset("three-classes", GRADUS_TR("Three classes"), {{"data", "equal-blobs"}, {"hidden", List{6}}},
             GRADUS_TR("One output a class.")),
      preset("regression", GRADUS_TR("A landscape"), {{"data", "multi-gaussian"}, {"hidden", List{8, 8}}},
             GRADUS_TR("Numbers instead of classes."))};
}

}  // namespace
}  // namespace gradus

GRADUS_DEMO(nn, mlp_playground)
{
  Demo demo;
  demo.id = "nn/mlp-playground";
  demo.title = GRADUS_TR("Multilayer perceptron and decision boundaries");
  demo.chapter = GRADUS_TR("Neural network foundations");
  demo.chapterNumber = 12;
  demo.promise =
      GRADUS_TR("Each layer bends the plane once more: watch every neuron learn, and change anything while it does.");
  demo.keywords = {"mlp",  "perceptron", "backpropagation", "overfitting",    "dropout",   "relu",
                   "adam", "playground", "hidden layer",    "classification", "regression"};
  demo.data = {.sources = {"two-spirals", "xor", "circle", "gaussians", "two-moons", "rings", "checkerboard",
                           "equal-blobs", "plane", "multi-gaussian", "iris"},
               .files = true,
               .minFeatures = 2,
               .maxFeatures = 64,
               .needsTarget = true,
               .minRows = 4,
               .maxRows = 100000,
               .defaultRows = 500,
               .defaultNoise = 0.02,
               .largestRows = 10000,
               .tableSettings = {{"scaling", std::string("standardise")}}};
  demo.settings = settings();
  demo.presets = presets();
  demo.channels = joined({shown({"network"}), derived({"neuron_maps", "decision"}), shown({"points"}),
                          heldOutSeries("loss", "train_loss", "validation_loss", true),
                          heldOutSeries("accuracy", "train_accuracy", "validation_accuracy"), shown({"confusion"}),
                          derived({"hidden_space"}), file("predictions", "predictions.csv")});
  demo.views = views();
  demo.actions = {
      {"set_weight",
       GRADUS_TR("Weight changed"),
       {indexArgument("layer"), indexArgument("from", {-1, 1e9}), indexArgument("to"),
        numberArgument("value", {-1e6, 1e6})}},
      {"resize_layer", GRADUS_TR("Layer resized"), {indexArgument("layer", {1, 1e9}), indexArgument("units", {1, 64})}},
      {"switch_feature", GRADUS_TR("Feature switched"), {indexArgument("layer"), indexArgument("unit")}},
      paintAction("paint", GRADUS_TR("Points painted")),
      eraseAction("erase", GRADUS_TR("Points erased")),
      dragAction("move_point", GRADUS_TR("Point moved"))};
  demo.mainSeries = "train_loss";
  demo.stepsPerSecond = 500;
  demo.start = [](StartContext& context) { return std::make_unique<PlaygroundRun>(context); };
  demo.code = playground::torchCode;
  return demo;
}
