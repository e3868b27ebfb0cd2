// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/stage_moments.h"

namespace kts::test {

EventScript fixture(const std::string& name) {
  return readScript(std::string(KTS_FIXTURES) + "/" + name + ".events");
}

views::StageScene sceneAt(const EventScript& script, Seq seq, const views::Theme& theme, QSizeF size,
                          const views::Selection& selection) {
  const ProtocolState before = script.stateAt(seq > 0 ? seq - 1 : 0);
  ProtocolState state = before;
  if (seq > 0) apply(state, script.events[seq - 1]);
  views::StageMoment moment;
  moment.state = &state;
  moment.before = &before;
  if (seq > 0) moment.event = script.events[seq - 1];
  moment.names = script.header.names;
  moment.totalEvents = script.events.size();
  moment.bootWorld = script.header.initial.kthreaddTask == kNoTask;
  return sceneOf(moment, theme, {size, selection, {}});
}

}  // namespace kts::test
