// SPDX-License-Identifier: GPL-2.0-or-later
#include "recordings/storage/block_codec.h"

#include <algorithm>
#include <array>
#include <bit>

#include "recordings/storage/byte_stream.h"

namespace kts::recordings {

namespace {

enum Column { kCode, kTask, kTime, kStep, kRequest, kObject, kArg, kColumns };
enum class Shape : std::uint8_t { Zero, Dense, Sparse };

// What goes together in one place of the source: kind, effect, object type, site.
using Code = std::uint64_t;
Code codeOf(const Event& event) {
  return static_cast<Code>(event.kind) | static_cast<Code>(event.effect) << 8 |
         static_cast<Code>(event.site.value) << 16 | static_cast<Code>(event.object.value >> 24) << 32;
}

constexpr std::size_t kIndexSize = kBlockEvents * 2;
constexpr std::uint16_t kNone = 0xffff;

// Numbers things in order of appearance within a block.
template <class Key>
class Numbering {
 public:
  void clear() {
    m_keys.clear();
    m_index.fill(kNone);
  }
  // The number of `key`; a new one when it equals size() before the call.
  std::uint16_t numberOf(Key key) {
    for (std::size_t at = (static_cast<std::uint64_t>(key) * 0x9e3779b97f4a7c15ull) >> 51;;
         at = (at + 1) & (kIndexSize - 1)) {
      if (m_index[at] == kNone) {
        m_index[at] = static_cast<std::uint16_t>(m_keys.size());
        m_keys.push_back(key);
        return m_index[at];
      }
      if (m_keys[m_index[at]] == key) return m_index[at];
    }
  }
  void add(Key key) { m_keys.push_back(key); }
  const std::vector<Key>& keys() const { return m_keys; }

 private:
  std::vector<Key> m_keys;
  std::array<std::uint16_t, kIndexSize> m_index;
};
static_assert(kIndexSize == 1u << 13, "the hash keeps its upper 13 bits");

// What the guesses are made from; the writer and the reader move it alike.
struct Guess {
  struct OfTask {
    std::uint32_t code = 0;  // 1 + number of its last code
    std::uint32_t request = kNoRequest;
  };
  struct OfCode {
    std::uint32_t next = 0;  // the code that followed it in the same task last time
    std::uint32_t object = 0;
    std::uint32_t arg = 0;
  };
  std::vector<OfTask> tasks;
  std::vector<OfCode> codes;  // [0] is "the task's first event of the block"
  std::int64_t maxRequest = -1;
  std::uint64_t tNs = 0;
  std::uint32_t step = 0;
  std::uint32_t lastTask = 0;

  void clear() {
    tasks.clear();
    codes.assign(1, {});
    maxRequest = -1, tNs = 0, step = 0, lastTask = 0;
  }
};

// Where the next number of a block goes.
struct Put {
  std::uint8_t* at;
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) *at++ = static_cast<std::uint8_t>(value | 0x80);
    *at++ = static_cast<std::uint8_t>(value);
  }
};

// No block is longer: its head, the codes and tasks that it names, and columns that are sparse at worst.
constexpr std::size_t kMostNumber = 10;
constexpr std::size_t kMostBytes = kMostNumber * (4 + 2 * kBlockEvents + kColumns * (kBlockEvents + 2));

constexpr std::int64_t asSigned(std::uint32_t value) { return static_cast<std::int32_t>(value); }

}  // namespace

struct BlockCodec::Work {
  Guess guess;
  Numbering<Code> codes;
  Numbering<TaskId> tasks;
  std::array<std::array<std::uint64_t, kBlockEvents>, kColumns> columns;
  std::array<std::uint8_t, kMostBytes> bytes;

  void differences(std::span<const Event> events);
  static void putColumn(Put& put, const std::uint64_t* values, std::size_t count);
  bool getColumn(ByteReader& in, std::uint64_t* values, std::size_t count);
  bool rebuild(std::span<Event> events);
};

