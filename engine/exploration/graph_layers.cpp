// SPDX-License-Identifier: GPL-2.0-or-later
// The search of the graph, layer by layer. Making a state's steps, and describing what they lead to, takes as
// long as all the rest, and asks nothing of it: so one thread does the former, ahead of another that looks up
// what is known, and numbers what is new. Whatever their pace, the outcome is that of one thread alone.
#include <system_error>
#include <thread>

#include "engine/exploration/graph.h"

namespace kts::engine {

namespace {

bool looksForDiamonds(const ExploreSpec& spec, const World& world) {
  return spec.symmetry && !spec.everyByte && !spec.everyStep && !world.buffersStores();
}
}  // namespace

Graph::Graph(const ExploreSpec& spec, World& world, Watch& watch)
    : m_spec(spec),
      m_world(world),
      m_watch(watch),
      m_diamonds(looksForDiamonds(spec, world)),
      m_together(spec.threads > 1),
      m_expander(spec, world, m_diamonds) {}

// By who settles.
ExploreProgress Graph::settled() const {
  ExploreProgress progress;
  progress.states = m_chart.size();
  progress.transitions = m_transitions;
  progress.waiting = m_waiting;
  progress.depth = m_depth;
  progress.bytes = m_known.bytes() + m_chart.bytes() + m_past.bytes() + m_now.bytes() + m_next.bytes();
  progress.found = found();
  return progress;
}

ExploreProgress Graph::covered() const {
  ExploreProgress progress = settled();
  progress.bytes += m_expander.bytes();
  return progress;
}

std::expected<void, Problem> Graph::search() {
  m_world.save(m_begin);
  m_expander.begin(m_some);
  m_known.find(m_some.successors[0].print, 0);
  m_chart.add(0, Kind::Inner, false);
  keep(m_some, m_some.successors[0]);
  for (m_depth = 0; m_waiting > 0; ++m_depth) {
    std::swap(m_past, m_now.leads);
    std::swap(m_now, m_next);
    m_next.begin(m_chart.size());
    const auto went = goThroughLayer();
    if (!went) return std::unexpected(went.error());
    if (*went == Went::Bound) return {};
  }
  m_whole = true;
  m_past = Leads(), m_now = Layer(), m_next = Layer();  // what counts from here on needs the room
  m_orders = orders();
  return {};
}

// Of what is found a step may lead to no state, and completes no diamond then: it is found out one by one.
std::expected<Graph::Went, Problem> Graph::goThroughLayer() {
  std::size_t place = 0;
  m_states.toFirst(m_now.states);
  m_expander.goTo(m_now, place);
  if (m_together && !found() && m_now.size() >= m_large) {
    const auto went = goThroughTogether();
    if (!went || *went != Went::Back) return went;
    m_expander.goTo(m_now, place = m_at);
  }
  while (place < m_now.size()) {
    const bool goesOn = expandSome(m_some, place, found() ? 1 : kSome, &Graph::covered);
    auto went = settleSome(m_some);
    if (went && *went == Went::Back) {
      if (m_at + 1 < place) {
        m_expander.goTo(m_now, place = m_at);
        continue;
      }
      m_some.clear();
      m_expander.expandWhole(m_now, m_at, m_some);
      went = settleSome(m_some);
    }
    if (!went) return went;
    endOnceFound(found());
    if (!goesOn) return Went::Bound;
  }
  return Went::Through;
}

// False at a bound.
bool Graph::expandSome(Expansions& some, std::size_t& place, std::size_t most,
                       ExploreProgress (Graph::*covered)() const) {
  some.clear();
  for (; some.states.size() < most && place < m_now.size(); ++place) {
    if (!m_watch.goOn([&] { return (this->*covered)(); })) return false;
    m_expander.expand(m_now, place, some);
  }
  return true;
}

std::expected<Graph::Went, Problem> Graph::settleSome(const Expansions& some) {
  for (const Footprint& footprint : some.footprints) m_footprints.numberOf(footprint);
  for (std::size_t state = 0; state < some.states.size(); ++state) {
    if (state + 1 < some.states.size()) fetch(some.successorsOf(state + 1));
    if (auto went = settle(some, state); !went || *went == Went::Back) return went;
  }
  return Went::Through;
}

void Graph::endOnceFound(bool found) {
  if (found && !std::exchange(m_ending, true)) m_watch.endIn(m_spec.secondsAfterFinding);
}

// The steps are made here, and settled beside. Where no second thread is to be had, one has to do.
std::expected<Graph::Went, Problem> Graph::goThroughTogether() {
  static_assert(kMany * TaskSet::kMost < 1 << 16);  // findings of so many states are numbered in 16 bits
  Beside beside;
  m_stuck = false;
  tell();
  bool goesOn = true;
  {
    std::jthread second;
    try {
      second = std::jthread([&] { settleBeside(beside); });
    } catch (const std::system_error&) {
      m_at = 0;
      return Went::Back;
    }
    const Relay<Expansions, 3>::End end(m_relay);
    for (std::size_t place = 0; goesOn && !m_stuck && place < m_now.size(); m_relay.pass()) {
      goesOn = expandSome(m_relay.toFill(), place, kMany, &Graph::told);
      endOnceFound(told().found);
    }
  }
  if (beside.thrown) std::rethrow_exception(beside.thrown);
  if (beside.went && *beside.went == Went::Through && !goesOn) return Went::Bound;
  return beside.went;
}

// After a state that is not settled none is; only what steps touch is numbered all the same.
void Graph::settleBeside(Beside& beside) {
  while (const Expansions* const some = m_relay.take()) {
    try {
      if (m_stuck)
        for (const Footprint& footprint : some->footprints) m_footprints.numberOf(footprint);
      else
        beside.went = settleSome(*some);
      m_stuck = m_stuck || !beside.went || *beside.went == Went::Back;
    } catch (...) {
      beside.thrown = std::current_exception();
      m_stuck = true;
    }
    tell();
    m_relay.giveBack();
  }
}

void Graph::tell() {
  const ExploreProgress now = settled();
  const std::lock_guard lock(m_telling);
  m_told = now;
}

ExploreProgress Graph::told() const {
  ExploreProgress progress;
  {
    const std::lock_guard lock(m_telling);
    progress = m_told;
  }
  progress.bytes += m_expander.bytes();
  return progress;
}

}  // namespace kts::engine
