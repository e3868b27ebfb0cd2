// SPDX-License-Identifier: GPL-2.0-or-later
// How a phase looks and what is said of it, and the words of the comparison.
#pragma once

#include <QString>
#include <QStringList>

#include "views/compare/compare_scene.h"
#include "views/timeline/timeline_words.h"

namespace kts::views {

// A phase is told by its colour, its pattern and its letter, each of which is enough.
struct PhaseStyle {
  Role role;
  Hatch hatch;
  const char* words;  // what happens while a request is in it
};
const PhaseStyle& styleOf(Phase phase);
// The first letter of its name that no phase before it has: P E D F S O.
QString letterOf(Phase phase);

QString grouped(std::uint64_t number);                        // "5,000"
QString counted(std::uint64_t number, const QString& thing);  // "1 request", "5,000 requests"

// "+4.00 µs", "-12 ns", "no difference": B against A.
QString differenceText(double a, double b);
// "+31 %", "-7 %", "12 times": B against A; "" where A is nothing.
QString ratioText(double a, double b);
// A round number of ns: "100 ns", "1 µs", "20 ms".
QString roundText(double ns);

// What a person needs to tell the two runs apart: each fact, and whether the other run has another.
struct RunFact {
  QString text;
  bool differs = false;
};
std::vector<RunFact> factsOf(const recordings::ComparedRun& run, const recordings::ComparedRun& other);

// What the times of the two runs are, and whether they can be laid side by side.
QString clockText(const recordings::Comparison& comparison);

// "Request 3, worker/3 for caller 3. A: 57.0 µs, prepared 6.00 µs, ... B: never returned, ..."
QString sentenceOf(const recordings::Comparison& comparison, const recordings::RequestPair& pair);
// "enqueued, waits in the list: median 47.0 µs in A and 50.0 µs in B, +6 %."
QString sentenceOf(const recordings::Comparison& comparison, Phase phase);

}  // namespace kts::views
