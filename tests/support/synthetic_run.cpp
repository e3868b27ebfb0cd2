// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/synthetic_run.h"

#include <algorithm>
#include <utility>

namespace kts::tests {

namespace {

constexpr std::int32_t kFirstCallerPid = 101;
constexpr NameId kCallerName = 0, kSwapperName = 1, kInitName = 2, kKthreaddName = 3, kWorkerName = 4;
constexpr TaskId kKthreadd = 2;

constexpr Site at(int line) { return Site::fromValue(static_cast<std::uint16_t>(1 << 9 | line)); }
std::int32_t asArg(Function function) { return static_cast<std::int32_t>(function); }
std::int32_t asArg(TaskState state) { return static_cast<std::int32_t>(state); }

}  // namespace

// A coroutine that pauses after each event; one can call another.
struct SyntheticRun::Script {
  struct promise_type {
    Actor* actor = nullptr;
    Script get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
    std::suspend_always yield_value(int) { return {}; }
    struct Call;
    Call await_transform(Script&& callee);
  };
  std::coroutine_handle<promise_type> handle;
};

struct SyntheticRun::Actor {
  std::vector<std::coroutine_handle<Script::promise_type>> stack;

  void start(Script script) {
    script.handle.promise().actor = this;
    stack.push_back(script.handle);
  }
  // False when it has come to its end.
  bool step() {
    while (!stack.empty()) {
      const auto top = stack.back();
      top.resume();
      if (!top.done()) {
        if (stack.back() == top) return true;
        continue;  // it has called another, which goes on at once
      }
      stack.pop_back();
      top.destroy();
    }
    return false;
  }
  ~Actor() {
    while (!stack.empty()) stack.back().destroy(), stack.pop_back();
  }
};

struct SyntheticRun::Script::promise_type::Call {
  Script callee;
  Actor* actor;
  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<promise_type>) const { actor->start(callee); }
  void await_resume() const {}
};
SyntheticRun::Script::promise_type::Call SyntheticRun::Script::promise_type::await_transform(
    Script&& callee) {
  return {std::exchange(callee, Script{}), actor};
}

// What a task does, in the kernel's words. co_yield 0 lets the others move.
struct SyntheticRun::Player {
  SyntheticRun& run;
  TaskId self;
  RequestId request = kNoRequest;

  void say(EventKind kind, int line, ObjectId object = {}, std::int32_t arg = 0,
           Effect effect = Effect::None) {
    run.m_tNs += run.m_random() % (2 * run.m_options.meanNs);
    Event event{
        run.m_tNs, static_cast<std::uint32_t>(run.m_state.seq), self, object, request, arg, kind, effect,
        at(line)};
    apply(run.m_state, event);
    run.m_said.push_back(event);
  }
  const Task& me() const { return *run.m_state.task(self); }
  bool free(ObjectId lock) const {
    const Lock* found = run.m_state.lock(lock);
    return !found || found->owner == kNoTask;
  }
  std::int32_t done(ObjectId completion) const {
    return static_cast<std::int32_t>(run.m_state.completion(completion)->done);
  }
  void wake(TaskId target, int line) {
    const Task* task = run.m_state.task(target);
    const Effect effect = task->asleep                         ? Effect::Woke
                          : task->state == TaskState::Running ? Effect::FoundRunning
                                                              : Effect::KeptAwake;
    say(EventKind::WakeTookEffect, line, {ObjectType::Task, target}, effect == Effect::Woke, effect);
  }

