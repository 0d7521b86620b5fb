#include "widgets/views/format.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>
#include <cmath>

namespace gradus {
using namespace Qt::StringLiterals;

namespace {

constexpr QChar thinSpace(0x2009);
constexpr QChar minusSign(0x2212);

/// Groups the digits before the point in threes; `plain` is in C locale without exponent.
QString grouped(const QString& plain) {
  const bool negative = plain.startsWith(u'-');
  const QString digits = negative ? plain.mid(1) : plain;
  const qsizetype point = digits.indexOf(u'.');
  const QString whole = point < 0 ? digits : digits.left(point);
  QString result = negative ? QString(minusSign) : QString();
  for (qsizetype i = 0; i < whole.size(); ++i) {
    if (i > 0 && (whole.size() - i) % 3 == 0) result += thinSpace;
    result += whole[i];
  }
  return point < 0 ? result : result + digits.mid(point);
}

/// "−0.00" would be a zero with a sign.
QString withoutNegativeZero(const QString& text) {
  if (!text.startsWith(u'-')) return text;
  const bool zero = std::all_of(text.begin() + 1, text.end(), [](QChar c) { return c == u'0' || c == u'.'; });
  return zero ? text.mid(1) : text;
}

QString scientific(double value, int digits) {
  int exponent = static_cast<int>(std::floor(std::log10(std::fabs(value))));
  // Dividing in two steps keeps numbers near the ends of the range finite.
  double mantissa = value / std::pow(10.0, exponent / 2) / std::pow(10.0, exponent - exponent / 2);
  QString text = QString::number(mantissa, 'f', digits - 1);
  if (std::fabs(text.toDouble()) >= 10) {
    ++exponent;
    text = QString::number(mantissa / 10, 'f', digits - 1);
  }
  return grouped(text) + u" × 10"_s + superscript(exponent);
}

}  // namespace

QString formatNumber(double value, int digits) {
  if (std::isnan(value)) return u"–"_s;
  if (std::isinf(value)) return value > 0 ? u"∞"_s : minusSign + u"∞"_s;
  if (value == 0) return u"0"_s;
  const double magnitude = std::fabs(value);
  const bool whole = value == std::nearbyint(value);
  if (whole && magnitude < 1e9) return grouped(QString::number(value, 'f', 0));
  if (magnitude >= 1e7 || magnitude < 1e-4) return scientific(value, digits);
  const int exponent = static_cast<int>(std::floor(std::log10(magnitude)));
  return formatFixed(value, std::max(0, digits - 1 - exponent));
}

QString formatPlain(double value, int digits) {
  QString text = formatNumber(value, digits);
  if (!text.contains(u'.') || text.contains(u'×')) return text;
  while (text.endsWith(u'0')) text.chop(1);
  if (text.endsWith(u'.')) text.chop(1);
  return text;
}

QString formatFixed(double value, int decimals) {
  if (!std::isfinite(value)) return formatNumber(value);
  return grouped(withoutNegativeZero(QString::number(value, 'f', decimals)));
}

QString formatCount(qint64 count) {
  return grouped(QString::number(count));
}

QString formatPercent(double share, int digits) {
  if (!std::isfinite(share)) return formatNumber(share);
  const double percent = 100 * share;
  const double magnitude = std::fabs(percent);
  const int before = magnitude >= 100 ? 3 : magnitude >= 10 ? 2 : 1;
  return formatFixed(percent, std::max(0, digits - before)) + thinSpace + u'%';
}

QString superscript(int number) {
  static constexpr char16_t digits[] = {u'⁰', u'¹', u'²', u'³', u'⁴', u'⁵', u'⁶', u'⁷', u'⁸', u'⁹'};
  QString result = number < 0 ? u"⁻"_s : QString();
  for (const QChar c : QString::number(std::abs(number))) result += QChar(digits[c.digitValue()]);
  return result;
}

QString formatPower(int exponent) {
  switch (exponent) {
    case -1:
      return u"0.1"_s;
    case 0:
      return u"1"_s;
    case 1:
      return u"10"_s;
    default:
      return u"10"_s + superscript(exponent);
  }
}

QString formatTick(double value, double step) {
  if (std::fabs(value) < step * 1e-9) return u"0"_s;
  if (std::fabs(value) >= 1e7 || step < 1e-6) return formatNumber(value, 3);
  int decimals = 0;
  for (double s = step; decimals < 7 && std::fabs(s - std::nearbyint(s)) > 1e-6 * std::max(1.0, s); s *= 10) ++decimals;
  return formatFixed(value, decimals);
}

QString translated(const Text& text) {
  QString result = QCoreApplication::translate("gradus", text.pattern.c_str());
  if (text.args.empty()) return result;
  std::vector<std::string> args = text.args;
  return QString::fromStdString(Text::fill(result.toStdString(), args));
}

QString csvCell(const QString& text) {
  if (!text.contains(u',') && !text.contains(u'"') && !text.contains(u'\n')) return text;
  QString quoted = text;
  return u'"' + quoted.replace(u'"', u"\"\""_s) + u'"';
}

QString csvNumber(double value) {
  return std::isnan(value) ? QString() : QString::number(value, 'g', 9);
}

}  // namespace gradus
