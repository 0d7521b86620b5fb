// K-means: Lloyd's two half-steps on points that can be dragged and painted, with the elbow and the silhouette.
#include <algorithm>

#include "core/base/error.h"
#include "core/cluster/k_means.h"
#include "core/cluster/k_means_code.h"
#include "core/cluster/k_means_pictures.h"
#include "core/cluster/k_means_search.h"
#include "core/metrics/clustering.h"
#include "core/run/declare.h"
#include "core/run/trouble.h"
#include "core/view/plane_edits.h"
#include "core/view/plane_tools.h"
#include "core/view/tables.h"

namespace gradus {
namespace {

using namespace declare;  // NOLINT: this file declares a demo

struct State {
  kmeans::State lloyd;
  std::shared_ptr<const Matrix> x;  // n x d, as scaled; replaced when points are painted, erased or dragged
  std::vector<Matrix> trail;        // centroids after every update, for the trails
  double inertia = 0;
  uint64_t changed = 0;  // labels changed by the last assignment

  template <typename Visitor>
  void fields(Visitor& v) {
    v("lloyd", lloyd);
    v("x", x);
    v("trail", trail);
    v("inertia", inertia);
    v("changed", changed);
  }
};

kmeans::Params paramsOf(const Settings& settings) {
  kmeans::Params params;
  params.k = wholeOf(settings, "k");
  params.init = settings.choice("init") == "random" ? kmeans::Init::random : kmeans::Init::plusPlus;
  params.maxIterations = wholeOf(settings, "max_iterations");
  return params;
}

class KMeansRun final : public ExperimentOf<KMeansRun, State> {
 public:
  explicit KMeansRun(StartContext& context) : params_(paramsOf(context.settings)), classes_(context.data->classes()) {
    state.x = context.x;
    const Matrix& x = *state.x;
    if (params_.k > static_cast<int>(x.rows)) {
      throw UserError(
          {GRADUS_TR("k = %1 needs at least as many points; there are %2. Choose a smaller k or add points."),
           {std::to_string(params_.k), std::to_string(x.rows)}});
    }
    Rng start = context.rng("init");
    if (context.settings.choice("init") == "hand") {
      const auto [xColumn, yColumn] = shownColumns(context.settings, x.cols);
      params_.init = kmeans::Init::given;
      params_.given = kmeans::waitingCentroids(x, params_.k, xColumn, yColumn);
    } else {  // where the best of the hidden runs began is where the shown one begins
      const auto tried = wholeOf(context.settings, "restarts");
      start = kmeans::bestStart(params_, x, tried, start, context.stop);
    }
    state.lloyd = kmeans::init(params_, x, start);
    state.trail.push_back(state.lloyd.centroids);
    if (x.cols > 2) {
      context.notes.push_back({GRADUS_TR("k-means uses all %1 columns; the plane shows two of them, the cells are a "
                                         "slice at the means of the others."),
                               {std::to_string(x.cols)}});
    }
  }

  void step(StepContext& context) override {
    const kmeans::Info info = kmeans::step(params_, state.lloyd, *state.x);
    state.inertia = info.inertia;
    if (!info.finite) {
      squaresOverflowed(context, GRADUS_TR("the inertia"));
      return;
    }
    if (info.phase == kmeans::Phase::assign) {
      state.changed = info.changed;
      return;
    }
    state.trail.push_back(state.lloyd.centroids);
    context.record("inertia", info.inertia);
    if (info.relocated > 0)
      context.event(EventKind::milestone, {GRADUS_TR("%1 empty group moved"), {std::to_string(info.relocated)}});
    if (state.lloyd.settled) context.event(EventKind::milestone, GRADUS_TR("no label changes"));
  }

  void apply(const Action& action, StepContext& context) override {
    const auto [xColumn, yColumn] = shownColumns(context.settings, state.x->cols);
    if (action.name == "move_centroid") {
      moveCentroid(action, xColumn, yColumn);
    } else if (action.name == "move_point") {
      setPoints(
          withRowMoved(*state.x, action.integer("index"), xColumn, yColumn, action.number("x"), action.number("y")));
    } else if (action.name == "paint") {
      setPoints(withRowsPainted(*state.x, action.list("points"), xColumn, yColumn));
    } else if (action.name == "erase") {
      erase(rowsNear(*state.x, xColumn, yColumn, action.list("points"), action.number("radius")));
    }
  }

  bool done() const override { return state.lloyd.done; }

