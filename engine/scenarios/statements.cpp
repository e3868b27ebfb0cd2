// SPDX-License-Identifier: GPL-2.0-or-later
#include "engine/scenarios/statements.h"

#include <algorithm>

#include "engine/scenarios/json_fields.h"
#include "engine/scenarios/thread_functions.h"
#include "engine/vocabulary/object_table.h"

namespace kts::engine {

std::int64_t largest(const std::string& number, const Scenario& scenario) {
  if (!number.starts_with('$')) return std::stoll(number);
  for (const Parameter& parameter : scenario.parameters)
    if (parameter.name == number.substr(1)) return parameter.max;
  return 0;
}

void refuseUnknownParameter(const LocatedJson& at, const std::string& number, const Scenario& scenario) {
  if (!number.starts_with('$')) return;
  for (const Parameter& parameter : scenario.parameters)
    if (parameter.name == number.substr(1)) return;
  refuse(at, number + " is none of the scenario's parameters");
}

namespace {

using Kind = LocatedJson::Kind;
constexpr std::int64_t kLastCpu = 30;  // as an event's number holds their mask
using What = Statement::What;
constexpr std::pair<std::string_view, What> kWhat[] = {
    {"create", What::Create}, {"wake", What::Wake},           {"stop", What::Stop},
    {"bind", What::Bind},     {"sleep", What::Sleep},         {"repeat", What::Repeat},
    {"freeze", What::Freeze}, {"thaw", What::Thaw},           {"down", What::Down},
    {"up", What::Up},         {"fork", What::Fork},           {"wait4", What::Wait4},
    {"exit", What::Exit},     {"workqueue", What::Workqueue}, {"initcall", What::Initcall},
    {"load", What::Load},     {"hold", What::Hold}};

// PID 1's, in the order in which the kernel has them.
constexpr Function kInitcalls[] = {Function::MigrationInit,      Function::SpawnKsoftirqd,
                                   Function::SpawnSoftlockup,    Function::InitWorkqueues,
                                   Function::UsermodehelperInit, Function::HelperInit,
                                   Function::BlkDevInit,         Function::AioSetup};

template <class Table, class NameOf>
std::string listOf(const Table& table, NameOf&& nameOfRow) {
  std::string text;
  for (const auto& row : table) text += (text.empty() ? "" : ", ") + std::string(nameOfRow(row));
  return text;
}

// What the new thread of a create or a fork runs, and makes of itself first.
void readThread(Fields& fields, const LocatedJson& json, Statement& statement) {
  const bool fork = statement.what == What::Fork;
  statement.threadfn = fields.text("threadfn", "returns");
  const ThreadFunctionInfo* known = findThreadFunction(statement.threadfn);
  if (!known || !(fork ? known->ofFork : known->ofKthread))
    refuse(*json.member("threadfn"), "there is no threadfn '" + statement.threadfn + "'" +
                                         (fork ? " for a fork" : "") + "; there are " +
                                         threadFunctionNames(fork));
  if (!fork) statement.comm = fields.text("comm", "");
  if (fields.find("nice")) statement.nice = fields.nice("nice");
  statement.noFreeze = fields.yes("noFreeze");
  if (!fork) statement.stops = fields.text("stops", "");
  if (!statement.stops.empty() && statement.threadfn != "until-stopped")
    refuse(*json.member("stops"), "only a thread that runs until-stopped 'stops' another");
}

// A hold is no step, and so many of them in one would keep everybody waiting.
bool makesStep(const Statement& statement) {
  if (statement.what == What::Repeat) return std::ranges::any_of(statement.body, makesStep);
  return statement.what != What::Hold;
}

void refuseToRepeat(const LocatedJson& repeat, const std::vector<Statement>& body) {
  if (!body.empty() && std::ranges::none_of(body, makesStep))
    refuse(repeat, "field 'does' of a 'repeat' makes no step: repeat something besides 'hold'");
  if (std::ranges::any_of(body, [](const Statement& inside) { return inside.what == What::Initcall; }))
    refuse(repeat, "field 'does' of a 'repeat' holds an initcall, and PID 1 makes each once");
}

Statement statementOf(const LocatedJson& json, const Scenario& scenario) {
  if (json.kind != Kind::Object || json.members.empty())
    refuse(json, "a statement must be an object like {\"create\": \"worker\"}");
  const std::string& first = json.members.front().first;
  const auto* what =
      std::find_if(std::begin(kWhat), std::end(kWhat), [&](const auto& row) { return row.first == first; });
  if (what == std::end(kWhat))
    refuse(json.members.front().second, "there is no statement '" + first + "'; there are " +
                                            listOf(kWhat, [](const auto& row) { return row.first; }));
  Fields fields(json, "statement '" + first + "'");
  Statement statement;
  switch (statement.what = what->second) {
    case What::Sleep:
    case What::Exit:
    case What::Freeze: statement.number = fields.number(first, "0"); break;
    case What::Repeat:
      statement.number = fields.number(first, "0");
      statement.body = statementsOf(fields.array("does"), scenario);
      refuseToRepeat(json, statement.body);
      break;
    case What::Wait4:
    case What::Load:
    case What::Thaw: fields.onlyTrue(first); break;
    case What::Down:
    case What::Up: {
      const std::string semaphore = fields.text(first), known = nameOf(ObjectId(ObjectType::Semaphore));
      if (semaphore != known)
        refuse(*json.member(first), "there is no semaphore '" + semaphore + "'; there is " + known);
      break;
    }
    case What::Workqueue:
      statement.comm = fields.text(first);
      statement.bound = fields.find("cpu") != nullptr;
      statement.number = fields.number("cpu", "0");
      break;
    case What::Initcall: {
      const std::string name = fields.text(first);
      const auto* call = std::find_if(std::begin(kInitcalls), std::end(kInitcalls),
                                      [&](Function function) { return nameOf(function) == name; });
      if (call == std::end(kInitcalls))
        refuse(*json.member(first),
               "there is no initcall '" + name + "'; there are " +
                   listOf(kInitcalls, [](Function function) { return nameOf(function); }));
      statement.function = *call;
      statement.body = statementsOf(fields.array("does"), scenario);
      break;
    }
    default: statement.thread = fields.text(first); statement.number = fields.number("number", "0");
  }
  if (statement.what == What::Create || statement.what == What::Fork) readThread(fields, json, statement);
  refuseUnknownParameter(json, statement.number, scenario);
  if (statement.what == What::Bind && largest(statement.number, scenario) > kLastCpu)
    refuse(json, "a CPU goes from 0 to " + std::to_string(kLastCpu));
  fields.end();
  return statement;
}

}  // namespace

std::vector<Statement> statementsOf(const std::vector<LocatedJson>& items, const Scenario& scenario) {
  std::vector<Statement> statements;
  for (const LocatedJson& item : items) statements.push_back(statementOf(item, scenario));
  return statements;
}

}  // namespace kts::engine
