// SPDX-License-Identifier: GPL-2.0-or-later
// Protocols that only tests run: each with one flaw, or one mend, that shows a detector at work.
#pragma once

#include "engine/protocol/workqueue.h"

namespace kts::engine::planted {

template <class T>
std::unique_ptr<Kthread> make(Runtime& runtime) {
  return std::make_unique<T>(runtime);
}

// The wake comes first, and once more where the caller waits: so each order ends well, by chance as it were.
class AlwaysRescued : public Kthread {
 public:
  using Kthread::Kthread;
  void enqueue(kthread_create_info& create) override {
    spin_lock(m_kthread_create_lock);
    wake_up_process(readKthreaddTask());
    list_add_tail(create, m_kthread_create_list);
    spin_unlock(m_kthread_create_lock);
  }
  void ask(kthread_create_info& create) override {
    enqueue(create);
    wait_for_completion(create.done);
  }
  void wait_for_completion(completion& x, At at = std::source_location::current()) override {
    if (x.id.type() == ObjectType::Done) {
      enter(Function::WaitForCompletion, at);
      wake_up_process(readKthreaddTask(), at);
      leave(Function::WaitForCompletion, at);
    }
    Kthread::wait_for_completion(x, at);
  }
};

// As later kernels have it: the lock is dropped before the wake.
class WakesAfterUnlock : public Kthread {
 public:
  using Kthread::Kthread;
  void enqueue(kthread_create_info& create) override {
    spin_lock(m_kthread_create_lock);
    list_add_tail(create, m_kthread_create_list);
    spin_unlock(m_kthread_create_lock);
    wake_up_process(readKthreaddTask());
  }
};

// The same flaw in the design that the change removed: the worker is woken before there is work.
class WorkAfterWake : public Workqueue {
 public:
  using Workqueue::Workqueue;
  void queue_work(kthread_create_info& create) override {
    enter(Function::QueueWork);
    spin_lock(m_lock);
    wake_up(m_more_work);
    list_add_tail(create, m_worklist);
    spin_unlock(m_lock);
    leave(Function::QueueWork);
  }
};

// A stop that wakes its victim before it says so.
class StopAfterWake : public Kthread {
 public:
  using Kthread::Kthread;
  int kthread_stop(task_struct* k) override {
    enter(Function::KthreadStop);
    mutex_lock(m_kthread_stop_lock);
    get_task_struct(k);
    init_completion(m_stop.done);
    wake_up_process(k);
    setStop(k);
    put_task_struct(k);
    wait_for_completion(m_stop.done);
    clearStop();
    const int ret = readStopResult();
    mutex_unlock(m_kthread_stop_lock);
    leave(Function::KthreadStop);
    return ret;
  }
};

// kthreadd never sleeps: it looks again and again, and so nothing ever comes to an end.
class Polls : public Kthread {
 public:
  using Kthread::Kthread;
  void kthreadd_loop() override {
    for (;;) {
      while (list_empty(m_kthread_create_list)) {
      }
      spin_lock(m_kthread_create_lock);
      while (!list_empty(m_kthread_create_list)) {
        kthread_create_info& create = list_first(m_kthread_create_list);
        list_del_init(create, m_kthread_create_list);
        spin_unlock(m_kthread_create_lock);
        create_kthread(create);
        current()->request = kNoRequest;
        spin_lock(m_kthread_create_lock);
      }
      spin_unlock(m_kthread_create_lock);
    }
  }
};

// A caller looks until kthreadd has taken the list, which it can do all the time: only who never lets
// kthreadd move keeps the caller going around.
class CallerPolls : public Kthread {
 public:
  using Kthread::Kthread;
  void ask(kthread_create_info& create) override {
    enqueue(create);
    while (!list_empty(m_kthread_create_list)) {
    }
    wait_for_completion(create.done);
  }
};

// A new thread that takes signals: it hurts nobody here, and no state and no end tells of it.
class TakesSignals : public Kthread {
 public:
  using Kthread::Kthread;

 protected:
  int kthread(kthread_create_info& create) override {
    block_signals(0);
    return Kthread::kthread(create);
  }
};

// A new thread that looks for another's request again and again before it says that it is there, and counts
// in its nice value, which it does not put back where the request comes just before the last look.
class StaysNice : public Kthread {
 public:
  using Kthread::Kthread;

 protected:
  static constexpr int kLooks = 8;
  int kthread(kthread_create_info& create) override {
    const int before = current()->env.nice;
    int looks = 0;
    while (looks < kLooks && list_empty(m_kthread_create_list)) set_user_nice(current(), before + ++looks);
    if (looks != kLooks - 1) set_user_nice(current(), before);
    return Kthread::kthread(create);
  }
};

}  // namespace kts::engine::planted
