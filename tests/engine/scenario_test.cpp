// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include "engine/run.h"

namespace kts::engine {
namespace {

std::string mistakeIn(const std::string& json) {
  const auto scenario = parseScenario(json, "my.json");
  return scenario ? "" : scenario.error().message;
}

TEST(Scenario, BuiltInOnesAreAllThere) {
  std::vector<std::string> names;
  for (const Scenario& scenario : builtinScenarios()) names.push_back(scenario.name);
  EXPECT_EQ(names, (std::vector<std::string>{"one-create", "three-callers", "create-and-stop", "never-woken",
                                             "bind", "fork-fails", "boot", "suspend", "freezer-wakes-parked",
                                             "semaphore-held", "storm"}));
}

TEST(Scenario, IsRefusedWithTheLineAndTheField) {
  EXPECT_EQ(mistakeIn("{\n  \"name\": \"a\",\n  \"title\": 7\n}"),
            "my.json:3: field 'title' of a scenario must be a text that is not empty");
  EXPECT_EQ(mistakeIn("{\n  \"name\": \"a\",\n"), "my.json:2: not valid JSON: incomplete JSON");
  EXPECT_EQ(mistakeIn("{\"name\": \"a\",\n \"title\": \"A\",\n \"colour\": 1,\n \"callers\": [{\"name\": "
                      "\"c\", \"does\": []}]}"),
            "my.json:3: a scenario has no field 'colour'");
  EXPECT_EQ(mistakeIn("{\"name\": \"a\", \"title\": \"A\", \"callers\": [\n{\"name\": \"c\", \"does\": "
                      "[\n{\"creat\": \"w\"}]}]}"),
            "my.json:3: there is no statement 'creat'; there are create, wake, stop, bind, sleep, repeat, "
            "freeze, thaw, down, up");
  EXPECT_EQ(mistakeIn("{\"name\": \"a\", \"title\": \"A\", \"callers\": [\n{\"name\": \"c\",\n \"count\": "
                      "\"$n\", \"does\": []}]}"),
            "my.json:2: $n is none of the scenario's parameters");
  EXPECT_EQ(mistakeIn(""), "my.json:1: not valid JSON: incomplete JSON");
  EXPECT_EQ(mistakeIn("[]"), "my.json:1: a scenario must be an object");
  EXPECT_NE(mistakeIn(std::string(100, '[')), "");
}

TEST(Scenario, RefusesSettingsThatItDoesNotHave) {
  RunSpec spec;
  spec.scenario = findScenario("three-callers").value();
  spec.settings = {{"callers", "9"}};
  EXPECT_EQ(whyNotRunnable(spec)->message, "parameter 'callers' of three-callers goes from 1 to 8, not 9");
  spec.settings = {{"callers", "many"}};
  EXPECT_EQ(whyNotRunnable(spec)->message,
            "parameter 'callers' of three-callers takes a whole number, not 'many'");
  spec.settings = {{"speed", "1"}};
  EXPECT_EQ(whyNotRunnable(spec)->message,
            "scenario three-callers has no parameter 'speed'; it has design, variant, callers");
  spec.settings = {{"design", "systemd"}};
  EXPECT_EQ(whyNotRunnable(spec)->message,
            "scenario three-callers has no design 'systemd'; it has kthreadd, workqueue");
}

TEST(Scenario, ThatDoesNotExistIsNamed) {
  EXPECT_EQ(findScenario("one-creat").error().message,
            "there is no scenario 'one-creat'; 'kthreadscope scenarios' lists them, a file of your own is "
            "named by its path");
  EXPECT_EQ(findScenario("./no.json").error().message,
            "cannot read the scenario file ./no.json: check its name and folder");
  EXPECT_EQ(findScenario("/").error().message, "/ is a directory; name a scenario's .json file");
}

}  // namespace
}  // namespace kts::engine
