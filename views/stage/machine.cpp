// SPDX-License-Identifier: GPL-2.0-or-later
// The middle: kthread_create_lock, kthread_create_list and kthreadd with its steps; or the helper queue's.
#include "views/stage/scene_builder.h"

namespace kts::views {

namespace {

QString waitersText(const SceneBuilder& b, const Lock& lock) {
  QStringList names;
  for (std::size_t at = 0; at < std::min<std::size_t>(lock.waiters.size(), 3); ++at)
    names << b.nameOfTask(lock.waiters[at]);
  QString text = names.join(QStringLiteral(", "));
  // Between two owners nobody spins: whoever is next has only not taken it yet.
  const bool held = lock.owner != kNoTask, one = lock.waiters.size() == 1;
  const QString verb = held ? (one ? QStringLiteral("spins") : QStringLiteral("spin"))
                            : (one ? QStringLiteral("wants it") : QStringLiteral("want it"));
  if (lock.waiters.size() > 3) return QStringLiteral("%1 %2: %3, …").arg(lock.waiters.size()).arg(verb, text);
  return QStringLiteral("%1 %2").arg(text, verb);
}

void addRow(SceneBuilder& b, RequestId id, const QRectF& rect, std::size_t place) {
  const Request* request = b.state.request(id);
  const std::string key = "row:" + std::to_string(id);
  const StageTarget target = StageTarget::request(id);
  b.box(key, rect, ColourRef(Ink::RequestSoft, id),
        ColourRef(b.isSelected(target) ? Ink::Accent : Ink::RequestFill, id), b.isSelected(target) ? 2 : 1.2,
        6);
  b.rows[id] = rect;
  const double taken = b.tokenSize(id).width() + b.px(12);
  const QRectF words(rect.left() + taken, rect.top(), rect.width() - taken - b.px(6), rect.height());
  const QString name = request ? QStringLiteral("\u201c%1\u201d")
                                     .arg(QString::fromStdString(textOf(request->comm, b.moment.names)))
                               : QString();
  const double width =
      b.text(key + "/name", words, name, TextStyle::Body, ColourRef(Ink::RequestSoftText, id));
  const QString from = request ? b.nameOfTask(request->caller) : QString();
  if (const double room = words.width() - width - b.px(8); room >= b.widthOf(from, TextStyle::Small))
    b.text(key + "/from", QRectF(words.right() - room, words.top(), room, words.height()), from,
           TextStyle::Small, ColourRef(Ink::RequestSoftText, id), Qt::AlignRight | Qt::AlignVCenter);
  b.figure(target, rect,
           QStringLiteral("request %1, %2, from %3, number %4 in %5")
               .arg(id + 1)
               .arg(name, from)
               .arg(place + 1)
               .arg(shortNameOf(b.machine.list)));
}

// Not kthreadd's own request alone: between two of them the one before is still there.
double tokenAtKthreadd(const SceneBuilder& b, const Task& kthreadd) {
  double width = 0;
  b.state.requests.forEach([&](const Request& request) {
    if (placeOf(request, b.state, kthreadd.key) == Place::Kthreadd)
      width = std::max(width, b.tokenSize(request.key).width());
  });
  return width;
}

constexpr double kLeastStep = 17;  // at scale 1: lower ones would lie upon each other

// `token`: the width of the one that lies on the present step, 0 for none.
void addSteps(SceneBuilder& b, const QRectF& area, Step current, double token) {
  // In a low pane the present step and its neighbours alone.
  const int room = std::max(1, static_cast<int>(area.height() / b.px(kLeastStep)));
  const int shown = b.layout.low ? std::min(room, kSteps) : kSteps;
  const int first = std::clamp(static_cast<int>(current) - 1 - shown / 2, 0, kSteps - shown);
  const double pitch = std::min(area.height() / shown, b.px(34));
  const auto topOf = [&](int at) { return area.top() + pitch * (at - first); };
  const double dot = b.px(8), x = area.left() + b.px(20);
  bool small = false;  // in a narrow column smaller words, rather than half of them
  for (int at = 0; at < kSteps; ++at)
    small |= b.widthOf(nameOf(static_cast<Step>(at + 1)), TextStyle::Body) > area.right() - x - b.px(24);
  for (int at = first; at + 1 < first + shown; ++at) {
    Shape line;
    line.key = "step:" + std::to_string(at) + "/line";
    line.kind = ShapeKind::Line;
    line.path = {QPointF(x, topOf(at) + pitch / 2), QPointF(x, topOf(at + 1) + pitch / 2)};
    line.line = at + 1 < static_cast<int>(current) ? inkOf(Ink::RoleStrong, Role::Run) : ColourRef(Ink::Line);
    line.lineWidth = b.px(2);
    b.middle.push_back(std::move(line));
  }
  for (int at = first; at < first + shown; ++at) {
    const Step step = static_cast<Step>(at + 1);
    const bool now = step == current, past = at + 1 < static_cast<int>(current);
    const QRectF row(area.left() + b.px(8), topOf(at), area.width() - b.px(16), pitch);
    const std::string key = "step:" + std::to_string(at);
    if (now) {
      b.stepRow = row;
      b.box("step/now", row.adjusted(0, b.px(1), 0, -b.px(1)), inkOf(Ink::RoleSoft, Role::Run), {}, 0, 5);
    }
    Shape mark;
    mark.key = key + "/dot";
    mark.kind = ShapeKind::Dot;
    mark.rect = QRectF(x - dot / 2, row.center().y() - dot / 2, dot, dot);
    mark.fill = now || past ? inkOf(Ink::RoleStrong, Role::Run) : ColourRef(Ink::Panel);
    mark.line = now || past ? inkOf(Ink::RoleStrong, Role::Run) : ColourRef(Ink::LineStrong);
    mark.lineWidth = b.px(1.5);
    b.middle.push_back(std::move(mark));
    const double left = x + b.px(14);
    // Where the rows are low it reaches into those beside its own.
    const bool beside = now || (pitch < b.px(20) && std::abs(at + 1 - static_cast<int>(current)) == 1);
    const double right = beside && token > 0 ? row.right() - token - b.px(10) : row.right() - b.px(2);
    b.text(key + "/name", QRectF(left, row.top(), right - left, row.height()), nameOf(step),
           now && (small || b.widthOf(nameOf(step), TextStyle::BodyStrong) > right - left)
                   ? TextStyle::SmallStrong
           : now   ? TextStyle::BodyStrong
           : small ? TextStyle::Small
                   : TextStyle::Body,
           now ? ColourRef(Ink::Ink) : ColourRef(Ink::InkSoft));
  }
}

}  // namespace

void addLock(SceneBuilder& b) {
  const QRectF rect = b.layout.lock;
  b.heading("heading/lock", rect, b.layout.labels, shortNameOf(b.machine.lock));
  const Lock* lock = b.state.lock(b.machine.lock);
  const bool held = lock && lock->owner != kNoTask;
  const bool selected = b.isSelected(StageTarget::object(b.machine.lock));
  const ColourRef edge = selected ? ColourRef(Ink::Accent)
                         : held   ? inkOf(Ink::RoleStrong, Role::Lock)
                                  : ColourRef(Ink::Line);
  b.box("lock", rect, held ? inkOf(Ink::RoleSoft, Role::Lock) : ColourRef(Ink::Panel), edge,
        selected || held ? 1.8 : 1);
  b.objects[b.machine.lock.value] = rect;
  const double icon = b.px(22);
  b.padlock("lock/padlock",
            QRectF(rect.right() - icon - b.px(10), rect.center().y() - icon / 2, icon * 0.9, icon),
            held ? inkOf(Ink::RoleStrong, Role::Lock) : ColourRef(Ink::LineStrong), held);
  const QRectF words(rect.left() + b.px(12), rect.top(), rect.width() - icon - b.px(28), rect.height());
  // One line has no room for them: their own cards say that they spin.
  const bool queue = lock && !lock->waiters.empty() && !b.layout.low;
  const QString name = held ? b.nameOfTask(lock->owner) : QString();
  const QString owner = held ? QStringLiteral("held by %1").arg(name) : QStringLiteral("free");
  // In a narrow box the padlock alone says that it is held.
  const bool narrow = b.widthOf(owner, TextStyle::BodyStrong) > words.width();
  const double half = words.height() / 2;
  const QRectF first =
      queue ? QRectF(words.left(), words.top() + b.px(4), words.width(), half - b.px(3)) : words;
  b.text("lock/owner", first, narrow ? name : owner, held ? TextStyle::BodyStrong : TextStyle::Body,
         held ? ColourRef(Ink::Ink) : ColourRef(Ink::InkSoft));
  if (queue)
    b.text("lock/queue", QRectF(words.left(), words.top() + half, words.width(), half - b.px(4)),
           waitersText(b, *lock), TextStyle::Small, inkOf(Ink::RoleText, Role::Lock));
  b.figure(StageTarget::object(b.machine.lock), rect,
           QStringLiteral("%1, %2%3")
               .arg(shortNameOf(b.machine.lock), owner,
                    queue ? QStringLiteral("; ") + waitersText(b, *lock) : QString()));
}

void addList(SceneBuilder& b) {
  const QRectF rect = b.layout.list;
  const auto& requests = b.state.list(b.machine.list);
  b.heading("heading/list", rect, rect.top() - b.layout.labelHeight - b.px(3), shortNameOf(b.machine.list),
            QString::number(requests.size()));
  const bool selected = b.isSelected(StageTarget::object(b.machine.list));
  b.box("list", rect, Ink::LineSoft, selected ? ColourRef(Ink::Accent) : ColourRef(Ink::Line),
        selected ? 2 : 1);
  b.objects[b.machine.list.value] = rect;
  b.figure(StageTarget::object(b.machine.list), rect,
           QStringLiteral("%1, %2")
               .arg(shortNameOf(b.machine.list),
                    requests.empty()       ? QStringLiteral("empty")
                    : requests.size() == 1 ? QStringLiteral("1 request")
                                           : QStringLiteral("%1 requests").arg(requests.size())));
  const double height = b.px(26), gap = b.px(4), pad = b.px(6);
  if (requests.empty()) {
    b.text("list/empty", rect.adjusted(pad, pad, -pad, -pad), QStringLiteral("empty"), TextStyle::Small,
           Ink::InkFaint, Qt::AlignCenter);
    return;
  }
  const auto fit = [&](double space) {
    return static_cast<std::size_t>(std::max(0.0, std::floor((space + gap + 0.01) / (height + gap))));
  };
  const double space = rect.height() - 2 * pad, countHeight = b.px(16);
  std::size_t room = fit(space);
  const bool over = requests.size() > room;
  if (over) room = std::max<std::size_t>(1, fit(space - countHeight));
  double y = rect.top() + pad;
  for (std::size_t at = 0; at < std::min(room, requests.size()); ++at, y += height + gap)
    addRow(b, requests[at], QRectF(rect.left() + pad, y, rect.width() - 2 * pad, height), at);
  if (over)
    b.text("list/others",
           QRectF(rect.left() + pad, std::min(y, rect.bottom() - countHeight), rect.width() - 2 * pad,
                  countHeight),
           QStringLiteral("+ %1 more behind").arg(requests.size() - std::min(room, requests.size())),
           TextStyle::Small, Ink::InkSoft, Qt::AlignCenter);
}

void addKthreadd(SceneBuilder& b) {
  QRectF rect = b.layout.kthreadd;
  const Task* task = b.state.task(b.cast.kthreadd);
  const double header = b.px(46), most = header + b.px(34) * kSteps + b.px(8);
  if (rect.height() > most) rect.setHeight(most);
  const QString name = task ? b.nameOfTask(task->key) : QStringLiteral("kthreadd");
  b.heading("heading/kthreadd", rect, b.layout.labels, b.machine.server);
  if (!task) {
    b.box("kthreadd", rect, {}, Ink::LineStrong, 1.2).dash = Dash::Dashed;
    b.text("kthreadd/none", rect.adjusted(b.px(10), 0, -b.px(10), 0), QStringLiteral("not born yet"),
           TextStyle::Body, Ink::InkFaint, Qt::AlignCenter);
    return;
  }
  const LaneState lane = laneStateOf(*task, b.state);
  const bool asleep = lane == LaneState::Sleeping || lane == LaneState::Blocked;
  const StageTarget target = StageTarget::task(task->key);
  const std::string key = "task:" + std::to_string(task->key);
  Shape& ground =
      b.box(key, rect, Ink::Panel, b.isSelected(target) ? ColourRef(Ink::Accent) : inkOf(Ink::LaneEdge, lane),
            b.isSelected(target) ? 2.4 : 1.8, 9);
  if (lane == LaneState::Newborn) ground.dash = Dash::Dashed;
  b.tasks[task->key] = rect;
  b.scene.shown.push_back(task->key);
  b.band(key + "/band", QRectF(rect.left() + b.px(9), rect.top() + b.px(7), rect.width() - b.px(18), b.px(5)),
         lane);
  const QRectF inner = rect.adjusted(b.px(12), b.px(13), -b.px(12), -b.px(6));
  const QString pid = QString::number(task->pid);
  const double pidWidth = b.widthOf(pid, TextStyle::MonoSmall), line = b.px(18);
  b.text(key + "/pid", QRectF(inner.right() - pidWidth, inner.top(), pidWidth, line), pid,
         TextStyle::MonoSmall, Ink::InkSoft, Qt::AlignRight | Qt::AlignVCenter);
  const QString doing = doingOf(*task, b.moment, task->key);
  const double badge = b.px(18), badgeHeight = b.px(16), second = inner.top() + line;
  double right = inner.right() - pidWidth - b.px(6);
  if (asleep) {
    const double zz = b.widthOf(QStringLiteral("zZ"), TextStyle::SmallStrong);
    b.text(key + "/asleep", QRectF(right - zz, inner.top(), zz, line), QStringLiteral("zZ"),
           TextStyle::SmallStrong, inkOf(Ink::LaneText, lane), Qt::AlignRight | Qt::AlignVCenter);
    right -= zz + b.px(6);
  }
  b.text(key + "/name", QRectF(inner.left(), inner.top(), right - inner.left(), line), name,
         TextStyle::BodyStrong, Ink::Ink);
  b.letter(key, QRectF(inner.left(), second, badge, badgeHeight), lane);
  const QRectF words(inner.left() + badge + b.px(6), second, inner.width() - badge - b.px(6), badgeHeight);
  const bool fits = b.widthOf(doing, TextStyle::Small) <= words.width();
  b.text(key + "/doing", words, fits ? doing : shortDoingOf(doing, *task, b.state), TextStyle::Small,
         Ink::InkSoft);
  const double stepsTop = second + badgeHeight + b.px(4);
  const Step step = stepOf(*task, b.state);
  addSteps(b, QRectF(rect.left(), stepsTop, rect.width(), rect.bottom() - b.px(4) - stepsTop), step,
           tokenAtKthreadd(b, *task));
  b.figure(
      target, rect,
      QStringLiteral("%1, PID %2, %3: %4; step: %5")
          .arg(name, pid,
               QString::fromUtf8(infoOf(lane).name.data(), static_cast<qsizetype>(infoOf(lane).name.size())),
               doing, step == Step::None ? QStringLiteral("none") : nameOf(step)));
}

}  // namespace kts::views
