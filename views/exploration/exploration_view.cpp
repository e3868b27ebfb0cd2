// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/exploration/exploration_view.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include "views/exploration/exploration_words.h"
#include "views/exploration/finding_card.h"
#include "views/exploration/orders_chart.h"

namespace kts::views {

namespace {

constexpr int kBarSteps = 1000;

QString text(const std::string& words) { return QString::fromStdString(words); }

// A palette would not do: the window's style sheet speaks of every label.
void setInk(QLabel* label, const QColor& ink) {
  label->setStyleSheet(QStringLiteral("color: %1").arg(ink.name()));
}

}  // namespace

ExplorationView::ExplorationView(QWidget* parent) : QWidget(parent), m_theme(bundledTheme(ThemeName::Light)) {
  auto* row = new QHBoxLayout(this);
  row->addWidget(m_head = buildHead(), 4);
  row->addWidget(m_numbers = buildFigures(), 3);
  row->addWidget(m_counted, 3);
  row->addWidget(buildFindings(), 5);
  row->addStretch(0);
  setTheme(m_theme);
  setFigures({});
}

QWidget* ExplorationView::buildHead() {
  auto* head = new QWidget(this);
  m_phase = new QLabel(head);
  m_phase->setAlignment(Qt::AlignCenter);
  m_subject = new QLabel(head);
  m_subject->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  m_method = new QComboBox(head);
  m_method->setObjectName(QStringLiteral("method"));
  m_method->setAccessibleName(tr("method"));
  m_granularity = new QComboBox(head);
  m_granularity->setObjectName(QStringLiteral("granularity"));
  m_granularity->setAccessibleName(tr("granularity"));
  m_granularity->addItem(tr("sync"), false);
  m_granularity->addItem(tr("fine"), true);
  m_granularity->setToolTip(
      tr("sync: others can move before each lock, wake-up and wait\n"
         "fine: before each plain access, too"));
  m_memory = new QComboBox(head);
  m_memory->setObjectName(QStringLiteral("memory"));
  m_memory->setAccessibleName(tr("memory"));
  m_memory->addItem(tr("sc"), false);
  m_memory->addItem(tr("tso"), true);
  m_memory->setToolTip(
      tr("sc: what a task stores, everybody sees at once\n"
         "tso: plain stores wait in a store buffer, as on x86"));
  m_rules = new QCheckBox(tr("rules on every transition"), head);
  m_rules->setObjectName(QStringLiteral("rules"));
  m_rules->setToolTip(
      tr("After the search the table of rules is tried on complete runs: on some,\n"
         "or on as many as make every transition of the graph, which takes far longer"));
  connect(m_method, &QComboBox::currentIndexChanged, this, &ExplorationView::allowRules);
  m_start = new QPushButton(head);
  m_start->setObjectName(QStringLiteral("primary"));
  m_pause = new QPushButton(head);
  m_pause->setObjectName(QStringLiteral("pause"));
  m_bar = new QProgressBar(head);
  m_bar->setRange(0, kBarSteps);
  m_bar->setTextVisible(false);
  m_bar->setAccessibleName(tr("How far the exploration is"));
  m_doneOf = new QLabel(head);
  m_guarantee = new QLabel(head);
  m_guarantee->setWordWrap(true);
  m_guarantee->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  auto* title = new QHBoxLayout;
  title->addWidget(m_phase);
  title->addWidget(m_subject, 1);
  auto* choices = new QHBoxLayout;
  choices->addWidget(m_method, 1);
  choices->addWidget(m_granularity, 1);
  choices->addWidget(m_memory, 1);
  choices->addWidget(m_start);
  choices->addWidget(m_pause);
  auto* column = new QVBoxLayout(head);
  column->addLayout(title);
  column->addLayout(choices);
  column->addWidget(m_rules);
  column->addWidget(m_bar);
  column->addWidget(m_doneOf);
  column->addWidget(m_guarantee, 1);
  column->addStretch(0);
  connect(m_start, &QPushButton::clicked, this, [this] {
    if (m_figures.running())
      Q_EMIT stopWanted();
    else
      Q_EMIT exploreWanted();
  });
  connect(m_pause, &QPushButton::clicked, this,
          [this] { Q_EMIT pauseWanted(m_figures.phase == ExplorationPhase::Running); });
  return head;
}

QWidget* ExplorationView::buildFigures() {
  auto* numbers = new QWidget(this);
  auto* grid = new QGridLayout(numbers);
  for (const QString& name : {tr("states"), tr("steps taken"), tr("runs"), tr("still to go on from"),
                              tr("depth"), tr("steps a second"), tr("memory"), tr("time"),
                              tr("lines reached")}) {
    auto* label = new QLabel(name, numbers);
    auto* value = new QLabel(numbers);
    value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    value->setAccessibleName(name);
    const int row = static_cast<int>(m_names.size());
    grid->addWidget(label, row, 0);
    grid->addWidget(value, row, 1);
    m_names.push_back(label);
    m_values.push_back(value);
  }
  grid->setRowStretch(grid->rowCount(), 1);

  m_counted = new QWidget(this);
  m_chart = new OrdersChart(m_counted);
  m_rare = new QLabel(m_counted);
  m_rare->setWordWrap(true);
  auto* column = new QVBoxLayout(m_counted);
  column->addWidget(m_chart);
  column->addWidget(m_rare);
  column->addStretch(1);
  return numbers;
}

QWidget* ExplorationView::buildFindings() {
  m_findingsPage = new QWidget;
  m_findingsPage->setObjectName(QStringLiteral("findingsPage"));
  m_nothing = new QLabel(m_findingsPage);
  m_nothing->setWordWrap(true);
  auto* column = new QVBoxLayout(m_findingsPage);
  m_whatHolds = new QLabel(m_findingsPage);
  m_whatHolds->setWordWrap(true);
  column->addWidget(m_nothing);
  column->addWidget(m_whatHolds);
  column->addStretch(1);
  m_findings = new QScrollArea(this);
  m_findings->setWidget(m_findingsPage);
  m_findingsPage->setAutoFillBackground(false);
  m_findings->viewport()->setAutoFillBackground(false);
  m_findings->setWidgetResizable(true);
  m_findings->setFrameShape(QFrame::NoFrame);
  m_findings->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  return m_findings;
}

void ExplorationView::setTheme(const Theme& theme) {
  m_theme = theme;
  for (QWidget* each : findChildren<QWidget*>()) each->setFont(theme.font(TextStyle::Body));
  m_phase->setFont(theme.font(TextStyle::SmallStrong));
  m_subject->setFont(theme.font(TextStyle::BodyStrong));
  m_start->setFont(theme.font(TextStyle::BodyStrong));
  for (QLabel* label : m_names) {
    label->setFont(theme.font(TextStyle::Small));
    setInk(label, theme.inkSoft);
  }
  for (QLabel* label : m_values) label->setFont(theme.font(TextStyle::Mono));
  for (QLabel* label : {m_doneOf, m_rare, m_nothing}) {
    label->setFont(theme.font(TextStyle::Small));
    setInk(label, theme.inkSoft);
  }
  m_head->setMaximumWidth(static_cast<int>(theme.px(440)));
  m_bar->setFixedHeight(static_cast<int>(theme.units(1.5)));
  m_bar->setStyleSheet(QStringLiteral("QProgressBar { background: %1; border: none; border-radius: %3px; }"
                                      "QProgressBar::chunk { background: %2; border-radius: %3px; }")
                           .arg(theme.line.name(), theme.accent.name())
                           .arg(static_cast<int>(theme.px(2))));
  const int side = static_cast<int>(theme.units(4)), gap = static_cast<int>(theme.units(2));
  layout()->setContentsMargins(side, gap, side, gap);
  layout()->setSpacing(static_cast<int>(theme.units(8)));
  for (QWidget* part : {m_head, m_counted, m_findingsPage}) {
    part->layout()->setContentsMargins(0, 0, 0, 0);
    part->layout()->setSpacing(gap);
  }
  auto* grid = static_cast<QGridLayout*>(m_numbers->layout());
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(gap);
  grid->setVerticalSpacing(static_cast<int>(theme.units(0.5)));
  m_chart->setTheme(theme);
  for (FindingCard* card : m_cards) card->setTheme(theme);
  showProgress();
  layOut();
}

void ExplorationView::setMethods(const std::vector<ExplorationMethod>& methods) {
  m_method->clear();
  for (const ExplorationMethod& method : methods) {
    m_method->addItem(text(method.name), text(method.name));
    m_method->setItemData(m_method->count() - 1, text(method.about), Qt::ToolTipRole);
  }
}

ExplorationChoice ExplorationView::choice() const {
  return {m_method->currentData().toString().toStdString(), m_granularity->currentData().toBool(),
          m_memory->currentData().toBool(), m_rules->isEnabled() && m_rules->isChecked()};
}

// One method tries no rules.
void ExplorationView::allowRules() {
  m_rules->setEnabled(m_method->currentData().toString() != QStringLiteral("bounded"));
}

void ExplorationView::setFigures(const ExplorationFigures& figures) {
  const bool sameFindings = m_figures.findings.size() == figures.findings.size() && figures.running();
  m_figures = figures;
  showProgress();
  showFigures();
  if (!sameFindings || figures.findings.empty()) showFindings();
  showGuarantee();
}

void ExplorationView::showProgress() {
  const ExplorationPhase phase = m_figures.phase;
  const bool running = m_figures.running(), bad = phase == ExplorationPhase::Found,
             good = phase == ExplorationPhase::Proved;
  m_phase->setVisible(phase != ExplorationPhase::None);
  m_phase->setText(phaseText(phase));
  const QColor ground = bad    ? m_theme.badSoft
                        : good ? m_theme.accentSoft
                               : m_theme.lineSoft,
               ink = bad    ? m_theme.bad
                     : good ? m_theme.onAccentSoft
                            : m_theme.inkSoft;
  m_phase->setStyleSheet(QStringLiteral("background: %1; color: %2; border-radius: %3px; padding: %4px %5px;")
                             .arg(ground.name(), ink.name())
                             .arg(int(m_theme.units(1.5)))
                             .arg(int(m_theme.units(0.5)))
                             .arg(int(m_theme.units(2))));
  m_subject->setText(text(m_figures.subject));
  m_subject->setToolTip(m_subject->text());
  m_start->setText(running ? tr("Stop") : tr("Explore"));
  m_start->setToolTip(running ? tr("End it; what was covered is said") : tr("Explore what the form says"));
  m_pause->setVisible(running);
  m_pause->setText(phase == ExplorationPhase::Paused ? tr("Resume") : tr("Pause"));
  m_method->setEnabled(!running);
  m_granularity->setEnabled(!running);
  m_memory->setEnabled(!running);
  m_rules->setVisible(!running);  // where the bar is then
  m_bar->setVisible(m_figures.done.has_value());
  m_bar->setValue(static_cast<int>(m_figures.done.value_or(0) * kBarSteps));
  m_doneOf->setVisible(!m_figures.doneOf.empty());
  m_doneOf->setText(text(m_figures.doneOf));
}

void ExplorationView::showFigures() {
  const auto count = [](std::uint64_t n) { return n ? countText(static_cast<double>(n)) : QString(); };
  const double rate = m_figures.seconds > 0.05 ? double(m_figures.transitions) / m_figures.seconds : 0;
  QString memory = m_figures.bytes ? bytesText(m_figures.bytes) : QString();
  if (m_figures.bytes && m_figures.maxBytes)
    memory = tr("%1 of %2").arg(memory, bytesText(m_figures.maxBytes));
  const QString values[] = {count(m_figures.states),
                            count(m_figures.transitions),
                            count(m_figures.executions),
                            m_figures.running() ? count(m_figures.waiting) : QString(),
                            count(m_figures.depth),
                            rate > 0 ? countText(rate) : QString(),
                            memory,
                            m_figures.seconds > 0 ? secondsText(m_figures.seconds) : QString(),
                            m_figures.sites ? tr("%1 of %2").arg(m_figures.sitesReached).arg(m_figures.sites)
                                            : QString()};
  // What a method does not count is absent, not empty.
  for (std::size_t i = 0; i < m_values.size(); ++i) {
    m_values[i]->setText(values[i]);
    m_values[i]->setVisible(!values[i].isEmpty());
    m_names[i]->setVisible(!values[i].isEmpty());
  }
  const QString missed = sitesText(m_figures);
  m_names.back()->setToolTip(missed);
  m_values.back()->setToolTip(missed);
  m_chart->setFigures(m_figures);
  m_rare->setVisible(m_figures.badShare.has_value());
  if (m_figures.badShare)
    m_rare->setText(tr("Of random schedules that go wrong: %1.").arg(oneInText(*m_figures.badShare)));
  layOut();
}

void ExplorationView::showFindings() {
  auto* column = static_cast<QVBoxLayout*>(m_findingsPage->layout());
  for (FindingCard* card : m_cards) {
    column->removeWidget(card);
    card->hide();  // its own button may be what is being pressed
    card->deleteLater();
  }
  m_cards.clear();
  for (std::size_t i = 0; i < m_figures.findings.size(); ++i) {
    auto* card = new FindingCard(m_findingsPage);
    card->setTheme(m_theme);
    card->setFinding(m_figures.findings[i]);
    column->insertWidget(static_cast<int>(i), card);
    card->show();
    connect(card, &FindingCard::storyWanted, this, [this, i] { Q_EMIT storyWanted(static_cast<int>(i)); });
    connect(card, &FindingCard::twinWanted, this, [this, i] { Q_EMIT twinWanted(static_cast<int>(i)); });
    m_cards.push_back(card);
  }
  m_nothing->setText(m_figures.phase == ExplorationPhase::None ? QString()
                     : m_figures.running()                     ? tr("No finding so far.")
                                                               : tr("No finding."));
}

// Beside the findings; where there are none, in their place, which has more room.
void ExplorationView::showGuarantee() {
  const bool none = m_figures.phase == ExplorationPhase::None;
  const QString guarantee = text(m_figures.guarantee);
  m_guarantee->setVisible(none || !m_cards.empty());
  m_guarantee->setText(none ? tr("Tries every order in which the tasks of the chosen scenario can move: it "
                                 "proves that none goes wrong, or shows the shortest that does.")
                            : guarantee);
  m_guarantee->setToolTip(guarantee);
  m_whatHolds->setVisible(m_cards.empty() && !none && !guarantee.isEmpty());
  // While it runs, something is known when something was found, whose story comes at the end.
  m_nothing->setVisible(m_cards.empty() && (guarantee.isEmpty() || !m_figures.running()));
  m_whatHolds->setText(guarantee);
}

// What there is no room for goes, the least needed first.
void ExplorationView::layOut() {
  const double room = width() / m_theme.scale;
  const bool counted = m_figures.phase != ExplorationPhase::None;
  m_numbers->setVisible(counted && room >= 620);
  m_counted->setVisible(counted && room >= 1100);
  m_findings->setVisible(counted);
}

void ExplorationView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  layOut();
}

}  // namespace kts::views
