// SPDX-License-Identifier: GPL-2.0-or-later
// What to run and how, in one form: the scenario and what it is about, its parameters, the design, the
// runtime, the scheduler and the seed. It knows nothing of the engine: what can be chosen is handed in, what
// was chosen is handed out.
#pragma once

#include <QWidget>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "views/theme/theme.h"

class QComboBox;
class QFormLayout;
class QScrollArea;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace kts::views {

struct FormParameter {
  std::string name;
  int fallback = 1, min = 1, max = 1;
};

struct FormScenario {
  std::string name, title, about, design;
  std::vector<std::string> designs, variants;
  std::vector<FormParameter> parameters;
};

// As the person has set it.
struct FormChoice {
  std::string scenario;
  std::map<std::string, std::string>
      settings;  // parameters, and "design" and "variant" where there is a choice
  bool threads = false;
  std::string scheduler;              // "" on threads
  std::optional<std::uint64_t> seed;  // random
  std::string schedule;               // replay: the text as it was typed
  bool operator==(const FormChoice&) const = default;
};

class ScenarioForm : public QWidget {
  Q_OBJECT
 public:
  explicit ScenarioForm(QWidget* parent = nullptr);

  void setTheme(const Theme& theme);
  // The schedulers that a person can choose here, in order; the first is the default.
  void setSchedulers(const std::vector<std::string>& names);
  // With its defaults; the scenario that is shown already keeps what the person has set.
  void setScenario(const FormScenario& scenario);
  // The schedule of the run that is shown: what replay offers.
  void offerSchedule(const QString& schedule);
  void setRunning(bool running);  // Record becomes Stop

  FormChoice choice() const;
  // Another random seed; the scheduler becomes random where it can.
  void rollSeed();

 Q_SIGNALS:
  void recordWanted(const kts::views::FormChoice& choice);
  void againWanted();  // "again with another seed"
  void stopWanted();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void buildFields();
  void showSeed();
  void rebuildParameters(const std::map<std::string, int>& kept);
  bool usesSeed() const;
  bool uses(const char* scheduler) const;

  Theme m_theme;
  FormScenario m_scenario;
  std::map<std::string, QSpinBox*> m_parameters;
  QLabel* m_title;
  QLabel* m_about;
  QScrollArea* m_scroll;
  QWidget* m_page;
  QFormLayout* m_fields;
  QComboBox* m_design;
  QComboBox* m_variant;
  QComboBox* m_runtime;
  QComboBox* m_scheduler;
  QWidget* m_seedRow;
  QLineEdit* m_seed;
  QLineEdit* m_schedule;
  QToolButton* m_dice;
  QPushButton* m_record;
  QPushButton* m_again;
  bool m_running = false;
};

}  // namespace kts::views
