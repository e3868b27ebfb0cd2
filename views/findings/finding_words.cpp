// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/findings/finding_words.h"

#include <QCoreApplication>

#include "engine/vocabulary/rule_table.h"

namespace kts::views {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("Findings", text); }

std::optional<Seq> seqOf(const Finding& finding, std::string_view role) {
  for (const FindingEvent& event : finding.events)
    if (event.role == role) return event.seq;
  return {};
}

QString howLostText(const Finding& finding) {
  const auto read = seqOf(finding, "read"), change = seqOf(finding, "change"), wake = seqOf(finding, "wake"),
             sleep = seqOf(finding, "sleep");
const QString end = tr(" A task may sleep only if it says so before it looks: then a wake that comes in "
                       "between sets its state back, and schedule() does not sleep.");
  if (!read || !change || !wake || !sleep)
return tr("The task sleeps although what it waits for is there, and nobody will wake it.") + end;
  const auto set = seqOf(finding, "state"), store = seqOf(finding, "store");
  if (set && store && *set < *read && *wake < *store)
    return tr("The task said at event %1 that it is about to sleep, and then looked, at event %2: the right "
              "order. But it "
              "said so with a plain store, which waited in its CPU's store buffer while the task looked. So "
              "the wake "
              "at event %3 still found it running, and changed nothing. The store reached memory at event "
              "%4, and the "
              "task went to sleep at event %5. set_current_state() is a full barrier: it waits until "
              "everybody sees "
              "the new state, and only then does the task look.")
        .arg(*set)
        .arg(*read)
        .arg(*wake)
        .arg(*store)
        .arg(*sleep);
  if (*wake < *change)
return tr("The wake came at event %1, when there was nothing to find yet: the task looked at event %2, "
          "found nothing, and went to sleep at event %3. What it waits for came at event %4, after the "
          "wake, and nobody wakes it for that a second time. Whoever wakes has to make the change first.")
        .arg(*wake)
        .arg(*read)
        .arg(*sleep)
        .arg(*change);
  if (*read < *change)
return tr("The task looked at event %1 and found nothing. What it waits for came at event %2, and the wake "
          "at event %3 found it still awake and changed nothing. Then it acted upon what it had seen, "
          "which was true no longer, and went to sleep at event %4.")
               .arg(*read)
               .arg(*change)
               .arg(*wake)
               .arg(*sleep) +
           end;
return tr("What the task waits for came at event %1, and the wake at event %2 found it busy. It went to "
          "sleep at event %3 without another look.")
             .arg(*change)
             .arg(*wake)
             .arg(*sleep) +
         end;
}

QString lostWakeupText(const Finding& finding) {
  const auto rescue = seqOf(finding, "rescue");
  if (!rescue) return howLostText(finding);
  return howLostText(finding) +
         tr(" Here luck hides it: the wake at event %1 was meant for something else, and might as well not "
            "have come.")
             .arg(*rescue);
}

}  // namespace

QString titleOf(const Finding& finding) {
if (finding.kind == "lost-wakeup") return tr("Lost wakeup");
if (finding.kind == "deadlock") return tr("Deadlock");
if (finding.kind == "data-race") return tr("Data race");
if (finding.kind == "dead-memory") return tr("Use of dead memory");
if (finding.kind == "livelock") return tr("Livelock");
if (finding.kind == "notice") return tr("Worth knowing");
return tr("Broken rule");
}

QString explanationOf(const Finding& finding) {
  if (finding.kind == "lost-wakeup") return lostWakeupText(finding);
  if (finding.kind == "deadlock")
return tr("Each of these tasks waits for something that only another waiting task could do, or one that "
          "has gone. Nobody is left to make the first step, so it stays as it is for ever. Follow the "
          "waits below from one to the next.");
  if (finding.kind == "data-race")
return tr("Two tasks touch the same memory, at least one of them writes, and nothing orders the two: no "
          "lock, no wake, no completion. What is read depends on luck. That nothing worse has come of it "
          "in this run does not make it right.");
  if (finding.kind == "dead-memory")
return tr("A request lives on the stack of the caller that waits for it, and is gone when that caller "
          "returns. Whoever still holds a pointer to it reads what was written there since, and writes "
          "into somebody else's memory.");
  if (finding.kind == "livelock")
return tr("These tasks move, and get nowhere: the run comes back to a state in which it was before, every "
          "task that could move has had its turn meanwhile, and nothing makes it leave the circle.");
  if (finding.kind == "notice")
return tr("Nothing is broken here, and still it surprises many: the events below came in an order that the "
          "protocol allows, and that is easily forgotten.");
  const auto rule = ruleNamed(finding.rule);
if (!rule) return tr("The protocol cannot go on from here.");
  const std::string_view sentence = infoOf(*rule).sentence;
return tr("The protocol promises: %1. Up to this event it was so.")
      .arg(QString::fromUtf8(sentence.data(), static_cast<qsizetype>(sentence.size())));
}

QString wordOfRole(const std::string& role) {
if (role == "read") return tr("looked");
if (role == "change") return tr("changed");
if (role == "wake") return tr("woke");
if (role == "state") return tr("set state");
if (role == "store") return tr("seen by all");
if (role == "sleep") return tr("slept");
if (role == "rescue") return tr("rescued");
if (role == "wait") return tr("waits");
if (role == "exit") return tr("exited");
  return QString::fromStdString(role);
}

}  // namespace kts::views
