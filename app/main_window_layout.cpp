// SPDX-License-Identifier: GPL-2.0-or-later
// How the window is put together, and how it looks under a theme at a scale.
#include <QApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenuBar>
#include <QPushButton>
#include <QScreen>
#include <QSplitter>
#include <QVBoxLayout>

#include "app/card.h"
#include "app/library_pane.h"
#include "app/main_window.h"
#include "app/status_line.h"
#include "app/style_sheet.h"
#include "app/tab_pane.h"
#include "views/choices/choice_strip.h"
#include "views/events/events_view.h"
#include "views/scenario_form/scenario_form.h"
#include "views/stage/stage_widget.h"
#include "views/state/state_view.h"
#include "views/timeline/timeline_widget.h"
#include "views/transport/transport_bar.h"

namespace kts::app {

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
  auto* both = new QWidget;
  auto* column = new QVBoxLayout(both);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(m_library, 4);
  column->addWidget(m_form, 7);
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
  m_choices = new views::ChoiceStrip;
  m_choices->hide();
  m_stageCard->setFoot(m_choices);
  m_timelineCard = new Card(QString());  // the widget carries its own title
  m_timeline = new views::TimelineWidget(m_theme);
  m_timelineCard->setContent(m_timeline);
  m_stateCard = new Card(tr("State"));
  m_state = new views::StateView;
  m_stateCard->setContent(m_state);
  m_eventsCard = new Card(QString());
  m_eventsCard->setEdges(false);
  m_events = new views::EventsView;
  m_bottom = new TabPane;
  m_bottom->add(m_events, tr("Events"));
  m_eventsCard->setContent(m_bottom);
  buildExploration();
  buildFindings();

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
  connect(m_columns, &QSplitter::splitterMoved, this, &MainWindow::layOutSentence);
  m_rows = splitter(Qt::Vertical, "rows", {m_columns, m_eventsCard});
  m_rows->setStretchFactor(0, 1);
  m_status = new StatusLine;
  const auto key = [this](const char* id) {
    return m_actions->of(id).shortcut().toString(QKeySequence::NativeText);
  };
  m_status->setIdleWords(
      tr("%1 plays and pauses, %2 and %3 step, %4 shows every key")
          .arg(key("play.toggle"), key("step.back"), key("step.forward"), key("help.keys")));
  auto* whole = new QWidget;
  auto* column = new QVBoxLayout(whole);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(m_rows, 1);
  column->addWidget(m_status);
  setCentralWidget(whole);
}

void MainWindow::restoreLayout() {
  restorePanes();
  resize(QSize(1600, 1000).boundedTo(screen()->availableSize()));
  const QByteArray geometry = m_settings->get(setting::geometry);
  if (!geometry.isEmpty()) restoreGeometry(geometry);
  m_ownSplit = !m_columns->restoreState(m_settings->get(setting::columns)) ||
               !m_rows->restoreState(m_settings->get(setting::rows)) ||
               !m_middle->restoreState(m_settings->get(setting::middle));
  for (QSplitter* splitter : {m_columns, m_rows, m_middle}) {
    splitter->setChildrenCollapsible(false);
    connect(splitter, &QSplitter::splitterMoved, this, [this] { m_ownSplit = false; });
  }
  splitRoom();
}

void MainWindow::keepLayout() {
  if (m_presenting) return;
  m_settings->set(setting::geometry, saveGeometry());
  if (m_ownSplit) return;
  m_settings->set(setting::columns, m_columns->saveState());
  m_settings->set(setting::rows, m_rows->saveState());
  m_settings->set(setting::middle, m_middle->saveState());
}

}  // namespace kts::app
