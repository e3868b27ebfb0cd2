// SPDX-License-Identifier: GPL-2.0-or-later
// The design that kthreadd took the place of (2.6.21): kthread_create() queues a work item on a work queue of
// its own, "kthread", whose worker makes the threads; until that queue exists the caller makes them itself.
// The new threads clean themselves of what they inherit.
#pragma once

#include "engine/protocol/kthread.h"

namespace kts::engine {

class Workqueue : public Kthread {
 public:
  explicit Workqueue(Runtime& runtime);

  // core_initcall: makes the helper queue, itself by a direct call.
  void helper_init() override;
  // False: a new thread keeps what it has inherited.
  virtual bool cleansItself() const { return true; }
  void worker_begins() override;
  // There is no kthreadd: PID 1 alone is made.
  void rest_init(TaskEntry kernel_init, void* data) override;
  // The helper queue's worker from its first line, and from its loop, for a world that has booted.
  void worker_thread();
  void worker_loop();

  void bootsWithHelper() { m_helper_wq.reset(1); }
  std::vector<const list_head*> lists() const override { return {&m_worklist}; }
  std::vector<const completion*> waitQueues() const override { return {&m_more_work}; }
  const SharedWord* helperWqWord() const override { return &m_helper_wq; }
  std::vector<const lock_base*> worldLocks() const override;

 protected:
  void ask(kthread_create_info& create) override;
  int kthread(kthread_create_info& create) override;
  virtual void queue_work(kthread_create_info& create);
  void keventd_create_kthread(kthread_create_info& create);
  void run_workqueue();
  void kthread_exit_files();
  bool readHelperWq(At at = std::source_location::current());
  void setHelperWq(At at);

  SharedWord m_helper_wq;  // 0 or 1: whether the pointer is set
  list_head m_worklist{ObjectId(ObjectType::Worklist), SharedWord(0), {}};
  spinlock_t m_lock{ObjectId(ObjectType::WorkLock)};
  completion m_more_work;  // a wait queue: its count stays 0
};

}  // namespace kts::engine
