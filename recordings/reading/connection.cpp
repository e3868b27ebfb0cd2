// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/reading/connection.h"

#include <sqlite3.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "recordings/queries/event_table.h"
#include "recordings/storage/file_kind.h"
#include "recordings/storage/schema.h"

namespace kts::recordings {

namespace fs = std::filesystem;

namespace {

constexpr int kBusyMs = 2000;

// Whole, as far as can be told, and with other tables than this format has since its release.
struct OfAnotherBuild {
  std::string why;
};

// A path as an URI: what has a meaning there is written as %XX.
std::string uriOf(const fs::path& file) {
  constexpr const char* kHex = "0123456789ABCDEF";
  std::string uri = "file:";
  for (const char each : fs::absolute(file).string()) {
    const auto byte = static_cast<unsigned char>(each);
    if (each == '%' || each == '?' || each == '#') uri += '%', uri += kHex[byte >> 4], uri += kHex[byte & 15];
    else uri += each;
  }
  return uri;
}

}  // namespace

Problem damaged(const fs::path& file, const std::string& what) {
  std::string line = what;
  for (char& each : line)
    if (each == '\n') each = ' ';
  return Problem{file.string() + ": is damaged (" + line + "): record it again, or use another copy"};
}

void Connection::openAs(const fs::path& file, bool immutable) {
  m_immutable = immutable;
  m_database = std::make_unique<SQLite::Database>(
      uriOf(file) + (immutable ? "?mode=ro&immutable=1" : "?mode=ro"),
      SQLite::OPEN_READONLY | SQLite::OPEN_URI | SQLite::OPEN_NOMUTEX, kBusyMs);
  sqlite3* handle = m_database->getHandle();
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  m_database->exec("PRAGMA query_only = 1");
  m_database->exec("PRAGMA temp_store = MEMORY");
  m_database->exec("PRAGMA cell_size_check = 1");
  if (const std::string why = whyNotTheSchema(*m_database); !why.empty()) throw OfAnotherBuild{why};
  // Declared now: a query may not declare anything, not even this.
  registerEventTable(handle);
  m_database->exec("SELECT 1 FROM event LIMIT 0");
}

Result<std::unique_ptr<Connection>> Connection::open(const fs::path& file) {
  if (auto looks = looksLikeRecording(file); !looks) return std::unexpected(looks.error());
  const auto whole = [&]() -> Result<std::unique_ptr<Connection>> {
    std::unique_ptr<Connection> connection(new Connection);
    const bool wal = saysWal(file);
    if (!wal || sizeOf(beside(file, "-wal")) == 0) {
      // Finished: nobody writes to it. Without locks nothing is made beside it either.
      connection->openAs(file, true);
      return connection;
    }
    try {
      connection->openAs(file, false);
      return connection;
    } catch (const SQLite::Exception& error) {
      const int code = error.getErrorCode();
      if (code != SQLITE_CANTOPEN && code != SQLITE_READONLY && code != SQLITE_PERM) throw;
    }
    // Killed while it was recorded, and in a folder where SQLite may not make its index: read a copy.
    std::string folder = (fs::temp_directory_path() / "kthreadscope-XXXXXX").string();
    if (!mkdtemp(folder.data()))
      return std::unexpected(Problem{file.string() + ": no room for a copy in " + folder});
    connection->m_copy = folder;
    const fs::path copy = connection->m_copy / "copy.ktr";
    std::error_code error;
    if (fs::copy_file(file, copy, error)) fs::copy_file(beside(file, "-wal"), beside(copy, "-wal"), error);
    if (error)
      return std::unexpected(Problem{file.string() + ": cannot be copied to be read (" + error.message() +
                                     "): check the permissions of it and of its -wal, and the room in " +
                                     folder});
    fs::permissions(copy, fs::perms::owner_write, fs::perm_options::add);
    fs::permissions(beside(copy, "-wal"), fs::perms::owner_write, fs::perm_options::add);
    connection->openAs(copy, false);
    return connection;
  };
  try {
    return reading(file, whole);
  } catch (const OfAnotherBuild& other) {
    return std::unexpected(Problem{file.string() + ": was made by an earlier build (it " + other.why +
                                   "), which this one does not read: record it again"});
  }
}

Connection::~Connection() {
  m_database.reset();
  std::error_code ignored;
  if (!m_copy.empty()) fs::remove_all(m_copy, ignored);
}

}  // namespace kts::recordings
