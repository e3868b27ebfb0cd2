// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/compare/first_difference.h"

#include <algorithm>

#include "engine/vocabulary/sentence.h"

namespace kts::recordings {

namespace {

constexpr Seq kAtOnce = 4096;             // events read at a time
constexpr Seq kLongestCourse = 1u << 20;  // of one request
constexpr std::size_t kComparedCourses = 16;

// A comm pattern by its words: its number is each run's own.
std::string_view patternOf(const Event& event, Names names) {
  const auto at = static_cast<std::size_t>(event.arg);
  return at < names.size() ? std::string_view(names[at]) : std::string_view();
}

bool namesSomething(EventKind kind) {
  return kind == EventKind::RequestPrepared || kind == EventKind::SetComm;
}

struct Run {
  const Recording& recording;
  Names names;

  explicit Run(const Recording& recording) : recording(recording), names(recording.info().header.names) {}
};

bool isSame(const Event& a, Names namesA, const Event& b, Names namesB) {
  if (a.kind != b.kind || a.task != b.task || a.object != b.object || a.request != b.request ||
      a.effect != b.effect)
    return false;
  return namesSomething(a.kind) ? patternOf(a, namesA) == patternOf(b, namesB) : a.arg == b.arg;
}

// How many events both runs begin with.
Result<Seq> commonEvents(const Run& a, const Run& b, const std::stop_token& stop) {
  const Seq end = std::min(a.recording.events(), b.recording.events());
  for (Seq from = 0; from < end; from += kAtOnce) {
    if (stop.stop_requested()) return std::unexpected(Problem{"stopped"});
    const Seq to = std::min(end, from + kAtOnce);
    const auto inA = a.recording.eventsIn(from, to), inB = b.recording.eventsIn(from, to);
    if (!inA) return std::unexpected(inA.error());
    if (!inB) return std::unexpected(inB.error());
    for (std::size_t at = 0; at < std::min(inA->size(), inB->size()); ++at)
      if (!isSame((*inA)[at], a.names, (*inB)[at], b.names)) return from + at;
  }
  return end;
}

Result<DifferenceSide> sideAt(const Run& run, Seq seq) {
  DifferenceSide side;
  if (seq >= run.recording.events()) return side;
  auto state = run.recording.stateAt(seq);
  if (!state) return std::unexpected(state.error());
  const auto events = run.recording.eventsIn(seq, seq + 1);
  if (!events) return std::unexpected(events.error());
  if (events->empty()) return side;
  const Event& event = events->front();
  // A newborn is known only after its fork, the dead only before their end.
  const ObjectId object = event.object;
  if (object.type() == ObjectType::Task && !state->task(object.index())) apply(*state, event);
  side = {seq, event.tNs, event.task, event.request, sentenceOf(event, *state, run.names)};
  return side;
}

// --- what is done for one request, whoever moves when -------------------------------------------------

enum Actor { kCaller, kChild, kOther, kActors };

struct CourseEvent {
  Seq seq;
  Event event;
};
using Course = std::array<std::vector<CourseEvent>, kActors>;

// What depends on who moves when, and not on the protocol.
bool belongsToTheScheduler(EventKind kind) {
  switch (kind) {
    case EventKind::FirstRun:
    case EventKind::Schedule:
    case EventKind::Resumed:
    case EventKind::WakeTookEffect:
    case EventKind::TimerExpired:
    case EventKind::WaitInactive:
    case EventKind::StoreDrained: return true;
    default: return false;
  }
}

// Whether `arg` says what is done; else it is an id, a PID or a count, which each run gives in its own order.
bool argCounts(EventKind kind) {
  switch (kind) {
    case EventKind::Call:
    case EventKind::Return:
    case EventKind::SetState:
    case EventKind::SetStatePlain:
    case EventKind::KernelThread:
    case EventKind::ScheduleTimeout:
    case EventKind::SetNice:
    case EventKind::SetCpus:
    case EventKind::SetBlocked:
    case EventKind::SetFlags: return true;
    default: return false;
  }
}

Result<Course> courseOf(const Run& run, const RequestRow& request) {
  Course course;
  std::array<int, kActors> waits{};
  const auto seqOf = [&](Phase phase) { return request.seqOf[static_cast<std::size_t>(phase)]; };
  const Seq begin = seqOf(Phase::Prepared), end = run.recording.events();
  if (begin == kNever) return course;
  Seq last = seqOf(Phase::Returned) == kNever ? end : std::min(seqOf(Phase::Returned) + 1, end);
  last = std::min(last, begin + kLongestCourse);
  for (Seq from = begin; from < last; from += kAtOnce) {
    const auto events = run.recording.eventsIn(from, std::min(last, from + kAtOnce));
    if (!events) return std::unexpected(events.error());
    for (std::size_t at = 0; at < events->size(); ++at) {
      const Event& event = (*events)[at];
      if (event.request != request.id) continue;
      const Actor actor = event.task == request.caller  ? kCaller
                          : event.task == request.child ? kChild
                                                        : kOther;
      // How often a waiter goes round depends on who came first.
      const bool waiting = (event.kind == EventKind::Call || event.kind == EventKind::Return) &&
                           static_cast<Function>(event.arg) == Function::WaitForCompletion;
      if (waiting && event.kind == EventKind::Return) --waits[actor];
      if (waits[actor] <= 0 && !belongsToTheScheduler(event.kind))
        course[actor].push_back({from + at, event});
      if (waiting && event.kind == EventKind::Call) ++waits[actor];
    }
  }
  return course;
}

bool doesTheSame(const Event& a, const Event& b) {
  return a.kind == b.kind && a.object.type() == b.object.type() && (!argCounts(a.kind) || a.arg == b.arg);
}

struct Parting {
  Seq a = kNever, b = kNever;
};

// The earliest event of A at which one of the three who work for a request does something else.
std::optional<Parting> partingOf(const Course& a, const Course& b) {
  std::optional<Parting> earliest;
  for (int actor = 0; actor < kActors; ++actor) {
    const auto &inA = a[static_cast<std::size_t>(actor)], &inB = b[static_cast<std::size_t>(actor)];
    const auto [atA, atB] = std::ranges::mismatch(
        inA, inB, [](const CourseEvent& x, const CourseEvent& y) { return doesTheSame(x.event, y.event); });
    if (atA == inA.end() || atB == inB.end()) continue;  // one comes less far, and differs in nothing else
    if (!earliest || atA->seq < earliest->a) earliest = Parting{atA->seq, atB->seq};
  }
  return earliest;
}

Result<std::optional<Parting>> firstParting(const Run& a, const Run& b, const std::stop_token& stop) {
  const auto requestsA = a.recording.requests(), requestsB = b.recording.requests();
  if (!requestsA) return std::unexpected(requestsA.error());
  if (!requestsB) return std::unexpected(requestsB.error());
  const std::size_t count = std::min({requestsA->size(), requestsB->size(), kComparedCourses});
  for (std::size_t at = 0; at < count; ++at) {
    if (stop.stop_requested()) return std::unexpected(Problem{"stopped"});
    const auto courseA = courseOf(a, (*requestsA)[at]), courseB = courseOf(b, (*requestsB)[at]);
    if (!courseA) return std::unexpected(courseA.error());
    if (!courseB) return std::unexpected(courseB.error());
    if (const auto parting = partingOf(*courseA, *courseB)) return parting;
  }
  return std::nullopt;
}

// --- words --------------------------------------------------------------------------------------------

std::string counted(Seq number, const char* thing) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits + ' ' + thing + (number == 1 ? "" : "s");
}

std::string summaryOf(const Difference& d, const Run& a, const Run& b) {
  const std::string after =
      d.common == 0 ? "from the first event on" : "after " + counted(d.common, "equal event");
  switch (d.kind) {
    case DifferenceKind::World: return "before the first event";
    case DifferenceKind::Turn: return after + " another task moves";
    case DifferenceKind::Act: return after + " the same task does something else";
    case DifferenceKind::Course: return "request " + std::to_string(d.a.request + 1) + " goes another way";
    case DifferenceKind::End:
      return std::string(d.a.seq == kNever ? "A" : "B") + " ends after " +
             counted(std::min(a.recording.events(), b.recording.events()), "event") + ", which " +
             (d.a.seq == kNever ? "B" : "A") + " has too";
  }
  return after;
}

void sayIt(Difference& d, const Run& a, const Run& b) {
  d.summary = summaryOf(d, a, b);
  d.sentence = d.summary + ": ";
  if (d.a.seq == kNever)
    d.sentence += "B goes on, " + d.b.sentence;
  else if (d.b.seq == kNever)
    d.sentence += "A goes on, " + d.a.sentence;
  else
    d.sentence += "in A " + d.a.sentence + ", in B " + d.b.sentence;
}

Result<std::optional<Difference>> differenceAt(const Run& a, const Run& b, Parting where, Seq common,
                                               std::optional<DifferenceKind> kind) {
  Difference difference;
  difference.common = common;
  auto sideA = sideAt(a, where.a), sideB = sideAt(b, where.b);
  if (!sideA) return std::unexpected(sideA.error());
  if (!sideB) return std::unexpected(sideB.error());
  difference.a = std::move(*sideA);
  difference.b = std::move(*sideB);
  const bool ends = difference.a.seq == kNever || difference.b.seq == kNever;
  difference.kind = kind                                     ? *kind
                    : ends                                   ? DifferenceKind::End
                    : difference.a.task == difference.b.task ? DifferenceKind::Act
                                                             : DifferenceKind::Turn;
  sayIt(difference, a, b);
  return difference;
}

}  // namespace

