// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as a scenario: refused in one line that names its origin, or one that can be run for a while.
#include <cstdlib>
#include <string>
#include <string_view>

#include "engine/run.h"

namespace {

class Ignore : public kts::EventSink {
 public:
  void begin(const kts::RunHeader&) override {}
  void events(std::span<const kts::Event>) override {}
  void end(const kts::RunSummary&) override {}
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto scenario =
      kts::engine::parseScenario({reinterpret_cast<const char*>(data), size}, "fuzzed.json");
  if (!scenario) {
    const std::string& line = scenario.error().message;
    if (!line.starts_with("fuzzed.json") || line.find('\n') != std::string::npos) std::abort();
    return 0;
  }
  kts::engine::RunSpec spec;
  spec.scenario = *scenario;
  spec.maxEvents = 2000;
  for (const kts::engine::Parameter& parameter : scenario->parameters) {
    if (parameter.min > parameter.defaultValue || parameter.defaultValue > parameter.max) std::abort();
    spec.settings[parameter.name] = std::to_string(parameter.min);  // the smallest world it allows
  }
  if (kts::engine::whyNotRunnable(spec)) return 0;
  Ignore sink;
  if (!kts::engine::run(spec, sink)) std::abort();
  return 0;
}
