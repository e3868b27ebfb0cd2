// SPDX-License-Identifier: GPL-2.0-or-later
// Every colour, font and size of the program, by what it means. A plain value: views keep a copy, and are
// given another when the person changes the theme or its scale. Read from resources/theme/tokens.json.
//
// Rules that a test keeps: every pair that textPairs() lists reaches WCAG AA (4.5:1), in the high-contrast
// theme 7:1; every line and edge reaches 3:1 on the panel. Nothing is told by colour alone: a lane state has
// a pattern and a letter (lane_state_table.h), a request its number.
#pragma once

#include <QByteArray>
#include <QColor>
#include <QFont>
#include <QPalette>
#include <QString>
#include <array>
#include <expected>
#include <vector>

#include "engine/vocabulary/event_table.h"
#include "engine/vocabulary/ids.h"
#include "engine/vocabulary/lane_state_table.h"
#include "views/theme/fonts.h"

namespace kts::views {

enum class ThemeName { Light, Dark, HighContrast };
inline constexpr std::array kThemeNames = {ThemeName::Light, ThemeName::Dark, ThemeName::HighContrast};
// "light", "dark", "contrast": as on the command line and in settings.
QString nameOf(ThemeName name);
std::expected<ThemeName, Problem> themeNameFrom(const QString& text);

// The one type scale.
enum class TextStyle { Display, Title, Body, BodyStrong, Small, SmallStrong, Mono, MonoStrong, MonoSmall };
inline constexpr int kTextStyles = 9;

enum class Hatch { None, Diagonal, Wide, Back, Horizontal, Vertical, Dots, Cross };

// An event's role: `strong` for ticks, arrows and outlines, `text` upon `soft` for words.
struct RoleStyle {
  QColor strong, soft, text;
};

// A lane state: a bar is `fill` under `hatchInk` lines (hatch.h); words upon a hatched bar stand on a plain
// chip of `fill`. `edge` is its strip or outline; the letter is `badgeText` upon `badge`.
struct LaneStyle {
  QColor fill, text, edge, hatchInk, badge, badgeText;
  Hatch hatch = Hatch::None;
};

// A request's colour for life: its number is `text` upon `fill`; its name `softText` upon `soft`.
struct RequestStyle {
  QColor fill, text, soft, softText;
};

struct FontSpec {
  QString family;
  double px = 13;
  int weight = 400;
};

// Two colours that stand upon each other as words, and where.
struct TextPair {
  QString where;
  QColor text, ground;
};

struct Theme {
  QString name;
  bool dark = false;
  double scale = 1;  // of everything that has a size: fonts, boxes, lines
  double grid = 4;   // at scale 1

  QColor window, panel, line, lineSoft,
      lineStrong,  // grounds and rules; lineStrong is one that means something
      lineGrid;    // behind the lanes of the timeline
  QColor ink, inkSoft, inkFaint;                     // words on window, panel and code, in three strengths
  QColor accent, onAccent, accentSoft,
      onAccentSoft;  // the one accent; soft is the ground of what is selected
  QColor code, shadow, bad, onBad, badSoft;

  std::array<RoleStyle, 12> roles;
  std::array<LaneStyle, kLaneStates> lanes;
  std::vector<RequestStyle> requests;  // a cycle
  std::array<FontSpec, kTextStyles> fonts;

  const RoleStyle& of(Role role) const { return roles[static_cast<std::size_t>(role)]; }
  const LaneStyle& of(LaneState state) const { return lanes[static_cast<std::size_t>(state)]; }
  const RequestStyle& ofRequest(RequestId request) const { return requests[request % requests.size()]; }

  QFont font(TextStyle style) const;                        // at the theme's scale
  double px(double atScaleOne) const { return atScaleOne * scale; }
  double units(double steps) const { return grid * steps * scale; }  // steps of the grid
  Theme scaledBy(double factor) const;                      // the same theme at scale * factor

  std::vector<TextPair> textPairs() const;
  QPalette palette() const;  // for Qt's own widgets
};

// The theme that the program carries. `scale` 0.5 to 4.
Theme bundledTheme(ThemeName name, double scale = 1);

// From a token file's text; Problem names the token that is missing or no colour.
std::expected<Theme, Problem> themeFrom(const QByteArray& json, const QString& name);

// WCAG 2: from 1 to 21.
double contrastOf(const QColor& a, const QColor& b);

}  // namespace kts::views
