// SPDX-License-Identifier: GPL-2.0-or-later
// Reads a Theme from the text of a token file.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "views/theme/theme.h"

namespace kts::views {

namespace {

constexpr std::array kStyleKeys = {"display", "title", "body", "bodyStrong", "small", "smallStrong", "mono",
                                   "monoStrong", "monoSmall"};
static_assert(kStyleKeys.size() == kTextStyles);
constexpr std::array kLaneKeys = {"none",     "running", "user",   "spinning", "about-to-sleep",
                                  "sleeping", "blocked", "waking", "newborn",  "zombie",
                                  "frozen"};
static_assert(kLaneKeys.size() == kLaneStates);
constexpr std::array kHatchKeys = {"none",       "diagonal", "wide", "back",
                                   "horizontal", "vertical", "dots", "cross"};

// Collects the first thing that is wrong, so that reading stays a list of fields.
class Reader {
 public:
  QColor color(const QJsonObject& from, const QString& key, const QString& where) {
    const QColor color(from.value(key).toString());
    if (!color.isValid())
      fail(where + QLatin1Char('.') + key, QStringLiteral("is no colour like \"#2A68D4\""));
    return color;
  }
  QColor colorOr(const QJsonObject& from, const QString& key, const QColor& otherwise, const QString& where) {
    return from.contains(key) ? color(from, key, where) : otherwise;
  }
  QJsonObject object(const QJsonObject& from, const QString& key, const QString& where) {
    if (!from.value(key).isObject()) fail(where + QLatin1Char('.') + key, QStringLiteral("is missing"));
    return from.value(key).toObject();
  }
  void fail(const QString& token, const QString& what) {
    if (m_problem.isEmpty()) m_problem = QStringLiteral("theme token %1 %2").arg(token, what);
  }
  const QString& problem() const { return m_problem; }

