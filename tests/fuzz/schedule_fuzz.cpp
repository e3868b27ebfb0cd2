// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as a schedule: refused with a reason, or a schedule whose text gives it again.
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/vocabulary/schedule.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  std::string why;
  const auto schedule = kts::Schedule::parse({reinterpret_cast<const char*>(data), size}, why);
  if (!schedule) {
    if (why.empty() || why.find('\n') != std::string::npos) std::abort();
    return 0;
  }
  std::uint64_t steps = 0;
  for (const kts::ScheduleRun& run : schedule->runs()) steps += run.steps;
  if (steps != schedule->steps()) std::abort();
  const auto again = kts::Schedule::parse(schedule->text(), why);
  if (!again || *again != *schedule) std::abort();
  return 0;
}
