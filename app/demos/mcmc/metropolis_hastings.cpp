// Metropolis-Hastings: a walk that draws from a density known up to a factor, with its diagnostics.
#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/mcmc/draws.h"
#include "core/mcmc/metropolis_code.h"
#include "core/mcmc/metropolis_hastings.h"
#include "core/run/demo.h"
#include "core/view/contours.h"

namespace gradus {
namespace {

struct State {
  Target target;
  MetropolisState chains;
  std::array<double, 4> ellipse{1, 0, 0, 1};  // covariance of the proposal at step size 1, determinant 1
  bool converged = false;                     // R-hat has been below 1.05 once
  template <typename Visitor>
  void fields(Visitor& v) {
    v("target", target);
    v("chains", chains);
    v("ellipse", ellipse);
    v("converged", converged);
  }
};

Extent extentOf(const PlaneExtent& plane) {
  return {plane.xLow, plane.xHigh, plane.yLow, plane.yHigh};
}

/// The posterior of the line through the data's first two columns (or first column and target).
Target lineTarget(const StartContext& context) {
  if (!context.data) throw UserError(Text(GRADUS_TR("A line fit needs a table with two columns, x and y.")));
  const Matrix x = context.data->features();
  std::vector<double> xs, ys = context.data->target();
  if (x.cols < 1 || (x.cols < 2 && ys.empty()))
    throw UserError(Text(GRADUS_TR("A line fit needs two numeric columns, x and y; there is one.")));
  const bool hasTarget = !ys.empty();
  for (size_t i = 0; i < x.rows; ++i) {
    xs.push_back(x(i, 0));
    if (!hasTarget) ys.push_back(x(i, 1));
  }
  return makeLineTarget(xs, ys);
}

class MetropolisRun final : public ExperimentOf<MetropolisRun, State> {
 public:
  explicit MetropolisRun(StartContext& context) {
    readSettings(context.settings);
    const std::string& name = context.settings.choice("target");
    state.target = name == "line-fit" ? lineTarget(context) : makeTarget(name);
    if (name == "gaussian") state.target.rho = context.settings.number("rho");
    const auto chains = static_cast<size_t>(context.settings.integer("chains"));
    const Matrix starts = spreadStarts(state.target, chains, context.rng("starts"));
    state.chains = initMetropolis(params_, state.target, starts);
    draws_ = Draws(chains);
    for (size_t c = 0; c < chains; ++c) starts_.push_back({starts(c, 0), starts(c, 1)});
    summary_ = std::make_shared<const TargetSummary>(summarise(state.target));
  }

  void step(StepContext& context) override {
    const MetropolisInfo info = stepMetropolis(params_, state.target, state.chains, context.rng("chain"));
    if (info.done == MetropolisPhase::propose) return;
    for (size_t c = 0; c < draws_.chains(); ++c) {
      draws_.append({state.chains.positions(c, 0), state.chains.positions(c, 1), static_cast<float>(info.to(c, 0)),
                     static_cast<float>(info.to(c, 1)), info.accepted[c] != 0});
    }
    if (state.chains.transitions == burnIn_) context.event(EventKind::milestone, GRADUS_TR("burn-in ends"));
    if (isDue(state.chains.transitions)) diagnose(context);
  }

  void apply(const Action& action, StepContext& context) override {
    if (action.name == "set") {
      readSettings(context.settings);
    } else if (action.name == "move_chain") {
      const auto chain = static_cast<size_t>(action.integer("index"));
      if (chain >= draws_.chains())
        throw UserError({GRADUS_TR("There is no chain %1; there are %2."),
                         {std::to_string(chain + 1), std::to_string(draws_.chains())}});
      const double place[] = {action.number("x"), action.number("y")};
      moveChain(state.target, state.chains, chain, place);
      if (state.chains.transitions == 0) starts_[chain] = {place[0], place[1]};
    } else if (action.name == "shape_proposal") {
      shapeProposal(action, context);
    } else if (action.name == "paint" || action.name == "erase") {
      draw(action);
    }
  }

