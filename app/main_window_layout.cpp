// SPDX-License-Identifier: GPL-2.0-or-later
// How the window is put together, and how it looks under a theme at a scale.
#include <QApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenuBar>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSplitter>
#include <QVBoxLayout>

#include "app/card.h"
#include "app/library_pane.h"
#include "app/main_window.h"
#include "app/status_line.h"
#include "app/style_sheet.h"
#include "views/events/events_view.h"
#include "views/scenario_form/scenario_form.h"
#include "views/stage/stage_widget.h"
#include "views/state/state_view.h"
#include "views/timeline/timeline_widget.h"
#include "views/transport/transport_bar.h"

namespace kts::app {

using views::TextStyle;

void MainWindow::buildTop() {
  m_top = new QWidget(this);
  m_top->setObjectName(QStringLiteral("top"));
  m_menus = new QMenuBar(m_top);
  m_menus->setNativeMenuBar(false);
  m_menus->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
  m_actions->fillMenus(*m_menus);
  m_transport = new views::TransportBar(m_top);
  m_present = new QPushButton(tr("Present  F11"), m_top);
  m_present->setObjectName(QStringLiteral("soft"));
  m_present->setFocusPolicy(Qt::TabFocus);
  m_present->setToolTip(m_actions->of("view.present").toolTip());
  auto* row = new QHBoxLayout(m_top);
  row->addWidget(m_menus);
  row->addStretch(1);
  row->addWidget(m_transport);
  row->addStretch(1);
  row->addWidget(m_present);
  setMenuWidget(m_top);
}

void MainWindow::buildLibrary() {
  m_left = new Card(QString());
  m_library = new LibraryPane;
  m_form = new views::ScenarioForm;
  m_formScroll = new QScrollArea;
  m_formScroll->setWidget(m_form);
  m_formScroll->setWidgetResizable(true);
  m_formScroll->setFrameShape(QFrame::NoFrame);
  m_formScroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_formScroll->setFocusPolicy(Qt::NoFocus);
  m_formScroll->viewport()->setAutoFillBackground(false);
  m_form->setAutoFillBackground(false);
  auto* both = new QWidget;
  auto* column = new QVBoxLayout(both);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(m_library, 5);
  column->addWidget(m_formScroll, 6);
  m_left->setContent(both);
  m_left->setEdges(false);
}

void MainWindow::buildPanes() {
  buildLibrary();
  m_stageCard = new Card(tr("Stage"));
  m_stage = new views::StageWidget;
  m_stage->setHeadline(false);  // its number stands in the card's head, its sentence at the card's foot
  m_sentence = new QLabel;
  m_sentence->setObjectName(QStringLiteral("sentence"));
  m_sentence->setWordWrap(true);
  m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_sentence->setFocusPolicy(Qt::NoFocus);
  m_sentence->setAccessibleName(tr("What happens at the present event"));
  m_stageCard->setContent(m_stage);
  m_stageCard->setFoot(m_sentence);
  m_timelineCard = new Card(QString());  // the widget carries its own title
  m_timeline = new views::TimelineWidget(m_theme);
  m_timelineCard->setContent(m_timeline);
  m_stateCard = new Card(tr("State"));
  m_state = new views::StateView;
  m_stateCard->setContent(m_state);
  m_eventsCard = new Card(QString());
  m_eventsCard->setEdges(false);
  m_events = new views::EventsView;
  m_eventsCard->setContent(m_events);

  const auto splitter = [](Qt::Orientation orientation, const char* name,
                           std::initializer_list<QWidget*> parts) {
    auto* made = new QSplitter(orientation);
    made->setObjectName(QLatin1String(name));
    made->setChildrenCollapsible(false);
    for (QWidget* part : parts) made->addWidget(part);
    return made;
  };
  auto* right = new QWidget;
  auto* rightColumn = new QVBoxLayout(right);
  rightColumn->addWidget(m_stateCard);
  m_right = right;
  m_middle = splitter(Qt::Vertical, "middle", {m_stageCard, m_timelineCard});
  m_middle->setStretchFactor(0, 4);
  m_middle->setStretchFactor(1, 5);
  m_columns = splitter(Qt::Horizontal, "columns", {m_left, m_middle, right});
  m_columns->setStretchFactor(1, 1);
  m_rows = splitter(Qt::Vertical, "rows", {m_columns, m_eventsCard});
  m_rows->setStretchFactor(0, 1);
  m_status = new StatusLine;
  auto* whole = new QWidget;
  auto* column = new QVBoxLayout(whole);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(m_rows, 1);
  column->addWidget(m_status);
  setCentralWidget(whole);
}

void MainWindow::applyTheme() {
  // Presenting is larger still: people in the last row read it too.
  m_theme = views::bundledTheme(m_themeName, m_scale * (m_presenting ? 1.4 : 1.0));
  const views::Theme& theme = m_theme;
  qApp->setPalette(theme.palette());
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
  m_events->setTheme(theme);
  m_transport->setTheme(theme);
  m_status->setTheme(theme);
  m_menus->setFont(theme.font(TextStyle::Body));
  m_present->setFont(theme.font(TextStyle::BodyStrong));
  m_sentence->setFont(theme.font(m_presenting ? TextStyle::Display : TextStyle::Title));
  const int side = static_cast<int>(theme.units(4)), gap = static_cast<int>(theme.units(3));
  m_sentence->setContentsMargins(side, static_cast<int>(theme.units(1)), side,
                                 static_cast<int>(theme.units(2)));
  // Room for two lines, so that the stage above does not jump with a long sentence.
  m_sentence->setFixedHeight(m_sentence->fontMetrics().lineSpacing() * (m_presenting ? 2 : 1) +
                             static_cast<int>(theme.units(3.5)));
  m_form->layout()->setContentsMargins(side, static_cast<int>(theme.units(2)), side, gap);
  m_top->layout()->setContentsMargins(gap, static_cast<int>(theme.units(2)), side,
                                      static_cast<int>(theme.units(2)));
  m_top->layout()->setSpacing(gap);
  for (QSplitter* splitter : {m_rows, m_columns, m_middle}) splitter->setHandleWidth(gap);
  m_columns->setContentsMargins(0, 0, m_presenting ? 0 : gap, 0);
  m_middle->setContentsMargins(m_presenting ? gap : 0, gap, m_presenting ? gap : 0, m_presenting ? gap : 0);
  m_right->layout()->setContentsMargins(0, gap, 0, 0);
  m_left->setMinimumWidth(static_cast<int>(theme.px(190)));
  m_stateCard->setMinimumWidth(static_cast<int>(theme.px(240)));
  m_eventsCard->setMinimumHeight(static_cast<int>(theme.units(24)));
  m_stageCard->setMinimumSize(static_cast<int>(theme.px(280)), static_cast<int>(theme.units(30)));
  m_timelineCard->setMinimumHeight(static_cast<int>(theme.units(26)));
  m_actions->of("theme.light").setChecked(m_themeName == views::ThemeName::Light);
  m_actions->of("theme.dark").setChecked(m_themeName == views::ThemeName::Dark);
  m_actions->of("theme.contrast").setChecked(m_themeName == views::ThemeName::HighContrast);
  layOutTop();
}

void MainWindow::layOutTop() {
  // What there is no room for goes, the least needed first: its keys and menu entries remain.
  const double room = width() / m_theme.scale;
  m_present->setVisible(room >= 1080);
  m_transport->setCompact(room < 960 ? 2 : room < 1200 ? 1 : 0);
}

void MainWindow::restoreLayout() {
  resize(1600, 1000);
  const QByteArray geometry = m_settings->get(setting::geometry);
  if (!geometry.isEmpty()) restoreGeometry(geometry);
  restoreSplitters();
}

void MainWindow::restoreSplitters() {
  const auto restore = [](QSplitter& splitter, const QByteArray& state, const QList<int>& otherwise) {
    if (state.isEmpty() || !splitter.restoreState(state)) splitter.setSizes(otherwise);
    splitter.setChildrenCollapsible(false);
  };
  const auto px = [this](double at) { return static_cast<int>(m_theme.px(at)); };
  restore(*m_columns, m_settings->get(setting::columns), {px(222), width() - px(222) - px(404), px(404)});
  restore(*m_rows, m_settings->get(setting::rows), {height() - px(250), px(196)});
  restore(*m_middle, m_settings->get(setting::middle), {px(330), px(370)});
}

void MainWindow::keepLayout() {
  if (m_presenting) return;
  m_settings->set(setting::geometry, saveGeometry());
  m_settings->set(setting::columns, m_columns->saveState());
  m_settings->set(setting::rows, m_rows->saveState());
  m_settings->set(setting::middle, m_middle->saveState());
}

}  // namespace kts::app
