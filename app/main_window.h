// SPDX-License-Identifier: GPL-2.0-or-later
// The window: library and form at the left, stage and timeline in the middle, state at the right, events
// below, transport on top. Views emit wishes; here they meet the playback and the session, and every view is
// told.
#pragma once

#include <QElapsedTimer>
#include <QMainWindow>
#include <QPointer>
#include <QTimer>
#include <expected>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>

#include "app/action_table.h"
#include "app/finding_watch.h"
#include "app/moment.h"
#include "app/playback.h"
#include "app/session.h"
#include "app/settings.h"
#include "app/window_main.h"
#include "views/selection.h"
#include "views/theme/theme.h"

class QLabel;
class QMenuBar;
class QPushButton;
class QSplitter;

namespace kts::views {
enum class CompareSide : std::uint8_t;
class ChoiceStrip;
class EventsView;
class ExplorationView;
class FindingsView;
class ScenarioForm;
class StageWidget;
class StateView;
class TimelineWidget;
class TransportBar;
}  // namespace kts::views

namespace kts::app {

class Card;
class CompareWindow;
class Exploration;
class LibraryPane;
class StatusLine;
class TabPane;

// What the window is given from outside, so that a test can bring its own. Empty functions: the real dialogs
// and the real clock.
struct WindowServices {
  QSettings* store = nullptr;         // must outlive the window
  std::filesystem::path cacheFolder;  // for recordings that were not saved
  std::function<Playback::Moment()> clock;
  enum class Unsaved { Save, Discard, Cancel };
  std::function<Unsaved()> askUnsaved;
  std::function<QString()> askOpenName;  // "" when the person has changed their mind
  std::function<QString()> askScenarioName;
  std::function<QString(const QString& proposed)> askSaveName;
};

class MainWindow : public QMainWindow {
  Q_OBJECT
 public:
  explicit MainWindow(WindowServices services, QWidget* parent = nullptr);
  ~MainWindow() override;

  // Shows a file, or records a scenario, as the options say.
  void begin(const WindowOptions& options);

  // What the action table calls.
  void openAsked();
  void openScenarioAsked();
  void reopenLast();
  void save();
  void saveAs();
  void compareAsked();
  void quit();
  void record();
  void recordAgain();
  void stopRecording();
  void exploreAsked();
  void stopExploring();
  void chooseByKey();
  void letRun();
  void playPause();
  void stepForward();
  void stepBack();
  void leapForward();
  void leapBack();
  void goToCause();
  void goToEffect();
  void goToStart();
  void goToEnd();
  void goToFinding();
  void slower();
  void faster();
  void toggleAxis();
  void fitTimeline();
  void zoomIn();
  void zoomOut();
  void panLeft();
  void panRight();
  void toggleAllLinks();
  void fitSelection();
  void undoView();
  void redoView();
  void cursorA();
  void cursorB();
  void focusFilter();
  void escape();
  void themeLight();
  void themeDark();
  void themeContrast();
  void larger();
  void smaller();
  void normalSize();
  void togglePresenting();
  void toggleLibrary();
  void toggleState();
  void toggleEvents();
  void showKeys();

  void goTo(Seq seq);
  void select(const views::Selection& selection);

  const Playback& playback() const { return m_playback; }
  const Session& session() const { return m_session; }
  const views::Selection& selection() const { return m_selection; }
  const views::Theme& theme() const { return m_theme; }
  const std::optional<Moment>& moment() const { return m_moment; }
  bool presenting() const { return m_presenting; }
  QString statusText() const;

