// SPDX-License-Identifier: GPL-2.0-or-later
// What connects the figures: who holds and who wants the lock, where the present event reaches, and the
// tokens of the requests.
#include <set>

#include "views/slept_for.h"
#include "views/stage/scene_builder.h"

namespace kts::views {

namespace {

QPointF rightOf(const QRectF& r, double dy = 0) { return {r.right(), r.center().y() + dy}; }
QPointF leftOf(const QRectF& r, double dy = 0) { return {r.left(), r.center().y() + dy}; }

class Arrows {
 public:
  explicit Arrows(SceneBuilder& b) : b(b) {}

  // A curve that leaves and arrives level.
  Shape& curve(const std::string& key, QPointF from, QPointF to, ColourRef ink, Dash dash, Head head) {
    const double bend = std::max(b.px(14), std::abs(to.x() - from.x()) * 0.5) * (to.x() >= from.x() ? 1 : -1);
    Shape& shape = add(key, {from, from + QPointF(bend, 0), to - QPointF(bend, 0), to}, ink, dash, head);
    shape.curved = true;
    return shape;
  }
  Shape& add(const std::string& key, std::vector<QPointF> path, ColourRef ink, Dash dash, Head head) {
    Shape shape;
    shape.key = "arrow/" + key;
    shape.kind = ShapeKind::Arrow;
    shape.path = std::move(path);
    shape.line = ink;
    shape.lineWidth = b.px(1.6);
    shape.radius = b.px(8);
    shape.dash = dash;
    shape.head = head;
    return b.back.emplace_back(std::move(shape));
  }
  // Between any two figures: a curve between neighbours, the lane above to the right, the lane below to the
  // left.
  void route(const std::string& key, const QRectF& from, const QRectF& to, ColourRef ink, Dash dash,
             Head head) {
    const auto& l = b.layout;
    const double step = b.px(12);
    if (from.left() == to.left() && to.top() < l.foot.top() - 1) {  // the same column: round its right side
      const double x = from.right() + b.px(16);
      add(key,
          {rightOf(from, b.px(6)),
           {x, from.center().y() + b.px(6)},
           {x, to.center().y() - b.px(6)},
           rightOf(to, -b.px(6))},
          ink, dash, head);
    } else if (to.top() >= l.foot.top() - 1) {  // down to the foot
      const QPointF start(std::clamp(to.center().x(), from.left() + step, from.right() - step),
                          from.bottom());
      if (from.bottom() < l.footLane - b.px(20) &&
          from.left() != l.kthreadd.left()) {  // another card stands below: leave by the side
        const double x = from.left() >= l.threads.left() ? from.left() - b.px(14) : from.right() + b.px(14);
        const QPointF side = from.left() >= l.threads.left() ? leftOf(from, b.px(8)) : rightOf(from, b.px(8));
        add(key,
            {side,
             {x, side.y()},
             {x, l.footLane},
             {to.center().x(), l.footLane},
             {to.center().x(), to.top()}},
            ink, dash, head);
      } else {
        add(key, {start, {start.x(), l.footLane}, {to.center().x(), l.footLane}, {to.center().x(), to.top()}},
            ink, dash, head);
      }
    } else if (to.left() > from.left()) {
      if (from.left() == l.kthreadd.left() || from.left() == l.lock.left()) {
        curve(key, rightOf(from), leftOf(to), ink, dash, head);
      } else {
        const double out = from.right() + b.px(22);
        const bool kthreadd = to.left() == l.kthreadd.left();
        const double in = kthreadd ? to.right() - b.px(30) : to.left() - b.px(18);
        std::vector<QPointF> path{
            rightOf(from, -b.px(8)), {out, from.center().y() - b.px(8)}, {out, l.topLane}, {in, l.topLane}};
        if (kthreadd)
          path.push_back({in, to.top()});
        else
          path.insert(path.end(), {QPointF(in, to.center().y() - b.px(8)), leftOf(to, -b.px(8))});
        add(key, path, ink, dash, head);
      }
    } else {
      const double in = to.right() + b.px(14);
      const bool crowded = from.bottom() < l.footLane - b.px(20) && from.left() >= l.threads.left();
      const double x = crowded ? from.left() - b.px(14) : from.center().x();
      std::vector<QPointF> path;
      if (crowded)
        path = {leftOf(from, b.px(8)), {x, from.center().y() + b.px(8)}};
      else
        path = {{x, from.bottom()}};
      path.insert(path.end(), {QPointF(x, l.footLane), QPointF(in, l.footLane),
                               QPointF(in, to.center().y() + b.px(8)), rightOf(to, b.px(8))});
      add(key, path, ink, dash, head);
    }
  }
  // Upon the longest level stretch of the arrow added last: at `x` when it goes there, else in its middle.
  // Where it has none, beside it: so far off as words of that width need.
  QPointF besideLast(double x, double width) const {
    const Shape& arrow = b.back.back();
    QPointF best;
    double longest = 0;
    for (std::size_t at = 1; at < arrow.path.size() && !arrow.curved; ++at) {
      const QPointF from = arrow.path[at - 1], to = arrow.path[at];
      if (std::abs(to.y() - from.y()) > 0.5 || std::abs(to.x() - from.x()) <= longest) continue;
      longest = std::abs(to.x() - from.x());
      const bool there =
          std::min(from.x(), to.x()) + b.px(50) < x && x < std::max(from.x(), to.x()) - b.px(50);
      best = {there ? x : (from.x() + to.x()) / 2, from.y()};
    }
    if (longest >= b.px(40)) return best;
    const QPointF from = arrow.path.front(), to = arrow.path.back();
    if (!arrow.curved && arrow.path.size() == 6)  // along the lane below, where nothing else stands
      return {(arrow.path[2].x() + arrow.path[3].x()) / 2, arrow.path[2].y()};
    if (!arrow.curved && arrow.path.size() == 4)  // round the side of a column
      return {arrow.path[1].x() + b.px(12) + width / 2, (from.y() + to.y()) / 2};
    return {(from.x() + to.x()) / 2, std::min(from.y(), to.y()) - b.px(16)};
  }
  // A few words upon a lane; a little higher or lower where others stand there already.
  void note(const std::string& key, QPointF centre, const QString& words, Role role) {
    const double width = b.widthOf(words, TextStyle::SmallStrong) + b.px(12), height = b.px(15);
    const double x =
        std::clamp(centre.x() - width / 2, b.layout.headline.left(), b.layout.headline.right() - width);
    const QRectF canvas(QPointF(), b.scene.size);
    QRectF rect(x, centre.y() - height / 2, width, height);
    for (int at = 0; at < 20; ++at)  // 0, then up and down by turns, further each time
      if (const QRectF moved = rect.translated(0, b.px(8 * ((at + 1) / 2) * (at % 2 ? -1 : 1)));
          canvas.contains(moved) && !b.hasWords(moved)) {
        rect = moved;
        break;
      }
    b.box("note/" + key, rect, inkOf(Ink::RoleSoft, role), {}, 0, 7);
    b.text("note/" + key + "/text", rect.adjusted(b.px(6), 0, -b.px(6), 0), words, TextStyle::SmallStrong,
           inkOf(Ink::RoleText, role), Qt::AlignCenter);
  }
  const QRectF* task(TaskId id) const {
    const auto found = b.tasks.find(id);
    return found == b.tasks.end() ? nullptr : &found->second;
  }
  const QRectF* object(ObjectId id) const {
    const auto found = b.objects.find(id.value);
    return found == b.objects.end() ? nullptr : &found->second;
  }

