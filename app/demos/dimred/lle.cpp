// Locally linear embedding: neighbours, weights, then the map settling iteration by iteration, beside PCA and Isomap.
#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/decomposition/pca.h"
#include "core/manifold/isomap.h"
#include "core/manifold/lle.h"
#include "core/manifold/lle_pictures.h"
#include "core/metrics/trustworthiness.h"
#include "core/run/demo.h"
#include "core/run/python_code.h"

namespace gradus {
namespace {

struct State {
  LleState lle;
  std::shared_ptr<const Matrix> x;       // as scaled; replaced when a point is dragged
  std::shared_ptr<const Matrix> pcaMap;  // rows x 2, from the start
  std::shared_ptr<const Matrix> isomap;  // rows x 2, made with the neighbours
  double trust = std::nan("");           // of the finished map, neighbours as the setting says
  double pcaTrust = std::nan("");
  template <typename Visitor>
  void fields(Visitor& v) {
    v("lle", lle);
    v("x", x);
    v("pca", pcaMap);
    v("isomap", isomap);
    v("trust", trust);
    v("pcaTrust", pcaTrust);
  }
};

class LleRun final : public ExperimentOf<LleRun, State> {
 public:
  explicit LleRun(StartContext& context) {
    colours_.classes = context.data->classes();
    colours_.classNames = context.data->classNames();
    if (colours_.classes.empty()) colours_.values = context.data->target();
    params_.neighbours = static_cast<int>(context.settings.integer("neighbours"));
    params_.components = static_cast<int>(context.settings.integer("components"));
    params_.regularisation = context.settings.number("regularisation");
    params_.maxIterations = static_cast<int>(context.settings.integer("max_iterations"));
    trustNeighbours_ = static_cast<size_t>(context.settings.integer("trust_neighbours"));
    if (context.x->cols > 3) {
      context.notes.push_back(
          {GRADUS_TR("The sheet is drawn by its first three principal components; the embedding uses all %1 columns."),
           {std::to_string(context.x->cols)}});
    }
    setData(context.x);
  }

  void step(StepContext& context) override {
    const LleStage stage = state.lle.stage;
    const LleInfo info = stepLle(params_, state.lle, *state.x, context.rng("subspace"), context.stop);
    if (info.stopped) return;
    if (stage == LleStage::neighbours) {
      if (info.parts > 1) {
        context.event(EventKind::trouble,
                      {GRADUS_TR("the neighbour graph falls into %1 parts: more neighbours would join them"),
                       {std::to_string(info.parts)}});
      }
      state.isomap = std::make_shared<const Matrix>(
          isomap({.components = 2}, *state.x, *state.lle.neighbours, context.rng("landmarks"), context.stop).embedding);
      context.event(EventKind::milestone, GRADUS_TR("neighbours found"));
    } else if (stage == LleStage::weights) {
      context.event(EventKind::milestone, GRADUS_TR("weights found"));
    } else {
      context.record("residual", std::max(state.lle.residual, 1e-16));
      context.record("reconstruction_error", reconstructionError(state.lle, params_));
    }
    if (state.lle.stage == LleStage::done) finish(info, context);
  }

  void apply(const Action& action, StepContext&) override {
    if (action.name == "set") return;
    const auto i = static_cast<size_t>(action.integer("index"));
    if (i >= state.x->rows)
      throw UserError(
          {GRADUS_TR("There is no row %1; there are %2."), {std::to_string(i), std::to_string(state.x->rows)}});
    if (action.name == "show_neighbours") {
      selected_ = i;  // what is looked at is no part of the state
    } else if (action.name == "move_point") {
      movePoint(i, action.number("x"), action.number("y"));
    }
  }

  bool done() const override { return state.lle.stage == LleStage::done; }

  void show(ChannelSink& sink, const Settings&) const override {
    if (sink.wants("sheet")) sink.put("sheet", colouredPoints(places_ ? *places_ : Matrix(), 3, colours_));
    if (sink.wants("links")) sink.put("links", neighbourhood(*places_, state.lle, selected_));
    if (sink.wants("marks")) sink.put("marks", neighbourhoodMarks(*places_, state.lle, selected_));
    if (sink.wants("map")) sink.put("map", colouredPoints(state.lle.embedding, 2, colours_));
    if (sink.wants("pca_map")) sink.put("pca_map", colouredPoints(*state.pcaMap, 2, colours_));
    if (sink.wants("isomap_map"))
      sink.put("isomap_map", state.isomap ? colouredPoints(*state.isomap, 2, colours_) : Points{});
    if (sink.wants("spectrum")) sink.put("spectrum", spectrum(state.lle, params_.components));
    if (sink.wants("tiles")) sink.put("tiles", tiles());
    if (sink.wants("embedding")) sink.put("embedding", embeddingTable());
  }