  static Script lock(Player p, ObjectId lock, int line) {
    p.say(EventKind::LockWanted, line, lock);
    do co_yield 0;
    while (!p.free(lock));
    p.say(EventKind::LockTaken, line, lock);
    co_yield 0;
  }
  static Script schedule(Player p, int line) {
    const bool sleeps = p.me().state != TaskState::Running;
    p.say(EventKind::Schedule, line, {}, 0, sleeps ? Effect::Slept : Effect::StayedAwake);
    do co_yield 0;
    while (p.me().asleep);
    if (sleeps) p.say(EventKind::Resumed, line);
  }
  static Script complete(Player p, ObjectId completion, int line) {
    const ObjectId waitLock = waitLockOf(completion);
    co_await lock(p, waitLock, line);
    p.say(EventKind::Complete, line, completion, p.done(completion) + 1);
    co_yield 0;
    if (const auto& waiters = p.run.m_state.completion(completion)->waiters; !waiters.empty())
      p.wake(waiters[0], line);
    p.say(EventKind::LockReleased, line, waitLock);
    co_yield 0;
  }
  static Script waitForCompletion(Player p, ObjectId completion, int line) {
    const ObjectId waitLock = waitLockOf(completion);
    p.say(EventKind::Call, line, {}, asArg(Function::WaitForCompletion));
    co_await lock(p, waitLock, line + 1);
    if (p.done(completion) == 0) {
      p.say(EventKind::WaitQueued, line + 2, completion);
      while (p.done(completion) == 0) {
        p.say(EventKind::SetStatePlain, line + 3, {}, asArg(TaskState::Uninterruptible));
        p.say(EventKind::LockReleased, line + 4, waitLock);
        co_yield 0;
        co_await schedule(p, line + 5);
        co_await lock(p, waitLock, line + 6);
      }
      p.say(EventKind::WaitLeft, line + 7, completion);
    }
    p.say(EventKind::CompletionTaken, line + 8, completion, p.done(completion) - 1);
    p.say(EventKind::LockReleased, line + 9, waitLock);
    p.say(EventKind::Return, line + 10, {}, asArg(Function::WaitForCompletion));
    co_yield 0;
  }
  static Script create(Player p) {
    const ObjectId doneOf{ObjectType::Done, p.request}, startedOf{ObjectType::Started, p.request};
    p.say(EventKind::Call, 60, {}, asArg(Function::KthreadCreate));
    p.say(EventKind::RequestPrepared, 61, {ObjectType::Request, p.request}, kWorkerName);
    p.say(EventKind::InitCompletion, 62, startedOf);
    p.say(EventKind::InitCompletion, 63, doneOf);
    co_yield 0;
    co_await lock(p, {ObjectType::CreateLock}, 64);
    p.say(EventKind::ListAddTail, 65, {ObjectType::CreateList});
    p.say(EventKind::WakeIssued, 66, {ObjectType::Task, kKthreadd});
    co_yield 0;
    p.wake(kKthreadd, 66);
    p.say(EventKind::LockReleased, 67, {ObjectType::CreateLock});
    co_yield 0;
    co_await waitForCompletion(p, doneOf, 68);
    const TaskId child = p.run.m_state.request(p.request)->child;
    p.say(EventKind::ResultRead, 80, {ObjectType::Request, p.request},
          p.run.m_state.request(p.request)->result);
    p.say(EventKind::SetComm, 81, {ObjectType::Task, child}, kWorkerName);
    p.say(EventKind::FrameDead, 82, {ObjectType::Request, p.request});
    p.say(EventKind::Return, 83, {}, asArg(Function::KthreadCreate));
    co_yield 0;
    p.say(EventKind::WakeIssued, 84, {ObjectType::Task, child});
    p.wake(child, 85);
  }
  static Script caller(Player p) {
    p.say(EventKind::Call, 50, {}, asArg(Function::InitModule));
    for (int at = 0; p.run.m_options.endless || at < p.run.m_options.requestsPerCaller; ++at) {
      p.request = p.run.m_nextRequest++;
      co_await create(p);
      p.request = kNoRequest;
      co_yield 0;
    }
    p.say(EventKind::Return, 51, {}, asArg(Function::InitModule));
  }
  static Script thread(Player p) {
    p.say(EventKind::FirstRun, 90);
    p.say(EventKind::Call, 91, {}, asArg(Function::Kthread));
    p.say(EventKind::RequestCopied, 92, {ObjectType::Request, p.request});
    p.say(EventKind::SetStatePlain, 93, {}, asArg(TaskState::Interruptible));
    co_yield 0;
    co_await complete(p, {ObjectType::Started, p.request}, 94);
    co_await schedule(p, 95);
    p.say(EventKind::ShouldStop, 96, {}, 0, Effect::No);
    p.say(EventKind::Call, 97, {}, asArg(Function::ThreadFn));
    co_yield 0;
    p.say(EventKind::Return, 98, {}, asArg(Function::ThreadFn));
    p.say(EventKind::Return, 99, {}, asArg(Function::Kthread));
    co_yield 0;
    p.say(EventKind::Exit, 100, {}, 0, Effect::Reaped);
    p.say(EventKind::Release, 101, {ObjectType::Task, p.self});
  }
  static Script createKthread(Player p) {
    p.say(EventKind::Call, 20, {}, asArg(Function::CreateKthread));
    p.say(EventKind::KernelThread, 21, {}, kCloneFs | kCloneFiles | kSigchld);
    co_yield 0;
    const TaskId child = p.run.m_nextTask++;
    p.say(EventKind::Fork, 22, {ObjectType::Task, child}, p.run.m_nextPid++, Effect::Forked);
    p.run.m_actors.push_back(std::make_unique<Actor>());
    p.run.m_actors.back()->start(thread({p.run, child, p.request}));
    co_yield 0;
    co_await waitForCompletion(p, {ObjectType::Started, p.request}, 23);
    co_await lock(p, {ObjectType::TasklistLock}, 34);
    const std::int32_t pid = p.run.m_state.task(child)->pid;
    p.say(EventKind::FindTaskByPid, 35, {ObjectType::Task, child}, pid);
    p.say(EventKind::LockReleased, 36, {ObjectType::TasklistLock});
    p.say(EventKind::ResultStored, 37, {ObjectType::Request, p.request}, pid);
    co_yield 0;
    co_await complete(p, {ObjectType::Done, p.request}, 38);
    p.say(EventKind::Return, 39, {}, asArg(Function::CreateKthread));
    co_yield 0;
  }
  static Script kthreadd(Player p) {
    const ObjectId list{ObjectType::CreateList};
    for (;;) {
      p.say(EventKind::SetState, 10, {}, asArg(TaskState::Interruptible));
      co_yield 0;
      const bool empty = p.run.m_state.list(list).empty();
      p.say(EventKind::ListEmpty, 11, list, 0, empty ? Effect::Empty : Effect::NotEmpty);
      co_yield 0;
      if (empty) co_await schedule(p, 12);
      p.say(EventKind::SetStatePlain, 13, {}, asArg(TaskState::Running));
      co_yield 0;
      co_await lock(p, {ObjectType::CreateLock}, 14);
      while (!p.run.m_state.list(list).empty()) {
        p.say(EventKind::ListEmpty, 15, list, 0, Effect::NotEmpty);
        p.request = p.run.m_state.list(list).front();
        p.say(EventKind::ListDelInit, 16, list);
        p.say(EventKind::LockReleased, 17, {ObjectType::CreateLock});
        co_yield 0;
        co_await createKthread(p);
        p.request = kNoRequest;
        co_await lock(p, {ObjectType::CreateLock}, 18);
      }
      p.say(EventKind::ListEmpty, 15, list, 0, Effect::Empty);
      p.say(EventKind::LockReleased, 19, {ObjectType::CreateLock});
      co_yield 0;
    }
  }
};

