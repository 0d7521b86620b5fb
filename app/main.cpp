// The program: opens the window, or carries out a command without one.
#include <QApplication>
#include <QCommandLineParser>
#include <cstdio>
#include <filesystem>

#include "app/command/arguments.h"
#include "app/command/command.h"
#include "app/window/main_window.h"
#include "app/window/render_stage.h"
#include "core/base/error.h"

namespace {

int usageError(const QString& message) {
  std::fprintf(stderr, "gradus: %s\n", qPrintable(message));
  return 2;
}

int openWindow(int argc, char** argv) {
  QCoreApplication::setApplicationName(QStringLiteral("gradus"));
  QCoreApplication::setApplicationVersion(QStringLiteral(GRADUS_VERSION));
  QGuiApplication::setDesktopFileName(QStringLiteral("gradus"));
  QApplication application(argc, argv);
  QCommandLineParser parser;
  const QCommandLineOption config(QStringLiteral("config"), QStringLiteral("Folder for settings and recent states."),
                                  QStringLiteral("DIR"));
  const QCommandLineOption reset(QStringLiteral("reset-settings"),
                                 QStringLiteral("Begin with the settings as shipped."));
  const QCommandLineOption theme(
      QStringLiteral("theme"), QStringLiteral("system, light, dark, projector or high-contrast."), QStringLiteral("T"));
  const QCommandLineOption scale(QStringLiteral("scale"), QStringLiteral("Text scale, 0.8 to 3."), QStringLiteral("S"));
  parser.addOptions({config, reset, theme, scale});
  parser.addPositionalArgument(QStringLiteral("subject"), QStringLiteral("Demo id, FILE.gradus or FILE.csv."));
  if (!parser.parse(application.arguments())) return usageError(parser.errorText());
  if (parser.positionalArguments().size() > 1) return usageError(QStringLiteral("one demo or file is expected"));
  gradus::WindowOptions options;
  options.configFolder = parser.value(config);
  options.resetSettings = parser.isSet(reset);
  try {
    if (parser.isSet(theme)) options.theme = gradus::themeKindFromName(parser.value(theme));
  } catch (const gradus::UserError& error) {
    return usageError(QString::fromUtf8(error.what()));
  }
  if (parser.isSet(scale)) {
    bool valid = false;
    options.scale = parser.value(scale).toDouble(&valid);
    if (!valid || *options.scale < gradus::minimumScale || *options.scale > gradus::maximumScale)
      return usageError(QStringLiteral("--scale is a number from 0.8 to 3"));
  }
  gradus::MainWindow window(options);
  window.show();
  if (!parser.positionalArguments().isEmpty()) window.openArgument(parser.positionalArguments().constFirst());
  return QApplication::exec();
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  // Said before a display is asked for: a word that is no command, no demo and no file.
  if (arguments.size() == 1 && !gradus::isCommand(arguments) && !arguments[0].starts_with('-') &&
      !std::filesystem::exists(arguments[0])) {
    try {
      gradus::findDemo(arguments[0]);
    } catch (const gradus::UserError& error) {
      return usageError(QString::fromUtf8(error.what()));
    }
  }
  if (gradus::isCommand(arguments)) return gradus::runCommand(argc, argv, arguments);
  return openWindow(argc, argv);
}
