// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/theme/theme.h"

#include <QFile>
#include <algorithm>
#include <cmath>

namespace kts::views {

namespace {

double luminance(const QColor& color) {
  const auto linear = [](double c) { return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
  return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

}  // namespace

double contrastOf(const QColor& a, const QColor& b) {
  const double la = luminance(a), lb = luminance(b);
  return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

QString nameOf(ThemeName name) {
  switch (name) {
    case ThemeName::Light: return QStringLiteral("light");
    case ThemeName::Dark: return QStringLiteral("dark");
    case ThemeName::HighContrast: return QStringLiteral("contrast");
  }
  return {};
}

std::expected<ThemeName, Problem> themeNameFrom(const QString& text) {
  for (const ThemeName name : kThemeNames)
    if (text == nameOf(name)) return name;
  return std::unexpected(
      Problem{QStringLiteral("no theme is called '%1': use light, dark or contrast").arg(text)});
}

Theme bundledTheme(ThemeName name, double scale) {
  static const QByteArray kTokens = [] {
    (void)loadFonts();  // makes the resources known; a missing font shows itself where it is asked for
    QFile file(QStringLiteral(":/theme/tokens.json"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }();
  auto theme = themeFrom(kTokens, nameOf(name));
  if (!theme) qFatal("the program's own theme: %s", qPrintable(theme.error().message));
  return theme->scaledBy(scale);
}

Theme Theme::scaledBy(double factor) const {
  Theme scaled = *this;
  scaled.scale = std::clamp(scale * factor, 0.5, 4.0);
  return scaled;
}

QFont Theme::font(TextStyle style) const {
  const FontSpec& spec = fonts[static_cast<std::size_t>(style)];
  QFont font(spec.family);
  font.setPixelSize(std::max(1, static_cast<int>(std::lround(spec.px * scale))));
  font.setWeight(static_cast<QFont::Weight>(spec.weight));
  font.setHintingPreference(QFont::PreferNoHinting);  // widths that do not depend on the screen
  font.setStyleStrategy(QFont::PreferAntialias);
  return font;
}

std::vector<TextPair> Theme::textPairs() const {
  std::vector<TextPair> pairs;
  const auto add = [&](const QString& where, const QColor& text, const QColor& ground) {
    pairs.push_back({where, text, ground});
  };
  const std::array grounds = {std::pair("window", window), std::pair("panel", panel), std::pair("code", code),
                              std::pair("lineSoft", lineSoft), std::pair("accentSoft", accentSoft)};
  for (const auto& [ground, color] : grounds) {
    add(QStringLiteral("ink on %1").arg(QLatin1String(ground)), ink, color);
    add(QStringLiteral("inkSoft on %1").arg(QLatin1String(ground)), inkSoft, color);
  }
  for (const auto& [ground, color] : {grounds[0], grounds[1], grounds[2], grounds[3]})
    add(QStringLiteral("inkFaint on %1").arg(QLatin1String(ground)), inkFaint, color);
  add(QStringLiteral("onAccent on accent"), onAccent, accent);
  add(QStringLiteral("onAccentSoft on accentSoft"), onAccentSoft, accentSoft);
  add(QStringLiteral("accent on panel"), accent, panel);
  add(QStringLiteral("onBad on bad"), onBad, bad);
  add(QStringLiteral("bad on panel"), bad, panel);
  add(QStringLiteral("ink on badSoft"), ink, badSoft);
  for (std::size_t at = 0; at < roles.size(); ++at) {
    const QString role = QString::fromStdString(std::string(kts::nameOf(static_cast<Role>(at))));
    add(role + QStringLiteral(" text on soft"), roles[at].text, roles[at].soft);
    add(role + QStringLiteral(" text on panel"), roles[at].text, panel);
    add(QStringLiteral("ink on soft of ") + role, ink, roles[at].soft);
  }
  for (std::size_t at = 0; at < lanes.size(); ++at) {
    const auto& info = infoOf(static_cast<LaneState>(at));
    const QString state = QString::fromUtf8(info.name.data(), static_cast<qsizetype>(info.name.size()));
    add(state + QStringLiteral(" text on bar"), lanes[at].text, lanes[at].fill);
    add(state + QStringLiteral(" letter"), lanes[at].badgeText, lanes[at].badge);
  }
  for (std::size_t at = 0; at < requests.size(); ++at) {
    add(QStringLiteral("number of request %1").arg(at + 1), requests[at].text, requests[at].fill);
    add(QStringLiteral("name of request %1").arg(at + 1), requests[at].softText, requests[at].soft);
  }
  return pairs;
}

QPalette Theme::palette() const {
  QPalette p;
  const auto set = [&](QPalette::ColorRole role, const QColor& color) {
    p.setColor(QPalette::All, role, color);
  };
  set(QPalette::Window, window);
  set(QPalette::WindowText, ink);
  set(QPalette::Base, panel);
  set(QPalette::AlternateBase, lineSoft);
  set(QPalette::Text, ink);
  set(QPalette::Button, panel);
  set(QPalette::ButtonText, ink);
  set(QPalette::BrightText, bad);
  set(QPalette::Highlight, accentSoft);
  set(QPalette::HighlightedText, ink);
  set(QPalette::Link, accent);
  set(QPalette::LinkVisited, accent);
  set(QPalette::ToolTipBase, panel);
  set(QPalette::ToolTipText, ink);
  set(QPalette::PlaceholderText, inkFaint);
  set(QPalette::Light, panel);
  set(QPalette::Midlight, lineSoft);
  set(QPalette::Mid, line);
  set(QPalette::Dark, lineStrong);
  set(QPalette::Shadow, lineStrong);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    p.setColor(QPalette::Disabled, role, inkFaint);
  return p;
}

}  // namespace kts::views
