// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/scenarios/text_file.h"

#include <fstream>
#include <string_view>

namespace kts::engine {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMost = std::size_t(64) << 20, kAtOnce = std::size_t(1) << 16;

}  // namespace

std::string whyNotText(std::string& text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  // Its mark; or, without one, the zero byte of the first letter.
  const std::string_view head = std::string_view(text).substr(0, 2);
  if (head == "\xFF\xFE" || head == "\xFE\xFF" || head.find('\0') != head.npos)
    return "is UTF-16 or no text at all: save it as UTF-8";
  return {};
}

std::expected<std::string, std::string> textOfFile(const fs::path& file) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error), itself = fs::symlink_status(file, error);
  if (file.empty()) return std::unexpected("the file's name is empty");
  if (fs::is_directory(status)) return std::unexpected("is a folder");
  if (fs::is_character_file(status) || fs::is_block_file(status))
    return std::unexpected("is a device, which may never end");
  if (fs::is_fifo(itself)) return std::unexpected("is a named pipe, which may never end");
  std::ifstream stream(file, std::ios::binary);
  std::string text, part(kAtOnce, '\0');
  if (!stream) return std::unexpected("cannot be read: check its name, folder and permissions");
  while (stream.read(part.data(), static_cast<std::streamsize>(kAtOnce)) || stream.gcount() > 0) {
    text.append(part.data(), static_cast<std::size_t>(stream.gcount()));
    if (text.size() > kMost) return std::unexpected("is larger than any that is read, which is 64 MiB");
  }
  if (const std::string why = whyNotText(text); !why.empty()) return std::unexpected(why);
  return text;
}

}  // namespace kts::engine
