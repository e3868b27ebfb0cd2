// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/main_window.h"

#include <QCloseEvent>
#include <QFileInfo>
#include <QLabel>
#include <QLocale>
#include <QMenuBar>
#include <QMimeData>
#include <QScreen>
#include <QSplitter>

#include "app/card.h"
#include "app/compare_window.h"
#include "app/library_pane.h"
#include "app/status_line.h"
#include "engine/vocabulary/sentence.h"
#include "views/choices/choice_strip.h"
#include "views/events/events_view.h"
#include "views/scenario_form/scenario_form.h"
#include "views/stage/stage_widget.h"
#include "views/state/state_view.h"
#include "views/timeline/timeline_widget.h"
#include "views/transport/transport_bar.h"

// Q_INIT_RESOURCE stands outside of all namespaces.
static void makeIconsKnown() { Q_INIT_RESOURCE(app); }

namespace kts::app {

namespace {

constexpr int kFrameMs = 16;

QString text(const std::string& words) { return QString::fromStdString(words); }

bool isRecording(const QUrl& url) {
  return url.isLocalFile() && url.fileName().endsWith(QLatin1String(".ktr"));
}
bool isScenario(const QUrl& url) {
  return url.isLocalFile() && url.fileName().endsWith(QLatin1String(".json"));
}

}  // namespace

MainWindow::MainWindow(WindowServices services, QWidget* parent)
    : QMainWindow(parent),
      m_services(std::move(services)),
      m_settings(std::make_unique<Settings>(*m_services.store)),
      m_session(m_services.cacheFolder) {
  makeIconsKnown();
  setWindowIcon(QIcon(QStringLiteral(":/icons/kthreadscope.svg")));
  setAcceptDrops(true);
  m_themeName = views::themeNameFrom(m_settings->get(setting::theme)).value_or(views::ThemeName::Light);
  m_scale = fittingScale(m_settings->get(setting::scale));
  m_theme = views::bundledTheme(m_themeName, m_scale);
  m_clock.start();
  m_actions = std::make_unique<Actions>(*this);
  buildTop();
  buildPanes();
  restoreLayout();
  connectViews();
  connectPlayback();
  applyTheme();
  fillLibrary();
  m_form->setSchedulers({"round-robin", "random", "replay", "manual"});
  chooseScenario(setting::scenario.fallback);
  m_playback.setSpeed(m_settings->get(setting::speed));
  m_playback.setAxis(m_settings->get(setting::axis) == QLatin1String("time") ? recordings::Axis::Time
                                                                             : recordings::Axis::Steps);
  m_timeline->setAllLinks(m_settings->get(setting::allLinks));
  m_events->setDims(m_settings->get(setting::dims));
  showPlayback();
  showTitle();
  m_stage->setFocus();
}

MainWindow::~MainWindow() {
  m_playback.changed = nullptr;
  disconnect(&m_session, nullptr, this, nullptr);
  recordingCloses();  // a run that is under way waits for the readers of its file before it ends
}

Playback::Moment MainWindow::now() const {
  return m_services.clock ? m_services.clock() : Playback::Moment(m_clock.nsecsElapsed());
}

void MainWindow::begin(const WindowOptions& options) {
  m_wanted = options.at;
  m_playOnceOpen = options.play;
  if (options.file) {
    m_playOnceOpen = options.play && !options.at;
    open(text(options.file->string()));
    if (m_session.recording()) return;
    m_wanted.reset();
    m_playOnceOpen = false;  // what is recorded instead waits, under the line that says why
  }
  const QString wanted =
      options.scenario.empty() ? m_settings->get(setting::scenario) : text(options.scenario);
  if (!chooseScenario(wanted) && m_form->choice().scenario.empty())
    chooseScenario(setting::scenario.fallback);
  const QString why = m_status->showsProblem() ? m_status->text() : QString();
  recordChoice();
  if (!why.isEmpty()) problem(why);
}

void MainWindow::connectPlayback() {
  m_playback.changed = [this] { showPlayback(); };
  m_frames.setTimerType(Qt::PreciseTimer);
  m_frames.setInterval(kFrameMs);
  connect(&m_frames, &QTimer::timeout, this, [this] { m_playback.advance(now()); });
  connect(&m_session, &Session::closing, this, &MainWindow::recordingCloses);
  connect(&m_session, &Session::opened, this, &MainWindow::recordingOpened);
  connect(&m_session, &Session::grew, this, &MainWindow::recordingGrew);
  connect(&m_session, &Session::ended, this, &MainWindow::recordingEnded);
  connect(&m_session, &Session::asked, this, &MainWindow::showQuestion);
  connect(&m_session, &Session::problem, this, &MainWindow::problem);
  connect(&m_session, &Session::savedChanged, this, &MainWindow::showTitle);
}

void MainWindow::recordingCloses() {
  delete m_compare;
  std::error_code ignored;
  if (!m_twin.empty()) std::filesystem::remove(std::exchange(m_twin, {}), ignored);
  m_playback.reset(0, {});
  m_moment.reset();
  m_stage->clearRun();
  m_timeline->setRecording(nullptr);
  m_events->setRecording(nullptr);
  m_findingWatch.setRecording(nullptr);
  m_state->clear();
  m_state->setLastNames({});
  m_sentence->clear();
  m_stageCard->setSubtitle({});
  select({});
}

void MainWindow::recordingOpened() {
  const auto recording = m_session.recording();
  m_names = recording->info().header.names;
  m_stage->setRun(recording->info().header, recording->events(), recordings::lastNamesOf(*recording));
  m_state->setLastNames(recordings::lastNamesOf(*recording));
  m_timeline->setRecording(recording);
  m_events->setRecording(recording.get());
  m_findingWatch.setRecording(recording.get());
  m_moment.reset();
  // The playback outlives no recording: closing() takes these away before it goes.
  m_playback.reset(recording->events(),
                   {[raw = recording.get()](Seq seq) { return raw->timeOf(seq); },
                    [raw = recording.get()](std::uint64_t ns) { return raw->seqAt(ns); }});
  m_playback.setGrowing(m_session.arrives());
  m_playback.setMedianRequest(medianRequestNs(*recording));
  m_timeline->setAxis(m_playback.axis());
  if (m_wanted && *m_wanted < recording->events())
    m_playback.goTo(*std::exchange(m_wanted, std::nullopt));
  else if (m_wanted && !m_session.arrives()) {
    problem(tr("There is no event %1: the recording has %2, counted from 0.")
                .arg(*m_wanted)
                .arg(recording->events()));
    m_wanted.reset();
  }
  if (recording->events() == 0) showBeginning();
  if (std::exchange(m_playOnceOpen, false)) m_playback.play(now());
  if (m_endOnceOpen && !m_session.running()) goToEndOfStory();
  showPlayback();
  showRunFacts();
  showTitle();
}

void MainWindow::recordingGrew() {
  const auto recording = m_session.recording();
  // Who stands at the end of what arrives stays there.
  const bool stays = m_playback.atEnd() && !m_playback.playing() && m_playback.events() > 1;
  m_timeline->recordingAdvanced();
  m_events->recordingGrew();
  m_findingWatch.recordingGrew();
  m_stage->setTotalEvents(recording->events());
  m_playback.grow(recording->events());
  if (stays) goToEnd();
  showRunFacts();
}

// A story ends in what it is told for.
void MainWindow::goToEndOfStory() {
  m_endOnceOpen = false;
  const auto recording = m_session.recording();
  if (!recording || recording->events() == 0) return;
  const auto& finding = recording->info().summary.finding;
  chooseEvent(finding ? finding->seq : recording->events() - 1);
}

void MainWindow::recordingEnded() {
  m_playback.setGrowing(false);
  m_findingWatch.recordingGrew();  // now its end can be judged
  m_form->setRunning(false);
  m_actions->of("run.stop").setEnabled(false);
  if (const auto recording = m_session.recording()) {
    m_playback.setMedianRequest(medianRequestNs(*recording));
    const recordings::RunInfo& info = recording->info();
    if (!m_status->showsProblem() && !info.damage.empty())
      m_status->showProblem(text(recording->file().string() + ": " + info.damage + "; record it again"));
    else if (!m_status->showsProblem() && info.summary.finding)
      m_status->showMessage(text(info.summary.finding->sentence));
    else if (!m_status->showsProblem() && !info.note.empty())
      m_status->showMessage(text(info.note));
  }
  showRunFacts();
  showPlayback();
  if (m_endOnceOpen) goToEndOfStory();
  if (std::exchange(m_twinOnceOpen, false) && m_session.recording()) showTwin();
}

void MainWindow::showPlayback() {
  const bool playing = m_playback.playing();
  if (playing && !m_frames.isActive()) m_frames.start();
  if (!playing) m_frames.stop();
  m_transport->setPlaying(playing);
  m_transport->setSpeed(m_playback.speed());
  m_transport->setAxis(m_playback.axis());
  m_transport->setPosition(m_playback.seq(), m_playback.events());
  m_timeline->setFollowing(playing);
  m_timeline->setPlayhead(m_playback.seq(), m_playback.fraction());
  const bool other =
      m_session.recording() && m_playback.events() > 0 && (!m_moment || m_moment->seq != m_playback.seq());
  if (other) showMoment(m_playback.seq(), playing ? untilNextMs() : 0);
}

int MainWindow::untilNextMs() const {
  // What the stage has for its way to this event: the time until the next one is due.
  if (m_playback.axis() == recordings::Axis::Steps)
    return static_cast<int>(1000.0 / (Playback::kStepsPerSecond * m_playback.speed()));
  return 250;
}

void MainWindow::showMoment(Seq seq, int untilNextMs) {
  auto moment = momentAt(*m_session.recording(), seq);
  if (!moment) return problem(text(moment.error().message));
  m_moment = std::move(*moment);
  m_stage->showMoment(m_moment->after, m_moment->event, untilNextMs);
  m_state->setStates(m_moment->before, m_moment->after, m_names);
  m_events->setPresent(seq);
  m_sentence->setText(text(m_moment->sentence));
  m_sentence->setToolTip(m_sentence->text());
  layOutSentence();
  const QLocale english(QLocale::English);
  m_stageCard->setSubtitle(
      tr("event %1 of %2")
          .arg(english.toString(qulonglong(seq)), english.toString(qulonglong(m_playback.events() - 1))));
}

// A manual run asks before its first event.
void MainWindow::showBeginning() {
  const ProtocolState& initial = m_session.recording()->info().header.initial;
  m_stage->showMoment(initial, std::nullopt, -1);
  m_state->setStates(initial, initial, m_names);
  m_sentence->setText(tr("before the first event"));
  layOutSentence();
}

void MainWindow::goTo(Seq seq) { m_playback.goTo(seq); }

void MainWindow::select(const views::Selection& selection) {
  if (selection == m_selection) return;
  m_selection = selection;
  m_stage->setSelection(selection);
  m_timeline->setSelection(selection);
  m_state->setSelection(selection);
  m_events->setSelection(selection);
}

void MainWindow::problem(const QString& line) { m_status->showProblem(line); }

QString MainWindow::statusText() const { return m_status->text(); }

void MainWindow::showRunFacts() {
  const auto recording = m_session.recording();
  showTimelineNotice();
  if (!recording) return m_status->setFacts({});
  const recordings::RunInfo& info = recording->info();
  offerSchedule();
  QStringList facts;
  facts << text(info.header.scenario) << text(info.header.runtime);
  if (!info.header.scheduler.empty()) facts << text(info.header.scheduler);
  if (info.header.seed) facts << tr("seed %1").arg(*info.header.seed);
  facts << tr("%1 events").arg(QLocale(QLocale::English).toString(qulonglong(recording->events())));
  const std::string_view verdict = nameOf(info.summary.verdict);
  facts << (m_session.arrives() ? tr("recording\u2026")
                                : QString::fromUtf8(verdict.data(), qsizetype(verdict.size())));
  m_status->setFacts(facts.join(QStringLiteral("  \u00b7  ")));
}

void MainWindow::showTitle() {
  const QString file = text(m_session.shownFile().filename().string());
  const bool unsaved = m_session.unsaved();
  const QString name = !file.isEmpty() ? file : unsaved ? tr("not saved yet") : QString();
  setWindowTitle(name.isEmpty() ? QStringLiteral("kthreadscope") : tr("%1 \u2013 kthreadscope").arg(name));
  m_actions->of("file.save").setEnabled(m_session.recording() != nullptr);
  m_actions->of("file.saveAs").setEnabled(m_session.recording() != nullptr);
  m_actions->of("run.stop").setEnabled(m_session.running());
  m_form->setRunning(m_session.running());
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (!mayLeave()) return event->ignore();
  keepLayout();
  event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  for (const QUrl& url : event->mimeData()->urls())
    if (isRecording(url) || isScenario(url)) return event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  for (const QUrl& url : event->mimeData()->urls()) {
    if (!isRecording(url) && !isScenario(url)) continue;
    event->acceptProposedAction();
    if (isScenario(url)) openScenario(url.toLocalFile());
    else if (mayLeave()) open(url.toLocalFile());
    return;
  }
}

bool MainWindow::event(QEvent* event) {
  // Who has walked to a button with Tab presses it with Space, which elsewhere plays and pauses.
  if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space) {
    const QWidget* focused = focusWidget();
    if (focused && (focused->inherits("QAbstractButton") || focused->inherits("QComboBox"))) {
      event->accept();
      return true;
    }
  }
  return QMainWindow::event(event);
}

// An action does not tell which of its keys was pressed.
bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Shortcut)
    m_numberKey = static_cast<QShortcutEvent*>(event)->key()[0].key() - Qt::Key_0;
  return QMainWindow::eventFilter(watched, event);
}

}  // namespace kts::app
