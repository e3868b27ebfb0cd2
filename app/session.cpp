// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/session.h"

#include <signal.h>

#include <QCoreApplication>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <string_view>
#include <system_error>

#include "engine/vocabulary/judge.h"
#include "recordings/save_as.h"

namespace kts::app {

namespace fs = std::filesystem;

namespace {

constexpr int kFollowMs = 34;  // at most 30 times a second
constexpr std::chrono::hours kForgottenAfter{24};
constexpr std::string_view kPrefix = "recording-";  // then the window's process, and which run of its

// A window that has stood open for days still shows its run.
bool isOfALivingProcess(const std::string& name) {
  int process = 0;
  const char* digits = name.data() + kPrefix.size();
  std::from_chars(digits, name.data() + name.size(), process);
  return process > 0 && (kill(process, 0) == 0 || errno != ESRCH);
}

// What a window that was killed has left behind is kept for a day.
void removeForgotten(const fs::path& folder) {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    const auto written = entry.last_write_time(error);
    if (!error && name.starts_with(kPrefix) && !isOfALivingProcess(name) &&
        fs::file_time_type::clock::now() - written > kForgottenAfter)
      fs::remove(entry.path(), error);
  }
}

void removeRecording(const fs::path& file) {
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) fs::remove(file.string() + suffix, ignored);
}

}  // namespace

Session::Session(fs::path cacheFolder, QObject* parent)
    : QObject(parent), m_cacheFolder(std::move(cacheFolder)) {
  m_follow.setInterval(kFollowMs);
  connect(&m_follow, &QTimer::timeout, this, &Session::follow);
}

Session::~Session() {
  endRun();
  m_recording.reset();
  if (m_temporary) removeRecording(m_file);
}

// A person who is asked something must not be waited for.
void Session::endRun() {
  ++m_round;
  m_follow.stop();
  if (m_questions) m_questions->close();
  if (arrives()) {  // a run's last act is to wait for the readers of its file
    Q_EMIT closing();
    m_recording.reset();
  }
  if (m_running) m_loop.reset();  // waits until the run is over
  m_running = m_letRun = false;
  m_questions.reset();
  m_asking.reset();
  m_question.reset();
  m_recorder.reset();
  if (!m_arriving.empty()) removeRecording(m_arriving);
  m_arriving.clear();
}

void Session::told() {
  Q_EMIT asked();
  Q_EMIT ended();
  Q_EMIT savedChanged();
}

// The one before goes only now.
void Session::adopt(std::shared_ptr<recordings::Recording> recording, const fs::path& file, bool temporary) {
  Q_EMIT closing();
  m_recording.reset();
  if (m_temporary) removeRecording(m_file);
  m_savedAs.reset();
  m_recording = std::move(recording);
  m_file = file;
  m_temporary = temporary;
  Q_EMIT opened();
}

fs::path Session::newFile() {
  std::error_code error;
  fs::create_directories(m_cacheFolder, error);
  if (error) {
    Q_EMIT problem(
        tr("%1: cannot be made a folder for recordings: %2")
            .arg(QString::fromStdString(m_cacheFolder.string()), QString::fromStdString(error.message())));
    return {};
  }
  removeForgotten(m_cacheFolder);
  return m_cacheFolder / (std::string(kPrefix) + std::to_string(QCoreApplication::applicationPid()) + "-" +
                          std::to_string(m_round) + ".ktr");
}

