// SPDX-License-Identifier: GPL-2.0-or-later
// What each entry of the action table does, and the dialogs that some of them need.
#include <QDialog>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QMessageBox>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QStandardPaths>
#include <QVBoxLayout>

#include "app/library_pane.h"
#include "app/main_window.h"
#include "app/status_line.h"
#include "views/events/events_view.h"
#include "views/scenario_form/scenario_form.h"
#include "views/timeline/timeline_widget.h"

namespace kts::app {

namespace {

QString text(const std::string& words) { return QString::fromStdString(words); }

}  // namespace

void MainWindow::open(const QString& file) {
  m_status->showMessage({});
  const auto before = m_session.recording();
  m_session.open(file.toStdString());
  const QString path = QFileInfo(file).absoluteFilePath();
  if (m_session.recording() == before || !m_session.recording()) {
    m_settings->forget(setting::recents, path);
  } else {
    m_settings->remember(setting::recents, path);
    offerRecorded();
  }
  m_library->setRecents(m_settings->get(setting::recents));
}

void MainWindow::openAsked() {
  if (!mayLeave()) return;
  const QString file = m_services.askOpenName
                           ? m_services.askOpenName()
                           : QFileDialog::getOpenFileName(this, tr("Open a recording"), QString(),
                                                          tr("Recordings (*.ktr);;All files (*)"));
  if (!file.isEmpty()) open(file);
}

void MainWindow::reopenLast() {
  const QStringList recents = m_settings->get(setting::recents);
  if (recents.isEmpty()) return problem(tr("No recording was opened or saved yet: open one with Ctrl+O."));
  if (mayLeave()) open(recents.first());
}

void MainWindow::save() {
  if (!m_session.unsaved() && m_session.recording())
    return m_status->showMessage(tr("Saved already: %1").arg(text(m_session.shownFile().string())));
  saveAs();
}

void MainWindow::saveAs() {
  if (!m_session.recording()) return problem(tr("There is no recording to save: record one, or open one."));
  const QString proposed =
      QDir(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation))
          .filePath(text(m_session.recording()->info().header.scenario) + QStringLiteral(".ktr"));
  QString file = m_services.askSaveName ? m_services.askSaveName(proposed)
                                        : QFileDialog::getSaveFileName(this, tr("Save the recording"),
                                                                       proposed, tr("Recordings (*.ktr)"));
  if (file.isEmpty()) return;
  if (QFileInfo(file).suffix().isEmpty()) file += QStringLiteral(".ktr");
  if (!m_session.saveAs(file.toStdString())) return;
  m_settings->remember(setting::recents, QFileInfo(file).absoluteFilePath());
  m_library->setRecents(m_settings->get(setting::recents));
  m_status->showMessage(tr("Saved: %1").arg(file));
}

bool MainWindow::mayLeave() {
  if (!m_session.unsaved()) return true;
  auto answer = WindowServices::Unsaved::Cancel;
  if (m_services.askUnsaved) {
    answer = m_services.askUnsaved();
  } else {
    QMessageBox box(QMessageBox::Question, tr("Not saved"), tr("This recording was not saved."),
                    QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, this);
    box.setInformativeText(tr("Without saving it is gone."));
    box.setDefaultButton(QMessageBox::Save);
    const int button = box.exec();
    if (button == QMessageBox::Save) answer = WindowServices::Unsaved::Save;
    if (button == QMessageBox::Discard) answer = WindowServices::Unsaved::Discard;
  }
  if (answer == WindowServices::Unsaved::Save) {
    saveAs();
    return !m_session.unsaved();
  }
  return answer == WindowServices::Unsaved::Discard;
}

void MainWindow::quit() { close(); }

void MainWindow::playPause() { m_playback.playing() ? m_playback.pause() : m_playback.play(now()); }
void MainWindow::stepForward() { m_playback.stepBy(1); }
void MainWindow::stepBack() { m_playback.stepBy(-1); }

void MainWindow::leap(int direction) {
  if (!m_session.recording()) return;
  m_playback.pause();
  m_playback.goTo(tellingEventFrom(*m_session.recording(), m_playback.seq(), direction));
}

void MainWindow::leapForward() { leap(1); }
void MainWindow::leapBack() { leap(-1); }
void MainWindow::goToCause() { m_timeline->goToCause(); }
void MainWindow::goToEffect() { m_timeline->goToEffect(); }
void MainWindow::goToStart() { m_playback.goTo(0); }
void MainWindow::goToEnd() { m_playback.goTo(m_playback.events()); }

