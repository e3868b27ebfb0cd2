// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/findings/findings_view.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QScrollArea>

#include "engine/vocabulary/rule_table.h"
#include "views/findings/finding_words.h"

namespace kts::views {

namespace {

QString escaped(const std::string& words) { return QString::fromStdString(words).toHtmlEscaped(); }

QString link(Seq seq, const QColor& ink) {
  return QStringLiteral("<a href=\"%1\" style=\"color:%2\">event&nbsp;%1</a>").arg(seq).arg(ink.name());
}

}  // namespace

FindingsView::FindingsView(QWidget* parent)
    : QWidget(parent), m_theme(bundledTheme(ThemeName::Light)) {
  m_list = new QListWidget(this);
  m_list->setObjectName(QStringLiteral("findings"));
  m_list->setAccessibleName(tr("Findings"));
  m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_list->setFrameShape(QFrame::NoFrame);
  m_page = new QLabel;
  m_page->setObjectName(QStringLiteral("findingPage"));
  m_page->setAccessibleName(tr("The chosen finding"));
  m_page->setWordWrap(true);
  m_page->setTextFormat(Qt::RichText);
  m_page->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  m_page->setTextInteractionFlags(Qt::TextBrowserInteraction);
  m_scroll = new QScrollArea(this);
  m_scroll->setWidgetResizable(true);
  m_scroll->setFrameShape(QFrame::NoFrame);
  m_scroll->setWidget(m_page);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->addWidget(m_list);
  row->addWidget(m_scroll, 1);
  connect(m_list, &QListWidget::currentRowChanged, this, [this] { showChosen(); });
  const auto go = [this] {
    if (chosen() >= 0) Q_EMIT eventWanted(m_findings[static_cast<std::size_t>(chosen())].seq);
  };
  connect(m_list, &QListWidget::itemActivated, this, go);
  connect(m_list, &QListWidget::itemClicked, this, go);
  connect(m_page, &QLabel::linkActivated, this,
          [this](const QString& target) { Q_EMIT eventWanted(target.toULongLong()); });
  setTheme(m_theme);
}

void FindingsView::setTheme(const Theme& theme) {
  m_theme = theme;
  m_list->setFont(theme.font(TextStyle::Body));
  m_list->setFixedWidth(static_cast<int>(theme.px(300)));
  m_page->setFont(theme.font(TextStyle::Body));
  const int side = static_cast<int>(theme.units(4)), gap = static_cast<int>(theme.units(2));
  m_page->setContentsMargins(side, gap, side, gap);
  m_list->setStyleSheet(QStringLiteral("QListWidget { background: %1; padding: %2px; }"
                                       "QListWidget::item { padding: %2px; border-radius: 4px; }"
                                       "QListWidget::item:selected { background: %3; color: %4; }")
                            .arg(theme.panel.name())
                            .arg(gap)
                            .arg(theme.badSoft.name(), theme.ink.name()));
  m_scroll->setStyleSheet(QStringLiteral("QScrollArea, QLabel { background: %1; }").arg(theme.panel.name()));
  for (int at = 0; at < m_list->count(); ++at)
    m_list->item(at)->setForeground(m_findings[static_cast<std::size_t>(at)].kind == "notice" ? theme.ink
                                                                                              : theme.bad);
  showChosen();
}

void FindingsView::setFindings(const std::vector<Finding>& findings) {
  const int before = chosen();
  m_findings = findings;
  m_list->clear();
  for (const Finding& finding : findings) {
    const QString rule = QString::fromStdString(finding.rule);
    auto* item =
        new QListWidgetItem(tr("%1 at event %2\n%3").arg(titleOf(finding)).arg(finding.seq).arg(rule));
    item->setForeground(finding.kind == "notice" ? m_theme.ink : m_theme.bad);
    item->setToolTip(QString::fromStdString(finding.sentence));
    m_list->addItem(item);
  }
  choose(before >= 0 && before < m_list->count() ? before : 0);
  showChosen();
}

int FindingsView::chosen() const {
  const int row = m_list->currentRow();
  return row < static_cast<int>(m_findings.size()) ? row : -1;
}

void FindingsView::choose(int index) { m_list->setCurrentRow(index); }

QString FindingsView::text() const { return m_page->text(); }

void FindingsView::showChosen() {
  m_page->setText(chosen() < 0 ? QString() : pageOf(m_findings[static_cast<std::size_t>(chosen())]));
  m_scroll->ensureVisible(0, 0);
}

QString FindingsView::pageOf(const Finding& finding) const {
  const QColor ink = m_theme.accent, soft = m_theme.inkSoft;
  QString page = QStringLiteral("<p style=\"margin-top:0\"><b>%1.</b> %2 (%3)</p>")
                     .arg(titleOf(finding), escaped(finding.sentence), link(finding.seq, ink));
  page += QStringLiteral("<p>%1</p>").arg(explanationOf(finding).toHtmlEscaped());
  if (!finding.events.empty()) {
    page += QStringLiteral("<table cellspacing=\"0\" cellpadding=\"2\">");
    for (const FindingEvent& event : finding.events)
      page += QStringLiteral("<tr><td align=\"right\">%1&nbsp;</td><td><b>%2</b>&nbsp;</td><td>%3</td></tr>")
                  .arg(link(event.seq, ink), wordOfRole(event.role).replace(u' ', QStringLiteral("&nbsp;")),
                       escaped(event.sentence));
    page += QStringLiteral("</table>");
  }
  if (const auto rule = ruleNamed(finding.rule))
    page += QStringLiteral("<p style=\"color:%1\">%2 %3: %4</p>")
                .arg(soft.name(), finding.kind == "notice" ? tr("What one would expect:") : tr("The rule"),
                     escaped(finding.rule), escaped(std::string(infoOf(*rule).sentence)));
  return page;
}

}  // namespace kts::views
