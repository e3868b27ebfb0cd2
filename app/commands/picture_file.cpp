// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/commands/picture_file.h"

#include <QApplication>
#include <QBuffer>
#include <QFile>
#include <QImage>
#include <QPageLayout>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>
#include <iostream>

#include "app/commands/numbers.h"

namespace kts::app {

namespace {

// Of ASCII alone, whatever the language.
std::string lowerCase(std::string text) {
  for (char& each : text)
    if (each >= 'A' && each <= 'Z') each = static_cast<char>(each - 'A' + 'a');
  return text;
}

constexpr int kLeastSide = 200, kMostSide = 16384;

// Qt remarks on machines without a desktop that they have none. All else that it says is said.
void sayAllButThat(QtMsgType, const QMessageLogContext&, const QString& message) {
  if (!message.startsWith("QStandardPaths: ")) std::cerr << message.toStdString() << '\n';
}

// Whether the file's first bytes are those of a picture that this program writes.
bool isPicture(const QByteArray& head) {
  return head.startsWith("\x89PNG\r\n\x1a\n") || head.startsWith("%PDF-") ||
         ((head.startsWith("<?xml") || head.startsWith("<svg")) && head.contains("<svg"));
}

using Drawn = std::expected<QByteArray, Problem>;

// Sets up a painter on `device` and draws.
std::optional<Problem> paintOn(QPaintDevice& device, const Paint& paint) {
  QPainter painter;
  if (!painter.begin(&device)) return Problem("the picture cannot be drawn; try a smaller --size");
  painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
  return paint(painter);
}

Drawn drawPng(QSize size, const Paint& paint) {
  QImage image(size, QImage::Format_RGB32);
  image.fill(Qt::white);
  if (auto wrong = paintOn(image, paint)) return std::unexpected(*wrong);
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  image.save(&buffer, "PNG");
  return bytes;
}

Drawn drawSvg(QSize size, const QString& title, const Paint& paint) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  QSvgGenerator generator;
  generator.setOutputDevice(&buffer);
  generator.setTitle(title);
  generator.setResolution(96);
  generator.setSize(size);
  generator.setViewBox(QRect(QPoint(), size));
  if (auto wrong = paintOn(generator, paint)) return std::unexpected(*wrong);
  return bytes;
}

Drawn drawPdf(QSize size, const QString& title, const Paint& paint) {
  QByteArray bytes;
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::WriteOnly);
  {
    QPdfWriter writer(&buffer);
    writer.setTitle(title);
    writer.setCreator("kthreadscope");
    writer.setResolution(96);  // a pixel is 0.75 points
    // A page layout stands its page upright; a wide picture is an upright page that lies.
    const bool wide = size.width() > size.height();
    const QSizeF points = QSizeF(wide ? size.transposed() : size) * 0.75;
    writer.setPageLayout(QPageLayout(QPageSize(points, QPageSize::Point, "picture", QPageSize::ExactMatch),
                                     wide ? QPageLayout::Landscape : QPageLayout::Portrait, QMarginsF()));
    if (auto wrong = paintOn(writer, paint)) return std::unexpected(*wrong);
  }
  return bytes;
}

// A disk that becomes full takes what it can, and says why not the rest only when it is asked to take that,
// too.
bool writeAll(QIODevice& out, const QByteArray& bytes) {
  for (qint64 at = 0; at < bytes.size();) {
    const qint64 taken = out.write(bytes.constData() + at, bytes.size() - at);
    if (taken <= 0) return false;
    at += taken;
  }
  return true;
}

}  // namespace

std::expected<PictureFormat, Problem> pictureFormatOf(const std::filesystem::path& file) {
  if (file.empty()) return problem("-o: is empty; name the picture to write, as in -o run.png");
  const std::string ending = lowerCase(file.extension().string());
  const bool png = ending == ".png", svg = ending == ".svg", pdf = ending == ".pdf";
  if (!png && !svg && !pdf) return problem("-o " + file.string() + ": end the name in .png, .svg or .pdf");
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (std::filesystem::is_directory(status))
    return problem("-o " + file.string() + ": is a folder; name a file in it");
  if (std::filesystem::exists(status)) {
    QFile old(QString::fromStdString(file.string()));
    const bool replaceable = std::filesystem::is_regular_file(status) && old.open(QIODevice::ReadOnly) &&
                             (old.size() == 0 || isPicture(old.read(4096)));
    if (!replaceable)
      return problem("-o " + file.string() + ": is there already and is no picture; give another name");
  }
  return png ? PictureFormat::Png : svg ? PictureFormat::Svg : PictureFormat::Pdf;
}

std::expected<QSize, Problem> pictureSizeOf(const std::string& text) {
  const auto cross = text.find('x');
  const auto width = wholeNumber(std::string_view(text).substr(0, cross));
  const auto height =
      wholeNumber(cross == std::string::npos ? std::string_view() : std::string_view(text).substr(cross + 1));
  const auto fits = [](const auto& side) { return side && *side >= kLeastSide && *side <= kMostSide; };
  if (!fits(width) || !fits(height))
    return problem("--size " + text + ": give WIDTHxHEIGHT in pixels, each from " +
                   std::to_string(kLeastSide) + " to " + std::to_string(kMostSide));
  return QSize(static_cast<int>(*width), static_cast<int>(*height));
}

std::expected<views::ThemeName, Problem> pictureThemeOf(const std::string& text) {
  const auto theme = views::themeNameFrom(QString::fromStdString(text));
  if (!theme) return problem("--theme " + text + ": there is no such theme; light, dark or contrast");
  return *theme;
}

PictureApplication::PictureApplication() {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  qInstallMessageHandler(sayAllButThat);
  static int argc = 1;
  static char name[] = "kthreadscope", *argv[] = {name, nullptr};
  m_application = std::make_unique<QApplication>(argc, argv);
}

PictureApplication::~PictureApplication() = default;

std::expected<std::uint64_t, Problem> drawPicture(const std::filesystem::path& file, PictureFormat format,
                                                  QSize size, const QString& title, const Paint& paint) {
  const Drawn drawn = format == PictureFormat::Png   ? drawPng(size, paint)
                      : format == PictureFormat::Svg ? drawSvg(size, title, paint)
                                                     : drawPdf(size, title, paint);
  if (!drawn) return std::unexpected(drawn.error());
  QSaveFile out(QString::fromStdString(file.string()));
  if (!out.open(QIODevice::WriteOnly | QIODevice::Unbuffered) || !writeAll(out, *drawn) || !out.commit())
    return problem("-o " + file.string() + ": cannot be written (" + out.errorString().toStdString() +
                   "); give a folder that exists, is yours and has room");
  return static_cast<std::uint64_t>(drawn->size());
}

}  // namespace kts::app
