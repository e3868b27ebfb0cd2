// SPDX-License-Identifier: GPL-2.0-or-later
// The recording that the window shows, and the run that makes it: the place where the engine meets the
// recorder. A run is recorded by the engine's thread into a file of its own in a cache folder; the window
// reads what was committed, at most 30 times a second, and never waits for the run. What was shown before
// stays until the new run has something to show, and for good when it comes to nothing. Everything here is
// the window's thread; what the engine's thread tells arrives as plain structs in the window's event loop.
#pragma once

#include <QObject>
#include <QTimer>
#include <filesystem>
#include <memory>
#include <optional>

#include "app/questions.h"
#include "engine/engine_loop.h"
#include "recordings/recorder.h"
#include "recordings/recording.h"

namespace kts::app {

class Session : public QObject {
  Q_OBJECT
 public:
  // Makes the folder when a run is recorded.
  explicit Session(std::filesystem::path cacheFolder, QObject* parent = nullptr);
  ~Session() override;  // cancels what runs; what was not saved is gone

  // Errors arrive as problem(), and leave what is shown as it is. A manual run asks through question().
  void record(engine::RunSpec spec);
  void open(const std::filesystem::path& file);
  // Ends the run that is under way; what it recorded stays, unfinished.
  void cancel();
  // Copies the recording that is shown, whole, to `file`. False after problem().
  bool saveAs(const std::filesystem::path& file);

  // What a manual run waits for, once the recording shows all that came before; nothing between two steps.
  const std::optional<Question>& question() const { return m_question; }
  bool asks() const { return m_running && m_questions && !m_letRun; }
  void answer(TaskId task);
  void letRun();  // asks no more: round-robin goes on

  // nullptr until there is something to read. Valid until closing().
  std::shared_ptr<const recordings::Recording> recording() const { return m_recording; }
  bool running() const { return m_running; }
  // Whether recording() is of the run that is under way.
  bool arrives() const { return m_running && m_arriving.empty(); }
  bool unsaved() const { return m_running || (m_recording && m_temporary && !m_savedAs); }
  // Under which name a person knows it: empty while it was not saved.
  std::filesystem::path shownFile() const;

 Q_SIGNALS:
  void closing();  // the recording() is about to go
  void opened();   // a new recording() is there
  void grew();     // it has more events than before
  void ended();    // its run has ended; no more will come
  void asked();    // question(), asks() or both have changed
  void problem(const QString& line);
  void savedChanged();

 private:
  void follow();
  void ask(std::uint64_t round, const Question& question);
  void runEnded(std::uint64_t round, const std::expected<RunSummary, engine::Problem>& summary);
  void endRun();
  void told();  // of a run's end
  void adopt(std::shared_ptr<recordings::Recording> recording, const std::filesystem::path& file,
             bool temporary);
  bool showArriving();
  std::filesystem::path newFile();

  std::filesystem::path m_cacheFolder;
  QTimer m_follow;
  std::shared_ptr<recordings::Recording> m_recording;
  std::shared_ptr<recordings::Recorder> m_recorder;
  std::filesystem::path m_file;      // that recording() reads
  std::filesystem::path m_arriving;  // that the run is recorded into, until it is shown
  std::optional<std::filesystem::path> m_savedAs;
  bool m_temporary = false, m_running = false;
  bool m_holds = false;       // a replay is shown when it has fitted to its end
  std::uint64_t m_round = 0;  // of runs: what an older one tells is late
  std::shared_ptr<Questions> m_questions;
  std::optional<Question> m_asking, m_question;  // waits for the recording to catch up; can be answered
  bool m_letRun = false;
  // Last: it is the first to go, and waits for its thread, which may still be telling.
  std::unique_ptr<engine::EngineLoop> m_loop;
};

}  // namespace kts::app
