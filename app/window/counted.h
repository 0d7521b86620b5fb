#pragma once
// "1 row", "2 rows", "1 500 rows": %1 in either text is the number.
#include <QString>

#include "widgets/views/format.h"

namespace gradus {

inline QString counted(qint64 n, const QString& one, const QString& many) {
  return (n == 1 ? one : many).arg(formatCount(n));
}

}  // namespace gradus
