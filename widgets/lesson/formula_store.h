#pragma once
// The formulas of the lessons, typeset once at authoring time (resources/formulas) and read from the program itself.
#include <QByteArray>
#include <QHash>
#include <QString>
#include <utility>

namespace gradus {

/// A typeset formula. Lengths are in em: multiply them with the font size in pixels.
struct Formula {
  QString hash;  ///< names the SVG
  QString tex;
  bool display = false;
  double width = 0;
  double height = 0;  ///< ascent + depth
  double depth = 0;   ///< below the baseline
};

/// The index of formulas below a folder (index.json, svg/HASH.svg), on disk or in the program's resources.
class FormulaStore {
 public:
  /// Reads the index; an unreadable one leaves the store empty, and errorText() says why.
  explicit FormulaStore(const QString& folder);

  const QString& errorText() const { return errorText_; }
  QString toolVersion() const { return toolVersion_; }
  QString mathjaxVersion() const { return mathjaxVersion_; }
  const QHash<std::pair<QString, bool>, Formula>& formulas() const { return formulas_; }

  /// The formula, or nullptr if it was never typeset.
  const Formula* find(const QString& tex, bool display) const;
  /// Its SVG; "currentColor" stands where the text's colour belongs.
  QByteArray svg(const Formula& formula) const;

  /// The name a formula has for these versions of the tool and of MathJax: 16 hexadecimal digits of a SHA-256.
  static QString hashOf(const QString& tex, bool display, const QString& toolVersion, const QString& mathjaxVersion);

 private:
  QString folder_;
  QString errorText_;
  QString toolVersion_;
  QString mathjaxVersion_;
  QHash<std::pair<QString, bool>, Formula> formulas_;
};

/// The formulas built into the program.
const FormulaStore& builtInFormulas();

}  // namespace gradus
