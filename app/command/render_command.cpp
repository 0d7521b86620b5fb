// render: draws the stage, one view or the whole window as PNG, SVG or PDF, without a display.
#include <QApplication>
#include <QFileInfo>
#include <cstdio>

#include "app/command/commands.h"
#include "app/import/shipped_tables.h"
#include "app/window/render_stage.h"
#include "core/run/runner.h"

namespace gradus {

namespace {

constexpr double longest = 24 * 3600.0;  // seconds a run may take before its picture is drawn
constexpr double longestDrawing = 60;    // seconds for the derived channels of the last state

/// What can be refused before the run begins.
void checkUsage(const RunArguments& options, const Demo& demo) {
  if (!options.view.empty() && !demo.view(options.view)) {
    std::string names;
    for (const View& view : demo.views) names += (names.empty() ? "" : ", ") + view.name;
    throw UsageError({"%1 has no view \"%2\". Its views are: %3.", {demo.id, options.view, names}});
  }
  if (!options.view.empty() && options.window) throw UsageError(Text("Give --view NAME or --window, not both."));
  if (options.scale < 0.1 || options.scale > 8)
    throw UsageError({"--scale takes 0.1 to 8, not %1.", {numberText(options.scale)}});
  const QString ending = QFileInfo(QString::fromStdString(options.out)).suffix().toLower();
  if (ending != QLatin1String("png") && ending != QLatin1String("svg") && ending != QLatin1String("pdf")) {
    throw UsageError({"--out takes FILE.png, FILE.svg or FILE.pdf, not \"%1\".", {options.out}});
  }
}

ThemeKind themeOf(const std::string& name) {
  try {
    return themeKindFromName(QString::fromStdString(name));
  } catch (const UserError& error) {
    throw UsageError(error.text());
  }
}

/// A field made for another part of the plane than the one it is drawn on.
bool liesElsewhere(const ChannelValue& value, const std::string& channel, const std::vector<DisplayRequest>& requests) {
  const Field* field = std::get_if<Field>(&value);
  for (const DisplayRequest& request : requests) {
    if (field && request.channel == channel && request.hasExtent && !(field->extent == request.extent)) return true;
  }
  return false;
}

/// The picture's channels are there, none is older than the state, and fields cover the plane they are drawn on.
bool isComplete(const Snapshot& snapshot, const std::vector<std::string>& channels,
                const std::vector<DisplayRequest>& requests) {
  for (const std::string& name : channels) {
    for (size_t i = 0; i < snapshot.demo->channels.size() && i < snapshot.channels.size(); ++i) {
      if (snapshot.demo->channels[i].name != name) continue;
      if (!snapshot.channels[i] || liesElsewhere(*snapshot.channels[i], name, requests)) return false;
      if (i < snapshot.channelTicks.size() && snapshot.channelTicks[i] != snapshot.tick) return false;
    }
  }
  return true;
}

void waitForChannels(Runner& runner, const std::vector<std::string>& channels,
                     const std::vector<DisplayRequest>& requests) {
  for (double waited = 0; waited < longestDrawing; waited += 0.02) {
    runner.wait(0.02, true);
    const auto snapshot = runner.latest();
    if (snapshot->status == Status::failed || isComplete(*snapshot, channels, requests)) return;
  }
  std::fprintf(stderr, "some views were not finished after %.0f s and are drawn as they are\n", longestDrawing);
}

}  // namespace

int renderCommand(int argc, char** argv, const std::vector<std::string>& arguments) {
  const RunArguments options =
      parseArguments(arguments, {"--set", "--preset", "--data", "--columns", "--target", "--seed", "--steps",
                                 "--until-done", "--device", "--threads", "--actions", "--out", "--size", "--scale",
                                 "--theme", "--at", "--view", "--window"});
  if (options.out.empty()) throw UsageError(Text("render needs --out FILE.png, FILE.svg or FILE.pdf."));
  Prepared prepared = prepare(options);
  for (const Text& warning : prepared.warnings) std::fprintf(stderr, "%s\n", warning.str().c_str());
  checkUsage(options, *prepared.demo);
  const ThemeKind theme = themeOf(options.theme);
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  RenderOptions render;
  render.size = QSize(options.width, options.height);
  render.scale = options.scale;
  render.theme = theme;
  render.view = options.view;
  render.window = options.window;
  StageRenderer renderer(prepared.demo, render);

  RunnerOptions runnerOptions;
  runnerOptions.threads = options.threads;
  runnerOptions.readShipped = shippedTables();
  Runner runner(runnerOptions);
  const auto until = options.at ? options.at : options.untilDone ? std::nullopt : options.steps;
  prepared.recipe.tick = until ? static_cast<int64_t>(*until * prepared.demo->ticksPerStep) : 0;
  runner.open(prepared.demo, prepared.recipe);
  runner.wait(longest, true);
  if (!until && runner.latest()->status != Status::failed) {
    runner.run();
    runner.wait(longest, true);
  }
  // Which part of the plane a view shows is known once it has drawn its points: maps are made for it in a second pass.
  for (int pass = 0; pass < 2; ++pass) {
    const std::vector<DisplayRequest> requests = renderer.requests();
    runner.setVisible(renderer.channels(), requests);
    waitForChannels(runner, renderer.channels(), requests);
    if (pass == 0) renderer.image(runner.latest());
  }
  const auto snapshot = runner.latest();
  if (snapshot->status == Status::failed) throw UserError(snapshot->failure.value_or(Text("The run failed.")));
  renderer.write(snapshot, QString::fromStdString(options.out));
  return 0;
}

}  // namespace gradus
