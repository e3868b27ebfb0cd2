// SPDX-License-Identifier: GPL-2.0-or-later
// What to run and how, in one form: the scenario and what it is about, its parameters, the design, the
// runtime, the scheduler and what belongs to it. It knows nothing of the engine: what can be chosen is handed
// in, what was chosen is handed out.
//
// The schedule that replay offers is that of the run shown. What a person has typed instead stays, run after
// run, until it is emptied, or another scenario is chosen, or a recording is opened.
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
class QVBoxLayout;

namespace kts::views {

struct FormParameter {
  std::string name;
  int fallback = 1, min = 1, max = 1;
};

struct FormVariant {
  std::string name, about;
};

struct FormScenario {
  std::string name;  // as FormChoice hands it out: a scenario's name, or the path of its file
  std::string title, about, design;
  std::vector<std::string> designs;
  std::map<std::string, std::vector<FormVariant>> variants;  // by design
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
  bool fine = false;                  // a step for every plain access, too; not on threads
  bool tso = false;                   // plain stores wait in store buffers; not on threads
  std::uint64_t maxEvents = 0;        // 0: no bound
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
  // As a recording was made, for the scenario that is shown.
  void setChoice(const FormChoice& choice);
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
  void buildSeedRow();
  void buildFields();
  void showSeed();
  void offerVariants();  // those of the design that is chosen
  void explainVariant();
  void rebuildParameters(const std::map<std::string, int>& kept);
  bool usesSeed() const;
  bool uses(const char* scheduler) const;
  void offer(const QString& schedule);
  int scrollBarWidth() const;

  Theme m_theme;
  FormScenario m_scenario;
  std::map<std::string, QSpinBox*> m_parameters;
  QLabel* m_title;
  QLabel* m_about;  // the scenario, and what the variant that is chosen changes
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
  QComboBox *m_granularity, *m_memory;
  QSpinBox* m_maxEvents;
  QString m_offered;  // replayed while the field is empty
  QToolButton* m_dice;
  QPushButton* m_record;
  QPushButton* m_again;
  QVBoxLayout* m_buttons;
  bool m_running = false, m_scrolls = false, m_againHadFocus = false;
};

}  // namespace kts::views