 private:
  QString m_problem;
};

void readGrounds(Reader& read, const QJsonObject& tokens, Theme& theme) {
  const std::array<std::pair<const char*, QColor*>, 18> fields = {{{"window", &theme.window},
                                                                   {"panel", &theme.panel},
                                                                   {"line", &theme.line},
                                                                   {"lineSoft", &theme.lineSoft},
                                                                   {"lineStrong", &theme.lineStrong},
                                                                   {"lineGrid", &theme.lineGrid},
                                                                   {"ink", &theme.ink},
                                                                   {"inkSoft", &theme.inkSoft},
                                                                   {"inkFaint", &theme.inkFaint},
                                                                   {"accent", &theme.accent},
                                                                   {"onAccent", &theme.onAccent},
                                                                   {"accentSoft", &theme.accentSoft},
                                                                   {"onAccentSoft", &theme.onAccentSoft},
                                                                   {"code", &theme.code},
                                                                   {"shadow", &theme.shadow},
                                                                   {"bad", &theme.bad},
                                                                   {"onBad", &theme.onBad},
                                                                   {"badSoft", &theme.badSoft}}};
  for (const auto& [key, color] : fields) *color = read.color(tokens, QLatin1String(key), theme.name);
}

void readRoles(Reader& read, const QJsonObject& tokens, Theme& theme) {
  const QJsonObject roles = read.object(tokens, QStringLiteral("roles"), theme.name);
  for (std::size_t at = 0; at < theme.roles.size(); ++at) {
    const QString key = QString::fromStdString(std::string(kts::nameOf(static_cast<Role>(at))));
    const QJsonObject role = read.object(roles, key, theme.name + QStringLiteral(".roles"));
    theme.roles[at] = {read.color(role, QStringLiteral("strong"), key),
                       read.color(role, QStringLiteral("soft"), key),
                       read.color(role, QStringLiteral("text"), key)};
  }
}

void readLanes(Reader& read, const QJsonObject& tokens, Theme& theme) {
  const QJsonObject lanes = read.object(tokens, QStringLiteral("lanes"), theme.name);
  for (std::size_t at = 0; at < theme.lanes.size(); ++at) {
    const QString key = QLatin1String(kLaneKeys[at]);
    const QJsonObject lane = read.object(lanes, key, theme.name + QStringLiteral(".lanes"));
    LaneStyle& style = theme.lanes[at];
    style.fill = read.color(lane, QStringLiteral("fill"), key);
    style.text = read.color(lane, QStringLiteral("text"), key);
    style.edge = read.color(lane, QStringLiteral("edge"), key);
    style.hatchInk = read.color(lane, QStringLiteral("hatchInk"), key);
    style.badge = read.colorOr(lane, QStringLiteral("badge"), style.fill, key);
    style.badgeText = read.colorOr(lane, QStringLiteral("badgeText"), style.text, key);
    const QString hatch = lane.value(QStringLiteral("hatch")).toString();
    const auto found = std::find_if(kHatchKeys.begin(), kHatchKeys.end(),
                                    [&](const char* known) { return hatch == QLatin1String(known); });
    if (found == kHatchKeys.end())
      read.fail(key + QStringLiteral(".hatch"), QStringLiteral("is no known pattern"));
    style.hatch = static_cast<Hatch>(found == kHatchKeys.end() ? 0 : found - kHatchKeys.begin());
  }
}

void readRequests(Reader& read, const QJsonObject& tokens, Theme& theme) {
  const QJsonArray requests = tokens.value(QStringLiteral("requests")).toArray();
  if (requests.isEmpty())
    read.fail(theme.name + QStringLiteral(".requests"), QStringLiteral("is an empty list"));
  for (const auto& value : requests) {
    const QJsonObject request = value.toObject();
    const QString where = QStringLiteral("requests[%1]").arg(theme.requests.size());
    theme.requests.push_back({read.color(request, QStringLiteral("fill"), where),
                              read.color(request, QStringLiteral("text"), where),
                              read.color(request, QStringLiteral("soft"), where),
                              read.color(request, QStringLiteral("softText"), where)});
  }
}

void readFonts(Reader& read, const QJsonObject& file, Theme& theme) {
  const QJsonObject type = read.object(file, QStringLiteral("type"), QStringLiteral("file"));
  for (std::size_t at = 0; at < kStyleKeys.size(); ++at) {
    const QJsonObject style = read.object(type, QLatin1String(kStyleKeys[at]), QStringLiteral("type"));
    theme.fonts[at] = {style.value(QStringLiteral("family")).toString(),
                       style.value(QStringLiteral("px")).toDouble(),
                       style.value(QStringLiteral("weight")).toInt()};
    if (theme.fonts[at].family.isEmpty() || theme.fonts[at].px < 1 || theme.fonts[at].weight < 100)
      read.fail(QStringLiteral("type.") + QLatin1String(kStyleKeys[at]),
                QStringLiteral("needs family, px and weight"));
  }
}

}  // namespace

std::expected<Theme, Problem> themeFrom(const QByteArray& json, const QString& name) {
  QJsonParseError error;
  const QJsonObject file = QJsonDocument::fromJson(json, &error).object();
  if (error.error != QJsonParseError::NoError)
    return std::unexpected(
        Problem{QStringLiteral("theme file: %1 at byte %2").arg(error.errorString()).arg(error.offset)});
  Reader read;
  Theme theme;
  theme.name = name;
  theme.grid = file.value(QStringLiteral("grid")).toDouble(4);
  const QJsonObject themes = read.object(file, QStringLiteral("themes"), QStringLiteral("file"));
  const QJsonObject tokens = read.object(themes, name, QStringLiteral("themes"));
  readGrounds(read, tokens, theme);
  readRoles(read, tokens, theme);
  readLanes(read, tokens, theme);
  readRequests(read, tokens, theme);
  readFonts(read, file, theme);
  if (!read.problem().isEmpty()) return std::unexpected(Problem{read.problem()});
  theme.dark = theme.panel.lightnessF() < 0.5F;
  return theme;
}

}  // namespace kts::views
