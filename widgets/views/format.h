#pragma once
// Numbers as people read them: three significant digits, a thin space from 1 000 on, the minus U+2212.
#include <QString>

#include "core/base/text.h"

namespace gradus {

/// "0.110", "35.6", "13 200", "−1.67", "1.20 × 10⁻⁸"; whole numbers keep all digits. NaN is "–", infinity "∞".
QString formatNumber(double value, int digits = 3);
/// As formatNumber without the zeros at the end ("0.5"): for scales and settings, where nothing moves.
QString formatPlain(double value, int digits = 3);
/// `value` rounded to `decimals` places ("4.00").
QString formatFixed(double value, int decimals);
/// Thin-space thousands of a count.
QString formatCount(qint64 count);
/// A share as "42 %" with a thin space.
QString formatPercent(double share, int digits = 2);
/// 10 to the n: "1", "0.1", "10⁻²".
QString formatPower(int exponent);
/// Superscript digits: "⁻²".
QString superscript(int number);
/// A tick label where ticks are `step` apart.
QString formatTick(double value, double step);
/// The text translated for display with its arguments filled in.
QString translated(const Text& text);
/// A cell of a CSV file.
QString csvCell(const QString& text);
QString csvNumber(double value);

}  // namespace gradus
