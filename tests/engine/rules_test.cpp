// SPDX-License-Identifier: GPL-2.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

#include "engine/vocabulary/rule_watch.h"
#include "tests/engine/many_runs.h"

namespace kts::engine {
namespace {

RuleWatch watched(const RunHeader& header, const std::vector<Event>& events, bool toTheEnd = true) {
  RuleWatch watch(header);
  ProtocolState state = header.initial;
  for (const Event& event : events) {
    watch.see(state, event);
    apply(state, event);
  }
  if (toTheEnd) watch.end(state);
  return watch;
}

// ---- every rule can be broken

using Events = std::vector<Event>;
using At = std::function<bool(const Event&)>;

std::size_t find(const Events& events, const At& wanted) {
  const auto at = std::find_if(events.begin(), events.end(), wanted);
  EXPECT_NE(at, events.end()) << "the run has no such event";
  return static_cast<std::size_t>(at - events.begin());
}
At kind(EventKind kind, ObjectType object = ObjectType::None) {
  return [=](const Event& e) {
    return e.kind == kind && (object == ObjectType::None || e.object.type() == object);
  };
}
At calls(Function function) {
  return [=](const Event& e) {
    return e.kind == EventKind::Call && e.arg == static_cast<std::int32_t>(function);
  };
}
// The event once more, some places later and perhaps changed.
void again(
    Events& events, const At& wanted, std::function<void(Event&)> change = [](Event&) {},
    std::size_t later = 1) {
  const std::size_t at = find(events, wanted);
  Event copy = events[at];
  change(copy);
  events.insert(events.begin() + static_cast<std::ptrdiff_t>(at + later), copy);
}
void edit(Events& events, const At& wanted, const std::function<void(Event&)>& change) {
  change(events[find(events, wanted)]);
}
void drop(Events& events, const At& wanted) {
  events.erase(events.begin() + static_cast<std::ptrdiff_t>(find(events, wanted)));
}

struct Plant {
  Rule rule;
  const char* scenario;
  std::function<void(Events&)> change;  // of the events of a good run
};

constexpr TaskId kKthreadd = 2, kCaller = 3;

std::vector<Plant> plantsOfOrderAndRequests() {
  return {
      {Rule::Awake, "one-create",
       [](Events& e) {
         again(
             e, kind(EventKind::Exit), [](Event& x) { x.kind = EventKind::ListEmpty; }, 4);
       }},
      {Rule::OneOwner, "one-create",
       [](Events& e) {
         again(e, kind(EventKind::LockTaken, ObjectType::CreateLock), [](Event& x) { x.task = kKthreadd; });
       }},
      {Rule::Counts, "one-create",
       [](Events& e) { edit(e, kind(EventKind::Complete), [](Event& x) { x.arg = 5; }); }},
      {Rule::Wakes, "one-create",
       [](Events& e) {
         edit(
             e,
             [](const Event& x) { return x.kind == EventKind::WakeTookEffect && x.effect == Effect::Woke; },
             [](Event& x) { x.effect = Effect::FoundRunning; });
       }},
      {Rule::Nesting, "one-create", [](Events& e) { drop(e, calls(Function::WaitForCompletion)); }},
      {Rule::Birth, "one-create", [](Events& e) { again(e, kind(EventKind::Fork)); }},
      {Rule::ListExclusive, "one-create",
       [](Events& e) {
         again(e, kind(EventKind::ListDelInit),
               [](Event& x) { x.kind = EventKind::ListAddTail, x.task = kCaller; });
       }},
      {Rule::ListWhole, "one-create", [](Events& e) { drop(e, kind(EventKind::ListAddTail)); }},
      {Rule::CompletedOnce, "one-create",
       [](Events& e) { again(e, kind(EventKind::Complete, ObjectType::Done)); }},
      {Rule::RequestAlive, "one-create",
       [](Events& e) {
         again(e, kind(EventKind::FrameDead), [](Event& x) { x.kind = EventKind::RequestCopied; });
       }},
      {Rule::CompletionAlive, "one-create",
       [](Events& e) {
         const std::size_t from = find(e, kind(EventKind::CompletionTaken, ObjectType::Started));
         const auto left =
             std::find_if(e.begin() + static_cast<std::ptrdiff_t>(from), e.end(),
                          [](const Event& x) { return x.kind == EventKind::Return && x.task == kKthreadd; });
         Event late = e[from];
         late.kind = EventKind::WaitQueued, late.task = kCaller;
         e.insert(left + 1, late);
       }},
      {Rule::CompletionFresh, "create-and-stop",
       [](Events& e) {
         const std::size_t at = find(e, kind(EventKind::InitCompletion, ObjectType::StopDone));
         Event late = e[at];
         e.erase(e.begin() + static_cast<std::ptrdiff_t>(at));
         e.insert(e.begin() +
                      static_cast<std::ptrdiff_t>(find(e, kind(EventKind::Complete, ObjectType::StopDone))) +
                      1,
                  late);
       }},
      {Rule::OwnResult, "one-create",
       [](Events& e) { edit(e, kind(EventKind::ResultStored), [](Event& x) { ++x.arg; }); }},
  };
}

std::vector<Plant> plantsOfThreads() {
  return {
      {Rule::CleanEnvironment, "one-create",
       [](Events& e) {
         again(e, kind(EventKind::RequestCopied),
               [](Event& x) { x.kind = EventKind::SetBlocked, x.object = {}, x.arg = 0; });
       }},
      {Rule::WokenFirst, "one-create",
       [](Events& e) {
         const std::size_t ran = find(e, calls(Function::ThreadFn));
         const TaskId thread = e[ran].task;
         e[ran].kind = EventKind::ShouldStop;
         again(e, kind(EventKind::RequestCopied), [&](Event& x) {
           x.task = thread, x.kind = EventKind::Call, x.arg = static_cast<std::int32_t>(Function::ThreadFn);
         });
       }},
      {Rule::StopValue, "never-woken",
       [](Events& e) { edit(e, kind(EventKind::StopReturned), [](Event& x) { x.arg = 7; }); }},
      {Rule::BoundParked, "bind",
       [](Events& e) {
         const Event bound = e[find(e, kind(EventKind::SetCpus, ObjectType::Task))];
         const auto woken = std::find_if(e.begin(), e.end(), [&](const Event& x) {
           return x.kind == EventKind::WakeTookEffect && x.object == bound.object;
         });
         const Event wake = *woken;
         e.erase(woken);
         e.insert(e.begin() + static_cast<std::ptrdiff_t>(find(e, kind(EventKind::WaitInactive))), wake);
       }},
      {Rule::KthreaddKnown, "one-create",
       [](Events& e) {
         edit(e, kind(EventKind::WakeIssued),
              [](Event& x) { x.object = ObjectId(ObjectType::KthreaddTask); });
       }},
      {Rule::NoSleepLocked, "one-create",
       [](Events& e) { drop(e, kind(EventKind::LockReleased, ObjectType::DoneLock)); }},
      {Rule::FreezesInTime, "suspend",
       [](Events& e) {
         again(e, kind(EventKind::FreezePass), [](Event& x) {
           x.kind = EventKind::FreezeRefused, x.object = ObjectId(ObjectType::Task, kKthreadd);
         });
       }},
      {Rule::TaskAlive, "one-create",
       [](Events& e) {
         again(e, kind(EventKind::Release),
               [](Event& x) { x.kind = EventKind::SetComm, x.task = kCaller, x.arg = 0; });
       }},
      {Rule::WokenRuns, "never-woken",
       [](Events& e) {
         Event wake = e[find(e, kind(EventKind::GetTask))];
         wake.kind = EventKind::WakeTookEffect, wake.effect = Effect::Woke;
         e.insert(e.begin() + static_cast<std::ptrdiff_t>(find(e, calls(Function::KthreadStop))), wake);
       }},
  };
}

std::vector<Plant> plantsOfEndings() {
  return {
      {Rule::Served, "one-create",
       [](Events& e) {
         // kthreadd waits for a thread that never runs, and the caller for kthreadd.
         const auto slept = [](const Event& x) {
           return x.kind == EventKind::Schedule && x.task == kKthreadd && x.effect == Effect::Slept;
         };
         const std::size_t forked = find(e, kind(EventKind::Fork));
         const auto cut = std::find_if(e.begin() + static_cast<std::ptrdiff_t>(forked), e.end(), slept);
         e.erase(cut + 1, e.end());
         std::erase_if(e, [](const Event& x) { return x.task > kCaller; });
       }},
      {Rule::NoLostWakeup, "one-create",
       [](Events& e) {
         // From kthreadd's first sleep on, nothing but the request that is put on the list.
         const std::size_t slept = find(e, [](const Event& x) {
           return x.kind == EventKind::Schedule && x.task == kKthreadd && x.effect == Effect::Slept;
         });
         const Event add = e[find(e, kind(EventKind::ListAddTail))];
         Events cut(e.begin(), e.begin() + static_cast<std::ptrdiff_t>(slept) + 1);
         cut.push_back(add);
         e = cut;
       }},
  };
}

std::vector<Plant> plants() {
  std::vector<Plant> all = plantsOfOrderAndRequests();
  std::ranges::move(plantsOfThreads(), std::back_inserter(all));
  std::ranges::move(plantsOfEndings(), std::back_inserter(all));
  return all;
}

class EveryRule : public testing::TestWithParam<Rule> {};

TEST_P(EveryRule, IsBrokenByAnEventThatIsPlantedInAGoodRunAndSaysWhere) {
  for (const Plant& plant : plants()) {
    if (plant.rule != GetParam()) continue;
    CollectingSink sink = runOf(specOf(plant.scenario));
    ASSERT_EQ(watched(sink.header, sink.all).first(), nullptr) << "the run that nobody has touched";
    plant.change(sink.all);
    const RuleWatch watch = watched(sink.header, sink.all);
    const auto& breach = watch.breachOf(plant.rule);
    ASSERT_TRUE(breach);
    EXPECT_LT(breach->seq, sink.all.size());
    EXPECT_FALSE(breach->sentence.empty());
    EXPECT_EQ(breach->sentence.find('?'), std::string::npos) << breach->sentence;
    const Finding finding = findingOf(*breach);
    EXPECT_EQ(finding.rule, infoOf(plant.rule).name);
    EXPECT_EQ(finding.kind, infoOf(plant.rule).findingKind);
    return;
  }
  // No event can show it: the run itself finds it (variants_test.cpp).
  EXPECT_EQ(infoOf(GetParam()).function, &rules::nothing);
}

TEST_P(EveryRule, HasNothingToSayOfEventsThatItsRowDoesNotName) {
  const RuleInfo& rule = infoOf(GetParam());
  for (const Plant& plant : plants()) {
    CollectingSink sink = runOf(specOf(plant.scenario));
    plant.change(sink.all);
    RuleWatch watch(sink.header);
    ProtocolState state = sink.header.initial;
    for (const Event& event : sink.all) {
      for (int at = 0; at < kEventKinds; ++at) {
        Event other = event;
        other.kind = static_cast<EventKind>(at);
        if (rule.events.has(other.kind)) continue;
        const auto why = rule.function({state, other, watch.memory(), {}});
        ASSERT_FALSE(why) << infoOf(other.kind).name << ": " << *why;
      }
      watch.see(state, event);
      apply(state, event);
    }
  }
}

std::vector<Rule> allRules() {
  std::vector<Rule> all;
  for (int at = 0; at < kRules; ++at) all.push_back(static_cast<Rule>(at));
  return all;
}

INSTANTIATE_TEST_SUITE_P(Rules, EveryRule, testing::ValuesIn(allRules()), [](const auto& info) {
  std::string name(infoOf(info.param).name);
  std::erase(name, '-');
  return name;
});

TEST(RuleTable, HasAnotherNameAndSentenceForEachRule) {
  std::set<std::string_view> names, sentences;
  for (const Rule rule : allRules()) {
    EXPECT_TRUE(names.insert(infoOf(rule).name).second) << infoOf(rule).name;
    EXPECT_TRUE(sentences.insert(infoOf(rule).sentence).second) << infoOf(rule).sentence;
    EXPECT_EQ(ruleNamed(infoOf(rule).name), rule);
  }
  EXPECT_FALSE(ruleNamed("no such rule"));
}

// ---- the true protocol breaks none

std::string firstBreachOf(const CollectingSink& sink) {
  const RuleWatch watch = watched(sink.header, sink.all);
  const Breach* breach = watch.first();
  if (!breach) return {};
  return "event " + std::to_string(breach->seq) + ", " + std::string(infoOf(breach->rule).name) + ": " +
         breach->sentence;
}

TEST(TrueProtocol, BreaksNoRuleInAnyScenarioOrDesignUnderManySchedules) {
  for (const Scenario& scenario : builtinScenarios()) {
    if (!scenario.goesWrong.empty()) continue;
    for (const std::string& design : scenario.designs) {
      RunSpec spec = specOf(scenario.name, {{"design", design}});
      if (scenario.name == "storm") spec.settings["callers"] = "5", spec.settings["requests"] = "3";
      if (scenario.name == "wait-family") spec.settings["direct"] = spec.settings["threads"] = "5";
      spec.scheduler = "random";
      for (std::uint64_t seed = 0; seed < 300; ++seed) {
        spec.seed = seed;
        spec.granularity = seed % 3 == 0 ? Granularity::Fine : Granularity::Sync;
        ASSERT_EQ(firstBreachOf(runOf(spec)), "") << scenario.name << ", " << design << ", seed " << seed;
      }
    }
  }
}

TEST(ThreadsKeepEveryRule, InAnyScenarioAndDesign) {
  for (const Scenario& scenario : builtinScenarios()) {
    if (!scenario.goesWrong.empty()) continue;
    for (const std::string& design : scenario.designs) {
      RunSpec spec = specOf(scenario.name, {{"design", design}});
      spec.runtime = RuntimeKind::Threads;
      for (int times = 0; times < timesOnThreads(40); ++times)
        ASSERT_EQ(firstBreachOf(runOf(spec)), "") << scenario.name << ", " << design;
    }
  }
}

TEST(RuleWatch, CanBeCopiedHalfWayAndGoesOnAsIfItHadNotBeen) {
  const CollectingSink sink = runOf(specOf("create-and-stop"));
  RuleWatch watch(sink.header);
  ProtocolState state = sink.header.initial;
  std::size_t at = 0;
  for (; at < sink.all.size() / 2; ++at) watch.see(state, sink.all[at]), apply(state, sink.all[at]);
  RuleWatch copy = watch;
  for (; at < sink.all.size(); ++at) copy.see(state, sink.all[at]), apply(state, sink.all[at]);
  copy.end(state);
  EXPECT_EQ(copy.first(), nullptr);
}

}  // namespace
}  // namespace kts::engine
