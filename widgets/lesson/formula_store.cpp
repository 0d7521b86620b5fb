#include "widgets/lesson/formula_store.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace gradus {

FormulaStore::FormulaStore(const QString& folder) : folder_(folder) {
  QFile file(folder + QStringLiteral("/index.json"));
  if (!file.open(QIODevice::ReadOnly)) {
    errorText_ = QStringLiteral("%1: %2").arg(file.fileName(), file.errorString());
    return;
  }
  QJsonParseError error;
  const auto index = QJsonDocument::fromJson(file.readAll(), &error).object();
  if (error.error != QJsonParseError::NoError) {
    errorText_ = QStringLiteral("%1: %2").arg(file.fileName(), error.errorString());
    return;
  }
  toolVersion_ = index[QStringLiteral("tool")].toString();
  mathjaxVersion_ = index[QStringLiteral("mathjax")].toString();
  for (const auto& value : index[QStringLiteral("formulas")].toArray()) {
    const auto entry = value.toObject();
    const Formula formula{entry[QStringLiteral("hash")].toString(),   entry[QStringLiteral("tex")].toString(),
                          entry[QStringLiteral("display")].toBool(),  entry[QStringLiteral("width")].toDouble(),
                          entry[QStringLiteral("height")].toDouble(), entry[QStringLiteral("depth")].toDouble()};
    formulas_.insert({formula.tex, formula.display}, formula);
  }
}

const Formula* FormulaStore::find(const QString& tex, bool display) const {
  const auto found = formulas_.constFind({tex, display});
  return found == formulas_.constEnd() ? nullptr : &*found;
}

QByteArray FormulaStore::svg(const Formula& formula) const {
  QFile file(QStringLiteral("%1/svg/%2.svg").arg(folder_, formula.hash));
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString FormulaStore::hashOf(const QString& tex, bool display, const QString& toolVersion,
                             const QString& mathjaxVersion) {
  const QStringList key{toolVersion, mathjaxVersion, display ? QStringLiteral("display") : QStringLiteral("inline"),
                        tex};
  const auto digest = QCryptographicHash::hash(key.join(QLatin1Char('\n')).toUtf8(), QCryptographicHash::Sha256);
  return QString::fromLatin1(digest.toHex().left(16));
}

const FormulaStore& builtInFormulas() {
  static const FormulaStore store(QStringLiteral(":/gradus/formulas"));
  return store;
}

}  // namespace gradus
