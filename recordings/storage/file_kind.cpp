// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/storage/file_kind.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <fstream>

#include "recordings/storage/schema.h"

namespace kts::recordings {

namespace fs = std::filesystem;

namespace {

// Offsets in the header of an SQLite file (https://sqlite.org/fileformat2.html).
constexpr std::size_t kHeader = 100, kPageSizeAt = 16, kReadVersion = 19, kPagesAt = 28, kUserVersion = 60,
                      kApplication = 68;
constexpr std::string_view kMagic("SQLite format 3\0", 16);

using Header = std::array<unsigned char, kHeader>;

std::uint32_t bigEndian(const Header& header, std::size_t at) {
  return static_cast<std::uint32_t>(header[at]) << 24 | static_cast<std::uint32_t>(header[at + 1]) << 16 |
         static_cast<std::uint32_t>(header[at + 2]) << 8 | header[at + 3];
}

std::optional<Header> headerOf(const fs::path& file) {
  Header header{};
  std::ifstream in(file, std::ios::binary);
  if (!in.read(reinterpret_cast<char*>(header.data()), kHeader)) return {};
  return header;
}

bool isSqlite(const Header& header) { return std::memcmp(header.data(), kMagic.data(), kMagic.size()) == 0; }

Problem problem(const fs::path& file, const char* text) { return Problem{file.string() + ": " + text}; }

constexpr const char* kNotOurs = "is not a recording of kthreadscope: choose a .ktr file";

}  // namespace

fs::path beside(const fs::path& file, const char* suffix) { return fs::path(file.string() + suffix); }

std::uintmax_t sizeOf(const fs::path& file) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(file, error);
  return error ? 0 : size;
}

bool saysWal(const fs::path& file) {
  const auto header = headerOf(file);
  return header && (*header)[kReadVersion] == 2;
}

Result<void> looksLikeRecording(const fs::path& file) {
  if (file.empty()) return std::unexpected(Problem{"the recording's name is empty: name a .ktr file"});
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (!fs::exists(status))
    return std::unexpected(problem(file, "there is no such file: check its name and folder"));
  if (fs::is_directory(status))
    return std::unexpected(problem(file, "is a folder: choose a .ktr file in it"));
  if (!fs::is_regular_file(status)) return std::unexpected(problem(file, kNotOurs));
  if (!std::ifstream(file, std::ios::binary))
    return std::unexpected(problem(file, "cannot be read: check its permissions"));
  if (sizeOf(file) == 0) return std::unexpected(problem(file, "is empty: record it again"));
  const auto header = headerOf(file);
  if (!header || !isSqlite(*header)) return std::unexpected(problem(file, kNotOurs));
  if (bigEndian(*header, kApplication) != static_cast<std::uint32_t>(kApplicationId))
    return std::unexpected(problem(file, "is the SQLite file of another program: choose a .ktr file"));
  if (const std::uint32_t version = bigEndian(*header, kUserVersion); version != kFormatVersion)
    return std::unexpected(Problem{file.string() + ": has format " + std::to_string(version) +
                                   ", and this program reads format " + std::to_string(kFormatVersion) +
                                   (version > kFormatVersion ? ": open it with a newer kthreadscope"
                                                             : ": it is damaged: record it again")});
  const std::uintmax_t pageSize =
      static_cast<std::uintmax_t>((*header)[kPageSizeAt]) << 8 | (*header)[kPageSizeAt + 1];
  const bool whole = sizeOf(file) >= bigEndian(*header, kPagesAt) * (pageSize == 1 ? 65536 : pageSize);
  if (!whole && sizeOf(beside(file, "-wal")) == 0)
    return std::unexpected(problem(file, "is cut short: copy it again from where it came"));
  return {};
}

Result<void> mayReplace(const fs::path& file) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (fs::is_directory(status)) return std::unexpected(problem(file, "is a folder: name a file in it"));
  if (fs::exists(status) && !fs::is_regular_file(status))
    return std::unexpected(problem(file, "is no ordinary file, and is not replaced: choose another name"));
  if (sizeOf(file) > 0) {
    const auto header = headerOf(file);
    if (!header || !isSqlite(*header) ||
        bigEndian(*header, kApplication) != static_cast<std::uint32_t>(kApplicationId))
      return std::unexpected(problem(file, "is not a recording, and is not replaced: choose another name"));
    constexpr auto kWrite = fs::perms::owner_write | fs::perms::group_write | fs::perms::others_write;
    if ((status.permissions() & kWrite) == fs::perms::none)
      return std::unexpected(problem(file, "is write-protected, and is not replaced: choose another name"));
  }
  return {};
}

Result<void> makeRoom(const fs::path& file) {
  if (auto may = mayReplace(file); !may) return may;
  if (sizeOf(file) == 0 || removeAll(file)) return {};
  return std::unexpected(problem(file, "cannot be replaced: check the folder's permissions"));
}

bool removeAll(const fs::path& file) {
  std::error_code error;
  for (const char* suffix : {"", "-wal", "-shm", "-journal"})
    if (fs::remove(beside(file, suffix), error); error) return false;
  return true;
}

}  // namespace kts::recordings
