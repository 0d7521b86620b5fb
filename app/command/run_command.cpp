// run: headless; one JSON object on standard output; progress and, unless --json is given, a summary for people on
// standard error; every channel as a file with --out.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/command/commands.h"
#include "app/command/describe.h"
#include "app/command/output.h"
#include "app/import/shipped_tables.h"
#include "core/base/parallel.h"

namespace gradus {

using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

namespace {

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Progress lines, at most one a second.
class Progress {
 public:
  void show(const Session& session, int64_t target) {
    if (secondsSince(last_) < 1) return;
    last_ = Clock::now();
    const int64_t step = session.tick() / session.demo().ticksPerStep;
    if (target > 0) {
      std::fprintf(stderr, "step %lld of %lld\n", static_cast<long long>(step), static_cast<long long>(target));
    } else {
      std::fprintf(stderr, "step %lld\n", static_cast<long long>(step));
    }
  }

 private:
  Clock::time_point last_ = Clock::now();
};

Status advance(Session& session, const RunArguments& options) {
  const int ticks = session.demo().ticksPerStep;
  const int64_t limit = options.steps && !options.untilDone ? static_cast<int64_t>(*options.steps) * ticks : -1;
  Progress progress;
  for (int64_t i = 0; limit < 0 || session.tick() < limit; ++i) {
    if (session.done()) break;
    if (!session.stepTick()) break;
    if ((i & 255) == 0 || ticks > 0) progress.show(session, limit / ticks);
  }
  if (session.divergence()) return Status::diverged;
  return session.done() ? Status::done : Status::stopped;
}

Json dataJson(const Session& session) {
  if (!session.data()) return nullptr;
  const Dataset& data = *session.data();
  Json json = {{"name", data.name}, {"rows", data.rows()}, {"columns", Json::array()}};
  for (const size_t column : data.featureColumns()) json["columns"].push_back(data.columns[column].name);
  if (const auto target = data.targetColumn()) json["target"] = data.columns[*target].name;
  json["done"] = Json::array();
  for (const Text& note : session.notes()) json["done"].push_back(note.str());
  return json;
}

Json numberJson(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json resultJson(const Session& session, Status status, double seconds) {
  const double steps = static_cast<double>(session.tick()) / session.demo().ticksPerStep;
  Json json;
  json["demo"] = session.demo().id;
  json["settings"] = Json::object();
  for (const auto& [name, value] : session.settings().all()) json["settings"][name] = valueJson(value);
  json["data"] = dataJson(session);
  json["seed"] = session.recipe().seed;
  json["steps"] = std::floor(steps) == steps ? Json(static_cast<int64_t>(steps)) : Json(steps);
  json["status"] = statusName(status);
  if (const auto& divergence = session.divergence()) {
    json["divergence"] = {{"step", static_cast<double>(divergence->tick) / session.demo().ticksPerStep},
                          {"quantity", divergence->quantity.str()},
                          {"cause", divergence->cause.str()},
                          {"setting", divergence->setting}};
  }
  json["device"] = "cpu";
  json["seconds"] = seconds;
  json["steps_per_second"] = seconds > 0 ? steps / seconds : 0;
  char hash[17];
  std::snprintf(hash, sizeof hash, "%016llx", static_cast<unsigned long long>(session.hash()));
  json["state_hash"] = hash;
  json["metrics"] = Json::object();
  for (const auto& [name, value] : session.metrics()) json["metrics"][name] = numberJson(value);
  return json;
}

/// The same for people.
void printSummary(const Json& json) {
  const auto number = [](const Json& value) {
    return value.is_null() ? std::string("not finite") : numberText(value.get<double>(), 6);
  };
  std::fprintf(stderr, "%s  %s after %s steps in %.3f s (%s steps/s), state %s\n",
               json["demo"].get<std::string>().c_str(), json["status"].get<std::string>().c_str(),
               number(json["steps"]).c_str(), json["seconds"].get<double>(),
               numberText(std::round(json["steps_per_second"].get<double>())).c_str(),
               json["state_hash"].get<std::string>().c_str());
  if (json.contains("divergence"))
    std::fprintf(stderr, "  %s\n", json["divergence"]["cause"].get<std::string>().c_str());
  if (!json["data"].is_null()) {
    std::fprintf(stderr, "  data %s, %llu rows\n", json["data"]["name"].get<std::string>().c_str(),
                 static_cast<unsigned long long>(json["data"]["rows"].get<uint64_t>()));
    for (const Json& note : json["data"]["done"]) std::fprintf(stderr, "    %s\n", note.get<std::string>().c_str());
  }
  for (const auto& [name, value] : json["metrics"].items())
    std::fprintf(stderr, "  %-28s %s\n", name.c_str(), number(value).c_str());
}

}  // namespace

int runRunCommand(const std::vector<std::string>& arguments) {
  const RunArguments options =
      parseArguments(arguments, {"--set", "--preset", "--data", "--columns", "--target", "--seed", "--steps",
                                 "--until-done", "--device", "--threads", "--actions", "--out", "--json"});
  const Prepared prepared = prepare(options);
  for (const Text& warning : prepared.warnings) std::fprintf(stderr, "%s\n", warning.str().c_str());
  WorkerPool pool(options.threads);
  const WorkerPool::Use use(pool);
  SessionOptions sessionOptions;
  sessionOptions.readShipped = shippedTables();
  sessionOptions.keyframeBudget = 0;  // nobody seeks here
  if (!options.out.empty())
    makeOutputFolder(options.out);  // a folder that cannot be made is said before the run, not after
  const auto start = Clock::now();
  Session session(prepared.demo, prepared.recipe, sessionOptions);
  // What a script asks for is refused as a whole if a part of it cannot be done.
  if (!options.actionsFile.empty()) {
    for (const Action& action : session.recipe().actions) session.checked(action);
  }
  const Status status = advance(session, options);
  const double seconds = secondsSince(start);
  for (const Text& remark : session.takeRemarks()) std::fprintf(stderr, "%s\n", remark.str().c_str());
  const Json json = resultJson(session, status, seconds);
  if (!options.out.empty()) writeOutputs(session, options.out);
  std::cout << json.dump(2) << std::endl;
  if (!options.json) printSummary(json);
  return 0;
}

}  // namespace gradus