 protected:
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  bool event(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  // main_window_layout.cpp
  void buildTop();
  void buildPanes();
  void buildLibrary();
  void connectViews();
  void connectPlayback();
  void restoreLayout();
  void keepLayout();
  // main_window_look.cpp
  enum class Pane { Library, State, Events };
  void applyTheme();
  void setThemeName(views::ThemeName name);
  void setScale(double scale);
  void setPresenting(bool presenting);
  double shownScale() const;
  double fittingScale(double scale) const;
  bool hasRoomFor(Pane pane) const;
  void showPanes();
  void togglePane(Pane pane);
  void restorePanes();
  void keepPanes();
  void layOutTop();
  void layOutSentence();
  void splitRoom();
  // main_window_findings.cpp
  void buildFindings();
  void showFindings();
  // main_window_compare.cpp
  void compareWith(const QString& file, const QString& nameA = {}, const QString& nameB = {});
  void chooseCompared(views::CompareSide side, RequestId request);
  QString comparedName() const;
  // main_window.cpp
  Playback::Moment now() const;
  void open(const QString& file);
  bool mayLeave();  // asks about an unsaved recording
  // main_window_explore.cpp
  void buildExploration();
  void openStory();
  void compareWithTwin();
  void showTwin();
  // main_window_runs.cpp
  std::expected<engine::Scenario, engine::Problem> scenarioOf(const std::string& handle) const;
  void fillLibrary();
  bool chooseScenario(const QString& handle);
  void openScenario(const QString& file);
  std::string handleOfRecorded(const RunHeader& header);
  void offerRecorded();
  void offerSchedule();
  bool mayReplace();
  void startRecording();
  bool recordChoice();
  void showQuestion();
  // main_window.cpp
  void chooseEvent(Seq seq);
  void leap(int direction);
  void setSpeed(double speed);
  void setAxis(recordings::Axis axis);
  void recordingCloses();
  void recordingOpened();
  void recordingGrew();
  void recordingEnded();
  void goToEndOfStory();
  void showPlayback();
  void showMoment(Seq seq, int untilNextMs);
  void showBeginning();
  void showTitle();
  void showRunFacts();
  void showTimelineNotice();
  void problem(const QString& line);
  int untilNextMs() const;

  WindowServices m_services;
  std::unique_ptr<Settings> m_settings;
  views::ThemeName m_themeName = views::ThemeName::Light;
  views::Theme m_theme;
  double m_scale = 1;
  Session m_session;
  Playback m_playback;
  QTimer m_frames;
  QElapsedTimer m_clock;
  views::Selection m_selection;
  std::optional<Moment> m_moment;
  std::optional<Seq> m_wanted;       // --at: to be shown once the recording is open
  std::optional<engine::Scenario> m_recorded;  // that only the recording has
  int m_numberKey = 0;                         // pressed last
  std::vector<std::string> m_names;  // RunHeader::names of the recording
  bool m_ownSplit = true;            // the splitters stand where splitRoom() has put them
  QByteArray m_splitBefore;          // of the middle: how it stands when presenting is over
  std::map<Pane, std::optional<bool>> m_paneWishes;
  bool m_playOnceOpen = false, m_endOnceOpen = false, m_presenting = false, m_wasMaximized = false;
  bool m_twinOnceOpen = false;   // the story that opens is to be compared
  std::filesystem::path m_twin;  // where its twin is recorded, while it is compared

  std::unique_ptr<Actions> m_actions;
  QWidget* m_top = nullptr;
  QMenuBar* m_menus = nullptr;
  QPushButton* m_present = nullptr;
  views::TransportBar* m_transport = nullptr;
  QSplitter *m_rows = nullptr, *m_columns = nullptr, *m_middle = nullptr;
  Card *m_left = nullptr, *m_stageCard = nullptr, *m_timelineCard = nullptr, *m_stateCard = nullptr,
       *m_eventsCard = nullptr;
  LibraryPane* m_library = nullptr;
  QWidget* m_right = nullptr;
  views::ScenarioForm* m_form = nullptr;
  views::StageWidget* m_stage = nullptr;
  views::TimelineWidget* m_timeline = nullptr;
  views::StateView* m_state = nullptr;
  TabPane* m_bottom = nullptr;
  views::EventsView* m_events = nullptr;
  Exploration* m_exploration = nullptr;
  views::ExplorationView* m_explorationView = nullptr;
  views::FindingsView* m_findings = nullptr;
  FindingWatch m_findingWatch;
  QLabel* m_sentence = nullptr;
  views::ChoiceStrip* m_choices = nullptr;
  StatusLine* m_status = nullptr;
  QPointer<CompareWindow> m_compare;  // of the recording that is shown, until it goes
};

}  // namespace kts::app
