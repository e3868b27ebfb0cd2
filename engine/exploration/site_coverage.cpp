// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/exploration/site_coverage.h"

#include <algorithm>

#include "engine/protocol/known_sites.h"

namespace kts::engine {

namespace {

std::string settingOf(const Settings& settings, const std::string& key) {
  const auto at = settings.find(key);
  return at == settings.end() ? "" : at->second;
}

Site siteOf(const KnownSite& known) {
  const auto file = std::ranges::find(kSiteFiles, known.file) - kSiteFiles.begin();
  return Site::fromValue(static_cast<std::uint16_t>(file << 9 | known.line));
}

}  // namespace

SiteCoverage coverageOf(const World& world, const Settings& settings) {
  std::string variant = settingOf(settings, "variant");
  std::ranges::replace(variant, '-', '_');
  const bool old = settingOf(settings, "design") == "workqueue";
  SiteCoverage coverage;
  for (const KnownSite& known : kKnownSites) {
    const bool of = known.file == "kthread.cpp" || known.file == "main.cpp" ||
                    (old && known.file == "workqueue.cpp") || known.file == variant + ".cpp";
    if (!of) continue;
    ++coverage.known;
    if (world.passed(siteOf(known)))
      ++coverage.reached;
    else
      coverage.missed.push_back(std::string(known.file) + ":" + std::to_string(known.line));
  }
  return coverage;
}

}  // namespace kts::engine
