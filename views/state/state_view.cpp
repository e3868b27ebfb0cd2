// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/state/state_view.h"

#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>
#include <cmath>

#include "views/tables/column_widths.h"
#include "views/tables/table_header.h"

namespace kts::views {

namespace {

constexpr int kMostRowsShown = 12;  // of a table at once: the others stay within reach

}  // namespace

StateView::StateView(QWidget* parent) : QWidget(parent), m_theme(bundledTheme(ThemeName::Light)) {
  m_page = new QWidget;
  m_page->setObjectName(QStringLiteral("statePage"));
  auto* column = new QVBoxLayout(m_page);
  column->setContentsMargins(0, 0, 0, 0);
  for (int kind = 0; kind < kStateKinds; ++kind) build(static_cast<StateKind>(kind));
  column->addStretch(1);
  m_scroll = new QScrollArea(this);
  m_scroll->setWidget(m_page);
  m_scroll->setWidgetResizable(true);
  m_scroll->setFrameShape(QFrame::NoFrame);
  m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_scroll->setFocusPolicy(Qt::NoFocus);
  auto* whole = new QVBoxLayout(this);
  whole->setContentsMargins(0, 0, 0, 0);
  whole->addWidget(m_scroll);
  setTheme(m_theme);
}

void StateView::build(StateKind kind) {
  Section& section = m_sections[static_cast<std::size_t>(kind)];
  section.title = new QLabel(titleOf(kind), m_page);
  section.nothing = new QLabel(nothingIn(kind), m_page);
  section.nothing->setWordWrap(true);
  section.table = new QTableView(m_page);
  section.table->setHorizontalHeader(new TableHeader(section.table));
  section.model = new StateModel(kind, section.table);
  section.table->setModel(section.model);
  section.table->setAccessibleName(titleOf(kind));
  section.table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  section.table->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  section.table->setTextElideMode(Qt::ElideMiddle);  // of two objects of a kind the end tells which
  section.table->setMouseTracking(true);
  section.table->viewport()->installEventFilter(this);
  connect(section.table, &QTableView::clicked, this, &StateView::chosen);
  connect(section.table, &QTableView::activated, this, &StateView::chosen);
  auto* column = static_cast<QVBoxLayout*>(m_page->layout());
  column->addWidget(section.title);
  column->addWidget(section.table);
  column->addWidget(section.nothing);
}

void StateView::setTheme(const Theme& theme) {
  m_theme = theme;
  const int side = static_cast<int>(theme.units(2));
  for (Section& section : m_sections) {
    layOutTable(*section.table, m_delegate, theme);
    section.title->setFont(theme.font(TextStyle::BodyStrong));
    section.title->setContentsMargins(side, static_cast<int>(theme.units(3)), side,
                                      static_cast<int>(theme.units(1)));
    section.nothing->setFont(theme.font(TextStyle::Small));
    section.nothing->setContentsMargins(side, 0, side, static_cast<int>(theme.units(1)));
    QPalette quiet = section.nothing->palette();
    quiet.setColor(QPalette::WindowText, theme.inkFaint);
    section.nothing->setPalette(quiet);
    if (isDense(section.model->kind()))
      section.table->setStyleSheet(
          QStringLiteral("QHeaderView::section { padding: 0 %1px; }").arg(std::lround(theme.units(1))));
    section.shownRows = -1;
    section.wanted.clear();
    fit(section);
    fitColumns(section);
  }
  m_sections[0].title->setContentsMargins(side, static_cast<int>(theme.units(1)), side,
                                          static_cast<int>(theme.units(1)));
  m_page->layout()->setSpacing(0);
  m_page->layout()->setContentsMargins(side, 0, 0, 0);  // its titles stand under the pane's own
}

void StateView::fit(Section& section) {
  const int rows = section.model->rowCount();
  const bool hides = rows == 0 && hidesWhenEmpty(section.model->kind());
  section.title->setVisible(!hides);
  section.nothing->setVisible(rows == 0 && !hides);
  section.nothing->setText(m_shows ? nothingIn(section.model->kind()) : tr("Appears with a recording."));
  section.table->setVisible(rows > 0);
  const int shown = std::min(rows, kMostRowsShown);
  if (shown == section.shownRows) return;
  section.shownRows = shown;
  section.table->setFixedHeight(section.table->horizontalHeader()->height() + shown * m_delegate.rowHeight());
}

// Where values come from is a sentence: it may take a second line.
void StateView::fitRows(Section& section) {
  if (section.model->kind() != StateKind::Sources) return;
  const int rows = section.model->rowCount();
  int height = section.table->horizontalHeader()->height();
  for (int row = 0; row < rows; ++row) {
    bool wraps = false;
    for (int column = 0; column < section.model->columnCount(); ++column)
      wraps |= section.table->columnWidth(column) <
               m_delegate.sizeHint({}, section.model->index(row, column)).width();
    const int high = m_delegate.rowHeight() + (wraps ? m_delegate.lineHeight() : 0);
    if (section.table->rowHeight(row) != high) section.table->setRowHeight(row, high);
    if (row < kMostRowsShown) height += high;
  }
  if (rows > 0 && section.table->height() != height) section.table->setFixedHeight(height);
}

// By what its cells have said so far: so that columns come to rest while a run is played.
void StateView::fitColumns(Section& section) {
  const int room = section.table->viewport()->width(), columns = section.model->columnCount();
  auto* header = section.table->horizontalHeader();
  const QAbstractItemView& cells = *section.table;
  section.wanted.resize(static_cast<std::size_t>(columns));
  std::vector<int> wanted(section.wanted.size());
  int words = 0, all = 0;
  for (int i = 0; i < columns; ++i) {
    const auto at = static_cast<std::size_t>(i);
    section.wanted[at] = std::max(section.wanted[at], cells.sizeHintForColumn(i));
    wanted[at] = std::max(section.wanted[at], header->sectionSizeHint(i));
    words += section.wanted[at], all += wanted[at];
  }
  // First headings give way, then whose child a task is: the stage and its tip say that, too.
  const bool tasks = section.model->kind() == StateKind::Tasks;
  const int waits = tasks ? section.wanted[kWaitsColumn] : 0;
  const bool narrow = tasks && room - (words - waits) < std::min(waits, static_cast<int>(m_theme.px(120)));
  const int shortHeading = static_cast<int>(m_theme.px(56));
  for (std::size_t at = 0; at < wanted.size() && all > room; ++at)
    wanted[at] = std::max(section.wanted[at], std::min(wanted[at], shortHeading));
  if (narrow) wanted[kParentColumn] = 0;
  section.table->setColumnHidden(kParentColumn, narrow);
  const std::vector<int> widths = columnWidths(wanted, room);
  for (int i = 0; i < columns; ++i) {
    header->setSectionResizeMode(i, QHeaderView::Fixed);
    if (!header->isSectionHidden(i) && header->sectionSize(i) != widths[static_cast<std::size_t>(i)])
      header->resizeSection(i, widths[static_cast<std::size_t>(i)]);
  }
  fitRows(section);
}

// Words that stand for somebody who is gone by then.
StateTable StateView::tableAt(StateKind kind, const ProtocolState& state, Names names) const {
  StateTable table = tableOf(kind, state, names);
  for (StateRow& row : table.rows)
    for (StateCell& cell : row.cells)
      if (cell.text.contains(QLatin1String("task ")))
        cell.text = QString::fromStdString(recordings::withLastNames(cell.text.toStdString(), m_lastName));
  return table;
}

void StateView::setStates(const ProtocolState& before, const ProtocolState& after, Names names) {
  m_shows = true;
  for (Section& section : m_sections) {
    StateTable table = tableAt(section.model->kind(), after, names);
    markChanges(table, tableAt(section.model->kind(), before, names));
    section.model->setTable(std::move(table));
    name(section, after);
    fit(section);
    fitColumns(section);
  }
}

void StateView::name(Section& section, const ProtocolState& state) {
  section.title->setText(titleIn(section.model->kind(), state));
  section.table->setAccessibleName(section.title->text());
}

void StateView::clear() {
  m_shows = false;
  for (Section& section : m_sections) {
    section.wanted.clear();
    section.model->setTable(tableOf(section.model->kind(), ProtocolState(), {}));
    name(section, ProtocolState());
    fit(section);
  }
}

void StateView::setSelection(const Selection& selection) {
  m_delegate.setSelection(selection);
  for (Section& section : m_sections) section.table->viewport()->update();
}

void StateView::chosen(const QModelIndex& index) {
  const TaskId task = index.data(TaskRole).toUInt();
  const RequestId request = index.data(RequestRole).toUInt();
  const ObjectId object = ObjectId::fromValue(index.data(ObjectRole).toUInt());
  if (object)
    Q_EMIT objectChosen(object);
  else if (task != kNoTask)
    Q_EMIT taskChosen(task);
  else if (request != kNoRequest)
    Q_EMIT requestChosen(request);
}

bool StateView::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Resize)
    for (Section& section : m_sections)
      if (section.table && watched == section.table->viewport()) fitColumns(section);
  return QWidget::eventFilter(watched, event);
}

}  // namespace kts::views
