// SPDX-License-Identifier: GPL-2.0-or-later
// What was found in the run: its tab, which is there only when there is something, its marks, and the way to
// it.
#include <algorithm>

#include "app/main_window.h"
#include "app/tab_pane.h"
#include "views/findings/findings_view.h"
#include "views/stage/stage_widget.h"
#include "views/timeline/timeline_widget.h"

namespace kts::app {

void MainWindow::buildFindings() {
  m_findings = new views::FindingsView;
  m_bottom->add(m_findings, tr("Findings"), false);
  connect(m_findings, &views::FindingsView::eventWanted, this, &MainWindow::chooseEvent);
  connect(&m_findingWatch, &FindingWatch::changed, this, &MainWindow::showFindings);
  connect(&m_findingWatch, &FindingWatch::problem, this, &MainWindow::problem);
}

void MainWindow::showFindings() {
  m_findings->setFindings(m_findingWatch.findings());
  m_bottom->setShown(m_findings, !m_findingWatch.findings().empty());
  m_timeline->setFindings(m_findingWatch.marks());
  m_stage->setFindings(m_findingWatch.marks());
}

// The next one after the playhead; from the last on to the first.
void MainWindow::goToFinding() {
  const std::vector<Finding>& findings = m_findingWatch.findings();
  if (findings.empty())
    return problem(tr("Nothing was found in this run: no rule breaks, and no wake is lost."));
  const Finding *next = nullptr, *first = nullptr;
  for (const Finding& finding : findings) {
    if (!first || finding.seq < first->seq) first = &finding;
    if (finding.seq > m_playback.seq() && (!next || finding.seq < next->seq)) next = &finding;
  }
  if (!next) next = first;
  m_playback.pause();
  m_bottom->raisePane(m_findings);
  m_findings->choose(static_cast<int>(next - findings.data()));
  chooseEvent(next->seq);
}

}  // namespace kts::app