void Session::record(engine::RunSpec spec) {
  const bool manual = spec.scheduler == "manual" && spec.runtime == engine::RuntimeKind::Controlled;
  if (manual) spec.askOwner = [](std::span<const engine::Choice>) { return std::nullopt; };  // for now
  if (const auto why = engine::whyNotRunnable(spec)) {
    Q_EMIT problem(QString::fromStdString(why->message));
    return;
  }
  endRun();
  const fs::path file = newFile();
  if (file.empty()) return told();
  auto recorder = recordings::Recorder::create(file);
  if (!recorder) {
    Q_EMIT problem(QString::fromStdString(recorder.error().message));
    return told();
  }
  m_arriving = file;
  m_running = true;
  m_holds = spec.scheduler == "replay" && spec.runtime == engine::RuntimeKind::Controlled;
  m_recorder = std::move(*recorder);
  std::shared_ptr<EventSink> sink = m_recorder;
  if (manual) {
    m_questions = std::make_shared<Questions>(
        m_recorder, [recorder = m_recorder] { recorder->commit(); },
        [this, round = m_round](Question question) {
          QMetaObject::invokeMethod(
              this, [this, round, question = std::move(question)] { ask(round, question); },
              Qt::QueuedConnection);
        });
    sink = m_questions;
    spec.askOwner = [questions = m_questions](std::span<const engine::Choice> choices) {
      return questions->ask(choices);
    };
  }
  if (!m_loop) m_loop = std::make_unique<engine::EngineLoop>();
  m_loop->start(std::move(spec), std::make_shared<Judge>(*sink, sink),
                [this, round = m_round](std::expected<RunSummary, engine::Problem> summary) {
                  QMetaObject::invokeMethod(
                      this, [this, round, summary = std::move(summary)] { runEnded(round, summary); },
                      Qt::QueuedConnection);
                });
  m_follow.start();
  Q_EMIT savedChanged();
  Q_EMIT asked();
}

bool Session::showArriving() {
  auto recording = recordings::Recording::open(m_arriving);
  if (!recording) {
    Q_EMIT problem(QString::fromStdString(recording.error().message));
    return false;
  }
  adopt(std::move(*recording), std::exchange(m_arriving, {}), true);
  return true;
}

void Session::follow() {
  if (!m_arriving.empty()) {
    // The file says nothing before its first commit, which a question has behind it.
    const bool some = m_recorder->committed() > 0 || m_asking;
    if (!m_holds && some && !showArriving()) m_follow.stop();
  } else {
    const Seq before = m_recording->events();
    if (const auto refreshed = m_recording->refresh(); !refreshed) {
      m_follow.stop();
      Q_EMIT problem(QString::fromStdString(refreshed.error().message));
      return;
    }
    if (m_recording->events() != before) Q_EMIT grew();
  }
  if (m_asking && m_arriving.empty() && m_recording->events() >= m_asking->events) {
    m_question = std::exchange(m_asking, std::nullopt);
    Q_EMIT asked();
  }
}

void Session::ask(std::uint64_t round, const Question& question) {
  if (round != m_round) return;
  m_asking = question;
  follow();
}

void Session::answer(TaskId task) {
  if (!m_question) return;
  m_questions->answer(m_question->number, task);
  m_question.reset();
  Q_EMIT asked();
}

void Session::letRun() {
  if (!asks()) return;
  m_letRun = true;
  m_questions->letRun();
  m_asking.reset();
  m_question.reset();
  Q_EMIT asked();
}

void Session::runEnded(std::uint64_t round, const std::expected<RunSummary, engine::Problem>& summary) {
  if (round != m_round) return;
  m_follow.stop();
  const auto writing = m_recorder->problem();
  m_recorder.reset();
  m_running = false;
  if (!summary)
    Q_EMIT problem(QString::fromStdString(summary.error().message));
  else if (writing)
    Q_EMIT problem(QString::fromStdString(writing->message));
  if (m_arriving.empty())
    follow();
  else if (summary)
    showArriving();
  endRun();  // a run that came to nothing leaves nothing behind
  told();
}

void Session::open(const fs::path& file) {
  // A file that does not open leaves what is shown as it is.
  auto recording = recordings::Recording::open(file);
  if (!recording) {
    Q_EMIT problem(QString::fromStdString(recording.error().message));
    return;
  }
  endRun();
  adopt(std::move(*recording), file, false);
  told();
}

void Session::cancel() {
  if (!m_running) return;
  if (m_questions) m_questions->close();
  m_loop->cancel();
}

bool Session::saveAs(const fs::path& file) {
  if (!m_recording || m_running) {
    Q_EMIT problem(m_running ? tr("The run is still being recorded: stop it or wait for its end, then save.")
                             : tr("There is no recording to save: record one, or open one."));
    return false;
  }
  if (const auto saved = recordings::saveAs(m_file, file); !saved) {
    Q_EMIT problem(QString::fromStdString(saved.error().message));
    return false;
  }
  m_savedAs = file;
  Q_EMIT savedChanged();
  return true;
}

fs::path Session::shownFile() const {
  if (m_savedAs) return *m_savedAs;
  return m_temporary ? fs::path() : m_file;
}

}  // namespace kts::app
