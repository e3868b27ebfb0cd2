// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include "engine/run.h"
#include "tests/engine/collecting_sink.h"

namespace kts::engine {
namespace {

std::string mistakeIn(const std::string& json) {
  const auto scenario = parseScenario(json, "my.json");
  return scenario ? "" : scenario.error().message;
}

TEST(Scenario, BuiltInOnesAreAllThere) {
  std::vector<std::string> names;
  for (const Scenario& scenario : builtinScenarios()) names.push_back(scenario.name);
  EXPECT_EQ(names, (std::vector<std::string>{"one-create",
                                             "three-callers",
                                             "create-and-stop",
                                             "never-woken",
                                             "bind",
                                             "fork-fails",
                                             "boot",
                                             "boot-race",
                                             "circular-boot",
                                             "contaminated-parent",
                                             "whose-child",
                                             "wait-family",
                                             "reaped",
                                             "idle-load",
                                             "suspend",
                                             "freezer-wakes-parked",
                                             "semaphore-held",
                                             "stop-overtakes-wake",
                                             "stop-after-exit",
                                             "stop-inside-stop",
                                             "storm"}));
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
            "freeze, thaw, down, up, fork, wait4, exit, workqueue, initcall, load, hold");
  const std::string caller = "{\"name\": \"a\", \"title\": \"A\", \"callers\": [\n{\"name\": \"c\", ";
  EXPECT_EQ(mistakeIn(caller + "\"does\": [{\"create\": \"worker\"}, {\"wake\": \"wroker\"}]}]}"),
            "my.json:2: 'wroker' is created by no statement before it is used");
  EXPECT_EQ(mistakeIn(caller + "\"does\": [{\"create\": \"w\"}, {\"bind\": \"w\", \"number\": 40}]}]}"),
            "my.json:2: a CPU goes from 0 to 30");
  EXPECT_EQ(mistakeIn(caller + "\"count\": 1000000000, \"does\": []}]}"),
            "my.json:2: field 'count' of a caller goes to 4096");
  EXPECT_EQ(mistakeIn(caller + "\"does\": [{\"repeat\": 5, \"does\": []}]}]}"),
            "my.json:2: a 'repeat' needs a field 'does' with what it repeats");
  EXPECT_EQ(mistakeIn("{\"name\": \"a\", \"title\": \"A\", \"callers\": [\n{\"name\": \"c\",\n \"count\": "
                      "\"$n\", \"does\": []}]}"),
            "my.json:2: $n is none of the scenario's parameters");
  EXPECT_EQ(mistakeIn(""), "my.json:1: not valid JSON: incomplete JSON");
  EXPECT_EQ(mistakeIn("[]"), "my.json:1: a scenario must be an object");
  EXPECT_NE(mistakeIn(std::string(100, '[')), "");
}

// Each on a line of its own: the line is that of the mistake, however deep it stands.
TEST(Scenario, NamesTheLineOfTheStatementThatIsWrong) {
  const auto does = [](const std::string& statements) {
    return mistakeIn("{\"name\": \"a\", \"title\": \"A\", \"callers\": [\n{\"name\": \"c\", \"does\": [\n" +
                     statements + "\n]}]}");
  };
  const std::string create = "{\"create\": \"w\"},\n", vain = "{\"wake\": \"v\"}";
  const std::string unknown = "'v' is created by no statement before it is used";
  EXPECT_EQ(does(create + vain), "my.json:4: " + unknown);
  EXPECT_EQ(does(create + "{\"repeat\": 2, \"does\": [\n{\"wake\": \"w\"},\n" + vain + "]}"),
            "my.json:6: " + unknown);
  EXPECT_EQ(does("{\"initcall\": \"aio_setup\", \"does\": [\n" + create + vain + "]}"),
            "my.json:5: " + unknown);
  EXPECT_EQ(does("{\"initcall\": \"aio_setup\", \"does\": [\n" + create + "{\"wake\": \"w\"}]},\n" +
                 "{\"stop\": \"w\"}"),
            "");
  EXPECT_EQ(does(create + "{\"repeat\": 2}"),
            "my.json:4: a 'repeat' needs a field 'does' with what it repeats");
  EXPECT_EQ(does(create + "{\"wake\": \"w\",\n \"wake\": \"v\"}"),
            "my.json:5: statement 'wake' has the field 'wake' twice");
  EXPECT_EQ(does(create + "{\"wait4\": false}"),
            "my.json:4: field 'wait4' of statement 'wait4' is false: leave the statement out instead");
  EXPECT_EQ(does(create + "{\"sleep\": 99999999999}"),
            "my.json:4: field 'sleep' of statement 'sleep' goes to 2147483647");
}

TEST(Scenario, NamesTheMistypedFieldWhereTheRightOneIsMissing) {
  EXPECT_EQ(mistakeIn("{\"name\": \"a\",\n\"titel\": \"A\"}"),
            "my.json:2: a scenario has no field 'titel'; 'title' may be meant");
  EXPECT_EQ(mistakeIn("{\"name\": \"a\", \"title\": \"A\",\n\"caller\": []}"),
            "my.json:2: a scenario has no field 'caller'; 'callers' may be meant");
  EXPECT_EQ(mistakeIn("{\"name\": \"a\", \"title\": \"A\", \"callers\": [\n{\"nane\": \"c\"}]}"),
            "my.json:2: a caller has no field 'nane'; 'name' may be meant");
  EXPECT_EQ(mistakeIn("{\"name\": \"a\", \"title\": \"A\", \"callers\": [\n{\"called\": \"c\"}]}"),
            "my.json:2: a caller needs the field 'name'");
}

TEST(Scenario, RefusesAForkThatFailsTwiceOrIsNone) {
  const auto failing = [](const std::string& requests) {
    return mistakeIn("{\"name\": \"a\", \"title\": \"A\",\n\"failForks\": [" + requests +
                     "], \"callers\": [{\"name\": \"c\", \"does\": []}]}");
  };
  EXPECT_EQ(failing("1, 3, 2"), "");
  EXPECT_EQ(failing("1, 3, 1"), "my.json:2: field 'failForks' names request 1 twice");
  EXPECT_EQ(failing("0"), "my.json:2: field 'failForks' takes the numbers of requests, from 1 to 2147483647");
  EXPECT_EQ(failing("4294967297"),
            "my.json:2: field 'failForks' takes the numbers of requests, from 1 to 2147483647");
}

TEST(Scenario, SaysWhatIsWrongWithASemaphoreAFreezeOrKeventd) {
  const auto does = [](const std::string& statement, const std::string& more = "") {
    return mistakeIn("{\"name\": \"a\", \"title\": \"A\"," + more +
                     " \"callers\": [\n{\"name\": \"c\", \"does\": [" + statement + "]}]}");
  };
  EXPECT_EQ(does("{\"down\": \"dev->sem\"}, {\"up\": \"dev->sem\"}, {\"freeze\": 5}, {\"thaw\": true}"), "");
  EXPECT_EQ(does("{\"down\": \"sem\"}"), "my.json:2: there is no semaphore 'sem'; there is dev->sem");
  EXPECT_EQ(does("{\"thaw\": 1}"), "my.json:2: field 'thaw' of statement 'thaw' must be true or false");
  EXPECT_EQ(does("{\"freeze\": -1}"),
            "my.json:2: field 'freeze' of statement 'freeze' must be a whole number "
            "from 0, or \"$parameter\"");
  EXPECT_EQ(does("", "\"designs\": [\"workqueue\"], \"variants\": [\"shared-keventd\"],"),
            "my.json:1: the variant 'shared-keventd' needs a caller that is keventd");
  EXPECT_NE(does("", "\"goesWrong\": \"sometimes\","), "");
  EXPECT_EQ(
      mistakeIn("{\"name\": \"a\", \"title\": \"A\", \"callers\": [\n{\"name\": \"events/0\", \"keventd\": "
                "true, \"count\": 2, \"does\": []}]}"),
      "my.json:2: there is one keventd: it takes no count");
}

TEST(Scenario, HasVariantsOfEachDesign) {
  const Scenario held = findScenario("semaphore-held").value();
  EXPECT_EQ(variantsOf(held, "workqueue"), std::vector<std::string>{"shared-keventd"});
  EXPECT_EQ(variantsOf(held, "kthreadd"), std::vector<std::string>{});
  RunSpec spec;
  spec.scenario = held;
  spec.settings = {{"variant", "shared-keventd"}};
  EXPECT_EQ(whyNotRunnable(spec)->message,
            "variant 'shared-keventd' is one of the design workqueue: choose that design, or no variant");
  spec.settings["design"] = "workqueue";
  EXPECT_FALSE(whyNotRunnable(spec));
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
  EXPECT_EQ(
      findScenario("./no.json").error().message,
      "./no.json: cannot be read: check its name, folder and permissions; name a scenario's .json file");
  EXPECT_EQ(findScenario("/").error().message, "/: is a folder; name a scenario's .json file");
}

constexpr const char* kFailing =
    "{\"name\": \"a\", \"title\": \"A\", \"failForks\": [1], \"callers\": [\n{\"name\": \"c\", \"does\": "
    "[{\"create\": \"w\"}, {\"create\": \"v\"}, ";

TEST(Scenario, RepeatsNothingThatMakesNoStep) {
  const std::string turns = "{\"repeat\": 1000000000, \"does\": ";
  EXPECT_EQ(mistakeIn(kFailing + turns + "[{\"hold\": \"w\"}]}]}]}"),
            "my.json:2: field 'does' of a 'repeat' makes no step: repeat something besides 'hold'");
  EXPECT_EQ(mistakeIn(kFailing + turns + "[" + turns + "[{\"hold\": \"w\"}]}]}]}]}"),
            "my.json:2: field 'does' of a 'repeat' makes no step: repeat something besides 'hold'");
  EXPECT_EQ(mistakeIn(kFailing + turns + "[{\"initcall\": \"aio_setup\", \"does\": []}]}]}]}"),
            "my.json:2: field 'does' of a 'repeat' holds an initcall, and PID 1 makes each once");
}

// The fork of `w` fails: a turn that only wakes it does nothing, and comes to no step at which a run could
// end.
TEST(Scenario, EndsTurnsInWhichNothingIsDone) {
  const std::string turns = "{\"repeat\": 1000000000, \"does\": [";
  const auto eventsOf = [](const std::string& then) {
    RunSpec spec;
    spec.scenario = parseScenario(kFailing + then + "{\"wake\": \"v\"}]}]}", "my.json").value();
    CollectingSink sink;
    EXPECT_EQ(run(spec, sink).value().verdict, Verdict::Finished) << then;
    return sink.all.size();
  };
  const std::size_t without = eventsOf("");
  EXPECT_EQ(eventsOf(turns + "{\"wake\": \"w\"}]}, "), without);
  EXPECT_EQ(eventsOf(turns + turns + "{\"stop\": \"w\"}, {\"wake\": \"w\"}]}]}, "), without);
  EXPECT_EQ(eventsOf(turns + "{\"repeat\": 0, \"does\": [{\"wake\": \"v\"}]}]}, "), without);
  // A turn in which something is done is made as often as it is asked for.
  const std::string thrice = "{\"repeat\": 3, \"does\": [{\"wake\": \"w\"}, {\"load\": true}]}, ";
  const std::size_t once = eventsOf("{\"load\": true}, ") - without;
  EXPECT_EQ(eventsOf(thrice), without + 3 * once);
  EXPECT_EQ(eventsOf("{\"repeat\": 2, \"does\": [" + thrice + turns + "{\"wake\": \"w\"}]}]}, "),
            without + 6 * once);
}

}  // namespace
}  // namespace kts::engine
