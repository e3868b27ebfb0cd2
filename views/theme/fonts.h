// SPDX-License-Identifier: GPL-2.0-or-later
// The fonts that the program carries, so that pictures are the same everywhere.
#pragma once

#include <QString>
#include <expected>

namespace kts::views {

// One line for a person.
struct Problem {
  QString message;
};

// Makes Inter and JetBrains Mono known to Qt. Call once, after the QGuiApplication and before any text is
// measured; calling it again changes nothing.
std::expected<void, Problem> loadFonts();

}  // namespace kts::views