  bool done() const override {
    return state.chains.transitions >= samples_ && state.chains.phase == MetropolisPhase::propose;
  }

  void show(ChannelSink& sink, const Settings& settings) const override {
    const auto trail = static_cast<size_t>(settings.integer("trail"));
    if (sink.wants("tiles")) sink.put("tiles", tiles());
    if (sink.wants("path")) sink.put("path", Polylines{{chainPath(draws_, 0, trail, starts_[0])}});
    if (sink.wants("refused"))
      sink.put("refused", settings.toggle("show_refused") ? refusedProposals(draws_, 0, trail, starts_[0]) : Arrows{});
    if (sink.wants("chains")) sink.put("chains", currentPoints());
    if (sink.wants("start")) sink.put("start", startPoint());
    if (sink.wants("proposal")) sink.put("proposal", proposalRing());
    if (sink.wants("pending")) sink.put("pending", pendingArrow());
  }

  void files(ChannelSink& sink, const Settings& settings) const override {
    show(sink, settings);
    sink.put("chain", drawTable(draws_));
  }

  ChannelPtr derive(const DisplayRequest& request, const Settings&, std::stop_token) const override {
    const auto burnIn = static_cast<size_t>(burnIn_);
    const PlaneExtent& plot = targetEntry(state.target.kind).plot;
    if (request.channel == "density") return wrap(densityField(request));
    if (request.channel == "states") return wrap(stateCloud(draws_, burnIn, 4000));
    if (request.channel == "trace_1") return wrap(traceCurves(draws_, 0, burnIn, 600));
    if (request.channel == "trace_2") return wrap(traceCurves(draws_, 1, burnIn, 600));
    if (request.channel == "autocorrelation") return wrap(autocorrelationCurves(draws_, 1, burnIn, 120));
    if (request.channel == "marginal_1")
      return wrap(withExact(marginalHistogram(draws_, 0, burnIn, plot.xLow, plot.xHigh, 60), summary_->marginal1));
    if (request.channel == "marginal_2")
      return wrap(withExact(marginalHistogram(draws_, 1, burnIn, plot.yLow, plot.yHigh, 60), summary_->marginal2));
    return nullptr;
  }

  Metrics metrics(const Settings&) const override {
    const auto [first, second] = diagnostics();
    return {{"acceptance_rate", draws_.acceptanceRate()},
            {"mean_1", first.mean},
            {"mean_2", second.mean},
            {"sd_1", first.sd},
            {"sd_2", second.sd},
            {"ess_bulk_min", std::min(first.essBulk, second.essBulk)},
            {"rhat_max", std::max(first.rhat, second.rhat)},
            {"exact_mean_1", summary_->moments.mean1},
            {"exact_mean_2", summary_->moments.mean2}};
  }

  size_t bytes() const override { return ExperimentOf::bytes() + draws_.ownBytes(); }

 private:
  template <typename T>
  static ChannelPtr wrap(T value) {
    return std::make_shared<const ChannelValue>(std::move(value));
  }
  static Histogram withExact(Histogram histogram, const MarginalCurve& curve) {
    histogram.exactX = curve.at;
    histogram.exactY = curve.density;
    return histogram;
  }

  void readSettings(const Settings& settings) {
    const std::string& kind = settings.choice("proposal");
    params_.kind = kind == "independent"      ? ProposalKind::independent
                   : kind == "drift"          ? ProposalKind::drift
                   : kind == "multiplicative" ? ProposalKind::multiplicative
                                              : ProposalKind::randomWalk;
    params_.width = settings.number("step_size");
    params_.ellipse = state.ellipse;
    params_.dropProposalRatio = !settings.toggle("proposal_ratio");
    samples_ = settings.integer("samples");
    burnIn_ = settings.integer("burn_in");
  }

