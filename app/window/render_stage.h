#pragma once
// Draws what the window would show, without showing one: the stage of a demo, one of its views or the whole window.
// Needs a QApplication (platform "offscreen" will do), no display, no engine.
//
//   StageRenderer renderer(demo, options);
//   runner.setVisible(renderer.channels(), renderer.requests());   // then wait until the snapshot has the channels
//   renderer.write(*runner.latest(), path);
#include <QImage>
#include <QSize>
#include <QString>
#include <memory>
#include <string>
#include <vector>

#include "core/run/experiment.h"
#include "widgets/theme/theme.h"

class QPainter;

namespace gradus {

struct Demo;
struct Snapshot;

struct RenderOptions {
  QSize size{1280, 888};  ///< logical pixels
  double scale = 1;       ///< device pixels per logical pixel
  ThemeKind theme = ThemeKind::light;
  double textScale = 1;  ///< 0.8 to 3
  std::string view;      ///< name of one view; empty = the stage
  bool window = false;   ///< the whole window around the stage
};

class StageRenderer {
 public:
  /// Throws UserError for a view that the demo does not have.
  StageRenderer(std::shared_ptr<const Demo> demo, const RenderOptions& options);
  ~StageRenderer();
  StageRenderer(const StageRenderer&) = delete;
  StageRenderer& operator=(const StageRenderer&) = delete;

  /// The channels that are drawn, and the derived ones at the size at which they are drawn.
  std::vector<std::string> channels() const;
  std::vector<DisplayRequest> requests() const;

  QImage image(const std::shared_ptr<const Snapshot>& snapshot);
  /// Draws into somebody's page; the picture fills `options.size` logical pixels from the origin.
  void draw(const std::shared_ptr<const Snapshot>& snapshot, QPainter& painter);
  /// By the file's ending: .png, .svg or .pdf. Throws UserError for another ending or a file that cannot be written.
  void write(const std::shared_ptr<const Snapshot>& snapshot, const QString& path);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The kind by its command line name: light, dark, projector, high-contrast, system. Throws UserError for others.
ThemeKind themeKindFromName(const QString& name);
QString themeKindName(ThemeKind kind);

}  // namespace gradus
