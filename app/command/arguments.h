#pragma once
// Command-line arguments of run, render and code, and the recipe they describe.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/run/demo.h"
#include "core/run/recipe.h"

namespace gradus {

/// Bad usage: ends with exit status 2.
class UsageError : public UserError {
  using UserError::UserError;
};

struct RunArguments {
  std::string subject;                                    // demo id or FILE.gradus
  std::vector<std::pair<std::string, std::string>> sets;  // --set name=value, in order
  std::string preset, data, target, actionsFile, device = "auto", out, view, theme = "light";
  std::vector<std::string> columns;
  std::optional<uint64_t> seed;
  std::optional<double> steps, at;
  bool untilDone = false, json = false, window = false;
  int width = 1280, height = 888, threads = 0;
  double scale = 1;
};

/// Reads the arguments after the command's name; `allowed` lists the options this command knows ("--set", ...).
RunArguments parseArguments(const std::vector<std::string>& arguments, const std::vector<std::string>& allowed);

struct Prepared {
  std::shared_ptr<const Demo> demo;
  Recipe recipe;
  std::vector<Text> warnings;
};

/// Finds the demo and builds the recipe. Throws UsageError for unknown demos, presets and settings, UserError for bad
/// files.
Prepared prepare(const RunArguments& arguments);

std::shared_ptr<const Demo> findDemo(const std::string& id);  // throws UsageError with the nearest ids
std::string readFile(const std::string& path);                // throws UserError

}  // namespace gradus
