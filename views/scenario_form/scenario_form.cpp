// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/scenario_form/scenario_form.h"

#include <QComboBox>
#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRandomGenerator>
#include <QRegularExpressionValidator>
#include <QScrollArea>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>
#include <cmath>
#include <limits>
#include <utility>

namespace kts::views {

namespace {

QString text(const std::string& words) { return QString::fromStdString(words); }

constexpr qsizetype kMostShown = 20000;  // characters of a schedule; a longer one is replayed unseen

// Small enough to be told to somebody across a room.
std::uint64_t anySeed() { return QRandomGenerator::global()->bounded(1'000'000); }

}  // namespace

ScenarioForm::ScenarioForm(QWidget* parent) : QWidget(parent), m_theme(bundledTheme(ThemeName::Light)) {
  m_page = new QWidget;
  m_title = new QLabel(m_page);
  m_title->setWordWrap(true);
  m_about = new QLabel(m_page);
  m_about->setWordWrap(true);
  m_about->setObjectName(QStringLiteral("quiet"));
  m_fields = new QFormLayout;
  m_fields->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  m_fields->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  buildFields();
  m_record = new QPushButton(tr("Record"), this);
  m_record->setObjectName(QStringLiteral("primary"));
  m_record->setToolTip(tr("Run it and watch it arrive"));
  m_again = new QPushButton(tr("Again with another seed"), this);
  m_again->setToolTip(tr("The same under the random scheduler with a new seed"));
  auto* page = new QVBoxLayout(m_page);
  page->addWidget(m_title);
  page->addWidget(m_about);
  page->addLayout(m_fields);
  page->addStretch(1);
  // In a low window the fields scroll, and the buttons stay.
  m_scroll = new QScrollArea(this);
  m_scroll->setWidget(m_page);
  m_page->setAutoFillBackground(false);  // which setWidget() has just set
  m_scroll->setWidgetResizable(true);
  m_scroll->setFrameShape(QFrame::NoFrame);
  m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_scroll->setFocusPolicy(Qt::NoFocus);
  m_scroll->viewport()->setAutoFillBackground(false);
  m_scroll->installEventFilter(this);
  m_page->installEventFilter(this);
  auto* column = new QVBoxLayout(this);
  column->addWidget(m_scroll, 100);
  m_buttons = new QVBoxLayout;
  m_buttons->addWidget(m_record);
  m_buttons->addWidget(m_again);
  column->addLayout(m_buttons);
  column->addStretch(1);
  // A click leaves the keyboard where it was: it plays and pauses, and must not record a second time.
  for (QPushButton* button : {m_record, m_again}) button->setFocusPolicy(Qt::TabFocus);
  connect(m_record, &QPushButton::clicked, this, [this] {
    if (m_running)
      Q_EMIT stopWanted();
    else
      Q_EMIT recordWanted(choice());
  });
  connect(m_again, &QPushButton::clicked, this, &ScenarioForm::againWanted);
  connect(m_runtime, &QComboBox::currentIndexChanged, this, &ScenarioForm::showSeed);
  connect(m_scheduler, &QComboBox::currentIndexChanged, this, &ScenarioForm::showSeed);
  connect(m_dice, &QToolButton::clicked, this, [this] { m_seed->setText(QString::number(anySeed())); });
  setTheme(m_theme);
  showSeed();
}

void ScenarioForm::buildSeedRow() {
  m_seedRow = new QWidget(this);
  auto* row = new QHBoxLayout(m_seedRow);
  row->setContentsMargins(0, 0, 0, 0);
  m_seed = new QLineEdit(QStringLiteral("1"), m_seedRow);
  m_seed->setObjectName(QStringLiteral("seed"));
  m_seed->setAccessibleName(tr("seed"));
  m_seed->setValidator(
      new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[0-9]{1,19}")), m_seed));
  m_dice = new QToolButton(m_seedRow);
  m_dice->setText(QStringLiteral("\u2684"));
  m_dice->setAccessibleName(tr("Any seed"));
  m_dice->setToolTip(tr("Any seed"));
  m_dice->setFocusPolicy(Qt::TabFocus);
  row->addWidget(m_seed, 1);
  row->addWidget(m_dice);
}

void ScenarioForm::buildFields() {
  const auto combo = [this](const char* name, const QString& label) {
    auto* box = new QComboBox(this);
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(label);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(6);
    box->setFocusPolicy(Qt::TabFocus);
    box->installEventFilter(this);
    m_fields->addRow(label, box);
    return box;
  };
  m_design = combo("design", tr("design"));
  m_variant = combo("variant", tr("variant"));
  connect(m_design, &QComboBox::currentIndexChanged, this, &ScenarioForm::offerVariants);
  connect(m_variant, &QComboBox::currentIndexChanged, this, &ScenarioForm::explainVariant);
  m_runtime = combo("runtime", tr("runtime"));
  m_runtime->addItem(tr("controlled"), false);
  m_runtime->addItem(tr("threads"), true);
  m_runtime->setToolTip(
      tr("controlled: one step at a time, repeatable\nthreads: real threads, real contention, real time"));
  m_scheduler = combo("scheduler", tr("scheduler"));
  m_scheduler->setToolTip(
      tr("round-robin: one after the other\nrandom: whoever the seed says\n"
         "replay: as a schedule says\nmanual: you choose who moves, step by step"));
  buildSeedRow();
  m_fields->addRow(tr("seed"), m_seedRow);
  m_schedule = new QLineEdit(this);
  m_schedule->setObjectName(QStringLiteral("schedule"));
  m_schedule->setAccessibleName(tr("schedule"));
  m_schedule->setMaxLength(1 << 24);
  m_schedule->setClearButtonEnabled(true);
  m_schedule->setToolTip(
      tr("Whose step comes next: task ids, a repeat as 3x12, joined by commas.\n"
         "With memory tso ~3 lets the oldest store of task 3 reach memory.\n"
         "Where it ends, round-robin goes on.\n"
         "Empty: the schedule of the run that is shown."));
  m_fields->addRow(tr("schedule"), m_schedule);
  m_granularity = combo("granularity", tr("granularity"));
  m_granularity->addItem(tr("sync"), false);
  m_granularity->addItem(tr("fine"), true);
  m_granularity->setToolTip(
      tr("sync: a step for each lock, wake, list and atomic operation\nfine: for each plain access, too"));
  m_memory = combo("memory", tr("memory"));
  m_memory->addItem(tr("sc"), false);
  m_memory->addItem(tr("tso"), true);
  m_memory->setToolTip(
      tr("sc: what a task stores, everybody sees at once\n"
         "tso: plain stores wait in a store buffer, as on x86, and reach memory by steps of their own"));
  m_maxEvents = new QSpinBox(this);
  m_maxEvents->setObjectName(QStringLiteral("bound"));
  m_maxEvents->setAccessibleName(tr("at most"));
  m_maxEvents->setRange(0, std::numeric_limits<int>::max());
  m_maxEvents->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
  m_maxEvents->setSpecialValueText(tr("no bound"));
  m_maxEvents->setToolTip(tr("The run ends after so many events"));
  m_maxEvents->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);  // its greatest value is no measure
  m_maxEvents->setFocusPolicy(Qt::StrongFocus);
  m_maxEvents->installEventFilter(this);
  m_fields->addRow(tr("at most"), m_maxEvents);
}

void ScenarioForm::setTheme(const Theme& theme) {
  m_theme = theme;
  // A style sheet cuts the inheritance of fonts: each field is given its own.
  for (QWidget* each : findChildren<QWidget*>()) each->setFont(theme.font(TextStyle::Body));
  m_title->setFont(theme.font(TextStyle::BodyStrong));
  m_about->setFont(theme.font(TextStyle::Small));
  QPalette quiet = m_about->palette();
  quiet.setColor(QPalette::WindowText, theme.inkSoft);
  m_about->setPalette(quiet);
  m_record->setFont(theme.font(TextStyle::BodyStrong));
  const int gap = static_cast<int>(theme.units(2));
  const int side = static_cast<int>(theme.units(4));
  // The scroll bar stands in the margin: with it or without it the fields are equally wide.
  layout()->setContentsMargins(side, gap, side - scrollBarWidth(), gap);
  layout()->setSpacing(gap);
  m_buttons->setContentsMargins(0, 0, scrollBarWidth(), 0);
  m_buttons->setSpacing(gap);
  m_page->layout()->setContentsMargins(0, 0, m_scrolls ? 0 : scrollBarWidth(), 0);
  m_page->layout()->setSpacing(gap);
  m_fields->setVerticalSpacing(static_cast<int>(theme.units(1.5)));
  m_fields->setHorizontalSpacing(gap);
}

// As wide as the style sheet makes it.
int ScenarioForm::scrollBarWidth() const { return static_cast<int>(std::lround(m_theme.units(3))); }

void ScenarioForm::setSchedulers(const std::vector<std::string>& names) {
  m_scheduler->clear();
  for (const std::string& name : names) m_scheduler->addItem(text(name), text(name));
}

void ScenarioForm::setScenario(const FormScenario& scenario) {
  std::map<std::string, int> kept;
  const bool same = scenario.name == m_scenario.name;
  if (same)
    for (const auto& [name, box] : m_parameters) kept[name] = box->value();
  else
    offer({});  // a schedule speaks of one world's tasks
  const QString design = same ? m_design->currentData().toString() : QString(),
                variant = same ? m_variant->currentData().toString() : QString();
  m_scenario = scenario;
  m_title->setText(text(scenario.title));
  m_design->clear();
  for (const std::string& design : scenario.designs) m_design->addItem(text(design), text(design));
  const int before = design.isEmpty() ? -1 : m_design->findData(design);
  m_design->setCurrentIndex(before >= 0 ? before : std::max(0, m_design->findData(text(scenario.design))));
  offerVariants();
  m_variant->setCurrentIndex(std::max(0, m_variant->findData(variant)));
  m_fields->setRowVisible(m_design, scenario.designs.size() > 1);
  rebuildParameters(kept);
}

void ScenarioForm::offerVariants() {
  const QString before = m_variant->currentData().toString();
  m_variant->clear();
  m_variant->addItem(tr("none"), QString());
  const auto own = m_scenario.variants.find(m_design->currentData().toString().toStdString());
  if (own != m_scenario.variants.end())
    for (const FormVariant& variant : own->second) {
      m_variant->addItem(text(variant.name), text(variant.name));
      m_variant->setItemData(m_variant->count() - 1, text(variant.about), Qt::ToolTipRole);
    }
  m_variant->setCurrentIndex(std::max(0, m_variant->findData(before)));
  m_fields->setRowVisible(m_variant, m_variant->count() > 1);
  explainVariant();
}

void ScenarioForm::explainVariant() {
  const QString about = m_variant->currentData(Qt::ToolTipRole).toString();
  m_variant->setAccessibleDescription(about);
  m_about->setText(about.isEmpty()
                       ? text(m_scenario.about)
                       : tr("%1\n\n%2: %3.").arg(text(m_scenario.about), m_variant->currentText(), about));
}

void ScenarioForm::rebuildParameters(const std::map<std::string, int>& kept) {
  for (const auto& [name, box] : m_parameters) m_fields->removeRow(box);
  m_parameters.clear();
  int row = 0;
  for (const FormParameter& parameter : m_scenario.parameters) {
    auto* box = new QSpinBox(this);
    box->setObjectName(text("parameter " + parameter.name));
    box->setAccessibleName(text(parameter.name));
    box->setRange(parameter.min, parameter.max);
    box->setToolTip(tr("%1 to %2").arg(parameter.min).arg(parameter.max));
    box->setFocusPolicy(Qt::StrongFocus);
    box->installEventFilter(this);
    box->setStepType(parameter.max > 1000 ? QAbstractSpinBox::AdaptiveDecimalStepType
                                          : QAbstractSpinBox::DefaultStepType);
    const auto before = kept.find(parameter.name);
    box->setValue(before == kept.end() ? parameter.fallback : before->second);
    m_fields->insertRow(row++, text(parameter.name), box);
    m_parameters[parameter.name] = box;
    for (QWidget* each : {static_cast<QWidget*>(box), m_fields->labelForField(box)})
      each->setFont(m_theme.font(TextStyle::Body));
  }
}

bool ScenarioForm::usesSeed() const { return uses("random"); }

bool ScenarioForm::uses(const char* scheduler) const {
  return !m_runtime->currentData().toBool() &&
         m_scheduler->currentData().toString() == QLatin1String(scheduler);
}

void ScenarioForm::offerSchedule(const QString& schedule) {
  if (!m_schedule->isModified() || m_schedule->text().isEmpty()) offer(schedule);
}

void ScenarioForm::offer(const QString& schedule) {
  m_offered = schedule;
  const bool shown = schedule.size() <= kMostShown;
  m_schedule->setText(shown ? schedule : QString());
  m_schedule->setCursorPosition(0);
  m_schedule->setPlaceholderText(schedule.isEmpty() ? QStringLiteral("3x2,2,3")
                                 : shown            ? tr("as the run shown")
                                                    : tr("as the run shown (too long to read)"));
}

void ScenarioForm::setChoice(const FormChoice& choice) {
  const auto choose = [](QComboBox* box, const QVariant& value) {
    box->setCurrentIndex(std::max(0, box->findData(value)));
  };
  const auto set = [&](const char* key, QComboBox* box) {
    const auto at = choice.settings.find(key);
    if (at != choice.settings.end()) choose(box, text(at->second));
  };
  for (const auto& [name, box] : m_parameters)
    if (const auto at = choice.settings.find(name); at != choice.settings.end())
      box->setValue(text(at->second).toInt());
  choose(m_variant, QString());
  set("design", m_design);
  set("variant", m_variant);
  choose(m_runtime, choice.threads);
  if (!choice.threads) choose(m_scheduler, text(choice.scheduler));
  if (choice.seed) m_seed->setText(QString::number(*choice.seed));
  choose(m_granularity, choice.fine);
  choose(m_memory, choice.tso);
  m_maxEvents->setValue(static_cast<int>(std::min<std::uint64_t>(choice.maxEvents, m_maxEvents->maximum())));
  offer(text(choice.schedule));
  showSeed();
}

void ScenarioForm::showSeed() {
  m_fields->setRowVisible(m_scheduler, !m_runtime->currentData().toBool());
  m_fields->setRowVisible(m_seedRow, usesSeed());
  m_fields->setRowVisible(m_schedule, uses("replay"));
  m_fields->setRowVisible(m_granularity, !m_runtime->currentData().toBool());
  m_fields->setRowVisible(m_memory, !m_runtime->currentData().toBool());
}

void ScenarioForm::setRunning(bool running) {
  m_running = running;
  m_record->setText(running ? tr("Stop") : tr("Record"));
  // Who presses it again and again finds it again: a button that is disabled hands the keyboard to a field.
  if (running && m_again->hasFocus()) {
    m_againHadFocus = true;
    m_record->setFocus(Qt::OtherFocusReason);
  }
  m_again->setEnabled(!running);
  if (!running && std::exchange(m_againHadFocus, false) && m_record->hasFocus())
    m_again->setFocus(Qt::OtherFocusReason);
}

FormChoice ScenarioForm::choice() const {
  FormChoice choice;
  choice.scenario = m_scenario.name;
  for (const auto& [name, box] : m_parameters) choice.settings[name] = std::to_string(box->value());
  if (m_design->count() > 1) choice.settings["design"] = m_design->currentData().toString().toStdString();
  if (!m_variant->currentData().toString().isEmpty())
    choice.settings["variant"] = m_variant->currentData().toString().toStdString();
  choice.threads = m_runtime->currentData().toBool();
  if (!choice.threads) choice.scheduler = m_scheduler->currentData().toString().toStdString();
  if (usesSeed()) choice.seed = m_seed->text().toULongLong();
  if (uses("replay")) choice.schedule = m_schedule->text().trimmed().toStdString();
  if (uses("replay") && choice.schedule.empty()) choice.schedule = m_offered.toStdString();
  choice.fine = !choice.threads && m_granularity->currentData().toBool();
  choice.tso = !choice.threads && m_memory->currentData().toBool();
  choice.maxEvents = static_cast<std::uint64_t>(m_maxEvents->value());
  return choice;
}

void ScenarioForm::rollSeed() {
  const int random = m_scheduler->findData(QStringLiteral("random"));
  if (!m_runtime->currentData().toBool() && random >= 0) m_scheduler->setCurrentIndex(random);
  const QString before = m_seed->text();
  do m_seed->setText(QString::number(anySeed()));
  while (m_seed->text() == before);
}

// The form is as tall as its fields, where the window has the room.
bool ScenarioForm::eventFilter(QObject* watched, QEvent* event) {
  // Who scrolls over a field scrolls the form, and does not change what the pointer happens to pass.
  if (event->type() == QEvent::Wheel && watched != m_scroll && watched != m_page) {
    event->ignore();
    return true;
  }
  const bool page = watched == m_page && event->type() == QEvent::LayoutRequest;
  const bool width = watched == m_scroll && event->type() == QEvent::Resize;
  if (page || width) {
    const int room = m_scroll->width() - (m_scrolls ? scrollBarWidth() : 0);
    const int tall = m_page->layout()->hasHeightForWidth() ? m_page->layout()->heightForWidth(room)
                                                           : m_page->sizeHint().height();
    m_scroll->setMaximumHeight(tall);
    m_scrolls = m_scroll->height() < tall;
    m_page->layout()->setContentsMargins(0, 0, m_scrolls ? 0 : scrollBarWidth(), 0);
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace kts::views
