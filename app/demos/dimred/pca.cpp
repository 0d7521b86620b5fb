// Principal components: an axis turned by hand against the one that is computed, then component after component.
#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/decomposition/pca.h"
#include "core/decomposition/pca_pictures.h"
#include "core/run/demo.h"
#include "core/run/python_code.h"
#include "core/view/plane_tools.h"

namespace gradus {
namespace {

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
      : image_(context.data->image), classes_(context.data->classes()), classNames_(context.data->classNames()) {
    const Matrix& x = *context.x;
    const auto asked = static_cast<int>(context.settings.integer("components"));
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
      context.diverged(GRADUS_TR("a variance"), "scaling",
                       GRADUS_TR("The numbers are too large to be squared. Standardise them."));
      return;
    }
    context.record("explained", info.cumulative);
    context.record("error", info.reconstructionError);
  }

  void apply(const Action& action, StepContext& context) override {
    if (action.name == "turn_axis") {
      state.fit.handAngle = action.number("angle");
    } else if (action.name == "move_point") {
      movePoint(action, context.settings);
    }
  }

  bool done() const override { return state.fit.revealed >= wanted_; }

  void show(ChannelSink& sink, const Settings& settings) const override {
    const PcaPlane plane{*state.x, state.fit, column(settings, "x_column"), column(settings, "y_column")};
    if (sink.wants("points")) sink.put("points", pointsWithClasses(pointsOf(*state.x, plane.xColumn, plane.yColumn)));
    if (sink.wants("axis")) sink.put("axis", handAxis(plane));
    if (sink.wants("shadows")) sink.put("shadows", shadowLines(plane, 400));
    if (sink.wants("components")) sink.put("components", componentArrows(plane));
    if (sink.wants("meters")) sink.put("meters", axisMeters(plane));
    if (sink.wants("scree")) sink.put("scree", screeBars(state.fit, 24));
    if (sink.wants("scores_plane")) sink.put("scores_plane", scorePoints());
    if (sink.wants("pictures")) sink.put("pictures", reconstructionStrip(*state.x, state.fit, image_, 10));
    if (sink.wants("correlation")) sink.put("correlation", scoreCorrelation(state.fit, 8));
    if (sink.wants("tiles")) sink.put("tiles", tiles(plane));
    if (sink.wants("scores")) sink.put("scores", scoreTable());
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
  size_t column(const Settings& settings, const char* name) const {
    return static_cast<size_t>(
        std::clamp<int64_t>(settings.integer(name) - 1, 0, static_cast<int64_t>(state.x->cols) - 1));
  }
  void movePoint(const Action& action, const Settings& settings) {
    const auto i = static_cast<size_t>(action.integer("index"));
    if (i >= state.x->rows)
      throw UserError(
          {GRADUS_TR("There is no point %1; there are %2."), {std::to_string(i), std::to_string(state.x->rows)}});
    Matrix x = *state.x;
    x(i, column(settings, "x_column")) = action.number("x");
    x(i, column(settings, "y_column")) = action.number("y");
    state.x = std::make_shared<const Matrix>(std::move(x));
    fit();
  }
  Points pointsWithClasses(Points points) const {
    if (classes_.size() == points.size()) points.classes = classes_;
    points.classNames = classNames_;
    return points;
  }
  Points scorePoints() const {
    if (state.fit.revealed == 0) return {};
    Points points = pointsOf(state.fit.scores, 0, std::min<size_t>(1, state.fit.scores.cols - 1));
    if (state.fit.revealed < 2 || state.fit.scores.cols < 2) {
      for (size_t i = 0; i < points.size(); ++i)
        points.coordinates[2 * i + 1] = 0;  // the second component is not revealed yet
    }
    if (image_ && classes_.size() == points.size() && points.size() <= 2000) {
      for (const int c : classes_) points.labels.push_back(classNames_[static_cast<size_t>(c)]);
    }
    return pointsWithClasses(std::move(points));
  }
  Tiles tiles(const PcaPlane& plane) const {
    const pca::PlaneCovariance covariance = pca::planeCovariance(plane.x, plane.xColumn, plane.yColumn);
    const pca::AxisReading reading = pca::readAxis(covariance, state.fit.handAngle);
    const double best = pca::readAxis(covariance, pca::bestAngle(covariance)).projected;
    const std::vector<double> ratios = pca::explainedVarianceRatios(state.fit);
    double shown = 0;
    for (int j = 0; j < state.fit.revealed; ++j) shown += ratios[static_cast<size_t>(j)];
    const bool atBest = best > 0 && reading.projected > 0.999 * best;
    Tiles tiles;
    tiles.tiles.push_back({GRADUS_TR("Variance along your axis"),
                           reading.projected,
                           "",
                           3,
                           {GRADUS_TR("largest possible %1"), {numberText(best)}},
                           atBest ? Tiles::State::ok : Tiles::State::none});
    tiles.tiles.push_back({GRADUS_TR("Squared distance from it"),
                           reading.residual,
                           "",
                           3,
                           {GRADUS_TR("together always %1"), {numberText(reading.projected + reading.residual)}}});
    tiles.tiles.push_back(
        {GRADUS_TR("Variance explained"),
         shown,
         "",
         3,
         {GRADUS_TR("by %1 of %2 components"), {std::to_string(state.fit.revealed), std::to_string(ratios.size())}},
         Tiles::State::none,
         true});
    tiles.tiles.push_back({GRADUS_TR("Reconstruction error"),
                           pca::reconstructionError(state.fit, static_cast<size_t>(state.fit.revealed)), "", 3,
                           GRADUS_TR("sum of the bars not used")});
    return tiles;
  }
  Table scoreTable() const {
    Table table;
    table.columns = {{"row", {}, {}}};
    for (size_t j = 0; j < state.fit.scores.cols; ++j) table.columns.push_back({"pc" + std::to_string(j + 1), {}, {}});
    for (size_t i = 0; i < state.fit.scores.rows; ++i) {
      table.columns[0].numbers.push_back(static_cast<double>(i));
      for (size_t j = 0; j < state.fit.scores.cols; ++j) table.columns[j + 1].numbers.push_back(state.fit.scores(i, j));
    }
    return table;
  }

  std::optional<ImageShape> image_;
  std::vector<int> classes_;
  std::vector<std::string> classNames_;
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
  const Text group = GRADUS_TR("PCA"), plane = GRADUS_TR("Plane");
  demo.settings = {{.name = "components",
                    .title = GRADUS_TR("Components"),
                    .kind = SettingKind::integer,
                    .initial = int64_t{2},
                    .minimum = 1,
                    .maximum = 64,
                    .effect = Effect::restart,
                    .group = group,
                    .help = GRADUS_TR("How many directions are kept; each step shows one more.")},
                   {.name = "x_column",
                    .title = GRADUS_TR("Column across"),
                    .kind = SettingKind::integer,
                    .initial = int64_t{1},
                    .minimum = 1,
                    .maximum = 500,
                    .group = plane,
                    .help = GRADUS_TR("Which column the plane shows from left to right.")},
                   {.name = "y_column",
                    .title = GRADUS_TR("Column up"),
                    .kind = SettingKind::integer,
                    .initial = int64_t{2},
                    .minimum = 1,
                    .maximum = 500,
                    .group = plane,
                    .help = GRADUS_TR("Which column the plane shows from bottom to top.")}};
  demo.presets = {
      {"tilted-cloud", GRADUS_TR("Tilted cloud"), {}, GRADUS_TR("One direction holds nearly everything.")},
      {"digits",
       GRADUS_TR("Digits"),
       {{"data", std::string("digits")},
        {"components", int64_t{32}},
        {"x_column", int64_t{21}},
        {"y_column", int64_t{43}}},
       GRADUS_TR("64 pixels: how many components until you can read them?")},
      {"iris",
       GRADUS_TR("Iris"),
       {{"data", std::string("iris")}, {"components", int64_t{4}}, {"x_column", int64_t{1}}, {"y_column", int64_t{3}}},
       GRADUS_TR("Four measures, one of them nearly enough.")},
      {"parabola",
       GRADUS_TR("A bent cloud"),
       {{"data", std::string("parabola")}},
       GRADUS_TR("No straight axis follows a curve.")},
      {"latent-plane",
       GRADUS_TR("500 dimensions"),
       {{"data", std::string("latent-plane-500")}, {"components", int64_t{6}}},
       GRADUS_TR("A plane hidden in 500 columns of noise.")}};
  demo.channels = {
      {.name = "explained", .cost = ChannelCost::series, .series = {{"explained", GRADUS_TR("variance explained")}}},
      {.name = "points"},
      {.name = "axis"},
      {.name = "shadows"},
      {.name = "components"},
      {.name = "meters"},
      {.name = "scree"},
      {.name = "scores_plane"},
      {.name = "pictures"},
      {.name = "correlation"},
      {.name = "tiles"},
      {.name = "scores", .file = "scores.csv"}};
  View cloud{.name = "cloud",
             .title = GRADUS_TR("Cloud and axis"),
             .layers = {"shadows", "points", "axis", "components"},
             .weight = 1.4,
             .equalScales = true,
             .help = GRADUS_TR("Turn the long line. The short grey lines are what it loses.")};
  cloud.handles = {{Gesture::turn, "axis", "turn_axis", GRADUS_TR("Turn the axis, drag a point")},
                   {Gesture::drag, "points", "move_point", {}}};
  demo.views = {
      cloud,
      {.name = "meters",
       .kind = ViewKind::curves,
       .title = GRADUS_TR("Spread and error against the angle"),
       .layers = {"meters"},
       .x = {GRADUS_TR("angle of the axis"), "°"},
       .help = GRADUS_TR("The top of one curve stands over the bottom of the other: they add up to a constant.")},
      {.name = "scores",
       .title = GRADUS_TR("Scores"),
       .layers = {"scores_plane"},
       .x = {GRADUS_TR("first component")},
       .y = {GRADUS_TR("second component")},
       .equalScales = true,
       .help = GRADUS_TR("The data seen along the two directions of largest variance.")},
      {.name = "scree",
       .kind = ViewKind::bars,
       .title = GRADUS_TR("Scree"),
       .layers = {"scree"},
       .x = {GRADUS_TR("component")},
       .row = 1,
       .help = GRADUS_TR("Each bar is the share of one component; the line adds them up.")},
      {.name = "pictures",
       .kind = ViewKind::images,
       .title = GRADUS_TR("Rows and their reconstruction"),
       .layers = {"pictures"},
       .row = 1,
       .weight = 1.6,
       .help = GRADUS_TR("Above: rows of the data. Below: what the components shown so far make of them.")},
      {.name = "correlation",
       .kind = ViewKind::matrix,
       .title = GRADUS_TR("Correlation of the scores"),
       .layers = {"correlation"},
       .row = 1,
       .weight = 0.8,
       .help = GRADUS_TR("Zero away from the diagonal: components are uncorrelated.")},
      {.name = "tiles", .kind = ViewKind::tiles, .layers = {"tiles"}}};
  const Setting index{.name = "index", .kind = SettingKind::integer, .initial = int64_t{0}, .maximum = 1e9};
  demo.actions = {
      {"turn_axis", GRADUS_TR("Axis turned"), {Setting{.name = "angle", .minimum = -7, .maximum = 7, .unit = "rad"}}},
      {"move_point",
       GRADUS_TR("Point moved"),
       {index, Setting{.name = "x", .minimum = -1e12, .maximum = 1e12},
        Setting{.name = "y", .minimum = -1e12, .maximum = 1e12}}}};
  demo.mainSeries = "explained";
  demo.stepName = GRADUS_TR("component");
  demo.start = [](StartContext& context) { return std::make_unique<PcaRun>(context); };
  demo.code = code;
  return demo;
}
