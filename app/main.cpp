// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/commands/command_line.h"

int main(int argc, char** argv) { return kts::app::runCommandLine(argc, argv); }
