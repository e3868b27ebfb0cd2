// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/protocol/variants/variant_table.h"

#include "engine/protocol/kthread.h"
#include "engine/protocol/workqueue.h"

namespace kts::engine {

namespace variant {
#define X(function, name, kind, about) std::unique_ptr<Kthread> function(Runtime& runtime);
KTS_VARIANTS(X)
KTS_WORKQUEUE_VARIANTS(X)
#undef X
}  // namespace variant

std::span<const VariantInfo> variants() {
  static constexpr VariantInfo kAll[] = {
#define X(function, name, kind, about) {name, kind, about, &variant::function, "kthreadd"},
      KTS_VARIANTS(X)
#undef X
#define X(function, name, kind, about) {name, kind, about, &variant::function, "workqueue"},
      KTS_WORKQUEUE_VARIANTS(X)
#undef X
  };
  return kAll;
}

const VariantInfo* findVariant(std::string_view design, std::string_view name) {
  for (const VariantInfo& info : variants())
    if (info.name == name && info.design == (design.empty() ? "kthreadd" : design)) return &info;
  return nullptr;
}

std::unique_ptr<Kthread> makeKthread(std::string_view design, std::string_view variant, Runtime& runtime) {
  if (variant.empty() && design == "workqueue") return std::make_unique<Workqueue>(runtime);
  if (variant.empty()) return std::make_unique<Kthread>(runtime);
  const VariantInfo* info = findVariant(design, variant);
  return info ? info->make(runtime) : nullptr;
}

}  // namespace kts::engine
