#include "app/window/preferences.h"

#include <QDir>
#include <QFile>
#include <QObject>
#include <QStandardPaths>
#include <algorithm>

#include "app/window/render_stage.h"
#include "core/base/error.h"

namespace gradus {
namespace {

constexpr int defaultBudget = 256, smallestBudget = 16, largestBudget = 8192, mostThreads = 256;

/// An INI file holds sections, comments and key=value lines, and no control characters.
bool isReadable(const QString& path) {
  QFile file(path);
  if (!file.exists()) return true;
  if (!file.open(QIODevice::ReadOnly)) return false;
  const QByteArray text = file.readAll();
  if (text.contains('\0')) return false;
  for (const QByteArray& raw : text.split('\n')) {
    const QByteArray line = raw.trimmed();
    if (line.isEmpty() || line.startsWith(';') || line.startsWith('#')) continue;
    if (!(line.startsWith('[') && line.endsWith(']')) && !line.contains('=')) return false;
  }
  return true;
}

}  // namespace

Preferences::Preferences(const QString& folder, bool reset) {
  folder_ = folder.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) : folder;
  QDir().mkpath(folder_);
  const QString path = QDir(folder_).filePath(QStringLiteral("gradus.ini"));
  if (reset) QFile::remove(path);
  if (!isReadable(path)) {
    QFile::remove(path + QStringLiteral(".bad"));
    QFile::rename(path, path + QStringLiteral(".bad"));
    complaint_ =
        QObject::tr("The settings in %1 could not be read. They were put aside as gradus.ini.bad and begun anew.")
            .arg(folder_);
  }
  settings_ = std::make_unique<QSettings>(path, QSettings::IniFormat);
}

QVariant Preferences::value(const char* key, const QVariant& fallback) const {
  return settings_->value(QLatin1String(key), fallback);
}

ThemeKind Preferences::theme() const {
  try {
    return themeKindFromName(value("look/theme", QStringLiteral("system")).toString());
  } catch (const UserError&) {
    return ThemeKind::system;
  }
}

void Preferences::setTheme(ThemeKind kind) {
  set("look/theme", themeKindName(kind));
}

double Preferences::textScale() const {
  return std::clamp(value("look/text_scale", 1.0).toDouble(), minimumScale, maximumScale);
}

void Preferences::setTextScale(double scale) {
  set("look/text_scale", scale);
}

int Preferences::keyframeBudget() const {
  return std::clamp(value("engine/keyframe_budget", defaultBudget).toInt(), smallestBudget, largestBudget);
}

int Preferences::threads() const {
  return std::clamp(value("engine/threads", 0).toInt(), 0, mostThreads);
}

}  // namespace gradus
