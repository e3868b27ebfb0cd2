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

namespace kts::views {

namespace {

QString text(const std::string& words) { return QString::fromStdString(words); }

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
  column->addWidget(m_record);
  column->addWidget(m_again);
  column->addStretch(1);
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

void ScenarioForm::buildFields() {
  const auto combo = [this](const char* name, const QString& label) {
    auto* box = new QComboBox(this);
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(label);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(6);
    m_fields->addRow(label, box);
    return box;
  };
  m_design = combo("design", tr("design"));
  m_variant = combo("variant", tr("variant"));
  m_runtime = combo("runtime", tr("runtime"));
  m_runtime->addItem(tr("controlled"), false);
  m_runtime->addItem(tr("threads"), true);
  m_runtime->setToolTip(
      tr("controlled: one step at a time, repeatable\nthreads: real threads, real contention, real time"));
  m_scheduler = combo("scheduler", tr("scheduler"));
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
  m_fields->addRow(tr("seed"), m_seedRow);
  m_schedule = new QLineEdit(this);
  m_schedule->setObjectName(QStringLiteral("schedule"));
  m_schedule->setAccessibleName(tr("schedule"));
  m_schedule->setMaxLength(1 << 24);
  m_schedule->setPlaceholderText(QStringLiteral("3x2,2,3"));
  m_schedule->setToolTip(tr("Whose step comes next: task ids, a repeat as 3x12, joined by commas.\n"
                            "Where it ends, round-robin goes on."));
  m_fields->addRow(tr("schedule"), m_schedule);
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
  layout()->setContentsMargins(side, gap, side, gap);
  layout()->setSpacing(gap);
  m_page->layout()->setContentsMargins(0, 0, 0, 0);
  m_page->layout()->setSpacing(gap);
  m_fields->setVerticalSpacing(static_cast<int>(theme.units(1.5)));
  m_fields->setHorizontalSpacing(gap);
}

void ScenarioForm::setSchedulers(const std::vector<std::string>& names) {
  m_scheduler->clear();
  for (const std::string& name : names) m_scheduler->addItem(text(name), text(name));
}

void ScenarioForm::setScenario(const FormScenario& scenario) {
  std::map<std::string, int> kept;
  if (scenario.name == m_scenario.name)
    for (const auto& [name, box] : m_parameters) kept[name] = box->value();
  m_scenario = scenario;
  m_title->setText(text(scenario.title));
  m_about->setText(text(scenario.about));
  m_design->clear();
  for (const std::string& design : scenario.designs) m_design->addItem(text(design), text(design));
  m_design->setCurrentIndex(std::max(0, m_design->findData(text(scenario.design))));
  m_variant->clear();
  m_variant->addItem(tr("none"), QString());
  for (const std::string& variant : scenario.variants) m_variant->addItem(text(variant), text(variant));
  m_fields->setRowVisible(m_design, scenario.designs.size() > 1);
  m_fields->setRowVisible(m_variant, !scenario.variants.empty());
  rebuildParameters(kept);
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

bool ScenarioForm::usesSeed() const {
  return uses("random");
}

bool ScenarioForm::uses(const char* scheduler) const {
  return !m_runtime->currentData().toBool() &&
         m_scheduler->currentData().toString() == QLatin1String(scheduler);
}

void ScenarioForm::offerSchedule(const QString& schedule) {
  constexpr qsizetype kMost = 20000;  // a longer one is for a file: record --schedule @FILE
  if (!m_schedule->isModified()) m_schedule->setText(schedule.size() <= kMost ? schedule : QString());
}

void ScenarioForm::showSeed() {
  m_fields->setRowVisible(m_scheduler, !m_runtime->currentData().toBool());
  m_fields->setRowVisible(m_seedRow, usesSeed());
  m_fields->setRowVisible(m_schedule, uses("replay"));
}

void ScenarioForm::setRunning(bool running) {
  m_running = running;
  m_record->setText(running ? tr("Stop") : tr("Record"));
  m_again->setEnabled(!running);
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
  return choice;
}

void ScenarioForm::rollSeed() {
  const int random = m_scheduler->findData(QStringLiteral("random"));
  if (!m_runtime->currentData().toBool() && random >= 0) m_scheduler->setCurrentIndex(random);
  const QString before = m_seed->text();
  do m_seed->setText(QString::number(anySeed()));
  while (m_seed->text() == before);
}

// As tall as its fields, where the window has the room.
bool ScenarioForm::eventFilter(QObject* watched, QEvent* event) {
  const bool page = watched == m_page && event->type() == QEvent::LayoutRequest;
  const bool width = watched == m_scroll && event->type() == QEvent::Resize;
  if (page || width) {
    const int tall = m_page->layout()->hasHeightForWidth()
                         ? m_page->layout()->heightForWidth(m_scroll->viewport()->width())
                         : m_page->sizeHint().height();
    m_scroll->setMaximumHeight(tall);
    // The scroll bar, where there is one, must not cover the fields.
    const bool scrolls = m_scroll->height() < tall;
    m_page->layout()->setContentsMargins(0, 0, scrolls ? static_cast<int>(m_theme.units(2)) : 0, 0);
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace kts::views
