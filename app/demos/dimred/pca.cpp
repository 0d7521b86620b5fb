// Principal components: an axis turned by hand against the one that is computed, then component after component.
#include <algorithm>

#include "core/decomposition/pca.h"
#include "core/decomposition/pca_pictures.h"
#include "core/run/declare.h"
#include "core/run/python_code.h"
#include "core/run/trouble.h"
#include "core/view/plane_edits.h"
#include "core/view/plane_tools.h"
#include "core/view/tables.h"

namespace gradus {
namespace {

using namespace declare;  // NOLINT: this file declares a demo

struct State {
  pca::State fit;
  std::shared_ptr<const Matrix> x;  // as scaled; replaced when a point is dragged
  template <typename Visitor>
  void fields(Visitor& v) {
    v("fit", fit);
    v("x", x);
  }
};

class PcaRun final : public ExperimentOf<PcaRun, State> {
 public:
  explicit PcaRun(StartContext& context)
      : image_(context.data->image), classes_{context.data->classes(), context.data->classNames()} {
    const Matrix& x = *context.x;
    const int asked = wholeOf(context.settings, "components");
    wanted_ = std::min(asked, static_cast<int>(std::min(x.rows, x.cols)));
    if (wanted_ < asked) {
      context.notes.push_back(
          {GRADUS_TR("%1 components were asked for; %2 rows with %3 columns have at most %4."),
           {std::to_string(asked), std::to_string(x.rows), std::to_string(x.cols), std::to_string(wanted_)}});
    }
    context.notes.push_back(Text(GRADUS_TR("The mean is taken away before the covariance is made.")));
    if (x.cols > 2)
      context.notes.push_back(Text(GRADUS_TR(
          "The hand-turned axis lies in the plane of the two columns shown; the components use all columns.")));
    state.x = context.x;
    fit();
  }

  void step(StepContext& context) override {
    const pca::Info info = pca::step({wanted_}, state.fit);
    if (!info.finite) {
      squaresOverflowed(context, GRADUS_TR("a variance"));
      return;
    }
    context.record("explained", info.cumulative);
    context.record("error", info.reconstructionError);
  }

  void apply(const Action& action, StepContext& context) override {
    if (action.name == "turn_axis") {
      state.fit.handAngle = action.number("angle");
    } else if (action.name == "move_point") {
      const auto [xColumn, yColumn] = shownColumns(context.settings, state.x->cols);
      state.x = std::make_shared<const Matrix>(
          withRowMoved(*state.x, action.integer("index"), xColumn, yColumn, action.number("x"), action.number("y")));
      fit();
    }
  }

  bool done() const override { return state.fit.revealed >= wanted_; }

  void show(ChannelSink& sink, const Settings& settings) const override {
    const auto [xColumn, yColumn] = shownColumns(settings, state.x->cols);
    const PcaPlane plane{*state.x, state.fit, xColumn, yColumn};
    if (sink.wants("points")) sink.put("points", withClasses(pointsOf(*state.x, xColumn, yColumn), classes_));
    if (sink.wants("axis")) sink.put("axis", handAxis(plane));
    if (sink.wants("shadows")) sink.put("shadows", shadowLines(plane, 400));
    if (sink.wants("components")) sink.put("components", componentArrows(plane));
    if (sink.wants("meters")) sink.put("meters", axisMeters(plane));
    if (sink.wants("scree")) sink.put("scree", screeBars(state.fit, 24));
    if (sink.wants("scores_plane")) sink.put("scores_plane", scorePoints(state.fit, classes_, image_.has_value()));
    if (sink.wants("pictures")) sink.put("pictures", reconstructionStrip(*state.x, state.fit, image_, 10));
    if (sink.wants("correlation")) sink.put("correlation", scoreCorrelation(state.fit, 8));
    if (sink.wants("tiles")) sink.put("tiles", pcaFigures(plane));
    if (sink.wants("scores"))
      sink.put("scores", matrixTable(state.fit.scores, "pc", state.fit.scores.rows, state.fit.scores.cols));
  }

  Metrics metrics(const Settings&) const override {
    Metrics metrics;
    const std::vector<double> ratios = pca::explainedVarianceRatios(state.fit);
    for (size_t j = 0; j < std::min<size_t>(ratios.size(), 64); ++j)
      metrics.emplace_back("explained_variance_ratio_" + std::to_string(j + 1), ratios[j]);
    metrics.emplace_back("reconstruction_error", pca::reconstructionError(state.fit, static_cast<size_t>(wanted_)));
    return metrics;
  }

 private:
  void fit() {
    const int revealed = state.fit.revealed;
    const double angle = state.fit.handAngle;
    state.fit = pca::init({wanted_}, *state.x);
    state.fit.revealed = revealed;
    state.fit.handAngle = angle;
  }

