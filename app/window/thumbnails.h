#pragma once
// Pictures of demos made by the program's own renderer from a short run, while nothing else runs; kept on disk.
#include <QElapsedTimer>
#include <QHash>
#include <QImage>
#include <QObject>
#include <QStringList>
#include <QTimer>
#include <functional>
#include <memory>

#include "core/run/runner.h"

class QWidget;

namespace gradus {

class Thumbnails : public QObject {
  Q_OBJECT
 public:
  /// `folder` keeps the pictures; `window` has the theme they are drawn in; `mayWork` is asked before each run.
  Thumbnails(const QString& folder, QWidget* window, std::function<bool()> mayWork);
  ~Thumbnails() override;

  /// The picture of a demo in the present theme; null until it has been made, then `ready` is emitted.
  QImage get(const QString& demoId);
  /// The views a thumbnail may show, the best first: planes and scenes of the main row, then others.
  static std::vector<const View*> candidates(const Demo& demo);
  static constexpr int width = 420, height = 309;

 Q_SIGNALS:
  void ready(const QString& demoId);

 private:
  void work();
  void begin(const QString& demoId);
  void finish();
  const View* chosen(const Snapshot& snapshot) const;
  QString key(const QString& demoId) const;

  QString folder_;
  QWidget* window_;
  std::function<bool()> mayWork_;
  std::unique_ptr<Runner> runner_;
  QHash<QString, QImage> images_;
  QStringList queue_;
  QTimer timer_;
  QElapsedTimer running_, resting_;
  QString current_;
  std::shared_ptr<const Demo> demo_;
  bool paused_ = false;
};

}  // namespace gradus
