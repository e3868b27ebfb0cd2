// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/compare/compare_words.h"

#include <QLocale>

#include "views/timeline/time_ticks.h"

namespace kts::views {

namespace {

using recordings::ComparedRun;
using recordings::Comparison;
using recordings::RequestTimes;
using recordings::Spread;

// Neighbours differ most: what follows each other in a bar must be told apart.
constexpr std::array<PhaseStyle, kPhases> kStyles = {{
    {Role::Lock, Hatch::None, "until its caller has queued it"},
    {Role::List, Hatch::Diagonal, "it waits until it is taken"},
    {Role::Run, Hatch::None, "taken, until its thread is forked"},
    {Role::Fork, Hatch::Dots, "the new thread starts, and says so"},
    {Role::Call, Hatch::Horizontal, "the result is found and stored"},
    {Role::Done, Hatch::Back, "its caller wakes up and returns"},
    {Role::Quiet, Hatch::None, "its caller has its thread"},
}};

QString parametersText(const RunHeader& header) {
  QStringList all;
  for (const auto& [name, value] : header.parameters)
    all << QStringLiteral("%1=%2").arg(textOf(name)).arg(value);
  return all.join(u' ');
}

QString schedulerText(const RunHeader& header) {
  if (header.scheduler.empty()) return QStringLiteral("real threads");
  return textOf(header.scheduler) + (header.seed ? QStringLiteral(" seed %1").arg(*header.seed) : QString());
}

QString sideText(const RequestTimes& request) {
  QStringList parts;
  for (const recordings::Stretch& stretch : request.all())
    parts << QStringLiteral("%1 %2").arg(
        textOf(nameOf(stretch.phase)),
        stretch.open ? QStringLiteral("for ever") : durationText(double(stretch.ns)));
  return (request.returned ? durationText(double(request.wholeNs())) : QStringLiteral("never returned")) +
         QStringLiteral(" (%1)").arg(parts.join(QStringLiteral(", ")));
}

}  // namespace

QString grouped(std::uint64_t number) { return QLocale(QLocale::English).toString(qulonglong(number)); }

QString counted(std::uint64_t number, const QString& thing) {
  return grouped(number) + u' ' + thing + (number == 1 ? QString() : QStringLiteral("s"));
}

const PhaseStyle& styleOf(Phase phase) {
  return kStyles[std::min(static_cast<std::size_t>(phase), kStyles.size() - 1)];
}

QString letterOf(Phase phase) {
  QString taken;
  for (int each = 0; each <= static_cast<int>(phase); ++each)
    for (const char letter : nameOf(static_cast<Phase>(each))) {
      const QChar upper = QChar(QLatin1Char(letter)).toUpper();
      if (taken.contains(upper)) continue;
      taken += upper;
      break;
    }
  return taken.right(1);
}

QString differenceText(double a, double b) {
  if (a == b) return QStringLiteral("no difference");
  return (b > a ? QStringLiteral("+") : QStringLiteral("\u2212")) + durationText(std::abs(b - a));
}

QString ratioText(double a, double b) {
  if (a <= 0 || a == b) return {};
  const double ratio = b / a;
  if (ratio >= 10) return QStringLiteral("%1 times").arg(std::lround(ratio));
  const double percent = (ratio - 1) * 100;
  const int places = std::abs(percent) < 9.95 ? 1 : 0;
  return (percent > 0 ? QStringLiteral("+") : QStringLiteral("\u2212")) +
         QString::number(std::abs(percent), 'f', places) + QStringLiteral(" %");
}

QString roundText(double ns) {
  static constexpr std::array<std::pair<double, const char*>, 4> kUnits = {
      {{1e9, "s"}, {1e6, "ms"}, {1e3, "\u00b5s"}, {1, "ns"}}};
  for (const auto& [unit, name] : kUnits)
    if (ns >= unit * 0.999) return QString::number(ns / unit, 'g', 3) + u' ' + QString::fromUtf8(name);
  return QStringLiteral("0");
}

std::vector<RunFact> factsOf(const ComparedRun& run, const ComparedRun& other) {
  const RunHeader &own = run.info.header, &its = other.info.header;
  std::vector<RunFact> facts;
  const auto add = [&](const QString& text, const QString& there, bool always) {
    if (!text.isEmpty() && (always || text != there)) facts.push_back({text, text != there});
  };
  add(textOf(own.design), textOf(its.design), true);
  add(own.variant.empty() ? QStringLiteral("the true protocol")
                          : QStringLiteral("variant %1").arg(textOf(own.variant)),
      its.variant.empty() ? QStringLiteral("the true protocol")
                          : QStringLiteral("variant %1").arg(textOf(its.variant)),
      !own.variant.empty());
  add(textOf(own.scenario), textOf(its.scenario), false);
  add(parametersText(own), parametersText(its), false);
  add(schedulerText(own), schedulerText(its), true);
  add(textOf(own.memory), textOf(its.memory), false);
  add(counted(run.requests.size(), QStringLiteral("request")),
      counted(other.requests.size(), QStringLiteral("request")), true);
  add(counted(run.events, QStringLiteral("event")), counted(other.events, QStringLiteral("event")), true);
  add(textOf(nameOf(run.info.summary.verdict)), textOf(nameOf(other.info.summary.verdict)), true);
  return facts;
}

QString clockText(const Comparison& comparison) {
  const bool a = comparison.a.info.header.runtime == "controlled",
             b = comparison.b.info.header.runtime == "controlled";
  if (a && b) return QStringLiteral("1 \u00b5s is one step of the virtual clock");
  if (!a && !b) return QStringLiteral("measured on real threads");
  return QStringLiteral("%1 counts steps, %2 measured real time: compare the shares, not the times")
      .arg(a ? u'A' : u'B')
      .arg(a ? u'B' : u'A');
}

QString sentenceOf(const Comparison& comparison, const recordings::RequestPair& pair) {
  const RequestTimes *a = pair.a ? &comparison.a.requests[*pair.a] : nullptr,
                     *b = pair.b ? &comparison.b.requests[*pair.b] : nullptr;
  QString text = QStringLiteral("Request %1").arg(pair.id + 1);
  const auto& named = pair.a ? comparison.a.names[*pair.a] : comparison.b.names[*pair.b];
  text += QStringLiteral(", %1.").arg(textOf(named));
  if (a) text += QStringLiteral(" A, for %1: %2.").arg(textOf(comparison.a.callers[*pair.a]), sideText(*a));
  if (b) text += QStringLiteral(" B, for %1: %2.").arg(textOf(comparison.b.callers[*pair.b]), sideText(*b));
  if (!a || !b) text += QStringLiteral(" %1 has no such request.").arg(a ? u'B' : u'A');
  return text;
}

QString sentenceOf(const Comparison& comparison, Phase phase) {
  const Spread &a = comparison.a.times.of(phase), &b = comparison.b.times.of(phase);
  QString text = QStringLiteral("%1: %2.").arg(textOf(nameOf(phase)), QLatin1String(styleOf(phase).words));
  const auto one = [&](const Spread& spread, const QString& run) {
    if (spread.count())
      text += QStringLiteral(" %1: median %2, mean %3, 99 of 100 within %4.")
                  .arg(run, durationText(double(spread.medianNs())), durationText(double(spread.meanNs())),
                       durationText(double(spread.at(0.99))));
    if (spread.open)
      text +=
          QStringLiteral(" %1: %2 never left it.").arg(run, counted(spread.open, QStringLiteral("request")));
  };
  one(a, QStringLiteral("A"));
  one(b, QStringLiteral("B"));
  return text;
}

}  // namespace kts::views