BlockCodec::BlockCodec() : m_work(std::make_unique<Work>()) {}
BlockCodec::~BlockCodec() = default;

void BlockCodec::Work::differences(std::span<const Event> events) {
  guess.clear(), codes.clear(), tasks.clear();
  for (std::size_t at = 0; at < events.size(); ++at) {
    const Event& event = events[at];
    const std::uint32_t task = tasks.numberOf(event.task);
    if (task == guess.tasks.size()) guess.tasks.emplace_back();
    auto& ofTask = guess.tasks[task];
    columns[kTask][at] = task;

    const std::uint32_t code = codes.numberOf(codeOf(event)) + 1u;
    if (code == guess.codes.size()) guess.codes.emplace_back();
    auto& ofLast = guess.codes[ofTask.code];
    columns[kCode][at] = ofLast.next == code ? 0 : code;
    ofLast.next = code;
    ofTask.code = code;
    auto& ofCode = guess.codes[code];

    columns[kTime][at] = event.tNs - guess.tNs;
    guess.tNs = event.tNs;
    columns[kStep][at] = zigzag(asSigned(event.step - guess.step - 1));
    guess.step = event.step;

    if (event.request == ofTask.request)
      columns[kRequest][at] = 0;
    else if (event.request == kNoRequest)
      columns[kRequest][at] = 1;
    else
      columns[kRequest][at] = 2 + zigzag(static_cast<std::int64_t>(event.request) - guess.maxRequest);
    if (event.request != kNoRequest)
      guess.maxRequest = std::max(guess.maxRequest, static_cast<std::int64_t>(event.request));
    ofTask.request = event.request;

    // An object of the request's own has the request's number: their difference stays.
    const bool ofRequest = infoOf(event.object.type()).scope == ObjectScope::Request;
    const std::uint32_t object = event.object.index() - (ofRequest ? event.request : 0);
    columns[kObject][at] = zigzag(asSigned(object - ofCode.object));
    ofCode.object = object;
    const auto arg = static_cast<std::uint32_t>(event.arg);
    columns[kArg][at] = zigzag(asSigned(arg - ofCode.arg));
    ofCode.arg = arg;
  }
}

void BlockCodec::Work::putColumn(Put& put, const std::uint64_t* values, std::size_t count) {
  std::size_t set = 0;
  for (std::size_t at = 0; at < count; ++at) set += values[at] != 0;
  const Shape shape = set == 0 ? Shape::Zero : set * 3 < count ? Shape::Sparse : Shape::Dense;
  put.number(static_cast<std::uint64_t>(shape));
  if (shape == Shape::Dense) {
    for (std::size_t at = 0; at < count; ++at) put.number(values[at]);
  } else if (shape == Shape::Sparse) {
    put.number(set);
    for (std::size_t at = 0, last = 0; at < count; ++at)
      if (values[at]) put.number(at - last), last = at;
    for (std::size_t at = 0; at < count; ++at)
      if (values[at]) put.number(values[at]);
  }
}

std::span<const std::uint8_t> BlockCodec::encode(Seq seq0, std::span<const Event> events) {
  Work& work = *m_work;
  events = events.first(std::min(events.size(), kBlockEvents));
  work.differences(events);
  Put put{work.bytes.data()};
  put.number(seq0);
  put.number(events.size());
  put.number(work.codes.keys().size());
  for (const Code code : work.codes.keys()) put.number(code);
  put.number(work.tasks.keys().size());
  TaskId last = 0;
  for (const TaskId task : work.tasks.keys()) put.number(zigzag(asSigned(task - last))), last = task;
  for (const auto& column : work.columns) Work::putColumn(put, column.data(), events.size());
  return {work.bytes.data(), put.at};
}

