// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/session.h"

#include <QCoreApplication>
#include <chrono>
#include <system_error>

#include "recordings/save_as.h"

namespace kts::app {

namespace fs = std::filesystem;

namespace {

constexpr int kFollowMs = 34;  // at most 30 times a second
constexpr std::chrono::hours kForgottenAfter{24 * 14};

// What a program that was killed has left behind is kept for two weeks.
void removeForgotten(const fs::path& folder) {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    const bool ours = entry.path().filename().string().starts_with("recording-");
    const auto written = entry.last_write_time(error);
    if (ours && !error && fs::file_time_type::clock::now() - written > kForgottenAfter)
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
  ++m_round;
  m_loop.reset();
  m_recorder.reset();
  m_recording.reset();
  if (m_temporary) removeRecording(m_file);
}

void Session::close() {
  ++m_round;
  m_follow.stop();
  if (m_running) m_loop.reset();  // waits until the run is over
  m_running = false;
  Q_EMIT closing();
  m_recorder.reset();
  m_recording.reset();
  if (m_temporary) removeRecording(m_file);
  m_temporary = false;
  m_savedAs.reset();
  m_file.clear();
}

void Session::record(engine::RunSpec spec) {
  if (const auto why = engine::whyNotRunnable(spec)) {
    Q_EMIT problem(QString::fromStdString(why->message));
    return;
  }
  close();
  std::error_code error;
  fs::create_directories(m_cacheFolder, error);
  if (error) {
    Q_EMIT problem(
        tr("%1: cannot be made a folder for recordings: %2")
            .arg(QString::fromStdString(m_cacheFolder.string()), QString::fromStdString(error.message())));
    return;
  }
  removeForgotten(m_cacheFolder);
  m_file = m_cacheFolder / ("recording-" + std::to_string(QCoreApplication::applicationPid()) + "-" +
                            std::to_string(m_round) + ".ktr");
  auto recorder = recordings::Recorder::create(m_file);
  if (!recorder) {
    Q_EMIT problem(QString::fromStdString(recorder.error().message));
    return;
  }
  m_temporary = true;
  m_running = true;
  m_recorder = std::move(*recorder);
  if (!m_loop) m_loop = std::make_unique<engine::EngineLoop>();
  m_loop->start(std::move(spec), m_recorder,
                [this, round = m_round](std::expected<RunSummary, engine::Problem> summary) {
                  QMetaObject::invokeMethod(
                      this, [this, round, summary = std::move(summary)] { runEnded(round, summary); },
                      Qt::QueuedConnection);
                });
  m_follow.start();
  Q_EMIT savedChanged();
}

void Session::follow() {
  if (!m_recording) {
    // The file says nothing before its first commit.
    if (m_recorder->committed() > 0) show(m_file);
    return;
  }
  const Seq before = m_recording->events();
  if (const auto refreshed = m_recording->refresh(); !refreshed) {
    m_follow.stop();
    Q_EMIT problem(QString::fromStdString(refreshed.error().message));
    return;
  }
  if (m_recording->events() != before) Q_EMIT grew();
}

void Session::runEnded(std::uint64_t round, const std::expected<RunSummary, engine::Problem>& summary) {
  if (round != m_round) return;
  m_running = false;
  m_follow.stop();
  const auto writing = m_recorder->problem();
  m_recorder.reset();
  if (!summary)
    Q_EMIT problem(QString::fromStdString(summary.error().message));
  else if (writing)
    Q_EMIT problem(QString::fromStdString(writing->message));
  if (!m_recording) {
    if (summary) show(m_file);
  } else {
    follow();
  }
  Q_EMIT ended();
  Q_EMIT savedChanged();
}

bool Session::show(const fs::path& file) {
  auto recording = recordings::Recording::open(file);
  if (!recording) {
    Q_EMIT problem(QString::fromStdString(recording.error().message));
    return false;
  }
  m_recording = std::move(*recording);
  m_file = file;
  Q_EMIT opened();
  return true;
}

void Session::open(const fs::path& file) {
  // A file that does not open leaves what is shown as it is.
  auto recording = recordings::Recording::open(file);
  if (!recording) {
    Q_EMIT problem(QString::fromStdString(recording.error().message));
    return;
  }
  close();
  m_recording = std::move(*recording);
  m_file = file;
  Q_EMIT opened();
  Q_EMIT ended();
  Q_EMIT savedChanged();
}

void Session::cancel() {
  if (m_running) m_loop->cancel();
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
