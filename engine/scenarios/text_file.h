// SPDX-License-Identifier: GPL-2.0-or-later
// A text that a person names by its path: a scenario, a schedule.
#pragma once

#include <expected>
#include <filesystem>
#include <string>

namespace kts::engine {

// The whole text without a byte order mark; else why it cannot be had, as what follows "FILE: ".
// A named pipe and a device are refused, for they may never end; the pipe of a shell's <(...) is read.
std::expected<std::string, std::string> textOfFile(const std::filesystem::path& file);

// Takes the byte order mark off that editors put before UTF-8; "" or why the text is none.
std::string whyNotText(std::string& text);

}  // namespace kts::engine
