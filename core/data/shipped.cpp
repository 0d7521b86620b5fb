// The tables that come with the program: their text is read by the caller (a file or an embedded resource).
#include "core/base/error.h"
#include "core/data/csv.h"
#include "core/data/sources.h"

namespace gradus {

namespace {

// The digit is a class, not a quantity.
void makeDigitClasses(Column& column) {
  column.role = Role::target;
  column.kind = ColumnKind::category;
  for (int digit = 0; digit < 10; ++digit) column.categories.push_back(std::to_string(digit));
}

}  // namespace

std::string shippedFileName(std::string_view name) {
  const DataSource* source = findDataSource(name);
  if (!source || source->generated) {
    throw UserError(
        Text(GRADUS_TR("There is no shipped table \"%1\"; shipped are: iris, digits."), {std::string(name)}));
  }
  return source->name + ".csv";
}

Dataset parseShippedTable(std::string_view name, std::string_view text) {
  const std::string file = shippedFileName(name);
  Dataset data = readCsv(text, {.name = file});
  data.name = findDataSource(name)->title.str();
  data.notes.clear();  // nothing was guessed: the file is our own
  if (name == "iris") {
    for (Column& column : data.columns) {
      if (column.role == Role::feature) column.unit = "cm";
    }
    data.provenance =
        "Measured by E. Anderson (1935), published by R. A. Fisher, The use of multiple measurements in taxonomic "
        "problems, Annals of Eugenics 7 (1936). In the public domain.";
  } else {
    data.image = ImageShape{8, 8, 0, 16};
    makeDigitClasses(data.columns.back());
    data.provenance =
        "E. Alpaydin and C. Kaynak, Optical recognition of handwritten digits (test set), UCI Machine Learning "
        "Repository (1998), doi:10.24432/C50P49. Licence CC BY 4.0.";
  }
  return data;
}

}  // namespace gradus
