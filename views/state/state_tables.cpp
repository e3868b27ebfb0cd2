// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/state/state_tables.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>
#include <unordered_map>

#include "views/stage/cast.h"

namespace kts::views {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("StateTables", text); }
const QString kNothing = QStringLiteral("\u2014");

StateCell text(const QString& words) { return {words.isEmpty() ? kNothing : words}; }
StateCell text(const std::string& words) { return text(QString::fromStdString(words)); }
StateCell number(qulonglong value) {
  StateCell cell{QString::number(value)};
  cell.number = true;
  return cell;
}

StateCell noNumber() {
  StateCell cell{kNothing};
  cell.number = true;
  return cell;
}

// The newest threads of a storm are the ones to see, but the fixed cast stands first.
constexpr std::size_t kMostRows = 400;

QString waitersText(const std::vector<TaskId>& waiters, const ProtocolState& state, Names names) {
  QStringList shown;
  for (const TaskId task : waiters) {
    if (shown.size() == 4) {
      shown << tr("%1 more").arg(waiters.size() - 4);
      break;
    }
    shown << QString::fromStdString(shownName(task, state, names));
  }
  return shown.join(QStringLiteral(", "));
}

QString maskText(std::uint64_t mask) {
  if (mask == ~0ull) return tr("all");
  return mask == 0 ? tr("none") : QStringLiteral("0x%1").arg(mask, 0, 16);
}

QString flagsText(const Task& task) {
  QStringList flags;
  if (task.env.flags & kPfNofreeze) flags << QStringLiteral("NOFREEZE");
  if (task.freezing) flags << QStringLiteral("FREEZE");
  if (task.frozen) flags << QStringLiteral("FROZEN");
  if (const std::uint32_t others = task.env.flags & ~kPfNofreeze)
    flags << QStringLiteral("0x%1").arg(others, 0, 16);
  return flags.isEmpty() ? kNothing : flags.join(QStringLiteral(", "));
}

std::vector<const Task*> shownTasks(const ProtocolState& state) {
  auto tasks = state.tasks.sorted();
  if (tasks.size() > kMostRows) tasks.resize(kMostRows);
  return tasks;
}

StateTable tasksTable(const ProtocolState& state, Names names) {
  StateTable table{{tr("task"), tr("child of"), tr("state"), tr("waits for"), tr("since")}, {}};
  for (const Task* task : shownTasks(state)) {
    StateCell letter{QString()};
    letter.state = laneStateOf(*task, state);
    const LaneStateInfo& info = infoOf(*letter.state);
    letter.text = QString::fromUtf8(info.name.data(), static_cast<qsizetype>(info.name.size()));
    table.rows.push_back(
        {task->key,
         task->key,
         task->request,
         {},
         {text(shownName(task->key, state, names)),
          text(task->parent == kNoTask ? std::string() : shownName(task->parent, state, names)), letter,
          text(waitText(*task, state, names)), number(task->sinceSeq)}});
  }
  return table;
}

StateTable locksTable(const ProtocolState& state, Names names) {
  StateTable table{{tr("lock"), tr("owner"), tr("wait for it, in order")}, {}};
  for (const Lock* lock : state.locks.sorted()) {
    if (table.rows.size() == kMostRows) break;
    std::string owner = lock->owner == kNoTask ? std::string() : shownName(lock->owner, state, names);
    if (lock->depth > 1) owner += " \u00d7" + std::to_string(lock->depth);
    table.rows.push_back({lock->key,
                          kNoTask,
                          kNoRequest,
                          lock->id(),
                          {text(shownName(lock->id(), state, names)), text(owner),
                           text(waitersText(lock->waiters, state, names))}});
  }
  return table;
}

StateTable completionsTable(const ProtocolState& state, Names names) {
  StateTable table{{tr("completion"), tr("count"), tr("waits on it")}, {}};
  for (const Completion* completion : state.completions.sorted()) {
    if (table.rows.size() == kMostRows) break;
    const ObjectId id = completion->id();
    const bool counts = !isKnown(id) || infoOf(id.type()).objectClass != ObjectClass::WaitQueue;
    const bool ofRequest = isKnown(id) && infoOf(id.type()).scope == ObjectScope::Request;
    table.rows.push_back({completion->key,
                          kNoTask,
                          ofRequest ? RequestId(id.index()) : kNoRequest,
                          id,
                          {text(shownName(id, state, names)), counts ? number(completion->done) : noNumber(),
                           text(waitersText(completion->waiters, state, names))}});
  }
  return table;
}

StateTable listTable(const ProtocolState& state, Names names) {
  StateTable table{{tr("place"), tr("request"), tr("thread"), tr("caller")}, {}};
  state.lists.forEach([&](const RequestList& list) {
    std::size_t place = 0;
    for (const RequestId id : list.requests) {
      if (table.rows.size() == kMostRows) return;
      const Request* request = state.request(id);
      table.rows.push_back({std::uint64_t(list.key) << 32 | id,
                            kNoTask,
                            id,
                            {},
                            {number(++place), text(QString::number(qulonglong(id) + 1)),
                             text(request ? textOf(request->comm, names) : std::string()),
                             text(request ? shownName(request->caller, state, names) : std::string())}});
    }
  });
  return table;
}

