// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/protocol/kthread.h"

namespace kts::engine::variant {

namespace {

// kthreadd is asked to freeze like any other, and has no freezing point in its loop: with the fake signal
// pending its schedule() no longer sleeps, and it goes around until the freezer gives up.
class KthreaddFreezeable : public Kthread {
 public:
  using Kthread::Kthread;

  std::uint32_t kthreadd_flags() const override {
    return 0;  // differs: without PF_NOFREEZE
  }
};

}  // namespace

std::unique_ptr<Kthread> kthreaddFreezeable(Runtime& runtime) {
  return std::make_unique<KthreaddFreezeable>(runtime);
}

}  // namespace kts::engine::variant
