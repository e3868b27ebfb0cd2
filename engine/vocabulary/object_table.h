// SPDX-License-Identifier: GPL-2.0-or-later
// The one list of the kinds of object that an event can be about. An ObjectId is the kind and an
// index: 0 for the only one of its kind in the world, else the task's, request's or scenario's number.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace kts {

// What an object is, which decides how it is folded and drawn.
enum class ObjectClass : std::uint8_t { None, Task, SpinLock, RwLock, Mutex, BigKernelLock, Semaphore,
                                        List, Completion, Pointer, Memory, WaitQueue };

// What its index counts: nothing (one in the world), tasks, requests, or the scenario's own.
enum class ObjectScope : std::uint8_t { World, Task, Request, Scenario };

//   type            kernel name                          class          scope
#define KTS_OBJECTS(X)                                                                 \
  X(None,            "",                                  None,          World)        \
  X(Task,            "task",                              Task,          Task)         \
  X(CreateLock,      "kthread_create_lock",               SpinLock,      World)        \
  X(CreateList,      "kthread_create_list",               List,          World)        \
  X(KthreaddTask,    "kthreadd_task",                     Pointer,       World)        \
  X(Request,         "create",                            Memory,        Request)      \
  X(Done,            "done",                              Completion,    Request)      \
  X(DoneLock,        "done.wait.lock",                    SpinLock,      Request)      \
  X(Started,         "started",                           Completion,    Request)      \
  X(StartedLock,     "started.wait.lock",                 SpinLock,      Request)      \
  X(StopLock,        "kthread_stop_lock",                 Mutex,         World)        \
  X(StopInfo,        "kthread_stop_info",                 Pointer,       World)        \
  X(StopDone,        "kthread_stop_info.done",            Completion,    World)        \
  X(StopDoneLock,    "kthread_stop_info.done.wait.lock",  SpinLock,      World)        \
  X(TasklistLock,    "tasklist_lock",                     RwLock,        World)        \
  X(KernelLock,      "kernel_lock",                       BigKernelLock, World)        \
  X(HelperWq,        "helper_wq",                         Pointer,       World)        \
  X(Worklist,        "worklist",                          List,          World)        \
  X(WorkLock,        "workqueue lock",                    SpinLock,      World)        \
  X(MoreWork,        "more_work",                         WaitQueue,     World)        \
  X(MoreWorkLock,    "more_work.lock",                    SpinLock,      World)        \
  X(Semaphore,       "dev->sem",                          Semaphore,     World)        \
  X(Exited,          "exited",                            Completion,    Task)         \
  X(ExitedLock,      "exited.wait.lock",                  SpinLock,      Task)         \
  X(KthreadInfo,     "struct kthread",                    Pointer,       Task)

enum class ObjectType : std::uint8_t {
#define X(type, name, klass, scope) type,
  KTS_OBJECTS(X)
#undef X
};

inline constexpr int kObjectTypes = 0
#define X(type, name, klass, scope) +1
    KTS_OBJECTS(X)
#undef X
    ;

struct ObjectInfo {
  std::string_view name;
  ObjectClass objectClass;
  ObjectScope scope;
};

const ObjectInfo& infoOf(ObjectType type);

// 8 bits of kind, 24 of index: describes itself, so nothing has to be declared before it is used.
struct ObjectId {
  std::uint32_t value = 0;

  constexpr ObjectId() = default;
  constexpr ObjectId(ObjectType type, std::uint32_t index = 0)
      : value(static_cast<std::uint32_t>(type) << 24 | (index & 0xffffffu)) {}
  static constexpr ObjectId fromValue(std::uint32_t value) {
    ObjectId id;
    id.value = value;
    return id;
  }

  constexpr ObjectType type() const { return static_cast<ObjectType>(value >> 24); }
  constexpr std::uint32_t index() const { return value & 0xffffffu; }
  constexpr explicit operator bool() const { return value != 0; }
  constexpr auto operator<=>(const ObjectId&) const = default;
};

// True when the kind is one of the table's rows; a damaged file can hold any number.
bool isKnown(ObjectId object);

// "kthread_create_lock", "done of request 3", "task 7". Requests are counted from 1 for people.
std::string nameOf(ObjectId object);

// The wait queue's spinlock of a completion.
constexpr ObjectId waitLockOf(ObjectId completion) {
  return {static_cast<ObjectType>(static_cast<int>(completion.type()) + 1), completion.index()};
}

}  // namespace kts
