// SPDX-License-Identifier: GPL-2.0-or-later
#pragma once

#include "engine/exploration/fingerprint.h"

namespace kts::engine {

// Of whatever state a world is in.
class FingerprintsOfMemory {
 public:
  FingerprintsOfMemory(World& world, bool symmetry)
      : m_store(world), m_view(world), m_fingerprints(world, symmetry) {}
  std::uint64_t now() {
    m_view.look(m_store.keep(), m_store);
    return m_fingerprints.of(m_view);
  }

 private:
  ImageStore m_store;
  SeenState m_view;
  Fingerprints m_fingerprints;
};

}  // namespace kts::engine
