// SPDX-License-Identifier: GPL-2.0-or-later
// What was found, on the tasks that it is about: a word on the card's upper edge, and an outline.
#include "views/stage/scene_builder.h"

namespace kts::views {

void addMarks(SceneBuilder& b, std::span<const FindingMark> marks) {
  for (const FindingMark& mark : marks) {
    const auto card = b.tasks.find(mark.task);
    if (card == b.tasks.end()) continue;
    const std::string key = "mark:" + std::to_string(mark.task);
    const ColourRef strong = mark.notice ? Ink::Accent : Ink::Bad;
    b.box(key, card->second, {}, strong, mark.itself ? 2.5 : 1.5);
    const double height = b.px(17);
    const double width = std::min(b.widthOf(mark.word, TextStyle::SmallStrong) + b.px(12),
                                  card->second.width() - b.px(16));
    const QRectF pill(card->second.right() - width - b.px(8), card->second.top() - height / 2, width, height);
    b.box(key + "/pill", pill, mark.itself ? strong : ColourRef(mark.notice ? Ink::AccentSoft : Ink::BadSoft),
          strong, 1, 5);
    b.text(key + "/word", pill.adjusted(b.px(5), 0, -b.px(5), 0), mark.word, TextStyle::SmallStrong,
           mark.itself ? ColourRef(Ink::Panel) : strong, Qt::AlignCenter);
  }
}

}  // namespace kts::views
