// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/story.h"

#include <map>

#include "engine/vocabulary/sentence.h"
#include "recordings/recorder.h"

namespace kts::test {

using recordings::Axis;
using recordings::Lane;
using recordings::LaneKind;
using recordings::Link;
using recordings::LinkKind;
using recordings::Segment;
using recordings::Window;

Event& Story::add(EventKind kind, TaskId task, ObjectId object, RequestId request, std::int32_t arg,
                  Effect effect) {
  Event event;
  event.tNs = events.empty() ? 0 : events.back().tNs + 1000;
  event.step = static_cast<std::uint32_t>(events.size());
  event.kind = kind, event.task = task, event.object = object, event.request = request, event.arg = arg,
  event.effect = effect;
  events.push_back(event);
  return events.back();
}

ProtocolState Story::stateAt(Seq seq) const {
  ProtocolState state = initial;
  for (Seq at = 0; at < seq && at < events.size(); ++at) apply(state, events[at]);
  return state;
}

std::shared_ptr<recordings::Recording> Story::recorded(const std::filesystem::path& file,
                                                       const std::optional<Finding>& finding) const {
  auto recorder = recordings::Recorder::create(file);
  if (!recorder) return nullptr;
  RunHeader header;
  header.scenario = "story", header.runtime = "controlled";
  header.names = names;
  header.initial = initial;
  (*recorder)->begin(header);
  (*recorder)->events(events);
  RunSummary summary;
  summary.events = summary.steps = events.size();
  summary.finding = finding;
  if (finding) summary.verdict = Verdict::LostWakeup;
  (*recorder)->end(summary);
  recorder->reset();
  auto recording = recordings::Recording::open(file);
  return recording ? std::shared_ptr<recordings::Recording>(std::move(*recording)) : nullptr;
}

std::string Story::nameOf(TaskId task) const {
  const ProtocolState state = stateAt(events.size());
  if (state.task(task)) return shownName(task, state, names);
  for (Seq seq = events.size(); seq > 0; --seq)
    if (const ProtocolState before = stateAt(seq - 1); before.task(task))
      return shownName(task, before, names);
  return {};
}

std::vector<Lane> Story::lanes() const {
  std::vector<Lane> lanes;
  std::map<std::uint16_t, std::vector<TaskId>> tasksOf;
  ProtocolState state = initial;
  const auto look = [&] {
    state.tasks.forEach([&](const Task& task) {
      auto& tasks = tasksOf[task.lane];
      if (tasks.empty() || tasks.back() != task.key) tasks.push_back(task.key);
    });
  };
  look();
  bool locked = false;
  for (const Event& event : events) {
    apply(state, event);
    if (event.kind == EventKind::Fork) look();
    locked |= event.object == ObjectId(ObjectType::CreateLock);
  }
  for (const auto& [number, tasks] : tasksOf) {
    Lane lane;
    lane.lane = number;
    lane.label = tasks.size() == 1 ? nameOf(tasks[0]) : "thread lane " + std::to_string(number);
    for (Seq seq = 0; tasks.size() == 1 && lane.pid == 0 && seq <= events.size(); ++seq)
      if (const ProtocolState at = stateAt(seq); at.task(tasks[0])) lane.pid = at.task(tasks[0])->pid;
    lanes.push_back(lane);
  }
  if (locked) {
    lanes.push_back({LaneKind::Lock, 0, ObjectType::CreateLock, "kthread_create_lock", 0});
    lanes.push_back({LaneKind::ListDepth, 0, ObjectType::CreateList, "kthread_create_list", 0});
  }
  return lanes;
}

namespace {

Segment shownOf(const Lane& lane, const ProtocolState& state) {
  Segment now;
  if (lane.kind == LaneKind::Lock) {
    const Lock* lock = state.lock(lane.object);
    now.task = lock ? lock->owner : kNoTask;
    now.contended = lock && lock->owner != kNoTask && !lock->waiters.empty();
  } else if (lane.kind == LaneKind::ListDepth) {
    now.depth = static_cast<std::uint16_t>(state.list(lane.object).size());
  } else if (lane.lane < state.lanes.size() && state.task(state.lanes[lane.lane])) {
    const Task& task = *state.task(state.lanes[lane.lane]);
    now.state = laneStateOf(task, state);
    now.task = task.key, now.request = task.request, now.function = task.function();
    now.waitsFor = task.wantsLock ? task.wantsLock : task.waitsFor;
  }
  return now;
}

bool sameLooks(const Segment& a, const Segment& b) {
  return a.state == b.state && a.task == b.task && a.request == b.request && a.function == b.function &&
         a.waitsFor == b.waitsFor && a.depth == b.depth && a.contended == b.contended;
}

}  // namespace

Window Story::window(Seq from, Seq to, Axis axis) const {
  Window window;
  window.from = from, window.to = to, window.axis = axis;
  for (const Lane& lane : lanes()) window.tracks.push_back({lane, {}, {}});
  ProtocolState state = stateAt(from);
  for (Seq seq = from; seq < to; ++seq) {
    apply(state, events[seq]);
    window.nsOf.push_back(events[seq].tNs);
    window.events.push_back(events[seq]);
    for (auto& track : window.tracks) {
      Segment now = shownOf(track.lane, state);
      now.from = seq, now.to = seq + 1;
      if (!track.segments.empty() && sameLooks(track.segments.back(), now))
        track.segments.back().to = seq + 1;
      else track.segments.push_back(now);
    }
  }
  for (const Link& link : links())
    if (link.effect >= from && link.cause < to) window.links.push_back(link);
  return window;
}

std::vector<Link> Story::links() const {
  std::vector<Link> links;
  std::map<RequestId, Seq> queued, done;
  std::map<TaskId, Seq> forked, woken, issued;
  ProtocolState state = initial;
  const auto laneOf = [&](TaskId task) {
    return state.task(task) ? state.task(task)->lane : std::uint16_t(0);
  };
  std::map<Seq, std::uint16_t> laneOfEvent;
  const auto link = [&](LinkKind kind, Seq cause, Seq effect, std::uint16_t to, RequestId request,
                        bool took) {
    links.push_back({kind, cause, effect, laneOfEvent[cause], to, request, took});
  };
  for (Seq seq = 0; seq < events.size(); ++seq) {
    const Event& e = events[seq];
    apply(state, e);
    laneOfEvent[seq] = laneOf(e.task);
    switch (e.kind) {
      case EventKind::ListAddTail: queued[e.request] = seq; break;
      case EventKind::ListDelInit:
        link(LinkKind::Queue, queued[e.request], seq, laneOf(e.task), e.request, true);
        break;
      case EventKind::Fork: forked[e.object.index()] = seq; break;
      case EventKind::FirstRun:
        link(LinkKind::Fork, forked[e.task], seq, laneOf(e.task), e.request, true);
        break;
      case EventKind::WakeIssued: issued[e.task] = seq; break;
      case EventKind::WakeTookEffect:
        if (e.effect == Effect::Woke) woken[e.object.index()] = seq;
        else link(LinkKind::Wake, issued[e.task], seq, laneOf(e.object.index()), e.request, false);
        break;
      case EventKind::Resumed:
        if (woken.contains(e.task))
          link(LinkKind::Wake, woken[e.task], seq, laneOf(e.task), events[woken[e.task]].request, true);
        break;
      case EventKind::Complete:
        if (e.object.type() == ObjectType::Done) done[e.request] = seq;
        break;
      case EventKind::CompletionTaken:
        if (e.object.type() == ObjectType::Done)
          link(LinkKind::Complete, done[e.request], seq, laneOf(e.task), e.request, true);
        break;
      default: break;
    }
  }
  return links;
}

namespace {

constexpr ObjectId kLock = ObjectType::CreateLock, kList = ObjectType::CreateList;

// The verbs of the protocol, as few words as will do.
struct Author {
  Story& story;
  void act(EventKind kind, TaskId t, ObjectId o = {}, RequestId r = kNoRequest, std::int32_t arg = 0,
           Effect e = Effect::None) {
    story.add(kind, t, o, r, arg, e);
  }
  void call(TaskId t, Function f, RequestId r) { act(EventKind::Call, t, {}, r, static_cast<int>(f)); }
  void leave(TaskId t, Function f, RequestId r) { act(EventKind::Return, t, {}, r, static_cast<int>(f)); }
  void prepare(TaskId t, RequestId r) {
    call(t, Function::KthreadCreate, r);
    act(EventKind::RequestPrepared, t, ObjectId(ObjectType::Request, r), r, 0);
    act(EventKind::InitCompletion, t, ObjectId(ObjectType::Done, r), r);
    act(EventKind::InitCompletion, t, ObjectId(ObjectType::Started, r), r);
  }
  void want(TaskId t, RequestId r) { act(EventKind::LockWanted, t, kLock, r); }
  void take(TaskId t, RequestId r) { act(EventKind::LockTaken, t, kLock, r); }
  void release(TaskId t, RequestId r) { act(EventKind::LockReleased, t, kLock, r); }
  void enqueue(TaskId t, RequestId r) { act(EventKind::ListAddTail, t, kList, r); }
  void wake(TaskId t, TaskId whom, RequestId r, Effect effect) {
    act(EventKind::WakeIssued, t, ObjectId(ObjectType::Task, whom), r);
    act(EventKind::WakeTookEffect, t, ObjectId(ObjectType::Task, whom), r, effect == Effect::Woke, effect);
  }
  void wait(TaskId t, ObjectType type, RequestId r) {
    call(t, Function::WaitForCompletion, r);
    act(EventKind::WaitQueued, t, ObjectId(type, r), r);
    act(EventKind::SetStatePlain, t, {}, r, static_cast<int>(TaskState::Uninterruptible));
    act(EventKind::Schedule, t, {}, r, 0, Effect::Slept);
  }
  void taken(TaskId t, ObjectType type, RequestId r) {
    act(EventKind::Resumed, t, {}, r);
    act(EventKind::WaitLeft, t, ObjectId(type, r), r);
    act(EventKind::CompletionTaken, t, ObjectId(type, r), r);
    leave(t, Function::WaitForCompletion, r);
  }
};

}  // namespace

Story threeCallers() {
  Story story;
  story.names = {"kthreadd", "caller 1", "caller 2", "caller 3", "worker/%d"};
  enum : TaskId { kKthreadd = 0, kFirst = 1, kSecond = 2, kThird = 3, kWorker = 4 };
  for (TaskId id = 0; id < 4; ++id) {
    Task& task = story.initial.addFirstTask(id);
    task.pid = id == 0 ? 2 : static_cast<std::int32_t>(100 + id);
    task.comm = {static_cast<NameId>(id), 0};
    task.onCpu = task.started = true;
  }
  Author a{story};
  a.call(kKthreadd, Function::Kthreadd, kNoRequest);
  a.act(EventKind::SetState, kKthreadd, {}, kNoRequest, static_cast<int>(TaskState::Interruptible));
  a.act(EventKind::ListEmpty, kKthreadd, kList, kNoRequest, 0, Effect::Empty);
  a.act(EventKind::Schedule, kKthreadd, {}, kNoRequest, 0, Effect::Slept);
  a.prepare(kFirst, 0);
  a.want(kFirst, 0), a.take(kFirst, 0), a.enqueue(kFirst, 0);
  a.prepare(kSecond, 1);
  a.wake(kFirst, kKthreadd, 0, Effect::Woke);
  a.want(kSecond, 1);
  a.release(kFirst, 0);
  a.act(EventKind::Resumed, kKthreadd);
  a.act(EventKind::SetStatePlain, kKthreadd, {}, kNoRequest, 0);
  a.want(kKthreadd, kNoRequest);
  a.take(kKthreadd, kNoRequest);
  a.act(EventKind::ListDelInit, kKthreadd, kList, 0);
  a.wait(kFirst, ObjectType::Done, 0);
  a.release(kKthreadd, 0);
  a.take(kSecond, 1);
  a.prepare(kThird, 2);
  a.call(kKthreadd, Function::CreateKthread, 0);
  a.want(kThird, 2);
  a.act(EventKind::KernelThread, kKthreadd, {}, 0, 0x611);
  a.enqueue(kSecond, 1);
  a.wake(kSecond, kKthreadd, 1, Effect::FoundRunning);
  a.act(EventKind::Fork, kKthreadd, ObjectId(ObjectType::Task, kWorker), 0, 104, Effect::Forked);
  a.release(kSecond, 1);
  a.take(kThird, 2);
  a.enqueue(kThird, 2);
  a.wait(kKthreadd, ObjectType::Started, 0);
  a.wake(kThird, kKthreadd, 2, Effect::FoundRunning);
  a.wait(kSecond, ObjectType::Done, 1);
  a.act(EventKind::FirstRun, kWorker, {}, 0);
  a.call(kWorker, Function::Kthread, 0);
  a.act(EventKind::RequestCopied, kWorker, ObjectId(ObjectType::Request, 0), 0);
  a.release(kThird, 2);
  a.act(EventKind::Complete, kWorker, ObjectId(ObjectType::Started, 0), 0, 1);
  a.wake(kWorker, kKthreadd, 0, Effect::Woke);
  a.wait(kThird, ObjectType::Done, 2);
  a.taken(kKthreadd, ObjectType::Started, 0);
  a.act(EventKind::Schedule, kWorker, {}, 0, 0, Effect::StayedAwake);
  a.act(EventKind::SetState, kWorker, {}, 0, static_cast<int>(TaskState::Interruptible));
  a.act(EventKind::Schedule, kWorker, {}, 0, 0, Effect::Slept);
  a.act(EventKind::ResultStored, kKthreadd, ObjectId(ObjectType::Request, 0), 0, 104);
  a.act(EventKind::Complete, kKthreadd, ObjectId(ObjectType::Done, 0), 0, 1);
  a.wake(kKthreadd, kFirst, 0, Effect::Woke);
  a.leave(kKthreadd, Function::CreateKthread, 0);
  a.taken(kFirst, ObjectType::Done, 0);
  a.leave(kFirst, Function::KthreadCreate, 0);
  return story;
}

Story crowd(int tasks, int events) {
  Story story;
  story.names = {"caller %d"};
  for (int id = 0; id < tasks; ++id) {
    Task& task = story.initial.addFirstTask(static_cast<TaskId>(id));
    task.pid = 100 + id;
    task.comm = {0, static_cast<std::uint32_t>(id)};
    task.onCpu = task.started = true;
  }
  for (int at = 0; at < events; ++at) {
    const auto task = static_cast<TaskId>((at * 7 + at / 11) % tasks);
    const TaskState next = at % 3 == 0   ? TaskState::Uninterruptible
                           : at % 3 == 1 ? TaskState::Interruptible
                                         : TaskState::Running;
    story.add(EventKind::SetState, task, {}, static_cast<RequestId>(at / 64), static_cast<int>(next));
  }
  return story;
}

}  // namespace kts::test
