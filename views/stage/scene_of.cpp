// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/stage/scene_of.h"

#include "views/stage/scene_builder.h"

namespace kts::views {

namespace {

QString sentenceFor(const StageMoment& moment) {
  if (!moment.event) return QStringLiteral("before the first event");
  const bool gone = moment.before && !moment.state->task(moment.event->task);
  const ProtocolState& state = gone ? *moment.before : *moment.state;
  return QString::fromStdString(
      recordings::withLastNames(sentenceOf(*moment.event, state, moment.names), moment.lastName));
}

QString countFor(const StageMoment& moment) {
  if (!moment.event)
    return moment.totalEvents ? QStringLiteral("%1 events").arg(moment.totalEvents) : QString();
  const Seq at = moment.state->seq - 1;  // the event's seq, as every table says it
  // Counted from 0: the last is one less than there are.
  return moment.totalEvents ? QStringLiteral("Event %1 of %2").arg(at).arg(moment.totalEvents - 1)
                            : QStringLiteral("Event %1").arg(at);
}

// Where the sentence breaks when it needs two lines.
std::pair<QString, QString> broken(const SceneBuilder& b, const QString& sentence, double width) {
  const QStringList words = sentence.split(QLatin1Char(' '));
  QString first;
  qsizetype at = 0;
  for (; at < words.size(); ++at) {
    const QString longer = first.isEmpty() ? words[at] : first + QLatin1Char(' ') + words[at];
    if (b.widthOf(longer, TextStyle::Body) > width) break;
    first = longer;
  }
  return {first, words.mid(at).join(QLatin1Char(' '))};
}

void addHeadline(SceneBuilder& b, const QString& sentence, int lines) {
  const QString count = countFor(b.moment);
  const QRectF area = b.layout.headline;
  const double line = area.height() / lines;
  const double width = b.text("headline/count", QRectF(area.left(), area.top(), area.width(), line), count,
                              TextStyle::BodyStrong, Ink::Ink);
  const double left = area.left() + (width > 0 ? width + b.px(10) : 0);
  const QRectF first(left, area.top(), area.right() - left, line);
  if (lines == 1) {
    b.text("headline/sentence", first, sentence, TextStyle::Body, Ink::InkSoft);
    return;
  }
  const auto [one, two] = broken(b, sentence, first.width());
  b.text("headline/sentence", first, one, TextStyle::Body, Ink::InkSoft);
  b.text("headline/rest", QRectF(area.left(), area.top() + line, area.width(), line), two, TextStyle::Body,
         Ink::InkSoft);
}

}  // namespace

StageScene sceneOf(const StageMoment& moment, const Theme& theme, const StageView& view) {
  const Cast cast = castOf(moment);
  const QString sentence = sentenceFor(moment);
  const std::size_t rows = std::max(cast.callers.size(), cast.threads.size());
  int lines = view.headline ? 1 : 0;
  StageLayout layout = layoutOf(view.size, theme.scale, rows, lines, view.mayBeLow);
  if (view.headline) {
    const SceneBuilder probe(moment, cast, layout, theme);
    const double needed = probe.widthOf(countFor(moment), TextStyle::BodyStrong) + probe.px(12) +
                          probe.widthOf(sentence, TextStyle::Body);
    if (needed > layout.headline.width())
      layout = layoutOf(view.size, theme.scale, rows, lines = 2, view.mayBeLow);
  }
  SceneBuilder b(moment, cast, layout, theme);
  b.selection = view.selection;
  b.scene.size = view.size;
  b.scene.headline = sentence;
  if (view.headline) addHeadline(b, sentence, lines);
  addCallers(b, view.before);
  addLock(b);
  addList(b);
  addKthreadd(b);
  addThreads(b, view.before);
  addFoot(b);
  addArrows(b);
  addTokens(b);
  addMarks(b, view.marks);
  return b.finish();
}

}  // namespace kts::views
