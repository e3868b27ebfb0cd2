// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/events/events_view.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include "views/tables/table_header.h"

namespace kts::views {

EventsView::EventsView(QWidget* parent)
    : QWidget(parent), m_theme(bundledTheme(ThemeName::Light)), m_model(new EventModel(this)) {
  buildLayout();
  m_filterSoon.setSingleShot(true);
  m_filterSoon.setInterval(150);
  m_searchSoon.setSingleShot(true);
  m_searchSoon.setInterval(500);
  connect(&m_filterSoon, &QTimer::timeout, this, &EventsView::applyFilter);
  connect(&m_searchSoon, &QTimer::timeout, this, &EventsView::searchOn);
  connect(m_line, &QLineEdit::textChanged, this, [this] { m_filterSoon.start(); });
  connect(m_dim, &QToolButton::toggled, this, [this](bool dims) {
    applyFilter();
    Q_EMIT dimsChanged(dims);
  });
  connect(&m_search, &FilterSearch::found, this, [this](const std::vector<Seq>& seqs) {
    m_model->found(seqs);
    showCount();
  });
  connect(&m_search, &FilterSearch::finished, this, [this] {
    showCount();
    keepInView();
  });
  connect(&m_search, &FilterSearch::failed, this, [this](const QString& why) {
    m_wrong = why;
    showCount();
  });
  connect(m_table, &QTableView::clicked, this, &EventsView::rowChosen);
  connect(m_table, &QTableView::activated, this, &EventsView::rowChosen);
  setTheme(m_theme);
}

void EventsView::buildLayout() {
  m_title = new QLabel(tr("Events"), this);
  m_count = new QLabel(this);
  m_line = new QLineEdit(this);
  m_line->setObjectName(QStringLiteral("eventFilter"));
  m_line->setPlaceholderText(tr("filter: task = kthreadd and kind ~ wake"));
  m_line->setClearButtonEnabled(true);
  m_line->setAccessibleName(tr("Filter of the events"));
  const std::string_view help = EventFilter::help();
  m_line->setToolTip(QString::fromUtf8(help.data(), static_cast<qsizetype>(help.size())));
  m_line->installEventFilter(this);
  m_dim = new QToolButton(this);
  m_dim->setObjectName(QStringLiteral("eventDims"));
  m_dim->setText(tr("Dim the others"));
  m_dim->setCheckable(true);
  m_dim->setFocusPolicy(Qt::TabFocus);
  m_dim->setToolTip(tr("Events that do not pass the filter stay in the table, dim, instead of leaving it"));
  m_table = new QTableView(this);
  m_table->setObjectName(QStringLiteral("events"));
  m_table->setHorizontalHeader(new TableHeader(m_table));
  m_table->setModel(m_model);
  m_table->setAccessibleName(tr("Events"));
  m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  m_table->setMouseTracking(true);
  m_table->installEventFilter(this);
  m_table->viewport()->installEventFilter(this);
  m_empty = new QLabel(m_table->viewport());
  m_empty->setAlignment(Qt::AlignCenter);
  m_empty->setAttribute(Qt::WA_TransparentForMouseEvents);
  auto* top = new QHBoxLayout;
  top->addWidget(m_title);
  top->addWidget(m_count);
  top->addStretch(1);
  top->addWidget(m_dim);
  top->addWidget(m_line, 1);
  auto* whole = new QVBoxLayout(this);
  whole->setContentsMargins(0, 0, 0, 0);
  whole->addLayout(top);
  whole->addWidget(m_table, 1);
}

void EventsView::setTheme(const Theme& theme) {
  m_theme = theme;
  layOutTable(*m_table, m_delegate, theme);
  m_title->setFont(theme.font(TextStyle::BodyStrong));
  m_count->setFont(theme.font(TextStyle::Small));
  m_line->setFont(theme.font(TextStyle::Mono));
  m_line->setMaximumWidth(static_cast<int>(theme.px(420)));
  m_line->setMinimumWidth(static_cast<int>(theme.px(160)));
  m_dim->setFont(theme.font(TextStyle::Small));
  m_empty->setFont(theme.font(TextStyle::Body));
  const int side = static_cast<int>(theme.units(4));
  auto* top = layout()->itemAt(0)->layout();
  top->setContentsMargins(side, static_cast<int>(theme.units(2)), side, static_cast<int>(theme.units(1)));
  top->setSpacing(static_cast<int>(theme.units(2)));
  layout()->setSpacing(0);
  layOutColumns();
  showCount();
  keepInViewSoon();
}

void EventsView::layOutColumns() {
  // Widths for the words that stand there in most runs; the effect takes the rest.
  constexpr std::array kWidths = {72, 104, 128, 190, 250, 0, 150};
  auto* header = m_table->horizontalHeader();
  header->setStretchLastSection(false);
  constexpr int kFixed = 72 + 104 + 128 + 190 + 250 + 150, kLeastRest = 200;
  const double room = m_table->viewport()->width();
  const double shrink = std::clamp((room - m_theme.px(kLeastRest)) / m_theme.px(kFixed), 0.62, 1.0);
  int used = 0;
  for (const int width : kWidths) used += static_cast<int>(m_theme.px(width) * shrink);
  for (int column = 0; column < kEventColumns; ++column) {
    const int width = kWidths[static_cast<std::size_t>(column)];
    header->setSectionResizeMode(column, width == 0 ? QHeaderView::Fixed : QHeaderView::Interactive);
    header->resizeSection(
        column, width == 0 ? std::max(static_cast<int>(room) - used, static_cast<int>(m_theme.px(120)))
                           : static_cast<int>(m_theme.px(width) * shrink));
  }
}

void EventsView::setRecording(const recordings::Recording* recording) {
  m_search.stop();
  m_recording = recording;
  m_model->setRecording(recording);
  m_searchedTo = 0;
  applyFilter();
}

void EventsView::recordingGrew() {
  m_model->recordingGrew();
  if (!m_model->showsAll() && !m_searchSoon.isActive()) m_searchSoon.start();
  showCount();
}

void EventsView::setPresent(std::optional<Seq> seq) {
  if (seq == m_model->present()) return;
  m_model->setPresent(seq);
  keepInView();
}

void EventsView::keepInViewSoon() {
  QMetaObject::invokeMethod(this, &EventsView::keepInView, Qt::QueuedConnection);
}

void EventsView::keepInView() {
  const auto present = m_model->present();
  const int row = present ? m_model->rowOf(*present) : -1;
  if (row < 0) return;
  // The table's own current row follows, so that the arrow keys go on from here.
  m_table->selectionModel()->setCurrentIndex(m_model->index(row, 0), QItemSelectionModel::NoUpdate);
  const int first = m_table->rowAt(0);
  const int fit = m_table->viewport()->height() / std::max(1, m_delegate.rowHeight());
  const int margin = fit > 6 ? 2 : 0;
  if (first >= 0 && row >= first + std::min(margin, row) && row < first + fit - margin) return;
  // Just outside it moves on by a row, as a list does; further away the event comes to the middle.
  const bool near = first >= 0 && row >= first - 1 && row <= first + fit;
  if (near && row >= first + fit - margin)
    m_table->scrollTo(m_model->index(std::min(row + margin, m_model->rowCount() - 1), 0));
  else if (near)
    m_table->scrollTo(m_model->index(std::max(row - margin, 0), 0));
  else
    m_table->scrollTo(m_model->index(row, 0), QAbstractItemView::PositionAtCenter);
}

void EventsView::setSelection(const Selection& selection) {
  m_delegate.setSelection(selection);
  m_table->viewport()->update();
}

void EventsView::setFilter(const QString& text) {
  m_line->setText(text);
  m_filterSoon.stop();
  applyFilter();
}

void EventsView::setDims(bool dims) { m_dim->setChecked(dims); }
bool EventsView::dims() const { return m_dim->isChecked(); }

void EventsView::focusFilter() {
  m_line->setFocus(Qt::ShortcutFocusReason);
  m_line->selectAll();
}

void EventsView::applyFilter() {
  m_filterSoon.stop();
  auto filter = EventFilter::parse(m_line->text().toStdString());
  m_wrong = filter ? QString() : QString::fromStdString(filter.error());
  if (filter) {  // a half-written filter leaves what the last one showed
    m_filter = std::move(*filter);
    m_search.stop();
    const bool dims = m_dim->isChecked();
    m_model->setDimmer(dims && !m_filter.empty() ? std::optional(m_filter) : std::nullopt);
    m_searchedTo = 0;
    if (dims || m_filter.empty() || !m_recording) {
      m_model->showAll();
      keepInView();
    } else {
      m_model->beginFound();
      searchOn();
    }
  }
  showCount();
}

void EventsView::searchOn() {
  if (!m_recording || m_model->showsAll()) return;
  if (m_search.running()) {
    m_searchSoon.start();
    return;
  }
  const Seq to = m_recording->events();
  if (to == m_searchedTo) return;
  m_search.start(m_recording->file(), m_filter, std::exchange(m_searchedTo, to), to);
}

void EventsView::showCount() {
  const QLocale english(QLocale::English);
  const auto all = m_recording ? m_recording->events() : 0;
  QString text = all ? english.toString(static_cast<qulonglong>(all)) : QString();
  if (!m_model->showsAll())
    text = tr("%1 of %2%3")
               .arg(english.toString(m_model->rowCount()), text,
                    m_search.running() ? tr(", looking on") : QString());
  if (!m_wrong.isEmpty()) text = tr("No filter yet: %1").arg(m_wrong);
  m_count->setText(text);
  QPalette palette = m_count->palette();
  palette.setColor(QPalette::WindowText, m_wrong.isEmpty() ? m_theme.inkFaint : m_theme.bad);
  m_count->setPalette(palette);
  QString empty;
  if (!m_recording)
    empty = tr("Record a scenario or open a recording: its events appear here.");
  else if (m_search.running() && m_model->rowCount() == 0)
    empty = tr("Looking\u2026");
  else if (m_model->rowCount() == 0)
    empty = m_model->showsAll() ? tr("No event yet.") : tr("No event passes this filter.");
  QPalette quiet = m_empty->palette();
  quiet.setColor(QPalette::WindowText, m_theme.inkFaint);
  m_empty->setPalette(quiet);
  m_empty->setText(empty);
  m_empty->setVisible(!empty.isEmpty());
}

void EventsView::rowChosen(const QModelIndex& index) {
  if (index.isValid()) Q_EMIT eventWanted(m_model->seqOf(index.row()));
}

bool EventsView::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_table->viewport() && event->type() == QEvent::Resize) {
    m_empty->resize(m_table->viewport()->size());
    layOutColumns();
    keepInViewSoon();
  }
  const bool overrides = event->type() == QEvent::ShortcutOverride;
  if (!overrides && event->type() != QEvent::KeyPress) return QWidget::eventFilter(watched, event);
  const int key = static_cast<QKeyEvent*>(event)->key();
  if (overrides) {  // in the line it is the line's: else it would be "select nothing"
    if (watched == m_line && key == Qt::Key_Escape) event->accept();
    return QWidget::eventFilter(watched, event);
  }
  if (watched == m_line && key == Qt::Key_Escape) {
    m_line->text().isEmpty() ? m_table->setFocus() : m_line->clear();
    return true;
  }
  if (watched == m_line && (key == Qt::Key_Return || key == Qt::Key_Enter)) {
    applyFilter();
    return true;
  }
  if (watched == m_table && (key == Qt::Key_Up || key == Qt::Key_Down)) {
    const int row = m_table->currentIndex().row() + (key == Qt::Key_Up ? -1 : 1);
    if (row >= 0 && row < m_model->rowCount()) Q_EMIT eventWanted(m_model->seqOf(row));
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace kts::views
