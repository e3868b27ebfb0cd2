// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/compare/comparison.h"

#include <unordered_map>

#include "recordings/compare/first_difference.h"

namespace kts::recordings {

namespace {

Result<ComparedRun> runOf(const Recording& recording) {
  ComparedRun run;
  run.file = recording.file().filename().string();
  run.info = recording.info();
  run.info.header.initial = {};
  run.events = recording.events();
  const auto tasks = recording.tasks();
  if (!tasks) return std::unexpected(tasks.error());
  std::unordered_map<TaskId, const TaskRow*> taskOf;
  for (const TaskRow& task : *tasks) taskOf.emplace(task.id, &task);
  const auto requests = recording.requests();
  if (!requests) return std::unexpected(requests.error());
  run.requests.reserve(requests->size());
  for (const RequestRow& row : *requests) {
    run.requests.push_back(timesOf(row, run.info.durationNs));
    const auto caller = taskOf.find(row.caller);
    run.callers.push_back(caller == taskOf.end() ? "?" : caller->second->comm);
    run.names.push_back(row.comm);
  }
  run.times = figuresOf(run.requests);
  return run;
}

std::vector<RequestPair> pairsOf(const std::vector<RequestTimes>& a, const std::vector<RequestTimes>& b) {
  std::vector<RequestPair> pairs;
  std::size_t atA = 0, atB = 0;
  while (atA < a.size() || atB < b.size()) {
    const bool takeA = atB == b.size() || (atA < a.size() && a[atA].id <= b[atB].id);
    const bool takeB = atA == a.size() || (atB < b.size() && b[atB].id <= a[atA].id);
    RequestPair pair;
    pair.id = takeA ? a[atA].id : b[atB].id;
    if (takeA) pair.a = atA++;
    if (takeB) pair.b = atB++;
    pairs.push_back(pair);
  }
  return pairs;
}

}  // namespace

Result<Comparison> compare(const Recording& a, const Recording& b, std::stop_token stop) {
  Comparison comparison;
  auto runA = runOf(a);
  if (!runA) return std::unexpected(runA.error());
  auto runB = runOf(b);
  if (!runB) return std::unexpected(runB.error());
  auto first = firstDifference(a, b, stop);
  if (!first) return std::unexpected(first.error());
  comparison.a = std::move(*runA);
  comparison.b = std::move(*runB);
  comparison.first = std::move(*first);
  comparison.pairs = pairsOf(comparison.a.requests, comparison.b.requests);
  return comparison;
}

}  // namespace kts::recordings
