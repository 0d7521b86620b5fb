// Metropolis-Hastings: a walk that draws from a density known up to a factor, with its diagnostics.
#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/mcmc/chain_pictures.h"
#include "core/mcmc/chain_record.h"
#include "core/mcmc/line_target.h"
#include "core/mcmc/metropolis_code.h"
#include "core/mcmc/metropolis_hastings.h"
#include "core/mcmc/proposal_ellipse.h"
#include "core/run/declare.h"

namespace gradus {
namespace {

using namespace declare;  // NOLINT: this file declares a demo

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

class MetropolisRun final : public ExperimentOf<MetropolisRun, State> {
 public:
  explicit MetropolisRun(StartContext& context) {
    readSettings(context.settings);
    const std::string& name = context.settings.choice("target");
    state.target = name == "line-fit" ? lineTargetOf(context.data.get()) : makeTarget(name);
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
    appendTransition(draws_, state.chains, info);
    if (state.chains.transitions == burnIn_) context.event(EventKind::milestone, GRADUS_TR("burn-in ends"));
    if (diagnosticsDue(state.chains.transitions)) judge(context);
  }

  void apply(const Action& action, StepContext& context) override {
    if (action.name == "set") {
      readSettings(context.settings);
    } else if (action.name == "move_chain") {
      const size_t chain = itemOf(action, draws_.chains(), GRADUS_TR("There is no chain %1; there are %2."), 1);
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
    if (sink.wants("tiles")) sink.put("tiles", chainFigures(draws_, latest_.get()));
    if (sink.wants("path")) sink.put("path", Polylines{{chainPath(draws_, 0, trail, starts_[0])}});
    if (sink.wants("refused"))
      sink.put("refused", settings.toggle("show_refused") ? refusedProposals(draws_, 0, trail, starts_[0]) : Arrows{});
    if (sink.wants("chains")) sink.put("chains", chainMarks(state.chains));
    if (sink.wants("start")) sink.put("start", startMark(starts_[0]));
    if (sink.wants("proposal")) sink.put("proposal", proposalRing(params_, state.chains));
    if (sink.wants("pending")) sink.put("pending", pendingArrow(state.chains));
  }

  void files(ChannelSink& sink, const Settings& settings) const override {
    show(sink, settings);
    sink.put("chain", drawTable(draws_));
  }

  ChannelPtr derive(const DisplayRequest& request, const Settings&, std::stop_token) const override {
    const auto burnIn = static_cast<size_t>(burnIn_);
    if (request.channel == "density")
      return channelOf(
          densityField(state.target, request.nx, request.ny, request.hasExtent ? &request.extent : nullptr));
    if (request.channel == "states") return channelOf(stateCloud(draws_, burnIn, 4000));
    if (request.channel == "trace_1") return channelOf(traceCurves(draws_, 0, burnIn, 600));
    if (request.channel == "trace_2") return channelOf(traceCurves(draws_, 1, burnIn, 600));
    if (request.channel == "autocorrelation") return channelOf(autocorrelationCurves(draws_, 1, burnIn, 120));
    if (request.channel == "marginal_1") return channelOf(marginalPicture(draws_, 0, burnIn, state.target, *summary_));
    if (request.channel == "marginal_2") return channelOf(marginalPicture(draws_, 1, burnIn, state.target, *summary_));
    return nullptr;
  }

  Metrics metrics(const Settings&) const override {
    const auto [first, second] = diagnose(draws_, static_cast<size_t>(burnIn_));
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
  void readSettings(const Settings& settings) {
    params_.kind = proposalKindFromName(settings.choice("proposal"));
    params_.width = settings.number("step_size");
    params_.ellipse = state.ellipse;
    params_.dropProposalRatio = !settings.toggle("proposal_ratio");
    samples_ = settings.integer("samples");
    burnIn_ = settings.integer("burn_in");
  }

  void judge(StepContext& context) {
    latest_ = std::make_shared<const PlaneDiagnostics>(diagnose(draws_, static_cast<size_t>(burnIn_)));
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

  void shapeProposal(const Action& action, StepContext& context) {
    const double dx = action.number("x") - state.chains.positions(0, 0),
                 dy = action.number("y") - state.chains.positions(0, 1);
    if (!dragHalfAxis(params_, dx, dy)) return;
    state.ellipse = params_.ellipse;
    context.changeSetting("step_size", params_.width);
  }

  void draw(const Action& action) {
    if (state.target.kind != TargetKind::drawn)
      throw UserError(Text(GRADUS_TR("Only the target \"Drawn by hand\" can be painted. Choose it, then paint.")));
    DrawnDensity drawing = *state.target.drawing;
    const std::vector<double> places = action.list("points");
    if (action.name == "paint") {
      paintStroke(drawing, places, 0.35);
    } else {
      eraseStroke(drawing, places, std::max(action.number("radius"), 0.05));
    }
    state.target.drawing = std::make_shared<const DrawnDensity>(std::move(drawing));
    refreshDensities(state.target, state.chains);
    summary_ = std::make_shared<const TargetSummary>(summarise(state.target));
  }

  MetropolisParams params_;
  int64_t samples_ = 5000, burnIn_ = 300;
  Draws draws_;
  std::vector<std::vector<double>> starts_;
  std::shared_ptr<const TargetSummary> summary_;
  std::shared_ptr<const PlaneDiagnostics> latest_;  // for the figures; made every so many steps
};

std::vector<Setting> targetSettings() {
  std::vector<Option> targets;
  for (const TargetEntry& entry : targetTable()) {
    if (entry.kind != TargetKind::gaussianMany) targets.push_back({std::string(entry.name), entry.title});
  }
  return inGroup(
      GRADUS_TR("Target"),
      {choice("target", GRADUS_TR("Density"), targets, GRADUS_TR("What to draw from; known up to a factor only."),
              {.restart = true}, "banana-and-hill"),
       number("rho", GRADUS_TR("Correlation ρ"), 0.8, {-0.99, 0.99}, GRADUS_TR("Of the Gaussian's two coordinates."),
              {.restart = true, .shownWhen = "target=gaussian"})});
}

std::vector<Setting> proposalSettings() {
  return inGroup(
      GRADUS_TR("Proposal"),
      {choice("proposal", GRADUS_TR("Kind"),
              {{"random-walk", GRADUS_TR("random walk")},
               {"independent", GRADUS_TR("independent")},
               {"drift", GRADUS_TR("leaning walk")},
               {"multiplicative", GRADUS_TR("multiplicative")}},
              GRADUS_TR("Where a chain may want to go next. The last two are not symmetric.")),
       number("step_size", GRADUS_TR("Width"), 1, {0.01, 10},
              GRADUS_TR("How far a proposal lies from the state; drag the dashed ring."), {.logarithmic = true}),
       toggle(
           "proposal_ratio", GRADUS_TR("Use the ratio of q"), true,
           GRADUS_TR("Switched off, q(z|z′)/q(z′|z) is left out: wrong for the proposals that are not symmetric."))});
}

std::vector<Setting> chainSettings() {
  return inGroup(
      GRADUS_TR("Chains"),
      {whole("chains", GRADUS_TR("Chains"), 4, {1, 8},
             GRADUS_TR("Walks from different starts: only together do they show what was missed."), {.restart = true}),
       whole("samples", GRADUS_TR("Steps to run"), 5000, {10, 100000}, GRADUS_TR("Transitions of every chain."),
             {.logarithmic = true}),
       whole("burn_in", GRADUS_TR("Burn-in"), 300, {0, 10000}, GRADUS_TR("First steps left out of all figures."),
             {.unit = GRADUS_TR("steps")}),
       toggle("show_refused", GRADUS_TR("Show refused"), true,
              GRADUS_TR("Dashed lines to the places that were refused.")),
       whole("trail", GRADUS_TR("Trail"), 40, {1, 400}, GRADUS_TR("How many of the last steps of chain 1 are drawn."),
             {.unit = GRADUS_TR("steps")})});
}

std::vector<View> views() {
  View target = view(
      ViewKind::plane, "target", GRADUS_TR("Target and chain 1"),
      {"density", "states", "refused", "path", "pending", "start", "proposal", "chains"},
      GRADUS_TR(
          "Grey: the density. Blue path: accepted. Dashed to a cross: refused, the chain counts its old place again."),
      {.weight = 1.5, .tall = true, .x = {"z₁"}, .y = {"z₂"}},
      {{Gesture::drag, "chains", "move_chain", GRADUS_TR("Drag the state or the dashed ring")},
       {Gesture::drag, "proposal", "shape_proposal", {}},
       {Gesture::paint, "density", "paint", GRADUS_TR("Paint a density of your own")},
       {Gesture::erase, "density", "erase", {}}});
  target.marginalX = "marginal_1";
  target.marginalY = "marginal_2";
  return {
      target,
      curvesView("trace_1", GRADUS_TR("Trace of z₁"), {GRADUS_TR("step")},
                 GRADUS_TR("Good chains look like one hairy caterpillar, all in one place.")),
      curvesView("trace_2", GRADUS_TR("Trace of z₂"), {GRADUS_TR("step")},
                 GRADUS_TR("Long level stretches are refusals; slow drifts are steps that are too small."), {.row = 1}),
      curvesView("autocorrelation", GRADUS_TR("Autocorrelation of z₂"), {GRADUS_TR("lag")},
                 GRADUS_TR("How long the chain remembers. The faster it falls, the more a step is worth."),
                 {.row = 2, .weight = 1.25}),
      curvesView("rhat", GRADUS_TR("R-hat"), {GRADUS_TR("step")},
                 GRADUS_TR("Do the chains agree? 1 is agreement; above 1.01 run on."), {.row = 2}),
      tilesView()};
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
  demo.settings = joined({targetSettings(), proposalSettings(), chainSettings()});
  demo.presets = {preset("about-forty", GRADUS_TR("About 40 %"), {},
                         GRADUS_TR("A width that is refused about as often as it is taken.")),
                  preset("tiny-steps", GRADUS_TR("Tiny steps"), {{"step_size", 0.05}},
                         GRADUS_TR("Almost always accepted, and hardly ever anywhere new.")),
                  preset("huge-steps", GRADUS_TR("Huge steps"), {{"step_size", 8.0}},
                         GRADUS_TR("Almost always refused: the chain freezes.")),
                  preset("two-far-modes", GRADUS_TR("Two far modes"), {{"target", "two-modes"}},
                         GRADUS_TR("Each chain looks converged and has seen half the truth.")),
                  preset("line-fit", GRADUS_TR("A line fit"), {{"target", "line-fit"}},
                         GRADUS_TR("The posterior of intercept and slope, in standard deviations."))};
  demo.channels =
      joined({derived({"density", "states"}), shown({"path", "refused", "pending", "start", "proposal", "chains"}),
              derived({"marginal_1", "marginal_2", "trace_1", "trace_2", "autocorrelation"}),
              series("rhat", {{"rhat_1", "z₁", {PaintKind::run, 0}}, {"rhat_2", "z₂", {PaintKind::text, 0}}}),
              shown({"tiles"}), file("chain", "chain.csv")});
  demo.views = views();
  demo.actions = {dragAction("move_chain", GRADUS_TR("Chain moved"), 1e6),
                  dragAction("shape_proposal", GRADUS_TR("Proposal shaped"), 1e6),
                  paintAction("paint", GRADUS_TR("Density painted"), 1, 1e6),
                  eraseAction("erase", GRADUS_TR("Density erased"), 1e6)};
  demo.ticksPerStep = 2;
  demo.tickNames = {GRADUS_TR("Propose"), GRADUS_TR("Decide")};
  demo.mainSeries = "rhat_2";
  demo.stepsPerSecond = 30;
  demo.start = [](StartContext& context) { return std::make_unique<MetropolisRun>(context); };
  demo.code = metropolisCode;
  return demo;
}
