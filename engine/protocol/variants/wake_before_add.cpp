// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/protocol/kthread.h"

namespace kts::engine::variant {

namespace {

// kthreadd looks at the list without the lock: woken before the request is on it, it finds nothing and sleeps
// again. That the caller holds the lock over both does not help.
class WakeBeforeAdd : public Kthread {
 public:
  using Kthread::Kthread;

  void enqueue(kthread_create_info& create) override {
    spin_lock(m_kthread_create_lock);
    wake_up_process(readKthreaddTask());           // differs: the wake first,
    list_add_tail(create, m_kthread_create_list);  // differs: then the request
    spin_unlock(m_kthread_create_lock);
  }
};

}  // namespace

std::unique_ptr<Kthread> wakeBeforeAdd(Runtime& runtime) { return std::make_unique<WakeBeforeAdd>(runtime); }

}  // namespace kts::engine::variant
