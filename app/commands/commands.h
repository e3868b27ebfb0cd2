// SPDX-License-Identifier: GPL-2.0-or-later
// What the commands of the program do, each with its options as they were typed. They write facts to standard
// output (one JSON document with `json`), messages to standard error, and return an exit code, or the one
// line that says what was wrong. None but render and compare start Qt.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/commands/problem.h"

namespace kts::app {

struct ScenariosOptions {
  bool json = false;
};
Outcome runScenarios(const ScenariosOptions& options);

struct RecordOptions {
  std::string scenario, output;
  std::optional<std::string> runtime, scheduler, seed, schedule, granularity, memory, maxEvents;
  std::vector<std::string> settings;  // key=value
  bool json = false;
};
Outcome runRecord(const RecordOptions& options);

struct InfoOptions {
  std::string file;
  bool json = false;
};
Outcome runInfo(const InfoOptions& options);

struct CheckOptions {
  std::string file;
  bool json = false;
};
Outcome runCheck(const CheckOptions& options);

struct QueryOptions {
  std::string file, sql;
  bool json = false;
};
Outcome runQuery(const QueryOptions& options);

struct RenderOptions {
  std::string file, output;
  std::string view = "timeline", theme = "light", size = "1600x1000";
  std::optional<std::string> from, to, at;
  bool json = false;
};
Outcome runRender(const RenderOptions& options);

struct ExploreOptions {
  std::string scenario;
  std::optional<std::string> method, memory, granularity, rules, seed, jobs, maxSeconds, maxMemory, output;
  std::vector<std::string> settings;  // key=value
  bool noSymmetry = false, json = false;
};
Outcome runExplore(const ExploreOptions& options);

struct CompareOptions {
  std::string a, b;
  std::optional<std::string> output, theme, size;  // of the picture
  bool json = false;
};
Outcome runCompare(const CompareOptions& options);

}  // namespace kts::app
