// The part of FileActions that hands things out: pictures, numbers, the equivalent command.
#include <QClipboard>
#include <QFile>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMenu>
#include <QPainter>
#include <QRegularExpression>
#include <QSaveFile>

#include "app/window/file_actions.h"
#include "app/window/main_window.h"
#include "app/window/render_stage.h"
#include "app/window/stage.h"
#include "widgets/theme/theme_service.h"
#include "widgets/views/format.h"

namespace gradus {
namespace {

QString shellQuoted(const QString& text) {
  static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_./:=,+@%-]+$"));
  if (plain.match(text).hasMatch()) return text;
  return QLatin1Char('\'') + QString(text).replace(QLatin1Char('\''), QLatin1String("'\\''")) + QLatin1Char('\'');
}

QString fileFilter(const QString& format) {
  if (format == QLatin1String("csv")) return QObject::tr("Tables (*.csv)");
  if (format == QLatin1String("svg")) return QObject::tr("Vector pictures (*.svg)");
  return format == QLatin1String("pdf") ? QObject::tr("Pages (*.pdf)") : QObject::tr("Pictures (*.png)");
}

}  // namespace

void FileActions::showExportMenu(QWidget* at) {
  if (!window_->bridge()->demo()) return;
  auto* menu = new QMenu(window_);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  const auto add = [](QMenu* to, const QString& text, const std::function<void()>& work) {
    QObject::connect(to->addAction(text), &QAction::triggered, to, work);
  };
  add(menu, tr("Stage as PNG"), [this] { exportStage(QStringLiteral("png")); });
  add(menu, tr("Stage as SVG"), [this] { exportStage(QStringLiteral("svg")); });
  add(menu, tr("Stage as PDF"), [this] { exportStage(QStringLiteral("pdf")); });
  menu->addSeparator();
  for (const ViewCard* card : window_->stage()->cards()) {
    QMenu* views = menu->addMenu(translated(card->view().title));
    const QString name = QString::fromStdString(card->view().name);
    add(views, tr("PNG"), [this, name] { exportView(name, QStringLiteral("png")); });
    add(views, tr("SVG"), [this, name] { exportView(name, QStringLiteral("svg")); });
    add(views, tr("PDF"), [this, name] { exportView(name, QStringLiteral("pdf")); });
    add(views, tr("Numbers as CSV"), [this, name] { exportView(name, QStringLiteral("csv")); });
  }
  menu->addSeparator();
  menu->addAction(window_->commands()[QStringLiteral("copy-command")]);
  menu->addAction(window_->commands()[QStringLiteral("save-as")]);
  menu->popup(at ? at->mapToGlobal(QPoint(0, at->height())) : QCursor::pos());
}

void FileActions::exportView(const QString& view, const QString& format) {
  askForPath(tr("Export the view"), view + QLatin1Char('.') + format, fileFilter(format),
             [this, view, format](const QString& path) {
               LiveView* live = window_->stage()->live(view.toStdString());
               if (!live) return;
               bool written = false;
               if (format == QLatin1String("png")) written = live->exportPng(path);
               if (format == QLatin1String("svg")) written = live->exportSvg(path);
               if (format == QLatin1String("pdf")) written = live->exportPdf(path);
               if (format == QLatin1String("csv")) {
                 QSaveFile file(path);
                 const QByteArray text = live->copyValues().toUtf8();
                 written = file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit();
               }
               if (written) {
                 window_->tell(tr("Written: %1").arg(QFileInfo(path).fileName()));
               } else {
                 window_->tell(tr("The file %1 could not be written. Choose another folder.").arg(path), true);
               }
             });
}

void FileActions::exportStage(const QString& format) {
  const QString name = QString::fromStdString(window_->bridge()->demo()->id).section(QLatin1Char('/'), -1);
  askForPath(tr("Export the stage"), name + QLatin1Char('.') + format, fileFilter(format), [this](const QString& path) {
    try {
      RenderOptions options;
      options.size = window_->stage()->size();
      options.scale = 2;
      options.theme = themeOf(window_).kind;
      options.textScale = themeOf(window_).scale;
      StageRenderer renderer(window_->bridge()->demo(), options);
      renderer.write(window_->bridge()->snapshot(), path);
      window_->tell(tr("Written: %1").arg(QFileInfo(path).fileName()));
    } catch (const UserError& error) {
      window_->tell(translated(error.text()), true);
    }
  });
}

QString FileActions::commandFor(const Snapshot& snapshot, const QString& savedPath) {
  if (!snapshot.demo || !snapshot.recipe) return {};
  const Recipe& recipe = *snapshot.recipe;
  QStringList words{QStringLiteral("gradus"), QStringLiteral("run")};
  if (!recipe.actions.empty() && !savedPath.isEmpty()) {
    words << shellQuoted(savedPath);  // what was done by hand is only in the file
  } else {
    words << QString::fromStdString(recipe.demo);
    for (const auto& [name, value] : recipe.settings) {
      const Setting* setting = snapshot.demo->setting(name);
      if (setting && value == setting->initial) continue;
      if (name == "data" && recipe.file) continue;
      words << QStringLiteral("--set") << shellQuoted(QString::fromStdString(name + "=" + valueText(value)));
    }
    if (recipe.file) {
      words << QStringLiteral("--data") << shellQuoted(QString::fromStdString(recipe.file->path));
      QStringList columns;
      for (const std::string& column : recipe.file->columns) columns << QString::fromStdString(column);
      if (!columns.isEmpty()) words << QStringLiteral("--columns") << shellQuoted(columns.join(QLatin1Char(',')));
      if (!recipe.file->target.empty())
        words << QStringLiteral("--target") << shellQuoted(QString::fromStdString(recipe.file->target));
    }
    words << QStringLiteral("--seed") << QString::number(recipe.seed);
  }
  if (snapshot.tick > 0) words << QStringLiteral("--steps") << QString::number(snapshot.step());
  return words.join(QLatin1Char(' '));
}

void FileActions::copyCommand() {
  const Snapshot& snapshot = *window_->bridge()->snapshot();
  const QString command = commandFor(snapshot, path_);
  if (command.isEmpty()) return;
  QGuiApplication::clipboard()->setText(command);
  const bool leftOut = !snapshot.recipe->actions.empty() && path_.isEmpty();
  window_->tell(leftOut ? tr("Copied, without what was done by hand: save the state, then the command names the file.")
                        : tr("Copied: %1").arg(command));
}

}  // namespace gradus
