// K-means: Lloyd's two half-steps on points that can be dragged and painted, with the elbow and the silhouette.
#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/cluster/k_means.h"
#include "core/cluster/k_means_search.h"
#include "core/cluster/voronoi.h"
#include "core/metrics/clustering.h"
#include "core/run/demo.h"
#include "core/run/python_code.h"
#include "core/view/plane_tools.h"

namespace gradus {
namespace {

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
  params.k = static_cast<int>(settings.integer("k"));
  params.init = settings.choice("init") == "random" ? kmeans::Init::random : kmeans::Init::plusPlus;
  params.maxIterations = static_cast<int>(settings.integer("max_iterations"));
  return params;
}

/// Hand-placed start: the centres stand in a column beside the points, waiting to be dragged.
Matrix waitingCentres(const Matrix& x, int k, size_t xColumn, size_t yColumn) {
  const Extent extent = extentOf(x, xColumn, yColumn, 0);
  const std::vector<double> means = columnMeans(x);
  Matrix centres(k, x.cols);
  for (int j = 0; j < k; ++j) {
    std::copy(means.begin(), means.end(), centres.row(j).begin());
    centres(j, xColumn) = extent.x0;
    centres(j, yColumn) = extent.y0 + (extent.y1 - extent.y0) * 0.04 * j;
  }
  return centres;
}

/// Where the best of `restarts` hidden runs began is where the shown one begins (rulings 11).
kmeans::State bestStart(const kmeans::Params& params, const Matrix& x, int restarts, const StartContext& context) {
  Rng best = context.rng("init");
  double bestInertia = std::numeric_limits<double>::infinity();
  for (int r = 0; r < restarts && restarts > 1 && !context.stop.stop_requested(); ++r) {
    const Rng rng = context.rng("init").split(static_cast<uint64_t>(r));
    const kmeans::Result result = kmeans::runToEnd(params, x, rng, context.stop);
    if (result.inertia < bestInertia) {
      bestInertia = result.inertia;
      best = rng;
    }
  }
  return kmeans::init(params, x, best);
}

class KMeansRun final : public ExperimentOf<KMeansRun, State> {
 public:
  explicit KMeansRun(StartContext& context) : params_(paramsOf(context.settings)), names_(columnNames(*context.data)) {
    state.x = context.x;
    dims_ = state.x->cols;
    if (params_.k > static_cast<int>(state.x->rows)) {
      throw UserError(
          {GRADUS_TR("k = %1 needs at least as many points; there are %2. Choose a smaller k or add points."),
           {std::to_string(params_.k), std::to_string(state.x->rows)}});
    }
    const auto [xColumn, yColumn] = shownColumns(context.settings);
    if (context.settings.choice("init") == "hand") {
      params_.init = kmeans::Init::given;
      params_.given = waitingCentres(*state.x, params_.k, xColumn, yColumn);
      state.lloyd = kmeans::init(params_, *state.x, context.rng("init"));
    } else {
      state.lloyd = bestStart(params_, *state.x, static_cast<int>(context.settings.integer("restarts")), context);
    }
    state.trail.push_back(state.lloyd.centroids);
    if (dims_ > 2) {
      context.notes.push_back({GRADUS_TR("k-means uses all %1 columns; the plane shows two of them, the cells are a "
                                         "slice at the means of the others."),
                               {std::to_string(dims_)}});
    }
    classes_ = context.data->classes();
  }

