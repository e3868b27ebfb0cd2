// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/events/event_filter.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace kts::views {

namespace {

using Field = EventFilter::Field;
using Operator = EventFilter::Operator;
using Node = EventFilter::Node;

struct FieldName {
  std::string_view name;
  Field field;
};
constexpr std::array kFields = {FieldName{"#", Field::Seq},
                                FieldName{"seq", Field::Seq},
                                FieldName{"time", Field::Time},
                                FieldName{"step", Field::Step},
                                FieldName{"task", Field::Task},
                                FieldName{"pid", Field::Pid},
                                FieldName{"kind", Field::Kind},
                                FieldName{"event", Field::Kind},
                                FieldName{"category", Field::Category},
                                FieldName{"object", Field::Object},
                                FieldName{"request", Field::Request},
                                FieldName{"effect", Field::Effect},
                                FieldName{"arg", Field::Arg},
                                FieldName{"source", Field::Source},
                                FieldName{"line", Field::Line}};

struct OperatorName {
  std::string_view name;
  Operator op;
};
// The longer ones first: "<=" is not "<" and "=".
constexpr std::array kOperators = {
    OperatorName{"!=", Operator::IsNot},  OperatorName{"!~", Operator::ContainsNot},
    OperatorName{"<=", Operator::AtMost}, OperatorName{">=", Operator::AtLeast},
    OperatorName{"=", Operator::Is},      OperatorName{"~", Operator::Contains},
    OperatorName{"<", Operator::Less},    OperatorName{">", Operator::More}};

constexpr bool isNumber(Field field) {
  return field == Field::Seq || field == Field::Time || field == Field::Step || field == Field::Pid ||
         field == Field::Request || field == Field::Arg || field == Field::Line;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

struct Token {
  enum class Type { Word, Quoted, Operator, Open, Close, End } type = Type::End;
  std::string text;
  Operator op = Operator::Is;
  std::size_t at = 0;
};

std::expected<std::vector<Token>, std::string> tokensOf(std::string_view text) {
  std::vector<Token> tokens;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == ' ' || c == '\t') {
      ++at;
      continue;
    }
    if (c == '(' || c == ')') {
      tokens.push_back({c == '(' ? Token::Type::Open : Token::Type::Close, std::string(1, c), {}, at++});
      continue;
    }
    if (c == '"') {
      const auto close = text.find('"', at + 1);
      if (close == text.npos)
        return std::unexpected("the quote at " + std::to_string(at + 1) + " is not closed");
      tokens.push_back({Token::Type::Quoted, std::string(text.substr(at + 1, close - at - 1)), {}, at});
      at = close + 1;
      continue;
    }
    const auto op = std::ranges::find_if(
        kOperators, [&](const OperatorName& o) { return text.substr(at).starts_with(o.name); });
    if (op != kOperators.end()) {
      tokens.push_back({Token::Type::Operator, std::string(op->name), op->op, at});
      at += op->name.size();
      continue;
    }
    std::size_t end = at + 1;
    while (end < text.size() && std::string_view(" \t()\"=~<>").find(text[end]) == text.npos &&
           !(text[end] == '!' && end + 1 < text.size() && (text[end + 1] == '=' || text[end + 1] == '~')))
      ++end;
    tokens.push_back({Token::Type::Word, std::string(text.substr(at, end - at)), {}, at});
    at = end;
  }
  tokens.push_back({Token::Type::End, "the end", {}, text.size()});
  return tokens;
}

std::optional<double> numberOf(std::string_view text, Field field) {
  double value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  const std::string unit = lower({rest, static_cast<std::size_t>(text.data() + text.size() - rest)});
  if (field != Field::Time) return unit.empty() ? std::optional(value) : std::nullopt;
  if (unit.empty() || unit == "ns") return value;
  if (unit == "us" || unit == "µs") return value * 1e3;
  if (unit == "ms") return value * 1e6;
  return unit == "s" ? std::optional(value * 1e9) : std::nullopt;
}