  Metrics metrics(const Settings&) const override {
    return {{"reconstruction_error",
             state.lle.stage == LleStage::done ? reconstructionError(state.lle, params_) : std::nan("")},
            {"trustworthiness", state.trust},
            {"pca_trustworthiness", state.pcaTrust},
            {"iterations", static_cast<double>(state.lle.iterations)},
            {"residual", state.lle.residual}};
  }

 private:
  void setData(std::shared_ptr<const Matrix> x) {
    state.lle = initLle(params_, *x);
    state.x = std::move(x);
    places_ = std::make_shared<const Matrix>(placesInSpace(*state.x));
    pca_ =
        std::make_shared<const pca::State>(pca::init({static_cast<int>(std::min<size_t>(2, state.x->cols))}, *state.x));
    state.pcaMap = std::make_shared<const Matrix>(pca_->scores);
    state.isomap.reset();
    state.trust = state.pcaTrust = std::nan("");
  }

  void finish(const LleInfo& info, StepContext& context) {
    state.trust = trustworthiness(*state.x, state.lle.embedding, trustNeighbours_, context.stop);
    state.pcaTrust = trustworthiness(*state.x, *state.pcaMap, trustNeighbours_, context.stop);
    if (info.notConverged)
      context.event(EventKind::trouble, GRADUS_TR("not settled: raise the largest number of iterations"));
  }

  /// Dragged in the PCA map: the row moves along the two principal directions, and everything is made anew.
  void movePoint(size_t i, double px, double py) {
    Matrix x = *state.x;
    for (size_t c = 0; c < pca_->components.rows && c < 2; ++c) {
      const double shift = (c == 0 ? px : py) - pca_->scores(i, c);
      for (size_t j = 0; j < x.cols; ++j) x(i, j) += shift * pca_->components(c, j);
    }
    setData(std::make_shared<const Matrix>(std::move(x)));
  }

  Tiles tiles() const {
    const char* names[] = {GRADUS_TR("next: find neighbours"), GRADUS_TR("next: solve for weights"),
                           GRADUS_TR("map is settling"), GRADUS_TR("settled")};
    const bool done = state.lle.stage == LleStage::done;
    Tiles tiles;
    tiles.tiles.push_back(
        {GRADUS_TR("Turn of the last iteration"), state.lle.iterations > 0 ? state.lle.residual : std::nan(""), "", 3,
         Text(names[static_cast<int>(state.lle.stage)]), done ? Tiles::State::ok : Tiles::State::none});
    tiles.tiles.push_back({GRADUS_TR("Reconstruction error"),
                           state.lle.iterations > 0 ? reconstructionError(state.lle, params_) : std::nan(""), "", 3,
                           GRADUS_TR("sum of the eigenvalues used")});
    tiles.tiles.push_back({GRADUS_TR("Trustworthiness"), state.trust, "", 4,
                           done ? Text(GRADUS_TR("share of honest neighbours")) : Text(GRADUS_TR("known at the end")),
                           !done                ? Tiles::State::none
                           : state.trust > 0.95 ? Tiles::State::ok
                                                : Tiles::State::warn});
    tiles.tiles.push_back({GRADUS_TR("Trustworthiness of PCA"), state.pcaTrust, "", 4, GRADUS_TR("for comparison")});
    return tiles;
  }

  Table embeddingTable() const {
    Table table;
    table.columns = {{"row", {}, {}}};
    for (int j = 0; j < params_.components; ++j) table.columns.push_back({"y" + std::to_string(j + 1), {}, {}});
    for (size_t i = 0; i < state.x->rows; ++i) {
      table.columns[0].numbers.push_back(static_cast<double>(i));
      for (size_t j = 0; j + 1 < table.columns.size(); ++j)
        table.columns[j + 1].numbers.push_back(i < state.lle.embedding.rows ? state.lle.embedding(i, j) : std::nan(""));
    }
    return table;
  }

