// Locally linear embedding: neighbours, weights, then the map settling iteration by iteration, beside PCA and Isomap.
#include <algorithm>
#include <cmath>

#include "core/decomposition/pca.h"
#include "core/manifold/isomap.h"
#include "core/manifold/lle.h"
#include "core/manifold/lle_pictures.h"
#include "core/metrics/trustworthiness.h"
#include "core/run/declare.h"
#include "core/run/python_code.h"
#include "core/view/tables.h"

namespace gradus {
namespace {

using namespace declare;  // NOLINT: this file declares a demo

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
    params_.neighbours = wholeOf(context.settings, "neighbours");
    params_.components = wholeOf(context.settings, "components");
    params_.regularisation = context.settings.number("regularisation");
    params_.maxIterations = wholeOf(context.settings, "max_iterations");
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
    const size_t i = itemOf(action, state.x->rows, GRADUS_TR("There is no row %1; there are %2."));
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
    if (sink.wants("tiles")) sink.put("tiles", lleFigures(state.lle, params_, state.trust, state.pcaTrust));
    if (sink.wants("embedding"))
      sink.put("embedding",
               matrixTable(state.lle.embedding, "y", state.x->rows, static_cast<size_t>(params_.components)));
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

std::vector<Setting> settings() {
  return inGroup(
      GRADUS_TR("LLE"),
      {whole("neighbours", GRADUS_TR("Neighbours"), 12, {3, 40},
             GRADUS_TR("How many nearest points rebuild each point. Too many reach across the gap."),
             {.restart = true}),
       whole("components", GRADUS_TR("Components"), 2, {2, 10},
             GRADUS_TR("Dimensions of the map; the picture shows the first two."), {.restart = true}),
       number("regularisation", GRADUS_TR("Regularisation"), 1e-3, {1e-6, 0.1},
              GRADUS_TR("Makes the weights unique where there are more neighbours than columns."),
              {.restart = true, .logarithmic = true}),
       whole("max_iterations", GRADUS_TR("Most iterations"), 300, {1, 5000},
             GRADUS_TR("The run ends here even if the map still turns."), {.restart = true, .logarithmic = true}),
       whole("trust_neighbours", GRADUS_TR("Trust neighbours"), 12, {1, 100},
             GRADUS_TR("Size of the neighbourhood in which the trustworthiness is judged."), {.restart = true})});
}

std::vector<Preset> presets() {
  return {preset("swiss-roll", GRADUS_TR("Swiss roll"), {}, GRADUS_TR("The colours come out in order.")),
          preset("s-curve", GRADUS_TR("S-curve"), {{"data", "s-curve"}}, GRADUS_TR("A sheet bent twice.")),
          preset("hole", GRADUS_TR("With a hole"), {{"data", "swiss-roll-hole"}}, GRADUS_TR("The hole is stretched.")),
          preset("too-many-neighbours", GRADUS_TR("Too many neighbours"), {{"neighbours", 40}, {"data.rows", 600}},
                 GRADUS_TR("Neighbourhoods jump the gap between the layers.")),
          preset("digits", GRADUS_TR("Digits"), {{"data", "digits"}, {"neighbours", 20}},
                 GRADUS_TR("64 pixels to 2 numbers."))};
}

std::vector<View> views() {
  const auto chooses = [](const char* layer, Text hint = {}) {
    return Handle{Gesture::click, layer, "show_neighbours", std::move(hint)};
  };
  return {
      view(ViewKind::scene, "sheet", GRADUS_TR("Sheet in space"), {"sheet", "links", "marks"},
           GRADUS_TR("Turn it. The lines go from the chosen point to its neighbours, as thick as their weights."),
           {.weight = 1.2}, {chooses("sheet", GRADUS_TR("Click a point to see its neighbours"))}),
      view(ViewKind::plane, "embedding", GRADUS_TR("Unrolled by LLE"), {"map"},
           GRADUS_TR("The same points in the plane; colour is the place along the sheet."), {.weight = 1.2},
           {chooses("map")}),
      view(ViewKind::plane, "pca", GRADUS_TR("Pressed flat by PCA"), {"pca_map"},
           GRADUS_TR("Layers lie on top of each other."), {.row = 1, .equalScales = true},
           {{Gesture::drag, "pca_map", "move_point", GRADUS_TR("Drag a point here to move it in space")},
            chooses("pca_map")}),
      view(ViewKind::plane, "isomap", GRADUS_TR("Isomap"), {"isomap_map"},
           GRADUS_TR("Keeps lengths along the neighbour graph, so the strip keeps its shape."),
           {.row = 1, .equalScales = true}, {chooses("isomap_map")}),
      curvesView("spectrum", GRADUS_TR("Spectrum"), {GRADUS_TR("eigenvector")},
                 GRADUS_TR("The first is zero, the constant vector, and is left out; the next ones make the map."),
                 {.row = 1, .y = {.logarithmic = true}}),
      curvesView("residual", GRADUS_TR("Settling"), {GRADUS_TR("step")},
                 GRADUS_TR("By how much the map still turns in an iteration."), {.row = 1, .y = {.logarithmic = true}}),
      tilesView()};
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
  demo.settings = settings();
  demo.presets = presets();
  demo.channels = joined({shown({"sheet", "links", "marks", "map", "pca_map", "isomap_map", "spectrum"}),
                          series("residual", {{"residual", GRADUS_TR("turn per iteration")}}), shown({"tiles"}),
                          file("embedding", "embedding.csv")});
  demo.views = views();
  demo.actions = {clickAction("show_neighbours", GRADUS_TR("Point chosen")),
                  dragAction("move_point", GRADUS_TR("Point moved"))};
  demo.mainSeries = "residual";
  demo.stepsPerSecond = 2;
  demo.start = [](StartContext& context) { return std::make_unique<LleRun>(context); };
  demo.code = code;
  return demo;
}
