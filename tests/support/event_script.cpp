// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/event_script.h"

#include <charconv>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "engine/vocabulary/legality.h"

namespace kts::test {

namespace {

template <class Enum>
Enum byName(std::string_view name, int count, auto nameOfValue) {
  for (int at = 0; at < count; ++at)
    if (nameOfValue(static_cast<Enum>(at)) == name) return static_cast<Enum>(at);
  throw std::runtime_error("nothing is called " + std::string(name));
}

struct Parser {
  EventScript script;
  ProtocolState state;
  std::map<std::string, TaskId> tasks;

  TaskId task(const std::string& name) {
    const auto found = tasks.find(name);
    if (found == tasks.end()) throw std::runtime_error("no task " + name);
    return found->second;
  }
  NameId name(const std::string& pattern) {
    auto& names = script.header.names;
    for (std::size_t at = 0; at < names.size(); ++at)
      if (names[at] == pattern) return static_cast<NameId>(at);
    names.push_back(pattern);
    return static_cast<NameId>(names.size() - 1);
  }
  std::int32_t argument(const std::string& text) {
    std::int32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size()) return number;
    for (int at = 0; at < kFunctions; ++at)
      if (nameOf(static_cast<Function>(at)) == text) return at;
    return name(text);
  }
  ObjectId object(const std::string& word, Event& event) {
    if (word.starts_with('@')) {
      const std::string target = word.substr(1);
      if (event.kind == EventKind::Fork && !tasks.contains(target)) {
        const auto id = static_cast<TaskId>(tasks.size());
        tasks[target] = id;
      }
      return {ObjectType::Task, task(target)};
    }
    const auto type = byName<ObjectType>(word, kObjectTypes, [](ObjectType t) { return infoOf(t).name; });
    return {type, infoOf(type).scope == ObjectScope::Request ? event.request : 0};
  }
  Task& first(const std::string& name) { return *script.header.initial.tasks.find(task(name)); }

  void world(const std::string& what, std::istringstream& words) {
    std::string subject, more;
    words >> subject >> more;
    ProtocolState& initial = script.header.initial;
    if (what == "task") {
      const auto id = static_cast<TaskId>(tasks.size());
      tasks[subject] = id;
      Task& task = initial.addFirstTask(id);
      task.pid = std::stoi(more);
      task.comm = {name(subject), 0};
    } else if (what == "asleep") {
      Task& task = first(subject);
      task.state = TaskState::Interruptible, task.asleep = true, task.onCpu = false;
    } else if (what == "in") {
      Task& task = first(subject);
      task.callStack[task.calls++].function = static_cast<Function>(argument(more));
    } else if (what == "kthreadd_task") {
      initial.kthreaddTask = task(subject);
    } else if (what == "name") {
      name(subject);
    }
    state = initial;
  }

  void event(const std::string& subject, std::istringstream& words) {
    Event event;
    std::string kind, word, objectWord;
    words >> kind;
    event.task = task(subject);
    event.kind = byName<EventKind>(kind, kEventKinds, [](EventKind k) { return infoOf(k).name; });
    while (words >> word) {
      if (word.starts_with('='))
        event.arg = argument(word.substr(1));
      else if (word.starts_with('!'))
        event.effect =
            byName<Effect>(std::string_view(word).substr(1), kEffects, [](Effect e) { return nameOf(e); });
      else if (word.size() > 1 && word[0] == 'r' &&
               word.find_first_not_of("0123456789", 1) == std::string::npos)
        event.request = static_cast<RequestId>(std::stoul(word.substr(1)) - 1);
      else
        objectWord = word;
    }
    if (!objectWord.empty()) event.object = object(objectWord, event);
    event.tNs = (script.events.size() + 1) * 1000;
    event.step = static_cast<std::uint32_t>(script.events.size());
    if (const auto why = whyIllegal(state, event)) throw std::runtime_error(*why);
    apply(state, event);
    script.events.push_back(event);
  }

  void line(const std::string& text) {
    std::istringstream words(text.substr(0, text.find('#')));
    std::string first, label;
    if (!(words >> first)) return;
    if (first == "mark") {
      words >> label;
      script.marks[label] = script.events.size();
    } else if (first == "task" || first == "asleep" || first == "in" || first == "kthreadd_task" ||
               first == "name") {
      world(first, words);
    } else {
      event(first, words);
    }
  }
};

}  // namespace

ProtocolState EventScript::stateAt(Seq seq) const {
  ProtocolState state = header.initial;
  for (Seq at = 0; at < seq; ++at) apply(state, events[at]);
  return state;
}

EventScript parseScript(std::string_view text) {
  Parser parser;
  std::istringstream lines{std::string(text)};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    try {
      parser.line(line);
    } catch (const std::exception& problem) {
      throw std::runtime_error("line " + std::to_string(number) + " (" + line + "): " + problem.what());
    }
  }
  return std::move(parser.script);
}

EventScript readScript(const std::string& file) {
  std::ifstream stream(file);
  if (!stream) throw std::runtime_error("cannot read " + file);
  return parseScript(std::string(std::istreambuf_iterator<char>(stream), {}));
}

EventScript crowdScript(int callers, bool spinning) {
  std::ostringstream text;
  text << "name worker/%d\ntask swapper 0\ntask init 1\nasleep init\ntask kthreadd 2\nin kthreadd "
          "kthreadd\nkthreadd_task kthreadd\n";
  for (int at = 1; at <= callers; ++at) text << "task caller-" << at << " " << 100 + at << "\n";
  const auto enter = [&](int at) {
    const std::string who = "caller-" + std::to_string(at) + " ", request = " r" + std::to_string(at);
    text << who << "call =kthread_create" << request << "\n"
         << who << "prepare_create_info create" << request << " =worker/%d\n"
         << who << "init_completion started" << request << "\n"
         << who << "init_completion done" << request << "\n"
         << who << "lock_wanted kthread_create_lock" << request << "\n";
  };
  const auto queue = [&](int at) {
    const std::string who = "caller-" + std::to_string(at) + " ", request = " r" + std::to_string(at);
    text << who << "lock_taken kthread_create_lock" << request << "\n"
         << who << "list_add_tail kthread_create_list" << request << "\n"
         << who << "lock_released kthread_create_lock" << request << "\n"
         << who << "call =wait_for_completion" << request << "\n"
         << who << "prepare_to_wait done" << request << "\n"
         << who << "schedule !slept" << request << "\n";
  };
  for (int at = 1; at <= callers; ++at) {
    enter(at);
    if (!spinning || at % 3 != 0) queue(at);
  }
  const std::string who = "kthreadd ";
  text << who << "lock_wanted kthread_create_lock\n"
       << who << "lock_taken kthread_create_lock\n"
       << who << "list_del_init kthread_create_list r1\n"
       << who << "lock_released kthread_create_lock\n"
       << who << "call =create_kthread r1\n";
  if (spinning && callers > 1) text << "caller-3 lock_taken kthread_create_lock r3\n";
  text << who << "kernel_thread =1553 r1\n" << who << "fork @worker1 r1 =1200 !forked\n";
  return parseScript(text.str());
}

}  // namespace kts::test
