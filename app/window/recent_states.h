#pragma once
// Where somebody left off: files saved or opened, and the last state of every demo, each with a thumbnail.
#include <QDateTime>
#include <QImage>
#include <QString>
#include <vector>

#include "core/run/recipe.h"
#include "core/run/snapshot.h"

namespace gradus {

struct RecentState {
  QString path;    ///< of the .gradus file
  QString demo;    ///< id
  QString detail;  ///< "Iris, step 12"
  QDateTime when;
  QString thumbnail;  ///< PNG, may not exist
  bool kept = false;  ///< kept by the program itself rather than saved by a person
  bool exists() const;
};

class RecentStates {
 public:
  /// The list lies in `folder`/recent.
  explicit RecentStates(const QString& folder);

  std::vector<RecentState> list() const;
  /// Remembers a file that was saved or opened.
  void add(const QString& path, const Snapshot& snapshot, const QImage& thumbnail);
  /// Writes the state of a demo that is left into the folder and remembers it. Nothing is kept of a run without a step.
  void keep(const Snapshot& snapshot, const QImage& thumbnail);
  void forget(const QString& path);

 private:
  void store(const std::vector<RecentState>& states);
  void put(RecentState state, const QImage& thumbnail);

  QString folder_;
};

/// "2 minutes ago", "yesterday", "12 March".
QString ago(const QDateTime& when, const QDateTime& now);
/// "Iris, step 12".
QString stateDetail(const Snapshot& snapshot);

/// Text of a file with a recipe, and the recipe with the present tick. Throws UserError.
void writeRecipe(const QString& path, const Snapshot& snapshot);
Recipe readRecipe(const QString& path, std::vector<Text>& warnings);

}  // namespace gradus
