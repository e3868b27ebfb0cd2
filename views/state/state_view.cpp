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

namespace kts::views {

namespace {

constexpr int kMostRowsShown = 12;  // of a table at once: the others stay within reach

// How wide the columns of each table are: shares of the room, or, negative, pixels at scale 1 for those that
// cannot shrink.
using Columns = std::array<double, 8>;
constexpr std::array<Columns, kStateKinds> kColumns = {{
    {36, 30, -54, 50, -56},
    {40, 19, 41},
    {52, -56, 48},
    {-48, -64, 48, 52},
    {60, -36, -42, -56, -62, 54, 64},
    {-84, 52, 64},
}};

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
  section.model = new StateModel(kind, section.table);
  section.table->setModel(section.model);
  section.table->setAccessibleName(titleOf(kind));
  section.table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  section.table->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
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
    // Seven narrow columns: less room between them.
    if (section.model->kind() == StateKind::Inheritance)
      section.table->setStyleSheet(
          QStringLiteral("QHeaderView::section { padding: 0 %1px; }").arg(std::lround(theme.units(1.5))));
    section.shownRows = -1;
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
  section.nothing->setVisible(rows == 0);
  section.nothing->setText(m_shows ? nothingIn(section.model->kind()) : tr("Appears with a recording."));
  section.table->setVisible(rows > 0);
  const int shown = std::min(rows, kMostRowsShown);
  if (shown == section.shownRows) return;
  section.shownRows = shown;
  section.table->setFixedHeight(section.table->horizontalHeader()->height() + shown * m_delegate.rowHeight());
}

void StateView::fitColumns(Section& section) {
  const int room = section.table->viewport()->width(), columns = section.model->columnCount();
  const Columns& widths = kColumns[static_cast<std::size_t>(section.model->kind())];
  double shares = 0, fixed = 0;
  for (const double width : widths) (width < 0 ? fixed : shares) += std::abs(width);
  const double shared = std::max(0.0, room - m_theme.px(fixed));
  auto* header = section.table->horizontalHeader();
  int used = 0;
  for (int i = 0; i < columns; ++i) {
    const double wish = widths[static_cast<std::size_t>(i)];
    const int width = static_cast<int>(wish < 0 ? m_theme.px(-wish) : shared * wish / shares);
    header->setSectionResizeMode(i, QHeaderView::Fixed);
    header->resizeSection(i, std::max(i + 1 == columns ? room - used : width, 1));
    used += width;
  }
}

void StateView::setStates(const ProtocolState& before, const ProtocolState& after, Names names) {
  m_shows = true;
  for (Section& section : m_sections) {
    StateTable table = tableOf(section.model->kind(), after, names);
    markChanges(table, tableOf(section.model->kind(), before, names));
    section.model->setTable(std::move(table));
    name(section, after);
    fit(section);
  }
}

void StateView::name(Section& section, const ProtocolState& state) {
  section.title->setText(titleIn(section.model->kind(), state));
  section.table->setAccessibleName(section.title->text());
}

void StateView::clear() {
  m_shows = false;
  for (Section& section : m_sections) {
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
