// The playground: a multilayer perceptron that bends a border while its data, weights and shape are changed by hand.
#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/nn/playground/pictures.h"
#include "core/nn/playground/table_tools.h"
#include "core/nn/playground/torch_code.h"
#include "core/run/demo.h"
#include "core/view/plane_tools.h"

namespace gradus {
namespace {

using namespace playground;  // NOLINT: this file is the playground's demo

TrainingSettings trainingOf(const Settings& settings) {
  TrainingSettings training;
  training.optimiser.kind = optimiserFromName(settings.choice("optimiser"));
  training.optimiser.learningRate = settings.number("learning_rate");
  training.optimiser.momentum = settings.number("momentum");
  training.l1 = settings.number("l1");
  training.l2 = settings.number("l2");
  training.dropout = settings.number("dropout");
  training.clipNorm = settings.number("clip");
  return training;
}

std::vector<int> hiddenOf(const Settings& settings) {
  std::vector<int> hidden;
  for (const double units : settings.list("hidden")) hidden.push_back(static_cast<int>(units));
  return hidden;
}

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
    state.shape = shapeOf(context.settings);
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
      context.diverged(GRADUS_TR("the training loss"), "learning_rate",
                       {GRADUS_TR("A learning rate of %1 makes steps that overshoot. Lower it."),
                        {numberText(training_.optimiser.learningRate)}});
      return;
    }
    if (state.steps % evaluateEvery_ == 0 || state.steps == 1) record(context);
  }

  void apply(const Action& action, StepContext& context) override {
    if (action.name == "set") {
      readSettings(context.settings);
      changeShape(shapeOf(context.settings), context);
    } else if (action.name == "set_weight") {
      setWeight(action);
    } else if (action.name == "resize_layer") {
      resizeLayer(action, context);
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
      return wrap(neuronMaps(state, model_, shown, std::clamp(request.nx, 16, 64), stop));
    if (request.hasExtent) shown.extent = request.extent;
    if (request.channel == "decision")
      return wrap(decisionField(state, model_, shown, request.nx, request.ny, classNames_));
    if (request.channel == "hidden_space") {
      double share = 0;
      Points points = hiddenSpace(state, model_, share);
      points.classNames = classNames_;
      return wrap(std::move(points));
    }
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
  template <typename T>
  static ChannelPtr wrap(T value) {
    return std::make_shared<const ChannelValue>(std::move(value));
  }

  void readSettings(const Settings& settings) {
    training_ = trainingOf(settings);
    batch_ = static_cast<int>(settings.integer("batch"));
    evaluateEvery_ = settings.integer("evaluate_every");
    maxSteps_ = settings.integer("max_steps");
  }

  Architecture shapeOf(const Settings& settings) const {
    Architecture shape;
    shape.features =
        state.table->columns == 2 ? parseFeatures(settings.choice("features")) : FeatureMask(state.table->columns, 1);
    shape.hidden = hiddenOf(settings);
    shape.activation =
        activationFromName(settings.choice("activation") == "linear" ? "identity" : settings.choice("activation"));
    shape.optimiser = optimiserFromName(settings.choice("optimiser"));
    shape.loss = chooseLoss(settings.choice("loss"), taskOf(*state.table));
    shape.initialiser = initialiserFromName(settings.choice("initialiser"));
    shape.dropout = settings.number("dropout") > 0;
    return shape;
  }

  void changeShape(const Architecture& shape, StepContext& context) {
    if (shape == state.shape) return;
    reshape(state, model_, shape, context.rng("new units"));
  }

  void setWeight(const Action& action) {
    const auto layer = static_cast<size_t>(action.integer("layer")), to = static_cast<size_t>(action.integer("to"));
    const int64_t from = action.integer("from");
    const Mlp& mlp = model_.mlp(state);
    if (from < 0) {
      mlp.setBias(state.net, layer, to, action.number("value"));
      return;
    }
    int64_t unit = from;
    if (layer == 0 && state.table->columns == 2) unit = activeIndex(state.shape.features, static_cast<size_t>(from));
    if (unit < 0) throw UserError(Text(GRADUS_TR("This feature is switched off: it has no weights.")));
    mlp.setWeight(state.net, layer, static_cast<size_t>(unit), to, action.number("value"));
  }

  void resizeLayer(const Action& action, StepContext& context) {
    Architecture shape = state.shape;
    const int64_t layer = action.integer("layer");  // 1 = first hidden layer, as in the picture
    if (layer < 1 || layer > static_cast<int64_t>(shape.hidden.size()))
      throw UserError({GRADUS_TR("There is no hidden layer %1."), {std::to_string(layer)}});
    shape.hidden[static_cast<size_t>(layer - 1)] =
        static_cast<int>(std::clamp<int64_t>(action.integer("units"), 1, 64));
    changeShape(shape, context);
    context.changeSetting("hidden", std::vector<double>(shape.hidden.begin(), shape.hidden.end()));
  }

  void switchFeature(const Action& action, StepContext& context) {
    Architecture shape = state.shape;
    const auto unit = static_cast<size_t>(action.integer("unit"));
    if (action.integer("layer") != 0 || state.table->columns != 2 || unit >= shape.features.size())
      return;  // other tiles are only looked at
    shape.features[unit] = !shape.features[unit];
    if (countActive(shape.features) == 0) throw UserError(Text(GRADUS_TR("The network needs at least one feature.")));
    changeShape(shape, context);
    context.changeSetting("features", featuresText(shape.features));
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

std::vector<Setting> settings() {
  const Text data = GRADUS_TR("Data"), network = GRADUS_TR("Network"), training = GRADUS_TR("Training"),
             run = GRADUS_TR("Run"), plane = GRADUS_TR("Plane");
  return {
      {.name = "validation_share",
       .title = GRADUS_TR("Held out"),
       .initial = 0.35,
       .minimum = 0,
       .maximum = 0.9,
       .step = 0.05,
       .effect = Effect::restart,
       .group = data,
       .help = GRADUS_TR("Share of the rows kept for validation: never trained on.")},
      {.name = "features",
       .title = GRADUS_TR("Features"),
       .kind = SettingKind::text,
       .initial = std::string("x1, x2"),
       .group = network,
       .help =
           GRADUS_TR("Inputs of the network: x1, x2, x1^2, x2^2, x1x2, sin x1, sin x2. Click a tile to switch one.")},
      {.name = "hidden",
       .title = GRADUS_TR("Hidden layers"),
       .kind = SettingKind::list,
       .initial = std::vector<double>{8, 8, 6},
       .minimum = 1,
       .maximum = 64,
       .step = 1,
       .group = network,
       .help = GRADUS_TR("Units of each hidden layer: 8, 8 means two layers of 8. What was learned stays."),
       .minCount = 0,
       .maxCount = 8},
      {.name = "activation",
       .title = GRADUS_TR("Activation"),
       .kind = SettingKind::choice,
       .initial = std::string("tanh"),
       .options = {{"tanh", "tanh"},
                   {"relu", "ReLU"},
                   {"sigmoid", GRADUS_TR("sigmoid")},
                   {"linear", GRADUS_TR("linear")},
                   {"leaky-relu", GRADUS_TR("leaky ReLU")},
                   {"gelu", "GELU"},
                   {"silu", "SiLU"},
                   {"sine", GRADUS_TR("sine")},
                   {"softplus", "softplus"}},
       .group = network,
       .help = GRADUS_TR("The bend in every hidden unit. Linear has none.")},
      {.name = "initialiser",
       .title = GRADUS_TR("First weights"),
       .kind = SettingKind::choice,
       .initial = std::string("torch"),
       .options = {{"torch", GRADUS_TR("as PyTorch")},
                   {"xavier", "Xavier"},
                   {"he", "He"},
                   {"zero", GRADUS_TR("all zero")},
                   {"normal", GRADUS_TR("normal")}},
       .effect = Effect::restart,
       .group = network,
       .help = GRADUS_TR("How large the random weights are at the start.")},
      {.name = "loss",
       .title = GRADUS_TR("Loss"),
       .kind = SettingKind::choice,
       .initial = std::string("auto"),
       .options = {{"auto", GRADUS_TR("automatic")},
                   {"cross-entropy", GRADUS_TR("cross-entropy")},
                   {"squared", GRADUS_TR("squared")},
                   {"hinge", "hinge"},
                   {"huber", "Huber"}},
       .group = training,
       .help = GRADUS_TR("What training makes small. Automatic: cross-entropy for classes, squared for numbers.")},
      {.name = "optimiser",
       .title = GRADUS_TR("Optimiser"),
       .kind = SettingKind::choice,
       .initial = std::string("adam"),
       .options = {{"sgd", "SGD"},
                   {"momentum", GRADUS_TR("momentum")},
                   {"adam", "Adam"},
                   {"nesterov", "Nesterov"},
                   {"adagrad", "Adagrad"},
                   {"rmsprop", "RMSprop"},
                   {"adamw", "AdamW"}},
       .group = training,
       .help = GRADUS_TR("How a gradient becomes a step.")},
      {.name = "learning_rate",
       .title = GRADUS_TR("Learning rate"),
       .initial = 0.01,
       .minimum = 1e-5,
       .maximum = 10,
       .logarithmic = true,
       .group = training,
       .help = GRADUS_TR("Length of a step along the gradient, η.")},
      {.name = "momentum",
       .title = GRADUS_TR("Momentum"),
       .initial = 0.9,
       .minimum = 0,
       .maximum = 0.999,
       .group = training,
       .help = GRADUS_TR("Share of the last step that is kept."),
       .shownWhen = "optimiser=momentum|nesterov"},
      {.name = "batch",
       .title = GRADUS_TR("Batch"),
       .kind = SettingKind::integer,
       .initial = int64_t{20},
       .minimum = 1,
       .maximum = 512,
       .unit = GRADUS_TR("points"),
       .group = training,
       .help = GRADUS_TR("Points in one step. Fewer make a noisier path.")},
      {.name = "l1",
       .title = GRADUS_TR("L1 penalty"),
       .initial = 0.0,
       .minimum = 0,
       .maximum = 1,
       .group = training,
       .help = GRADUS_TR("Pulls small weights to zero.")},
      {.name = "l2",
       .title = GRADUS_TR("L2 penalty"),
       .initial = 0.0,
       .minimum = 0,
       .maximum = 1,
       .group = training,
       .help = GRADUS_TR("Keeps all weights small.")},
      {.name = "dropout",
       .title = GRADUS_TR("Dropout"),
       .initial = 0.0,
       .minimum = 0,
       .maximum = 0.9,
       .step = 0.05,
       .group = training,
       .help = GRADUS_TR("Share of hidden units silenced in each training step.")},
      {.name = "clip",
       .title = GRADUS_TR("Gradient clip"),
       .initial = 0.0,
       .minimum = 0,
       .maximum = 100,
       .group = training,
       .help = GRADUS_TR("Longest gradient allowed; 0 = no limit.")},
      {.name = "max_steps",
       .title = GRADUS_TR("Last step"),
       .kind = SettingKind::integer,
       .initial = int64_t{10000},
       .minimum = 1,
       .maximum = 10000000,
       .logarithmic = true,
       .group = run,
       .help = GRADUS_TR("Training is finished here; raise it to go on.")},
      {.name = "evaluate_every",
       .title = GRADUS_TR("Evaluate every"),
       .kind = SettingKind::integer,
       .initial = int64_t{25},
       .minimum = 1,
       .maximum = 1000,
       .unit = GRADUS_TR("steps"),
       .group = run,
       .help = GRADUS_TR("How often the losses over all points are measured.")},
      {.name = "x_column",
       .title = GRADUS_TR("Column across"),
       .kind = SettingKind::integer,
       .initial = int64_t{1},
       .minimum = 1,
       .maximum = 64,
       .group = plane,
       .help = GRADUS_TR("Which column the plane shows from left to right.")},
      {.name = "y_column",
       .title = GRADUS_TR("Column up"),
       .kind = SettingKind::integer,
       .initial = int64_t{2},
       .minimum = 1,
       .maximum = 64,
       .group = plane,
       .help = GRADUS_TR("Which column the plane shows from bottom to top.")},
  };
}

std::vector<View> views() {
  View network{
      .name = "network",
      .kind = ViewKind::network,
      .title = GRADUS_TR("Network"),
      .layers = {"network", "neuron_maps"},
      .weight = 3,
      .help = GRADUS_TR("Every tile shows what its unit says at each place of the plane; a line is a weight.")};
  network.handles = {{Gesture::weight, "network", "set_weight", GRADUS_TR("Drag a weight, or type it")},
                     {Gesture::resize, "network", "resize_layer", {}},
                     {Gesture::click, "network", "switch_feature", GRADUS_TR("Click a feature to switch it")}};
  View decision{
      .name = "decision",
      .title = GRADUS_TR("Decision map"),
      .layers = {"decision", "points"},
      .weight = 2,
      .equalScales = true,
      .help = GRADUS_TR("Colour: what the network answers at each place. The line is where it is undecided.")};
  decision.handles = {{Gesture::paint, "points", "paint", GRADUS_TR("Paint points while it trains")},
                      {Gesture::erase, "points", "erase", {}},
                      {Gesture::drag, "points", "move_point", {}}};
  View loss{
      .name = "loss",
      .kind = ViewKind::curves,
      .title = GRADUS_TR("Loss"),
      .layers = {"loss"},
      .x = {GRADUS_TR("step")},
      .y = {.logarithmic = true},
      .row = 1,
      .weight = 1.6,
      .help = GRADUS_TR("Solid: on the points trained on. Dashed: on those held out. The gap is what was memorised.")};
  View accuracy{.name = "accuracy",
                .kind = ViewKind::curves,
                .title = GRADUS_TR("Accuracy"),
                .layers = {"accuracy"},
                .x = {GRADUS_TR("step")},
                .row = 1,
                .help = GRADUS_TR("Share of points on the right side (for numbers: R², the explained part).")};
  View confusion{.name = "confusion",
                 .kind = ViewKind::matrix,
                 .title = GRADUS_TR("Confusion"),
                 .layers = {"confusion"},
                 .row = 1,
                 .weight = 0.9,
                 .help = GRADUS_TR("Rows: true class. Columns: predicted class. Held-out points only.")};
  View hidden{
      .name = "hidden_space",
      .title = GRADUS_TR("What the last hidden layer sees"),
      .layers = {"hidden_space"},
      .x = {GRADUS_TR("first principal direction")},
      .row = 1,
      .weight = 1.5,
      .help = GRADUS_TR("The points as the last hidden layer places them. Training pulls the classes apart here.")};
  return {network, decision, loss, accuracy, confusion, hidden};
}

std::vector<ActionSpec> actions() {
  const auto number = [](const char* name) { return Setting{.name = name, .minimum = -1e12, .maximum = 1e12}; };
  const auto index = [](const char* name, double low) {
    return Setting{.name = name, .kind = SettingKind::integer, .initial = int64_t{0}, .minimum = low, .maximum = 1e9};
  };
  const Setting places{.name = "points",
                       .kind = SettingKind::list,
                       .initial = std::vector<double>{},
                       .minimum = -1e12,
                       .maximum = 1e12,
                       .maxCount = 20000};
  return {
      {"set_weight",
       GRADUS_TR("Weight changed"),
       {index("layer", 0), index("from", -1), index("to", 0),
        Setting{.name = "value", .minimum = -1e6, .maximum = 1e6}}},
      {"resize_layer",
       GRADUS_TR("Layer resized"),
       {index("layer", 1),
        Setting{.name = "units", .kind = SettingKind::integer, .initial = int64_t{8}, .minimum = 1, .maximum = 64}}},
      {"switch_feature", GRADUS_TR("Feature switched"), {index("layer", 0), index("unit", 0)}},
      {"paint",
       GRADUS_TR("Points painted"),
       {Setting{.name = "class", .kind = SettingKind::integer, .initial = int64_t{0}, .maximum = 7}, places}},
      {"erase", GRADUS_TR("Points erased"), {places, Setting{.name = "radius", .maximum = 1e12}}},
      {"move_point", GRADUS_TR("Point moved"), {index("index", 0), number("x"), number("y")}}};
}

using List = std::vector<double>;
std::vector<Preset> presets() {
  return {
      {"two-spirals", GRADUS_TR("Two spirals"), {}, GRADUS_TR("Three layers wind a border between two arms.")},
      {"linear-only",
       GRADUS_TR("Linear only"),
       {{"activation", std::string("linear")}},
       GRADUS_TR("Without a bend, depth changes nothing.")},
      {"one-hidden-unit",
       GRADUS_TR("One hidden unit"),
       {{"data", std::string("circle")}, {"hidden", List{1}}},
       GRADUS_TR("One unit draws one straight edge.")},
      {"fifty-units-noisy",
       GRADUS_TR("50 units, noisy"),
       {{"data", std::string("gaussians")},
        {"data.noise", 0.9},
        {"data.rows", int64_t{100}},
        {"validation_share", 0.5},
        {"hidden", List{50, 50}}},
       GRADUS_TR("Room enough to learn the noise by heart.")},
      {"xor",
       "XOR",
       {{"data", std::string("xor")}, {"hidden", List{3}}},
       GRADUS_TR("What a single straight line cannot do.")},
      {"three-classes",
       GRADUS_TR("Three classes"),
       {{"data", std::string("equal-blobs")}, {"hidden", List{6}}},
       GRADUS_TR("One output a class.")},
      {"regression",
       GRADUS_TR("A landscape"),
       {{"data", std::string("multi-gaussian")}, {"hidden", List{8, 8}}},
       GRADUS_TR("Numbers instead of classes.")},
  };
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
  demo.channels = {
      {.name = "network"},
      {.name = "neuron_maps", .cost = ChannelCost::derived},
      {.name = "decision", .cost = ChannelCost::derived},
      {.name = "points"},
      {.name = "loss",
       .cost = ChannelCost::series,
       .series = {{"train_loss", GRADUS_TR("train")},
                  {"validation_loss", GRADUS_TR("validation"), {PaintKind::run, 0}, LineStyle::dashed}},
       .fillGap = true},
      {.name = "accuracy",
       .cost = ChannelCost::series,
       .series = {{"train_accuracy", GRADUS_TR("train")},
                  {"validation_accuracy", GRADUS_TR("validation"), {PaintKind::run, 0}, LineStyle::dashed}}},
      {.name = "confusion"},
      {.name = "hidden_space", .cost = ChannelCost::derived},
      {.name = "predictions", .file = "predictions.csv"}};
  demo.views = views();
  demo.actions = actions();
  demo.mainSeries = "train_loss";
  demo.start = [](StartContext& context) { return std::make_unique<PlaygroundRun>(context); };
  demo.code = playground::torchCode;
  return demo;
}
