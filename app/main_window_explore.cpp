// SPDX-License-Identifier: GPL-2.0-or-later
// What the form says, tried in every order; and from a finding to the run that shows it.
#include <QCoreApplication>
#include <thread>

#include "app/compare_window.h"
#include "app/exploration.h"
#include "app/main_window.h"
#include "app/status_line.h"
#include "app/tab_pane.h"
#include "views/exploration/exploration_view.h"
#include "views/scenario_form/scenario_form.h"

namespace kts::app {

void MainWindow::buildExploration() {
  m_exploration = new Exploration(this);
  m_explorationView = new views::ExplorationView;
  m_explorationView->setMethods(explorationMethods());
  m_bottom->add(m_explorationView, tr("Exploration"), false);
  using View = views::ExplorationView;
  connect(m_explorationView, &View::exploreWanted, this, &MainWindow::exploreAsked);
  connect(m_explorationView, &View::stopWanted, m_exploration, &Exploration::stop);
  connect(m_explorationView, &View::pauseWanted, m_exploration, &Exploration::pause);
  connect(m_explorationView, &View::storyWanted, this, &MainWindow::openStory);
  connect(m_explorationView, &View::twinWanted, this, &MainWindow::compareWithTwin);
  connect(m_exploration, &Exploration::problem, this, &MainWindow::problem);
  connect(m_exploration, &Exploration::changed, this,
          [this] { m_explorationView->setFigures(m_exploration->figures()); });
}

// The pane comes with the first wish to explore, and stays.
void MainWindow::exploreAsked() {
  m_bottom->setShown(m_explorationView, true);
  m_bottom->raisePane(m_explorationView);
  const views::FormChoice choice = m_form->choice();
  const auto scenario = scenarioOf(choice.scenario);
  if (!scenario) return problem(QString::fromStdString(scenario.error().message));
  engine::ExploreSpec spec;
  spec.scenario = *scenario;
  spec.settings = choice.settings;
  const views::ExplorationChoice how = m_explorationView->choice();
  const auto names = engine::methodNames();
  for (std::size_t at = 0; at < names.size(); ++at)
    if (names[at] == how.method) spec.method = static_cast<engine::Method>(at);
  spec.granularity = how.fine ? engine::Granularity::Fine : engine::Granularity::Sync;
  spec.memory = how.tso ? engine::Memory::Tso : engine::Memory::Sc;
  spec.rulesOnAll = how.rulesOnAll;
  spec.threads = std::thread::hardware_concurrency();
  m_status->showMessage({});
  m_exploration->start(std::move(spec));
}

void MainWindow::stopExploring() { m_exploration->stop(); }

// A recording like any other: its last event is the finding, and the playhead goes there.
void MainWindow::openStory() {
  auto story = m_exploration->story();
  if (!story || !mayLeave()) return;
  m_playOnceOpen = false;
  m_endOnceOpen = true;
  m_session.record(std::move(*story));
}

// The story is shown here, whether it is already or has to be opened; its twin stands beside it in the window
// that compares.
void MainWindow::compareWithTwin() {
  const auto recording = m_session.recording();
  const bool shown = recording && !m_session.running() &&
                     m_exploration->isStory(recording->info().header, recording->info().summary);
  if (shown) return showTwin();
  m_twinOnceOpen = true;
  openStory();
  if (!m_session.running()) m_twinOnceOpen = false;
}

void MainWindow::showTwin() {
  delete m_compare;  // it may read the file
  m_twin = m_services.cacheFolder /
           ("recording-" + std::to_string(QCoreApplication::applicationPid()) + "-twin.ktr");
  if (const auto made = m_exploration->recordTwin(m_twin); !made)
    return problem(QString::fromStdString(made.error().message));
  compareWith(QString::fromStdString(m_twin.string()), tr("the story"), tr("the nearest run that ends well"));
}

}  // namespace kts::app
