// SPDX-License-Identifier: GPL-2.0-or-later
// The protocol by which Linux creates kernel threads, as the change of May 2007 made it: the counterpart of
// kernel/kthread.c, function by function, on the primitives of kernel.h. Written once for both runtimes.
//
// The functions that a variant replaces are virtual. Everything on the kernel's stack that others can see,
// the request with its two completions, lives in m_requests for the whole run and is marked dead when its
// function returns; the index is the RequestId.
#pragma once

#include <optional>
#include <set>

#include "engine/kernel/kernel.h"

namespace kts::engine {

class Kthread;

// A thread's function: what kthread_create() is asked to run, and what it returns to who stops it.
struct ThreadFunction {
  int (*run)(Kthread& kernel, const ThreadFunction& self) = nullptr;
  std::int32_t number = 0;  // what it returns, or for how many milliseconds it sleeps
  std::optional<std::int32_t> nice = {};  // what it sets its own nice value to
  bool noFreeze = false;                  // it sets PF_NOFREEZE
  task_struct* const* stops = nullptr;    // the thread that it stops before it obeys its own stop
};

struct kthread_create_info {
  // What is asked for: set before anybody else sees the request.
  const ThreadFunction* threadfn = nullptr;
  completion started;

  // What came of it.
  task_struct* result = nullptr;
  completion done;

  // The links of kthread_create_list: requests by index plus one, 0 is the list's head.
  std::atomic<std::uint32_t> next{0}, prev{0};

  RequestId id = kNoRequest;
  task_struct* caller = nullptr;
  task_struct* child = nullptr;
  Name comm;
  std::atomic<bool> alive{false};
  std::atomic<bool> resultStored{false};
};

struct kthread_stop_info {
  SharedWord k;  // 0, or the id plus one of the task that should stop
  std::int32_t err = 0;
  completion done;
};

// What a thread is stopped by where each has its own (variant own-stop-info): struct kthread, on its stack.
struct OwnStop {
  static constexpr std::uint32_t kShouldStop = 1, kVforkDone = 2;  // in `word`
  SharedWord word;  // should_stop, and whether the task's vfork_done still points here
  completion exited;
};

// The head of kthread_create_list: `next` is what list_empty() looks at.
struct list_head {
  ObjectId id;
  SharedWord next;
  std::atomic<std::uint32_t> prev{0};
};

class Kthread : public Kernel {
 public:
  explicit Kthread(Runtime& runtime);

  // ---- kernel/kthread.c
  // The new thread, asleep until somebody wakes it, or ERR_PTR(-EAGAIN).
  task_struct* kthread_create(const ThreadFunction* threadfn, NameId namefmt);
  // What the thread's function returned, or -EINTR when it never ran.
  virtual int kthread_stop(task_struct* k);
  virtual bool kthread_should_stop(At at = std::source_location::current());
  // Only for a thread that was created and not woken yet.
  void kthread_bind(task_struct* k, unsigned cpu);
  // As what a new thread waits for its first wake.
  virtual TaskState parkedState() const { return TaskState::Interruptible; }
  void kthreadd();
  // What kthreadd() sets of its own flags.
  virtual std::uint32_t kthreadd_flags() const { return kPfNofreeze; }
  virtual void kthreadd_loop();

  // ---- kernel/workqueue.c
  // A work queue of one worker, which runs `worker`; bound to a CPU unless that is negative.
  void create_workqueue(const ThreadFunction* worker, NameId name, int cpu);
  // A worker's first lines, and its last.
  virtual void worker_begins();
  void worker_ends();

  // ---- init/main.c
  // What the boot task does after start_kernel(), the big kernel lock held: makes PID 1 and PID 2, and idles.
  virtual void rest_init(TaskEntry kernel_init, void* data);
  // The begin and the end of PID 1's way to /sbin/init; between them the kernel is set up.
  virtual void kernel_init_begins();
  virtual void kernel_init_ends();
  virtual void helper_init() {}  // the old design's alone

  // ---- a process that asks for threads, in its system call
  void callerEnters(At at = std::source_location::current()) { enter(Function::InitModule, at); }
  void callerLeaves(At at = std::source_location::current()) { leave(Function::InitModule, at); }
  // ---- a thread that such a process forks itself, and an initcall of PID 1's
  void threadBegins(At at = std::source_location::current()) { enter(Function::ThreadFn, at); }
  void threadEnds(At at = std::source_location::current()) { leave(Function::ThreadFn, at); }
  void initcallBegins(Function call, At at = std::source_location::current()) { enter(call, at); }
  void initcallEnds(Function call, At at = std::source_location::current()) { leave(call, at); }

  // ---- keventd, the worker of the queue that the whole kernel shares (workqueue.cpp)
  // Around what a work item does.
  void workBegins(At at = std::source_location::current());
  void workEnds(At at = std::source_location::current());
  // What it does when its queue has run empty.
  virtual void keventd_loop();
  // Whether it is keventd that makes the threads.
  virtual bool sharesKeventd() const { return false; }

