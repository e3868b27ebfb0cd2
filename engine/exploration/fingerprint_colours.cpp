// SPDX-License-Identifier: GPL-2.0-or-later
// The colours of tasks and requests, made of what is said of each alone.
#include "engine/exploration/fingerprint.h"
#include "engine/exploration/hash.h"

namespace kts::engine {

std::uint64_t Fingerprints::of(const SeenState& state) {
  m_state = &state;
  begin();
  describeWorld();
  for (RequestId id = 0; id < m_requestCount; ++id) collectRequest(id);
  for (TaskId id = 0; id < m_taskCount; ++id) collectTask(id);
  std::uint64_t all = m_worldHash;
  for (const Live& live : m_named) {
    m_colours[live.at] = mixed(live.own, m_marks[live.at]);
    all += finished(m_colours[live.at]);
  }
  for (Live& live : m_live) live.own = mixed(live.own, m_marks[live.at]);
  return finished(all + (m_byUnits && colourUnits() ? sumOfUnits() : colourEach()));
}

// Who is gone has no place.
void Fingerprints::begin() {
  m_taskCount = m_state->taskCount();
  m_requestCount = m_state->requestCount();
  const std::size_t all = kFirstRequest + m_requestCount;
  if (m_places.size() < all) {
    m_places.resize(all);
    for (auto* each : {&m_marks, &m_colours, &m_next, &m_back}) each->resize(all);
  }
  for (const auto [first, count] : {std::pair(kFirstTask, m_taskCount), {kFirstRequest, m_requestCount}}) {
    std::fill_n(m_places.begin() + first, count, kGone);
    std::fill_n(m_marks.begin() + first, count, 0);
  }
  m_abouts.resize(m_state->allPieces());
  m_requestUnits.resize(m_requestCount);
  m_units.assign(m_firstTasks + 1, {});
  m_live.clear();
  m_named.clear();
}

// ---- what is said of each

const Fingerprints::About& Fingerprints::aboutTask(TaskId id) {
  About& about = m_abouts[m_state->pieceOf(id)];
  if (about.known) return about;
  const task_struct& task = m_state->task(id);
  about.known = true;
  about.here = !task.gone;
  if (task.locals) about.variables = static_cast<std::uint16_t>(m_state->partWith(task.locals) + 1);
  about.bornOf = task.bornOf;
  return about;
}

const Fingerprints::About& Fingerprints::aboutRequest(RequestId id) {
  About& about = m_abouts[m_state->pieceOfRequest(id)];
  if (about.known) return about;
  const kthread_create_info& request = m_state->request(id);
  about.known = true;
  about.here = request.alive;
  if (request.caller) about.caller = request.caller->id;
  if (request.threadfn) about.function = numberIn(m_functions, request.threadfn) + 1;
  return about;
}

// What a task's description looks at beyond the piece that it stands in.
std::uint64_t Fingerprints::lookBeside(TaskId id, const About& about) {
  std::uint64_t beside = about.variables ? m_state->pieceOfPart(about.variables - 1u) + 1u : 0;
  if (about.bornOf != kNoRequest)
    if (const std::uint32_t function = aboutRequest(about.bornOf).function) {
      beside |= std::uint64_t(function) << 32;
      if (const auto* stops = m_functions[function - 1]->stops)
        beside = mixed(beside, reinterpret_cast<std::uintptr_t>(m_state->of(*stops)));
    }
  return m_symmetry ? beside : mixed(beside, roleOf(m_state->task(id)));
}

template <class T>
const Fingerprints::Said& Fingerprints::said(ImageStore::Piece piece, std::uint64_t beside, const T& what) {
  const std::uint32_t last = m_abouts[piece].said;
  for (std::uint32_t known = last; known != kNobody; known = m_said[known].next)
    if (m_said[known].beside == beside) return m_said[known];
  m_first = m_references.size();
  m_hash = 0;
  describe(what);
  const auto first = static_cast<std::uint32_t>(m_first);
  m_abouts[piece].said = static_cast<std::uint32_t>(m_said.size());
  m_said.push_back({beside, m_hash, first, static_cast<std::uint32_t>(m_references.size()) - first, last});
  return m_said.back();
}

void Fingerprints::collectRequest(RequestId id) {
  const About& about = aboutRequest(id);
  const std::uint32_t unit = m_requestUnits[id] = unitOf(about.caller);
  if (!about.here) return;
  const Reference at = ofRequest(id);
  const Said& its = said(m_state->pieceOfRequest(id), 0, m_state->request(id));
  m_places[at] = placeOf(unit, kRequest);
  m_live.push_back({its.hash, at, its.references, its.count, m_places[at]});
}

void Fingerprints::collectTask(TaskId id) {
  const About& about = aboutTask(id);
  if (!about.here) return;
  const Reference at = ofTask(id);
  const Said& its = said(m_state->pieceOf(id), lookBeside(id, about), m_state->task(id));
  if (hasName(id)) {
    m_named.push_back({its.hash, at, 0, 0, kGone});
    for (std::uint32_t n = 0; n < its.count; ++n)
      m_marks[m_references[its.references + n]] += finished(mixed(mixed(kNamedBy, at), n));
    return;
  }
  m_places[at] = id < m_firstTasks ? placeOf(id + 1, kCaller) : placeOf(unitBornOf(about.bornOf), kThread);
  m_live.push_back({its.hash, at, its.references, its.count, m_places[at]});
}

// Whose caller that task is, or the caller it was made for; 0 where that has a name, or there is none. Of who
// was made for a request, that one's is known.
std::uint32_t Fingerprints::unitOf(TaskId id) {
  if (id == kNoTask || hasName(id)) return 0;
  return id < m_firstTasks ? id + 1 : unitBornOf(aboutTask(id).bornOf);
}

// ---- colours

// False when there are two of a kind in one, or somebody refers to who is of another and has no mark.
bool Fingerprints::colourUnits() {
  for (const Live& live : m_live) {
    std::uint32_t& parts = m_units[live.place / kParts].parts;
    const std::uint32_t part = 1u << live.place % kParts;
    if (parts & part) return false;
    parts |= part;
  }
  for (const Live& live : m_live) {
    std::uint64_t hash = mixed(live.own, live.place % kParts);
    for (const Reference to : std::span(m_references).subspan(live.references, live.count)) {
      const std::uint32_t place = m_places[to];
      const bool same = place / kParts == live.place / kParts;
      if (!same && place != kGone && m_marks[to] == 0) return false;
      hash = mixed(hash, same ? place % kParts : place == kGone ? kGone : m_marks[to]);
    }
    m_units[live.place / kParts].colour += finished(hash);
  }
  for (const Live& live : m_live)
    m_colours[live.at] = mixed(m_units[live.place / kParts].colour, live.place % kParts);
  return true;
}

std::uint64_t Fingerprints::sumOfUnits() const {
  std::uint64_t sum = 0;
  for (const Unit& unit : m_units) sum += finished(unit.colour);
  return sum;
}

// References go this far: thread, request, caller, the caller's other threads. Without symmetry each begins
// with a name.
std::uint64_t Fingerprints::colourEach() {
  constexpr int kRounds = 3;
  for (TaskId id = 0; id < m_taskCount; ++id)
    if (!hasName(id)) m_colours[ofTask(id)] = kGone;
  std::fill_n(m_colours.begin() + kFirstRequest, m_requestCount, kGone);
  for (const Live& live : m_live) m_colours[live.at] = live.own, m_back[live.at] = 0;
  for (int round = 0; round < (m_symmetry ? kRounds : 1); ++round) mixIn();
  std::uint64_t sum = 0;
  for (const Live& live : m_live) sum += finished(m_colours[live.at]);
  return sum;
}

// Both ways: two that look alike, but for somebody who still holds on to one of them, go on each in its own
// way.
void Fingerprints::mixIn() {
  for (const Live& live : m_live) {
    std::uint64_t hash = live.own;
    std::uint64_t place = m_colours[live.at];
    for (const Reference to : std::span(m_references).subspan(live.references, live.count)) {
      hash = mixed(hash, m_colours[to]);
      m_back[to] += place *= 0x9e3779b97f4a7c15ull;
    }
    m_next[live.at] = hash;
  }
  for (const Live& live : m_live) {
    m_colours[live.at] = mixed(m_next[live.at], m_back[live.at]);
    m_back[live.at] = 0;  // of who is gone nobody asks
  }
}

// Who has a name has the same everywhere.
std::uint64_t Fingerprints::names() const {
  std::uint64_t hash = 1;
  for (std::size_t one = 0; one < m_live.size(); ++one) {
    const Reference at = m_live[one].at;
    if (at >= kFirstRequest) continue;
    for (std::size_t other = 0; other < one; ++other)
      if (m_colours[m_live[other].at] == m_colours[at]) return kAlike;
    hash += mixed(mixed(0, at), m_colours[at]);
  }
  return finished(hash) | 1;
}

}  // namespace kts::engine