// or := and { "or" and };  and := not { ["and"] not };  not := "not" not | "(" or ")" | term
class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : m_tokens(std::move(tokens)) {}

  std::expected<std::vector<Node>, std::string> parse() {
    parseOr();
    if (m_problem.empty() && now().type != Token::Type::End)
      fail("\u201c" + now().text + "\u201d stands alone");
    if (!m_problem.empty()) return std::unexpected(m_problem);
    return std::move(m_nodes);
  }

 private:
  const Token& now() const { return m_tokens[m_at]; }
  bool isKeyword(std::string_view word) const {
    return now().type == Token::Type::Word && lower(now().text) == word;
  }
  bool isAnyKeyword() const { return isKeyword("and") || isKeyword("or") || isKeyword("not"); }
  // A field's name with an operator behind it begins the next term.
  bool beginsComparison() const {
    return m_at + 1 < m_tokens.size() && m_tokens[m_at + 1].type == Token::Type::Operator;
  }
  void fail(const std::string& what) {
    if (m_problem.empty()) m_problem = what + ", at " + std::to_string(now().at + 1);
  }
  std::size_t push(Node node) {
    m_nodes.push_back(std::move(node));
    return m_nodes.size() - 1;
  }
  std::size_t join(Node::What what, std::size_t left, std::size_t right) {
    Node node;
    node.what = what, node.left = left, node.right = right;
    return push(std::move(node));
  }

  std::size_t parseOr() {
    std::size_t left = parseAnd();
    while (m_problem.empty() && isKeyword("or")) {
      ++m_at;
      left = join(Node::What::Or, left, parseAnd());
    }
    return left;
  }

  std::size_t parseAnd() {
    std::size_t left = parseNot();
    while (m_problem.empty() && now().type != Token::Type::End && now().type != Token::Type::Close &&
           !isKeyword("or")) {
      if (isKeyword("and")) ++m_at;
      left = join(Node::What::And, left, parseNot());
    }
    return left;
  }

  std::size_t parseNot() {
    if (++m_depth > 200) fail("too many brackets");
    std::size_t result = 0;
    if (!m_problem.empty()) return result;
    if (isKeyword("not")) {
      ++m_at;
      result = join(Node::What::Not, parseNot(), 0);
    } else if (now().type == Token::Type::Open) {
      ++m_at;
      result = parseOr();
      if (now().type != Token::Type::Close)
        fail("a bracket is not closed");
      else
        ++m_at;
    } else {
      result = parseTerm();
    }
    --m_depth;
    return result;
  }

  std::size_t parseTerm() {
    Node node;
    if (now().type != Token::Type::Word && now().type != Token::Type::Quoted) {
      fail("a word is missing before " +
           (now().type == Token::Type::End ? now().text : "\u201c" + now().text + "\u201d"));
      return 0;
    }
    if (!beginsComparison()) {
      if (isAnyKeyword()) fail("a word is missing before \u201c" + now().text + "\u201d");
      node.text = lower(m_tokens[m_at++].text);
      return push(std::move(node));
    }
    const std::string name = lower(now().text);
    const auto field = std::ranges::find(kFields, name, &FieldName::name);
    if (field == kFields.end()) {
      fail("no field is called \u201c" + name +
           "\u201d (task, event, object, request, effect, source, time, #)");
      return 0;
    }
    node.field = field->field;
    node.op = m_tokens[m_at + 1].op;
    m_at += 2;
    return parseValue(std::move(node), name);
  }

  std::size_t parseValue(Node node, const std::string& name) {
    if (now().type == Token::Type::Quoted) {
      node.text = lower(m_tokens[m_at++].text);
    } else {
      // "caller 2" needs no quotes: the value goes on until something else begins.
      while (now().type == Token::Type::Word && !isAnyKeyword() && !beginsComparison() &&
             (node.text.empty() || !isNumber(node.field)))
        node.text += (node.text.empty() ? "" : " ") + lower(m_tokens[m_at++].text);
    }
    if (node.text.empty()) fail("a value is missing after \u201c" + name + "\u201d");
    const bool ordered = node.op != Operator::Contains && node.op != Operator::ContainsNot;
    if (isNumber(node.field) && ordered && m_problem.empty()) {
      if (const auto number = numberOf(node.text, node.field))
        node.number = *number;
      else
        fail("\u201c" + node.text + "\u201d is no number for \u201c" + name + "\u201d");
    } else if (!isNumber(node.field) && node.op >= Operator::Less) {
      fail("\u201c" + name + "\u201d is compared with = != ~ or !~");
    }
    return push(std::move(node));
  }

  std::vector<Token> m_tokens;
  std::vector<Node> m_nodes;
  std::string m_problem;
  std::size_t m_at = 0;
  int m_depth = 0;
};

