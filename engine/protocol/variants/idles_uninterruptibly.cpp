// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/protocol/kthread.h"

namespace kts::engine::variant {

namespace {

// An idle kthreadd that nobody can interrupt: nothing goes wrong, but it counts as load for ever.
class IdlesUninterruptibly : public Kthread {
 public:
  using Kthread::Kthread;

  void kthreadd_loop() override {
    for (;;) {
      set_current_state(TaskState::Uninterruptible);  // differs: not TASK_INTERRUPTIBLE
      if (list_empty(m_kthread_create_list)) schedule();
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

std::unique_ptr<Kthread> idlesUninterruptibly(Runtime& runtime) {
  return std::make_unique<IdlesUninterruptibly>(runtime);
}

}  // namespace kts::engine::variant
