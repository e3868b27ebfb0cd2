// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/exploration/exploration_words.h"

#include <QCoreApplication>
#include <QLocale>
#include <cmath>

namespace kts::views {

namespace {

QString words(const char* text, int n = -1) {
  return QCoreApplication::translate("Exploration", text, nullptr, n);
}

QString superscript(int number) {
  constexpr char16_t digits[] = u"\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";
  QString raised;
  for (const QChar digit : QString::number(number)) raised += QChar(digits[digit.digitValue()]);
  return raised;
}

const QLocale& english() {
  static const QLocale locale(QLocale::English);
  return locale;
}

}  // namespace

QString countText(double count) {
  constexpr double kExact = 1e9;  // longer ones nobody reads digit by digit
  if (count < kExact) return english().toString(qulonglong(std::llround(count)));
  int power = static_cast<int>(std::floor(std::log10(count)));
  double head = count / std::pow(10.0, power);
  if (head >= 9.95) head = 1, ++power;
  return QStringLiteral("%1\u00d710%2").arg(english().toString(head, 'f', 1), superscript(power));
}

QString bytesText(std::uint64_t bytes) {
  const char* units[] = {"B", "kB", "MB", "GB", "TB"};
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1000 && unit + 1 < std::size(units)) value /= 1000, ++unit;
  const int digits = unit > 0 && value < 10 ? 1 : 0;
  return english().toString(value, 'f', digits) + u' ' + QLatin1String(units[unit]);
}

QString secondsText(double seconds) {
  if (seconds < 10) return words("%1 s").arg(english().toString(seconds, 'f', seconds < 1 ? 2 : 1));
  const auto whole = static_cast<long long>(seconds);
  if (whole < 60) return words("%1 s").arg(whole);
  if (whole < 3600) return words("%1 min %2 s").arg(whole / 60).arg(whole % 60);
  return words("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60);
}

QString oneInText(double share) {
  if (share <= 0) return words("none");
  if (share >= 0.9995) return words("all");
  if (share > 0.2) return words("%1 %").arg(english().toString(share * 100, 'f', 0));
  return words("1 in %1").arg(countText(1 / share));
}

QString phaseText(ExplorationPhase phase) {
  switch (phase) {
    case ExplorationPhase::None: return {};
    case ExplorationPhase::Running: return words("exploring");
    case ExplorationPhase::Paused: return words("paused");
    case ExplorationPhase::Proved: return words("proved");
    case ExplorationPhase::Found: return words("counterexample");
    case ExplorationPhase::Bounded: return words("bound reached");
    case ExplorationPhase::Cancelled: return words("stopped");
  }
  return {};
}

QString storyText(const ExplorationFinding& finding) {
  const auto counted = [](std::uint64_t count, const char* one, const char* many) {
    return words(count == 1 ? one : many).arg(english().toString(qulonglong(count)));
  };
  QString text = counted(finding.steps, "%1 step", "%1 steps") + QStringLiteral(", ") +
                 counted(finding.preemptions, "%1 preemption", "%1 preemptions");
  if (!finding.minimal.empty()) text += QStringLiteral(" \u00b7 ") + QString::fromStdString(finding.minimal);
  return text;
}

QString sitesText(const ExplorationFigures& figures) {
  QString text = words("Lines of the protocol's source that make events, and that some order has come to.");
  if (figures.sitesMissed.empty()) return text + words(" All of them were reached.");
  text += words(" Not reached:");
  QString file;
  for (const std::string& site : figures.sitesMissed) {
    const QStringList parts = QString::fromStdString(site).split(u':');
    text += parts.front() == file ? QStringLiteral(", ") : QStringLiteral("\n%1: ").arg(parts.front());
    text += parts.back();
    file = parts.front();
  }
  return text;
}

}  // namespace kts::views
