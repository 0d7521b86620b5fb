#include "app/window/demo_search.h"

#include <QObject>
#include <algorithm>
#include <map>

#include "app/demos/registry.h"
#include "widgets/lesson/lesson_files.h"
#include "widgets/views/format.h"

namespace gradus {
namespace {

void addLesson(const Demo& demo, const std::function<void(const QString&, const QString&, int)>& add) {
  std::optional<Lesson> lesson;
  try {
    lesson = builtInLesson(QString::fromStdString(demo.id));
  } catch (const UserError&) {
    return;  // the lesson panel says what is wrong with it
  }
  if (!lesson) return;
  if (!lesson->lectures.empty()) {
    const QString lectures = QString::fromStdString(lesson->lectures);
    add(lectures, lectures, 4);
  }
  for (const LessonFormula& formula : lesson->formulas) {
    const QString tex = QString::fromStdString(formula.tex);
    add(tex, QObject::tr("the formula %1").arg(tex.left(40)), 5);
  }
}

}  // namespace

std::vector<DemoChapter> demoChapters() {
  std::map<int, DemoChapter> chapters;
  for (const auto& demo : demoRegistry()) {
    DemoChapter& chapter = chapters[demo->chapterNumber];
    chapter.number = demo->chapterNumber;
    chapter.title = translated(demo->chapter);
    chapter.demos.push_back(demo);
  }
  std::vector<DemoChapter> ordered;
  for (auto& [number, chapter] : chapters) ordered.push_back(std::move(chapter));
  return ordered;
}

std::shared_ptr<const Demo> demoById(const QString& id) {
  for (const auto& demo : demoRegistry())
    if (demo->id == id.toStdString()) return demo;
  return nullptr;
}

const std::vector<DemoSearch::Entry>& DemoSearch::entries() const {
  if (!entries_.empty()) return entries_;
  for (const DemoChapter& chapter : demoChapters()) {
    for (const auto& demo : chapter.demos) {
      Entry entry{demo, translated(demo->title), {}};
      const auto add = [&](const QString& text, const QString& shown, int rank) {
        entry.fields.push_back({text, shown, rank});
      };
      add(entry.title, {}, 0);
      add(QString::fromStdString(demo->id), {}, 1);
      for (const std::string& keyword : demo->keywords)
        add(QString::fromStdString(keyword), QString::fromStdString(keyword), 1);
      add(chapter.title, chapter.title, 2);
      for (const Setting& setting : demo->settings) {
        const QString title = translated(setting.title);
        add(title + QLatin1Char(' ') + QString::fromStdString(setting.name), title, 3);
      }
      add(translated(demo->promise), QObject::tr("its promise"), 4);
      addLesson(*demo, add);
      entries_.push_back(std::move(entry));
    }
  }
  return entries_;
}

std::vector<DemoHit> DemoSearch::find(const QString& query) const {
  const QStringList words = query.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
  std::vector<DemoHit> hits;
  for (const Entry& entry : entries()) {
    DemoHit hit{entry.demo, {}, 0};
    bool all = true;
    for (const QString& word : words) {
      const auto field = std::find_if(entry.fields.begin(), entry.fields.end(), [&](const Entry::Field& candidate) {
        return candidate.text.contains(word, Qt::CaseInsensitive);
      });
      if (field == entry.fields.end()) {
        all = false;
        break;
      }
      if (field->rank >= hit.rank && !field->shown.isEmpty()) hit.reason = QObject::tr("matches: %1").arg(field->shown);
      hit.rank = std::max(hit.rank, field->rank);
    }
    if (all) hits.push_back(std::move(hit));
  }
  std::stable_sort(hits.begin(), hits.end(), [](const DemoHit& a, const DemoHit& b) { return a.rank < b.rank; });
  return hits;
}

}  // namespace gradus
