// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/vocabulary/sentence.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace kts {

namespace {

constexpr std::array<std::pair<std::int32_t, std::string_view>, 9> kErrors = {{{1, "EPERM"}, {4, "EINTR"},
    {10, "ECHILD"}, {11, "EAGAIN"}, {12, "ENOMEM"}, {16, "EBUSY"}, {22, "EINVAL"}, {35, "EDEADLK"},
    {513, "ERESTARTNOINTR"}}};

std::string numberOrError(std::int32_t value) {
  for (const auto& [number, name] : kErrors)
    if (value == -number) return "-" + std::string(name);
  return std::to_string(value);
}

std::string hex(std::uint64_t value) {
  std::array<char, 24> text;
  std::snprintf(text.data(), text.size(), "0x%llx", static_cast<unsigned long long>(value));
  return text.data();
}

std::string cloneFlagsText(std::int32_t flags) {
  std::string text;
  const auto add = [&](std::string_view name) { text += (text.empty() ? "" : " | ") + std::string(name); };
  if (flags & kCloneFs) add("CLONE_FS");
  if (flags & kCloneFiles) add("CLONE_FILES");
  if (flags & kCloneSighand) add("CLONE_SIGHAND");
  if ((flags & 0xff) == kSigchld) add("SIGCHLD");
  return text.empty() ? "0" : text;
}

void replaceAll(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

}  // namespace

std::string textOf(Name name, Names names) {
  if (name.pattern >= names.size()) return "?";
  std::string text = names[name.pattern];
  replaceAll(text, "%d", std::to_string(name.number));
  return text;
}

std::string shownName(TaskId id, const ProtocolState& state, Names names) {
  const Task* task = state.task(id);
  if (!task) return id == kNoTask ? "nobody" : "task " + std::to_string(id);
  // A thread that its process has forked keeps its process's name.
  if (task->bornSeq > 0 && task->bornOf == kNoRequest && task->pid > 2)
    return textOf(task->comm, names) + " " + std::to_string(task->pid);
  const Task* parent = state.task(task->parent);
  if (!parent || !(task->comm == parent->comm)) return textOf(task->comm, names);
  // It still has the name that it inherited, which would tell two tasks by one name.
  if (const Request* request = state.request(task->bornOf)) return textOf(request->comm, names);
  if (task->calls > 0 && task->started) return std::string(nameOf(task->callStack[0].function));
  return "PID " + std::to_string(task->pid);
}

std::string shownName(ObjectId object, const ProtocolState& state, Names names) {
  if (object.type() == ObjectType::Task) return shownName(TaskId(object.index()), state, names);
  if (infoOf(object.type()).scope != ObjectScope::Task) return nameOf(object);
  return std::string(infoOf(object.type()).name) + " of " + shownName(TaskId(object.index()), state, names);
}

std::string argText(const Event& event, Names names) {
  switch (event.kind) {
    case EventKind::Call:
    case EventKind::Return: return std::string(nameOf(static_cast<Function>(event.arg))) + "()";
    case EventKind::SetState:
    case EventKind::SetStatePlain: return std::string(nameOf(static_cast<TaskState>(event.arg)));
    case EventKind::KernelThread: return cloneFlagsText(event.arg);
    case EventKind::RequestPrepared:
    case EventKind::SetComm:
      return "\u201c" +
             textOf({static_cast<NameId>(event.arg), event.request == kNoRequest ? 0 : event.request + 1},
                    names) +
             "\u201d";
    case EventKind::SetCpus: return event.arg == -1 ? "all" : hex(maskFromArg(event.arg));
    case EventKind::SetBlocked: return event.arg == -1 ? "all" : hex(maskFromArg(event.arg));
    case EventKind::SetFlags:
      return event.arg & static_cast<std::int32_t>(kPfNofreeze) ? "PF_NOFREEZE"
                                                                : hex(static_cast<std::uint32_t>(event.arg));
    case EventKind::StoreDrained: {
      const Event store = asStored(event);
      const std::string arg = store.kind == event.kind ? "" : argText(store, names);
      return std::string(infoOf(store.kind).name) + (arg.empty() ? "" : " " + arg);
    }
    default: break;
  }
  return infoOf(event.kind).argMeaning.empty() ? "" : numberOrError(event.arg);
}

std::string waitingText(const WaitingStore& store, const ProtocolState& state, Names names) {
  const std::string object = shownName(store.object, state, names);
  const std::string request = "request " + std::to_string(store.request + 1);
  switch (store.kind) {
    case EventKind::SetStatePlain:
      return "its state is " + std::string(nameOf(static_cast<TaskState>(store.arg)));
    case EventKind::LockReleased: return object + " is free";
    case EventKind::ListAddTail: return request + " is in " + object;
    case EventKind::ListDelInit: return request + " is off " + object;
    case EventKind::StopRequested:
      return object + ".k is " + shownName(static_cast<TaskId>(store.arg), state, names);
    case EventKind::StopCleared: return object + ".k is null";
    case EventKind::ShouldStopSet: return "should_stop is set in the " + object;
    case EventKind::VforkDoneCleared: return "the " + object + " is not there any more";
    default: return object + " is set";
  }
}

std::string effectText(const Event& event) {
  if (event.kind == EventKind::Fork && event.effect == Effect::Failed)
    return "it fails with " + numberOrError(event.arg);
  return std::string(phraseOf(event.effect));
}

std::string sentenceOf(const Event& event, const ProtocolState& state, Names names) {
  std::string text(infoOf(event.kind).sentence);
  if (event.kind == EventKind::Fork && event.effect == Effect::Failed)
    text = "{task} tries to fork for {request}:";
  if (event.kind == EventKind::Complete || event.kind == EventKind::CompletionTaken)
    replaceAll(text, "{arg}", std::to_string(event.arg));
  if (event.kind == EventKind::Fork && !state.task(event.object.index()))
    replaceAll(text, "{object}, PID {arg}", "PID {arg}");
  if (event.kind == EventKind::StopRequested || event.kind == EventKind::KthreaddTaskSet ||
      event.kind == EventKind::SetFiles)
    replaceAll(text, "{arg}", shownName(static_cast<TaskId>(event.arg), state, names));
  if (const Event store = asStored(event); store.kind != event.kind)
    replaceAll(text, "{arg}",
               waitingText({store.kind, store.object, store.arg, store.request}, state, names));
  replaceAll(text, "{task}", shownName(event.task, state, names));
  const bool itself = event.object == ObjectId(ObjectType::Task, event.task);
  replaceAll(text, "{object}", itself ? "itself" : shownName(event.object, state, names));
  replaceAll(text, "{request}",
             event.request == kNoRequest ? "no request" : "request " + std::to_string(event.request + 1));
  replaceAll(text, "{arg}", argText(event, names));
  if (const std::string effect = effectText(event); !effect.empty()) text += " " + effect;
  return text;
}

std::string waitText(const Task& task, const ProtocolState& state, Names names) {
  if (task.wantsLock) return shownName(task.wantsLock, state, names);
  if (task.waitsFor) return shownName(task.waitsFor, state, names);
  if (!task.started) return "a CPU";
  if (!task.asleep) return task.onCpu ? "" : "a CPU";
  if (task.frozen) return "thaw_processes()";
  if (task.timerPending) return "its timer";
  switch (task.function()) {
    case Function::Kthreadd: return "a request in kthread_create_list";
    case Function::WorkerThread: return "work in its queue";
    case Function::Kthread: return "its first wake";
    case Function::ThreadFn: return task.bornOf == kNoRequest ? "a wake" : "a wake or a stop";
    case Function::DoWait: return "its children";
    default: return "a wake";
  }
}

std::string_view nameOf(Inherited field) {
  switch (field) {
    case Inherited::Nice: return "nice";
    case Inherited::Cpus: return "CPUs";
    case Inherited::Blocked: return "blocked";
    case Inherited::Sigchld: return "SIGCHLD";
    case Inherited::Flags: return "flags";
    case Inherited::Fs: return "fs";
    case Inherited::Files: return "files";
  }
  return "?";
}

namespace {

std::string originText(const Task& task, const Origin& origin, const ProtocolState& state, Names names) {
  const std::string in =
      origin.function == Function::None ? "" : ", in " + std::string(nameOf(origin.function)) + "()";
  if (origin.task == kNoTask) return "unknown";
  if (origin.seq == kNever) return origin.task == task.key ? "its own" : shownName(origin.task, state, names);
  if (task.bornSeq > 0 && origin.seq == task.bornSeq) return "its fork";
  return (origin.task == task.key ? "itself" : shownName(origin.task, state, names)) + in;
}

}  // namespace

std::vector<Source> sourcesOf(const Task& task, const ProtocolState& state, Names names) {
  std::vector<Source> sources;
  for (int field = 0; field < kInherited; ++field) {
    const auto name = std::string(nameOf(static_cast<Inherited>(field)));
    const std::string from = originText(task, task.origins[static_cast<std::size_t>(field)], state, names);
    const auto same = std::ranges::find(sources, from, &Source::from);
    if (same == sources.end()) sources.push_back({name, from});
    else same->fields += ", " + name;
  }
  if (sources.size() == 1) sources.front().fields = "everything";
  return sources;
}

}  // namespace kts
