#pragma once
// Runs the real program as a person or a script would: no display, no Qt platform chosen, results and messages apart.
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

namespace gradus::harness {

struct ProgramResult {
  int exit = -1;  // -1: it did not start, crashed or took longer than two minutes
  QByteArray out, err;
  /// The one JSON object on standard output; undefined if there is anything else there.
  QJsonValue object() const {
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(out, &error);
    return error.error == QJsonParseError::NoError && document.isObject() ? QJsonValue(document.object())
                                                                          : QJsonValue(QJsonValue::Undefined);
  }
  QJsonObject metrics() const { return object()["metrics"].toObject(); }
  QString hash() const { return object()["state_hash"].toString(); }
};

/// `folder` is the current folder of the program; empty = ours.
inline ProgramResult program(const QStringList& arguments, const QString& folder = {}) {
  QProcess process;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) environment.remove(QLatin1String(name));
  process.setProcessEnvironment(environment);
  if (!folder.isEmpty()) process.setWorkingDirectory(folder);
  process.start(QStringLiteral(GRADUS_PROGRAM), arguments);
  const bool ended = process.waitForFinished(120000);
  if (!ended) process.kill();
  ProgramResult result;
  if (ended && process.exitStatus() == QProcess::NormalExit) result.exit = process.exitCode();
  result.out = process.readAllStandardOutput();
  result.err = process.readAllStandardError();
  return result;
}

inline QByteArray fileContents(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline void writeFile(const QString& path, const QByteArray& contents) {
  QFile file(path);
  if (file.open(QIODevice::WriteOnly)) file.write(contents);
}

/// The lines of a CSV file without line ends, names first; none if there is no such file.
inline QList<QByteArray> csvLines(const QString& path) {
  QList<QByteArray> lines = fileContents(path).split('\n');
  if (!lines.isEmpty() && lines.constLast().isEmpty()) lines.removeLast();
  return lines;
}

/// What `describe ID --json` and the like list under `key`, by name.
inline QStringList namesOf(const QJsonArray& array, const char* key = "name") {
  QStringList names;
  for (const QJsonValue& value : array) names += value.toObject()[QLatin1String(key)].toString();
  return names;
}

inline const QStringList& sixDemos() {
  static const QStringList ids = {"clustering/k-means",       "dimred/pca",        "dimred/lle",
                                  "mcmc/metropolis-hastings", "nn/mlp-playground", "diffusion/swiss-roll"};
  return ids;
}

}  // namespace gradus::harness

#define EXPECT_EXIT(result, status)                                                                               \
  QVERIFY2((result).exit == (status),                                                                             \
           QByteArray("exit " + QByteArray::number((result).exit) + ": " + (result).err + (result).out.left(300)) \
               .constData())