  std::optional<ImageShape> image_;
  RowClasses classes_;
  int wanted_ = 2;
};

std::string code(const Settings& settings, const Dataset* data) {
  const std::string components = std::to_string(settings.integer("components"));
  return "import numpy as np\n" + pythonData(settings, data, false) +
         "from sklearn.decomposition import PCA\nmodel = PCA(n_components=min(" + components +
         ", *X.shape)).fit(X)   # takes the mean away\nscores = model.transform(X)\nprint(\"explained variance "
         "ratios\", model.explained_variance_ratio_)\n"
         "rebuilt = model.inverse_transform(scores)\nprint(\"reconstruction error\", ((X - rebuilt)**2).sum() / "
         "(len(X) - 1))\n";
}

std::vector<Setting> settings() {
  return joined({inGroup(GRADUS_TR("PCA"), {whole("components", GRADUS_TR("Components"), 2, {1, 64},
                                                  GRADUS_TR("How many directions are kept; each step shows one more."),
                                                  {.restart = true})}),
                 planeColumns(500)});
}

std::vector<Preset> presets() {
  return {preset("tilted-cloud", GRADUS_TR("Tilted cloud"), {}, GRADUS_TR("One direction holds nearly everything.")),
          preset("digits", GRADUS_TR("Digits"),
                 {{"data", "digits"}, {"components", 32}, {"x_column", 21}, {"y_column", 43}},
                 GRADUS_TR("64 pixels: how many components until you can read them?")),
          preset("iris", GRADUS_TR("Iris"), {{"data", "iris"}, {"components", 4}, {"x_column", 1}, {"y_column", 3}},
                 GRADUS_TR("Four measures, one of them nearly enough.")),
          preset("parabola", GRADUS_TR("A bent cloud"), {{"data", "parabola"}},
                 GRADUS_TR("No straight axis follows a curve.")),
          preset("latent-plane", GRADUS_TR("500 dimensions"), {{"data", "latent-plane-500"}, {"components", 6}},
                 GRADUS_TR("A plane hidden in 500 columns of noise."))};
}

std::vector<View> views() {
  return {view(ViewKind::plane, "cloud", GRADUS_TR("Cloud and axis"), {"shadows", "points", "axis", "components"},
               GRADUS_TR("Turn the long line. The short grey lines are what it loses."),
               {.weight = 1.4, .equalScales = true},
               {{Gesture::turn, "axis", "turn_axis", GRADUS_TR("Turn the axis, drag a point")},
                {Gesture::drag, "points", "move_point", {}}}),
          curvesView("meters", GRADUS_TR("Spread and error against the angle"), {GRADUS_TR("angle of the axis"), "°"},
                     GRADUS_TR("The top of one curve stands over the bottom of the other: they add up to a constant.")),
          view(ViewKind::plane, "scores", GRADUS_TR("Scores"), {"scores_plane"},
               GRADUS_TR("The data seen along the two directions of largest variance."),
               {.equalScales = true, .x = {GRADUS_TR("first component")}, .y = {GRADUS_TR("second component")}}),
          barsView("scree", GRADUS_TR("Scree"), {GRADUS_TR("component")},
                   GRADUS_TR("Each bar is the share of one component; the line adds them up."), {.row = 1}),
          view(ViewKind::images, "pictures", GRADUS_TR("Rows and their reconstruction"), {"pictures"},
               GRADUS_TR("Above: rows of the data. Below: what the components shown so far make of them."),
               {.row = 1, .weight = 1.6}),
          view(ViewKind::matrix, "correlation", GRADUS_TR("Correlation of the scores"), {"correlation"},
               GRADUS_TR("Zero away from the diagonal: components are uncorrelated."), {.row = 1, .weight = 0.8}),
          tilesView()};
}

}  // namespace
}  // namespace gradus

GRADUS_DEMO(dimred, pca)
{
  Demo demo;
  demo.id = "dimred/pca";
  demo.title = GRADUS_TR("Principal component analysis");
  demo.chapter = GRADUS_TR("Dimensionality reduction");
  demo.chapterNumber = 3;
  demo.promise = GRADUS_TR("Turn an axis by hand: where its shadow spreads most, its error is least.");
  demo.keywords = {"pca", "eigenvalue", "covariance", "scree", "variance", "compression", "svd", "principal component"};
  demo.data = {.sources = {"tilted-cloud", "latent-plane-500", "digits", "iris", "parabola"},
               .files = true,
               .minFeatures = 2,
               .maxRows = 20000,
               .defaultRows = 200,
               .defaultNoise = 0.14,
               .largestRows = 5000};
  demo.settings = settings();
  demo.presets = presets();
  demo.channels = joined({series("explained", {{"explained", GRADUS_TR("variance explained")}}),
                          shown({"points", "axis", "shadows", "components", "meters", "scree", "scores_plane",
                                 "pictures", "correlation", "tiles"}),
                          file("scores", "scores.csv")});
  demo.views = views();
  Setting angle = numberArgument("angle", {-7, 7});
  angle.unit = "rad";
  demo.actions = {{"turn_axis", GRADUS_TR("Axis turned"), {angle}}, dragAction("move_point", GRADUS_TR("Point moved"))};
  demo.mainSeries = "explained";
  demo.stepName = GRADUS_TR("component");
  demo.stepsPerSecond = 1;
  demo.start = [](StartContext& context) { return std::make_unique<PcaRun>(context); };
  demo.code = code;
  return demo;
}