  /// Diagnostics cost in proportion to the length of the chains: their spacing doubles with it.
  static bool isDue(int64_t transitions) {
    int64_t spacing = 50;
    while (spacing * 40 < transitions) spacing *= 2;
    return transitions % spacing == 0;
  }

  std::pair<ChainDiagnostics, ChainDiagnostics> diagnostics() const {
    const auto burnIn = static_cast<size_t>(burnIn_);
    return {diagnoseChains(draws_.column(0, burnIn)), diagnoseChains(draws_.column(1, burnIn))};
  }

  void diagnose(StepContext& context) {
    latest_ = std::make_shared<const std::pair<ChainDiagnostics, ChainDiagnostics>>(diagnostics());
    const auto& [first, second] = *latest_;
    if (std::isfinite(first.rhat)) context.record("rhat_1", first.rhat);
    if (std::isfinite(second.rhat)) context.record("rhat_2", second.rhat);
    context.record("acceptance_rate", draws_.acceptanceRate());
    const double worst = std::max(first.rhat, second.rhat);
    if (!state.converged && worst < 1.05) {
      state.converged = true;
      context.event(EventKind::milestone, GRADUS_TR("R-hat below 1.05"));
    }
  }

  /// The tip of the first half-axis was dragged: its length and direction change, the other half-axis keeps its length.
  void shapeProposal(const Action& action, StepContext& context) {
    const double dx = action.number("x") - state.chains.positions(0, 0),
                 dy = action.number("y") - state.chains.positions(0, 1);
    const double a = std::clamp(std::hypot(dx, dy), 0.01, 20.0);
    const auto [before, other] = halfAxes();
    const double b = std::hypot(other[0], other[1]);
    const double width = std::clamp(std::sqrt(a * b), 0.01, 10.0), ratio = a / b, c = dx / std::hypot(dx, dy),
                 s = dy / std::hypot(dx, dy);
    if (!std::isfinite(c) || !std::isfinite(s)) return;
    // Covariance R diag(ratio, 1 / ratio) R^T, determinant 1; the half-axes are then width * sqrt(ratio), width /
    // sqrt(ratio).
    state.ellipse = {ratio * c * c + s * s / ratio, (ratio - 1 / ratio) * c * s, (ratio - 1 / ratio) * c * s,
                     ratio * s * s + c * c / ratio};
    params_.ellipse = state.ellipse;
    params_.width = width;
    context.changeSetting("step_size", width);
  }

  /// Half-axes of the proposal's one-sigma ellipse.
  std::pair<std::array<double, 2>, std::array<double, 2>> halfAxes() const {
    const double xx = state.ellipse[0], xy = state.ellipse[1], yy = state.ellipse[3];
    const double half = (xx + yy) / 2, root = std::sqrt((xx - yy) * (xx - yy) / 4 + xy * xy),
                 angle = 0.5 * std::atan2(2 * xy, xx - yy);
    const double a = params_.width * std::sqrt(half + root),
                 b = params_.width * std::sqrt(std::max(half - root, 1e-12));
    return {{a * std::cos(angle), a * std::sin(angle)}, {-b * std::sin(angle), b * std::cos(angle)}};
  }

  void draw(const Action& action) {
    if (state.target.kind != TargetKind::drawn)
      throw UserError(Text(GRADUS_TR("Only the target \"Drawn by hand\" can be painted. Choose it, then paint.")));
    DrawnDensity drawing = *state.target.drawing;
    const std::vector<double> places = action.list("points");
    for (size_t p = 0; p + 1 < places.size(); p += 2) {
      if (action.name == "paint") {
        gradus::paint(drawing, places[p], places[p + 1], 0.35);
      } else {
        gradus::erase(drawing, places[p], places[p + 1], std::max(action.number("radius"), 0.05));
      }
    }
    state.target.drawing = std::make_shared<const DrawnDensity>(std::move(drawing));
    refreshDensities(state.target, state.chains);
    summary_ = std::make_shared<const TargetSummary>(summarise(state.target));
  }

