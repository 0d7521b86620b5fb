#pragma once
// What the window remembers between two starts, in one INI file of the configuration folder.
#include <QByteArray>
#include <QSettings>
#include <QString>
#include <memory>

#include "widgets/theme/theme.h"

namespace gradus {

class Preferences {
 public:
  /// `folder` empty = the user's own. A file that can't be read is renamed to *.bad and begun anew; `complaint()` says
  /// so.
  explicit Preferences(const QString& folder = {}, bool reset = false);

  const QString& folder() const { return folder_; }
  const QString& complaint() const { return complaint_; }

  ThemeKind theme() const;
  void setTheme(ThemeKind kind);
  double textScale() const;
  void setTextScale(double scale);
  bool reducedMotion() const { return flag("look/reduced_motion"); }
  void setReducedMotion(bool on) { set("look/reduced_motion", on); }
  bool cividis() const { return flag("look/cividis"); }
  void setCividis(bool on) { set("look/cividis", on); }
  int keyframeBudget() const;  ///< MiB a run
  void setKeyframeBudget(int mebibytes) { set("engine/keyframe_budget", mebibytes); }
  int threads() const;  ///< 0 = one per core
  void setThreads(int threads) { set("engine/threads", threads); }

  QVariant value(const char* key, const QVariant& fallback = {}) const;
  void set(const char* key, const QVariant& value) { settings_->setValue(QLatin1String(key), value); }
  void sync() { settings_->sync(); }

 private:
  bool flag(const char* key) const { return value(key, false).toBool(); }

  QString folder_, complaint_;
  std::unique_ptr<QSettings> settings_;
};

}  // namespace gradus
