// SPDX-License-Identifier: GPL-2.0-or-later
// What is kept of every state that is known: how it was first come to, and where its moves lead. There are
// very many, so all of it is in few bytes.
//
// States are numbered as they are come to, and gone on from in that order. So of an edge it is enough to know
// that it leads to the next that is new, or how far back the state is that it leads to, mostly not far; and
// of a state, how many were first come to from it.
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

#include "engine/exploration/growing_array.h"
#include "engine/exploration/small_numbers.h"
#include "engine/exploration/task_set.h"

namespace kts::engine {

class Chart {
 public:
  using State = std::uint32_t;
  enum class Kind : std::uint8_t { Inner, GoodEnd, BadEnd };

  State size() const { return static_cast<State>(m_states.size()); }
  std::uint64_t bytes() const { return m_states.bytes() + m_edges.bytes() + m_blocks.bytes(); }

  // A state that is new: that task's move led to it.
  void add(TaskId task, Kind kind, bool lost) {
    m_states.push_back({static_cast<std::uint8_t>(task), 0, static_cast<std::uint8_t>(kind), lost});
  }
  Kind kindOf(State state) const { return static_cast<Kind>(m_states[state].kind); }
  // Somebody sleeps in vain there.
  bool isLost(State state) const { return m_states[state].lost; }
  void setLost(State state) { m_states[state].lost = true; }

  // The next state is gone on from; of ends, too, which have no edges.
  void beginEdges();
  // To a state that is known, or has just been added; as often as moves that symmetry makes one lead there.
  void addEdge(State to, std::uint32_t times);
  void endEdges();

  // call(to, times), in the order in which they were added.
  template <class F>
  void eachEdgeOf(State state, F&& call) const;
  // call(from, to), of every state; quicker than one by one.
  template <class F>
  void eachEdge(F&& call) const;
  // Goes through the edges of a state.
  class Reader {
   public:
    bool next();  // false: there are no more, and it is not asked again
    State to() const { return m_to; }
    std::uint32_t times() const { return m_times; }

   private:
    friend class Chart;
    static constexpr std::uint8_t kNone = 0;  // kEnd
    const std::uint8_t* m_at = &kNone;
    State m_known = 0;  // the number of the next that is new
    State m_to = 0;
    std::uint32_t m_times = 1;
  };
  Reader edgesOf(State state) const;
  // Those that first led to it.
  std::vector<TaskId> movesTo(State state) const;

 private:
  struct About {
    std::uint8_t task;
    std::uint8_t found;  // so many states were first come to from it
    std::uint8_t kind : 2, lost : 1;
  };
  static_assert(sizeof(About) == 3 && TaskSet::kMost < 256);
  // Of some states one after the other: where their edges begin, and how many states were known before.
  static constexpr State kBlock = 4;
  struct Block {
    std::uint64_t edges;
    State known;
  };
  // A state's edges are a number each, and then kEnd, which is the only byte that is 0. Instead of an edge's
  // own there can be kTimes, how often it is there, and its own.
  enum Code : std::uint32_t { kEnd, kTimes, kNew, kKnown };
  State parentOf(State state) const;

  GrowingArray<About> m_states;
  GrowingArray<std::uint8_t> m_edges;
  GrowingArray<Block> m_blocks;
  State m_begun = 0;  // so many have been gone on from
  State m_known = 0;  // the number of the next edge's state, if that is new
};

inline Chart::Reader Chart::edgesOf(State state) const {
  Reader reader;
  if (kindOf(state) != Kind::Inner) return reader;
  State before = state / kBlock * kBlock;
  reader.m_at = m_edges.data() + m_blocks[state / kBlock].edges;
  reader.m_known = m_blocks[state / kBlock].known;
  for (; before < state; ++before) {
    reader.m_at += std::strlen(reinterpret_cast<const char*>(reader.m_at)) + 1;
    reader.m_known += m_states[before].found;
  }
  return reader;
}

inline bool Chart::Reader::next() {
  std::uint32_t code = takeNumber(m_at);
  if (code == kEnd) return false;
  m_times = code == kTimes ? takeNumber(m_at) : 1;
  if (code == kTimes) code = takeNumber(m_at);
  m_to = code == kNew ? m_known++ : m_known - 1 - (code - kKnown);
  return true;
}

template <class F>
void Chart::eachEdgeOf(State state, F&& call) const {
  Reader reader = edgesOf(state);
  while (reader.next()) call(reader.to(), reader.times());
}

// The next state's edges begin where those of the one before end.
template <class F>
void Chart::eachEdge(F&& call) const {
  if (m_begun == 0) return;
  Reader reader = edgesOf(0);
  for (State from = 0; from < m_begun; ++from)
    while (reader.next()) call(from, reader.to());
}

}  // namespace kts::engine
