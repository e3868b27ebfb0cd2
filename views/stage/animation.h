// SPDX-License-Identifier: GPL-2.0-or-later
// The way from one scene to the next: things with the same key move and change colour, the others fade. A
// pure function of how far it has come, so that whoever holds the clock decides, and tests need none.
#pragma once

#include <utility>
#include <vector>

#include "views/stage/scene.h"

namespace kts::views {

class StageAnimation {
 public:
  StageAnimation() = default;
  StageAnimation(StageScene before, StageScene after);

  // 0 is `before`, 1 is `after`, exactly. Its figures are those of `after`.
  StageScene at(double progress) const;
  const StageScene& after() const { return m_after; }

 private:
  StageScene m_before, m_after;
  std::vector<std::pair<int, int>> m_pairs;  // shapes of before and after, -1 for none, from back to front
};

// How long one event's animation takes when the next event is due after `untilNext` ms (0: not playing, a
// single step): 150 to 250 ms, less when playing fast, 0 when there is no time to see it.
int animationMs(int untilNext);

}  // namespace kts::views
