// SPDX-License-Identifier: GPL-2.0-or-later
#include <algorithm>
#include <iostream>

#include "app/commands/commands.h"
#include "app/commands/finding_json.h"
#include "app/commands/json_writer.h"
#include "app/commands/rerun.h"
#include "app/commands/text_table.h"
#include "app/commands/try_rules.h"
#include "recordings/check_file.h"

namespace kts::app {

namespace {

struct CheckFacts {
  recordings::CheckReport file;
  RuleResults results;
  Rerun rerun;
  bool found = false;  // the run itself ended with a finding

  // A recording of something that went wrong is whole, and still not good.
  bool good() const {
    return file.ok() && !found && rerun.result != Rerun::Result::Different &&
           std::ranges::none_of(results.rules, &std::optional<Finding>::has_value, &RuleResult::broken);
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
  for (const RuleResult& rule : facts.results.rules) {
    json.beginObject().field("name", rule.name).field("ok", !rule.broken.has_value()).key("seq");
    if (rule.broken) json.value(rule.broken->seq);
    else json.null();
    json.field("sentence", rule.broken ? std::string_view(rule.broken->sentence) : rule.sentence);
    json.key("events");
    writeFindingEvents(json, rule.broken.value_or(Finding()));
    json.endObject();
  }
  json.endArray().key("notices").beginArray();
  for (const Finding& notice : facts.results.notices) {
    json.beginObject().field("name", notice.rule).field("seq", notice.seq);
    json.field("sentence", notice.sentence).key("events");
    writeFindingEvents(json, notice);
    json.endObject();
  }
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
  std::cout << (good ? "  ok   " : "  BAD  ") << onOneLine(words) << '\n';
}

void printText(const CheckFacts& facts, const recordings::Recording& recording) {
  std::cout << recording.file().string() << ": " << counted(recording.events(), "event") << '\n';
  for (const recordings::CheckedRule& part : facts.file.rules) {
    printLine(part.ok, part.name);
    if (!part.ok) std::cout << "       " << onOneLine(part.sentence) << '\n';
  }
  for (const RuleResult& rule : facts.results.rules) {
    printLine(!rule.broken, std::string(rule.name) + ": " + std::string(rule.sentence));
    if (rule.broken)
      std::cout << "       event " << rule.broken->seq << ": " << onOneLine(rule.broken->sentence) << '\n'
                << findingText(*rule.broken, "         ");
  }
  for (const Finding& notice : facts.results.notices)
    std::cout << "  note " << notice.rule << ": event " << notice.seq << ": " << onOneLine(notice.sentence)
              << '\n'
              << findingText(notice, "         ");
  switch (facts.rerun.result) {
    case Rerun::Result::Identical: printLine(true, "run again by its schedule: identical"); break;
    case Rerun::Result::Different:
      printLine(false, "run again by its schedule: different");
      std::cout << "       event " << facts.rerun.firstDifference << ": " << onOneLine(facts.rerun.sentence)
                << '\n';
      break;
    case Rerun::Result::NotControlled:
      std::cout << "  -    not run again: " << onOneLine(facts.rerun.sentence) << '\n';
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
  facts.results = std::move(*rules);
  facts.found = (*recording)->info().summary.finding.has_value();
  auto again = rerun(**recording);
  if (!again) return std::unexpected(Problem(again.error()));
  facts.rerun = std::move(*again);
  if (options.json) printJson(facts);
  else printText(facts, **recording);
  return facts.good() ? kGood : kFinding;
}

}  // namespace kts::app
