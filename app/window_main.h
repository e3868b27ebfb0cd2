// SPDX-License-Identifier: GPL-2.0-or-later
// The desktop window as one function, so that the commands which need no display never touch Qt.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace kts::app {

struct WindowOptions {
  std::optional<std::filesystem::path> file;  // the recording to open; none: record a scenario and show it
  std::optional<std::uint64_t> at;            // the event to stand on once the file is open
  std::string scenario;                       // without a file; "": the one chosen last, else three-callers
  bool play = true;                           // starts playing when it has something to play
};

// Opens the window and serves it until it is closed. A file that does not open is said in one line in the
// window, not here. Returns the program's exit code; 2 with one line on standard error without a display.
int runWindow(const WindowOptions& options);

}  // namespace kts::app