void MainWindow::setSpeed(double speed) {
  m_playback.setSpeed(speed);
  m_settings->set(setting::speed, m_playback.speed());
}

void MainWindow::slower() { setSpeed(m_playback.speed() / 2); }
void MainWindow::faster() { setSpeed(m_playback.speed() * 2); }

void MainWindow::setAxis(recordings::Axis axis) {
  m_playback.setAxis(axis);
  m_timeline->setAxis(axis);
  m_settings->set(setting::axis,
                  axis == recordings::Axis::Time ? QStringLiteral("time") : QStringLiteral("steps"));
}

void MainWindow::toggleAxis() {
  setAxis(m_playback.axis() == recordings::Axis::Steps ? recordings::Axis::Time : recordings::Axis::Steps);
}

void MainWindow::fitTimeline() { m_timeline->fit(); }
void MainWindow::fitSelection() { m_timeline->fitSelection(); }
void MainWindow::zoomIn() { m_timeline->zoomIn(); }
void MainWindow::zoomOut() { m_timeline->zoomOut(); }
void MainWindow::panLeft() { m_timeline->panLeft(); }
void MainWindow::panRight() { m_timeline->panRight(); }
void MainWindow::undoView() { m_timeline->undoView(); }
void MainWindow::redoView() { m_timeline->redoView(); }
void MainWindow::cursorA() { m_timeline->setCursorA(); }
void MainWindow::cursorB() { m_timeline->setCursorB(); }
void MainWindow::toggleAllLinks() { m_timeline->toggleAllLinks(); }
void MainWindow::focusFilter() { m_events->focusFilter(); }

void MainWindow::escape() {
  if (m_presenting)
    setPresenting(false);
  else
    select({});
}

void MainWindow::themeLight() { setThemeName(views::ThemeName::Light); }
void MainWindow::themeDark() { setThemeName(views::ThemeName::Dark); }
void MainWindow::themeContrast() { setThemeName(views::ThemeName::HighContrast); }
void MainWindow::larger() { setScale(m_scale * 1.1); }
void MainWindow::smaller() { setScale(m_scale / 1.1); }
void MainWindow::normalSize() { setScale(1); }
void MainWindow::togglePresenting() { setPresenting(!m_presenting); }

namespace {

QWidget* keySheet(QWidget* parent, int columns, const views::Theme& theme) {
  QWidget* sheet = makeKeySheet(parent, columns);
  for (QLabel* label : sheet->findChildren<QLabel*>()) {
    const bool key = label->objectName() == QLatin1String("key"),
               heading = label->objectName() == QLatin1String("keyHeading");
    label->setFont(theme.font(key       ? views::TextStyle::MonoSmall
                              : heading ? views::TextStyle::SmallStrong
                                        : views::TextStyle::Body));
    if (key) label->setStyleSheet(QStringLiteral("color: %1").arg(theme.onAccentSoft.name()));
    if (heading)
      label->setStyleSheet(
          QStringLiteral("color: %1; padding-top: %2px").arg(theme.inkFaint.name()).arg(int(theme.units(2))));
  }
  return sheet;
}

}  // namespace

// In fewer columns where the screen is too narrow for it, and scrolled where it is too low.
void MainWindow::showKeys() {
  QDialog dialog(this);
  dialog.setWindowTitle(tr("Keys"));
  dialog.setObjectName(QStringLiteral("keys"));
  const int gap = static_cast<int>(m_theme.units(5));
  auto* column = new QVBoxLayout(&dialog);
  column->setContentsMargins(gap, gap, gap, gap);
  auto* scroll = new QScrollArea(&dialog);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  column->addWidget(scroll);
  scroll->setFocus();
  const QSize room = screen()->availableSize() * 0.94;
  QSize wanted;
  for (int columns = 3; columns > 0; --columns) {
    QWidget* sheet = keySheet(&dialog, columns, m_theme);
    scroll->setWidget(sheet);  // the one before goes
    sheet->setMinimumSize(sheet->sizeHint());
    wanted = sheet->sizeHint() + QSize(2 * gap, 2 * gap);
    if (wanted.height() > room.height()) wanted.rwidth() += scroll->verticalScrollBar()->sizeHint().width();
    if (wanted.width() <= room.width()) break;
  }
  if (wanted.width() > room.width()) wanted.rheight() += scroll->horizontalScrollBar()->sizeHint().height();
  dialog.resize(wanted.boundedTo(room));
  dialog.exec();
}

}  // namespace kts::app
