// SPDX-License-Identifier: GPL-2.0-or-later
// Birth, look-up and environment of tasks.
#include "engine/kernel/kernel.h"

namespace kts::engine {

using namespace task_word;

task_struct* Kernel::newTask(task_struct* parent, std::int32_t flags, TaskEntry entry, void* data) {
  const TaskId id = m_tasks.add();
  if (m_stores) m_stores->of.add();
  task_struct& child = m_tasks[id];
  child.id = id;
  child.parent = parent ? parent->id : kNoTask;
  child.entry = entry;
  child.entryData = data;
  if (parent) {
    child.comm = parent->comm;
    child.env = parent->env;
    child.env.flags &= ~kPfNofreeze;
    child.request = parent->request;
  }
  if (!(flags & kCloneFs)) child.env.fs = id;
  if (!(flags & kCloneFiles)) child.env.files = id;
  return &child;
}

task_struct* Kernel::addFirstTask(std::int32_t pid, task_struct* parent, Name comm, TaskEntry entry,
                                  void* data) {
  task_struct* task = newTask(nullptr, 0, entry, data);
  task->pid = pid;
  task->comm = comm;
  task->word.reset(kStarted);
  if (parent) {
    task->parent = parent->id;
    linkChild(parent, task);
  }
  while (m_taskOfPid.size() <= static_cast<std::uint32_t>(pid)) m_taskOfPid.add();
  m_taskOfPid[static_cast<std::uint32_t>(pid)] = task->id + 1;
  m_lastPid = std::max(m_lastPid.load(), pid);
  return task;
}

int Kernel::kernel_thread(TaskEntry fn, void* data, std::int32_t flags, At at) {
  task_struct* self = current();
  self->clone_flags = flags;
  emit(EventKind::KernelThread, {}, flags, Effect::None, at);
  m_runtime.before(Operation{OpKind::Fork, objectOf(self)}.at(at));
  const auto fail = [&](int error) {
    self->clone_flags = 0;
    emit(EventKind::Fork, {}, error, Effect::Failed, at);
    return error;
  };
  if (forkFails(self->request)) return fail(-EAGAIN);
  // copy_process() has whoever has a signal pending see to that first.
  if (self->word.peek() & kSignalPending) return fail(-ERESTARTNOINTR);

  task_struct* child = newTask(self, flags, fn, data);
  child->gone = true;  // until it stands among its parent's children
  child->pid = ++m_lastPid;
  while (m_taskOfPid.size() <= static_cast<std::uint32_t>(child->pid)) m_taskOfPid.add();
  const std::int32_t pid = child->pid;
  const auto birth = child->word.read();  // before it can run: its first access of its word comes after
  m_taskOfPid[static_cast<std::uint32_t>(pid)] = child->id + 1;
  if (!m_runtime.start(child)) {
    m_taskOfPid[static_cast<std::uint32_t>(pid)] = 0;
    return fail(-EAGAIN);
  }
  lockTasklist(at);
  linkChild(self, child);
  self->clone_flags = 0;
  child->bornOf = self->request;
  child->gone = false;
  emit(EventKind::Fork, objectOf(child), pid, Effect::Forked, at, birth.ticket);
  unlockTasklist(at);
  return pid;
}

task_struct* Kernel::taskOfPid(std::int32_t pid) {
  if (pid < 0 || static_cast<std::uint32_t>(pid) >= m_taskOfPid.size()) return nullptr;
  const TaskId id = m_taskOfPid[static_cast<std::uint32_t>(pid)];
  return id ? &m_tasks[id - 1] : nullptr;
}

// On whom it would find now: no other, for no PID is given twice; but that one may be gone by then.
void Kernel::beforeFinding(std::int32_t pid, Site at) {
  const task_struct* perhaps = taskOfPid(pid);
  m_runtime.before(Operation{OpKind::FindPid, perhaps ? objectOf(perhaps) : ObjectId()}.at(at));
}

void Kernel::read_lock_tasklist(std::int32_t pid, At at) {
  beforeFinding(pid, at);
  lockTasklist(at);
}

void Kernel::read_unlock_tasklist(At at) { unlockTasklist(at); }

// Who has tasklist_lock has come to the look-up already.
task_struct* Kernel::find_task_by_pid(std::int32_t pid, At at) {
  if (m_tasklistLock.word.peek() != current()->id + 1) beforeFinding(pid, at);
  task_struct* found = taskOfPid(pid);
  emit(EventKind::FindTaskByPid, found ? objectOf(found) : ObjectId(), pid, Effect::None, at);
  return found;
}

void Kernel::runTask(task_struct* task) {
  t_current = task;
  // Its parent wakes it last: it does not run before it stands among its parent's children.
  for (unsigned turns = 0; task->gone; ++turns) m_runtime.relax(turns);
  if (!(task->word.peek() & kStarted)) {
    const auto access = task->word.change([](std::uint32_t word) { return word | kStarted; });
    emit(EventKind::FirstRun, objectOf(task), 0, Effect::None, Site(), access.ticket);
  }
  if (task->beginsAsleep) {
    m_runtime.beginAsleep();
    const auto back = task->word.read();
    emit(EventKind::Resumed, objectOf(task), 0, Effect::None, Site(), back.ticket);
  }
  task->entry(*this, task->entryData);
}

void Kernel::set_task_comm(task_struct* task, Name comm, At at) {
  checkAlive(task, "names");
  task->comm = comm;
  emit(EventKind::SetComm, objectOf(task), comm.pattern, Effect::None, at);
}

void Kernel::set_user_nice(task_struct* task, int nice, At at) {
  task->env.nice = nice;
  emit(EventKind::SetNice, objectOf(task), nice, Effect::None, at);
}

void Kernel::set_cpus_allowed(task_struct* task, std::int32_t mask, At at) {
  task->env.cpusAllowed = maskFromArg(mask);
  emit(EventKind::SetCpus, objectOf(task), mask, Effect::None, at);
}

void Kernel::block_signals(std::int32_t mask, At at) {
  current()->env.blocked = maskFromArg(mask);
  emit(EventKind::SetBlocked, objectOf(current()), mask, Effect::None, at);
}

void Kernel::flush_signals(At at) {
  const auto access = current()->word.change([](std::uint32_t word) { return word & ~kSignalPending; });
  emit(EventKind::FlushSignals, objectOf(current()), 0, Effect::None, at, access.ticket);
}

void Kernel::ignore_sigchld(At at) {
  current()->env.ignoresSigchld = true;
  emit(EventKind::IgnoreChildren, objectOf(current()), at);
}

void Kernel::share_files(task_struct* from, At at) {
  current()->env.fs = current()->env.files = from->id;
  emit(EventKind::SetFiles, objectOf(current()), static_cast<std::int32_t>(from->id), Effect::None, at);
}

void Kernel::set_flags(std::uint32_t flags, At at) {
  current()->env.flags = flags;
  emit(EventKind::SetFlags, objectOf(current()), static_cast<std::int32_t>(flags), Effect::None, at);
}

void Kernel::enter(Function function, At at) {
  task_struct* self = current();
  if (self->calls < kMaxCalls) self->callStack[self->calls++] = function;
  emit(EventKind::Call, {}, static_cast<std::int32_t>(function), Effect::None, at);
}

void Kernel::leave(Function function, At at) {
  task_struct* self = current();
  if (self->calls > 0) self->callStack[--self->calls] = Function::None;
  if (function == Function::ThreadFn) self->ranThreadfn = true;
  emit(EventKind::Return, {}, static_cast<std::int32_t>(function), Effect::None, at);
}

void Kernel::bug(std::string sentence, std::string kind) {
  m_runtime.giveUp(Finding{std::move(kind), current()->id, 0, std::move(sentence)});
  __builtin_unreachable();
}

// What a released task_struct was is anybody's memory now. A reference keeps it, whoever is dead.
void Kernel::checkAlive(const task_struct* task, const char* does) {
  if (task && (!task->gone || task->references > 0)) return;
  const auto sentence = [&] {
    const std::string who = nameOf(ObjectId(ObjectType::Task, current()->id)) + " " + does + " ";
    return task ? who + nameOf(objectOf(task)) + ", which has exited and been released"
                : who + "a task that is null: it was gone before anybody looked it up";
  };
  m_runtime.giveUp(Finding{"dead-memory", current()->id, 0, sentence(), "task-alive"});
}

void Kernel::touchedDeadMemory(ObjectId object) {
  const auto sentence = [&] {
    return nameOf(ObjectId(ObjectType::Task, current()->id)) + " touches " + nameOf(object) +
           ", whose stack frame is gone";
  };
  bug(sentence(), "dead-memory");
}

}  // namespace kts::engine
