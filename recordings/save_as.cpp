// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/save_as.h"

#include <SQLiteCpp/Backup.h>

#include "recordings/reading/connection.h"
#include "recordings/storage/file_kind.h"

namespace kts::recordings {

namespace fs = std::filesystem;

namespace {

// Beside the target, so that it can be renamed over it.
Result<void> copyTo(const Connection& from, const fs::path& part) {
  try {
    SQLite::Database copy(part.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    SQLite::Backup backup(copy, from.database());
    backup.executeStep(-1);
    copy.exec("PRAGMA journal_mode = DELETE");
    return {};
  } catch (const std::exception& error) {
    return std::unexpected(Problem{part.string() + ": cannot be written (" + error.what() +
                                   "): choose a folder that is yours and has room"});
  }
}

}  // namespace

Result<void> saveAs(const fs::path& from, const fs::path& to) {
  std::error_code error;
  if (fs::equivalent(from, to, error))
    return std::unexpected(Problem{to.string() + ": is the recording itself: choose another name"});
  const auto connection = Connection::open(from);
  if (!connection) return std::unexpected(connection.error());
  if (auto free = mayReplace(to); !free) return free;
  const fs::path part = beside(to, ".part");
  fs::remove(part, error);
  auto copied = copyTo(**connection, part);
  if (copied) copied = putInPlace(part, to);
  if (!copied) removeAll(part);
  return copied;
}

Result<fs::path> placeToRecord(const fs::path& file) {
  if (auto may = mayReplace(file); !may) return std::unexpected(may.error());
  return sizeOf(file) > 0 ? beside(file, ".part") : file;
}

Result<void> putInPlace(const fs::path& part, const fs::path& to) {
  if (part == to) return {};
  std::error_code error;
  // What a killed process has left beside the old one would be taken for the new one's.
  for (const char* suffix : {"-wal", "-shm", "-journal"}) fs::remove(beside(to, suffix), error);
  fs::rename(part, to, error);
  if (!error) return {};
  return std::unexpected(
      Problem{to.string() + ": cannot be written (" + error.message() + "): choose another folder"});
}

}  // namespace kts::recordings
