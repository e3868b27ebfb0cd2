// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/protocol/kthread.h"

namespace kts::engine::variant {

namespace {

// Two callers change the links at the same time, or one of them and kthreadd. With one caller alone nothing
// is wrong: kthreadd takes the lock only after it was woken.
class AddWithoutLock : public Kthread {
 public:
  using Kthread::Kthread;

  void enqueue(kthread_create_info& create) override {
    list_add_tail(create, m_kthread_create_list);  // differs: outside the lock
    spin_lock(m_kthread_create_lock);
    wake_up_process(readKthreaddTask());
    spin_unlock(m_kthread_create_lock);
  }
};

}  // namespace

std::unique_ptr<Kthread> addWithoutLock(Runtime& runtime) {
  return std::make_unique<AddWithoutLock>(runtime);
}

}  // namespace kts::engine::variant