SyntheticRun::SyntheticRun(const Options& options) : m_options(options), m_random(options.seed) {
  const auto first = [&](std::int32_t pid, Name comm) -> Task& {
    Task& task = m_initial.addFirstTask(m_nextTask++);
    task.pid = pid, task.comm = comm;
    return task;
  };
  first(0, {kSwapperName, 0});
  first(1, {kInitName, 0});
  Task& kthreadd = first(2, {kKthreaddName, 0});
  kthreadd.env.nice = -5, kthreadd.env.ignoresSigchld = true;
  kthreadd.callStack[kthreadd.calls++].function = Function::Kthreadd;
  m_initial.kthreaddTask = kKthreadd;
  for (int at = 0; at < options.callers; ++at)
    first(kFirstCallerPid + at, {kCallerName, static_cast<std::uint32_t>(at + 1)}).parent = 1;
  m_nextPid = kFirstCallerPid + options.callers;
  m_state = m_initial;
  for (TaskId task = kKthreadd; task < m_nextTask; ++task) {
    m_actors.push_back(std::make_unique<Actor>());
    const Player player{*this, task};
    m_actors.back()->start(task == kKthreadd ? Player::kthreadd(player) : Player::caller(player));
  }
}

SyntheticRun::~SyntheticRun() = default;

RunHeader SyntheticRun::header() const {
  RunHeader header;
  header.scenario = "synthetic";
  header.scenarioJson = "{}";
  header.title = "Creations without an engine";
  header.runtime = "controlled";
  header.scheduler = "random";
  header.seed = m_options.seed;
  header.parameters = {{"callers", m_options.callers}, {"requests", m_options.requestsPerCaller}};
  header.names = {"caller/%d", "swapper", "init", "kthreadd", "worker/%d"};
  header.initial = m_initial;
  return header;
}

std::vector<Event> SyntheticRun::next(std::size_t most) {
  while (m_said.size() < most && m_idle <= 64 * m_actors.size()) {
    const std::size_t at = m_random() % m_actors.size();
    const std::size_t before = m_said.size();
    if (!m_actors[at]->step()) {
      std::swap(m_actors[at], m_actors.back());
      m_actors.pop_back();
    }
    m_idle = m_said.size() == before ? m_idle + 1 : 0;
  }
  const auto end = m_said.begin() + static_cast<std::ptrdiff_t>(std::min(most, m_said.size()));
  std::vector<Event> events(m_said.begin(), end);
  m_said.erase(m_said.begin(), end);
  return events;
}

RunSummary SyntheticRun::summary() const {
  return {Verdict::Finished, {}, "", m_state.seq, m_state.seq};
}

std::vector<Event> SyntheticRun::all(const Options& options) {
  return SyntheticRun(options).next(~std::size_t{0});
}

}  // namespace kts::tests
