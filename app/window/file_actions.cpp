#include "app/window/file_actions.h"

#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QVBoxLayout>

#include "app/demos/registry.h"
#include "app/window/column_chooser.h"
#include "app/window/main_window.h"
#include "app/window/overlay_page.h"
#include "app/window/stage.h"
#include "core/data/csv.h"
#include "widgets/views/format.h"

namespace gradus {
namespace {

constexpr qint64 readHereUpTo = 1 << 20;  // larger tables are read by the engine, so that the window goes on
constexpr qint64 embedUpTo = 256 << 10;

bool isState(const QString& path) {
  return path.endsWith(QLatin1String(".gradus"), Qt::CaseInsensitive);
}

}  // namespace

FileActions::FileActions(MainWindow* window) : QObject(window), window_(window) {}

void FileActions::chooseFile() {
  auto* dialog = new QFileDialog(window_, tr("Open a state or a table"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::ExistingFile);
  dialog->setNameFilters({tr("States and tables (*.gradus *.csv *.tsv *.txt)"), tr("All files (*)")});
  dialog->setModal(false);
  connect(dialog, &QFileDialog::fileSelected, this, &FileActions::openPath);
  dialog->show();
}

void FileActions::openPath(const QString& path) {
  if (isState(path)) {
    openState(path);
  } else {
    openTable(path);
  }
}

void FileActions::openState(const QString& path) {
  try {
    std::vector<Text> warnings;
    Recipe recipe = readRecipe(path, warnings);
    const std::shared_ptr<const Demo> demo = demoById(QString::fromStdString(recipe.demo));
    if (!demo)
      throw UserError(Text(GRADUS_TR("%1 belongs to the demo %2, which this version does not have."),
                           {QFileInfo(path).fileName().toStdString(), recipe.demo}));
    window_->keepCurrent();
    window_->openRecipe(demo, std::move(recipe));
    path_ = path;
    QStringList texts;
    for (const Text& warning : warnings) texts << translated(warning);
    if (!texts.isEmpty()) window_->tell(texts.join(QLatin1Char('\n')));
  } catch (const UserError& error) {
    window_->tell(translated(error.text()), true);
  }
}

void FileActions::openTable(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) {
    window_->tell(tr("The file %1 could not be read: %2.").arg(path, file.errorString()), true);
    return;
  }
  FileSource source;
  source.path = QFileInfo(path).absoluteFilePath().toStdString();
  if (file.size() > readHereUpTo) {
    useTable(path, std::move(source));
    return;
  }
  const std::string text = file.readAll().toStdString();
  source.sha256 = sha256Hex(text);
  if (static_cast<qint64>(text.size()) <= embedUpTo) source.embedded = text;
  useTable(path, std::move(source));
}

void FileActions::useTable(const QString& path, FileSource file) {
  std::shared_ptr<const Demo> demo = window_->isHome() ? nullptr : window_->bridge()->demo();
  if (!demo) {
    for (const auto& candidate : demoRegistry())
      if (!demo && candidate->data.files) demo = candidate;
    if (!demo) return explainNoFiles(path);
  }
  if (!demo->data.files) return explainNoFiles(path);
  try {
    // What is wrong with the table is found before anything of the present run is given up.
    if (file.embedded || !file.sha256.empty()) {
      const Dataset data = readCsvFile(path.toStdString());
      const size_t features = data.featureColumns().size();
      const bool tooMany = demo->data.maxFeatures > 0 && features > static_cast<size_t>(demo->data.maxFeatures);
      if (static_cast<int>(features) < demo->data.minFeatures)
        throw UserError(Text(GRADUS_TR("%1 has %2 numeric columns; this demo needs %3."),
                             {QFileInfo(path).fileName().toStdString(), std::to_string(features),
                              std::to_string(demo->data.minFeatures)}));
      if (window_->isHome() || window_->bridge()->demo() != demo) window_->openDemo(QString::fromStdString(demo->id));
      if (tooMany || (demo->data.needsTarget && !data.targetColumn())) return askForColumns(data, std::move(file));
    } else if (window_->isHome()) {
      window_->openDemo(QString::fromStdString(demo->id));
    }
    apply(std::move(file));
  } catch (const UserError& error) {
    window_->tell(translated(error.text()), true);
  }
}

void FileActions::apply(FileSource file) {
  const QString name = QFileInfo(QString::fromStdString(file.path)).fileName();
  window_->bridge()->setFile(std::move(file));
  window_->tell(tr("%1 is used now. The page Data says what was done to it.").arg(name));
}

void FileActions::askForColumns(const Dataset& data, FileSource file) {
  if (!columnPage_) {
    columnPage_ = new OverlayPage(tr("Choose columns"), QSize(480, 460), -1, window_);
    chooser_ = new ColumnChooser(columnPage_->body());
    auto* column = new QVBoxLayout(columnPage_->body());
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(chooser_);
    connect(chooser_, &ColumnChooser::chosen, this, [this](const QStringList& columns, const QString& target) {
      FileSource chosen = waiting_;
      for (const QString& name : columns) chosen.columns.push_back(name.toStdString());
      chosen.target = target.toStdString();
      columnPage_->dismiss();
      apply(std::move(chosen));
    });
  }
  waiting_ = std::move(file);
  chooser_->setData(data, window_->bridge()->demo()->data, true, true);
  columnPage_->open();
}

void FileActions::explainNoFiles(const QString& path) {
  std::vector<NoticeBar::Choice> choices;
  for (const auto& demo : demoRegistry()) {
    if (!demo->data.files || choices.size() >= 4) continue;
    choices.push_back({translated(demo->title), Icon::table, [this, path, id = QString::fromStdString(demo->id)] {
                         window_->openDemo(id);
                         openTable(path);
                       }});
  }
  window_->stage()->notice()->showNotice(
      NoticeBar::Kind::neutral, tr("This demo takes no files"),
      tr("%1 was not opened. These demos can use it:").arg(QFileInfo(path).fileName()), std::move(choices));
}

void FileActions::askForPath(const QString& title, const QString& suggestion, const QString& filter,
                             const std::function<void(const QString&)>& write) {
  auto* dialog = new QFileDialog(window_, title, suggestion, filter);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix(QFileInfo(suggestion).suffix());
  dialog->selectFile(suggestion);
  dialog->setModal(false);
  connect(dialog, &QFileDialog::fileSelected, this, write);
  dialog->show();
}

void FileActions::save() {
  if (path_.isEmpty()) {
    saveAs();
  } else {
    saveTo(path_);
  }
}

void FileActions::saveAs() {
  if (!window_->bridge()->demo()) return;
  QString name =
      QString::fromStdString(window_->bridge()->demo()->id).section(QLatin1Char('/'), -1) + QStringLiteral(".gradus");
  askForPath(tr("Save the state"), path_.isEmpty() ? name : path_, tr("Gradus states (*.gradus)"),
             [this](const QString& path) { saveTo(path); });
}

void FileActions::saveTo(const QString& path) {
  try {
    writeRecipe(path, *window_->bridge()->snapshot());
  } catch (const UserError& error) {
    window_->tell(translated(error.text()), true);
    return;
  }
  path_ = path;
  QImage picture;
  for (const ViewCard* card : window_->stage()->cards())
    if (picture.isNull()) picture = card->live()->render(QSize(264, 184), 1);
  window_->recent().add(path, *window_->bridge()->snapshot(), picture);
  window_->tell(tr("Saved as %1").arg(QFileInfo(path).fileName()));
}

}  // namespace gradus
