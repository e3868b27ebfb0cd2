// SPDX-License-Identifier: GPL-2.0-or-later
#include <csignal>

#include "app/commands/command_line.h"
#include "engine/kernel/large_pages.h"

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file beyond its limit is said like a full disk, not died of
  kts::engine::keepFreedPages();
  return kts::app::runCommandLine(argc, argv);
}
