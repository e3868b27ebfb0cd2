// SPDX-License-Identifier: GPL-2.0-or-later
// Where in the protocol's source an event was made: 7 bits of file, 9 of line, known at compile time.
#pragma once

#include <array>
#include <cstdint>
#include <source_location>
#include <string_view>

namespace kts {

// The files in which events are made. Site 0 is "nowhere".
inline constexpr auto kSiteFiles = std::to_array<std::string_view>(
    {"", "kthread.cpp", "main.cpp", "scenario_tasks.cpp", "kernel.cpp", "planted_protocols.h",
     "workqueue.cpp", "check_before_state.cpp", "no_barrier.cpp", "wake_before_add.cpp",
     "add_without_lock.cpp", "one_per_wake.cpp", "done_before_result.cpp", "late_copy.cpp",
     "stop_info_late_init.cpp", "created_before_kthreadd.cpp", "completion_no_relock.cpp",
     "drain_one_recheck.cpp", "freezer.cpp", "parks_uninterruptibly.cpp", "thread_functions.cpp",
     "programs.cpp", "environment_not_cleaned.cpp", "idles_uninterruptibly.cpp", "own_stop_info.cpp"});

struct Site {
  std::uint16_t value = 0;

  constexpr Site() = default;
  // Default argument of every primitive: the line of the protocol that called it.
  consteval Site(std::source_location where) : value(encode(where)) {}
  static constexpr Site fromValue(std::uint16_t value) {
    Site site;
    site.value = value;
    return site;
  }

  constexpr int line() const { return value & 0x1ff; }
  constexpr std::string_view file() const {
    return static_cast<std::size_t>(value >> 9) < kSiteFiles.size() ? kSiteFiles[value >> 9] : kSiteFiles[0];
  }
  constexpr bool operator==(const Site&) const = default;

 private:
  static consteval std::uint16_t encode(std::source_location where) {
    std::string_view name = where.file_name();
    if (const auto slash = name.rfind('/'); slash != name.npos) name.remove_prefix(slash + 1);
    for (std::size_t file = 1; file < kSiteFiles.size(); ++file)
      if (kSiteFiles[file] == name) return static_cast<std::uint16_t>(file << 9 | (where.line() & 0x1ff));
    throw "a file that makes events must stand in kSiteFiles";
  }
};

}  // namespace kts