  LleParams params_;
  size_t trustNeighbours_ = 12, selected_ = 0;
  RowColours colours_;
  std::shared_ptr<const Matrix> places_;
  std::shared_ptr<const pca::State> pca_;
};

std::string code(const Settings& settings, const Dataset* data) {
  const std::string neighbours = std::to_string(settings.integer("neighbours")),
                    components = std::to_string(settings.integer("components"));
  return pythonData(settings, data, false) +
         "from sklearn.manifold import LocallyLinearEmbedding, trustworthiness\nmodel = "
         "LocallyLinearEmbedding(n_neighbors=" +
         neighbours + ", n_components=" + components + ", reg=" + pythonNumber(settings.number("regularisation")) +
         ",\n                               eigen_solver=\"dense\")\nY = model.fit_transform(X) * len(X)**0.5   # mean "
         "square 1 in every coordinate\n"
         "print(\"reconstruction error\", model.reconstruction_error_)\nprint(\"trustworthiness\", trustworthiness(X, "
         "Y, n_neighbors=" +
         std::to_string(settings.integer("trust_neighbours")) + "))\n";
}

}  // namespace
}  // namespace gradus

GRADUS_DEMO(dimred, lle)
{
  Demo demo;
  demo.id = "dimred/lle";
  demo.title = GRADUS_TR("Locally linear embedding");
  demo.chapter = GRADUS_TR("Dimensionality reduction");
  demo.chapterNumber = 3;
  demo.promise = GRADUS_TR("A rolled-up sheet is laid flat by keeping every point between its neighbours.");
  demo.keywords = {"lle", "manifold", "swiss roll", "neighbours", "isomap", "eigenvector", "trustworthiness", "unroll"};
  demo.data = {.sources = {"swiss-roll-3d", "s-curve", "swiss-roll-hole", "digits", "iris"},
               .files = true,
               .minFeatures = 2,
               .minRows = 5,
               .maxRows = 3000,
               .defaultRows = 1500,
               .defaultNoise = 0,
               .largestRows = 3000};
  const Text group = GRADUS_TR("LLE");
  demo.settings = {{.name = "neighbours",
                    .title = GRADUS_TR("Neighbours"),
                    .kind = SettingKind::integer,
                    .initial = int64_t{12},
                    .minimum = 3,
                    .maximum = 40,
                    .effect = Effect::restart,
                    .group = group,
                    .help = GRADUS_TR("How many nearest points rebuild each point. Too many reach across the gap.")},
                   {.name = "components",
                    .title = GRADUS_TR("Components"),
                    .kind = SettingKind::integer,
                    .initial = int64_t{2},
                    .minimum = 2,
                    .maximum = 10,
                    .effect = Effect::restart,
                    .group = group,
                    .help = GRADUS_TR("Dimensions of the map; the picture shows the first two.")},
                   {.name = "regularisation",
                    .title = GRADUS_TR("Regularisation"),
                    .initial = 1e-3,
                    .minimum = 1e-6,
                    .maximum = 0.1,
                    .logarithmic = true,
                    .effect = Effect::restart,
                    .group = group,
                    .help = GRADUS_TR("Makes the weights unique where there are more neighbours than columns.")},
                   {.name = "max_iterations",
                    .title = GRADUS_TR("Most iterations"),
                    .kind = SettingKind::integer,
                    .initial = int64_t{300},
                    .minimum = 1,
                    .maximum = 5000,
                    .logarithmic = true,
                    .effect = Effect::restart,
                    .group = group,
                    .help = GRADUS_TR("The run ends here even if the map still turns.")},
                   {.name = "trust_neighbours",
                    .title = GRADUS_TR("Trust neighbours"),
                    .kind = SettingKind::integer,
                    .initial = int64_t{12},
                    .minimum = 1,
                    .maximum = 100,
                    .effect = Effect::restart,
                    .group = group,
                    .help = GRADUS_TR("Size of the neighbourhood in which the trustworthiness is judged.")}};
  demo.presets = {
      {"swiss-roll", GRADUS_TR("Swiss roll"), {}, GRADUS_TR("The colours come out in order.")},
      {"s-curve", GRADUS_TR("S-curve"), {{"data", std::string("s-curve")}}, GRADUS_TR("A sheet bent twice.")},
      {"hole",
       GRADUS_TR("With a hole"),
       {{"data", std::string("swiss-roll-hole")}},
       GRADUS_TR("The hole is stretched.")},
      {"too-many-neighbours",
       GRADUS_TR("Too many neighbours"),
       {{"neighbours", int64_t{40}}, {"data.rows", int64_t{600}}},
       GRADUS_TR("Neighbourhoods jump the gap between the layers.")},
      {"digits",
       GRADUS_TR("Digits"),
       {{"data", std::string("digits")}, {"neighbours", int64_t{20}}},
       GRADUS_TR("64 pixels to 2 numbers.")}};
  demo.channels = {
      {.name = "sheet"},
      {.name = "links"},
      {.name = "marks"},
      {.name = "map"},
      {.name = "pca_map"},
      {.name = "isomap_map"},
      {.name = "spectrum"},
      {.name = "residual", .cost = ChannelCost::series, .series = {{"residual", GRADUS_TR("turn per iteration")}}},
      {.name = "tiles"},
      {.name = "embedding", .file = "embedding.csv"}};
  View sheet{
      .name = "sheet",
      .kind = ViewKind::scene,
      .title = GRADUS_TR("Sheet in space"),
      .layers = {"sheet", "links", "marks"},
      .weight = 1.2,
      .help = GRADUS_TR("Turn it. The lines go from the chosen point to its neighbours, as thick as their weights.")};
  sheet.handles = {{Gesture::click, "sheet", "show_neighbours", GRADUS_TR("Click a point to see its neighbours")}};
  View map{.name = "embedding",
           .title = GRADUS_TR("Unrolled by LLE"),
           .layers = {"map"},
           .weight = 1.2,
           .help = GRADUS_TR("The same points in the plane; colour is the place along the sheet.")};
  map.handles = {{Gesture::click, "map", "show_neighbours", {}}};
  View flat{.name = "pca",
            .title = GRADUS_TR("Pressed flat by PCA"),
            .layers = {"pca_map"},
            .row = 1,
            .equalScales = true,
            .help = GRADUS_TR("Layers lie on top of each other.")};
  flat.handles = {{Gesture::drag, "pca_map", "move_point", GRADUS_TR("Drag a point here to move it in space")},
                  {Gesture::click, "pca_map", "show_neighbours", {}}};
  View geodesic{.name = "isomap",
                .title = GRADUS_TR("Isomap"),
                .layers = {"isomap_map"},
                .row = 1,
                .equalScales = true,
                .help = GRADUS_TR("Keeps lengths along the neighbour graph, so the strip keeps its shape.")};
  geodesic.handles = {{Gesture::click, "isomap_map", "show_neighbours", {}}};
  demo.views = {
      sheet,
      map,
      flat,
      geodesic,
      {.name = "spectrum",
       .kind = ViewKind::curves,
       .title = GRADUS_TR("Spectrum"),
       .layers = {"spectrum"},
       .x = {GRADUS_TR("eigenvector")},
       .y = {.logarithmic = true},
       .row = 1,
       .help = GRADUS_TR("The first is zero, the constant vector, and is left out; the next ones make the map.")},
      {.name = "residual",
       .kind = ViewKind::curves,
       .title = GRADUS_TR("Settling"),
       .layers = {"residual"},
       .x = {GRADUS_TR("step")},
       .y = {.logarithmic = true},
       .row = 1,
       .help = GRADUS_TR("By how much the map still turns in an iteration.")},
      {.name = "tiles", .kind = ViewKind::tiles, .layers = {"tiles"}}};
  const Setting index{.name = "index", .kind = SettingKind::integer, .initial = int64_t{0}, .maximum = 1e9};
  demo.actions = {{"show_neighbours", GRADUS_TR("Point chosen"), {index}},
                  {"move_point",
                   GRADUS_TR("Point moved"),
                   {index, Setting{.name = "x", .minimum = -1e12, .maximum = 1e12},
                    Setting{.name = "y", .minimum = -1e12, .maximum = 1e12}}}};
  demo.mainSeries = "residual";
  demo.start = [](StartContext& context) { return std::make_unique<LleRun>(context); };
  demo.code = code;
  return demo;
}
