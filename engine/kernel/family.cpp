// SPDX-License-Identifier: GPL-2.0-or-later
// Parents and children: who is whose, what becomes of orphans, how a task ends and how it is waited for. The
// counterpart of kernel/exit.c. All of it changes under tasklist_lock, and each function is one step.
#include "engine/kernel/kernel.h"

namespace kts::engine {

using namespace task_word;

void Kernel::linkChild(task_struct* parent, task_struct* child) {
  child->nextSibling = kNoTask;
  child->prevSibling = parent->lastChild;
  (parent->lastChild == kNoTask ? parent->firstChild : m_tasks[parent->lastChild].nextSibling) = child->id;
  parent->lastChild = child->id;
  ++parent->children;
}

void Kernel::unlinkChild(task_struct* child) {
  if (child->parent == kNoTask) return;
  task_struct& parent = m_tasks[child->parent];
  const TaskId next = child->nextSibling, before = child->prevSibling;
  (before == kNoTask ? parent.firstChild : m_tasks[before].nextSibling) = next;
  (next == kNoTask ? parent.lastChild : m_tasks[next].prevSibling) = before;
}

// The queue wait_chldexit has nobody in it but its owner, and its own lock is left out: whoever wakes holds
// tasklist_lock, and so does whoever looks at the children before it sleeps.
void Kernel::wakeParent(task_struct* parent, Site at) {
  if (!parent->waitsForChildren) return;
  emit(EventKind::WakeIssued, objectOf(parent), at);
  wakeNow(parent, at);
  m_runtime.publish(objectOf(parent));
}

// Orphans become children of PID 1, which has to know of those among them that have exited already.
void Kernel::forgetOriginalParent(task_struct* father, Site at) {
  if (father->firstChild == kNoTask) return;
  const TaskId reaperId = m_taskOfPid.size() > 1 ? m_taskOfPid[1].load() - 1 : kNoTask;
  task_struct* reaper = reaperId == kNoTask ? nullptr : &m_tasks[reaperId];
  if (reaper == father) bug("PID 1 exits: attempted to kill init");
  bool dead = false;
  for (TaskId id = father->firstChild; id != kNoTask; id = m_tasks[id].nextSibling)
    dead = dead || stateOf(m_tasks[id].word.peek()) == TaskState::Zombie;
  if (dead && reaper) wakeParent(reaper, at);
  for (TaskId id = father->firstChild; id != kNoTask;) {
    task_struct& child = m_tasks[id];
    id = child.nextSibling;
    child.parent = reaper ? reaper->id : kNoTask;
    if (reaper) linkChild(reaper, &child);
  }
  father->firstChild = father->lastChild = kNoTask;
  father->children = 0;
}

// A task's last step. Its parent either ignores SIGCHLD, and it releases itself, or it stays a zombie until
// the parent waits for it. A parent in wait4() is woken in both cases: it may have no child left.
void Kernel::do_exit(int code, At at) {
  task_struct* self = current();
  m_runtime.before(Operation{OpKind::Exit, objectOf(self)}.at(at));
  lockTasklist(at);
  task_struct* parent = self->parent == kNoTask ? nullptr : &m_tasks[self->parent];
  const bool reaped = parent && parent->env.ignoresSigchld;
  if (parent) wakeParent(parent, at);
  forgetOriginalParent(self, at);
  // A thread that may be stopped has said it already, and whoever stops it may be reading.
  if (self->exit_code != code) self->exit_code = code;
  const auto access =
      self->word.change([](std::uint32_t word) { return withState(word, TaskState::Zombie); });
  emit(EventKind::Exit, objectOf(self), code, reaped ? Effect::Reaped : Effect::Zombie, at, access.ticket);
  if (reaped) unlinkChild(self);
  unlockTasklist(at);
  if (reaped) releaseTask(self, at);
}

void Kernel::releaseTask(task_struct* dead, Site at) {
  m_taskOfPid[static_cast<std::uint32_t>(dead->pid)] = 0;
  if (dead->parent != kNoTask) {
    auto& children = m_tasks[dead->parent].children;
    if (children > 0) --children;
  }
  dead->gone = true;
  emit(EventKind::Release, objectOf(dead), at);
}

// ---- wait4()

// Looks at one child after the other until one has exited, and counts them: this is what many children cost.
// `mayWait`: there is one. Those that reap themselves are not among them any more.
task_struct* Kernel::walkChildren(bool& mayWait, Site at) {
  task_struct* self = current();
  task_struct* dead = nullptr;
  std::int32_t walked = 0;
  mayWait = false;
  for (TaskId id = self->firstChild; id != kNoTask && !dead; id = m_tasks[id].nextSibling) {
    task_struct& child = m_tasks[id];
    ++walked;
    mayWait = true;
    if (stateOf(child.word.peek()) == TaskState::Zombie) dead = &child;
  }
  const Effect effect = dead ? Effect::FoundZombie : mayWait ? Effect::NoneExited : Effect::NoChild;
  emit(EventKind::WalkChildren, objectOf(self), walked, effect, at);
  return dead;
}

// The state is set before the children are looked at: one that exits in between finds a task that is about to
// sleep, and sets it back to TASK_RUNNING.
int Kernel::wait4(At at) {
  task_struct* self = current();
  enter(Function::DoWait, at);
  self->waitsForChildren = true;
  int result = -ECHILD;
  for (;;) {
    __set_current_state(TaskState::Interruptible, at);
    m_runtime.before(Operation{OpKind::Children, objectOf(self)}.at(at));
    lockTasklist(at);
    bool mayWait = false;
    task_struct* dead = walkChildren(mayWait, at);
    self->foundChild = dead != nullptr;
    if (dead) {
      result = dead->pid;
      unlinkChild(dead);
      releaseTask(dead, at);
    }
    unlockTasklist(at);
    if (dead || !mayWait) break;
    schedule(at);
    if (!(self->word.peek() & kSignalPending)) continue;
    leave(Function::DoWait, at);  // the system call is restarted when the signal has been seen to
    do_signal(kNoTicket, at);
    enter(Function::DoWait, at);
  }
  __set_current_state(TaskState::Running, at);
  self->waitsForChildren = false;
  leave(Function::DoWait, at);
  return result;
}

}  // namespace kts::engine
