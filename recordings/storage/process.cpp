// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/storage/process.h"

#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

namespace kts::recordings {

namespace {

constexpr int kStartField = 20;  // of those behind the name in /proc/PID/stat

// 0 when there is no such process, or it is dead and only not waited for yet.
std::int64_t startOf(std::int64_t pid) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  std::getline(in, line);
  const auto name = line.rfind(')');
  if (name == std::string::npos) return 0;
  std::istringstream fields(line.substr(name + 1));
  std::string field;
  for (int at = 1; at <= kStartField && fields >> field; ++at)
    if (at == 1 && (field == "Z" || field == "X")) return 0;
  return std::strtoll(field.c_str(), nullptr, 10);
}

}  // namespace

Process thisProcess() { return {getpid(), startOf(getpid())}; }

bool isAlive(const Process& process) {
  return process.pid > 0 && process.start != 0 && startOf(process.pid) == process.start;
}

}  // namespace kts::recordings
