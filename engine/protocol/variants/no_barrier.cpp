// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/protocol/kthread.h"

namespace kts::engine::variant {

namespace {

// The store of the state may become visible after the load of the list's head, when stores are buffered;
// under sequential consistency nothing is wrong.
class NoBarrier : public Kthread {
 public:
  using Kthread::Kthread;

  void kthreadd_loop() override {
    for (;;) {
      __set_current_state(TaskState::Interruptible);  // differs: a plain store
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

std::unique_ptr<Kthread> noBarrier(Runtime& runtime) { return std::make_unique<NoBarrier>(runtime); }

}  // namespace kts::engine::variant