StateTable inheritanceTable(const ProtocolState& state, Names names) {
  StateTable table{
      {tr("task"), tr("nice"), tr("CPUs"), tr("blocked"), tr("SIGCHLD"), tr("fs, files"), tr("flags")}, {}};
  const auto whose = [&](TaskId id, const Task& task) {
    if (id == task.key) return tr("own");
    return id == kNoTask ? kNothing : QString::fromStdString(shownName(id, state, names));
  };
  for (const Task* task : shownTasks(state)) {
    const Environment& env = task->env;
    StateCell nice{QString::number(env.nice)};
    nice.number = true;
    const QString pending =
        task->signalPending ? tr("%1, one pending").arg(maskText(env.blocked)) : maskText(env.blocked);
    table.rows.push_back(
        {task->key,
         task->key,
         task->request,
         {},
         {text(shownName(task->key, state, names)), nice, text(maskText(env.cpusAllowed)), text(pending),
          text(env.ignoresSigchld ? tr("ignored") : tr("default")),
          text(env.fs == env.files ? whose(env.fs, *task)
                                   : whose(env.fs, *task) + QStringLiteral(", ") + whose(env.files, *task)),
          text(flagsText(*task))}});
  }
  return table;
}

// A new thread's alone: what the others have was there before the run.
StateTable sourcesTable(const ProtocolState& state, Names names) {
  StateTable table{{tr("task"), tr("values"), tr("from")}, {}};
  for (const Task* task : shownTasks(state)) {
    if (task->bornSeq == 0) continue;
    if (table.rows.size() + kInherited > kMostRows) break;
    std::uint64_t place = 0;
    for (const Source& source : sourcesOf(*task, state, names)) {
      const QString name =
          place == 0 ? QString::fromStdString(shownName(task->key, state, names)) : QString();
      table.rows.push_back({std::uint64_t(task->key) << 8 | place++,
                            task->key,
                            task->request,
                            {},
                            {StateCell{name}, text(source.fields), text(source.from)}});
    }
  }
  return table;
}

StateTable storesTable(const ProtocolState& state, Names names) {
  StateTable table{{tr("task"), tr("what nobody else sees yet, the oldest first")}, {}};
  for (const Task* task : shownTasks(state)) {
    std::uint64_t place = 0;
    for (const WaitingStore& store : task->stores) {
      const QString name =
          place == 0 ? QString::fromStdString(shownName(task->key, state, names)) : QString();
      table.rows.push_back({std::uint64_t(task->key) << 8 | place++,
                            task->key,
                            task->request,
                            {},
                            {StateCell{name}, text(waitingText(store, state, names))}});
    }
  }
  return table;
}

}  // namespace

QString titleOf(StateKind kind) {
  switch (kind) {
    case StateKind::Tasks: return tr("Tasks");
    case StateKind::Locks: return tr("Locks");
    case StateKind::Completions: return tr("Completions");
    case StateKind::List: return listTitle(ProtocolState());
    case StateKind::Inheritance: return tr("Signals and inheritance");
    case StateKind::Sources: return tr("Where a new thread has it from");
    case StateKind::Stores: return tr("In store buffers");
  }
  return {};
}

QString titleIn(StateKind kind, const ProtocolState& state) {
  if (kind == StateKind::List) return listTitle(state);
  if (kind != StateKind::Tasks) return titleOf(kind);
  int zombies = 0;
  state.tasks.forEach([&](const Task& task) { zombies += task.state == TaskState::Zombie; });
  if (zombies == 0) return titleOf(kind);
  return tr("Tasks, %1 of them %2").arg(zombies).arg(zombies == 1 ? tr("a zombie") : tr("zombies"));
}

QString listTitle(const ProtocolState& state) {
  return QString::fromStdString(nameOf(machineOf(state).list));
}

QString nothingIn(StateKind kind) {
  switch (kind) {
    case StateKind::Tasks: return tr("No task is alive here.");
    case StateKind::Locks: return tr("No lock is held or wanted.");
    case StateKind::Completions: return tr("No completion is in use.");
    case StateKind::List: return tr("The list is empty.");
    case StateKind::Inheritance: return tr("No task is alive here.");
    case StateKind::Sources: return tr("No task of this run's making is alive here.");
    case StateKind::Stores: return tr("Every store is in memory.");
  }
  return {};
}

StateTable tableOf(StateKind kind, const ProtocolState& state, Names names) {
  switch (kind) {
    case StateKind::Tasks: return tasksTable(state, names);
    case StateKind::Locks: return locksTable(state, names);
    case StateKind::Completions: return completionsTable(state, names);
    case StateKind::List: return listTable(state, names);
    case StateKind::Inheritance: return inheritanceTable(state, names);
    case StateKind::Sources: return sourcesTable(state, names);
    case StateKind::Stores: return storesTable(state, names);
  }
  return {};
}

void markChanges(StateTable& after, const StateTable& before) {
  std::unordered_map<std::uint64_t, const StateRow*> old;
  for (const StateRow& row : before.rows) old.emplace(row.key, &row);
  for (StateRow& row : after.rows) {
    const auto found = old.find(row.key);
    for (std::size_t i = 0; i < row.cells.size(); ++i)
      row.cells[i].changed = found == old.end() || i >= found->second->cells.size() ||
                             !(row.cells[i] == found->second->cells[i]);
  }
}

}  // namespace kts::views
