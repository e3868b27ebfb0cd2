// SPDX-License-Identifier: GPL-2.0-or-later
// How a table's room is shared among its columns. Pixels.
#pragma once

#include <algorithm>
#include <numeric>
#include <vector>

namespace kts::views {

// Every column gets what it wants while there is room, and the last one what is left. Where there is less,
// the first, which says whose row it is, comes before the others, with up to two fifths; a column that wants
// less than an equal share has what it wants, and those that want more share the rest.
inline std::vector<int> columnWidths(std::vector<int> wanted, int room) {
  if (wanted.empty()) return wanted;
  int left = room, columns = static_cast<int>(wanted.size());
  std::vector<std::size_t> open(wanted.size());
  std::iota(open.begin(), open.end(), std::size_t{0});
  if (std::accumulate(wanted.begin(), wanted.end(), 0) > room) {
    const int first = std::min(wanted[0], room * 2 / 5);
    wanted[0] = first, left -= first, --columns;
    open.erase(open.begin());
    for (bool settled = true; settled && columns > 0;) {
      settled = false;
      const int share = left / columns;
      for (auto at = open.begin(); at != open.end() && columns > 0;) {
        if (wanted[*at] > share) {
          ++at;
          continue;
        }
        left -= wanted[*at], --columns, settled = true;
        at = open.erase(at);
      }
    }
    for (const std::size_t at : open) wanted[at] = std::max(1, left / std::max(1, columns));
  }
  const int used = std::accumulate(wanted.begin(), wanted.end() - 1, 0);
  wanted.back() = std::max(1, room - used);
  return wanted;
}

}  // namespace kts::views