  void step(StepContext& context) override {
    const kmeans::Info info = kmeans::step(params_, state.lloyd, *state.x);
    state.inertia = info.inertia;
    if (!info.finite) {
      context.diverged(GRADUS_TR("the inertia"), "scaling",
                       GRADUS_TR("The numbers are too large to be squared. Standardise them."));
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
    const auto [xColumn, yColumn] = shownColumns(context.settings);
    if (action.name == "move_centroid") {
      const auto j = static_cast<size_t>(action.integer("index"));
      if (j >= state.lloyd.centroids.rows)
        throw UserError({GRADUS_TR("There is no centre %1; there are %2."),
                         {std::to_string(j), std::to_string(state.lloyd.centroids.rows)}});
      std::vector<double> place(state.lloyd.centroids.row(j).begin(), state.lloyd.centroids.row(j).end());
      place[xColumn] = action.number("x");
      place[yColumn] = action.number("y");
      kmeans::moveCentroid(state.lloyd, j, place);
      state.trail = {state.lloyd.centroids};
    } else if (action.name == "move_point") {
      movePoint(action, xColumn, yColumn);
    } else if (action.name == "paint") {
      paint(action.list("points"), xColumn, yColumn);
    } else if (action.name == "erase") {
      erase(action.list("points"), action.number("radius"), xColumn, yColumn);
    }
  }

  bool done() const override { return state.lloyd.done; }

  void show(ChannelSink& sink, const Settings& settings) const override {
    const auto [xColumn, yColumn] = shownColumns(settings);
    if (sink.wants("points")) sink.put("points", pointsOf(*state.x, xColumn, yColumn, state.lloyd.labels));
    if (sink.wants("centroids")) {
      Points centres = pointsOf(state.lloyd.centroids, xColumn, yColumn, ascending(state.lloyd.centroids.rows));
      centres.role = MarkRole::centre;
      sink.put("centroids", std::move(centres));
    }
    if (sink.wants("trails")) sink.put("trails", trails(xColumn, yColumn));
    if (sink.wants("tiles")) sink.put("tiles", tiles());
    if (sink.wants("labels")) sink.put("labels", labelTable());
  }

  ChannelPtr derive(const DisplayRequest& request, const Settings& settings, std::stop_token stop) const override {
    if (request.channel == "regions") return regions(request, settings);
    if (request.channel == "elbow") return elbow(settings, stop);
    if (request.channel == "silhouette") return silhouette(stop);
    return nullptr;
  }

  Metrics metrics(const Settings&) const override {
    Metrics metrics = {{"inertia", kmeans::inertia(*state.x, state.lloyd.centroids, currentLabels())},
                       {"iterations", state.lloyd.iteration}};
    if (classes_.size() == state.x->rows)
      metrics.emplace_back("adjusted_rand", adjustedRandIndex(currentLabels(), classes_));
    return metrics;
  }

 private:
  static std::vector<std::string> columnNames(const Dataset& data) {
    std::vector<std::string> names;
    for (const size_t column : data.featureColumns()) names.push_back(data.columns[column].name);
    return names;
  }
  static std::vector<int> ascending(size_t n) {
    std::vector<int> values(n);
    for (size_t i = 0; i < n; ++i) values[i] = static_cast<int>(i);
    return values;
  }
  /// The settings count columns from 1; both are clamped to the columns there are (one column: drawn against itself).
  std::pair<size_t, size_t> shownColumns(const Settings& settings) const {
    const auto clamp = [&](int64_t column) {
      return static_cast<size_t>(std::clamp<int64_t>(column - 1, 0, static_cast<int64_t>(dims_) - 1));
    };
    return {clamp(settings.integer("x_column")), clamp(settings.integer("y_column"))};
  }
  std::vector<int> currentLabels() const {
    std::vector<int> labels;
    kmeans::nearestCentroids(*state.x, state.lloyd.centroids, labels, nullptr);
    return labels;
  }

  void wake() {  // points or centres were changed by hand: Lloyd goes on from here
    state.lloyd.phase = kmeans::Phase::assign;
    state.lloyd.settled = state.lloyd.done = false;
  }
  void movePoint(const Action& action, size_t xColumn, size_t yColumn) {
    const auto i = static_cast<size_t>(action.integer("index"));
    if (i >= state.x->rows)
      throw UserError(
          {GRADUS_TR("There is no point %1; there are %2."), {std::to_string(i), std::to_string(state.x->rows)}});
    Matrix x = *state.x;
    x(i, xColumn) = action.number("x");
    x(i, yColumn) = action.number("y");
    state.x = std::make_shared<const Matrix>(std::move(x));
    wake();
  }
  void paint(const std::vector<double>& places, size_t xColumn, size_t yColumn) {
    Matrix x = *state.x;
    std::vector<double> row = columnMeans(x);
    for (size_t p = 0; p + 1 < places.size(); p += 2) {
      row[xColumn] = places[p];
      row[yColumn] = places[p + 1];
      appendRow(x, row);
    }
    state.x = std::make_shared<const Matrix>(std::move(x));
    state.lloyd.labels.resize(state.x->rows, -1);
    wake();
  }
  void erase(const std::vector<double>& places, double radius, size_t xColumn, size_t yColumn) {
    std::vector<size_t> rows = rowsNear(*state.x, xColumn, yColumn, places, radius);
    const size_t kept = state.lloyd.centroids.rows;  // every centre keeps at least one point to move to
    if (rows.empty() || state.x->rows < kept + rows.size()) return;
    state.x = std::make_shared<const Matrix>(withoutRows(*state.x, rows));
    for (size_t r = rows.size(); r-- > 0;) {
      if (rows[r] < state.lloyd.labels.size())
        state.lloyd.labels.erase(state.lloyd.labels.begin() + static_cast<std::ptrdiff_t>(rows[r]));
    }
    wake();
  }

  Polylines trails(size_t xColumn, size_t yColumn) const {
    Polylines result;
    for (size_t j = 0; j < state.lloyd.centroids.rows; ++j) {
      Polyline line;
      for (const Matrix& centres : state.trail) {
        line.coordinates.push_back(static_cast<float>(centres(j, xColumn)));
        line.coordinates.push_back(static_cast<float>(centres(j, yColumn)));
      }
      line.paint = {PaintKind::text, 0};
      line.width = 1.5F;
      line.casing = line.fade = true;
      result.lines.push_back(std::move(line));
    }
    return result;
  }

  Tiles tiles() const {
    const bool assigned = !state.lloyd.labels.empty() && state.lloyd.labels.front() >= 0;
    Tiles tiles;
    tiles.tiles.push_back(
        {GRADUS_TR("Inertia"), assigned ? state.inertia : std::nan(""), "", 4,
         state.lloyd.done ? Text(GRADUS_TR("settled: no label changes")) : Text(GRADUS_TR("can only fall")),
         state.lloyd.done ? Tiles::State::ok : Tiles::State::none});
    tiles.tiles.push_back({GRADUS_TR("Labels changed"),
                           assigned ? static_cast<double>(state.changed) : std::nan(""),
                           "",
                           3,
                           {GRADUS_TR("of %1 points"), {std::to_string(state.x->rows)}}});
    const std::vector<int> labels = currentLabels();
    std::vector<int> sizes(state.lloyd.centroids.rows);
    for (const int label : labels) ++sizes[static_cast<size_t>(label)];
    const auto [smallest, largest] = std::minmax_element(sizes.begin(), sizes.end());
    tiles.tiles.push_back({GRADUS_TR("Smallest group"),
                           static_cast<double>(*smallest),
                           "",
                           3,
                           {GRADUS_TR("largest %1"), {std::to_string(*largest)}},
                           *smallest == 0 ? Tiles::State::warn : Tiles::State::none});
    return tiles;
  }

  Table labelTable() const {
    Table table;
    table.columns = {{"row", {}, {}}, {"label", {}, {}}};
    const std::vector<int> labels = currentLabels();
    for (size_t i = 0; i < labels.size(); ++i) {
      table.columns[0].numbers.push_back(static_cast<double>(i));
      table.columns[1].numbers.push_back(labels[i]);
    }
    return table;
  }

  ChannelPtr regions(const DisplayRequest& request, const Settings& settings) const {
    const auto [xColumn, yColumn] = shownColumns(settings);
    Field field;
    field.nx = request.nx;
    field.ny = request.ny;
    field.map = FieldMap::regions;
    field.extent = request.hasExtent ? request.extent
                                     : united(extentOf(*state.x, xColumn, yColumn),
                                              extentOf(state.lloyd.centroids, xColumn, yColumn));
    const std::vector<int> labels = kmeans::sliceLabels(state.lloyd.centroids, xColumn, yColumn, columnMeans(*state.x),
                                                        field.extent, field.nx, field.ny);
    field.values.assign(labels.begin(), labels.end());
    return std::make_shared<const ChannelValue>(std::move(field));
  }

  ChannelPtr elbow(const Settings& settings, std::stop_token stop) const {
    const int largest = static_cast<int>(std::min<size_t>(12, state.x->rows));
    const std::vector<ElbowPoint> points = gradus::elbow(*state.x, largest, 3, false, Rng(1, "elbow"), stop);
    if (stop.stop_requested()) return nullptr;
    Curves curves;
    Curve curve{.name = "inertia", .title = GRADUS_TR("inertia"), .marks = true};
    for (const ElbowPoint& point : points) {
      curve.x.push_back(point.k);
      curve.y.push_back(point.inertia);
    }
    curves.curves.push_back(std::move(curve));
    curves.lines.push_back({static_cast<double>(settings.integer("k")),
                            {GRADUS_TR("k = %1"), {std::to_string(settings.integer("k"))}},
                            true,
                            {PaintKind::text, 0}});
    return std::make_shared<const ChannelValue>(std::move(curves));
  }

  /// Every point's silhouette, sorted within its group, as bars of a staircase curve; the mean as a line.
  ChannelPtr silhouette(std::stop_token stop) const {
    const std::vector<int> labels = currentLabels();
    const Silhouette result = gradus::silhouette(*state.x, labels, stop);
    if (stop.stop_requested()) return nullptr;
    Curves curves;
    double position = 0;
    for (size_t j = 0; j < state.lloyd.centroids.rows; ++j) {
      std::vector<double> values;
      for (size_t i = 0; i < result.rows.size(); ++i) {
        if (labels[result.rows[i]] == static_cast<int>(j)) values.push_back(result.values[i]);
      }
      std::sort(values.rbegin(), values.rend());
      Curve curve{.name = "group_" + std::to_string(j + 1),
                  .title = {GRADUS_TR("group %1"), {std::to_string(j + 1)}},
                  .paint = {PaintKind::classColour, static_cast<int>(j)}};
      for (const double value : values) {
        curve.x.push_back(position++);
        curve.y.push_back(value);
        curve.low.push_back(0);
        curve.high.push_back(value);
      }
      if (!values.empty()) curves.curves.push_back(std::move(curve));
    }
    curves.lines.push_back(
        {result.mean, {GRADUS_TR("mean %1"), {numberText(result.mean)}}, false, {PaintKind::text, 0}});
    return std::make_shared<const ChannelValue>(std::move(curves));
  }

  kmeans::Params params_;
  size_t dims_ = 2;
  std::vector<std::string> names_;
  std::vector<int> classes_;
};

std::string code(const Settings& settings, const Dataset* data) {
  const std::string init = settings.choice("init");
  std::string python = pythonData(settings, data, false) + "from sklearn.cluster import KMeans\n";
  if (init == "hand")
    python += "start = X[:" + std::to_string(settings.integer("k")) + "]   # put your own centres here, one row each\n";
  python += "model = KMeans(n_clusters=" + std::to_string(settings.integer("k")) +
            ", init=" + (init == "hand" ? "start" : "\"" + init + "\"") +
            ", n_init=" + std::to_string(init == "hand" ? 1 : settings.integer("restarts")) +
            ",\n               max_iter=" + std::to_string(settings.integer("max_iterations")) +
            ", tol=0, algorithm=\"lloyd\", random_state=0).fit(X)\n" +
            "print(\"inertia\", model.inertia_, \"iterations\", model.n_iter_)\n";
  return python;
}

std::vector<Setting> settings() {
  const Text group = GRADUS_TR("k-means"), view = GRADUS_TR("Plane");
  return {
      {.name = "k",
       .title = GRADUS_TR("Groups k"),
       .kind = SettingKind::integer,
       .initial = int64_t{3},
       .minimum = 1,
       .maximum = 12,
       .effect = Effect::restart,
       .group = group,
       .help = GRADUS_TR("How many centres there are.")},
      {.name = "init",
       .title = GRADUS_TR("Start"),
       .kind = SettingKind::choice,
       .initial = std::string("random"),
       .options = {{"random", GRADUS_TR("random")}, {"k-means++", "k-means++"}, {"hand", GRADUS_TR("by hand")}},
       .effect = Effect::restart,
       .group = group,
       .help = GRADUS_TR("Where the centres begin: spread out, on random points, or where you drag them.")},
      {.name = "restarts",
       .title = GRADUS_TR("Starts tried"),
       .kind = SettingKind::integer,
       .initial = int64_t{1},
       .minimum = 1,
       .maximum = 100,
       .effect = Effect::restart,
       .group = group,
       .help = GRADUS_TR("Runs this many starts to the end beforehand and shows the best one.")},
      {.name = "max_iterations",
       .title = GRADUS_TR("Most iterations"),
       .kind = SettingKind::integer,
       .initial = int64_t{300},
       .minimum = 1,
       .maximum = 1000,
       .effect = Effect::restart,
       .group = group,
       .help = GRADUS_TR("The run ends here even if labels still change.")},
      {.name = "x_column",
       .title = GRADUS_TR("Column across"),
       .kind = SettingKind::integer,
       .initial = int64_t{1},
       .minimum = 1,
       .maximum = 64,
       .group = view,
       .help = GRADUS_TR("Which column the plane shows from left to right.")},
      {.name = "y_column",
       .title = GRADUS_TR("Column up"),
       .kind = SettingKind::integer,
       .initial = int64_t{2},
       .minimum = 1,
       .maximum = 64,
       .group = view,
       .help = GRADUS_TR("Which column the plane shows from bottom to top.")},
  };
}

std::vector<View> views() {
  View scatter{.name = "scatter",
               .title = GRADUS_TR("Points and centres"),
               .layers = {"regions", "trails", "points", "centroids"},
               .weight = 3,
               .equalScales = true,
               .help = GRADUS_TR("Each cell belongs to the centre in it; a centre moves to the mean of its points.")};
  scatter.handles = {{Gesture::drag, "centroids", "move_centroid", GRADUS_TR("Drag a centre or a point")},
                     {Gesture::drag, "points", "move_point", {}},
                     {Gesture::paint, "points", "paint", GRADUS_TR("Paint points")},
                     {Gesture::erase, "points", "erase", GRADUS_TR("Erase points")}};
  View inertia{.name = "inertia",
               .kind = ViewKind::curves,
               .title = GRADUS_TR("Inertia"),
               .layers = {"inertia"},
               .x = {GRADUS_TR("iteration")},
               .weight = 2,
               .help = GRADUS_TR("The sum of squared distances to the nearest centre. It never rises.")};
  View elbow{.name = "elbow",
             .kind = ViewKind::curves,
             .title = GRADUS_TR("Elbow"),
             .layers = {"elbow"},
             .x = {GRADUS_TR("groups k")},
             .row = 1,
             .help = GRADUS_TR("The best inertia found for every k: it always falls, look for the bend.")};
  View silhouette{.name = "silhouette",
                  .kind = ViewKind::curves,
                  .title = GRADUS_TR("Silhouette"),
                  .layers = {"silhouette"},
                  .x = {GRADUS_TR("points, sorted in each group")},
                  .row = 1,
                  .help = GRADUS_TR("1: far from the next group, 0: on the border, below 0: nearer to another group.")};
  View tiles{.name = "tiles", .kind = ViewKind::tiles, .layers = {"tiles"}};
  return {scatter, inertia, elbow, silhouette, tiles};
}

std::vector<ActionSpec> actions() {
  const auto number = [](const char* name) { return Setting{.name = name, .minimum = -1e12, .maximum = 1e12}; };
  const Setting index{.name = "index", .kind = SettingKind::integer, .initial = int64_t{0}, .maximum = 1e9};
  const Setting places{.name = "points",
                       .kind = SettingKind::list,
                       .initial = std::vector<double>{},
                       .minimum = -1e12,
                       .maximum = 1e12,
                       .maxCount = 20000};
  const Setting cls{.name = "class", .kind = SettingKind::integer, .initial = int64_t{0}, .maximum = 7};
  return {{"move_centroid", GRADUS_TR("Centre moved"), {index, number("x"), number("y")}},
          {"move_point", GRADUS_TR("Point moved"), {index, number("x"), number("y")}},
          {"paint", GRADUS_TR("Points painted"), {cls, places}},
          {"erase", GRADUS_TR("Points erased"), {places, Setting{.name = "radius", .maximum = 1e12}}}};
}

/// A centre put somewhere before the first step.
Action placed(int64_t index, double x, double y) {
  return {.name = "move_centroid", .args = {{"index", index}, {"x", x}, {"y", y}}};
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
  demo.presets = {
      {"blobs", GRADUS_TR("Three blobs"), {}, GRADUS_TR("Three clear groups: settled within a few iterations.")},
      {"bad-start",
       GRADUS_TR("Bad start"),
       {{"init", std::string("hand")}},
       GRADUS_TR("Two centres start in one group and share it for good."),
       {placed(0, -1.8, 3.1), placed(1, -0.3, 3.1), placed(2, -0.2, -3.3)}},
      {"unequal",
       GRADUS_TR("Unequal widths"),
       {{"data", std::string("unequal-blobs")}},
       GRADUS_TR("The wide group loses its rim.")},
      {"rings",
       GRADUS_TR("Rings"),
       {{"data", std::string("rings")}, {"k", int64_t{2}}},
       GRADUS_TR("Straight borders cannot follow a ring.")},
      {"iris",
       GRADUS_TR("Iris"),
       {{"data", std::string("iris")}, {"restarts", int64_t{50}}, {"x_column", int64_t{3}}, {"y_column", int64_t{4}}},
       GRADUS_TR("150 flowers, four measures, best of 50 starts.")},
      {"too-many", GRADUS_TR("Too many"), {{"k", int64_t{6}}}, GRADUS_TR("Six centres on three groups.")}};
  demo.channels = {{.name = "regions", .cost = ChannelCost::derived},
                   {.name = "points"},
                   {.name = "trails"},
                   {.name = "centroids"},
                   {.name = "inertia", .cost = ChannelCost::series, .series = {{"inertia", GRADUS_TR("inertia")}}},
                   {.name = "elbow", .cost = ChannelCost::derived},
                   {.name = "silhouette", .cost = ChannelCost::derived},
                   {.name = "tiles"},
                   {.name = "labels", .file = "labels.csv"}};
  demo.views = views();
  demo.actions = actions();
  demo.ticksPerStep = 2;
  demo.tickNames = {GRADUS_TR("Assign"), GRADUS_TR("Update")};
  demo.mainSeries = "inertia";
  demo.stepName = GRADUS_TR("iteration");
  demo.start = [](StartContext& context) { return std::make_unique<KMeansRun>(context); };
  demo.code = code;
  return demo;
}
