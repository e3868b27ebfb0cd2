// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/timeline/timeline_words.h"

namespace kts::views {

namespace {

const QString kDot = QStringLiteral(" · ");

// Names of the events that make a stretch what it is, at most three, each once.
QString actsOf(TaskId task, std::span<const Event> inside) {
  QStringList acts;
  for (const Event& event : inside) {
    if (event.task != task) continue;
    const EventInfo& info = infoOf(event.kind);
    const bool counts = info.category == Category::List || info.category == Category::Wake ||
                        event.kind == EventKind::Complete || event.kind == EventKind::KernelThread ||
                        event.kind == EventKind::StopRequested || event.kind == EventKind::Exit;
    if (!counts || event.kind == EventKind::ListEmpty || event.kind == EventKind::WakeTookEffect) continue;
    const QString name = textOf(info.name);
    if (!acts.contains(name)) acts << name;
    if (acts.size() == 3) break;
  }
  return acts.join(kDot);
}

QString othersDo(const recordings::Lane& lane) {
  return isSleptFor(lane.object) ? QStringLiteral("others sleep") : QStringLiteral("others spin");
}

QStringList waitingLabels(const recordings::Segment& segment, const QString& letter) {
  const QString what = segment.waitsFor ? textOf(nameOf(segment.waitsFor)) : QString();
  const QString where = textOf(nameOf(segment.function));
  QStringList labels;
  if (!what.isEmpty()) {
    if (segment.state == LaneState::Blocked) labels << letter + QStringLiteral("  waits for ") + what;
    labels << letter + QStringLiteral("  ") + what;
  } else if (!where.isEmpty()) {
    labels << letter + QStringLiteral("  sleeps in ") + where << letter + QStringLiteral("  ") + where;
  } else {
    labels << letter + QStringLiteral("  sleeps");
  }
  return labels << letter;
}

}  // namespace

QString textOf(std::string_view words) {
  return QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size()));
}

QString spinningSign() { return QStringLiteral("\u21bb"); }

QString requestNumber(RequestId request) { return QString::number(request + 1); }
QString requestText(RequestId request) { return QStringLiteral("request ") + requestNumber(request); }

QString linkText(recordings::LinkKind kind) {
  switch (kind) {
    case recordings::LinkKind::Queue: return QStringLiteral("enqueued → dequeued");
    case recordings::LinkKind::Wake: return QStringLiteral("wake → awake");
    case recordings::LinkKind::Fork: return QStringLiteral("fork → first run");
    case recordings::LinkKind::Complete: return QStringLiteral("complete → return");
    case recordings::LinkKind::Stop: return QStringLiteral("stop → exit");
  }
  return {};
}

QStringList TimelineWords::barLabels(const recordings::Lane& lane, const recordings::Segment& segment,
                                     std::span<const Event> inside) const {
  if (lane.kind == recordings::LaneKind::Lock) {
    const QString owner = taskName(segment.task);
    if (!segment.contended) return {owner};
    return {owner + QStringLiteral(" · ") + othersDo(lane), owner + QStringLiteral(" !"), owner,
            QStringLiteral("!")};
  }
  if (recordings::showsDepth(lane.kind)) return {QString::number(segment.depth)};
  const LaneStateInfo& info = infoOf(segment.state);
  const QString letter(QLatin1Char(info.letter));
  switch (segment.state) {
    case LaneState::None: return {};
    case LaneState::Sleeping:
    case LaneState::Blocked: return waitingLabels(segment, letter);
    case LaneState::Spinning: {
      const QString lock = segment.waitsFor ? textOf(nameOf(segment.waitsFor)) : QStringLiteral("a lock");
      return {QStringLiteral("spins on ") + lock, QStringLiteral("spins"), spinningSign()};
    }
    case LaneState::Newborn:
    case LaneState::Frozen:
    case LaneState::Zombie: return {letter + QStringLiteral("  ") + textOf(info.name), letter};
    case LaneState::Waking:
      return {letter + QStringLiteral("  woken, not running yet"), letter + QStringLiteral("  woken"),
              letter};
    default: break;
  }
  const QString function = textOf(nameOf(segment.function)), acts = actsOf(segment.task, inside);
  QStringList labels;
  if (!function.isEmpty() && !acts.isEmpty()) labels << function + kDot + acts;
  if (!acts.isEmpty()) labels << acts;
  if (!function.isEmpty()) labels << function;
  if (labels.isEmpty()) labels << textOf(info.name);
  return labels;  // no letter: a plain bar says that it runs
}

QString TimelineWords::segmentSentence(const recordings::Lane& lane,
                                       const recordings::Segment& segment) const {
  const QString label = QString::fromStdString(lane.label);
  if (lane.kind == recordings::LaneKind::Lock) {
    if (segment.task == kNoTask) return label + QStringLiteral(" is free");
    const QString held = QStringLiteral("%1 is held by %2").arg(label, taskName(segment.task));
    return segment.contended ? held + QStringLiteral(" while ") + othersDo(lane) : held;
  }
  if (lane.kind == recordings::LaneKind::Completion)
    return (segment.depth == 0   ? QStringLiteral("nobody waits for ")
            : segment.depth == 1 ? QStringLiteral("one task waits for ")
                                 : QStringLiteral("%1 tasks wait for ").arg(segment.depth)) +
           textOf(infoOf(lane.object.type()).name);
  if (lane.kind == recordings::LaneKind::ListDepth)
    return segment.depth == 0 ? QStringLiteral("%1 is empty").arg(label)
                              : QStringLiteral("%1 holds %2 request%3").arg(label).arg(segment.depth)
                                    .arg(segment.depth == 1 ? QString() : QStringLiteral("s"));
  if (segment.state == LaneState::None) return label + QStringLiteral(": no task");
  const QString name = taskName(segment.task);
  QString sentence =
      (name.isEmpty() ? label : name) + QStringLiteral(": ") + textOf(infoOf(segment.state).name);
  if (segment.waitsFor) sentence += QStringLiteral(", waits for ") + textOf(nameOf(segment.waitsFor));
  if (segment.function != Function::None)
    sentence += QStringLiteral(", in ") + textOf(nameOf(segment.function));
  if (segment.request != kNoRequest) sentence += QStringLiteral(", for ") + requestText(segment.request);
  return sentence;
}

QString TimelineWords::hollowLabel(const recordings::Lane& target) const {
  return QStringLiteral("wake found %1 awake").arg(QString::fromStdString(target.label));
}

}  // namespace kts::views
