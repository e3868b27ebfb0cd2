// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/stage/layout.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace kts::views {

namespace {

// Everything below is in pixels at scale 1.
constexpr double kLeastWidth = 680, kLeastHeight = 250;  // what the drawing needs
constexpr double kGoodWidth = 960, kGoodHeight = 330;    // where it is at ease: larger canvases enlarge it
constexpr double kMostGrowth = 2;
constexpr double kMargin = 16, kTop = 10, kLine = 18, kLane = 16, kLabel = 16, kFootRow = 24, kFootGap = 6,
                 kFootLane = 14;
constexpr double kLowBody = 110, kLowFoot = 20, kLockHeight = 48, kLowLockHeight = 28;
constexpr double kLeastScale = 0.5, kMostScale = 4;  // the theme's own
constexpr double kBearable = 1.1;  // so much smaller than the person wants things may be, all of them there

// What stands above and below the columns.
double fixedHeight(int headlineLines) {
  return kTop + headlineLines * kLine + kLane + kLabel + kFootLane + kFootRow + kTop;
}

double fittedScale(QSizeF size, double themeScale, std::size_t rows, int headlineLines) {
  const double cap =
      std::min(size.width() / kLeastWidth, size.height() / (kLeastHeight + (headlineLines - 1) * kLine));
  double want = themeScale * std::clamp(std::min(size.width() / themeScale / kGoodWidth,
                                                 size.height() / themeScale / kGoodHeight),
                                        1.0, kMostGrowth);
  // Growing must not cost anybody a place.
  const double forRows =
      size.height() / (fixedHeight(headlineLines) +
                       static_cast<double>(std::min<std::size_t>(rows, 7)) * (kCardHeight + kCardGap));
  want = std::max(themeScale, std::min(want, forRows));
  return std::clamp(std::min(want, cap), kLeastScale, kMostScale);
}

// Without the foot, and with a few rows of everything.
double lowScale(QSizeF size, double themeScale, int headlineLines) {
  const double height = kTop + headlineLines * kLine + kLane + kLabel + kLowBody + kLowFoot;
  return std::clamp(std::min({themeScale, size.width() / kLeastWidth, size.height() / height}), kLeastScale,
                    kMostScale);
}

// Callers, gap, lock and list, gap, kthreadd, gap, new threads.
std::array<double, 7> columnsOf(double inner) {
  std::array<double, 7> widths = {130, 38, 132, 34, 150, 40, 124};
  constexpr std::array<double, 7> share = {0.2, 0.1, 0.16, 0.09, 0.15, 0.12, 0.18};
  constexpr std::array<double, 7> most = {250, 1e9, 240, 1e9, 270, 1e9, 250};
  double sum = 0;
  for (const double width : widths) sum += width;
  double left = std::max(0.0, inner - sum), spare = 0;
  for (std::size_t at = 0; at < widths.size(); ++at) {
    const double want = widths[at] + left * share[at];
    widths[at] = std::min(want, most[at]);
    spare += want - widths[at];
  }
  for (const std::size_t gap : {1u, 3u, 5u}) widths[gap] += spare / 3;
  return widths;
}

}  // namespace

QSizeF leastCanvas() { return QSizeF(kLeastWidth, kLeastHeight + kLine) * kLeastScale; }

StageLayout layoutOf(QSizeF size, double themeScale, std::size_t rows, int headlineLines, bool mayBeLow) {
  StageLayout l;
  l.scale = fittedScale(size, themeScale, rows, headlineLines);
  const double low = lowScale(size, themeScale, headlineLines);
  if (mayBeLow && l.scale * kBearable < themeScale && low > l.scale) l.low = true, l.scale = low;
  const double s = l.scale;
  const double w = size.width() / s, h = size.height() / s;
  const auto rect = [&](double x, double y, double width, double height) {
    return QRectF(x * s, y * s, width * s, height * s);
  };

  const double wanted =
      std::max(260.0, static_cast<double>(std::min<std::size_t>(rows, 40)) * (kCardHeight + kCardGap));

  double y = kTop;
  l.headline = rect(kMargin, y, w - 2 * kMargin, headlineLines * kLine);
  y += headlineLines * kLine;
  // A canvas taller than the machine has it in its middle, a little above.
  const double used = fixedHeight(headlineLines) + kFootGap + kFootRow + wanted;
  y += std::max(0.0, h - used) * 0.4;
  l.topLane = (y + kLane * 0.47) * s;
  y += kLane;
  l.labels = y * s;
  l.labelHeight = (kLabel - 3) * s;
  y += kLabel;

  const double most = h - y - (l.low ? kLowFoot : kFootLane + kFootRow + kTop);
  const double body = std::min(most, wanted);
  const auto widths = columnsOf(w - 2 * kMargin);
  double x = kMargin;
  std::array<double, 7> left{};
  for (std::size_t at = 0; at < widths.size(); ++at) left[at] = x, x += widths[at];
  l.callers = rect(left[0], y, widths[0], body);
  const double lockHeight = l.low ? kLowLockHeight : kLockHeight;
  l.lock = rect(left[2], y, widths[2], lockHeight);
  const double listTop = y + lockHeight + 6 + kLabel;
  l.list = rect(left[2], listTop, widths[2], y + body - listTop);
  l.kthreadd = rect(left[4], y, widths[4], body);
  l.threads = rect(left[6], y, widths[6], body);

  y += body;
  if (l.low) {
    l.footLane = (y + kLowFoot * 0.5) * s;
    l.foot = rect(kMargin, h, w - 2 * kMargin, 0);
    l.footRows = 0;
    return l;
  }
  l.footLane = (y + kFootLane * 0.5) * s;
  y += kFootLane;
  const double footSpace = h - kTop - y;
  l.footRows = std::clamp(static_cast<int>((footSpace + kFootGap) / (kFootRow + kFootGap)), 1, 4);
  l.foot = rect(kMargin, y, w - 2 * kMargin, l.footRows * (kFootRow + kFootGap) - kFootGap);
  return l;
}

Rows rowsOf(double columnHeight, double scale, std::size_t tasks) {
  const double h = columnHeight / scale;
  const auto fit = [&](double height, double card, double gap) {
    return static_cast<std::size_t>(std::max(0.0, std::floor((height + gap + 0.01) / (card + gap))));
  };
  const auto rows = [&](std::size_t room, bool low, bool overflow) {
    return Rows{room, (low ? kLowCardHeight : kCardHeight) * scale, (low ? kLowCardGap : kCardGap) * scale,
                low, overflow};
  };
  if (fit(h, kCardHeight, kCardGap) >= tasks) return rows(tasks, false, false);
  if (fit(h, kLowCardHeight, kLowCardGap) >= tasks) return rows(tasks, true, false);
  const double left = h - kCountHeight - kCardGap;
  // A few whole cards say more than many low ones when most are only counted anyway.
  const bool low =
      tasks <= 2 * fit(left, kLowCardHeight, kLowCardGap) || fit(left, kCardHeight, kCardGap) < 3;
  return rows(low ? fit(left, kLowCardHeight, kLowCardGap) : fit(left, kCardHeight, kCardGap), low, true);
}

}  // namespace kts::views
