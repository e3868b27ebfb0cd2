// SPDX-License-Identifier: GPL-2.0-or-later
// Stretches that may be far narrower than a pixel, laid out in whole pixel columns: each column belongs to
// the stretch that covers most of it, so there are never more runs than columns however many stretches came
// in.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace kts::views {

struct PixelRun {
  int from = 0, to = 0;     // columns [from, to)
  std::uint32_t item = 0;   // whose; the caller's number
  bool merged = false;      // has no column of its own: other stretches lie there too

  int width() const { return to - from; }
  bool operator==(const PixelRun&) const = default;
};

class PixelRuns {
 public:
  // Only columns of [left, right) are kept.
  PixelRuns(int left, int right) : m_left(left), m_right(right) {}

  // Stretches come in rising order and do not overlap; those without width leave no trace.
  void add(double from, double to, std::uint32_t item) {
    from = std::max(from, static_cast<double>(m_left));
    to = std::min(to, static_cast<double>(m_right));
    if (!(to > from)) return;
    const int first = static_cast<int>(std::floor(from)), last = static_cast<int>(std::floor(to));
    if (first == last) return cover(first, to - from, item);
    cover(first, first + 1 - from, item);
    if (last > first + 1) {
      flush();
      push({first + 1, last, item, false});
    }
    if (to > last) cover(last, to - last, item);
  }

  std::vector<PixelRun> take() {
    flush();
    return std::move(m_runs);
  }

 private:
  void cover(int column, double share, std::uint32_t item) {
    if (column != m_column) flush();
    m_column = column;
    ++m_inColumn;
    if (share > m_best) m_best = share, m_item = item;
  }
  void flush() {
    if (m_inColumn > 0) push({m_column, m_column + 1, m_item, m_inColumn > 1});
    m_inColumn = 0, m_best = 0;
  }
  void push(const PixelRun& run) {
    if (!m_runs.empty() && m_runs.back().item == run.item && m_runs.back().to == run.from) {
      m_runs.back().to = run.to;
      if (run.width() > 1) m_runs.back().merged = false;  // it has columns of its own
      return;
    }
    m_runs.push_back(run);
  }

  int m_left, m_right;
  std::vector<PixelRun> m_runs;
  int m_column = 0, m_inColumn = 0;
  double m_best = 0;
  std::uint32_t m_item = 0;
};

}  // namespace kts::views
