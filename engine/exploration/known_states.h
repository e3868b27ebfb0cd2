// SPDX-License-Identifier: GPL-2.0-or-later
// The states that random runs have come to, and where each move of each was seen to lead: a run whose steps
// were all made before, by whatever runs, is a walk from number to number, and what the detectors said of
// each of its states is known. Callers are told apart; threads are not by their ids, but by their roles.
//
// A state takes some 150 bytes, and adding it as long as three steps: so it pays as long as runs come back to
// where others were, and little is added once they do not, and nothing beyond a bound.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/exploration/fingerprint.h"
#include "engine/exploration/fingerprint_table.h"
#include "engine/exploration/roles.h"
#include "engine/exploration/steps.h"

namespace kts::engine {

class KnownStates {
 public:
  using State = std::uint32_t;
  static constexpr State kUnknown = ~0u;

  // Begins with the world's present state. `mostBytes`: no state is added beyond that.
  KnownStates(const ExploreSpec& spec, World& world, std::uint64_t mostBytes);
  // Whether a search of that specification may know states at all. (A protocol that a test plants may keep
  // what no fingerprint tells.)
  static bool suit(const ExploreSpec& spec) {
    return spec.method == Method::Random && !spec.everyStep && !spec.protocol;
  }

  State first() const { return 0; }
  // None where a run ends, and ends well.
  std::uint32_t movesOf(State state) const { return m_words[state]; }
  // Where the n-th of its moves, by role, leads; kUnknown when it was not made yet, or what it does has to be
  // told again: a finding.
  State after(State state, std::uint32_t n) { return ++m_walked, m_words[state + kHead + n]; }

  bool mayLearn() const { return m_learned < kFirst + m_walked / kShare && bytes() < m_mostBytes; }
  struct Made {
    Outcome outcome;
    State to = kUnknown;  // where the run goes on
  };
  // Makes that move.
  Made learn(State from, std::uint32_t n);
  // Puts the world into that state, for others to make that move: which it is.
  TaskId putBack(State from, std::uint32_t n);
  std::uint32_t tasksOf(State state) const { return m_kept[m_words[state + 1] + movesOf(state) + 1]; }

  std::uint64_t bytes() const {
    return m_steps.bytes() + m_fingerprints.bytes() + m_numbers.bytes() +
           (m_words.capacity() + m_kept.capacity()) * sizeof(std::uint32_t);
  }

 private:
  // Of a state: how many moves it has, where in m_kept the rest of it stands, and where each move leads.
  static constexpr std::size_t kHead = 2;
  static constexpr std::uint64_t kFirst = 20'000, kShare = 16;

  State add(State number);
  std::span<const ImageStore::Piece> piecesOf(State state) const {
    const std::uint32_t* at = &m_kept[m_words[state + 1] + movesOf(state)];
    return std::span(at + 1, *at);
  }
  TaskId moveOf(State state, std::uint32_t n) const { return m_kept[m_words[state + 1] + n]; }

  const std::uint64_t m_mostBytes;
  Steps m_steps;
  Fingerprints m_fingerprints;
  FingerprintTable m_numbers;
  Roles m_roles;
  LargeVector<std::uint32_t> m_words;  // a state's number is where it begins
  LargeVector<std::uint32_t> m_kept;   // its moves by role, how many pieces it is, and these
  std::uint64_t m_walked = 0, m_learned = 0;
  std::vector<ImageStore::Piece> m_from;
  std::vector<TaskId> m_moves;
};

}  // namespace kts::engine