  SceneBuilder& b;
};

// Who holds the lock and who wants it.
void addLockArrows(Arrows& a) {
  SceneBuilder& b = a.b;
  const Lock* lock = b.state.lock(b.machine.lock);
  if (!lock) return;
  const auto reach = [&](TaskId id, ColourRef ink, Dash dash, Head head, double dy) {
    const QRectF* rect = a.task(id);
    if (!rect) return;
    const std::string key = "lock:" + std::to_string(id);
    if (id == b.cast.kthreadd) {
      const QPointF from(rect->left(), b.layout.lock.center().y() + dy);
      a.curve(key, from, rightOf(b.layout.lock, dy), ink, dash, head);
    } else if (rect->left() < b.layout.lock.left()) {
      a.curve(key, rightOf(*rect, b.px(4)), leftOf(b.layout.lock, dy), ink, dash, head);
    }
  };
  if (lock->owner != kNoTask)
    reach(lock->owner, inkOf(Ink::RoleStrong, Role::Lock), Dash::Solid, Head::Filled, -b.px(6));
  std::set<const QRectF*> drawn;  // counted tasks share a card, and an arrow
  for (const TaskId waiter : lock->waiters) {
    if (drawn.size() >= 8) break;
    const QRectF* rect = a.task(waiter);
    const bool counted =
        rect && std::find(b.scene.shown.begin(), b.scene.shown.end(), waiter) == b.scene.shown.end();
    if (!rect || counted) continue;
    drawn.insert(rect);
    reach(waiter, inkOf(Ink::RoleStrong, Role::Spin), Dash::Dotted, Head::Filled, b.px(8));
  }
}

// What blocks whom: from those who sleep for a lock to the lock, and from there to who has it.
void addSleepersArrows(Arrows& a) {
  SceneBuilder& b = a.b;
  for (const Lock* lock : b.state.locks.sorted()) {
    const QRectF* chip = a.object(lock->id());
    if (!isSleptFor(lock->id()) || !chip || lock->owner == kNoTask || lock->waiters.empty()) continue;
    const std::string key = "sleep:" + std::to_string(lock->key) + ":";
    const QRectF held = chip->adjusted(0, 0, -chip->width() / 2, 0);
    const QRectF wanted = held.translated(held.width(), 0);
    if (const QRectF* owner = a.task(lock->owner))
      a.route(key + "owner", *owner, held, inkOf(Ink::RoleStrong, Role::Lock), Dash::Solid, Head::Filled);
    for (std::size_t at = 0; at < std::min<std::size_t>(lock->waiters.size(), 4); ++at)
      if (const QRectF* waiter = a.task(lock->waiters[at]))
        a.route(key + std::to_string(lock->waiters[at]), *waiter, wanted, inkOf(Ink::RoleStrong, Role::Wait),
                Dash::Dotted, Head::Filled);
  }
}

void addForkArrows(Arrows& a) {
  SceneBuilder& b = a.b;
  for (const TaskId id : b.scene.shown) {
    const Task* child = b.state.task(id);
    if (!child || child->started) continue;
    const QRectF *parent = a.task(child->parent), *rect = a.task(id);
    if (!parent || !rect) continue;
    const std::string key = "fork:" + std::to_string(id);
    if (parent->left() < rect->left() && child->parent == b.cast.kthreadd)
      a.curve(key, rightOf(*parent), leftOf(*rect), inkOf(Ink::RoleStrong, Role::Fork), Dash::Solid,
              Head::Filled);
    else
      a.route(key, *parent, *rect, inkOf(Ink::RoleStrong, Role::Fork), Dash::Solid, Head::Filled);
  }
}

// Where requests go next: the list's way to kthreadd, faint while nothing moves along it.
void addFlow(Arrows& a) {
  SceneBuilder& b = a.b;
  if (b.state.list(b.machine.list).empty() || !b.state.task(b.cast.kthreadd)) return;
  const double y = b.layout.list.top() + b.px(19);
  Shape& arrow = a.curve("flow", QPointF(b.layout.list.right(), y), QPointF(b.layout.kthreadd.left(), y),
                         Ink::LineStrong, Dash::Dashed, Head::Filled);
  arrow.opacity = 0.7;
}

void addStop(Arrows& a) {
  SceneBuilder& b = a.b;
  const Lock* lock = b.state.lock(ObjectType::StopLock);
  const QRectF* victim = a.task(b.state.stop.k);
  const QRectF* stopper = lock ? a.task(lock->owner) : nullptr;
  if (!victim || !stopper || victim == stopper) return;
  a.route("stop", *stopper, *victim, inkOf(Ink::RoleStrong, Role::Stop), Dash::Dashed, Head::Filled);
  a.note("stop", {b.layout.kthreadd.center().x(), b.layout.topLane}, QStringLiteral("stop"), Role::Stop);
}

void addWake(Arrows& a, const Event& event) {
  const TaskId target = event.object.type() == ObjectType::Task ? event.object.index() : kNoTask;
  const QRectF *from = a.task(event.task), *to = a.task(target);
  const bool took = event.kind == EventKind::WakeIssued || event.effect == Effect::Woke ||
                    event.effect == Effect::KeptAwake;
  const bool freezes = event.kind == EventKind::FreezeTask, thaws = event.kind == EventKind::ThawTask;
  const bool issued = event.kind == EventKind::WakeIssued;
  if (!from || !to || from == to) return;
  a.route("wake", *from, *to, inkOf(Ink::RoleStrong, Role::Wake),
          took && !issued ? Dash::Solid : Dash::Dashed, took && !issued ? Head::Filled : Head::Hollow);
  const QString words =
      issued                              ? QStringLiteral("wake on its way")
      : thaws                             ? QStringLiteral("thawed")
      : freezes && took                   ? QStringLiteral("signal: it wakes")
      : event.effect == Effect::Woke      ? QStringLiteral("wake: it slept, and is runnable")
      : event.effect == Effect::KeptAwake ? QStringLiteral("wake: it had not left its CPU yet")
      : event.effect == Effect::Signalled ? QStringLiteral("signal pending")
                                          : QStringLiteral("wake in vain: it was running already");
  const double x = (a.b.layout.lock.center().x() + a.b.layout.lock.right()) / 2;
  a.note("wake", a.besideLast(x, a.b.widthOf(words, TextStyle::SmallStrong)), words, Role::Wake);
}

// The present event's own reach.
void addEventArrow(Arrows& a) {
  SceneBuilder& b = a.b;
  if (!b.moment.event) return;
  const Event& event = *b.moment.event;
  const QRectF* self = a.task(event.task);
  if (!self) return;
  const auto to = [&](const char* key, const QRectF* rect, Role role) {
    if (rect && rect != self)
      a.route(key, *self, *rect, inkOf(Ink::RoleStrong, role), Dash::Solid, Head::Filled);
  };
  switch (event.kind) {
    case EventKind::WakeIssued:
    case EventKind::FreezeTask:
    case EventKind::ThawTask:
    case EventKind::WakeTookEffect: return addWake(a, event);
    case EventKind::ListAddTail:
      if (const auto row = b.rows.find(event.request); row != b.rows.end())
        a.curve("list", rightOf(*self), leftOf(row->second), ColourRef(Ink::RequestFill, event.request),
                Dash::Solid, Head::Filled);
      return;
    case EventKind::ListDelInit:
      if (event.task == b.cast.kthreadd && !b.stepRow.isEmpty())
        a.curve("list", rightOf(b.layout.list), QPointF(self->left(), b.stepRow.center().y()),
                ColourRef(Ink::RequestFill, event.request), Dash::Solid, Head::Filled);
      return;
    case EventKind::Complete: return to("complete", a.object(event.object), Role::Done);
    case EventKind::KthreaddTaskSet:
    case EventKind::FindTaskByPid:
      return to("find",
                event.object.type() == ObjectType::Task ? a.task(event.object.index())
                                                        : a.task(static_cast<TaskId>(event.arg)),
                Role::Fork);
    case EventKind::LockTaken:
    case EventKind::LockWanted:
      if (event.object == b.machine.lock) return;
      // Who has come to a lock that another has is drawn as who waits for it.
      if (const Lock* lock = b.state.lock(event.object);
          lock && isSleptFor(event.object) && lock->owner != kNoTask && lock->owner != event.task)
        return;
      to("other-lock", a.object(event.object), Role::Lock);
      return;
    default: return;
  }
}

QPointF centreOfToken(Arrows& a, const Request& request, bool& known) {
  SceneBuilder& b = a.b;
  known = true;
  const auto shown = [&](TaskId id) -> const QRectF* {
    return std::find(b.scene.shown.begin(), b.scene.shown.end(), id) == b.scene.shown.end() ? nullptr
                                                                                            : a.task(id);
  };
  // A wide one hangs out further: on the card there are words.
  const QSizeF size = b.tokenSize(request.key);
  const QPointF out((size.width() - size.height()) / 2, 0);
  switch (placeOf(request, b.state, b.cast.kthreadd)) {
    case Place::Caller:
      if (const QRectF* caller = shown(request.caller)) return rightOf(*caller) + out;
      break;
    case Place::List:
      if (const auto row = b.rows.find(request.key); row != b.rows.end())
        return {row->second.left() + b.px(5) + b.tokenSize(request.key).width() / 2,
                row->second.center().y()};
      break;
    case Place::Kthreadd:
      if (!b.stepRow.isEmpty())
        return {b.stepRow.right() - b.px(6) - b.tokenSize(request.key).width() / 2, b.stepRow.center().y()};
      break;
    case Place::OnItsWay: {
      const QRectF *parent = a.task(b.cast.kthreadd), *child = shown(request.child);
      if (parent && child) return forkMiddle(b, *parent, *child);
      break;
    }
    case Place::Child:
      if (const QRectF* child = shown(request.child)) return leftOf(*child) - out;
      break;
    case Place::Started:
      if (const auto at = b.places.find(ObjectId{ObjectType::Started, request.key}.value);
          at != b.places.end())
        return at->second;
      if (const QRectF* worker = a.task(b.cast.kthreadd)) return rightOf(*worker) + out;
      break;
    case Place::Done:
      if (const auto at = b.places.find(ObjectId{ObjectType::Done, request.key}.value); at != b.places.end())
        return at->second;
      if (const QRectF* caller = shown(request.caller)) return rightOf(*caller) + out;
      break;
  }
  known = false;
  return {};
}

}  // namespace

QPointF forkMiddle(const SceneBuilder&, const QRectF& parent, const QRectF& child) {
  return (rightOf(parent) + leftOf(child)) / 2;  // the middle of a curve that is the same from both ends
}

void addArrows(SceneBuilder& b) {
  Arrows a(b);
  addFlow(a);
  addLockArrows(a);
  addSleepersArrows(a);
  addForkArrows(a);
  addStop(a);
  addEventArrow(a);
}

void addTokens(SceneBuilder& b) {
  Arrows a(b);
  for (const Request* request : b.state.requests.sorted()) {
    bool known = false;
    const QPointF centre = centreOfToken(a, *request, known);
    if (!known) continue;
    b.token(request->key, centre);
    if (b.rows.contains(request->key)) continue;  // its row speaks for it
    const QString name = QString::fromStdString(textOf(request->comm, b.moment.names));
    const std::string_view phase = nameOf(request->phase);
    b.figure(StageTarget::request(request->key), b.front.back().rect,
             QStringLiteral("request %1, \u201c%2\u201d, from %3: %4")
                 .arg(request->key + 1)
                 .arg(name, b.nameOfTask(request->caller),
                      QString::fromUtf8(phase.data(), static_cast<qsizetype>(phase.size()))));
  }
}

}  // namespace kts::views
