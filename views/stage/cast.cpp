// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/stage/cast.h"

#include <algorithm>
#include <map>

namespace kts::views {

namespace {

bool contains(const std::vector<TaskId>& tasks, TaskId task) {
  return std::find(tasks.begin(), tasks.end(), task) != tasks.end();
}

TaskId findKthreadd(const StageMoment& moment) {
  const ProtocolState& state = *moment.state;
  if (state.task(state.kthreaddTask)) return state.kthreaddTask;
  TaskId found = kNoTask;
  state.tasks.forEach([&](const Task& task) {
    if (task.bornOf != kNoRequest || task.pid <= 1) return;
    const std::string name = textOf(task.comm, moment.names);
    const bool works = task.isIn(Function::Kthreadd) || task.isIn(Function::KthreaddSetup) ||
                       name == "kthreadd" || name == "kthread" || (moment.bootWorld && task.pid == 2);
    if (works && (found == kNoTask || task.key < found)) found = task.key;
  });
  if (found != kNoTask || !state.helperWq) return found;
  // The worker that PID 1 has made in this run, running yet or not; without one the helper queue is
  // keventd's.
  TaskId shared = kNoTask;
  state.tasks.forEach([&](const Task& task) {
    const bool own = textOf(task.comm, moment.names) == "kthread";  // so is its child, until it is named
    if (own && (found == kNoTask || task.key < found)) found = task.key;
    if (task.isIn(Function::WorkerThread) && (shared == kNoTask || task.key < shared)) shared = task.key;
  });
  return found != kNoTask ? found : shared;
}

// PID 0 and PID 1 only stand on the stage where they have a part: PID 1 has one where it waits in earnest.
bool hasAPart(const Task& task, const StageMoment& moment) {
  if (task.pid > 1 || moment.bootWorld) return true;
  if (task.pid == 1 && (!task.asleep || task.lastSeq > 0)) return true;
  return task.isIn(Function::RestInit) || task.isIn(Function::KernelInit) || task.request != kNoRequest;
}

bool idles(LaneState state) {
  return state == LaneState::Sleeping || state == LaneState::Blocked || state == LaneState::User ||
         state == LaneState::Zombie || state == LaneState::Frozen;
}

// In the order of how much happens to them; each once.
std::vector<TaskId> involvedIn(const StageMoment& moment, TaskId kthreadd) {
  const ProtocolState& state = *moment.state;
  std::vector<TaskId> all;
  const auto add = [&](TaskId task) {
    if (state.task(task) && !contains(all, task)) all.push_back(task);
  };
  const auto addRequest = [&](RequestId id) {
    if (const Request* request = state.request(id)) add(request->caller), add(request->child);
  };
  if (moment.event) {
    add(moment.event->task);
    if (moment.event->object.type() == ObjectType::Task) add(moment.event->object.index());
    addRequest(moment.event->request);
  }
  add(state.stop.k);
  if (const Task* worker = state.task(kthreadd)) addRequest(worker->request);
  if (const Lock* lock = state.lock(machineOf(state).lock)) {
    add(lock->owner);
    for (std::size_t at = 0; at < std::min<std::size_t>(lock->waiters.size(), 8); ++at)
      add(lock->waiters[at]);
  }
  const auto& list = state.list(machineOf(state).list);
  for (std::size_t at = 0; at < std::min<std::size_t>(list.size(), 4); ++at) addRequest(list[at]);
  std::size_t busy = 0;
  for (const Task* task : state.tasks.sorted())
    if (busy < 24 && !idles(laneStateOf(*task, state))) add(task->key), ++busy;
  return all;
}

QString stopText(const Task& task, const StageMoment& moment) {
  const Task* victim = moment.state->task(moment.state->stop.k);
  if (!victim || !task.isIn(Function::KthreadStop)) return {};
  return QStringLiteral("stops %1").arg(shownNameOf(victim->key, moment));
}

// What several do at once, after their number: "118 asleep".
QString crowdDoingOf(const Task& task, LaneState lane) {
  if (task.waitsFor.type() == ObjectType::Done) return QStringLiteral("wait for done");
  if (task.wantsLock) return QStringLiteral("spin on a lock");
  if (task.function() == Function::Kthread && task.asleep) return QStringLiteral("parked");
  switch (lane) {
    case LaneState::Running: return QStringLiteral("run");
    case LaneState::Sleeping: return QStringLiteral("asleep");
    case LaneState::Blocked: return QStringLiteral("asleep, uninterruptible");
    case LaneState::Zombie: return QStringLiteral("exited");
    default:
      return QString::fromUtf8(infoOf(lane).name.data(), static_cast<qsizetype>(infoOf(lane).name.size()));
  }
}

// What it has done and nobody else sees yet.
QString bufferedText(const WaitingStore& store) {
  switch (store.kind) {
    case EventKind::SetStatePlain: return QStringLiteral("its new state");
    case EventKind::LockReleased: return QStringLiteral("unlock of %1").arg(tinyNameOf(store.object));
    case EventKind::ListAddTail:
    case EventKind::ListDelInit: return QStringLiteral("request %1").arg(store.request + 1);
    default: return shortNameOf(store.object);
  }
}

// What a task on a CPU is doing.
QString busyText(const Task& task, const StageMoment& moment, TaskId kthreadd) {
  const ProtocolState& state = *moment.state;
  if (!task.stores.empty()) return QStringLiteral("buffered: %1").arg(bufferedText(task.stores.front()));
  const Lock* create = state.lock(machineOf(state).lock);
  if (create && create->owner == task.key && task.key != kthreadd)
    return QStringLiteral("holds %1").arg(tinyNameOf(create->id()));
  if (const QString stops = stopText(task, moment); !stops.isEmpty()) return stops;
  switch (task.function()) {
    case Function::None: return task.pid == 0 ? QStringLiteral("idles") : QStringLiteral("runs");
    case Function::ThreadFn: return QStringLiteral("runs threadfn()");
    default: break;
  }
  const std::string_view name = nameOf(task.function());
  return QStringLiteral("in %1()").arg(QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())));
}

