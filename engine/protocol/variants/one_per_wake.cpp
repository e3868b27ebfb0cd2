// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/protocol/kthread.h"

namespace kts::engine::variant {

namespace {

// Two requests and one wake that took effect: the second waits for a wake that came already.
class OnePerWake : public Kthread {
 public:
  using Kthread::Kthread;

  void kthreadd_loop() override {
    for (;;) {
      set_current_state(TaskState::Interruptible);
      schedule();  // differs: without a look at the list
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

std::unique_ptr<Kthread> onePerWake(Runtime& runtime) { return std::make_unique<OnePerWake>(runtime); }

}  // namespace kts::engine::variant
