#pragma once
// The recipe is the whole of a run: run = f(demo, settings, data, seed, actions). It is what a .gradus file holds.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/run/action.h"
#include "core/run/setting.h"

namespace gradus {

/// A file used as data. Generated data are described by the settings `data` and `data.*` alone. With neither path nor
/// contents it only chooses `columns` and `target` of the built-in source that the setting `data` names.
struct FileSource {
  std::string path;
  std::string sha256;                   // hex
  std::vector<std::string> columns;     // features in order; empty = all numeric but the target
  std::string target;                   // empty = none chosen
  std::optional<std::string> embedded;  // contents, up to 256 KiB
  bool operator==(const FileSource&) const = default;
};

struct Recipe {
  static constexpr int schemaVersion = 1;
  std::string demo;      // "clustering/k-means"
  NamedValues settings;  // at tick 0, only those that differ from their initial value need be there
  std::optional<FileSource> file;
  uint64_t seed = 1;
  std::vector<Action> actions;  // ordered by `at`
  // Where it was made: equality of bits is promised for the same of these (rulings 5).
  std::string program;      // "gradus 0.1.0"
  std::string compiler;     // "gcc"
  std::string kernelLevel;  // "v4"
  std::string device = "cpu";
  int64_t tick = 0;  // where the run stood when it was saved
  bool operator==(const Recipe&) const = default;
  /// Equal but for the actions: the same tick 0.
  bool sameStart(const Recipe& other) const {
    return demo == other.demo && settings == other.settings && file == other.file && seed == other.seed;
  }
};

/// Readable JSON, keys in fixed order.
std::string recipeToJson(const Recipe& recipe);
/// Throws UserError with line and column for text that is no recipe; unknown keys are kept out and listed in
/// `warnings`.
Recipe recipeFromJson(std::string_view json, std::vector<Text>& warnings);
/// A list of actions alone ({"actions": [...]} or [...]), for --actions.
std::vector<Action> actionsFromJson(std::string_view json);

std::string sha256Hex(std::string_view bytes);

/// True if there is a file or its contents, not only a choice of columns.
bool namesFile(const FileSource& file);
/// Fills in the missing SHA-256 and embeds contents of up to 256 KiB. Throws UserError if the file cannot be read.
void completeFileSource(FileSource& file);

}  // namespace gradus
