#pragma once
// Finds demos by title, chapter, keywords, settings, and what their lessons say (lectures, formulas), and says why.
#include <QString>
#include <memory>
#include <vector>

#include "core/run/demo.h"

namespace gradus {

struct DemoHit {
  std::shared_ptr<const Demo> demo;
  QString reason;  ///< "matches: learning rate"; empty where the title itself matches
  int rank = 0;    ///< 0 = best
};

struct DemoChapter {
  int number = 0;
  QString title;
  std::vector<std::shared_ptr<const Demo>> demos;
};

/// Chapters that have demos, in catalogue order.
std::vector<DemoChapter> demoChapters();
/// Null if there is none.
std::shared_ptr<const Demo> demoById(const QString& id);

class DemoSearch {
 public:
  /// All words of `query` must be found in the same demo. Best hits first; an empty query gives every demo.
  std::vector<DemoHit> find(const QString& query) const;

 private:
  struct Entry {
    std::shared_ptr<const Demo> demo;
    QString title;
    struct Field {
      QString text, shown;
      int rank;
    };
    std::vector<Field> fields;
  };
  const std::vector<Entry>& entries() const;  // read on first use: lessons are not needed for the first frame
  mutable std::vector<Entry> entries_;
};

}  // namespace gradus
