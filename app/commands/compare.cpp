// SPDX-License-Identifier: GPL-2.0-or-later
#include <QPainter>
#include <chrono>
#include <cstdio>
#include <iostream>

#include "app/commands/commands.h"
#include "app/commands/json_writer.h"
#include "app/commands/picture_file.h"
#include "app/commands/text_table.h"
#include "recordings/compare/comparison.h"
#include "views/compare/render_compare.h"

namespace kts::app {

namespace {

using recordings::ComparedRun;
using recordings::Comparison;
using recordings::Difference;
using recordings::Recording;
using recordings::RequestPair;
using recordings::RequestTimes;
using recordings::Spread;

constexpr std::size_t kShownRequests = 20;  // for people

// --- JSON ---------------------------------------------------------------------------------------------

void writeSeq(JsonWriter& json, std::string_view name, Seq seq) {
  if (seq == kNever)
    json.key(name).null();
  else
    json.field(name, seq);
}

std::string_view nameOf(recordings::DifferenceKind kind) {
  using enum recordings::DifferenceKind;
  switch (kind) {
    case World: return "world";
    case Turn: return "turn";
    case Act: return "act";
    case Course: return "course";
    case End: return "end";
  }
  return "?";
}

void writeDifference(JsonWriter& json, const std::optional<Difference>& first) {
  json.key("first_difference");
  if (!first) {
    json.null();
    return;
  }
  json.beginObject();
  writeSeq(json, "a_seq", first->a.seq);
  writeSeq(json, "b_seq", first->b.seq);
  json.field("sentence", first->sentence)
      .field("kind", nameOf(first->kind))
      .field("common_events", first->common)
      .textOrNull("a_sentence", first->a.sentence)
      .textOrNull("b_sentence", first->b.sentence)
      .endObject();
}

// The sums, and beside them what one request can expect.
void writeSpreads(JsonWriter& json, const Spread& a, const Spread& b) {
  json.field("a_ns", a.totalNs).field("b_ns", b.totalNs);
  json.field("a_mean_ns", a.meanNs()).field("b_mean_ns", b.meanNs());
  json.field("a_median_ns", a.medianNs()).field("b_median_ns", b.medianNs());
  json.field("a_p90_ns", a.at(0.9)).field("b_p90_ns", b.at(0.9));
  json.field("a_p99_ns", a.at(0.99)).field("b_p99_ns", b.at(0.99));
  json.field("a_requests", a.count()).field("b_requests", b.count());
  json.field("a_never_left", a.open).field("b_never_left", b.open);
}

void writeRun(JsonWriter& json, std::string_view name, const ComparedRun& run) {
  const RunHeader& header = run.info.header;
  json.key(name)
      .beginObject()
      .field("file", run.file)
      .field("scenario", header.scenario)
      .field("design", header.design)
      .textOrNull("variant", header.variant)
      .field("runtime", header.runtime)
      .field("events", run.events)
      .field("duration_ns", run.info.durationNs)
      .field("requests", run.requests.size())
      .field("verdict", kts::nameOf(run.info.summary.verdict))
      .endObject();
}

const RequestTimes* requestOf(const ComparedRun& run, const std::optional<std::size_t>& at) {
  return at ? &run.requests[*at] : nullptr;
}

void writeWhole(JsonWriter& json, std::string_view name, const RequestTimes* request) {
  if (request && request->returned)
    json.field(name, request->wholeNs());
  else
    json.key(name).null();
}

// What was drawn, when a picture was asked for.
struct Drawn {
  std::string file, theme;
  QSize size;
  std::uint64_t bytes = 0;
  double seconds = 0;
};

void printJson(const Comparison& comparison, const std::optional<Drawn>& drawn) {
  JsonWriter json(std::cout);
  json.beginObject().field("same", comparison.same());
  writeDifference(json, comparison.first);
  json.key("phases").beginArray();
  for (int phase = 0; phase < recordings::kTimedPhases; ++phase) {
    json.beginObject().field("name", kts::nameOf(static_cast<Phase>(phase)));
    writeSpreads(json, comparison.a.times.of(static_cast<Phase>(phase)),
                 comparison.b.times.of(static_cast<Phase>(phase)));
    json.endObject();
  }
  json.endArray().key("wait").beginObject();
  writeSpreads(json, comparison.a.times.wait, comparison.b.times.wait);
  json.endObject().key("creation").beginObject();
  writeSpreads(json, comparison.a.times.whole, comparison.b.times.whole);
  json.endObject().key("requests").beginArray();
  for (const RequestPair& pair : comparison.pairs) {
    json.beginObject().field("id", pair.id);
    writeWhole(json, "a_ns", requestOf(comparison.a, pair.a));
    writeWhole(json, "b_ns", requestOf(comparison.b, pair.b));
    json.endObject();
  }
  json.endArray();
  writeRun(json, "a", comparison.a);
  writeRun(json, "b", comparison.b);
  if (drawn)
    json.field("file", drawn->file)
        .field("bytes", drawn->bytes)
        .field("seconds", drawn->seconds)
        .field("theme", drawn->theme)
        .field("width", drawn->size.width())
        .field("height", drawn->size.height());
  json.endObject();
}

// --- for people ---------------------------------------------------------------------------------------

void printRun(const char* letter, const ComparedRun& run) {
  const RunHeader& header = run.info.header;
  std::cout << letter << "  " << run.file << ": " << onOneLine(header.scenario + ", " + header.design);
  if (!header.variant.empty()) std::cout << ", variant " << onOneLine(header.variant);
  std::cout << ", " << onOneLine(header.runtime);
  if (!header.scheduler.empty()) std::cout << ", " << onOneLine(header.scheduler);
  if (header.seed) std::cout << " with seed " << *header.seed;
  std::cout << ": " << counted(run.events, "event") << ", " << counted(run.requests.size(), "request") << ", "
            << kts::nameOf(run.info.summary.verdict) << '\n';
  if (!run.info.note.empty()) std::cout << "   " << onOneLine(run.info.note) << '\n';
}

void printDifference(const std::optional<Difference>& first) {
  if (!first) {
    std::cout << "\nThe same: every event of the one is in the other.\n";
    return;
  }
  std::cout << "\nThe first difference: "
            << onOneLine(first->a.sentence.empty() && first->b.sentence.empty() ? first->sentence
                                                                                : first->summary)
            << '\n';
  for (const auto& [letter, side] : {std::pair("A", &first->a), std::pair("B", &first->b)})
    if (!side->sentence.empty())
      std::cout << "  " << letter << "  event " << side->seq << ": " << onOneLine(side->sentence) << '\n';
}

// "+12.0 µs", "-3 ns", "0 ns": B against A.
std::string differenceText(std::uint64_t a, std::uint64_t b) {
  if (a == b) return "0 ns";
  return b > a ? "+" + durationText(b - a) : "-" + durationText(a - b);
}

std::string ratioText(std::uint64_t a, std::uint64_t b) {
  if (a == 0) return b == 0 ? "1.00" : "-";
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", static_cast<double>(b) / static_cast<double>(a));
  return text;
}

std::string figureText(const Spread& spread, std::uint64_t ns) {
  if (spread.count()) return durationText(ns);
  return spread.open ? "never left" : "-";
}

void printPhases(const Comparison& comparison) {
  using enum TextTable::Align;
  TextTable table({{"a request is", Left},
                   {"A mean", Right},
                   {"B mean", Right},
                   {"B - A", Right},
                   {"B / A", Right},
                   {"A median", Right},
                   {"B median", Right},
                   {"A p99", Right},
                   {"B p99", Right}});
  const auto add = [&](std::string_view name, const Spread& a, const Spread& b) {
    const bool both = a.count() && b.count();
    table.add({std::string(name), figureText(a, a.meanNs()), figureText(b, b.meanNs()),
               both ? differenceText(a.meanNs(), b.meanNs()) : "-",
               both ? ratioText(a.meanNs(), b.meanNs()) : "-", figureText(a, a.medianNs()),
               figureText(b, b.medianNs()), figureText(a, a.at(0.99)), figureText(b, b.at(0.99))});
  };
  for (int phase = 0; phase < recordings::kTimedPhases; ++phase)
    add(kts::nameOf(static_cast<Phase>(phase)), comparison.a.times.of(static_cast<Phase>(phase)),
        comparison.b.times.of(static_cast<Phase>(phase)));
  add("prepared to returned", comparison.a.times.whole, comparison.b.times.whole);
  std::cout << '\n';
  table.print(std::cout, 2);
}

std::string wholeText(const RequestTimes* request) {
  if (!request) return "-";
  return request->returned ? durationText(request->wholeNs()) : "never returned";
}

void printRequests(const Comparison& comparison) {
  using enum TextTable::Align;
  TextTable table({{"request", Right}, {"A", Right}, {"B", Right}, {"B - A", Right}});
  for (std::size_t at = 0; at < comparison.pairs.size() && at < kShownRequests; ++at) {
    const RequestPair& pair = comparison.pairs[at];
    const RequestTimes *a = requestOf(comparison.a, pair.a), *b = requestOf(comparison.b, pair.b);
    const bool both = a && b && a->returned && b->returned;
    table.add({std::to_string(pair.id + 1), wholeText(a), wholeText(b),
               both ? differenceText(a->wholeNs(), b->wholeNs()) : "-"});
  }
  if (table.empty()) return;
  std::cout << '\n';
  table.print(std::cout, 2);
  if (comparison.pairs.size() > kShownRequests)
    std::cout << "  ... and " << grouped(comparison.pairs.size() - kShownRequests)
              << " more: --json lists them all\n";
}

// --- the picture --------------------------------------------------------------------------------------

struct Picture {
  PictureFormat format = PictureFormat::Png;
  views::ThemeName theme = views::ThemeName::Light;
  QSize size;
};

// Nothing when none was asked for.
std::expected<std::optional<Picture>, Problem> pictureOf(const CompareOptions& options) {
  if (!options.output) {
    for (const auto& [name, option] :
         {std::pair("--theme", &options.theme), std::pair("--size", &options.size)})
      if (*option) return problem(std::string(name) + ": is of a picture; say where to with -o OUT.png");
    return std::nullopt;
  }
  const auto theme = pictureThemeOf(options.theme.value_or("light"));
  if (!theme) return std::unexpected(theme.error());
  const auto size = pictureSizeOf(options.size.value_or("1600x1000"));
  if (!size) return std::unexpected(size.error());
  const auto format = pictureFormatOf(*options.output);
  if (!format) return std::unexpected(format.error());
  return Picture{*format, *theme, *size};
}

std::expected<Drawn, Problem> draw(const CompareOptions& options, const Picture& picture,
                                   const Comparison& comparison) {
  const auto began = std::chrono::steady_clock::now();
  const PictureApplication application;
  if (auto fonts = views::loadFonts(); !fonts) return problem(fonts.error().message.toStdString());
  const views::Theme theme = views::bundledTheme(picture.theme);
  const QString title = QString::fromStdString(comparison.a.file + " beside " + comparison.b.file);
  const auto bytes =
      drawPicture(*options.output, picture.format, picture.size, title, [&](QPainter& painter) {
        views::renderComparison(painter, comparison, theme, picture.size);
        return std::optional<Problem>();
      });
  if (!bytes) return std::unexpected(bytes.error());
  return Drawn{*options.output, options.theme.value_or("light"), picture.size, *bytes,
               std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count()};
}

}  // namespace

Outcome runCompare(const CompareOptions& options) {
  const auto a = Recording::open(options.a);
  if (!a) return std::unexpected(Problem(a.error()));
  const auto b = Recording::open(options.b);
  if (!b) return std::unexpected(Problem(b.error()));
  const auto picture = pictureOf(options);
  if (!picture) return std::unexpected(picture.error());
  const auto comparison = recordings::compare(**a, **b);
  if (!comparison) return std::unexpected(Problem(comparison.error()));
  std::optional<Drawn> drawn;
  if (*picture) {
    auto done = draw(options, **picture, *comparison);
    if (!done) return std::unexpected(done.error());
    drawn = std::move(*done);
  }
  if (options.json) {
    printJson(*comparison, drawn);
  } else {
    printRun("A", comparison->a);
    printRun("B", comparison->b);
    printDifference(comparison->first);
    printPhases(*comparison);
    printRequests(*comparison);
    if (drawn) std::cout << "\ndrawn: " << drawn->file << ", " << sizeText(drawn->bytes) << '\n';
  }
  const Outcome all = shown(**a);
  return all ? shown(**b) : all;
}

}  // namespace kts::app