  Tiles tiles() const {
    using S = Tiles::State;
    Tiles tiles;
    const double rate = draws_.acceptanceRate();
    const bool good = rate >= 0.2 && rate <= 0.5;
    tiles.tiles.push_back({GRADUS_TR("Acceptance"), rate, "", 2,
                           std::isnan(rate) ? Text(GRADUS_TR("no step yet"))
                           : good           ? Text(GRADUS_TR("good: 20 to 50 %"))
                           : rate > 0.5     ? Text(GRADUS_TR("steps too small"))
                                            : Text(GRADUS_TR("steps too large")),
                           std::isnan(rate) ? S::none
                           : good           ? S::ok
                                            : S::warn,
                           true});
    const double nan = std::nan("");
    const double rhat[] = {latest_ ? latest_->first.rhat : nan, latest_ ? latest_->second.rhat : nan};
    const double ess[] = {latest_ ? latest_->first.essBulk : nan, latest_ ? latest_->second.essBulk : nan};
    const std::string states = std::to_string(draws_.transitions() * draws_.chains());
    for (int j = 0; j < 2; ++j) {
      tiles.tiles.push_back({j == 0 ? Text(GRADUS_TR("R-hat z₁")) : Text(GRADUS_TR("R-hat z₂")), rhat[j], "", 4,
                             std::isnan(rhat[j]) ? Text(GRADUS_TR("not yet known"))
                             : rhat[j] < 1.01    ? Text(GRADUS_TR("goal reached"))
                                                 : Text(GRADUS_TR("goal 1.01, run on")),
                             std::isnan(rhat[j]) ? S::none
                             : rhat[j] < 1.01    ? S::ok
                                                 : S::warn});
    }
    for (int j = 0; j < 2; ++j) {
      tiles.tiles.push_back({j == 0 ? Text(GRADUS_TR("Effective samples z₁")) : Text(GRADUS_TR("Effective samples z₂")),
                             std::round(ess[j]),
                             "",
                             3,
                             {GRADUS_TR("of %1 states"), {states}}});
    }
    return tiles;
  }

  Points currentPoints() const {
    Points points;
    points.role = MarkRole::current;
    for (size_t c = 0; c < draws_.chains(); ++c) {
      points.coordinates.push_back(static_cast<float>(state.chains.positions(c, 0)));
      points.coordinates.push_back(static_cast<float>(state.chains.positions(c, 1)));
      points.classes.push_back(chainPaint(c).index);
    }
    return points;
  }
  Points startPoint() const {
    Points points;
    points.role = MarkRole::start;
    points.coordinates = {static_cast<float>(starts_[0][0]), static_cast<float>(starts_[0][1])};
    return points;
  }
  Ring proposalRing() const {
    const auto [a, b] = halfAxes();
    const bool around = params_.kind == ProposalKind::randomWalk || params_.kind == ProposalKind::multiplicative;
    const double shift = params_.kind == ProposalKind::drift ? params_.width : 0;
    return {.x = around ? state.chains.positions(0, 0) : shift + (shift > 0 ? state.chains.positions(0, 0) : 0),
            .y = around || shift > 0 ? state.chains.positions(0, 1) : 0,
            .ax = a[0],
            .ay = a[1],
            .bx = b[0],
            .by = b[1]};
  }
  /// After the half-step "propose": the proposal that waits for its decision.
  Arrows pendingArrow() const {
    Arrows arrows;
    arrows.paint = {PaintKind::text, 0};
    if (state.chains.phase != MetropolisPhase::decide) return arrows;
    const double x = state.chains.positions(0, 0), y = state.chains.positions(0, 1);
    for (const double v : {x, y, state.chains.proposals(0, 0) - x, state.chains.proposals(0, 1) - y})
      arrows.values.push_back(static_cast<float>(v));
    return arrows;
  }

