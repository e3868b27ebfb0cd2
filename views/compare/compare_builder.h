// SPDX-License-Identifier: GPL-2.0-or-later
// What the parts of the comparison are put together with: a scene in the making, its columns, and how far
// down it has come. Each addX() function below belongs to one file.
#pragma once

#include "views/compare/compare_scene.h"
#include "views/compare/compare_words.h"

namespace kts::views {

// The three columns that every part keeps to: labels, what is drawn to scale, figures.
struct CompareColumns {
  double left = 0, bars = 0, barsEnd = 0, numbers = 0, right = 0;
  bool wide = true;  // there is room for a phase's words

  double barsWidth() const { return barsEnd - bars; }
};

class CompareBuilder {
 public:
  CompareBuilder(const recordings::Comparison& comparison, const std::vector<std::size_t>& rows,
                 const Theme& theme, const CompareLook& look, bool dense);

  const recordings::Comparison& comparison;
  const std::vector<std::size_t>& rows;
  const Theme& theme;
  const CompareLook& look;
  const bool dense;  // little room: everything lower
  const CompareColumns columns;
  double y = 0;  // how far down the canvas, scrolled

  CompareScene scene;

  double px(double atScaleOne) const { return theme.px(atScaleOne); }
  double units(double steps) const { return theme.units(steps); }
  double tall(double roomy, double low) const { return px(dense ? low : roomy); }
  double widthOf(const QString& text, TextStyle style) const;
  double lineOf(TextStyle style) const;  // the height of a line
  bool shows(double top, double bottom) const { return bottom > 0 && top < look.size.height(); }

  CompareShape& add(CompareKind kind, std::string key, const QRectF& rect);
  CompareShape& box(std::string key, const QRectF& rect, ColourRef fill, ColourRef line = {},
                    double radius = 6);
  CompareShape& rule(std::string key, QPointF from, QPointF to, ColourRef ink, double width = 1);
  // Words elided to their box; nothing when not even an ellipsis fits. Returns the width that they take.
  double text(std::string key, const QRectF& rect, const QString& text, TextStyle style, ColourRef ink,
              Qt::Alignment align = Qt::AlignLeft | Qt::AlignVCenter);
  // The letter of a run: A is filled, B is outlined.
  void badge(std::string key, QPointF centre, CompareSide side, double size = 18);
  // One phase's part of a bar, with its name or letter where there is room.
  void block(std::string key, const QRectF& rect, Phase phase, bool open = false, bool words = true);
  void letter(std::string key, const QRectF& rect, Phase phase);
  void mark(std::string key, QPointF centre, double size = 12);
  void figure(CompareTarget target, const QRectF& rect, const QString& sentence);
  // A part's title with quiet words beside it; moves y below. Returns where the quiet words end.
  double heading(std::string key, const QString& title, const QString& quiet);

  const recordings::ComparedRun& run(CompareSide side) const {
    return side == CompareSide::A ? comparison.a : comparison.b;
  }
  CompareScene finish();
};

void addHead(CompareBuilder& b);
void addDifference(CompareBuilder& b);
void addMean(CompareBuilder& b);
void addPhases(CompareBuilder& b);
void addRequests(CompareBuilder& b);
// Every request in few pixels, for addRequests(): so high as a whole, its title and its axis included.
void addOverview(CompareBuilder& b, double height);
double overviewHeight(const CompareBuilder& b, double barsPx);

// The request in whose row the first difference is drawn: its own, or that of one that was under way then.
std::optional<RequestId> markedRequest(const recordings::Comparison& comparison);
const recordings::RequestTimes* requestOf(const recordings::Comparison& comparison,
                                          const recordings::RequestPair& pair, CompareSide side);

inline constexpr std::size_t kOverviewFrom = 24;  // requests: so many rows are looked over without help
inline constexpr std::array kCompareSides = {CompareSide::A, CompareSide::B};
inline std::string keyOf(CompareSide side) { return side == CompareSide::A ? "a" : "b"; }

}  // namespace kts::views
