// SPDX-License-Identifier: GPL-2.0-or-later
// The recording that is shown beside another one: what is chosen there is chosen here.
#include <QFileDialog>

#include "app/compare_window.h"
#include "app/main_window.h"
#include "recordings/compare/comparison.h"
#include "views/compare/compare_widget.h"

namespace kts::app {

using recordings::Recording;

void MainWindow::compareAsked() {
  const auto shown = m_session.recording();
  if (!shown) return problem(tr("There is no recording to compare: record one, or open one."));
  if (m_session.running())
    return problem(tr("The run is still being recorded: stop it or wait for its end, then compare."));
  const QString file = m_services.askOpenName
                           ? m_services.askOpenName()
                           : QFileDialog::getOpenFileName(this, tr("Compare with a recording"), QString(),
                                                          tr("Recordings (*.ktr);;All files (*)"));
  if (!file.isEmpty() && m_session.recording() == shown) compareWith(file);
}

// Both are opened here, which is quick, and says at once what is wrong with them; they are read elsewhere.
void MainWindow::compareWith(const QString& file, const QString& nameA, const QString& nameB) {
  auto a = Recording::open(m_session.recording()->file());
  if (!a) return problem(QString::fromStdString(a.error().message));
  auto b = Recording::open(file.toStdString());
  if (!b) return problem(QString::fromStdString(b.error().message));
  const std::string own = m_session.shownFile().filename().string();
  delete m_compare;
  const QString shown = own.empty() ? tr("this run") : QString::fromStdString(own);
  const QString other = QString::fromStdString((*b)->file().filename().string());
  m_compare = new CompareWindow(std::move(*a), nameA.isEmpty() ? shown : nameA, std::move(*b),
                                nameB.isEmpty() ? other : nameB, this);
  m_compare->setTheme(m_theme);
  const views::CompareWidget& view = m_compare->view();
  connect(m_compare, &CompareWindow::problem, this, &MainWindow::problem);
  connect(&view, &views::CompareWidget::requestChosen, this, &MainWindow::chooseCompared);
  connect(&view, &views::CompareWidget::eventChosen, this, [this](views::CompareSide side, Seq seq) {
    if (side == views::CompareSide::A) return chooseEvent(seq);
    problem(tr("Event %1 is one of %2: open that recording to go there.").arg(seq).arg(comparedName()));
  });
  m_compare->resize(m_compare->sizeHint().boundedTo(size()));
  m_compare->show();
}

QString MainWindow::comparedName() const {
  return QString::fromStdString(m_compare->view().comparison()->b.file);
}

// A request of B is shown as its counterpart in A, which is the recording of this window.
void MainWindow::chooseCompared(views::CompareSide, RequestId id) {
  for (const recordings::RequestPair& pair : m_compare->view().comparison()->pairs) {
    if (pair.id != id) continue;
    if (!pair.a)
      return problem(tr("Request %1 is one of %2 alone: open that recording to see it.")
                         .arg(id + 1)
                         .arg(comparedName()));
    goTo(m_compare->view().comparison()->a.requests[*pair.a].beganSeq);
    return select({.task = {}, .request = id, .object = {}, .event = {}});
  }
}

}  // namespace kts::app
