// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/rule_check.h"

#include "engine/controlled_run.h"
#include "engine/vocabulary/judge.h"

namespace kts::engine {

namespace {
// One that goes on where the search saw its end has long been over; it is cut off.
constexpr std::uint64_t kMostSteps = 100'000;
}  // namespace

std::optional<Way> RuleCheck::tryRun(const std::vector<TaskId>& steps) {
  NoSink nobody;
  Judge judge(nobody);
  const auto run = ControlledRun::make(runSpecOf(m_spec, scheduleOf(steps)), judge);
  if (!run || !(*run)->steps(kMostSteps) || !(*run)->summary()) return std::nullopt;
  ++m_tried;
  const auto& finding = judge.summary().finding;
  if (!finding) return std::nullopt;
  Way way;
  for (const ScheduleRun& part : (*run)->runtime().schedule().runs())
    way.steps.insert(way.steps.end(), part.steps, part.task);
  way.kind = finding->kind;
  return way;
}

}  // namespace kts::engine
