// SPDX-License-Identifier: GPL-2.0-or-later
// The protocol's rules about the list, the requests on it and their completions.
#include <algorithm>

#include "engine/vocabulary/rule_memory.h"
#include "engine/vocabulary/rule_table.h"

namespace kts::rules {

namespace {

bool changesList(EventKind kind) { return kind == EventKind::ListAddTail || kind == EventKind::ListDelInit; }

std::string requestText(RequestId id) { return "request " + std::to_string(id + 1); }

bool isOfRequest(ObjectId object) { return infoOf(object.type()).scope == ObjectScope::Request; }

std::string resultText(std::int32_t result) {
  return result > 0 ? "PID " + std::to_string(result) : std::to_string(result);
}

}  // namespace

// A change that nobody guards harms only another that is being made: who has changed the list and still holds
// its lock may be half-way. So one caller alone without the lock breaks nothing.
WhyBroken listExclusive(const RuleCase& c) {
  if (!changesList(c.event.kind)) return {};
  const RuleMemory::OfList* list = c.memory.lists.find(c.event.object.value);
  if (!list || list->changer == kNoTask || list->changer == c.event.task) return {};
  return c.who(c.event.task) + " changes " + nameOf(c.event.object) + " while " + c.who(list->changer) +
         ", which has changed it, still holds " + nameOf(lockOfList(c.event.object));
}

// Who looks sees its own stores before anybody else does.
WhyBroken listWhole(const RuleCase& c) {
  const auto& list = c.state.list(c.event.object);
  const auto isOfList = [&](const WaitingStore& store) { return store.object == c.event.object; };
  if (c.event.kind == EventKind::ListEmpty && c.self() && std::ranges::any_of(c.self()->stores, isOfList))
    return {};
  if (c.event.kind == EventKind::ListEmpty && list.empty() != (c.event.effect == Effect::Empty))
    return nameOf(c.event.object) +
           (list.empty() ? " holds nothing" : " holds " + requestText(list.front())) + ", and " +
           c.who(c.event.task) + " finds it " + (c.event.effect == Effect::Empty ? "empty" : "not empty");
  const bool holds = std::find(list.begin(), list.end(), c.event.request) != list.end();
  if (c.event.kind == EventKind::ListDelInit && !holds)
    return requestText(c.event.request) + " is taken off " + nameOf(c.event.object) +
           ", which does not hold it";
  if (c.event.kind == EventKind::ListAddTail && holds)
    return requestText(c.event.request) + " is put into " + nameOf(c.event.object) + " twice";
  return {};
}

WhyBroken completedOnce(const RuleCase& c) {
  const bool completes = c.event.kind == EventKind::Complete && c.event.object.type() == ObjectType::Done;
  if (!completes && c.event.kind != EventKind::FrameDead) return {};
  const RequestId id = completes ? c.event.object.index() : c.event.request;
  const Request* request = c.state.request(id);
  if (!request) return {};  // dead memory, which another rule tells
  const bool done = request->seqOf[static_cast<std::size_t>(Phase::Done)] != kNever;
  if (completes && done) return c.who(c.event.task) + " completes " + requestText(id) + " a second time";
  if (!completes && !done)
    return c.who(c.event.task) + " returns, and nobody has completed " + requestText(id);
  return {};
}

WhyBroken requestAlive(const RuleCase& c) {
  const EventKind kind = c.event.kind;
  if (!isOfRequest(c.event.object) || kind == EventKind::RequestPrepared) return {};
  if (c.state.request(c.event.object.index())) return {};
  return c.who(c.event.task) + " touches " + nameOf(c.event.object) + ", whose stack frame is gone";
}

// The waiter takes the lock again before it returns: who completes is done with the completion by then.
WhyBroken completionAlive(const RuleCase& c) {
  const ObjectId completion = completionOf(c.event.object);
  if (!completion || c.event.kind == EventKind::InitCompletion) return {};
  const RuleMemory::OfCompletion* of = c.memory.completions.find(completion.value);
  if (!of || of->returned == kNoTask || of->returned == c.event.task) return {};
  return c.who(c.event.task) + " touches " + nameOf(c.event.object) + " after " + c.who(of->returned) +
         ", which waited for it, has returned";
}

WhyBroken completionFresh(const RuleCase& c) {
  const Completion* completion = c.state.completion(c.event.object);
  if (c.event.kind == EventKind::Complete && !completion && !isOfRequest(c.event.object))
    return c.who(c.event.task) + " completes " + nameOf(c.event.object) +
           ", which nobody has initialised yet";
  if (c.event.kind != EventKind::InitCompletion || !completion) return {};
  if (completion->done > 0)
    return c.who(c.event.task) + " initialises " + nameOf(c.event.object) +
           ", which has been completed: the count is wiped out";
  if (!completion->waiters.empty())
    return c.who(c.event.task) + " initialises " + nameOf(c.event.object) + " while " +
           c.who(completion->waiters.front()) + " waits for it";
  return {};
}

WhyBroken ownResult(const RuleCase& c) {
  const bool reads = c.event.kind == EventKind::ResultRead;
  if (!reads && c.event.kind != EventKind::ResultStored) return {};
  const Request* request = c.state.request(c.event.request);
  if (!request) return {};
  if (reads && !request->resultStored)
    return c.who(c.event.task) + " reads the result of " + requestText(c.event.request) +
           ", which nobody has stored yet";
  if (reads && request->result != c.event.arg)
    return c.who(c.event.task) + " reads " + resultText(c.event.arg) + " as the result of " +
           requestText(c.event.request) + ", and stored was " + resultText(request->result);
  const RuleMemory::OfRequest* of = c.memory.requests.find(c.event.request);
  if (reads || (of && of->forked == c.event.arg)) return {};
  return c.who(c.event.task) + " stores " + resultText(c.event.arg) + " as the result of " +
         requestText(c.event.request) +
         (of && of->forked ? ", for which " + resultText(*of->forked) + " was forked"
                           : ", for which nothing was forked");
}

}  // namespace kts::rules
