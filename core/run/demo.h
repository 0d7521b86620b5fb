#pragma once
// A demo is one file that declares itself as data: identity, settings, presets, views, actions, accepted data, the
// experiment and the equivalent Python code for the current settings.
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/dataset.h"
#include "core/run/experiment.h"
#include "core/view/view.h"

namespace gradus {

struct Preset {
  std::string name;                  // kebab-case
  Text label;                        // "Two far modes": the chip in the lesson
  NamedValues settings;              // differences to the initial values (live and restart settings)
  Text help;                         // what to watch
  std::vector<Action> actions = {};  // applied at tick 0
};

/// What data a demo takes. A demo without data leaves `sources` empty and `files` false.
struct DataNeeds {
  std::vector<std::string> sources;      // names from dataSources(); the first is the default
  bool files = false;                    // numeric CSV accepted
  int minFeatures = 1, maxFeatures = 0;  // 0 = no limit
  bool needsTarget = false;              // a class or number column must be chosen
  size_t minRows = 2, maxRows = 0;       // more rows are thinned, and it is said; 0 = no limit
  size_t defaultRows = 300;              // of generated data
  double defaultNoise = 0.1;
  size_t largestRows = 5000;  // upper end of the setting data.rows
  std::string defaultScaling = "none";
  bool scaling = true;        // declare the setting `scaling`
  std::string usedWhen = {};  // "target=line-fit": data are made and shown for these settings only; empty = always
  NamedValues tableSettings =
      {};  // in force for tables (files, iris, digits) unless they are set: {"scaling", "standardise"}
};

/// What start() gets: data prepared as the settings say (columns chosen, incomplete rows dropped, scaled), or none.
struct StartContext {
  const Settings& settings;
  std::shared_ptr<const Dataset> data;  // null if the demo has none; in original units
  std::shared_ptr<const Matrix> x;      // features after `scaling`, rows x d; null without data
  std::vector<Text>& notes;             // what was done to the data, appended to by start()
  uint64_t seed;
  std::stop_token stop;
  Rng rng(std::string_view name) const { return Rng(seed, name, 0); }
};

struct Demo {
  std::string id;                     // "clustering/k-means"
  Text title;                         // "K-means and choosing k"
  Text chapter;                       // "Clustering and density"
  int chapterNumber = 0;              // 1 .. 22, order in the catalogue
  Text promise;                       // one line
  std::vector<std::string> keywords;  // for search: "lloyd", "voronoi", "inertia"
  DataNeeds data;
  std::vector<Setting> settings;  // own settings; those of the data are put before them by finishDemo()
  std::vector<Preset> presets;    // the first is the default look
  std::vector<ChannelSpec> channels;
  std::vector<View> views;
  std::vector<ActionSpec> actions;
  int ticksPerStep = 1;
  std::vector<Text> tickNames;  // captions of the half-steps: "Assign", "Update"; empty if ticksPerStep == 1
  std::string mainSeries;       // drawn as the spark of the timeline
  double stepsPerSecond = 60;   // the speed at which the window begins to run it
  Text stepName = "step";       // "iteration", "step"
  std::function<std::unique_ptr<Experiment>(StartContext&)> start;
  std::function<std::string(const Settings&, const Dataset*)> code;  // Python for the settings in force

  const Setting* setting(std::string_view name) const;
  const Preset* preset(std::string_view name) const;
  const ActionSpec* action(std::string_view name) const;
  const ChannelSpec* channel(std::string_view name) const;
  const View* view(std::string_view name) const;
};

/// Adds the settings that every demo on data has (data, data.rows, data.noise, data.seed, scaling) and asserts that
/// names are unique and every reference (layers, handles, presets, series) resolves. Called by the registry's
/// GRADUS_DEMO.
Demo finishDemo(Demo demo);

/// The settings in force at tick 0: declared ones, replaced by the `given`; tables change some as
/// DataNeeds::tableSettings says. Throws UserError for an unknown name or a value that is refused.
Settings startSettings(const Demo& demo, const NamedValues& given);

/// Makes the data the recipe names: generates, parses a shipped table or the given file text, chooses columns, drops
/// incomplete rows, thins. `readShipped` returns the text of a file below datasets/. Throws UserError.
using ShippedReader = std::function<std::string(const std::string& fileName)>;
struct Recipe;
std::shared_ptr<const Dataset> makeData(const Demo& demo, const Recipe& recipe, const Settings& settings,
                                        const ShippedReader& readShipped, std::stop_token stop = {});

}  // namespace gradus

/// Opens the function that declares a demo: GRADUS_DEMO(clustering, k_means) { Demo demo; ...; return demo; }
/// The names must be the folder and the file's name without .cpp.
#define GRADUS_DEMO(chapter, name)                   \
  namespace gradus {                                 \
  Demo declare_##chapter##_##name();                 \
  Demo demo_##chapter##_##name() {                   \
    return finishDemo(declare_##chapter##_##name()); \
  }                                                  \
  }                                                  \
  gradus::Demo gradus::declare_##chapter##_##name()
