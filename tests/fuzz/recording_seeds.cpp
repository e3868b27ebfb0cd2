// SPDX-License-Identifier: GPL-2.0-or-later
// Writes the seeds of recording_fuzz into a folder: a short recording, and what lies inside it. They are made
// anew with each build, so that they always are of the present format.
#include <filesystem>
#include <fstream>
#include <span>
#include <vector>

#include "engine/vocabulary/state_codec.h"
#include "recordings/lanes/lod.h"
#include "recordings/recorder.h"
#include "recordings/storage/block_codec.h"
#include "tests/support/synthetic_run.h"

using namespace kts;
using namespace kts::recordings;

namespace {

void write(const std::filesystem::path& file, char which, std::span<const std::uint8_t> bytes) {
  std::ofstream(file, std::ios::binary)
      .put(which)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  const std::filesystem::path folder = arguments[1];
  std::filesystem::create_directories(folder);
  tests::SyntheticRun run({3, 12, 1});
  const RunHeader header = run.header();
  const std::vector<Event> events = run.next(3000);
  auto recorder = Recorder::create(folder / "recording");
  if (!recorder) return 1;
  (*recorder)->begin(header);
  (*recorder)->events(events);
  (*recorder)->end({});
  if ((*recorder)->problem()) return 1;
  BlockCodec codec;
  write(folder / "block", 'B', codec.encode(0, std::span(events).first(200)));
  write(folder / "keyframe", 'K', encodeState(run.state()));
  std::vector<std::uint8_t> room;
  const LodRow row = {
      {0, 10, 20},
      {{{LaneState::Running, LaneState::Sleeping, 3, 1}, {LaneState::Zombie, LaneState::None, 0, 2}}, {}}};
  write(folder / "lod", 'L', encodeLod(row, room));
}
