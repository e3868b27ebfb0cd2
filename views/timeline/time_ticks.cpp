// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/timeline/time_ticks.h"

#include <cmath>

namespace kts::views {

namespace {

struct Unit {
  double ns;
  const char* name;
};
constexpr Unit kUnits[] = {{1e9, "s"}, {1e6, "ms"}, {1e3, "µs"}, {1, "ns"}};

// The largest unit of which `ns` is at least one.
Unit unitOf(double ns) {
  for (const Unit& unit : kUnits)
    if (ns >= unit.ns) return unit;
  return {1, "ns"};
}

// 1, 2 or 5 times a power of ten, at least `least`.
double roundStep(double least) {
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= least * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

// How many marks a labelled step is cut into, so that these are round as well.
int partsOf(double step) {
  const double digit = step / std::pow(10.0, std::floor(std::log10(step) + 1e-9));
  return std::abs(digit - 2) < 0.01 ? 4 : 5;
}

int decimalsFor(double resolution, double unit) {
  return std::clamp(static_cast<int>(std::ceil(-std::log10(resolution / unit) - 1e-9)), 0, 9);
}

QString numberText(double number, int decimals) {
  QString text = QString::number(number, 'f', decimals);
  if (text.startsWith(QLatin1Char('-')) && text.toDouble() == 0) text.remove(0, 1);
  return text;
}

}  // namespace

QString valueText(recordings::Axis axis, double value, double resolution) {
  if (axis == recordings::Axis::Steps) return QString::number(std::llround(value));
  const Unit unit = unitOf(std::max(std::abs(value), resolution));
  return numberText(value / unit.ns, decimalsFor(std::max(resolution, 1.0), unit.ns)) + QLatin1Char(' ') +
         QString::fromUtf8(unit.name);
}

QString durationText(double ns) {
  const Unit unit = unitOf(std::abs(ns));
  const double number = ns / unit.ns;
  const int decimals = unit.ns == 1 || std::abs(number) >= 100 ? 0 : std::abs(number) >= 10 ? 1 : 2;
  return numberText(number, decimals) + QLatin1Char(' ') + QString::fromUtf8(unit.name);
}

std::vector<TimeTick> ticksOf(recordings::Axis axis, const AxisRange& range, double widthPx,
                              double labelGap) {
  std::vector<TimeTick> ticks;
  if (range.width() <= 0 || widthPx <= 0 || labelGap <= 0) return ticks;
  const double least = range.width() / widthPx * labelGap;
  const double step = std::max(roundStep(least), 1.0);
  double part = step / partsOf(step);
  const bool whole = axis == recordings::Axis::Steps || step < 10;
  if ((whole && part < 1) || part * widthPx / range.width() < labelGap / 4) part = step;
  const auto parts = static_cast<std::int64_t>(std::llround(step / part));
  for (auto at = std::max<std::int64_t>(0, std::llround(std::ceil(range.from / part - 1e-9)));; ++at) {
    const double value = static_cast<double>(at) * part;
    if (value > range.to + part * 1e-9) break;
    ticks.push_back({value, at % parts ? QString() : valueText(axis, value, step)});
  }
  return ticks;
}

}  // namespace kts::views
