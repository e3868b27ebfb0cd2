// SPDX-License-Identifier: GPL-2.0-or-later
// What a file is, by its first bytes alone: nothing of it is run or written.
#pragma once

#include <filesystem>

#include "recordings/recording.h"

namespace kts::recordings {

// Problem unless `file` is a recording of a version that this program reads.
Result<void> looksLikeRecording(const std::filesystem::path& file);

// Problem when something stands at `file` that is no recording: it is not replaced.
Result<void> mayReplace(const std::filesystem::path& file);

// Makes the place free for a new file: removes a recording that stands there, and what SQLite left beside it.
// Problem when something else stands there, which stays as it is.
Result<void> makeRoom(const std::filesystem::path& file);

// A recording and what SQLite keeps beside it. False when something could not be removed.
bool removeAll(const std::filesystem::path& file);

// True when the file says that its changes lie in a -wal beside it.
bool saysWal(const std::filesystem::path& file);

// The file beside `file` that ends in `suffix`: "-wal", "-shm".
std::filesystem::path beside(const std::filesystem::path& file, const char* suffix);

// Something that does not exist counts as 0 bytes long.
std::uintmax_t sizeOf(const std::filesystem::path& file);

}  // namespace kts::recordings