bool BlockCodec::Work::getColumn(ByteReader& in, std::uint64_t* values, std::size_t count) {
  const auto shape = static_cast<Shape>(in.byte());
  if (shape == Shape::Dense) {
    for (std::size_t at = 0; at < count; ++at) values[at] = in.number();
    return in.good();
  }
  std::fill_n(values, count, 0);
  if (shape == Shape::Zero) return in.good();
  if (shape != Shape::Sparse) return false;
  const std::uint64_t set = in.number();
  if (set > count || set > in.left()) return false;
  std::array<std::uint16_t, kBlockEvents> places;
  std::uint64_t place = 0;
  for (std::size_t at = 0; at < set; ++at) {
    const std::uint64_t ahead = in.number();
    if (ahead >= count || (place += ahead) >= count) return false;
    places[at] = static_cast<std::uint16_t>(place);
  }
  for (std::size_t at = 0; at < set; ++at) values[places[at]] = in.number();
  return in.good();
}

bool BlockCodec::Work::rebuild(std::span<Event> events) {
  guess.clear();
  guess.tasks.resize(tasks.keys().size());
  guess.codes.resize(codes.keys().size() + 1);
  for (std::size_t at = 0; at < events.size(); ++at) {
    Event& event = events[at];
    const std::uint64_t task = columns[kTask][at];
    if (task >= guess.tasks.size()) return false;
    auto& ofTask = guess.tasks[task];
    event.task = tasks.keys()[task];

    auto& ofLast = guess.codes[ofTask.code];
    const std::uint64_t code = columns[kCode][at] ? columns[kCode][at] : ofLast.next;
    if (code == 0 || code >= guess.codes.size()) return false;
    ofLast.next = ofTask.code = static_cast<std::uint32_t>(code);
    auto& ofCode = guess.codes[code];
    const Code what = codes.keys()[code - 1];
    event.kind = static_cast<EventKind>(what & 0xff);
    event.effect = static_cast<Effect>(what >> 8 & 0xff);
    event.site = Site::fromValue(static_cast<std::uint16_t>(what >> 16));
    const auto type = static_cast<ObjectType>(what >> 32 & 0xff);

    event.tNs = guess.tNs += columns[kTime][at];
    event.step = guess.step += static_cast<std::uint32_t>(unzigzag(columns[kStep][at])) + 1;
    if (const std::uint64_t request = columns[kRequest][at]; request >= 2)
      event.request = static_cast<RequestId>(guess.maxRequest + unzigzag(request - 2));
    else
      event.request = request == 0 ? ofTask.request : kNoRequest;
    if (event.request != kNoRequest)
      guess.maxRequest = std::max(guess.maxRequest, static_cast<std::int64_t>(event.request));
    ofTask.request = event.request;

    ofCode.object += static_cast<std::uint32_t>(unzigzag(columns[kObject][at]));
    const bool ofRequest = infoOf(type).scope == ObjectScope::Request;
    event.object = ObjectId(type, ofCode.object + (ofRequest ? event.request : 0));
    ofCode.arg += static_cast<std::uint32_t>(unzigzag(columns[kArg][at]));
    event.arg = static_cast<std::int32_t>(ofCode.arg);
  }
  return true;
}

std::optional<std::vector<Event>> BlockCodec::decode(Seq seq0, std::span<const std::uint8_t> bytes) {
  Work& work = *m_work;
  ByteReader in(bytes);
  if (in.number() != seq0) return {};
  const std::uint64_t count = in.number();
  if (!in.good() || count == 0 || count > kBlockEvents) return {};
  work.codes.clear(), work.tasks.clear();
  const std::uint64_t codes = in.number();
  if (codes > kBlockEvents) return {};
  for (std::uint64_t at = 0; at < codes; ++at) work.codes.add(in.number());
  const std::uint64_t tasks = in.number();
  if (tasks > kBlockEvents) return {};
  TaskId last = 0;
  for (std::uint64_t at = 0; at < tasks; ++at)
    work.tasks.add(last += static_cast<std::uint32_t>(unzigzag(in.number())));
  for (auto& column : work.columns)
    if (!work.getColumn(in, column.data(), count)) return {};
  if (!in.good() || !in.atEnd()) return {};
  std::vector<Event> events(count);
  if (!work.rebuild(events)) return {};
  return events;
}

}  // namespace kts::recordings
