// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <iostream>

#include "app/commands/commands.h"
#include "app/commands/json_writer.h"
#include "app/commands/rerun.h"
#include "app/commands/text_table.h"
#include "app/commands/try_rules.h"
#include "recordings/check_file.h"

namespace kts::app {

namespace {

struct CheckFacts {
  recordings::CheckReport file;
  std::vector<RuleResult> rules;
  Rerun rerun;
  bool found = false;  // the run itself ended with a finding

  // A recording of something that went wrong is whole, and still not good.
  bool good() const {
    return file.ok() && !found && rerun.result != Rerun::Result::Different &&
           std::none_of(rules.begin(), rules.end(),
                        [](const RuleResult& rule) { return rule.seq.has_value(); });
  }
};

void printJson(const CheckFacts& facts) {
  JsonWriter json(std::cout);
  json.beginObject()
      .field("ok", facts.good())
      .field("integrity", facts.file.integrity)
      .field("fold", facts.file.fold)
      .field("rerun", nameOf(facts.rerun.result));
  json.key("invariants").beginArray();
  for (const RuleResult& rule : facts.rules)
    json.beginObject()
        .field("name", rule.name)
        .field("ok", !rule.seq.has_value())
        .field("seq", rule.seq)
        .field("sentence", rule.seq ? std::string_view(rule.broken) : rule.sentence)
        .endObject();
  json.endArray().key("parts").beginArray();
  for (const recordings::CheckedRule& part : facts.file.rules) {
    json.beginObject().field("name", part.name).field("ok", part.ok);
    if (part.seq == kNever) json.key("seq").null();
    else json.field("seq", part.seq);
    json.textOrNull("sentence", part.sentence).endObject();
  }
  json.endArray();
  if (facts.rerun.result == Rerun::Result::Different)
    json.field("first_difference", facts.rerun.firstDifference);
  json.textOrNull("rerun_sentence", facts.rerun.sentence).endObject();
}

void printLine(bool good, const std::string& words) {
  std::cout << (good ? "  ok   " : "  BAD  ") << words << '\n';
}

void printText(const CheckFacts& facts, const recordings::Recording& recording) {
  std::cout << recording.file().string() << ": " << counted(recording.events(), "event") << '\n';
  for (const recordings::CheckedRule& part : facts.file.rules) {
    printLine(part.ok, part.name);
    if (!part.ok) std::cout << "       " << part.sentence << '\n';
  }
  for (const RuleResult& rule : facts.rules) {
    printLine(!rule.seq, std::string(rule.sentence));
    if (rule.seq) std::cout << "       event " << *rule.seq << ": " << rule.broken << '\n';
  }
  switch (facts.rerun.result) {
    case Rerun::Result::Identical: printLine(true, "run again by its schedule: identical"); break;
    case Rerun::Result::Different:
      printLine(false, "run again by its schedule: different");
      std::cout << "       event " << facts.rerun.firstDifference << ": " << facts.rerun.sentence << '\n';
      break;
    case Rerun::Result::NotControlled:
      std::cout << "  -    not run again: " << facts.rerun.sentence << '\n';
      break;
  }
}

}  // namespace

Outcome runCheck(const CheckOptions& options) {
  const auto recording = recordings::Recording::open(options.file);
  if (!recording) return std::unexpected(Problem(recording.error()));
  CheckFacts facts;
  auto file = recordings::checkFile(options.file);
  if (!file) return std::unexpected(Problem(file.error()));
  facts.file = std::move(*file);
  auto rules = tryRules(**recording);
  if (!rules) return std::unexpected(Problem(rules.error()));
  facts.rules = std::move(*rules);
  facts.found = (*recording)->info().summary.finding.has_value();
  auto again = rerun(**recording);
  if (!again) return std::unexpected(Problem(again.error()));
  facts.rerun = std::move(*again);
  if (options.json) printJson(facts);
  else printText(facts, **recording);
  return facts.good() ? kGood : kFinding;
}

}  // namespace kts::app