  // ---- for worlds, runtimes and tests
  void setKthreaddTask(task_struct* task) { m_kthreadd_task.reset(task->id + 1); }
  void failForks(std::set<RequestId> requests) { m_failForks = std::move(requests); }
  void setNames(NameId kthreadd, NameId init, NameId kthread) {
    m_kthreaddName = kthreadd, m_initName = init, m_kthreadName = kthread;
  }
  // In a world that boots kthreadd_task is set while others look at it: reading it is a step then.
  void setBoots(bool boots) { m_boots = boots; }

  const kthread_create_info& request(RequestId id) const { return m_requests[id]; }
  std::uint32_t requestCount() const { return m_requests.size(); }
  bool willFail(RequestId id) const { return m_failForks.contains(id); }
  bool anyForkFails() const { return !m_failForks.empty(); }
  const SharedWord& kthreaddWord() const { return m_kthreadd_task; }
  TaskId kthreaddTask() const { return m_kthreadd_task.peek() - 1; }
  const kthread_stop_info& stop() const { return m_stop; }
  StopInfo stopInfo() const { return {m_stop.k.peek() - 1, m_stop.err}; }
  const completion& stopDone() const { return m_stop.done; }
  // Each thread is stopped by a struct of its own; null for who has none.
  virtual bool hasOwnStops() const { return false; }
  virtual const OwnStop* ownStop(TaskId) const { return nullptr; }
  // Lists with their links as they stand, wait queues, and whether helper_wq is set: for snapshots.
  std::vector<RequestId> requestsIn(const list_head& head) const;
  virtual std::vector<const list_head*> lists() const { return {&m_kthread_create_list}; }
  virtual std::vector<const completion*> waitQueues() const { return {}; }
  // Whether helper_wq is set; null where there is none.
  virtual const SharedWord* helperWqWord() const { return nullptr; }
  bool hasHelperWq() const { return helperWqWord() && helperWqWord()->peek() != 0; }
  std::vector<const lock_base*> worldLocks() const override;

 protected:
  virtual void prepare(kthread_create_info& create, const ThreadFunction* threadfn, NameId namefmt,
                       At at = std::source_location::current());
  // Has the thread made, and waits until it is.
  virtual void ask(kthread_create_info& create);
  virtual void enqueue(kthread_create_info& create);
  virtual void create_kthread(kthread_create_info& create);
  virtual int kthread(kthread_create_info& create);
  virtual void kthreadd_setup();

  bool list_empty(list_head& head, At at = std::source_location::current());
  void list_add_tail(kthread_create_info& create, list_head& head, At at = std::source_location::current());
  void list_del_init(kthread_create_info& create, list_head& head, At at = std::source_location::current());
  kthread_create_info& list_first(list_head& head) { return m_requests[peek(head.next) - 1]; }
  bool listChangeWaits(const StoreKind& kind, list_head& head, std::uint32_t next, At at);
  void storeResult(kthread_create_info& create, task_struct* result, At at = std::source_location::current());
  task_struct* readResult(kthread_create_info& create, At at = std::source_location::current());
  const ThreadFunction* copyRequest(kthread_create_info& create, At at = std::source_location::current());
  task_struct* readKthreaddTask(At at = std::source_location::current());
  void storeKthreaddTask(task_struct* task, At at = std::source_location::current());
  void setStop(task_struct* k, At at = std::source_location::current());
  void clearStop(At at = std::source_location::current());
  void storeStopResult(std::int32_t ret, At at = std::source_location::current());
  std::int32_t readStopResult(At at = std::source_location::current());
  kthread_create_info& newRequest();
  Name kthreaddName() const { return {m_kthreaddName, 0}; }
  Name initName() const { return {m_initName, 0}; }
  NameId kthreadName() const { return m_kthreadName; }
  bool boots() const { return m_boots; }

  static int kthreadEntry(Kernel& kernel, void* create);
  void endFrame(kthread_create_info& create, At at = std::source_location::current());

  void reachMemory(const BufferedStore& store) override;
  bool frameAlive(RequestId id) const override { return m_requests[id].alive; }
  bool forkFails(RequestId id) const override { return m_failForks.contains(id); }

  spinlock_t m_kthread_create_lock{ObjectId(ObjectType::CreateLock)};
  list_head m_kthread_create_list{ObjectId(ObjectType::CreateList), SharedWord(0), {}};
  SharedWord m_kthreadd_task;  // 0, or its id plus one
  mutex_t m_kthread_stop_lock{ObjectId(ObjectType::StopLock)};
  kthread_stop_info m_stop;

 private:
  static int kthreaddEntry(Kernel& kernel, void*);

  StableArray<kthread_create_info> m_requests;
  std::set<RequestId> m_failForks;
  NameId m_kthreaddName = 0, m_initName = 0, m_kthreadName = 0;
  bool m_boots = false;
};

}  // namespace kts::engine
