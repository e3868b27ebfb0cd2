// SPDX-License-Identifier: GPL-2.0-or-later
// A recording's database opened so that nothing is ever written to the file.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <memory>

#include "recordings/recording.h"

namespace kts::recordings {

class Connection {
 public:
  // Problem when the file is no recording, see looksLikeRecording(), or SQLite cannot read it.
  static Result<std::unique_ptr<Connection>> open(const std::filesystem::path& file);
  ~Connection();

  SQLite::Database& database() const { return *m_database; }
  // Opened as a file that nobody changes any more, without locks.
  bool immutable() const { return m_immutable; }

 private:
  Connection() = default;
  void openAs(const std::filesystem::path& file, bool immutable);

  std::unique_ptr<SQLite::Database> m_database;
  bool m_immutable = false;
  std::filesystem::path m_copy;  // a folder of our own with a copy, "" when none was needed
};

// "FILE: is damaged (...): ..." as one line.
Problem damaged(const std::filesystem::path& file, const std::string& what);

// Calls `work` and turns what SQLite throws into a Problem that names the file.
template <class Work>
auto reading(const std::filesystem::path& file, Work&& work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::exception& error) {
    return std::unexpected(damaged(file, error.what()));
  }
}

}  // namespace kts::recordings
