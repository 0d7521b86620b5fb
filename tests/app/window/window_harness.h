#pragma once
// A window with settings of its own in a temporary folder, and a watch over what Qt complains about.
#include <QApplication>
#include <QDropEvent>
#include <QMimeData>
#include <QTemporaryDir>
#include <QtTest>

#include "app/demos/registry.h"
#include "app/window/engine_bridge.h"
#include "app/window/main_window.h"
#include "app/window/stage.h"

namespace gradus::test {

/// Collects warnings and worse while it lives. Qt's offscreen platform says once that it cannot move windows: that is
/// no complaint about us.
class Warnings {
 public:
  Warnings() {
    list().clear();
    previous_ = qInstallMessageHandler([](QtMsgType type, const QMessageLogContext&, const QString& text) {
      if (type == QtDebugMsg || type == QtInfoMsg) return;
      if (text.contains(QStringLiteral("propagateSizeHints")) ||
          text.contains(QStringLiteral("This plugin does not support")))
        return;
      list() << text;
    });
  }
  ~Warnings() { qInstallMessageHandler(previous_); }
  static QStringList& list() {
    static QStringList texts;
    return texts;
  }

 private:
  QtMessageHandler previous_;
};

class Fixture {
 public:
  explicit Fixture(QSize size = {1640, 920}, const WindowOptions& base = {}) {
    WindowOptions options = base;
    if (options.configFolder.isEmpty()) options.configFolder = folder.path();
    if (!options.theme) options.theme = ThemeKind::light;
    window = std::make_unique<MainWindow>(options);
    window->resize(size);
    window->show();
    (void)QTest::qWaitForWindowExposed(window.get());
    QCoreApplication::processEvents();
  }

  /// Waits until the engine has come to rest and the window has shown its last snapshot.
  bool settle(int milliseconds = 8000) {
    EngineBridge* bridge = window->bridge();
    return QTest::qWaitFor(
        [&] {
          QCoreApplication::processEvents();
          return bridge->runner().wait(0.02) && bridge->snapshot()->revision == bridge->runner().latest()->revision &&
                 bridge->snapshot()->generation == bridge->runner().latest()->generation;
        },
        milliseconds);
  }
  bool open(const char* id) {
    window->openDemo(QString::fromLatin1(id));
    return settle();
  }
  const Snapshot& snapshot() const { return *window->bridge()->snapshot(); }

  QTemporaryDir folder;
  std::unique_ptr<MainWindow> window;
};

inline QString writeFile(const QTemporaryDir& folder, const QString& name, const QByteArray& text) {
  const QString path = folder.filePath(name);
  QFile file(path);
  if (file.open(QIODevice::WriteOnly)) file.write(text);
  return path;
}
inline QByteArray table() {
  QByteArray text = "length,width,mass\n";
  for (int i = 0; i < 60; ++i)
    text += QByteArray::number(1 + 0.1 * i) + ',' + QByteArray::number(i % 7 + 0.25 * (i % 3)) + ',' +
            QByteArray::number(40 - 0.3 * i) + '\n';
  return text;
}
inline void drop(QWidget* window, const QString& path) {
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(path)});
  const QPoint middle = window->rect().center();
  QDragEnterEvent enter(middle, Qt::CopyAction, &data, Qt::LeftButton, {});
  QCoreApplication::sendEvent(window, &enter);
  QVERIFY(enter.isAccepted());
  QDropEvent dropped(QPointF(middle), Qt::CopyAction, &data, Qt::LeftButton, {});
  QCoreApplication::sendEvent(window, &dropped);
}

}  // namespace gradus::test
