// SPDX-License-Identifier: GPL-2.0-or-later
// An exploration beside a responsive window: it runs on a thread of its own, and what it has covered arrives
// here as plain values, at most some twenty times a second.
#pragma once

#include <QObject>
#include <expected>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <thread>

#include "engine/exploration/exploration.h"
#include "views/exploration/exploration_view.h"

namespace kts::app {

// What the view can choose from: the engine's methods, each with what it promises.
std::vector<views::ExplorationMethod> explorationMethods();

class Exploration : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;
  ~Exploration() override;  // stops what runs, and waits for it

  // Ends the one that runs.
  void start(engine::ExploreSpec spec);
  void pause(bool pause);
  void stop();

  bool running() const { return m_figures.running(); }
  const views::ExplorationFigures& figures() const { return m_figures; }
  // The run that ends in the finding; nothing while there is none.
  std::optional<engine::RunSpec> story() const;
  // Whether `header` and `summary` are those of the story.
  bool isStory(const RunHeader& header, const RunSummary& summary) const;
  // Records the run nearest to the story's that ends well, which takes no longer than the story. Says in one
  // line why it cannot.
  std::expected<void, engine::Problem> recordTwin(const std::filesystem::path& file) const;

 Q_SIGNALS:
  void changed();  // figures()
  void problem(const QString& line);

 private:
  struct Shared : engine::ExploreControl {
    std::atomic<bool> stopped = false;  // by the person
  };
  void progressed(const engine::ExploreProgress& progress);
  void ended(const std::expected<engine::ExploreResult, engine::Problem>& result);
  void end();

  engine::ExploreSpec m_spec;
  views::ExplorationFigures m_figures;
  std::optional<engine::ExploreResult> m_result;
  std::shared_ptr<Shared> m_shared;
  // What the whole of each subject came to, by every method that was let to its end.
  std::map<std::string, views::ExplorationCounts> m_countsOf;
  views::ExplorationCounts* m_counts = nullptr;  // of the present one
  std::uint64_t m_round = 0;  // what an older one tells is late
  std::jthread m_thread;
};

}  // namespace kts::app
