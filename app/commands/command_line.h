// SPDX-License-Identifier: GPL-2.0-or-later
// The program as a person types it: commands and options to calls.
#pragma once

namespace kts::app {

// Runs what the arguments ask for. The program's exit code; whatever was wrong stands in one line on standard
// error.
int runCommandLine(int argc, char** argv);

}  // namespace kts::app
