// SPDX-License-Identifier: GPL-2.0-or-later
// Where two runs part. See comparison.h for what counts.
#pragma once

#include "recordings/compare/comparison.h"

namespace kts::recordings {

Result<std::optional<Difference>> firstDifference(const Recording& a, const Recording& b,
                                                  const std::stop_token& stop = {});

// How the worlds before the first events differ, in words that name A and B; "" when they do not.
std::string worldDifference(const RunHeader& a, const RunHeader& b);

}  // namespace kts::recordings
