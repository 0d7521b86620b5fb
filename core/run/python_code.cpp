#include "core/run/python_code.h"

namespace gradus {

namespace {

std::string pythonString(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

std::string loadShipped(const std::string& name, bool withTarget) {
  const std::string loader = "load_" + name;
  return "from sklearn.datasets import " + loader + "\n" + (withTarget ? "X, y = " : "X, _ = ") + loader +
         "(return_X_y=True)\n";
}

std::string loadTable(const std::string& file, const Dataset& data, bool withTarget) {
  std::string columns;
  for (const size_t column : data.featureColumns())
    columns += (columns.empty() ? "" : ", ") + pythonString(data.columns[column].name);
  std::string code = "import pandas as pd\ntable = pd.read_csv(" + pythonString(file) + ")\n";
  if (data.featureColumns().size() <= 12) {
    code += "table = table.dropna(subset=[" + columns + "])\nX = table[[" + columns + "]].to_numpy(float)\n";
  } else {
    const auto target = data.targetColumn();
    code += target ? "X = table.drop(columns=[" + pythonString(data.columns[*target].name) + "]).to_numpy(float)\n"
                   : "X = table.to_numpy(float)\n";
  }
  if (const auto target = data.targetColumn(); withTarget && target) {
    code += "y = table[" + pythonString(data.columns[*target].name) + "].to_numpy()\n";
  }
  return code;
}

}  // namespace

std::string pythonNumber(double value) {
  return valueText(Value(value));
}

std::string pythonData(const Settings& settings, const Dataset* data, bool withTarget) {
  if (!data) return "";
  std::string code;
  const std::string source = settings.has("data") ? settings.choice("data") : "file";
  if (source == "iris" || source == "digits") {
    code = loadShipped(source, withTarget);
  } else if (source == "file") {
    code = loadTable(data->name, *data, withTarget);
  } else {
    code = "# gradus run ... --steps 0 --out run   writes these generated points to run/data.csv\n" +
           loadTable("run/data.csv", *data, withTarget);
  }
  const std::string scaling = settings.has("scaling") ? settings.choice("scaling") : "none";
  if (scaling == "standardise") {
    code += "from sklearn.preprocessing import StandardScaler\nX = StandardScaler().fit_transform(X)\n";
  } else if (scaling == "whiten") {
    code += "from sklearn.decomposition import PCA\nX = PCA(whiten=True).fit_transform(X)\n";
  }
  return code;
}

}  // namespace gradus
