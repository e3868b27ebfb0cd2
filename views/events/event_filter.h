// SPDX-License-Identifier: GPL-2.0-or-later
// The small language of the filter line. An event passes when the whole expression is true of it:
//
//   wake                               a bare word: anywhere in task, event, object, effect or source
//   task = caller 2                    is, whole and without regard to case; != is not
//   kind ~ wake                        contains; !~ does not
//   request = 2, # >= 100, time < 3ms  numbers; times end in ns, us, µs, ms or s
//   a and b, a or b, not a, (a)        "and" may be left out between words; quotes keep words together
//
// Fields: # (seq), time, step, task, pid, event (kind), category, object, request, effect, arg, source, line.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "views/events/event_words.h"

namespace kts::views {

class EventFilter {
 public:
  EventFilter() = default;  // lets everything pass

  // The filter, or one line that says where the text goes wrong.
  static std::expected<EventFilter, std::string> parse(std::string_view text);
  // What a person reads who wonders how to write one.
  static std::string_view help();

  bool empty() const { return m_nodes.empty(); }
  bool passes(Seq seq, const Event& event, const TaskNames& names) const;

  enum class Field {
    Any,
    Seq,
    Time,
    Step,
    Task,
    Pid,
    Kind,
    Category,
    Object,
    Request,
    Effect,
    Arg,
    Source,
    Line
  };
  enum class Operator { Is, IsNot, Contains, ContainsNot, Less, AtMost, More, AtLeast };
  struct Node {
    enum class What { Term, Not, And, Or } what = What::Term;
    Field field = Field::Any;
    Operator op = Operator::Contains;
    std::string text;  // lower case
    double number = 0;
    std::size_t left = 0, right = 0;
  };

 private:
  bool holds(const Node& node, Seq seq, const Event& event, const TaskNames& names) const;
  std::vector<Node> m_nodes;  // the last is the whole
};

}  // namespace kts::views
