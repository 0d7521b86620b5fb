#include "app/import/shipped_tables.h"

#include <QFile>

#include "core/base/error.h"

namespace gradus {

ShippedReader shippedTables() {
  return [](const std::string& fileName) {
    QFile file(QStringLiteral(":/datasets/") + QString::fromStdString(fileName));
    if (!file.open(QIODevice::ReadOnly)) {
      throw UserError({GRADUS_TR("The shipped table %1 is not part of this program."), {fileName}});
    }
    return file.readAll().toStdString();
  };
}

}  // namespace gradus