QString asleepText(const Task& task, const StageMoment& moment) {
  if (task.waitsFor.type() == ObjectType::MoreWork) return QStringLiteral("asleep, no work");
  if (task.waitsFor) return QStringLiteral("waits for %1").arg(shortNameIn(task.waitsFor, moment));
  if (task.wantsLock) return QStringLiteral("waits for %1").arg(shortNameOf(task.wantsLock));
  if (task.function() == Function::Kthread) return QStringLiteral("parked, not yet woken");
  if (task.function() == Function::Kthreadd) return QStringLiteral("asleep, no request");
  return QStringLiteral("waits for %1")
      .arg(QString::fromStdString(waitText(task, *moment.state, moment.names)));
}

}  // namespace

Machine machineOf(const ProtocolState& state) {
  if (!state.completion(ObjectType::MoreWork)) return {};
  return {ObjectType::WorkLock, ObjectType::Worklist, QStringLiteral("worker thread")};
}

bool isBootWorld(const RunHeader& header) {
  return header.design == "kthreadd" ? header.initial.kthreaddTask == kNoTask : !header.initial.helperWq;
}

QString nameOf(Step step) {
  switch (step) {
    case Step::None: break;
    case Step::Sleep: return QStringLiteral("sleep until woken");
    case Step::Take: return QStringLiteral("take first request");
    case Step::Fork: return QStringLiteral("kernel_thread()");
    case Step::WaitStarted: return QStringLiteral("wait for started");
    case Step::CompleteDone: return QStringLiteral("complete done");
  }
  return {};
}

Cast castOf(const StageMoment& moment) {
  Cast cast;
  cast.kthreadd = findKthreadd(moment);
  for (const Task* task : moment.state->tasks.sorted()) {
    if (task->key == cast.kthreadd || !hasAPart(*task, moment)) continue;
    const bool isNew = task->bornOf != kNoRequest || (task->bornSeq > 0 && task->pid > 2);
    (isNew ? cast.threads : cast.callers).push_back(task->key);
  }
  cast.involved = involvedIn(moment, cast.kthreadd);
  return cast;
}

