// SPDX-License-Identifier: GPL-2.0-or-later
// Where a view's wish meets the window: what is chosen anywhere is chosen everywhere.
#include <QPushButton>

#include "app/library_pane.h"
#include "app/main_window.h"
#include "views/choices/choice_strip.h"
#include "views/events/events_view.h"
#include "views/scenario_form/scenario_form.h"
#include "views/stage/stage_widget.h"
#include "views/state/state_view.h"
#include "views/timeline/timeline_widget.h"
#include "views/transport/transport_bar.h"

namespace kts::app {

namespace {

views::Selection ofTask(TaskId task) { return {.task = task, .request = {}, .object = {}, .event = {}}; }
views::Selection ofObject(ObjectId object) {
  return {.task = {}, .request = {}, .object = object, .event = {}};
}
views::Selection ofRequest(RequestId request) {
  return {.task = {}, .request = request, .object = {}, .event = {}};
}

}  // namespace

void MainWindow::connectViews() {
  const auto chooses = [this](auto* view) {
    using View = std::remove_pointer_t<decltype(view)>;
    connect(view, &View::taskChosen, this, [this](TaskId task) { select(ofTask(task)); });
    connect(view, &View::requestChosen, this, [this](RequestId request) { select(ofRequest(request)); });
    connect(view, &View::objectChosen, this, [this](ObjectId object) { select(ofObject(object)); });
  };
  chooses(m_stage);
  chooses(m_timeline);
  chooses(m_state);
  connect(m_timeline, &views::TimelineWidget::eventChosen, this, &MainWindow::chooseEvent);
  connect(m_timeline, &views::TimelineWidget::nothingChosen, this, [this] { select({}); });
  connect(m_timeline, &views::TimelineWidget::playheadWanted, this, &MainWindow::goTo);
  connect(m_timeline, &views::TimelineWidget::allLinksChanged, this, [this](bool all) {
    m_actions->of("view.allLinks").setChecked(all);
    m_settings->set(setting::allLinks, all);
  });
  connect(m_timeline, &views::TimelineWidget::axisChanged, this, &MainWindow::setAxis);
  connect(m_events, &views::EventsView::eventWanted, this, &MainWindow::chooseEvent);
  connect(m_events, &views::EventsView::dimsChanged, this,
          [this](bool dims) { m_settings->set(setting::dims, dims); });

  connect(m_library, &LibraryPane::scenarioChosen, this, &MainWindow::chooseScenario);
  connect(m_library, &LibraryPane::fileWanted, this, &MainWindow::openScenarioAsked);
  connect(m_library, &LibraryPane::scenarioActivated, this, [this] { record(); });
  connect(m_library, &LibraryPane::fileActivated, this, [this](const QString& file) {
    if (mayLeave()) open(file);
  });
  // Who clicks there after typing in a field goes on with the keys that play; who has walked there stays.
  const auto leavesFields = [this] {
    QWidget* focused = focusWidget();
    if (m_form->isAncestorOf(focused) && !focused->inherits("QAbstractButton")) m_timeline->setFocus();
  };
  connect(m_form, &views::ScenarioForm::recordWanted, this,
          [this, leavesFields] { leavesFields(), record(); });
  connect(m_timeline, &views::TimelineWidget::remedyWanted, this,
          [this, leavesFields] { leavesFields(), record(); });
  connect(m_form, &views::ScenarioForm::againWanted, this,
          [this, leavesFields] { leavesFields(), recordAgain(); });
  connect(m_form, &views::ScenarioForm::stopWanted, this, &MainWindow::stopRecording);

  connect(m_choices, &views::ChoiceStrip::taskWanted, this, [this](TaskId task) { m_session.answer(task); });
  connect(m_choices, &views::ChoiceStrip::letRunWanted, this, &MainWindow::letRun);
  connect(m_choices, &views::ChoiceStrip::endWanted, this, &MainWindow::stopRecording);
  m_actions->of("run.choose").installEventFilter(this);

  connect(m_present, &QPushButton::clicked, this, &MainWindow::togglePresenting);
  connect(m_transport, &views::TransportBar::playPauseWanted, this, &MainWindow::playPause);
  connect(m_transport, &views::TransportBar::startWanted, this, &MainWindow::goToStart);
  connect(m_transport, &views::TransportBar::endWanted, this, &MainWindow::goToEnd);
  connect(m_transport, &views::TransportBar::stepWanted, this,
          [this](int events) { m_playback.stepBy(events); });
  connect(m_transport, &views::TransportBar::leapWanted, this, &MainWindow::leap);
  connect(m_transport, &views::TransportBar::speedWanted, this, &MainWindow::setSpeed);
  connect(m_transport, &views::TransportBar::axisWanted, this, &MainWindow::setAxis);
  showTimelineNotice();
}

// An event brings its creation along, or its task where it belongs to none: arrows and rows show around it.
void MainWindow::chooseEvent(Seq seq) {
  goTo(seq);
  if (!m_moment || m_moment->seq != seq) return;
  views::Selection selection;
  selection.event = seq;
  selection.task = m_moment->event.task;
  if (m_moment->event.request != kNoRequest) selection.request = m_moment->event.request;
  select(selection);
}

}  // namespace kts::app
