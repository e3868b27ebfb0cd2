// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as a recording: it opens, in part, or is refused, and the file stays as it is. Bytes that begin
// with 'B', 'K' or 'L' are given to the codec of blocks, keyframes or level of detail alone, behind their
// checksums.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "engine/vocabulary/state_codec.h"
#include "recordings/check_file.h"
#include "recordings/lanes/lod.h"
#include "recordings/storage/block_codec.h"

namespace {

using namespace kts;
using namespace kts::recordings;
namespace fs = std::filesystem;

const fs::path& scratch() {
  struct File {
    fs::path path = fs::temp_directory_path() / ("kts-fuzz-" + std::to_string(getpid()) + ".ktr");
    ~File() {
      std::error_code ignored;
      fs::remove(path, ignored);
    }
  };
  static const File file;
  return file.path;
}

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void codecs(std::uint8_t which, std::span<const std::uint8_t> bytes) {
  static BlockCodec codec;
  if (which == 'B') {
    if (auto events = codec.decode(0, bytes)) {
      ProtocolState state;
      for (const Event& event : *events) apply(state, event);
      const std::span<const std::uint8_t> again = codec.encode(0, *events);
      if (codec.decode(0, again) != events) std::abort();  // what is read must be written alike
    }
  } else if (which == 'K') {
    if (auto state = decodeState(bytes)) {
      const auto again = decodeState(encodeState(*state));
      if (!again || !(*again == *state)) std::abort();
    }
  } else if (auto row = decodeLod(bytes)) {
    std::vector<std::uint8_t> room;
    const auto again = decodeLod(encodeLod(*row, room));
    if (!again || again->times != row->times) std::abort();
    for (std::size_t lane = 0; lane < again->lanes.size(); ++lane)  // those that show nothing are left out
      if (!again->lanes[lane].empty() && again->lanes[lane] != row->lanes[lane]) std::abort();
  }
}

void askEverything(const fs::path& file) {
  const auto recording = Recording::open(file);
  if (!recording) {
    if (recording.error().message.find('\n') != std::string::npos) std::abort();
    return;
  }
  const Seq events = (*recording)->events();
  (void)(*recording)->eventsIn(0, events);
  (void)(*recording)->stateAt(events / 2);
  (void)(*recording)->tasks();
  (void)(*recording)->requests();
  for (const Axis axis : {Axis::Steps, Axis::Time}) {
    (void)(*recording)->window(0, events, 64, axis);
    (void)(*recording)->window(events / 2, events / 2 + 50, 64, axis);
    (void)(*recording)->density(40, axis);
  }
  (void)(*recording)->linksOf(0);
  (void)(*recording)->query("SELECT count(*), sum(arg) FROM event");
  (void)checkFile(file);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 0 && (data[0] == 'B' || data[0] == 'K' || data[0] == 'L')) {
    codecs(data[0], {data + 1, size - 1});
    return 0;
  }
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  std::ofstream(scratch(), std::ios::binary | std::ios::trunc) << bytes;
  askEverything(scratch());
  if (read(scratch()) != bytes) std::abort();  // a recording is never written to
  return 0;
}
