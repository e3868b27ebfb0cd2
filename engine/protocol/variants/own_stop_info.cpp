// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/protocol/kthread.h"

namespace kts::engine::variant {

namespace {

// The mend of 2.6.31: what a stop is about lives with its thread, so that nothing joins two stops, and the
// thread completes it when it comes to its exit, however it came there. The stop of a thread that has exited
// finds that, and does not wait.
class OwnStopInfo : public Kthread {
 public:
  using Kthread::Kthread;

  bool kthread_should_stop(At at = std::source_location::current()) override {
    const ObjectId own = ownOf(current());
    m_runtime.before(Operation{OpKind::StopInfo, own}.looking().at(at));
    const auto access = look(m_own[own.index()].word);  // differs: its own flag
    const bool stop = access.before & OwnStop::kShouldStop;
    emit(EventKind::ShouldStop, own, 0, stop ? Effect::Yes : Effect::No, at, access.ticket);
    return stop;
  }

  int kthread_stop(task_struct* k) override {
    enter(Function::KthreadStop);
    get_task_struct(k);
    if (hasVforkDone(k)) {  // differs: it might have exited; no mutex
      setShouldStop(k);
      wake_up_process(k);
      wait_for_completion(m_own[k->id].exited);
    }
    const int ret = readExitCode(k);  // differs: what it exited with
    put_task_struct(k);
    leave(Function::KthreadStop);
    return ret;
  }

  bool hasOwnStops() const override { return true; }
  const OwnStop* ownStop(TaskId task) const override {
    return task < m_own.size() && m_own[task].exited.id ? &m_own[task] : nullptr;
  }

 protected:
  int kthread(kthread_create_info& create) override {
    int ret = -EINTR;
    enter(Function::Kthread);
    const ThreadFunction* threadfn = copyRequest(create);
    beginOwn();  // differs: before anybody can know of the thread

    __set_current_state(TaskState::Interruptible);
    complete(create.started);
    schedule();

    if (!kthread_should_stop()) {
      enter(Function::ThreadFn);
      ret = threadfn->run(*this, *threadfn);
      leave(Function::ThreadFn);
    }
    comeToExit(ret);  // differs: always, asked to stop or not
    leave(Function::Kthread);
    return ret;
  }

 private:
  static constexpr StoreKind kShouldStop{EventKind::ShouldStopSet, OpKind::StopInfo, OwnStop::kShouldStop},
      kVforkDone{EventKind::VforkDoneCleared, OpKind::StopInfo, OwnStop::kVforkDone};

  static ObjectId ownOf(const task_struct* k) { return ObjectId(ObjectType::KthreadInfo, k->id); }

  void beginOwn(At at = std::source_location::current()) {
    while (m_own.size() <= current()->id) m_own.add();
    OwnStop& own = m_own[current()->id];
    own.exited.wait_lock.id = ObjectId(ObjectType::ExitedLock, current()->id);
    own.exited.id = ObjectId(ObjectType::Exited, current()->id);
    init_completion(own.exited, at);
    own.word.reset(OwnStop::kVforkDone);
  }

  bool hasVforkDone(task_struct* k, At at = std::source_location::current()) {
    m_runtime.before(Operation{OpKind::StopInfo, ownOf(k)}.looking().at(at));
    const auto access = look(m_own[k->id].word);
    const bool there = access.before & OwnStop::kVforkDone;
    emit(EventKind::VforkDoneRead, ownOf(k), 0, there ? Effect::Yes : Effect::No, at, access.ticket);
    return there;
  }

  void setShouldStop(task_struct* k, At at = std::source_location::current()) {
    m_runtime.before(Operation{OpKind::StopInfo, ownOf(k)}.storing().at(at));
    current()->owesWake = true;
    if (waitsInBuffer(kShouldStop, ownOf(k), 0, m_own[k->id].word, OwnStop::kShouldStop, at)) return;
    const auto access =
        m_own[k->id].word.change([](std::uint32_t word) { return word | OwnStop::kShouldStop; });
    emit(EventKind::ShouldStopSet, ownOf(k), 0, Effect::None, at, access.ticket);
  }

  // What do_exit() does of it: the exit code first, then the word for who stops the thread.
  void comeToExit(int code, At at = std::source_location::current()) {
    task_struct* self = current();
    writes(ownOf(self), Field::StopErr, at);
    self->exit_code = code;
    emit(EventKind::StopResult, ObjectId(ObjectType::Task, self->id), code, Effect::None, at);
    clearVforkDone(self, at);
    complete(m_own[self->id].exited, at);
  }

  void clearVforkDone(task_struct* self, At at) {
    m_runtime.before(Operation{OpKind::StopInfo, ownOf(self)}.storing().at(at));
    if (waitsInBuffer(kVforkDone, ownOf(self), 0, m_own[self->id].word, 0, at)) return;
    const auto access =
        m_own[self->id].word.change([](std::uint32_t word) { return word & ~OwnStop::kVforkDone; });
    emit(EventKind::VforkDoneCleared, ownOf(self), 0, Effect::None, at, access.ticket);
  }

  int readExitCode(task_struct* k, At at = std::source_location::current()) {
    reads(ownOf(k), Field::StopErr, at);
    emit(EventKind::StopReturned, ObjectId(ObjectType::Task, k->id), k->exit_code, Effect::None, at);
    return k->exit_code;
  }

  StableArray<OwnStop> m_own;  // by TaskId
};

}  // namespace

std::unique_ptr<Kthread> ownStopInfo(Runtime& runtime) { return std::make_unique<OwnStopInfo>(runtime); }

}  // namespace kts::engine::variant
