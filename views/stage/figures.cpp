// SPDX-License-Identifier: GPL-2.0-or-later
// The crowds: callers on the left, new threads on the right, a card each, the rest counted.
#include "views/stage/scene_builder.h"

namespace kts::views {

namespace {

bool isAsleep(LaneState lane) {
  return lane == LaneState::Sleeping || lane == LaneState::Blocked || lane == LaneState::Frozen;
}

QString sentenceOfTask(const SceneBuilder& b, const Task& task, LaneState lane, const QString& doing) {
  const Task* parent = task.parent == kNoTask ? nullptr : b.state.task(task.parent);
  return QStringLiteral("%1, PID %2%3, %4: %5")
      .arg(b.nameOfTask(task.key))
      .arg(task.pid)
      .arg(parent ? QStringLiteral(", child of ") + b.nameOfTask(parent->key) : QString())
      .arg(QString::fromUtf8(infoOf(lane).name.data(), static_cast<qsizetype>(infoOf(lane).name.size())),
           doing);
}

// A thread that a process has forked is told from it by its PID, which on a card stands beside the name:
// where there is little room, once is enough.
QString nameWithin(const SceneBuilder& b, const Task& task, double width) {
  const QString name = b.nameOfTask(task.key), pid = QStringLiteral(" %1").arg(task.pid);
  const bool twice = name.endsWith(pid) && b.widthOf(name, TextStyle::BodyStrong) > width;
  return twice ? name.chopped(pid.size()) : name;
}

// Whose child a thread is, in the longest words that `width` has room for: empty when there is none.
QString parentWithin(const SceneBuilder& b, const Task& task, double width) {
  const Task* parent = task.parent == kNoTask ? nullptr : b.state.task(task.parent);
  if (!parent) return {};
  for (const QString& words : {QStringLiteral("child of %1").arg(b.nameOfTask(parent->key)),
                               QStringLiteral("ppid %1").arg(parent->pid),
                               QStringLiteral("\u2191%1").arg(parent->pid)})
    if (b.widthOf(words, TextStyle::Small) <= width) return words;
  return {};
}

// A card's ground: tinted when its task is off its CPU, dashed while it is not born or gone.
void addGround(SceneBuilder& b, const std::string& key, const QRectF& rect, LaneState lane, bool selected) {
  const bool faint = lane == LaneState::Newborn || lane == LaneState::Zombie;
  const ColourRef fill = isAsleep(lane) ? inkOf(Ink::LaneFill, lane) : ColourRef(Ink::Panel);
  const ColourRef line = selected ? ColourRef(Ink::Accent)
                         : faint  ? inkOf(Ink::LaneEdge, lane)
                                  : ColourRef(Ink::Line);
  Shape& ground = b.box(key, rect, fill, line, selected ? 2 : faint ? 1.5 : 1);
  if (faint && !selected) ground.dash = Dash::Dashed;
  b.band(key + "/band",
         QRectF(rect.left() + b.px(5), rect.top() + b.px(6), b.px(6), rect.height() - b.px(12)), lane);
}

void addCard(SceneBuilder& b, const Task& task, const QRectF& rect, const Rows& rows, bool parents) {
  const LaneState lane = laneStateOf(task, b.state);
  const std::string key = "task:" + std::to_string(task.key);
  const QString doing = doingOf(task, b.moment, b.cast.kthreadd);
  const StageTarget target = StageTarget::task(task.key);
  addGround(b, key, rect, lane, b.isSelected(target));
  b.tasks[task.key] = rect;
  b.scene.shown.push_back(task.key);
  b.figure(target, rect, sentenceOfTask(b, task, lane, doing));

  const QRectF inner = rect.adjusted(b.px(15), 0, -b.px(13), 0);
  const ColourRef quiet = isAsleep(lane) ? inkOf(Ink::LaneText, lane) : ColourRef(Ink::InkSoft);
  const double badge = b.px(18), line = b.px(18), badgeHeight = b.px(16);
  if (rows.oneLine) {
    const double y = rect.center().y() - badgeHeight / 2;
    b.letter(key, QRectF(inner.left() - b.px(2), y, badge, badgeHeight), lane);
    const double x = inner.left() + badge + b.px(4);
    const double name = b.text(key + "/name", QRectF(x, rect.top(), inner.right() - x, rect.height()),
                               b.nameOfTask(task.key), TextStyle::BodyStrong, Ink::Ink);
    const QRectF rest(x + name + b.px(8), rect.top(), inner.right() - x - name - b.px(8), rect.height());
    for (const QString& words : {doing, shortDoingOf(doing, task, b.state)})
      if (!words.isEmpty() && b.widthOf(words, TextStyle::Small) <= rest.width()) {
        b.text(key + "/doing", rest, words, TextStyle::Small, quiet, Qt::AlignRight | Qt::AlignVCenter);
        break;
      }
    return;
  }
  const double top = rect.center().y() - line - b.px(2);
  const QString pid = QString::number(task.pid);
  const double pidWidth = b.widthOf(pid, TextStyle::MonoSmall);
  const double asleep =
      isAsleep(lane) ? b.widthOf(QStringLiteral("zZ"), TextStyle::SmallStrong) + b.px(6) : 0;
  b.text(key + "/pid", QRectF(inner.right() - pidWidth, top, pidWidth, line), pid, TextStyle::MonoSmall,
         quiet, Qt::AlignRight | Qt::AlignVCenter);
  if (asleep > 0)
    b.text(key + "/asleep", QRectF(inner.right() - pidWidth - asleep, top, asleep - b.px(4), line),
           QStringLiteral("zZ"), TextStyle::SmallStrong, inkOf(Ink::LaneText, lane),
           Qt::AlignRight | Qt::AlignVCenter);
  const QRectF first(inner.left(), top, inner.width() - pidWidth - asleep - b.px(6), line);
  b.text(key + "/name", first, nameWithin(b, task, first.width()), TextStyle::BodyStrong, Ink::Ink);
  const double second = rect.center().y() + b.px(3);
  b.letter(key, QRectF(inner.left() - b.px(1), second, badge, badgeHeight), lane);
  const double x = inner.left() + badge + b.px(5);
  const double room = inner.right() - x, width = b.widthOf(doing, TextStyle::Small);
  b.text(key + "/doing", QRectF(x, second, room, badgeHeight),
         width <= room ? doing : shortDoingOf(doing, task, b.state), TextStyle::Small, quiet);
  if (!parents || lane == LaneState::Zombie) return;  // a zombie's words name its parent already
  if (const QString words = parentWithin(b, task, room - width - b.px(3)); !words.isEmpty())
    b.text(key + "/parent", QRectF(x, second, room, badgeHeight), words, TextStyle::Small, Ink::InkFaint,
           Qt::AlignRight | Qt::AlignVCenter);
}

// "+ 993 more" over "990 wait for done, 3 parked".
void addCount(SceneBuilder& b, const std::string& key, const QRectF& rect, const Crowd& crowd) {
  Shape& ground = b.box(key, rect, Ink::Panel, Ink::LineStrong, 1);
  ground.dash = Dash::Dotted;
  const double half = b.px(18), x = rect.left() + b.px(15), width = rect.width() - b.px(28);
  b.text(key + "/count", QRectF(x, rect.center().y() - half, width, half),
         QStringLiteral("+ %1 more").arg(crowd.others), TextStyle::BodyStrong, Ink::InkSoft);
  QStringList doing;
  for (const auto& [what, count] : crowd.doing) doing << QStringLiteral("%1 %2").arg(count).arg(what);
  b.text(key + "/doing", QRectF(x, rect.center().y() + b.px(1), width, b.px(16)),
         doing.join(QStringLiteral(", ")), TextStyle::Small, Ink::InkSoft);
  b.figure({}, rect, QStringLiteral("%1 more: %2").arg(crowd.others).arg(doing.join(QStringLiteral(", "))));
}

// `parents`: each says whose child it is.
void addCrowd(SceneBuilder& b, const std::string& key, const QRectF& column, const std::vector<TaskId>& tasks,
              std::span<const TaskId> before, bool parents) {
  const Rows rows = rowsOf(column.height(), b.layout.scale, tasks.size());
  const Crowd crowd = crowdOf(b.moment, b.cast, tasks, rows.room, before);
  double y = column.top();
  for (const TaskId task : crowd.shown) {
    addCard(b, *b.state.task(task), QRectF(column.left(), y, column.width(), rows.height), rows, parents);
    y += rows.height + rows.gap;
  }
  if (crowd.others == 0) return;
  const QRectF rect(column.left(), y, column.width(), b.px(kCountHeight));
  addCount(b, key + "/others", rect, crowd);
  for (const TaskId task : tasks) b.tasks.try_emplace(task, rect);
}

}  // namespace

void addCallers(SceneBuilder& b, std::span<const TaskId> before) {
  const std::size_t count = b.cast.callers.size();
  b.heading("heading/callers", b.layout.callers, b.layout.labels, QStringLiteral("CALLERS"),
            count > 3 ? QString::number(count) : QString());
  addCrowd(b, "callers", b.layout.callers, b.cast.callers, before, false);
}

void addThreads(SceneBuilder& b, std::span<const TaskId> before) {
  const std::size_t count = b.cast.threads.size();
  b.heading("heading/threads", b.layout.threads, b.layout.labels, QStringLiteral("NEW THREADS"),
            count > 3 ? QString::number(count) : QString());
  addCrowd(b, "threads", b.layout.threads, b.cast.threads, before, true);
  if (!b.cast.threads.empty()) return;
  const QRectF slot(b.layout.threads.left(), b.layout.threads.top(), b.layout.threads.width(),
                    std::min(b.px(kCardHeight), b.layout.threads.height()));
  b.box("threads/none", slot, {}, Ink::Line, 1).dash = Dash::Dashed;
  const std::uint64_t gone = goneThreads(b.state);
  const QString words = gone == 0 ? QStringLiteral("none yet") : QStringLiteral("%1 came and went").arg(gone);
  b.text("threads/none/text", slot.adjusted(b.px(8), 0, -b.px(8), 0), words, TextStyle::Small, Ink::InkFaint,
         Qt::AlignCenter);
}

}  // namespace kts::views
