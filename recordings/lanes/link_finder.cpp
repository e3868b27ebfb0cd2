// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/lanes/link_finder.h"

namespace kts::recordings {

void LinkFinder::effect(LinkKind kind, Causes& causes, std::uint32_t of, const Cause& effect) {
  const auto found = causes.find(of);
  if (found == causes.end()) return;
  const Cause& cause = found->second;
  m_links.push_back({kind, cause.seq, effect.seq, cause.lane, effect.lane, cause.request, true});
  causes.erase(found);
}

void LinkFinder::wake(const ProtocolState& state, const Event& event, const Cause& cause) {
  const Task* target = event.object.type() == ObjectType::Task ? state.task(event.object.index()) : nullptr;
  if (!target) return;
  if (event.effect == Effect::Woke) m_woken[target->key] = cause;
  else
    m_links.push_back({LinkKind::Wake, cause.seq, cause.seq, cause.lane, target->lane, cause.request, false});
}

void LinkFinder::after(const ProtocolState& state, const Event& event) {
  const Task* self = state.task(event.task);
  if (!self) return;
  const Cause here{state.seq - 1, self->lane, event.request};
  switch (event.kind) {
    case EventKind::ListAddTail: m_queued[event.request] = here; return;
    case EventKind::ListDelInit: return effect(LinkKind::Queue, m_queued, event.request, here);
    case EventKind::FreezeTask:
      if (event.effect == Effect::Signalled) return;  // it is on its CPU, and nobody meant to wake it
      [[fallthrough]];
    case EventKind::ThawTask:
    case EventKind::WakeTookEffect: return wake(state, event, here);
    case EventKind::Resumed: return effect(LinkKind::Wake, m_woken, event.task, here);
    case EventKind::Fork:
      if (event.effect == Effect::Forked) m_forked[event.object.index()] = here;
      return;
    case EventKind::FirstRun: return effect(LinkKind::Fork, m_forked, event.task, here);
    case EventKind::Complete: m_completed[event.object.value].push_back(here); return;
    case EventKind::CompletionTaken: {
      auto& causes = m_completed[event.object.value];
      if (causes.empty()) return;
      const Cause cause = causes.front();
      causes.pop_front();
      m_links.push_back(
          {LinkKind::Complete, cause.seq, here.seq, cause.lane, here.lane, cause.request, true});
      return;
    }
    case EventKind::StopRequested: m_stopped[static_cast<TaskId>(event.arg)] = here; return;
    case EventKind::Exit: return effect(LinkKind::Stop, m_stopped, event.task, here);
    default: return;
  }
}

}  // namespace kts::recordings
