// SPDX-License-Identifier: GPL-2.0-or-later
// Who the two runs are, and where they first differ.
#include "views/compare/compare_builder.h"

namespace kts::views {

namespace {

using recordings::ComparedRun;
using recordings::Difference;
using recordings::DifferenceSide;

QString titleOf(const recordings::Comparison& comparison) {
  const QString a = textOf(comparison.a.info.header.title), b = textOf(comparison.b.info.header.title);
  return a == b ? a : QStringLiteral("%1  and  %2").arg(a, b);
}

bool isBad(const ComparedRun& run) {
  const Verdict verdict = run.info.summary.verdict;
  return verdict == Verdict::Deadlock || verdict == Verdict::LostWakeup || verdict == Verdict::RuleBroken;
}

// What both runs share is quiet, what one has alone stands out.
double addFacts(CompareBuilder& b, CompareSide side, const QRectF& line) {
  const bool first = side == CompareSide::A;
  const ComparedRun &run = b.run(side), &other = b.run(first ? CompareSide::B : CompareSide::A);
  double x = line.left();
  int at = 0;
  for (const RunFact& fact : factsOf(run, other)) {
    const std::string key = "head/" + keyOf(side) + "/" + std::to_string(at);
    if (at++ > 0)
      x += b.text(key + "/dot", QRectF(x, line.top(), std::max(0.0, line.right() - x), line.height()),
                  QStringLiteral("  \u00b7  "), TextStyle::Body, Ink::InkFaint);
    const bool verdict = fact.text == textOf(nameOf(run.info.summary.verdict));
    const ColourRef ink = verdict && isBad(run) ? Ink::Bad : fact.differs ? Ink::Ink : Ink::InkSoft;
    const double width = b.text(key, QRectF(x, line.top(), std::max(0.0, line.right() - x), line.height()),
                                fact.text, fact.differs ? TextStyle::BodyStrong : TextStyle::Body, ink);
    if (width == 0) break;
    x += width;
  }
  return x;
}

void addRun(CompareBuilder& b, CompareSide side) {
  const CompareColumns& c = b.columns;
  const ComparedRun& run = b.run(side);
  const double height = b.tall(24, 22), badge = b.px(18), gap = b.units(2);
  const QString file = textOf(run.file);
  const double names = std::min(b.widthOf(file, TextStyle::MonoSmall), (c.right - c.left) * 0.28);
  const QRectF line(c.left + badge + gap, b.y, c.right - c.left - badge - gap - names - b.units(4), height);
  b.badge("head/" + keyOf(side), QPointF(c.left + badge / 2, line.center().y()), side);
  addFacts(b, side, line);
  b.text("head/" + keyOf(side) + "/file", QRectF(c.right - names, b.y, names + 1, height), file,
         TextStyle::MonoSmall, Ink::InkFaint, Qt::AlignRight | Qt::AlignVCenter);
  b.y += height;
  const QString said =
      run.info.summary.finding ? textOf(run.info.summary.finding->sentence) : textOf(run.info.note);
  if (said.isEmpty()) return;
  b.text("head/" + keyOf(side) + "/said", QRectF(line.left(), b.y - b.px(2), c.right - line.left(), b.px(20)),
         said, TextStyle::Body, isBad(run) ? ColourRef(Ink::Bad) : ColourRef(Ink::InkSoft));
  b.y += b.px(20);
}

void addSide(CompareBuilder& b, CompareSide side, const DifferenceSide& said, const QRectF& panel) {
  const double height = b.tall(26, 22), badge = b.px(18), left = panel.left() + b.units(4);
  const QString number = QStringLiteral("event %1").arg(grouped(said.seq));
  const QRectF line(left, b.y, panel.right() - b.units(4) - left, height);
  const std::string key = "difference/" + keyOf(side);
  b.badge(key, QPointF(left + badge / 2, line.center().y()), side);
  const bool ends = said.seq == kNever;
  const double from = left + badge + b.units(2.5);
  double x = from;
  if (!ends)
    x += std::max(b.px(84), b.text(key + "/seq", QRectF(from, b.y, b.px(140), height), number,
                                   TextStyle::MonoStrong, Ink::Accent) +
                                b.units(3));
  b.text(key + "/sentence", QRectF(x, b.y, line.right() - x, height),
         ends ? QStringLiteral("ends here") : textOf(said.sentence), TextStyle::Title,
         ends ? ColourRef(Ink::InkSoft) : ColourRef(Ink::Ink));
  const CompareTarget target =
      ends ? CompareTarget() : CompareTarget{CompareTarget::Kind::Event, side, said.seq};
  if (b.look.chosen && target && *b.look.chosen == target)
    b.box(key + "/chosen", line.adjusted(-b.units(1), b.px(1), b.units(1), -b.px(1)), {}, Ink::Accent, 5);
  b.figure(target, line,
           QStringLiteral("The first difference, in %1%2: %3.")
               .arg(side == CompareSide::A ? u'A' : u'B')
               .arg(ends ? QString() : QStringLiteral(", ") + number,
                    ends ? QStringLiteral("the run ends") : textOf(said.sentence)));
  b.y += height;
}

}  // namespace

void addHead(CompareBuilder& b) {
  const CompareColumns& c = b.columns;
  const TextStyle style = b.dense ? TextStyle::Title : TextStyle::Display;
  const double height = b.lineOf(style);
  const double width =
      b.text("title", QRectF(c.left, b.y, c.right - c.left, height), titleOf(b.comparison), style, Ink::Ink);
  const double x = c.left + width + b.units(3);
  b.text("title/quiet", QRectF(x, b.y + b.tall(3, 1), std::max(0.0, c.right - x), height),
         QStringLiteral("two runs side by side"), TextStyle::Body, Ink::InkSoft);
  b.y += height + b.units(b.dense ? 1 : 2);
  for (const CompareSide side : kCompareSides) addRun(b, side);
  b.y += b.units(b.dense ? 2 : 3);
}

void addDifference(CompareBuilder& b) {
  const CompareColumns& c = b.columns;
  const std::optional<Difference>& first = b.comparison.first;
  const bool sides = first && first->kind != recordings::DifferenceKind::World;
  const double head = b.tall(24, 22), pad = b.units(b.dense ? 1.5 : 2.5);
  const QRectF panel(c.left, b.y, c.right - c.left, 2 * pad + head + (sides ? 2 * b.tall(26, 22) : 0));
  b.box("difference", panel, first ? Ink::AccentSoft : Ink::LineSoft, {}, 8);
  b.y += pad;
  double x = panel.left() + b.units(4);
  if (first) b.mark("difference/mark", QPointF(x + b.px(9), b.y + head / 2), 14);
  x += b.px(18) + b.units(2.5);
  const QString title = first ? QStringLiteral("The first difference") : QStringLiteral("No difference");
  x += b.text("difference/title", QRectF(x, b.y, panel.right() - x, head), title, TextStyle::BodyStrong,
              Ink::Ink);
  const QString quiet = !first ? QStringLiteral("both runs make the same %1, in the same order")
                                     .arg(counted(b.comparison.a.events, QStringLiteral("event")))
                        : sides ? textOf(first->summary)
                                : textOf(first->sentence);
  x += b.units(3);
  b.text("difference/summary", QRectF(x, b.y, panel.right() - b.units(4) - x, head), quiet, TextStyle::Body,
         Ink::InkSoft);
  if (!sides) b.figure({}, panel, title + QStringLiteral(": ") + quiet + u'.');
  b.y += head;
  if (sides) {
    addSide(b, CompareSide::A, first->a, panel);
    addSide(b, CompareSide::B, first->b, panel);
  }
  b.y = panel.bottom() + b.units(b.dense ? 3 : 5);
}

}  // namespace kts::views