bool compare(double value, Operator op, double with) {
  switch (op) {
    case Operator::Is: return value == with;
    case Operator::IsNot: return value != with;
    case Operator::Less: return value < with;
    case Operator::AtMost: return value <= with;
    case Operator::More: return value > with;
    default: return value >= with;
  }
}

bool compare(const std::string& value, const Node& node) {
  const bool whole = node.op == Operator::Is || node.op == Operator::IsNot;
  const std::string text = lower(value);
  const bool hit = whole ? text == node.text : text.find(node.text) != text.npos;
  return (node.op == Operator::IsNot || node.op == Operator::ContainsNot) ? !hit : hit;
}

std::optional<double> valueOf(Field field, Seq seq, const Event& event, const TaskNames& names) {
  switch (field) {
    case Field::Seq: return static_cast<double>(seq);
    case Field::Time: return static_cast<double>(event.tNs);
    case Field::Step: return event.step;
    case Field::Pid: return names.pidOf(event.task);
    case Field::Request:
      return event.request == kNoRequest ? std::nullopt : std::optional<double>(event.request + 1.0);
    case Field::Arg: return event.arg;
    default: return event.site.line();
  }
}

}  // namespace

std::string_view EventFilter::help() {
  return "Words are looked for everywhere:  wake kthreadd\n"
         "One field:  task = caller 2   kind ~ wake   request = 2   time < 3ms   # >= 100\n"
         "Put together:  task = kthreadd and (kind ~ wake or not effect ~ running)\n"
         "= is    != is not    ~ contains    !~ does not    < <= > >= for numbers\n"
         "Fields: # time step task pid event category object request effect arg source line";
}

std::expected<EventFilter, std::string> EventFilter::parse(std::string_view text) {
  auto tokens = tokensOf(text);
  if (!tokens) return std::unexpected(tokens.error());
  EventFilter filter;
  if (tokens->size() == 1) return filter;
  auto nodes = Parser(std::move(*tokens)).parse();
  if (!nodes) return std::unexpected(nodes.error());
  filter.m_nodes = std::move(*nodes);
  return filter;
}

bool EventFilter::passes(Seq seq, const Event& event, const TaskNames& names) const {
  return m_nodes.empty() || holds(m_nodes.back(), seq, event, names);
}

bool EventFilter::holds(const Node& node, Seq seq, const Event& event, const TaskNames& names) const {
  switch (node.what) {
    case Node::What::Not: return !holds(m_nodes[node.left], seq, event, names);
    case Node::What::And:
      return holds(m_nodes[node.left], seq, event, names) && holds(m_nodes[node.right], seq, event, names);
    case Node::What::Or:
      return holds(m_nodes[node.left], seq, event, names) || holds(m_nodes[node.right], seq, event, names);
    case Node::What::Term: break;
  }
  if (isNumber(node.field)) {
    const auto value = valueOf(node.field, seq, event, names);
    if (!value) return node.op == Operator::IsNot || node.op == Operator::ContainsNot;
    if (node.op == Operator::Contains || node.op == Operator::ContainsNot)
      return compare(std::to_string(static_cast<long long>(*value)), node);
    return compare(*value, node.op, node.number);
  }
  switch (node.field) {
    case Field::Task: return compare(names.nameOf(event.task), node);
    case Field::Kind: return compare(std::string(infoOf(event.kind).name), node);
    case Field::Category: return compare(std::string(nameOf(infoOf(event.kind).category)), node);
    case Field::Object: return compare(objectWords(event, names), node);
    case Field::Effect: return compare(effectWords(event, names), node);
    case Field::Source: return compare(sourceWords(event), node);
    default: break;
  }
  return compare(std::string(infoOf(event.kind).name), node) || compare(names.nameOf(event.task), node) ||
         compare(objectWords(event, names), node) || compare(effectWords(event, names), node) ||
         compare(sourceWords(event), node);
}

}  // namespace kts::views
