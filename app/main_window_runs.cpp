// SPDX-License-Identifier: GPL-2.0-or-later
// What can be run: scenarios and the form, and a run from its start to a person's last answer.
#include <QFileDialog>
#include <QFileInfo>

#include "app/form_filling.h"
#include "app/library_pane.h"
#include "app/main_window.h"
#include "app/status_line.h"
#include "views/choices/choice_strip.h"
#include "views/scenario_form/scenario_form.h"
#include "views/stage/stage_widget.h"
#include "views/timeline/timeline_widget.h"

namespace kts::app {

namespace {

QString text(const std::string& words) { return QString::fromStdString(words); }

// The handle of the scenario that only the recording shown has in it.
const std::string kRecorded = "as recorded";

bool isFile(const QString& handle) {
  return handle.contains(u'/') || handle.endsWith(QLatin1String(".json"));
}

}  // namespace

std::expected<engine::Scenario, engine::Problem> MainWindow::scenarioOf(const std::string& handle) const {
  if (handle == kRecorded && m_recorded) return *m_recorded;
  return engine::findScenario(handle);  // a person's own file is read again: it may have been changed
}

void MainWindow::fillLibrary() {
  QList<LibraryPane::Entry> entries;
  for (const engine::Scenario& scenario : engine::builtinScenarios())
    entries << LibraryPane::Entry{text(scenario.name), text(scenario.title), text(scenario.about)};
  for (const QString& file : m_settings->get(setting::ownScenarios)) {
    const auto own = engine::findScenario(file.toStdString());
    entries << LibraryPane::Entry{file, own ? text(own->title) : QFileInfo(file).fileName(),
                                  own ? file + u'\n' + text(own->about) : text(own.error().message)};
  }
  m_library->setScenarios(entries);
  m_library->setRecents(m_settings->get(setting::recents));
}

// What cannot be chosen is said in one line, and the form stays as it is.
bool MainWindow::chooseScenario(const QString& handle) {
  const auto scenario = scenarioOf(handle.toStdString());
  if (!scenario) {
    problem(isFile(handle) ? text(scenario.error().message)
                           : tr("There is no scenario %1: choose one at the left.").arg(handle));
    m_library->choose(text(m_form->choice().scenario));
    return false;
  }
  m_form->setScenario(formOf(*scenario, handle.toStdString()));
  m_library->choose(handle);
  offerSchedule();
  return true;
}

void MainWindow::openScenario(const QString& file) {
  const QString path = QFileInfo(file).absoluteFilePath();
  m_status->showMessage({});
  if (!chooseScenario(path)) return;
  m_settings->remember(setting::ownScenarios, path);
  fillLibrary();
  m_library->choose(path);
  m_status->showMessage(tr("Read: %1. Record runs it.").arg(path));
}

void MainWindow::openScenarioAsked() {
  const QString file = m_services.askScenarioName
                           ? m_services.askScenarioName()
                           : QFileDialog::getOpenFileName(this, tr("Open a scenario file"), QString(),
                                                          tr("Scenarios (*.json);;All files (*)"));
  if (!file.isEmpty()) openScenario(file);
}

// The scenario of a recording: the program's own, a file of the person's that has not changed since, or the
// text that the recording carries.
std::string MainWindow::handleOfRecorded(const RunHeader& header) {
  for (const engine::Scenario& scenario : engine::builtinScenarios())
    if (scenario.name == header.scenario && scenario.json == header.scenarioJson) return scenario.name;
  for (const QString& file : m_settings->get(setting::ownScenarios)) {
    const auto own = engine::findScenario(file.toStdString());
    if (own && own->json == header.scenarioJson) return file.toStdString();
  }
  auto recorded = engine::parseScenario(header.scenarioJson, header.scenario);
  if (!recorded) return {};
  m_recorded = std::move(*recorded);
  return kRecorded;
}

// The form offers what made the recording shown, to be run again.
void MainWindow::offerRecorded() {
  const recordings::RunInfo& info = m_session.recording()->info();
  const std::string handle = handleOfRecorded(info.header);
  const auto scenario = scenarioOf(handle);
  if (!scenario) return;
  m_form->setScenario(formOf(*scenario, handle));
  m_form->setChoice(choiceOf(info, handle));
  m_library->choose(text(handle));
}

// To replay, of the scenario that is chosen.
void MainWindow::offerSchedule() {
  const auto recording = m_session.recording();
  if (!recording || m_session.arrives()) return;
  const auto scenario = scenarioOf(m_form->choice().scenario);
  const bool fits = scenario && scenario->json == recording->info().header.scenarioJson;
  m_form->offerSchedule(fits ? text(recording->info().summary.schedule) : QString());
}

// What would fill it where no event is there.
void MainWindow::showTimelineNotice() {
  if (m_session.asks()) m_timeline->setNotice(tr("No event yet: choose on the stage who moves first."));
  else if (m_session.arrives()) m_timeline->setNotice(tr("No event yet: the run is about to begin."));
  else if (!m_session.recording())
    m_timeline->setNotice(tr("Record a scenario or open a recording: its events appear here."), tr("Record"));
  else m_timeline->setNotice(tr("This run ended before its first event. Record one to see it here."),
                             tr("Record"));
}

bool MainWindow::recordChoice() {
  const std::string handle = m_form->choice().scenario;
  const auto scenario = scenarioOf(handle);
  if (!scenario) return problem(text(scenario.error().message)), false;
  if (isFile(text(handle))) m_form->setScenario(formOf(*scenario, handle));
  const views::FormChoice choice = m_form->choice();
  auto spec = specOf(choice, *scenario);
  if (!spec) return problem(text(spec.error().message)), false;
  if (handle != kRecorded) m_settings->set(setting::scenario, text(handle));
  m_status->showMessage({});
  if (choice.scheduler == "manual") m_playOnceOpen = false;  // a person plays
  m_session.record(std::move(*spec));
  return true;
}

// A run that a person has chosen step by step is not had again by a click.
bool MainWindow::mayReplace() {
  const auto recording = m_session.recording();
  const bool chosen = m_session.asks() || (recording && recording->info().header.scheduler == "manual");
  return !chosen || mayLeave();
}

void MainWindow::startRecording() {
  m_playOnceOpen = true;
  if (!recordChoice() || !m_session.running()) m_playOnceOpen = false;
}

void MainWindow::record() {
  if (mayReplace()) startRecording();
}

void MainWindow::recordAgain() {
  if (!mayReplace()) return;
  m_form->rollSeed();
  startRecording();
}

void MainWindow::stopRecording() { m_session.cancel(); }

void MainWindow::showQuestion() {
  const auto& question = m_session.question();
  const bool asks = m_session.asks();
  showTimelineNotice();
  for (const char* id : {"run.choose", "run.letRun"}) m_actions->of(id).setEnabled(asks);
  if (!asks) {
    m_choices->hide();
    return splitRoom();
  }
  if (!question) return m_choices->setWaiting();
  std::vector<views::ShownChoice> choices;
  for (const engine::Choice& choice : question->choices)
    choices.push_back({choice.task, choice.name, choice.next});
  m_choices->setChoices(std::move(choices), question->number);
  const bool first = m_choices->isHidden();
  m_choices->show();
  if (first) splitRoom();
  // Where the form's fields have the focus they would take the number keys.
  if (question->number == 1) m_stage->setFocus();
  goToEnd();  // the question is about the present
}

void MainWindow::chooseByKey() {
  const int key = std::exchange(m_numberKey, 0);
  if (key)
    m_choices->chooseByKey(key);
  else
    m_choices->focusChoice(0);
}

void MainWindow::letRun() {
  if (!m_session.asks()) return;
  m_session.letRun();
  m_playback.play(now());  // what follows is watched from here
}

}  // namespace kts::app
