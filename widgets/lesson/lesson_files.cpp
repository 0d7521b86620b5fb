#include "widgets/lesson/lesson_files.h"

#include <QFile>

namespace gradus {

std::optional<Lesson> builtInLesson(const QString& demoId) {
  QFile file(QStringLiteral(":/gradus/lessons/%1.md").arg(demoId));
  if (!file.open(QIODevice::ReadOnly)) return std::nullopt;
  const QByteArray markdown = file.readAll();
  return parseLesson({markdown.constData(), static_cast<std::size_t>(markdown.size())},
                     QStringLiteral("resources/lessons/%1.md").arg(demoId).toStdString());
}

}  // namespace gradus
