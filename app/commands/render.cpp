// SPDX-License-Identifier: GPL-2.0-or-later
#include <QPainter>
#include <chrono>
#include <iostream>
#include <memory>

#include "app/commands/commands.h"
#include "app/commands/json_writer.h"
#include "app/commands/numbers.h"
#include "app/commands/picture_file.h"
#include "app/commands/text_table.h"
#include "views/stage/render_stage.h"
#include "views/theme/theme.h"
#include "views/timeline/render_timeline.h"

namespace kts::app {

namespace {

using recordings::Recording;

// The options, understood.
struct Picture {
  bool stage = false;
  PictureFormat format = PictureFormat::Png;
  views::ThemeName theme = views::ThemeName::Light;
  QSize size;
  Seq from = 0, to = 0;    // timeline
  std::optional<Seq> at;   // the playhead
};

std::optional<Problem> setMoment(const RenderOptions& options, const Recording& recording, Picture& picture) {
  const Seq events = recording.events();
  const auto number = [&](const char* name, const std::optional<std::string>& text,
                          Seq most) -> std::expected<std::optional<Seq>, Problem> {
    if (!text) return std::nullopt;
    const auto seq = wholeNumber(*text);
    if (seq && *seq <= most) return seq;
    return problem(std::string(name) + " " + *text + ": " + options.file + " has " +
                   counted(events, "event") + (recording.info().damage.empty() ? "" : " that can be read") +
                   "; give a number up to " + std::to_string(most));
  };
  if (picture.stage && (options.from || options.to))
    return Problem(std::string(options.from ? "--from" : "--to") +
                   ": the stage shows one moment; say which with --at SEQ");
  const auto at = number("--at", options.at, events ? events - 1 : 0);
  const auto from = number("--from", options.from, events ? events - 1 : 0);
  const auto to = number("--to", options.to, events);
  for (const auto* one : {&at, &from, &to})
    if (!*one) return one->error();
  picture.at = *at;
  picture.from = from->value_or(0);
  picture.to = to->value_or(events);
  if ((options.from || options.to) && picture.from >= picture.to)
    return Problem("--from " + std::to_string(picture.from) + " --to " + std::to_string(picture.to) +
                   ": nothing lies between; give --to more than --from");
  return std::nullopt;
}

std::expected<Picture, Problem> pictureOf(const RenderOptions& options, const Recording& recording) {
  Picture picture;
  if (options.view == "sequence") return problem("--view sequence: not in this version; timeline or stage");
  if (options.view != "timeline" && options.view != "stage")
    return problem("--view " + options.view + ": there is no such view; timeline or stage");
  picture.stage = options.view == "stage";
  const auto theme = pictureThemeOf(options.theme);
  if (!theme) return std::unexpected(theme.error());
  picture.theme = *theme;
  const auto size = pictureSizeOf(options.size);
  if (!size) return std::unexpected(size.error());
  picture.size = *size;
  if (auto wrong = setMoment(options, recording, picture)) return std::unexpected(*wrong);
  const auto format = pictureFormatOf(options.output);
  if (!format) return std::unexpected(format.error());
  picture.format = *format;
  return picture;
}

std::expected<std::uint64_t, Problem> draw(const RenderOptions& options,
                                           const std::shared_ptr<const Recording>& recording,
                                           const Picture& picture) {
  if (auto fonts = views::loadFonts(); !fonts) return problem(fonts.error().message.toStdString());
  const views::Theme theme = views::bundledTheme(picture.theme);
  const QString title = QString::fromStdString(recording->info().header.title);
  views::StagePicture stage;
  stage.size = picture.size;
  stage.at = picture.at;
  views::TimelinePicture timeline;
  timeline.size = picture.size;
  timeline.from = picture.from;
  timeline.to = picture.to;
  timeline.at = picture.at;
  return drawPicture(options.output, picture.format, picture.size, title, [&](QPainter& painter) {
    const auto drawn = picture.stage ? views::renderStage(painter, *recording, theme, stage)
                                     : views::renderTimeline(painter, recording, theme, timeline);
    return drawn ? std::nullopt : std::optional(Problem(drawn.error()));
  });
}

// The stage is made of all events up to its moment.
Seq drawnEvents(const Picture& picture) {
  if (!picture.stage) return picture.to - picture.from;
  return picture.at ? *picture.at + 1 : picture.to;
}

}  // namespace

Outcome runRender(const RenderOptions& options) {
  const auto began = std::chrono::steady_clock::now();
  auto opened = Recording::open(options.file);
  if (!opened) return std::unexpected(Problem(opened.error()));
  const std::shared_ptr<const Recording> recording = std::move(*opened);
  const auto picture = pictureOf(options, *recording);
  if (!picture) return std::unexpected(picture.error());

  const PictureApplication application;
  const auto bytes = draw(options, recording, *picture);
  if (!bytes) return std::unexpected(bytes.error());
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();

  if (options.json) {
    JsonWriter(std::cout)
        .beginObject()
        .field("file", options.output)
        .field("bytes", *bytes)
        .field("seconds", seconds)
        .field("events", drawnEvents(*picture))
        .field("view", options.view)
        .field("theme", options.theme)
        .field("width", picture->size.width())
        .field("height", picture->size.height())
        .field("from", picture->from)
        .field("to", picture->to)
        .field("at", picture->at)
        .endObject();
  } else {
    std::cout << options.view << " drawn: " << options.output << ", " << sizeText(*bytes) << ", "
              << picture->size.width() << 'x' << picture->size.height() << ", "
              << durationText(static_cast<std::uint64_t>(seconds * 1e9)) << '\n';
  }
  return shown(*recording);
}

}  // namespace kts::app
