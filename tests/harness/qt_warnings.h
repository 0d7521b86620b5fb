#pragma once
// Catches Qt's warnings while it lives: a window test is not passed while Qt complains.
//   QtWarnings warnings;  ... click, drag ...  QVERIFY2(warnings.none(), qPrintable(warnings.all()));
#include <QMutex>
#include <QString>
#include <QStringList>

namespace gradus::harness {

class QtWarnings {
 public:
  QtWarnings() {
    outer_ = current();
    current() = this;
    previous_ = qInstallMessageHandler(&QtWarnings::handle);
  }
  ~QtWarnings() {
    qInstallMessageHandler(previous_);
    current() = outer_;
  }
  QtWarnings(const QtWarnings&) = delete;
  QtWarnings& operator=(const QtWarnings&) = delete;

  bool none() const {
    const QMutexLocker lock(&mutex_);
    return messages_.isEmpty();
  }
  QString all() const {
    const QMutexLocker lock(&mutex_);
    return messages_.join(QLatin1Char('\n'));
  }
  void forget() {
    const QMutexLocker lock(&mutex_);
    messages_.clear();
  }

 private:
  static QtWarnings*&
  current() {  // a message handler is a bare function, so its catcher must be found without an argument
    static QtWarnings* catcher = nullptr;
    return catcher;
  }
  static void handle(QtMsgType type, const QMessageLogContext& context, const QString& message) {
    QtWarnings* catcher = current();
    if (catcher && type != QtDebugMsg && type != QtInfoMsg) {
      const QMutexLocker lock(&catcher->mutex_);
      catcher->messages_.append(message);
    }
    if (catcher && catcher->previous_) catcher->previous_(type, context, message);
  }

  mutable QMutex mutex_;
  QStringList messages_;
  QtWarnings* outer_ = nullptr;
  QtMessageHandler previous_ = nullptr;
};

}  // namespace gradus::harness