Crowd crowdOf(const StageMoment& moment, const Cast& cast, const std::vector<TaskId>& tasks, std::size_t room,
              std::span<const TaskId> before) {
  Crowd crowd;
  if (tasks.size() <= room) {
    crowd.shown = tasks;
    return crowd;
  }
  const auto take = [&](TaskId task) {
    if (crowd.shown.size() >= room || contains(crowd.shown, task)) return;
    if (std::binary_search(tasks.begin(), tasks.end(), task)) crowd.shown.push_back(task);
  };
  for (const TaskId task : cast.involved) take(task);
  for (const TaskId task : before) take(task);
  for (const TaskId task : tasks) {
    if (crowd.shown.size() >= room) break;
    take(task);
  }
  std::sort(crowd.shown.begin(), crowd.shown.end());
  crowd.others = tasks.size() - crowd.shown.size();
  std::map<QString, std::size_t> counts;
  for (const TaskId id : tasks) {
    if (std::binary_search(crowd.shown.begin(), crowd.shown.end(), id)) continue;
    const Task& task = *moment.state->task(id);
    ++counts[crowdDoingOf(task, laneStateOf(task, *moment.state))];
  }
  crowd.doing.assign(counts.begin(), counts.end());
  std::stable_sort(crowd.doing.begin(), crowd.doing.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return crowd;
}

Step stepOf(const Task& kthreadd, const ProtocolState& state) {
  if (!kthreadd.started || kthreadd.isIn(Function::KthreaddSetup)) return Step::None;
  if (kthreadd.isIn(Function::WorkFunction)) return Step::None;  // keventd, in an item that is no request
  if (kthreadd.isIn(Function::CreateKthread) || kthreadd.isIn(Function::KeventdCreate)) {
    const Request* request = state.request(kthreadd.request);
    if (request && request->resultStored) return Step::CompleteDone;
    if (!request || request->child == kNoTask) return Step::Fork;
    const Completion* started = state.completion({ObjectType::Started, kthreadd.request});
    const bool over = request->phase >= Phase::Started && !kthreadd.isIn(Function::WaitForCompletion) &&
                      (!started || started->done == 0);
    return over ? Step::CompleteDone : Step::WaitStarted;
  }
  if (kthreadd.asleep || !kthreadd.onCpu || kthreadd.state != TaskState::Running) return Step::Sleep;
  const Lock* lock = state.lock(machineOf(state).lock);
  const Request* request = state.request(kthreadd.request);
  const bool takes = (request && request->phase == Phase::Dequeued) || kthreadd.wantsLock ||
                     (lock && lock->owner == kthreadd.key) || !state.list(machineOf(state).list).empty();
  return takes ? Step::Take : Step::Sleep;
}

Place placeOf(const Request& request, const ProtocolState& state, TaskId kthreadd) {
  const Task* caller = state.task(request.caller);
  const Task* worker = state.task(kthreadd);
  const Task* child = state.task(request.child);
  switch (request.phase) {
    case Phase::Prepared: return Place::Caller;
    case Phase::Enqueued: return Place::List;
    case Phase::Dequeued: return worker ? Place::Kthreadd : Place::Caller;
    case Phase::Forked:
      if (child && child->started) return Place::Child;
      return worker ? Place::OnItsWay : Place::Caller;  // whoever asks may fork itself
    case Phase::Started:
      return worker && worker->request == request.key && stepOf(*worker, state) == Step::CompleteDone
                 ? Place::Kthreadd
                 : Place::Started;
    case Phase::Done: return caller && caller->waitsFor ? Place::Done : Place::Caller;
    case Phase::Returned: return Place::Caller;
  }
  return Place::Caller;
}

QString doingOf(const Task& task, const StageMoment& moment, TaskId kthreadd) {
  switch (laneStateOf(task, *moment.state)) {
    case LaneState::Zombie: {
      const Task* parent = moment.state->task(task.parent);
      if (!parent || parent->env.ignoresSigchld || task.bornOf != kNoRequest) return QStringLiteral("exited");
      return QStringLiteral("zombie of %1").arg(shownNameOf(parent->key, moment));
    }
    case LaneState::Newborn: return QStringLiteral("being born");
    case LaneState::Sleeping:
    case LaneState::Blocked: return asleepText(task, moment);
    case LaneState::Waking: return QStringLiteral("woken, no CPU yet");
    case LaneState::Spinning: return QStringLiteral("spins on %1").arg(tinyNameOf(task.wantsLock));
    case LaneState::AboutToSleep: return QStringLiteral("about to sleep");
    case LaneState::User: return QStringLiteral("in user space");
    case LaneState::Frozen: return QStringLiteral("frozen until thawed");
    default: return busyText(task, moment, kthreadd);
  }
}

QString shortDoingOf(const QString& doing, const Task& task, const ProtocolState& state) {
  // Whom it waits for is the heart of it; of one that runs again it would say something else.
  const LaneState lane = laneStateOf(task, state);
  if (lane == LaneState::Sleeping || lane == LaneState::Blocked || lane == LaneState::Spinning)
    if (const QString wait = waitOf(task, state); !wait.isEmpty()) return wait;
  if (!task.stores.empty() && doing.startsWith(QStringLiteral("buffered: ")))  // the badge says that it runs
    return task.stores.front().kind == EventKind::SetStatePlain ? QStringLiteral("state buffered")
                                                                : QStringLiteral("store buffered");
  qsizetype end = doing.size();
  for (const char* cut : {", ", " or ", " in "})
    if (const qsizetype at = doing.indexOf(QLatin1String(cut)); at > 0) end = std::min(end, at);
  const QString shorter = doing.left(end);
  return shorter.startsWith(QStringLiteral("in ")) ? shorter.mid(3) : shorter;
}

QString shortNameOf(ObjectId object) {
  const ObjectInfo& info = infoOf(object.type());
  const QString name = QString::fromUtf8(info.name.data(), static_cast<qsizetype>(info.name.size()));
  return info.scope == ObjectScope::Request ? QStringLiteral("%1 %2").arg(name).arg(object.index() + 1)
                                            : name;
}

QString shortNameIn(ObjectId object, const StageMoment& moment) {
  const bool ofTask = infoOf(object.type()).scope == ObjectScope::Task && object.type() != ObjectType::Task;
  return ofTask ? QStringLiteral("%1 of %2").arg(shortNameOf(object), shownNameOf(object.index(), moment))
                : shortNameOf(object);
}

QString tinyNameOf(ObjectId object) {
  return object.type() == ObjectType::CreateLock ? QStringLiteral("create_lock") : shortNameOf(object);
}

QString waitOf(const Task& task, const ProtocolState& state) {
  if (laneStateOf(task, state) == LaneState::Spinning) return tinyNameOf(task.wantsLock);
  if (task.waitsFor) return shortNameOf(task.waitsFor);
  return task.wantsLock ? tinyNameOf(task.wantsLock) : QString();
}

QString shownNameOf(TaskId task, const StageMoment& moment) {
  if (moment.state->task(task) || task == kNoTask)
    return QString::fromStdString(shownName(task, *moment.state, moment.names));
  if (moment.before && moment.before->task(task))
    return QString::fromStdString(shownName(task, *moment.before, moment.names));
  const std::string last = moment.lastName ? moment.lastName(task) : std::string();
  return QString::fromStdString(last.empty() ? shownName(task, *moment.state, moment.names) : last);
}

std::uint64_t goneThreads(const ProtocolState& state) {
  std::uint64_t alive = 0;
  state.tasks.forEach([&](const Task& task) { alive += task.bornSeq > 0; });
  return state.createdTasks - std::min(alive, state.createdTasks);
}

}  // namespace kts::views
