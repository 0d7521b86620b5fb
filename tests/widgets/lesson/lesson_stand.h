#pragma once
// A window with one lesson panel, for the tests of this folder.
#include <QCoreApplication>
#include <QWidget>

#include "widgets/lesson/lesson_files.h"
#include "widgets/lesson/lesson_panel.h"
#include "widgets/theme/theme_service.h"

namespace gradus::lesson_test {

inline const QStringList ids{QStringLiteral("clustering/k-means"), QStringLiteral("dimred/pca"),
                             QStringLiteral("dimred/lle"),         QStringLiteral("mcmc/metropolis-hastings"),
                             QStringLiteral("nn/mlp-playground"),  QStringLiteral("diffusion/swiss-roll")};

/// A window with one panel showing one lesson.
struct Stand {
  QWidget window;
  ThemeService service{&window};
  LessonPanel* panel = new LessonPanel(&window);
  Lesson lesson;

  explicit Stand(const QString& id, QSize size = {368, 760}) {
    service.setChoice(ThemeKind::light);
    lesson = *builtInLesson(id);
    panel->setDemoTitles({{QStringLiteral("dimred/pca"), QStringLiteral("Principal components")}});
    panel->setPresets(
        {{QStringLiteral("one"), QStringLiteral("One")}, {QStringLiteral("two"), QStringLiteral("Two and more")}});
    panel->setLesson(QStringLiteral("Title"), QStringLiteral("A promise"), lesson);
    window.resize(size);
    panel->resize(size);
    window.show();
    QCoreApplication::processEvents();
  }
};

}  // namespace gradus::lesson_test
