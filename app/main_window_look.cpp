// SPDX-License-Identifier: GPL-2.0-or-later
// How the window looks: its theme and scale, how panes share its room, and what gives way in a small one.
#include <QApplication>
#include <QLabel>
#include <QLayout>
#include <QMenuBar>
#include <QPushButton>
#include <QScreen>
#include <QSplitter>
#include <algorithm>
#include <array>

#include "app/card.h"
#include "app/compare_window.h"
#include "app/library_pane.h"
#include "app/main_window.h"
#include "app/status_line.h"
#include "app/style_sheet.h"
#include "app/tab_pane.h"
#include "views/choices/choice_strip.h"
#include "views/events/events_view.h"
#include "views/exploration/exploration_view.h"
#include "views/findings/findings_view.h"
#include "views/scenario_form/scenario_form.h"
#include "views/stage/stage_widget.h"
#include "views/state/state_view.h"
#include "views/timeline/timeline_widget.h"
#include "views/transport/transport_bar.h"

namespace kts::app {

using views::TextStyle;

namespace {

// How much larger everything is while presenting: people in the last row read it too, and the machine must
// not shrink for it.
double presentingScale(QSize window) {
  return std::clamp(std::min(window.width() / 1140.0, window.height() / 700.0), 1.15, 2.0);
}

// From which room on, at scale 1, a pane that has to give way is there: first goes the state, whose most the
// stage says too, then the events, then the library. Stage and timeline always stay.
constexpr QSize kLeast(560, 420);
constexpr std::array kPaneNames{"library", "state", "events"};  // in the order of MainWindow::Pane
constexpr double kRoomForState = 1100, kRoomForEvents = 680, kRoomForLibrary = 700, kRoomForStatus = 500;

}  // namespace

// Presenting enlarges no further than stage and timeline have room for.
double MainWindow::shownScale() const {
  return m_presenting ? std::max(m_scale, fittingScale(m_scale * presentingScale(size()))) : m_scale;
}

void MainWindow::applyTheme() {
  m_theme = views::bundledTheme(m_themeName, shownScale());
  const views::Theme& theme = m_theme;
  qApp->setPalette(theme.palette());
  QApplication::setFont(theme.font(TextStyle::Body));  // menus, tips and dialogs are windows of their own
  setFont(theme.font(TextStyle::Body));
  setStyleSheet(styleSheetOf(theme) +
                QStringLiteral("QWidget#top { background: %1; border-bottom: 1px solid %2; }")
                    .arg(theme.panel.name(), theme.line.name()));
  for (Card* card : {m_left, m_stageCard, m_timelineCard, m_stateCard, m_eventsCard}) card->setTheme(theme);
  m_library->setTheme(theme);
  m_form->setTheme(theme);
  m_stage->setTheme(theme);
  m_timeline->setTheme(theme);
  m_state->setTheme(theme);
  m_bottom->setTheme(theme);
  m_events->setTheme(theme);
  m_explorationView->setTheme(theme);
  m_findings->setTheme(theme);
  m_transport->setTheme(theme);
  m_status->setTheme(theme);
  if (m_compare) m_compare->setTheme(theme);
  m_choices->setTheme(theme);
  m_menus->setFont(theme.font(TextStyle::Body));
  m_present->setFont(theme.font(TextStyle::BodyStrong));
  const int side = static_cast<int>(theme.units(4)), gap = static_cast<int>(theme.units(3));
  m_sentence->setContentsMargins(side, static_cast<int>(theme.units(1)), side,
                                 static_cast<int>(theme.units(2)));
  m_top->layout()->setContentsMargins(gap, static_cast<int>(theme.units(2)), side,
                                      static_cast<int>(theme.units(2)));
  m_top->layout()->setSpacing(gap);
  for (QSplitter* splitter : {m_rows, m_columns, m_middle}) splitter->setHandleWidth(gap);
  m_middle->setContentsMargins(m_presenting ? gap : 0, gap, m_presenting ? gap : 0, m_presenting ? gap : 0);
  m_right->layout()->setContentsMargins(0, gap, 0, 0);
  // Its own, not what the panes add up to: with less room some of them go.
  setMinimumSize((QSizeF(kLeast) * theme.scale).toSize().boundedTo(screen()->availableSize()));
  m_left->setMinimumWidth(static_cast<int>(theme.px(226)));
  m_stateCard->setMinimumWidth(static_cast<int>(theme.px(240)));
  m_eventsCard->setMinimumHeight(static_cast<int>(theme.units(24)));
  m_stageCard->setMinimumSize(static_cast<int>(theme.px(280)), static_cast<int>(theme.units(30)));
  m_timelineCard->setMinimumHeight(static_cast<int>(theme.units(26)));
  m_actions->of("theme.light").setChecked(m_themeName == views::ThemeName::Light);
  m_actions->of("theme.dark").setChecked(m_themeName == views::ThemeName::Dark);
  m_actions->of("theme.contrast").setChecked(m_themeName == views::ThemeName::HighContrast);
  layOutTop();
  showPanes();
  splitRoom();
  layOutSentence();
}

bool MainWindow::hasRoomFor(Pane pane) const {
  const double wide = width() / m_theme.scale, high = height() / m_theme.scale;
  switch (pane) {
    case Pane::Library: return wide >= kRoomForLibrary;
    case Pane::State: return wide >= kRoomForState;
    case Pane::Events: return high >= kRoomForEvents;
  }
  return true;
}

void MainWindow::showPanes() {
  const auto show = [this](Pane pane, QWidget* widget, const char* action) {
    const bool shown = m_paneWishes[pane].value_or(hasRoomFor(pane));
    widget->setVisible(shown && !m_presenting);
    m_actions->of(action).setChecked(shown);
  };
  show(Pane::Library, m_left, "pane.library");
  show(Pane::State, m_right, "pane.state");
  show(Pane::Events, m_eventsCard, "pane.events");
  // The library stands at the very edge; what stands there without it keeps its distance.
  const int gap = m_presenting ? 0 : static_cast<int>(m_theme.units(3));
  m_columns->setContentsMargins(m_left->isHidden() ? gap : 0, 0, gap, 0);
}

// A person's wish holds until it is what the room says anyway.
void MainWindow::togglePane(Pane pane) {
  const bool wanted = !m_paneWishes[pane].value_or(hasRoomFor(pane));
  m_paneWishes[pane] = wanted == hasRoomFor(pane) ? std::nullopt : std::optional(wanted);
  keepPanes();
  showPanes();
  splitRoom();
  layOutSentence();
}

void MainWindow::keepPanes() {
  QStringList wishes;
  for (const auto& [pane, wish] : m_paneWishes)
    if (wish) wishes << (*wish ? u'+' : u'-') + QLatin1String(kPaneNames[static_cast<std::size_t>(pane)]);
  m_settings->set(setting::panes, wishes);
}

void MainWindow::restorePanes() {
  const QStringList wishes = m_settings->get(setting::panes);
  for (std::size_t at = 0; at < kPaneNames.size(); ++at)
    for (const bool shown : {true, false})
      if (wishes.contains((shown ? u'+' : u'-') + QLatin1String(kPaneNames[at])))
        m_paneWishes[static_cast<Pane>(at)] = shown;
}

void MainWindow::toggleLibrary() { togglePane(Pane::Library); }
void MainWindow::toggleState() { togglePane(Pane::State); }
void MainWindow::toggleEvents() { togglePane(Pane::Events); }

// A room that does not depend on the words, so that the stage above does not jump with a long sentence; the
// words are as large as it lets them be.
void MainWindow::layOutSentence() {
  const bool two = height() > m_theme.px(560) && (m_presenting || m_stageCard->width() < m_theme.px(760));
  const int lines = two ? 2 : 1;
  const std::array styles = m_presenting
                                ? std::array{TextStyle::Display, TextStyle::Title, TextStyle::BodyStrong}
                                : std::array{TextStyle::Title, TextStyle::BodyStrong, TextStyle::Body};
  const QMargins margins = m_sentence->contentsMargins();
  const int room = QFontMetrics(m_theme.font(styles[0])).lineSpacing() * lines + int(m_theme.px(1));
  m_sentence->setFixedHeight(room + margins.top() + margins.bottom());
  const QRect words(0, 0, m_sentence->width() - margins.left() - margins.right(), 1 << 16);
  for (const TextStyle style : styles) {
    m_sentence->setFont(m_theme.font(style));
    if (m_sentence->fontMetrics().boundingRect(words, Qt::TextWordWrap, m_sentence->text()).height() <= room)
      break;
  }
}

void MainWindow::layOutTop() {
  // What there is no room for goes, the least needed first: its keys and menu entries remain.
  const double room = width() / m_theme.scale;
  m_menus->setVisible(!m_presenting);
  m_status->setOnlyProblems(m_presenting || height() < m_theme.px(kRoomForStatus));
  m_present->setText(m_presenting ? tr("Done  Esc") : tr("Present  F11"));
  m_present->setVisible(room >= 1080 || m_presenting);
  m_transport->setCompact(room < 760                     ? 4
                          : room < 880                   ? 3
                          : room < 960                   ? 2
                          : room < 1200 && !m_presenting ? 1
                                                         : 0);
}

// Until a person has moved a splitter the room is shared out by the window's size.
void MainWindow::splitRoom() {
  const auto px = [this](double at) { return static_cast<int>(m_theme.px(at)); };
  const int asked = m_choices->isHidden() ? 0 : m_choices->sizeHint().height();
  if (m_presenting) return m_middle->setSizes({height() * 6 / 10 + asked, height() * 4 / 10 - asked});
  if (!m_ownSplit) return;
  const int left = std::clamp(width() / 7, px(226), px(240)),
            right = std::clamp(width() * 4 / 15, px(284), px(430));
  m_columns->setSizes({left, width() - left - right, right});
  // A low window gives the events less, so that the machine stays readable.
  const int events = m_eventsCard->isHidden() ? 0 : std::clamp(height() / 5, px(160), px(240)),
            upper = height() - px(90) - events;
  m_rows->setSizes({upper, events});
  // The machine first: the timeline can be scrolled.
  const int most = std::max(upper - px(150), upper * 51 / 100);
  const int stage = std::min(std::max(upper * 51 / 100, px(350)) + asked, most);
  m_middle->setSizes({stage, upper - stage});
}

void MainWindow::setPresenting(bool presenting) {
  if (presenting == m_presenting) return;
  if (presenting) keepLayout();
  const QByteArray split = m_middle->saveState();
  m_presenting = presenting;
  m_actions->of("view.present").setChecked(presenting);
  applyTheme();
  if (!presenting && !m_ownSplit) m_middle->restoreState(m_splitBefore);
  m_splitBefore = split;
  m_stage->setFocus();  // not in a pane that is away, where keys would be lost
  if (presenting) {
    m_wasMaximized = isMaximized();
    showFullScreen();
  } else {
    m_wasMaximized ? showMaximized() : showNormal();
  }
}

// No larger than that stage and timeline fit on the screen.
double MainWindow::fittingScale(double scale) const {
  const QSize room = screen()->availableSize();
  const double most =
      std::min(room.width() / double(kLeast.width()), room.height() / double(kLeast.height()));
  return std::clamp(scale, 0.6, std::clamp(most, 0.6, 3.0));
}

void MainWindow::setThemeName(views::ThemeName name) {
  m_themeName = name;
  m_settings->set(setting::theme, views::nameOf(name));
  applyTheme();
}

void MainWindow::setScale(double scale) {
  m_scale = fittingScale(scale);
  m_settings->set(setting::scale, m_scale);
  applyTheme();
}

void MainWindow::resizeEvent(QResizeEvent* event) {
  QMainWindow::resizeEvent(event);
  if (m_presenting && m_theme.scale != shownScale()) return applyTheme();
  layOutTop();
  showPanes();
  splitRoom();
  layOutSentence();
}

}  // namespace kts::app
