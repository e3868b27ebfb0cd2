// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/protocol/kthread.h"

namespace kts::engine::variant {

namespace {

// A control: one request a turn, but the list is looked at again, with the state set, before kthreadd sleeps.
class DrainOneRecheck : public Kthread {
 public:
  using Kthread::Kthread;

  void kthreadd_loop() override {
    for (;;) {
      set_current_state(TaskState::Interruptible);
      if (list_empty(m_kthread_create_list)) schedule();
      __set_current_state(TaskState::Running);

      spin_lock(m_kthread_create_lock);
      if (!list_empty(m_kthread_create_list)) {  // differs: if, where there was while
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

std::unique_ptr<Kthread> drainOneRecheck(Runtime& runtime) {
  return std::make_unique<DrainOneRecheck>(runtime);
}

}  // namespace kts::engine::variant
