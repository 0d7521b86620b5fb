#pragma once
// Pictures of demos made by the program's own renderer from a short run, while nothing else runs; kept on disk.
#include <QElapsedTimer>
#include <QHash>
#include <QImage>
#include <QObject>
#include <QPointer>
#include <QStringList>
#include <QTimer>
#include <functional>
#include <memory>

#include "core/run/runner.h"

class QWidget;

namespace gradus {

class LiveView;

class Thumbnails : public QObject {
  Q_OBJECT
 public:
  /// `folder` keeps the pictures; `window` has the theme they are drawn in; `mayWork` is asked before each run.
  Thumbnails(const QString& folder, QWidget* window, std::function<bool()> mayWork);
  ~Thumbnails() override;

  /// The picture of a demo in the present theme; null until it has been made, then `ready` is emitted.
  QImage get(const QString& demoId);
  /// The first real view of a demo: what its thumbnail shows.
  static const View* mainView(const Demo& demo);
  static constexpr int width = 280, height = 206;

 Q_SIGNALS:
  void ready(const QString& demoId);

 private:
  void work();
  void begin(const QString& demoId);
  void finish();
  QString key(const QString& demoId) const;

  QString folder_;
  QWidget* window_;
  std::function<bool()> mayWork_;
  std::unique_ptr<Runner> runner_;
  QHash<QString, QImage> images_;
  QStringList queue_;
  QTimer timer_;
  QElapsedTimer running_;
  QString current_;
  std::shared_ptr<const Demo> demo_;
  QPointer<LiveView> live_;
  bool paused_ = false;
};

}  // namespace gradus
