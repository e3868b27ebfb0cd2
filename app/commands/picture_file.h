// SPDX-License-Identifier: GPL-2.0-or-later
// A picture on its way into a file: PNG, SVG or PDF by the file's ending, drawn by the same painter.
#pragma once

#include <QSize>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

#include "app/commands/problem.h"

class QPainter;

namespace kts::app {

enum class PictureFormat { Png, Svg, Pdf };

// Draws; what kept it from drawing, when something did.
using Paint = std::function<std::optional<Problem>(QPainter&)>;

// Problem for an ending that is none of the three, and for a file that is there and is no picture: only
// pictures are replaced.
std::expected<PictureFormat, Problem> pictureFormatOf(const std::filesystem::path& file);

// Draws and writes; the bytes written. An old picture stays as it was when anything fails. `size` in pixels.
// Needs a QGuiApplication.
std::expected<std::uint64_t, Problem> drawPicture(const std::filesystem::path& file, PictureFormat format,
                                                  QSize size, const QString& title, const Paint& paint);

}  // namespace kts::app
