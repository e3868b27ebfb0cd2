// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/save_as.h"

#include <SQLiteCpp/Backup.h>
#include <unistd.h>

#include "recordings/reading/connection.h"
#include "recordings/storage/file_kind.h"
#include "recordings/storage/process.h"
#include "recordings/storage/rows.h"

namespace kts::recordings {

namespace fs = std::filesystem;

namespace {

// `part` is beside the target, so that it can be renamed over it.
Result<void> copyTo(const Connection& from, const fs::path& part, const fs::path& to) {
  try {
    SQLite::Database copy(fs::absolute(part).string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    SQLite::Backup backup(copy, from.database());
    backup.executeStep(-1);
    copy.exec("PRAGMA journal_mode = DELETE");
    return {};
  } catch (const std::exception& error) {
    return std::unexpected(Problem{to.string() + ": cannot be written (" + error.what() +
                                   "): choose a folder that is yours and has room"});
  }
}

// A process that lives has not closed it yet: replaced now, what that process records would be lost.
bool isBeingRecorded(const fs::path& file) {
  if (sizeOf(file) == 0) return false;
  const auto connection = Connection::open(file);
  if (!connection) return false;
  try {
    SQLite::Statement row((*connection)->database(), "SELECT closed, recorder_pid, recorder_start FROM run");
    return row.executeStep() && integerAt(row, 0) == 0 && isAlive({integerAt(row, 1), integerAt(row, 2)});
  } catch (const SQLite::Exception&) {
    return false;  // damaged: nobody loses anything
  }
}

// Said before there is something to write, not after it.
Result<void> hasAFolder(const fs::path& file) {
  const fs::path folder = file.has_parent_path() ? file.parent_path() : ".";
  std::error_code error;
  const auto problem = [&](const std::string& what) {
    return std::unexpected(Problem{file.string() + ": cannot be written (" + folder.string() + " " + what +
                                   "): choose another folder"});
  };
  if (!fs::is_directory(folder, error)) return problem("is no folder");
  if (access(folder.c_str(), W_OK) != 0) return problem("is not yours to write to");
  return {};
}

Result<void> mayTakeItsPlace(const fs::path& file) {
  if (auto may = mayReplace(file); !may) return may;
  if (!isBeingRecorded(file)) return {};
  return std::unexpected(
      Problem{file.string() + ": is being recorded, and is not replaced: choose another name"});
}

}  // namespace

Result<void> saveAs(const fs::path& from, const fs::path& to) {
  std::error_code error;
  if (fs::equivalent(from, to, error))
    return std::unexpected(Problem{to.string() + ": is the recording itself: choose another name"});
  const auto connection = Connection::open(from);
  if (!connection) return std::unexpected(connection.error());
  if (auto folder = hasAFolder(to); !folder) return folder;
  if (auto free = mayTakeItsPlace(to); !free) return free;
  const fs::path part = beside(to, ".copy");  // not .part, which may hold a killed run
  if (auto room = makeRoom(part); !room) return room;
  auto copied = copyTo(**connection, part, to);
  if (copied) copied = putInPlace(part, to);
  if (!copied) removeAll(part);
  return copied;
}

Result<fs::path> placeToRecord(const fs::path& file) {
  if (auto folder = hasAFolder(file); !folder) return std::unexpected(folder.error());
  if (auto may = mayTakeItsPlace(file); !may) return std::unexpected(may.error());
  const fs::path part = beside(file, ".part");
  if (sizeOf(file) == 0 && !isBeingRecorded(part)) return file;
  if (auto may = mayTakeItsPlace(part); !may) return std::unexpected(may.error());
  return part;
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

void discard(const fs::path& part) { removeAll(part); }

}  // namespace kts::recordings
