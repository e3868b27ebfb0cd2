// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/controlled_run.h"

#include <algorithm>

#include "engine/protocol/variants/variant_table.h"
#include "engine/runtime/snapshot.h"
#include "engine/vocabulary/ending.h"

namespace kts::engine {

std::string withNames(std::string text, const ProtocolState& state, Names names) {
  static constexpr std::string_view kWord = "task ";
  for (std::size_t at = text.find(kWord); at != text.npos; at = text.find(kWord, at + 1)) {
    std::size_t end = at + kWord.size();
    std::uint32_t id = 0;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9')
      id = id * 10 + static_cast<std::uint32_t>(text[end++] - '0');
    if (end > at + kWord.size() && state.task(id))
      text.replace(at, end - at, shownName(TaskId(id), state, names));
  }
  return text;
}

std::expected<std::unique_ptr<ControlledRun>, Problem> ControlledRun::make(const RunSpec& spec,
                                                                           EventSink& sink) {
  auto tasks = ScenarioTasks::make(spec.scenario, spec.settings);
  if (!tasks) return std::unexpected(tasks.error());
  std::unique_ptr<ControlledRun> run(new ControlledRun(sink));
  run->m_tasks = std::move(*tasks);
  if (spec.scheduler == "random")
    run->m_scheduler = makeRandom(spec.seed.value_or(0));
  else if (spec.scheduler == "replay")
    run->m_scheduler = makeReplay(spec.schedule.value_or(Schedule()));
  else if (spec.scheduler == "manual")
    run->m_scheduler = makeManual(
        spec.askOwner, [self = run.get()](const MoveSet& canMove) { return self->choicesOf(canMove); });
  else
    run->m_scheduler = makeRoundRobin();
  run->m_runtime.setBuffersStores(spec.memory == Memory::Tso);
  run->m_kernel = spec.protocol
                      ? spec.protocol(run->m_runtime)
                      : makeKthread(settingOf(spec, "design"), settingOf(spec, "variant"), run->m_runtime);
  run->m_runtime.setFine(spec.granularity == Granularity::Fine);
  run->m_runtime.setTimersChosen(spec.timersChosen || (spec.schedule && spec.schedule->choosesTimers()));
  run->m_runtime.setUp(*run->m_kernel, *run->m_scheduler, &sink, spec.maxEvents);
  for (task_struct* task : run->m_tasks->populate(*run->m_kernel)) run->m_runtime.addTask(task);
  run->m_endsIn = spec.endsIn;
  if (spec.schedule) run->m_endsAt = spec.schedule->steps();
  sink.begin(headerOf(spec, *run->m_tasks, *run->m_kernel));
  return run;
}

bool ControlledRun::steps(std::uint64_t budget) {
  if (m_summary) return true;
  if (m_endsIn) budget = std::min(budget, m_endsAt - m_runtime.schedule().steps());
  switch (m_runtime.steps(budget)) {
    case Controlled::Stop::Budget:
      if (!m_endsIn || m_runtime.schedule().steps() < m_endsAt) return false;
      end(Verdict::RuleBroken);
      break;
    case Controlled::Stop::NobodyCanMove: end(Verdict::Finished); break;
    case Controlled::Stop::Scheduler: end(Verdict::Unfinished); break;
    case Controlled::Stop::Finding: end(Verdict::RuleBroken); break;
    case Controlled::Stop::Bound: end(Verdict::BoundReached); break;
  }
  return true;
}

void ControlledRun::cancel() {
  if (!m_summary) end(Verdict::Unfinished);
}

void ControlledRun::end(Verdict verdict) {
  RunSummary summary;
  summary.verdict = verdict;
  summary.schedule = m_runtime.schedule().text();
  summary.steps = m_runtime.schedule().steps();
  summary.events = m_runtime.eventCount();
  if (verdict == Verdict::Finished) judgeEnding(stateOf(*m_kernel), m_tasks->names(), summary);
  if (verdict == Verdict::RuleBroken) {
    summary.finding = m_runtime.finding() ? m_runtime.finding() : m_endsIn;
    if (!m_runtime.finding()) summary.finding->seq = summary.events ? summary.events - 1 : 0;
    summary.finding->sentence = withNames(summary.finding->sentence, stateOf(*m_kernel), m_tasks->names());
  }
  m_runtime.flush();
  m_sink.end(summary);
  m_summary = std::move(summary);
}

std::expected<RunSummary, Problem> ControlledRun::summary() const {
  if (const std::string complaint = m_scheduler->complaint(); !complaint.empty())
    return std::unexpected(Problem{complaint});
  return *m_summary;
}

// The owner chooses by what it sees: the sink is told first of all that has happened.
std::vector<Choice> ControlledRun::choicesOf(const MoveSet& canMove) {
  m_runtime.flush();
  const ProtocolState state = stateOf(*m_kernel);
  std::vector<Choice> choices;
  for (TaskId move = canMove.from(0); move != kNoTask; move = canMove.from(move + 1))
    choices.push_back(choiceOf(move, state));
  return choices;
}

Choice ControlledRun::choiceOf(TaskId id, const ProtocolState& state) const {
  if (isTimer(id)) return {id, "the timer of " + shownName(taskOf(id), state, m_tasks->names()), "expires"};
  if (isDrain(id)) {
    const WaitingStore& store = state.task(taskOf(id))->stores.front();
    return {id, "the store buffer of " + shownName(taskOf(id), state, m_tasks->names()),
            "shows everybody that " + waitingText(store, state, m_tasks->names())};
  }
  const Operation& operation = m_kernel->task(id).op;
  const std::string object = shownName(operation.object, state, m_tasks->names());
  Choice choice{id, shownName(id, state, m_tasks->names()), ""};
  switch (operation.kind) {
    case OpKind::Start:
      choice.next =
          m_kernel->task(id).word.peek() & task_word::kStarted ? "begins" : "runs for the first time";
      break;
    case OpKind::Lock: choice.next = "takes " + object; break;
    case OpKind::Unlock: choice.next = "releases " + object; break;
    case OpKind::SetState: choice.next = "sets its state"; break;
    case OpKind::Wake: choice.next = "wakes " + object; break;
    case OpKind::Schedule: choice.next = "calls schedule()"; break;
    case OpKind::Resume: choice.next = "goes on after its sleep"; break;
    case OpKind::ListHead: choice.next = "looks at " + object; break;
    case OpKind::ListChange: choice.next = "changes " + object; break;
    case OpKind::StopInfo:
    case OpKind::Pointer:
    case OpKind::Access: choice.next = "uses " + object; break;
    case OpKind::Fork: choice.next = "forks"; break;
    case OpKind::Exit: choice.next = "exits"; break;
    case OpKind::Freeze: choice.next = "looks at every task"; break;
    case OpKind::Yield: choice.next = "goes on after its yield"; break;
    case OpKind::FindPid: choice.next = "looks a PID up"; break;
    case OpKind::Children: choice.next = "looks for a child that has exited"; break;
    case OpKind::CountActive: choice.next = "counts for the load average"; break;
    case OpKind::Inactive: choice.next = "sees " + object + " off its CPU"; break;
    case OpKind::None:
    case OpKind::Run:
    case OpKind::Timer: choice.next = "goes on"; break;
  }
  return choice;
}

}  // namespace kts::engine
