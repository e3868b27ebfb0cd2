// SPDX-License-Identifier: GPL-2.0-or-later
// The strip at the bottom: completions with their counts and waiters, and whatever other lock is in use.
#include <tuple>

#include "views/stage/scene_builder.h"

namespace kts::views {

namespace {

struct Chip {
  StageTarget target;
  std::string key;
  QString name, count, says;
  Role role = Role::Done;
  bool locked = false;  // a lock that is held, or a completion whose wait queue's lock is
  // Of a request: its number stands in the request's colour, where its token can come to stand.
  RequestId request = kNoRequest;
  QString label() const {
    return request == kNoRequest ? name : name.left(name.lastIndexOf(QLatin1Char(' ')));
  }
};

Chip chipOf(const SceneBuilder& b, const Completion& completion) {
  const ObjectId id = completion.id();
  Chip chip{StageTarget::object(id),
            "object:" + std::to_string(id.value),
            shortNameIn(id, b.moment),
            QString::number(completion.done),
            {},
            Role::Done,
            false};
  if (infoOf(id.type()).objectClass == ObjectClass::WaitQueue) chip.count.clear();  // it counts nothing
  if (completion.waiters.empty())
    chip.says = completion.done ? QStringLiteral("completed") : QStringLiteral("nobody waits");
  else if (completion.waiters.size() == 1)
    chip.says = QStringLiteral("%1 waits").arg(b.nameOfTask(completion.waiters[0]));
  else
    chip.says = QStringLiteral("%1 wait").arg(completion.waiters.size());
  if (const Lock* lock = b.state.lock(waitLockOf(id)); lock && lock->owner != kNoTask) chip.locked = true;
  if (infoOf(id.type()).scope == ObjectScope::Request) chip.request = id.index();
  return chip;
}

Chip chipOf(const SceneBuilder& b, const Lock& lock) {
  Chip chip{StageTarget::object(lock.id()),
            "object:" + std::to_string(lock.id().value),
            shortNameIn(lock.id(), b.moment),
            {},
            {},
            Role::Lock,
            lock.owner != kNoTask};
  chip.says = lock.owner == kNoTask ? QStringLiteral("free")
                                    : QStringLiteral("held by %1").arg(b.nameOfTask(lock.owner));
  // Of a free lock nobody waits: whoever is next has only not taken it yet.
  const bool held = lock.owner != kNoTask;
  if (lock.waiters.size() == 1)
    chip.says += (held ? QStringLiteral(", %1 waits") : QStringLiteral(", %1 wants it"))
                     .arg(b.nameOfTask(lock.waiters[0]));
  if (lock.waiters.size() > 1)
    chip.says +=
        (held ? QStringLiteral(", %1 wait") : QStringLiteral(", %1 want it")).arg(lock.waiters.size());
  return chip;
}

bool carriesToken(const SceneBuilder& b, const Chip& chip) {
  const ObjectId id = ObjectId::fromValue(chip.target.id);
  const Request* request = b.state.request(id.index());
  if (!request || (id.type() != ObjectType::Started && id.type() != ObjectType::Done)) return false;
  return placeOf(*request, b.state, b.cast.kthreadd) ==
         (id.type() == ObjectType::Started ? Place::Started : Place::Done);
}

// Those that carry a token and those of the request at hand first, then in order of request; locks before
// completions.
std::vector<Chip> chipsOf(const SceneBuilder& b) {
  std::vector<Chip> chips;
  for (const Lock* lock : b.state.locks.sorted()) {
    const ObjectType type = lock->id().type();
    const bool drawnElsewhere = lock->id() == b.machine.lock || type == ObjectType::DoneLock ||
                                type == ObjectType::StartedLock || type == ObjectType::StopDoneLock;
    if (!drawnElsewhere) chips.push_back(chipOf(b, *lock));
  }
  if (b.state.stop.k != kNoTask) {
    const ObjectId id{ObjectType::StopInfo};
    chips.push_back({StageTarget::object(id),
                     "object:" + std::to_string(id.value),
                     QStringLiteral("kthread_stop_info.k"),
                     {},
                     b.nameOfTask(b.state.stop.k),
                     Role::Stop,
                     false});
  }
  std::vector<const Completion*> completions = b.state.completions.sorted();
  const auto rank = [&](const Completion* c) {
    const ObjectId id = c->id();
    const bool present =
        b.moment.event && b.moment.event->request == id.index() && id.type() != ObjectType::StopDone;
    const Request* request = b.state.request(id.index());
    const bool idle = request && request->phase < Phase::Dequeued;  // its requests only wait in the list
    return std::tuple(!present && id.type() != ObjectType::StopDone, idle, id.index(),
                      static_cast<int>(id.type()));
  };
  std::sort(completions.begin(), completions.end(), [&](auto* a, auto* c) { return rank(a) < rank(c); });
  for (const Completion* completion : completions) {
    if (chips.size() > 64) break;
    chips.push_back(chipOf(b, *completion));
  }
  // A request's token needs a chip to lie on.
  std::stable_partition(chips.begin(), chips.end(), [&](const Chip& chip) { return carriesToken(b, chip); });
  return chips;
}

// Locks, then completions by request, done before started.
std::tuple<bool, std::uint32_t, std::uint32_t> orderOf(const Chip& chip) {
  const ObjectId id = ObjectId::fromValue(chip.target.id);
  return {chip.role == Role::Done, chip.role == Role::Done ? id.index() : 0,
          static_cast<std::uint32_t>(id.type())};
}

double widthOfChip(const SceneBuilder& b, const Chip& chip) {
  double width = b.px(14 + 12) + b.widthOf(chip.label(), TextStyle::SmallStrong) + b.px(7) +
                 b.widthOf(chip.says, TextStyle::Small);
  if (chip.request != kNoRequest) width += b.tokenSize(chip.request).width() + b.px(6);
  if (!chip.count.isEmpty()) width += b.widthOf(chip.count, TextStyle::SmallStrong) + b.px(8 + 7);
  if (chip.locked) width += b.px(18);
  return width;
}

// The number of its request, or the room for the token that is one.
double addNumber(SceneBuilder& b, const Chip& chip, const QRectF& rect, double x) {
  const QSizeF size = b.tokenSize(chip.request);
  b.places[chip.target.id] = QPointF(x + size.width() / 2, rect.center().y());
  if (carriesToken(b, chip)) return size.width();
  const QRectF pill(x, rect.center().y() - b.px(8), size.width(), b.px(16));
  b.box(chip.key + "/pill", pill, ColourRef(Ink::RequestSoft, chip.request), {}, 0, 8);
  b.text(chip.key + "/number", pill, QString::number(chip.request + 1), TextStyle::SmallStrong,
         ColourRef(Ink::RequestSoftText, chip.request), Qt::AlignCenter);
  return size.width();
}

void addChip(SceneBuilder& b, const Chip& chip, const QRectF& rect) {
  const bool selected = b.isSelected(chip.target);
  const bool counted = !chip.count.isEmpty() && chip.count != QStringLiteral("0");
  const ColourRef fill =
      chip.role == Role::Done && !counted ? ColourRef(Ink::Panel) : inkOf(Ink::RoleSoft, chip.role);
  b.box(chip.key, rect, fill,
        selected                             ? ColourRef(Ink::Accent)
        : counted || chip.role != Role::Done ? inkOf(Ink::RoleStrong, chip.role)
                                             : ColourRef(Ink::Line),
        selected ? 2 : 1, 12);
  b.objects[chip.target.id] = rect;
  double x = rect.left() + b.px(14);
  const double right = rect.right() - b.px(10);
  const auto words = [&](const char* part, const QString& text, TextStyle style, ColourRef ink) {
    x += b.text(chip.key + part, QRectF(x, rect.top(), right - x, rect.height()), text, style, ink) + b.px(7);
  };
  words("/name", chip.label(), TextStyle::SmallStrong, Ink::Ink);
  if (chip.request != kNoRequest && x + b.tokenSize(chip.request).width() <= right)
    x += addNumber(b, chip, rect, x - b.px(1)) + b.px(6);
  if (!chip.count.isEmpty()) {
    const double width = b.widthOf(chip.count, TextStyle::SmallStrong) + b.px(8), height = b.px(15);
    if (x + width <= right) {
      const QRectF badge(x, rect.center().y() - height / 2, width, height);
      b.box(chip.key + "/badge", badge, inkOf(Ink::RoleSoft, Role::Done), {}, 0, 4);
      b.text(chip.key + "/count", badge, chip.count, TextStyle::SmallStrong, inkOf(Ink::RoleText, Role::Done),
             Qt::AlignCenter);
      x += width + b.px(7);
    }
  }
  if (chip.locked && x + b.px(14) <= right) {
    const double size = b.px(12);
    b.padlock(chip.key + "/padlock", QRectF(x, rect.center().y() - size / 2, size * 0.9, size),
              inkOf(Ink::RoleStrong, Role::Lock), true)
        .lineWidth = b.px(1.4);
    x += b.px(18);
  }
  words("/says", chip.says, TextStyle::Small, Ink::InkSoft);
  b.figure(chip.target, rect,
           QStringLiteral("%1%2: %3%4")
               .arg(chip.name, chip.count.isEmpty() ? QString() : QStringLiteral(", count ") + chip.count,
                    chip.says,
                    chip.locked && chip.role == Role::Done ? QStringLiteral("; its wait.lock is held")
                                                           : QString()));
}

}  // namespace

void addFoot(SceneBuilder& b) {
  if (b.layout.low) return;
  const QRectF foot = b.layout.foot;
  const double height = b.px(24), gap = b.px(6), between = b.px(10);
  const std::vector<Chip> chips = chipsOf(b);
  std::size_t total = chips.size();
  if (chips.size() > 64) total = b.state.completions.size();
  if (chips.empty()) {
    b.text("foot/none", QRectF(foot.left(), foot.top(), foot.width(), height),
           QStringLiteral("no completion in use"), TextStyle::Small, Ink::InkFaint);
    return;
  }
  const double moreWidth = b.widthOf(QStringLiteral("+ 00000 more"), TextStyle::Small);
  // The most telling ones that fit get a place, each in the order of its number: so chips do not jump about.
  const auto place = [&](std::size_t count, bool draw) {
    std::vector<Chip> some(chips.begin(), chips.begin() + static_cast<std::ptrdiff_t>(count));
    std::sort(some.begin(), some.end(), [](const Chip& a, const Chip& c) { return orderOf(a) < orderOf(c); });
    double x = foot.left(), y = foot.top();
    int row = 1;
    for (std::size_t at = 0; at < count; ++at) {
      const bool lastOne = at + 1 == count, more = lastOne && count < total;
      double width = std::min(widthOfChip(b, some[at]), foot.width() - (more ? moreWidth + between : 0));
      if (x + width + (more ? moreWidth + between : 0) > foot.right() + 0.5 && at > 0)
        ++row, x = foot.left(), y += height + gap;
      if (row > b.layout.footRows) return false;
      if (draw) addChip(b, some[at], QRectF(x, y, width, height));
      x += width + between;
    }
    if (draw && count < total)
      b.text("foot/others", QRectF(x, y, foot.right() - x, height),
             QStringLiteral("+ %1 more").arg(total - count), TextStyle::Small, Ink::InkSoft);
    return true;
  };
  std::size_t count = chips.size();
  while (count > 1 && !place(count, false)) --count;
  place(count, true);
}

}  // namespace kts::views
