// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/choices/choice_strip.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>

namespace kts::views {

namespace {

constexpr int kMostRows = 2;  // more are scrolled

}  // namespace

ChoiceStrip::ChoiceStrip(QWidget* parent) : QWidget(parent), m_theme(bundledTheme(ThemeName::Light)) {
  setObjectName(QStringLiteral("choices"));
  setAccessibleName(tr("Who moves next?"));
  m_title = new QLabel(tr("Who moves next?"), this);
  m_about = new QLabel(this);
  m_about->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  m_letRun = new QPushButton(tr("Let it run"), this);
  m_letRun->setToolTip(tr("Round-robin goes on from here to the end"));
  m_end = new QPushButton(tr("End it here"), this);
  m_end->setToolTip(tr("The run ends at the present event; what there is stays"));
  for (QPushButton* button : {m_letRun, m_end}) button->setFocusPolicy(Qt::TabFocus);
  auto* head = new QHBoxLayout;
  head->addWidget(m_title);
  head->addWidget(m_about, 1);
  head->addWidget(m_letRun);
  head->addWidget(m_end);
  m_page = new QWidget;
  m_scroll = new QScrollArea(this);
  m_scroll->setWidget(m_page);
  m_page->setAutoFillBackground(false);  // which setWidget() has just set
  m_scroll->viewport()->setAutoFillBackground(false);
  m_scroll->setFrameShape(QFrame::NoFrame);
  m_scroll->setFocusPolicy(Qt::NoFocus);
  m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_scroll->viewport()->installEventFilter(this);
  auto* column = new QVBoxLayout(this);
  column->addLayout(head);
  column->addWidget(m_scroll);
  connect(m_letRun, &QPushButton::clicked, this, &ChoiceStrip::letRunWanted);
  connect(m_end, &QPushButton::clicked, this, &ChoiceStrip::endWanted);
  setTheme(m_theme);
}

void ChoiceStrip::setTheme(const Theme& theme) {
  m_theme = theme;
  m_title->setFont(theme.font(TextStyle::BodyStrong));
  m_about->setFont(theme.font(TextStyle::Small));
  QPalette quiet = m_about->palette();
  quiet.setColor(QPalette::WindowText, theme.inkSoft);
  m_about->setPalette(quiet);
  for (QPushButton* button : {m_letRun, m_end}) button->setFont(theme.font(TextStyle::Body));
  for (ChoiceButton* button : m_buttons) button->setTheme(theme);
  const int side = static_cast<int>(theme.units(4)), gap = static_cast<int>(theme.units(1.5));
  layout()->setContentsMargins(side, 0, side, static_cast<int>(theme.units(2)));
  layout()->setSpacing(gap);
  layout()->itemAt(0)->layout()->setSpacing(static_cast<int>(theme.units(2.5)));
  layOut();
}

void ChoiceStrip::setChoices(std::vector<ShownChoice> choices, std::uint64_t step) {
  m_choices = std::move(choices);
  m_waiting = false;
  // Who goes through the run with Tab and Space stays at the same place.
  const auto focused = std::ranges::find(m_buttons, window()->focusWidget());
  const std::ptrdiff_t place = focused == m_buttons.end() ? -1 : focused - m_buttons.begin();
  for (ChoiceButton* button : m_buttons) {
    button->hide();
    button->deleteLater();  // one of them may be telling of its click
  }
  m_buttons.clear();
  for (const ShownChoice& choice : m_choices) {
    const int number = static_cast<int>(m_buttons.size()) + 1;
    auto* button = new ChoiceButton(choice, number <= kKeys ? number : 0, m_page);
    button->setTheme(m_theme);
    connect(button, &QAbstractButton::clicked, this, [this, task = choice.task] { choose(task); });
    button->show();
    m_buttons.push_back(button);
  }
  m_about->setText(m_choices.size() == 1 ? tr("step %1: only one can move").arg(step)
                                         : tr("step %1: %2 can move").arg(step).arg(m_choices.size()));
  m_scroll->ensureVisible(0, 0);
  layOut();
  if (place >= 0) focusChoice(place);
}

void ChoiceStrip::focusChoice(std::ptrdiff_t at) {
  if (m_buttons.empty()) return;
  const auto last = static_cast<std::ptrdiff_t>(m_buttons.size()) - 1;
  m_buttons[static_cast<std::size_t>(std::min(at, last))]->setFocus(Qt::OtherFocusReason);
}

void ChoiceStrip::setWaiting() { m_waiting = true; }

void ChoiceStrip::choose(TaskId task) {
  if (!m_waiting) Q_EMIT taskWanted(task);
}

bool ChoiceStrip::chooseByKey(int key) {
  if (m_waiting || key < 1 || key > static_cast<int>(m_buttons.size()) || key > kKeys) return false;
  choose(m_choices[static_cast<std::size_t>(key - 1)].task);
  return true;
}

// From left to right, then below, as words are set.
void ChoiceStrip::layOut() {
  const int gap = static_cast<int>(m_theme.units(2)), height = static_cast<int>(m_theme.units(8));
  const int room = m_scroll->viewport()->width();
  int x = 0, y = 0, rows = 1;
  for (ChoiceButton* button : m_buttons) {
    const int width = std::min(button->sizeHint().width(), std::max(room, 1));
    if (x > 0 && x + width > room) x = 0, y += height + gap, ++rows;
    button->setGeometry(x, y, width, height);
    x += width + gap;
  }
  m_page->setFixedSize(std::max(room, 1), y + height);
  m_rows = std::max(m_rows, std::min(rows, kMostRows));
  m_scroll->setFixedHeight(m_rows * (height + gap) - gap);
}

void ChoiceStrip::hideEvent(QHideEvent* event) {
  m_rows = 1;
  QWidget::hideEvent(event);
}

bool ChoiceStrip::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_scroll->viewport() && event->type() == QEvent::Resize) layOut();
  return QWidget::eventFilter(watched, event);
}

}  // namespace kts::views