  Field densityField(const DisplayRequest& request) const {
    const PlaneExtent& plot = targetEntry(state.target.kind).plot;
    Field field;
    field.nx = request.nx;
    field.ny = request.ny;
    field.map = FieldMap::resting;
    field.extent = request.hasExtent ? request.extent : extentOf(plot);
    const double hx = (field.extent.x1 - field.extent.x0) / field.nx,
                 hy = (field.extent.y1 - field.extent.y0) / field.ny;
    const PlaneExtent centres{field.extent.x0 + hx / 2, field.extent.x1 - hx / 2, field.extent.y0 + hy / 2,
                              field.extent.y1 - hy / 2};
    const Matrix logs =
        logDensityGrid(state.target, centres, static_cast<size_t>(field.ny), static_cast<size_t>(field.nx));
    const double top = *std::max_element(logs.values.begin(), logs.values.end());
    for (const double value : logs.values) field.values.push_back(static_cast<float>(std::exp(value - top)));
    for (const double level : {0.011, 0.05, 0.15, 0.35, 0.6, 0.85}) {
      const auto lines = contourLines(field, level);
      field.contours.insert(field.contours.end(), lines.begin(), lines.end());
    }
    return field;
  }

  MetropolisParams params_;
  int64_t samples_ = 5000, burnIn_ = 300;
  Draws draws_;
  std::vector<std::vector<double>> starts_;
  std::shared_ptr<const TargetSummary> summary_;
  std::shared_ptr<const std::pair<ChainDiagnostics, ChainDiagnostics>>
      latest_;  // for the tiles; made every so many steps
};

std::vector<Setting> settings() {
  const Text target = GRADUS_TR("Target"), proposal = GRADUS_TR("Proposal"), chains = GRADUS_TR("Chains");
  std::vector<Option> targets;
  for (const TargetEntry& entry : targetTable()) {
    if (entry.kind != TargetKind::gaussianMany) targets.push_back({std::string(entry.name), entry.title});
  }
  return {
      {.name = "target",
       .title = GRADUS_TR("Density"),
       .kind = SettingKind::choice,
       .initial = std::string("banana-and-hill"),
       .options = targets,
       .effect = Effect::restart,
       .group = target,
       .help = GRADUS_TR("What to draw from; known up to a factor only.")},
      {.name = "rho",
       .title = GRADUS_TR("Correlation ρ"),
       .initial = 0.8,
       .minimum = -0.99,
       .maximum = 0.99,
       .effect = Effect::restart,
       .group = target,
       .help = GRADUS_TR("Of the Gaussian's two coordinates."),
       .shownWhen = "target=gaussian"},
      {.name = "proposal",
       .title = GRADUS_TR("Kind"),
       .kind = SettingKind::choice,
       .initial = std::string("random-walk"),
       .options = {{"random-walk", GRADUS_TR("random walk")},
                   {"independent", GRADUS_TR("independent")},
                   {"drift", GRADUS_TR("leaning walk")},
                   {"multiplicative", GRADUS_TR("multiplicative")}},
       .group = proposal,
       .help = GRADUS_TR("Where a chain may want to go next. The last two are not symmetric.")},
      {.name = "step_size",
       .title = GRADUS_TR("Width"),
       .initial = 1.0,
       .minimum = 0.01,
       .maximum = 10,
       .logarithmic = true,
       .group = proposal,
       .help = GRADUS_TR("How far a proposal lies from the state; drag the dashed ring.")},
      {.name = "proposal_ratio",
       .title = GRADUS_TR("Use the ratio of q"),
       .kind = SettingKind::toggle,
       .initial = true,
       .group = proposal,
       .help = GRADUS_TR("Switched off, q(z|z′)/q(z′|z) is left out: wrong for the proposals that are not symmetric.")},
      {.name = "chains",
       .title = GRADUS_TR("Chains"),
       .kind = SettingKind::integer,
       .initial = int64_t{4},
       .minimum = 1,
       .maximum = 8,
       .effect = Effect::restart,
       .group = chains,
       .help = GRADUS_TR("Walks from different starts: only together do they show what was missed.")},
      {.name = "samples",
       .title = GRADUS_TR("Steps to run"),
       .kind = SettingKind::integer,
       .initial = int64_t{5000},
       .minimum = 10,
       .maximum = 100000,
       .logarithmic = true,
       .group = chains,
       .help = GRADUS_TR("Transitions of every chain.")},
      {.name = "burn_in",
       .title = GRADUS_TR("Burn-in"),
       .kind = SettingKind::integer,
       .initial = int64_t{300},
       .minimum = 0,
       .maximum = 10000,
       .unit = GRADUS_TR("steps"),
       .group = chains,
       .help = GRADUS_TR("First steps left out of all figures.")},
      {.name = "show_refused",
       .title = GRADUS_TR("Show refused"),
       .kind = SettingKind::toggle,
       .initial = true,
       .group = chains,
       .help = GRADUS_TR("Dashed lines to the places that were refused.")},
      {.name = "trail",
       .title = GRADUS_TR("Trail"),
       .kind = SettingKind::integer,
       .initial = int64_t{40},
       .minimum = 1,
       .maximum = 400,
       .unit = GRADUS_TR("steps"),
       .group = chains,
       .help = GRADUS_TR("How many of the last steps of chain 1 are drawn.")},
  };
}

std::vector<View> views() {
  View plane{
      .name = "target",
      .title = GRADUS_TR("Target and chain 1"),
      .layers = {"density", "states", "refused", "path", "pending", "start", "proposal", "chains"},
      .x = {Text("z₁")},
      .y = {Text("z₂")},
      .marginalX = "marginal_1",
      .marginalY = "marginal_2",
      .tall = true,
      .weight = 1.5,
      .help = GRADUS_TR(
          "Grey: the density. Blue path: accepted. Dashed to a cross: refused, the chain counts its old place again.")};
  plane.handles = {{Gesture::drag, "chains", "move_chain", GRADUS_TR("Drag the state or the dashed ring")},
                   {Gesture::drag, "proposal", "shape_proposal", {}},
                   {Gesture::paint, "density", "paint", GRADUS_TR("Paint a density of your own")},
                   {Gesture::erase, "density", "erase", {}}};
  View first{.name = "trace_1",
             .kind = ViewKind::curves,
             .title = GRADUS_TR("Trace of z₁"),
             .layers = {"trace_1"},
             .x = {GRADUS_TR("step")},
             .help = GRADUS_TR("Good chains look like one hairy caterpillar, all in one place.")};
  View second{.name = "trace_2",
              .kind = ViewKind::curves,
              .title = GRADUS_TR("Trace of z₂"),
              .layers = {"trace_2"},
              .x = {GRADUS_TR("step")},
              .row = 1,
              .help = GRADUS_TR("Long level stretches are refusals; slow drifts are steps that are too small.")};
  View correlation{.name = "autocorrelation",
                   .kind = ViewKind::curves,
                   .title = GRADUS_TR("Autocorrelation of z₂"),
                   .layers = {"autocorrelation"},
                   .x = {GRADUS_TR("lag")},
                   .row = 2,
                   .weight = 1.25,
                   .help = GRADUS_TR("How long the chain remembers. The faster it falls, the more a step is worth.")};
  View rhat{.name = "rhat",
            .kind = ViewKind::curves,
            .title = GRADUS_TR("R-hat"),
            .layers = {"rhat"},
            .x = {GRADUS_TR("step")},
            .row = 2,
            .help = GRADUS_TR("Do the chains agree? 1 is agreement; above 1.01 run on.")};
  View tiles{.name = "tiles", .kind = ViewKind::tiles, .layers = {"tiles"}};
  return {plane, first, second, correlation, rhat, tiles};
}

std::vector<ActionSpec> actions() {
  const auto number = [](const char* name) { return Setting{.name = name, .minimum = -1e6, .maximum = 1e6}; };
  const Setting index{.name = "index", .kind = SettingKind::integer, .initial = int64_t{0}, .maximum = 7};
  const Setting places{.name = "points",
                       .kind = SettingKind::list,
                       .initial = std::vector<double>{},
                       .minimum = -1e6,
                       .maximum = 1e6,
                       .maxCount = 20000};
  return {{"move_chain", GRADUS_TR("Chain moved"), {index, number("x"), number("y")}},
          {"shape_proposal", GRADUS_TR("Proposal shaped"), {index, number("x"), number("y")}},
          {"paint", GRADUS_TR("Density painted"), {index, places}},
          {"erase", GRADUS_TR("Density erased"), {places, Setting{.name = "radius", .initial = 0.3, .maximum = 1e6}}}};
}

}  // namespace
}  // namespace gradus

