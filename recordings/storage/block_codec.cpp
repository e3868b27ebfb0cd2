// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/storage/block_codec.h"

#include <algorithm>
#include <array>

#include "recordings/storage/byte_stream.h"

namespace kts::recordings {

namespace {

// Where an event is not as guessed, in the order in which it is told.
enum Surprise : std::uint8_t { kTask = 1, kCode = 2, kStep = 4, kRequest = 8, kObject = 16, kArg = 32 };

// What goes together in one place of the source: kind, effect, object type, site.
using Code = std::uint64_t;
Code codeOf(const Event& event) {
  return static_cast<Code>(event.kind) | static_cast<Code>(event.effect) << 8 |
         static_cast<Code>(event.site.value) << 16 | static_cast<Code>(event.object.value >> 24) << 32;
}

// An id or a pid: it rises as it rose last time, or by `off` more.
struct Series {
  std::uint32_t last = 0, rise = 0;
  std::uint32_t guess() const { return last + rise; }
  void goOn(std::uint32_t off) { last += rise += off; }
};

struct OfTask {
  TaskId key = kNoTask;
  RequestId request = kNoRequest;  // its last one
  std::uint16_t way = 0;           // by which codes it has come here
  explicit OfTask(TaskId task) : key(task) {}
};

struct OfCode {
  Code key = 0;
  std::uint32_t steps = 0;  // to it from the event before
  Series object, arg;
  bool ofRequest =
      false;  // its object has a request's number: what is told is the difference from the event's
  explicit OfCode(Code code)
      : key(code), ofRequest(infoOf(static_cast<ObjectType>(code >> 32)).scope == ObjectScope::Request) {}
  std::uint32_t base(RequestId request) const { return ofRequest ? request : 0; }
};

constexpr std::size_t kIndexSize = kBlockEvents * 2;

// Numbers things in order of appearance within a block. Number 0 stands there from the start.
template <class Entry, class Key>
class Numbering {
 public:
  void clear(Key first) {
    m_entries.clear();
    m_entries.emplace_back(first);
    m_index.fill(0);
  }
  Entry& operator[](std::size_t number) { return m_entries[number]; }
  std::size_t size() const { return m_entries.size(); }
  void add(Key key) { m_entries.emplace_back(key); }
  // The number of `key`; a new one when it equals size() before the call.
  std::uint16_t numberOf(Key key) {
    for (std::size_t at = (static_cast<std::uint64_t>(key) * 0x9e3779b97f4a7c15ull) >> 51;;
         at = (at + 1) & (kIndexSize - 1)) {
      if (m_index[at] == 0) {
        m_index[at] = static_cast<std::uint16_t>(size());
        add(key);
        return m_index[at];
      }
      if (m_entries[m_index[at]].key == key) return m_index[at];
    }
  }

 private:
  std::vector<Entry> m_entries;
  std::array<std::uint16_t, kIndexSize> m_index;  // the writer's way from key to number; 0 none
};
static_assert(kIndexSize == 1u << 13, "the hash keeps its upper 13 bits");

// Twelve bits that tell the last few codes of a task, so that a place that is reached by two ways is not
// mistaken for one.
constexpr std::size_t kWays = 4096;
constexpr std::uint16_t goneOn(std::uint16_t way, std::uint16_t code) {
  return static_cast<std::uint16_t>((way << 3 ^ code) & (kWays - 1));
}

// What the guesses are made from; the writer and the reader move it alike.
struct Guess {
  Numbering<OfTask, TaskId> tasks;
  Numbering<OfCode, Code> codes;
  std::array<std::uint16_t, kWays> next;  // the code that came last time after this way
  std::uint64_t tNs = 0;
  std::uint32_t step = 0;
  RequestId newRequest = 0;  // one more than the highest so far
  TaskId newestTask = 0;     // the last that was numbered
  std::uint16_t task = 0;    // whose the event before was