  void show(ChannelSink& sink, const Settings& settings) const override {
    const kmeans::Plane plane = this->plane(settings);
    if (sink.wants("points")) sink.put("points", pointsOf(*state.x, plane.xColumn, plane.yColumn, state.lloyd.labels));
    if (sink.wants("centroids")) sink.put("centroids", kmeans::centroidMarks(plane));
    if (sink.wants("trails")) sink.put("trails", kmeans::centroidTrails(plane, state.trail));
    if (sink.wants("tiles"))
      sink.put("tiles", kmeans::figures(state.lloyd, state.inertia, state.changed, currentLabels()));
    if (sink.wants("labels")) {
      const std::vector<int> labels = currentLabels();
      Table table = rowTable(labels.size());
      addColumn(table, "label", {labels.begin(), labels.end()});
      sink.put("labels", std::move(table));
    }
  }

  ChannelPtr derive(const DisplayRequest& request, const Settings& settings, std::stop_token stop) const override {
    const Matrix& x = *state.x;
    if (request.channel == "regions") {
      const Extent* extent = request.hasExtent ? &request.extent : nullptr;
      return channelOf(kmeans::regionField(plane(settings), request.nx, request.ny, extent));
    }
    ChannelPtr made;
    if (request.channel == "elbow") {
      const int most = static_cast<int>(std::min<size_t>(12, x.rows));
      made = channelOf(kmeans::elbowCurves(elbow(x, most, 3, false, Rng(1, "elbow"), stop), settings.integer("k")));
    } else if (request.channel == "silhouette") {
      const std::vector<int> labels = currentLabels();
      const Silhouette values = silhouette(x, labels, stop);
      if (!stop.stop_requested())
        made = channelOf(kmeans::silhouetteCurves(values, labels, state.lloyd.centroids.rows));
    }
    return stop.stop_requested() ? nullptr : made;
  }

  Metrics metrics(const Settings&) const override {
    const std::vector<int> labels = currentLabels();
    Metrics metrics = {{"inertia", kmeans::inertia(*state.x, state.lloyd.centroids, labels)},
                       {"iterations", state.lloyd.iteration}};
    if (classes_.size() == state.x->rows) metrics.emplace_back("adjusted_rand", adjustedRandIndex(labels, classes_));
    return metrics;
  }

 private:
  kmeans::Plane plane(const Settings& settings) const {
    const auto [xColumn, yColumn] = shownColumns(settings, state.x->cols);
    return {state.lloyd, *state.x, xColumn, yColumn};
  }
  std::vector<int> currentLabels() const {
    std::vector<int> labels;
    kmeans::nearestCentroids(*state.x, state.lloyd.centroids, labels, nullptr);
    return labels;
  }
  void moveCentroid(const Action& action, size_t xColumn, size_t yColumn) {
    const Matrix& centroids = state.lloyd.centroids;
    const size_t j = itemOf(action, centroids.rows, GRADUS_TR("There is no centre %1; there are %2."));
    std::vector<double> place(centroids.row(j).begin(), centroids.row(j).end());
    place[xColumn] = action.number("x");
    place[yColumn] = action.number("y");
    kmeans::moveCentroid(state.lloyd, j, place);
    state.trail = {state.lloyd.centroids};
  }
  void setPoints(Matrix x) {
    state.x = std::make_shared<const Matrix>(std::move(x));
    kmeans::resume(state.lloyd, state.x->rows);
  }
  void erase(const std::vector<size_t>& rows) {  // every centre keeps at least one point to move to
    if (rows.empty() || state.x->rows < state.lloyd.centroids.rows + rows.size()) return;
    std::vector<int>& labels = state.lloyd.labels;
    for (size_t r = rows.size(); r-- > 0;) {
      if (rows[r] < labels.size()) labels.erase(labels.begin() + static_cast<std::ptrdiff_t>(rows[r]));
    }
    setPoints(withoutRows(*state.x, rows));
  }

