// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/compare/compare_scale.h"

#include "views/compare/compare_words.h"

namespace kts::views {

namespace {

constexpr double kEvenUpTo = 12;  // times the shortest: an even scale still shows it

constexpr std::size_t kMany = 200;
constexpr double kNearlyAll = 0.995;  // of many, the longest do not stretch the scale

// 1, 2 or 5 times a power of ten, at or above `value`.
double roundUp(double value) {
  const double power = std::pow(10.0, std::floor(std::log10(value)));
  for (const double step : {1.0, 2.0, 5.0})
    if (step * power >= value * 0.9999) return step * power;
  return 10 * power;
}

}  // namespace

CompareScale CompareScale::even(double most) {
  CompareScale scale;
  scale.m_most = std::max(1.0, most);
  return scale;
}

CompareScale CompareScale::spread(const recordings::RunTimes& a, const recordings::RunTimes& b) {
  double least = std::numeric_limits<double>::infinity(), most = 1;
  const auto take = [&](const recordings::Spread& spread) {
    if (!spread.count()) return;
    // A few that are very short do not stretch the scale for all.
    for (const double share : {0.02, 0.25})
      if (const auto ns = static_cast<double>(spread.at(share)); ns > 0) {
        least = std::min(least, ns);
        break;
      }
    most = std::max(most, static_cast<double>(spread.at(spread.count() > kMany ? kNearlyAll : 1)));
  };
  for (const auto* times : {&a, &b}) {
    for (const recordings::Spread& spread : times->phases) take(spread);
    take(times->whole);
  }
  if (!(least < most) || most / least <= kEvenUpTo) return even(most);
  CompareScale scale;
  scale.m_byTens = true;
  scale.m_least = std::pow(10.0, std::floor(std::log10(least)));
  scale.m_most = most * 1.1;
  return scale;
}

double CompareScale::at(double ns) const {
  if (!m_byTens) return ns / m_most;
  if (ns <= m_least) return 0;
  return std::log(ns / m_least) / std::log(m_most / m_least);
}

std::vector<ScaleTick> CompareScale::ticks(double width, double gap) const {
  std::vector<ScaleTick> ticks;
  if (m_byTens) {
    double last = -gap;
    for (double ns = m_least; ns <= m_most; ns *= 10) {
      if (at(ns) * width - last < gap) continue;
      ticks.push_back({at(ns), roundText(ns)});
      last = at(ns) * width;
    }
    return ticks;
  }
  const double step = roundUp(std::max(m_most * gap / std::max(width, 1.0), 1.0));
  for (double ns = 0; ns <= m_most * 1.0001; ns += step) ticks.push_back({at(ns), roundText(ns)});
  return ticks;
}

}  // namespace kts::views
