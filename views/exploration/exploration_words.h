// SPDX-License-Identifier: GPL-2.0-or-later
// Numbers as a person reads them aloud, from one to 10²³, and the words of an exploration.
#pragma once

#include <QString>

#include "views/exploration/exploration_figures.h"

namespace kts::views {

QString countText(double count);         // "162,048", "1.4×10²³"
QString bytesText(std::uint64_t bytes);  // "38 MB"
QString secondsText(double seconds);     // "0.04 s", "3 min 12 s"
QString oneInText(double share);         // "1 in 240", "9 of 10", "never"
QString phaseText(ExplorationPhase phase);
// "no order has fewer steps · 34 steps, 2 preemptions"
QString storyText(const ExplorationFinding& finding);
// What "lines reached" counts, and which were not: "kthread.cpp: 104, 110".
QString sitesText(const ExplorationFigures& figures);

}  // namespace kts::views