GRADUS_DEMO(mcmc, metropolis_hastings)
{
  Demo demo;
  demo.id = "mcmc/metropolis-hastings";
  demo.title = GRADUS_TR("Metropolis-Hastings");
  demo.chapter = GRADUS_TR("Markov chain Monte Carlo");
  demo.chapterNumber = 6;
  demo.promise = GRADUS_TR("A walk that counts its refusals draws from any density you can write down up to a factor.");
  demo.keywords = {"mcmc",  "markov chain",          "acceptance",      "proposal", "burn-in",
                   "r-hat", "effective sample size", "autocorrelation", "posterior"};
  demo.data = {.sources = {"line"},
               .files = true,
               .minFeatures = 1,
               .minRows = 3,
               .maxRows = 100000,
               .defaultRows = 40,
               .defaultNoise = 0.3,
               .largestRows = 2000,
               .scaling = false,
               .usedWhen = "target=line-fit",
               .tableSettings = {{"target", std::string("line-fit")}}};
  demo.settings = settings();
  demo.presets = {
      {"about-forty", GRADUS_TR("About 40 %"), {}, GRADUS_TR("A width that is refused about as often as it is taken.")},
      {"tiny-steps",
       GRADUS_TR("Tiny steps"),
       {{"step_size", 0.05}},
       GRADUS_TR("Almost always accepted, and hardly ever anywhere new.")},
      {"huge-steps",
       GRADUS_TR("Huge steps"),
       {{"step_size", 8.0}},
       GRADUS_TR("Almost always refused: the chain freezes.")},
      {"two-far-modes",
       GRADUS_TR("Two far modes"),
       {{"target", std::string("two-modes")}},
       GRADUS_TR("Each chain looks converged and has seen half the truth.")},
      {"line-fit",
       GRADUS_TR("A line fit"),
       {{"target", std::string("line-fit")}},
       GRADUS_TR("The posterior of intercept and slope, in standard deviations.")}};
  demo.channels = {
      {.name = "density", .cost = ChannelCost::derived},
      {.name = "states", .cost = ChannelCost::derived},
      {.name = "path"},
      {.name = "refused"},
      {.name = "pending"},
      {.name = "start"},
      {.name = "proposal"},
      {.name = "chains"},
      {.name = "marginal_1", .cost = ChannelCost::derived},
      {.name = "marginal_2", .cost = ChannelCost::derived},
      {.name = "trace_1", .cost = ChannelCost::derived},
      {.name = "trace_2", .cost = ChannelCost::derived},
      {.name = "autocorrelation", .cost = ChannelCost::derived},
      {.name = "rhat",
       .cost = ChannelCost::series,
       .series = {{"rhat_1", Text("z₁"), {PaintKind::run, 0}}, {"rhat_2", Text("z₂"), {PaintKind::text, 0}}}},
      {.name = "tiles"},
      {.name = "chain", .file = "chain.csv"}};
  demo.views = views();
  demo.actions = actions();
  demo.ticksPerStep = 2;
  demo.tickNames = {GRADUS_TR("Propose"), GRADUS_TR("Decide")};
  demo.mainSeries = "rhat_2";
  demo.start = [](StartContext& context) { return std::make_unique<MetropolisRun>(context); };
  demo.code = metropolisCode;
  return demo;
}