Result<std::optional<Difference>> firstDifference(const Recording& recordingA, const Recording& recordingB,
                                                  const std::stop_token& stop) {
  const Run a(recordingA), b(recordingB);
  const RunHeader &headerA = recordingA.info().header, &headerB = recordingB.info().header;
  const auto common = commonEvents(a, b, stop);
  if (!common) return std::unexpected(common.error());
  if (*common == recordingA.events() && *common == recordingB.events()) {
    const std::string worlds = worldDifference(headerA, headerB);
    if (worlds.empty()) return std::nullopt;
    Difference difference;
    difference.kind = DifferenceKind::World;
    difference.common = *common;
    difference.a.seq = difference.b.seq = 0;
    difference.summary = summaryOf({DifferenceKind::World, 0, {}, {}, {}, {}}, a, b);
    difference.sentence = difference.summary + ": " + worlds;
    return difference;
  }
  auto literal = differenceAt(a, b, {*common, *common}, *common, std::nullopt);
  if (!literal || !*literal) return literal;
  // Of two protocols it matters where they part, more than whom the scheduler chose first, or what the idle
  // loops of two different machines do.
  const bool act = (*literal)->kind == DifferenceKind::Act;
  if (headerA.design == headerB.design && (act || headerA.variant == headerB.variant)) return literal;
  const auto parting = firstParting(a, b, stop);
  if (!parting) return std::unexpected(parting.error());
  if (!*parting) return literal;
  return differenceAt(a, b, **parting, *common, DifferenceKind::Course);
}

}  // namespace kts::recordings
