// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/findings/finding_marks.h"

#include <algorithm>

#include "views/findings/finding_words.h"

namespace kts::views {

namespace {

TaskId taskOf(const recordings::Recording& recording, Seq seq) {
  const auto event = recording.eventsIn(seq, seq + 1);
  return event && !event->empty() ? event->front().task : kNoTask;
}

}  // namespace

std::vector<FindingMark> marksOf(const recordings::Recording& recording,
                                 const std::vector<Finding>& findings) {
  std::vector<FindingMark> marks;
  const auto add = [&](FindingMark mark) {
    const auto same = [&](const FindingMark& other) {
      return other.seq == mark.seq && other.task == mark.task;
    };
    if (std::ranges::none_of(marks, same)) marks.push_back(std::move(mark));
  };
  for (const Finding& finding : findings) {
    const bool notice = recordings::isNotice(finding);
    const bool lasts = finding.kind == "lost-wakeup" || finding.kind == "deadlock";
    const std::string& word = notice ? finding.rule : finding.kind;
    add({finding.seq, finding.task, QString::fromStdString(word), true, notice, lasts});
    for (const FindingEvent& event : finding.events)
      add({event.seq, taskOf(recording, event.seq), wordOfRole(event.role), false, notice, false});
  }
  std::ranges::stable_sort(marks, {}, &FindingMark::seq);
  return marks;
}

std::vector<FindingMark> marksAt(const std::vector<FindingMark>& marks, Seq seq) {
  std::vector<FindingMark> present;
  for (const FindingMark& mark : marks) {
    if (mark.seq != seq && !(mark.lasts && mark.seq < seq)) continue;
    const auto same = [&](const FindingMark& other) { return other.task == mark.task; };
    std::erase_if(present, same);  // the present event's word before one that lasts
    present.push_back(mark);
  }
  return present;
}

}  // namespace kts::views
