// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/last_names.h"

#include <charconv>
#include <string_view>

namespace kts::recordings {

std::string lastNameOf(const Recording& recording, const TaskRow& row) {
  if (row.bornOf != kNoRequest)
    if (const auto request = recording.request(row.bornOf); request && *request && !(*request)->comm.empty())
      return (*request)->comm;
  if (row.bornOf != kNoRequest || row.bornSeq == 0) return row.comm;
  if (row.pid > 2) return row.comm + " " + std::to_string(row.pid);
  // PID 1 and 2 have PID 0's name until they have one of their own.
  const auto first = recording.task(0);
  return first && *first && (*first)->comm == row.comm ? "PID " + std::to_string(row.pid) : row.comm;
}

LastName lastNamesOf(const Recording& recording) {
  return [&recording](TaskId id) {
    const auto row = recording.task(id);
    return row && *row ? lastNameOf(recording, **row) : std::string();
  };
}

std::string withLastNames(std::string text, const LastName& lastName) {
  static constexpr std::string_view kWord = "task ";
  if (!lastName) return text;
  for (std::size_t at = text.find(kWord); at != text.npos; at = text.find(kWord, at + 1)) {
    TaskId id = 0;
    const char *from = text.data() + at + kWord.size(), *end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(from, end, id);
    if (error != std::errc()) continue;
    if (const std::string name = lastName(id); !name.empty())
      text.replace(at, static_cast<std::size_t>(rest - text.data()) - at, name);
  }
  return text;
}

}  // namespace kts::recordings
