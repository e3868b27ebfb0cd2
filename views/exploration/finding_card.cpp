// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/exploration/finding_card.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include "views/exploration/exploration_words.h"

namespace kts::views {

FindingCard::FindingCard(QWidget* parent) : QWidget(parent), m_theme(bundledTheme(ThemeName::Light)) {
  m_kind = new QLabel(this);
  m_sentence = new QLabel(this);
  m_sentence->setWordWrap(true);
  m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_story = new QLabel(this);
  m_story->setWordWrap(true);
  m_open = new QPushButton(tr("Open the story"), this);
  m_open->setObjectName(QStringLiteral("openStory"));
  m_open->setToolTip(tr("Record the run that ends in this finding, to be stepped through"));
  m_compare = new QPushButton(tr("Compare with the nearest run that ends well"), this);
  m_compare->setObjectName(QStringLiteral("compareTwin"));
  m_compare->setToolTip(
      tr("The same run up to two steps, which it makes in the other order: both side by side, and where they "
         "part"));
  auto* head = new QHBoxLayout;
  head->addWidget(m_kind, 1);
  head->addWidget(m_open);
  auto* column = new QVBoxLayout(this);
  column->addLayout(head);
  column->addWidget(m_sentence);
  column->addWidget(m_story);
  column->addWidget(m_compare, 0, Qt::AlignLeft);
  connect(m_open, &QPushButton::clicked, this, &FindingCard::storyWanted);
  connect(m_compare, &QPushButton::clicked, this, &FindingCard::twinWanted);
  setTheme(m_theme);
}

void FindingCard::setTheme(const Theme& theme) {
  m_theme = theme;
  const auto style = [&](QLabel* label, TextStyle size, const QColor& ink) {
    label->setFont(theme.font(size));
    label->setStyleSheet(QStringLiteral("color: %1").arg(ink.name()));
  };
  style(m_kind, TextStyle::BodyStrong, theme.bad);
  style(m_sentence, TextStyle::Body, theme.ink);
  style(m_story, TextStyle::Small, theme.inkSoft);
  m_open->setFont(theme.font(TextStyle::BodyStrong));
  m_compare->setFont(theme.font(TextStyle::Body));
  const int side = static_cast<int>(theme.units(3)), gap = static_cast<int>(theme.units(1.5));
  layout()->setContentsMargins(side, gap, gap, gap);
  layout()->setSpacing(gap);
  update();
}

void FindingCard::setFinding(const ExplorationFinding& finding) {
  m_kind->setText(QString::fromStdString(finding.kind));
  m_sentence->setText(QString::fromStdString(finding.sentence));
  m_story->setText(storyText(finding));
  m_compare->setVisible(finding.twin);
}

void FindingCard::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const double round = m_theme.units(1.5);
  painter.setPen(Qt::NoPen);
  painter.setBrush(m_theme.badSoft);
  painter.drawRoundedRect(rect(), round, round);
  painter.setBrush(m_theme.bad);
  painter.drawRoundedRect(QRectF(0, 0, m_theme.units(1), height()), m_theme.px(2), m_theme.px(2));
}

}  // namespace kts::views
