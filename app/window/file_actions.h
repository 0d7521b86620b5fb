#pragma once
// Everything about files: opening states and tables, saving, exporting pictures and numbers, the equivalent command.
#include <QObject>
#include <QString>
#include <functional>

#include "core/data/dataset.h"
#include "core/run/recipe.h"

class QMenu;

namespace gradus {

class ColumnChooser;
class MainWindow;
class OverlayPage;
struct Snapshot;

class FileActions : public QObject {
  Q_OBJECT
 public:
  explicit FileActions(MainWindow* window);

  void chooseFile();
  /// A .gradus file or a table, by its ending and contents.
  void openPath(const QString& path);
  void openState(const QString& path);
  /// The open demo uses the table; without one, the first demo that takes tables.
  void openTable(const QString& path);
  void save();
  void saveAs();
  void saveTo(const QString& path);
  /// The file the open state was saved to or read from; empty if none.
  const QString& path() const { return path_; }
  void setPath(const QString& path) { path_ = path; }

  void showExportMenu(QWidget* at);
  void exportView(const QString& view, const QString& format);
  void exportStage(const QString& format);
  /// `gradus run ...` for the open run.
  static QString commandFor(const Snapshot& snapshot, const QString& savedPath);
  void copyCommand();
  OverlayPage* columnPage() const { return columnPage_; }
  ColumnChooser* columnChooser() const { return chooser_; }

 private:
  void useTable(const QString& path, FileSource file);
  void askForColumns(const Dataset& data, FileSource file);
  void apply(FileSource file);
  void explainNoFiles(const QString& path);
  void askForPath(const QString& title, const QString& suggestion, const QString& filter,
                  const std::function<void(const QString&)>& write);

  MainWindow* window_;
  QString path_;
  OverlayPage* columnPage_ = nullptr;
  ColumnChooser* chooser_ = nullptr;
  FileSource waiting_;
};

}  // namespace gradus