  kmeans::Params params_;
  std::vector<int> classes_;
};

std::vector<Setting> settings() {
  return joined(
      {inGroup(
           GRADUS_TR("k-means"),
           {whole("k", GRADUS_TR("Groups k"), 3, {1, 12}, GRADUS_TR("How many centres there are."), {.restart = true}),
            choice("init", GRADUS_TR("Start"),
                   {{"k-means++", "k-means++"}, {"random", GRADUS_TR("random")}, {"hand", GRADUS_TR("by hand")}},
                   GRADUS_TR("Where the centres begin: spread out, on random points, or where you drag them."),
                   {.restart = true}),
            whole("restarts", GRADUS_TR("Starts tried"), 1, {1, 100},
                  GRADUS_TR("Runs this many starts to the end beforehand and shows the best one."), {.restart = true}),
            whole("max_iterations", GRADUS_TR("Most iterations"), 300, {1, 1000},
                  GRADUS_TR("The run ends here even if labels still change."), {.restart = true})}),
       planeColumns(64)});
}

std::vector<View> views() {
  return {
      view(ViewKind::plane, "scatter", GRADUS_TR("Points and centres"), {"regions", "trails", "points", "centroids"},
           GRADUS_TR("Each cell belongs to the centre in it; a centre moves to the mean of its points."),
           {.weight = 3, .equalScales = true},
           {{Gesture::drag, "centroids", "move_centroid", GRADUS_TR("Drag a centre or a point")},
            {Gesture::drag, "points", "move_point", {}},
            {Gesture::paint, "points", "paint", GRADUS_TR("Paint points")},
            {Gesture::erase, "points", "erase", GRADUS_TR("Erase points")}}),
      curvesView("inertia", GRADUS_TR("Inertia"), {GRADUS_TR("iteration")},
                 GRADUS_TR("The sum of squared distances to the nearest centre. It never rises."), {.weight = 2}),
      curvesView("elbow", GRADUS_TR("Elbow"), {GRADUS_TR("groups k")},
                 GRADUS_TR("The best inertia found for every k: it always falls, look for the bend."), {.row = 1}),
      curvesView("silhouette", GRADUS_TR("Silhouette"), {GRADUS_TR("points, sorted in each group")},
                 GRADUS_TR("1: far from the next group, 0: on the border, below 0: nearer to another group."),
                 {.row = 1}),
      tilesView()};
}

/// A centre put somewhere before the first step.
Action placed(int64_t index, double x, double y) {
  return {.name = "move_centroid", .args = {{"index", index}, {"x", x}, {"y", y}}};
}

std::vector<Preset> presets() {
  return {
      preset("blobs", GRADUS_TR("Three blobs"), {}, GRADUS_TR("Three clear groups: settled within a few iterations.")),
      preset("bad-start", GRADUS_TR("Bad start"), {{"init", "hand"}},
             GRADUS_TR("Two centres start in one group and share it for good."),
             {placed(0, -1.8, 3.1), placed(1, -0.3, 3.1), placed(2, -0.2, -3.3)}),
      preset("unequal", GRADUS_TR("Unequal widths"), {{"data", "unequal-blobs"}},
             GRADUS_TR("The wide group loses its rim.")),
      preset("rings", GRADUS_TR("Rings"), {{"data", "rings"}, {"k", 2}},
             GRADUS_TR("Straight borders cannot follow a ring.")),
      preset("iris", GRADUS_TR("Iris"), {{"data", "iris"}, {"restarts", 50}, {"x_column", 3}, {"y_column", 4}},
             GRADUS_TR("150 flowers, four measures, best of 50 starts.")),
      preset("too-many", GRADUS_TR("Too many"), {{"k", 6}}, GRADUS_TR("Six centres on three groups."))};
}

}  // namespace
}  // namespace gradus

GRADUS_DEMO(clustering, k_means)
{
  Demo demo;
  demo.id = "clustering/k-means";
  demo.title = GRADUS_TR("K-means and choosing k");
  demo.chapter = GRADUS_TR("Clustering and density");
  demo.chapterNumber = 2;
  demo.promise =
      GRADUS_TR("Watch centres and borders chase each other until nothing moves, and see when the answer is wrong.");
  demo.keywords = {"lloyd", "voronoi", "inertia", "elbow", "silhouette", "k-means++", "cluster"};
  demo.data = {.sources = {"equal-blobs", "unequal-blobs", "elongated", "rings", "two-moons", "iris"},
               .files = true,
               .minFeatures = 1,
               .maxRows = 100000,
               .defaultRows = 300,
               .defaultNoise = 0.14,
               .largestRows = 20000};
  demo.settings = settings();
  demo.presets = presets();
  demo.channels = joined({derived({"regions"}), shown({"points", "trails", "centroids"}),
                          series("inertia", {{"inertia", GRADUS_TR("inertia")}}), derived({"elbow", "silhouette"}),
                          shown({"tiles"}), file("labels", "labels.csv")});
  demo.views = views();
  demo.actions = {dragAction("move_centroid", GRADUS_TR("Centre moved")),
                  dragAction("move_point", GRADUS_TR("Point moved")), paintAction("paint", GRADUS_TR("Points painted")),
                  eraseAction("erase", GRADUS_TR("Points erased"))};
  demo.ticksPerStep = 2;
  demo.tickNames = {GRADUS_TR("Assign"), GRADUS_TR("Update")};
  demo.mainSeries = "inertia";
  demo.stepName = GRADUS_TR("iteration");
  demo.stepsPerSecond = 2;
  demo.start = [](StartContext& context) { return std::make_unique<KMeansRun>(context); };
  demo.code = kmeans::sklearnCode;
  return demo;
}
