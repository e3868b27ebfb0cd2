// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "engine/vocabulary/object_table.h"

namespace kts::views {

// Whether who waits for the lock sleeps meanwhile (a mutex, a semaphore, the big kernel lock), or spins.
inline bool isSleptFor(ObjectId lock) {
  const ObjectClass kind = infoOf(lock.type()).objectClass;
  return kind == ObjectClass::Mutex || kind == ObjectClass::Semaphore || kind == ObjectClass::BigKernelLock;
}

}  // namespace kts::views
