#include "app/window/recent_states.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QSaveFile>
#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/data/sources.h"
#include "widgets/views/format.h"

namespace gradus {
namespace {

constexpr size_t most = 12;

QString fileNameOf(const QString& text) {
  return QString::fromLatin1(QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha1).toHex().left(16));
}

}  // namespace

bool RecentState::exists() const {
  return QFileInfo::exists(path);
}

QString ago(const QDateTime& when, const QDateTime& now) {
  const qint64 seconds = when.secsTo(now);
  const qint64 days = when.date().daysTo(now.date());
  if (seconds < 60) return QObject::tr("just now");
  if (seconds < 120) return QObject::tr("a minute ago");
  if (seconds < 3600) return QObject::tr("%1 minutes ago").arg(seconds / 60);
  if (days == 0) return seconds < 7200 ? QObject::tr("an hour ago") : QObject::tr("%1 hours ago").arg(seconds / 3600);
  if (days == 1) return QObject::tr("yesterday");
  if (days < 7) return QObject::tr("%1 days ago").arg(days);
  return QLocale(QLocale::English, QLocale::UnitedKingdom).toString(when.date(), QStringLiteral("d MMMM yyyy"));
}

QString stateDetail(const Snapshot& snapshot) {
  QStringList parts;
  if (snapshot.data) {
    const DataSource* source = findDataSource(snapshot.data->name);
    parts << (source ? translated(source->title) : QString::fromStdString(snapshot.data->name));
  }
  parts << QObject::tr("step %1").arg(formatNumber(std::floor(snapshot.step())));
  return parts.join(QStringLiteral(", "));
}

void writeRecipe(const QString& path, const Snapshot& snapshot) {
  if (!snapshot.recipe) return;
  Recipe recipe = *snapshot.recipe;
  recipe.tick = snapshot.tick;
  const QByteArray json = QByteArray::fromStdString(recipeToJson(recipe));
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(json) != json.size() || !file.commit())
    throw UserError(Text(GRADUS_TR("The file %1 could not be written: %2. Choose another folder."),
                         {path.toStdString(), file.errorString().toStdString()}));
}

Recipe readRecipe(const QString& path, std::vector<Text>& warnings) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly))
    throw UserError(
        Text(GRADUS_TR("The file %1 could not be read: %2."), {path.toStdString(), file.errorString().toStdString()}));
  return recipeFromJson(file.readAll().toStdString(), warnings);
}

RecentStates::RecentStates(const QString& folder) : folder_(QDir(folder).filePath(QStringLiteral("recent"))) {}

std::vector<RecentState> RecentStates::list() const {
  std::vector<RecentState> states;
  QFile file(QDir(folder_).filePath(QStringLiteral("recent.json")));
  if (!file.open(QIODevice::ReadOnly)) return states;
  for (const QJsonValue& value : QJsonDocument::fromJson(file.readAll()).array()) {
    const QJsonObject object = value.toObject();
    RecentState state;
    state.path = object[QLatin1String("path")].toString();
    state.demo = object[QLatin1String("demo")].toString();
    state.detail = object[QLatin1String("detail")].toString();
    state.when = QDateTime::fromString(object[QLatin1String("when")].toString(), Qt::ISODate);
    state.thumbnail = object[QLatin1String("thumbnail")].toString();
    state.kept = object[QLatin1String("kept")].toBool();
    if (!state.path.isEmpty()) states.push_back(std::move(state));
  }
  return states;
}

void RecentStates::store(const std::vector<RecentState>& states) {
  QJsonArray array;
  for (const RecentState& state : states) {
    array.append(QJsonObject{{QStringLiteral("path"), state.path},
                             {QStringLiteral("demo"), state.demo},
                             {QStringLiteral("detail"), state.detail},
                             {QStringLiteral("when"), state.when.toString(Qt::ISODate)},
                             {QStringLiteral("thumbnail"), state.thumbnail},
                             {QStringLiteral("kept"), state.kept}});
  }
  QDir().mkpath(folder_);
  QSaveFile file(QDir(folder_).filePath(QStringLiteral("recent.json")));
  if (!file.open(QIODevice::WriteOnly)) return;  // a list that can't be kept is no reason to stop anybody
  file.write(QJsonDocument(array).toJson());
  file.commit();
}

void RecentStates::put(RecentState state, const QImage& thumbnail) {
  QDir().mkpath(folder_);
  if (!thumbnail.isNull()) {
    state.thumbnail = QDir(folder_).filePath(fileNameOf(state.path) + QStringLiteral(".png"));
    thumbnail.save(state.thumbnail);
  }
  std::vector<RecentState> states = list();
  std::erase_if(states, [&](const RecentState& other) { return other.path == state.path; });
  states.insert(states.begin(), std::move(state));
  while (states.size() > most) {
    const RecentState& last = states.back();
    if (last.kept) QFile::remove(last.path);
    QFile::remove(last.thumbnail);
    states.pop_back();
  }
  store(states);
}

void RecentStates::add(const QString& path, const Snapshot& snapshot, const QImage& thumbnail) {
  if (!snapshot.demo) return;
  put({QFileInfo(path).absoluteFilePath(),
       QString::fromStdString(snapshot.demo->id),
       stateDetail(snapshot),
       QDateTime::currentDateTime(),
       {},
       false},
      thumbnail);
}

void RecentStates::keep(const Snapshot& snapshot, const QImage& thumbnail) {
  if (!snapshot.demo || !snapshot.recipe || snapshot.recordedTicks == 0) return;
  QDir().mkpath(folder_);
  const QString id = QString::fromStdString(snapshot.demo->id);
  const QString path =
      QDir(folder_).filePath(QString(id).replace(QLatin1Char('/'), QLatin1Char('-')) + QStringLiteral(".gradus"));
  try {
    writeRecipe(path, snapshot);
  } catch (const UserError&) {
    return;
  }
  put({path, id, stateDetail(snapshot), QDateTime::currentDateTime(), {}, true}, thumbnail);
}

void RecentStates::forget(const QString& path) {
  std::vector<RecentState> states = list();
  std::erase_if(states, [&](const RecentState& state) { return state.path == path; });
  store(states);
}

}  // namespace gradus
