#pragma once
// The lessons built into the program.
#include <QString>
#include <optional>

#include "core/lesson/lesson.h"

namespace gradus {

/// The lesson of a demo ("clustering/k-means"), or nothing if there is none. Throws UserError on a broken file.
std::optional<Lesson> builtInLesson(const QString& demoId);

}  // namespace gradus
