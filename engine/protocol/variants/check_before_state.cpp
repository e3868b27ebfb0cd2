// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/protocol/kthread.h"

namespace kts::engine::variant {

namespace {

// A caller that adds and wakes between the test and the state finds kthreadd TASK_RUNNING: its wake changes
// nothing, and kthreadd sleeps on a list that is not empty.
class CheckBeforeState : public Kthread {
 public:
  using Kthread::Kthread;

  void kthreadd_loop() override {
    for (;;) {
      if (list_empty(m_kthread_create_list)) {        // differs: the test first,
        set_current_state(TaskState::Interruptible);  // differs: then the state
        schedule();
      }
      __set_current_state(TaskState::Running);

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

}  // namespace

std::unique_ptr<Kthread> checkBeforeState(Runtime& runtime) {
  return std::make_unique<CheckBeforeState>(runtime);
}

}  // namespace kts::engine::variant
