#pragma once
// Tables of rows for files and for the Data tab.
#include <string>
#include <vector>

#include "core/base/matrix.h"
#include "core/view/view_data.h"

namespace gradus {

/// One column "row": 0, 1, ..., rows - 1.
Table rowTable(size_t rows);
/// One more column of numbers.
void addColumn(Table& table, std::string name, std::vector<double> numbers);
/// row, <prefix>1, <prefix>2, ...: `rows` rows and `columns` columns of `values`, empty cells where it has none.
Table matrixTable(const Matrix& values, const std::string& prefix, size_t rows, size_t columns);

}  // namespace gradus