  void clear() {
    tasks.clear(kNoTask), codes.clear(0), next.fill(0);
    tNs = 0, step = 0, newRequest = 0, newestTask = 0, task = 0;
  }
  void sawRequest(RequestId request) {
    if (request != kNoRequest && request >= newRequest) newRequest = request + 1;
  }
};

// No event takes more: its time, the marks, and each thing they may stand for, the task and the code with
// their own names.
constexpr std::size_t kMostEventBytes = 1 + kMostNumberBytes * 9;

// ---- one event behind those before it

std::uint16_t putTask(Guess& guess, ByteWriter& out, TaskId task) {
  const std::size_t known = guess.tasks.size();
  const std::uint16_t number = guess.tasks.numberOf(task);
  out.number(number);
  if (number == known) out.number(zigzagOf(task - guess.newestTask)), guess.newestTask = task;
  return number;
}

std::uint16_t putCode(Guess& guess, ByteWriter& out, Code code) {
  const std::size_t known = guess.codes.size();
  const std::uint16_t number = guess.codes.numberOf(code);
  out.number(number);
  if (number == known) out.number(code);
  return number;
}

void put(Guess& guess, ByteWriter& out, const Event& event) {
  std::uint8_t* const head = out.at;
  out.number((event.tNs - guess.tNs) << 1);
  guess.tNs = event.tNs;
  std::uint8_t* const marks = out.at++;
  unsigned surprise = 0;

  if (guess.tasks[guess.task].key != event.task)
    surprise |= kTask, guess.task = putTask(guess, out, event.task);
  OfTask& task = guess.tasks[guess.task];
  std::uint16_t& next = guess.next[task.way];
  const Code what = codeOf(event);
  if (guess.codes[next].key != what) surprise |= kCode, next = putCode(guess, out, what);
  OfCode& code = guess.codes[next];
  task.way = goneOn(task.way, next);

  const std::uint32_t steps = event.step - guess.step;
  guess.step = event.step;
  if (code.steps != steps) surprise |= kStep, out.number(zigzagOf(steps - code.steps)), code.steps = steps;
  if (task.request != event.request) {
    surprise |= kRequest;
    out.number(event.request == kNoRequest ? 0 : 1 + zigzagOf(event.request - guess.newRequest));
    guess.sawRequest(task.request = event.request);
  }

  const std::uint32_t objectOff = event.object.index() - code.base(event.request) - code.object.guess();
  if (objectOff) surprise |= kObject, out.number(zigzagOf(objectOff));
  code.object.goOn(objectOff);
  const std::uint32_t argOff = static_cast<std::uint32_t>(event.arg) - code.arg.guess();
  if (argOff) surprise |= kArg, out.number(zigzagOf(argOff));
  code.arg.goOn(argOff);

  if (surprise)
    *head |= 1, *marks = static_cast<std::uint8_t>(surprise);
  else
    out.at = marks;
}

bool getTask(Guess& guess, ByteReader& in) {
  const std::uint64_t number = in.number();
  if (number > guess.tasks.size() || number > kBlockEvents) return false;
  if (number == guess.tasks.size()) guess.tasks.add(guess.newestTask += differenceOf(in.number()));
  guess.task = static_cast<std::uint16_t>(number);
  return true;
}

bool getCode(Guess& guess, ByteReader& in, std::uint16_t& code) {
  const std::uint64_t number = in.number();
  if (number > guess.codes.size() || number > kBlockEvents) return false;
  if (number == guess.codes.size()) guess.codes.add(in.number());
  code = static_cast<std::uint16_t>(number);
  return true;
}

bool get(Guess& guess, ByteReader& in, Event& event) {
  const std::uint64_t head = in.number();
  const unsigned surprise = head & 1 ? in.byte() : 0;
  event.tNs = guess.tNs += head >> 1;

  if (surprise & kTask && !getTask(guess, in)) return false;
  OfTask& task = guess.tasks[guess.task];
  event.task = task.key;
  std::uint16_t& next = guess.next[task.way];
  if (surprise & kCode && !getCode(guess, in, next)) return false;
  OfCode& code = guess.codes[next];
  task.way = goneOn(task.way, next);
  event.kind = static_cast<EventKind>(code.key & 0xff);
  event.effect = static_cast<Effect>(code.key >> 8 & 0xff);
  event.site = Site::fromValue(static_cast<std::uint16_t>(code.key >> 16));

  if (surprise & kStep) code.steps += differenceOf(in.number());
  event.step = guess.step += code.steps;
  if (surprise & kRequest) {
    const std::uint64_t request = in.number();
    task.request = request == 0 ? kNoRequest : guess.newRequest + differenceOf(request - 1);
    guess.sawRequest(task.request);
  }
  event.request = task.request;

  code.object.goOn(surprise & kObject ? differenceOf(in.number()) : 0);
  event.object =
      ObjectId(static_cast<ObjectType>(code.key >> 32), code.object.last + code.base(event.request));
  code.arg.goOn(surprise & kArg ? differenceOf(in.number()) : 0);
  event.arg = static_cast<std::int32_t>(code.arg.last);
  return in.good();
}

}  // namespace

struct BlockCodec::Work {
  Guess guess;
  std::array<std::uint8_t, kMostNumberBytes * 2 + kMostEventBytes * kBlockEvents> bytes;
};

BlockCodec::BlockCodec() : m_work(std::make_unique<Work>()) {}
BlockCodec::~BlockCodec() = default;

std::span<const std::uint8_t> BlockCodec::encode(Seq seq0, std::span<const Event> events) {
  Work& work = *m_work;
  events = events.first(std::min(events.size(), kBlockEvents));
  work.guess.clear();
  ByteWriter out{work.bytes.data()};
  out.number(seq0);
  out.number(events.size());
  for (const Event& event : events) put(work.guess, out, event);
  return {work.bytes.data(), out.at};
}

std::optional<std::vector<Event>> BlockCodec::decode(Seq seq0, std::span<const std::uint8_t> bytes) {
  Work& work = *m_work;
  ByteReader in(bytes);
  if (in.number() != seq0) return {};
  const std::uint64_t count = in.number();
  if (!in.good() || count == 0 || count > kBlockEvents) return {};
  work.guess.clear();
  std::vector<Event> events(count);
  for (Event& event : events)
    if (!get(work.guess, in, event)) return {};
  if (!in.atEnd()) return {};
  return events;
}

}  // namespace kts::recordings
