// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/style_sheet.h"

#include <cmath>

namespace kts::app {

namespace {

// $name is a colour of the theme, a number with "u" is so many steps of the grid at the theme's scale.
// clang-format off
constexpr const char* kSheet = R"(
QMainWindow, QDialog { background: $window; color: $ink; }
QMenuBar { background: transparent; color: $inkSoft; spacing: 0; }
QMenuBar::item { padding: 1.5u 2.5u; border-radius: 1.5u; background: transparent; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: $lineSoft; color: $ink; }
QMenu { background: $panel; color: $ink; border: 1px solid $line; padding: 1u; }
QMenu::item { padding: 1.5u 6u 1.5u 6u; border-radius: 1u; }
QMenu::item:selected { background: $accentSoft; color: $ink; }
QMenu::item:disabled { color: $inkFaint; }
QMenu::separator { height: 1px; background: $line; margin: 1u 2u; }
QToolTip { background: $panel; color: $ink; border: 1px solid $line; padding: 1.5u; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $accentSoft; }
QPushButton, QToolButton { background: $panel; color: $ink; border: 1px solid $line; border-radius: 1.5u; padding: 1.5u 3u; }
QToolButton { padding: 1u 2u; color: $inkSoft; }
QPushButton:hover, QToolButton:hover { border-color: $lineStrong; }
QPushButton:pressed, QToolButton:pressed { background: $lineSoft; }
QToolButton:checked { background: $accentSoft; color: $onAccentSoft; border-color: $accent; }
QPushButton:disabled, QToolButton:disabled { color: $inkFaint; background: $lineSoft; border-color: $lineSoft; }
QPushButton:focus, QToolButton:focus { border: 2px solid $accent; }
QPushButton#primary { background: $accent; color: $onAccent; border-color: $accent; }
QPushButton#primary:hover { background: $onAccentSoft; color: $panel; border-color: $onAccentSoft; }
QPushButton#primary:focus { border: 2px solid $ink; }
QPushButton#soft { background: $accentSoft; color: $onAccentSoft; border-color: $accentSoft; }
QPushButton#soft:hover { border-color: $accent; }
QPushButton#segment { background: transparent; border: 1px solid transparent; color: $inkSoft; padding: 1u 3u; }
QPushButton#segment:checked { background: $panel; color: $ink; border-color: $line; }
QPushButton#segment:focus { border-color: $accent; }
QComboBox, QSpinBox, QLineEdit { background: $panel; color: $ink; border: 1px solid $line; border-radius: 1.5u;
  padding: 1u 2u; min-height: 4.5u; selection-background-color: $accent; selection-color: $onAccent; }
QComboBox:hover, QSpinBox:hover, QLineEdit:hover { border-color: $lineStrong; }
QComboBox:focus, QSpinBox:focus, QLineEdit:focus { border: 2px solid $accent; padding: 0.75u 1.75u; }
QComboBox::drop-down { border: none; width: 5u; }
QComboBox::down-arrow { image: url(:/icons/down-$shade.svg); width: 3u; height: 3u; }
QSpinBox::up-button, QSpinBox::down-button { border: none; background: transparent; width: 5u; }
QSpinBox::up-arrow { image: url(:/icons/up-$shade.svg); width: 2.5u; height: 2.5u; }
QSpinBox::down-arrow { image: url(:/icons/down-$shade.svg); width: 2.5u; height: 2.5u; }
QCheckBox { color: $ink; spacing: 1.5u; }
QCheckBox:disabled { color: $inkFaint; }
QCheckBox::indicator { width: 3.5u; height: 3.5u; border: 1px solid $lineStrong; border-radius: 0.75u; background: $panel; }
QCheckBox::indicator:hover, QCheckBox::indicator:focus { border-color: $accent; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url(:/icons/tick-$shade.svg); }
QCheckBox::indicator:disabled { border-color: $line; background: $lineSoft; }
QComboBox QAbstractItemView { background: $panel; color: $ink; border: 1px solid $line;
  selection-background-color: $accentSoft; selection-color: $ink; outline: none; }
QTableView { background: $panel; color: $ink; border: none; outline: none; selection-background-color: transparent; selection-color: $ink; }
QTableView:focus { border: none; }
QHeaderView { background: $panel; border: none; }
QHeaderView::section { background: $panel; color: $inkFaint; border: none; border-bottom: 1px solid $lineSoft; padding: 0 2u; }
QScrollArea, QWidget#statePage { background: transparent; }
QScrollBar:vertical { background: transparent; width: 3u; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 3u; margin: 0; }
QScrollBar::handle { background: $line; border-radius: 1u; margin: 0.5u; }
QScrollBar::handle:vertical { min-height: 8u; }
QScrollBar::handle:horizontal { min-width: 8u; }
QScrollBar::handle:hover { background: $lineStrong; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSlider::groove:horizontal { height: 1u; border-radius: 0.5u; background: $line; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 0.5u; }
QSlider::handle:horizontal { width: 3.5u; margin: -1.25u 0; border-radius: 1.75u; background: $panel; border: 2px solid $accent; }
QSlider::handle:horizontal:focus { background: $accent; }
QLabel { color: $ink; background: transparent; }
)";
// clang-format on

}  // namespace

QString styleSheetOf(const views::Theme& theme) {
  QString sheet = QString::fromUtf8(kSheet);
  const std::pair<const char*, QColor> colours[] = {{"$accentSoft", theme.accentSoft},
                                                    {"$onAccentSoft", theme.onAccentSoft},
                                                    {"$onAccent", theme.onAccent},
                                                    {"$accent", theme.accent},
                                                    {"$inkSoft", theme.inkSoft},
                                                    {"$inkFaint", theme.inkFaint},
                                                    {"$ink", theme.ink},
                                                    {"$lineSoft", theme.lineSoft},
                                                    {"$lineStrong", theme.lineStrong},
                                                    {"$line", theme.line},
                                                    {"$window", theme.window},
                                                    {"$panel", theme.panel}};
  for (const auto& [name, colour] : colours) sheet.replace(QLatin1String(name), colour.name());
  sheet.replace(QLatin1String("$shade"), theme.dark ? QStringLiteral("dark") : QStringLiteral("light"));
  QString scaled;
  for (qsizetype at = 0; at < sheet.size();) {
    qsizetype end = at;
    while (end < sheet.size() && (sheet[end].isDigit() || (sheet[end] == u'.' && end > at))) ++end;
    const bool number = end > at && end < sheet.size() && sheet[end] == u'u' &&
                        (at == 0 || !sheet[at - 1].isLetterOrNumber());
    if (number) {
      scaled += QString::number(std::lround(theme.units(sheet.mid(at, end - at).toDouble()))) +
                QStringLiteral("px");
      at = end + 1;
    } else {
      scaled += sheet.mid(at, std::max<qsizetype>(end - at, 1));
      at = std::max(end, at + 1);
    }
  }
  return scaled;
}

}  // namespace kts::app
