// SPDX-License-Identifier: GPL-2.0-or-later
// A picture on its way into a file: PNG, SVG or PDF by the file's ending, drawn by the same painter.
#pragma once

#include <QSize>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "app/commands/problem.h"
#include "views/theme/theme.h"

class QApplication;
class QPainter;

namespace kts::app {

enum class PictureFormat { Png, Svg, Pdf };

// Draws; what kept it from drawing, when something did.
using Paint = std::function<std::optional<Problem>(QPainter&)>;

// Problem for an ending that is none of the three, and for a file that is there and is no picture: only
// pictures are replaced.
std::expected<PictureFormat, Problem> pictureFormatOf(const std::filesystem::path& file);

// What --size and --theme say.
std::expected<QSize, Problem> pictureSizeOf(const std::string& text);
std::expected<views::ThemeName, Problem> pictureThemeOf(const std::string& text);

// Qt for as long as a picture is drawn: without a display, so that pictures look the same everywhere.
class PictureApplication {
 public:
  PictureApplication();
  ~PictureApplication();

 private:
  std::unique_ptr<QApplication> m_application;
};

// Draws and writes; the bytes written. An old picture stays as it was when anything fails. `size` in pixels.
// Needs a PictureApplication.
std::expected<std::uint64_t, Problem> drawPicture(const std::filesystem::path& file, PictureFormat format,
                                                  QSize size, const QString& title, const Paint& paint);

}  // namespace kts::app
