// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/library_pane.h"

#include <QApplication>
#include <QFileInfo>
#include <QPainter>
#include <QSignalBlocker>
#include <QStyledItemDelegate>

namespace kts::app {

using views::TextStyle;
using views::Theme;

namespace {

enum EntryRole { KindRole = Qt::UserRole + 1, NameRole };
enum EntryKind { Heading, Scenario, File, OpenFile };

class EntryDelegate : public QStyledItemDelegate {
 public:
  EntryDelegate(Theme theme, QObject* parent) : QStyledItemDelegate(parent), m_theme(std::move(theme)) {}

  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override {
    const bool heading = index.data(KindRole).toInt() == Heading;
    const double above = heading && index.row() > 0 ? 3 : 0;
    return {static_cast<int>(m_theme.px(80)), static_cast<int>(m_theme.units((heading ? 6.5 : 6.5) + above))};
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const int kind = index.data(KindRole).toInt();
    const bool chosen = option.state & QStyle::State_Selected;
    const QRectF row =
        QRectF(option.rect).adjusted(m_theme.units(2), m_theme.px(1), -m_theme.units(2), -m_theme.px(1));
    if (kind != Heading && (chosen || option.state & QStyle::State_MouseOver)) {
      painter->setPen(Qt::NoPen);
      painter->setBrush(chosen ? m_theme.accentSoft : m_theme.lineSoft);
      painter->drawRoundedRect(row, m_theme.units(1), m_theme.units(1));
    }
    QRectF words = row.adjusted(m_theme.units(2.5), 0, -m_theme.units(2), 0);
    if (kind == Heading)
      words = QRectF(words.left() - m_theme.units(0.5), words.bottom() - m_theme.units(5.5), words.width(),
                     m_theme.units(5));
    painter->setFont(m_theme.font(kind == Heading ? TextStyle::SmallStrong
                                  : chosen        ? TextStyle::BodyStrong
                                                  : TextStyle::Body));
    painter->setPen(kind == Heading ? m_theme.inkFaint
                    : chosen        ? m_theme.onAccentSoft
                    : kind >= File  ? m_theme.inkSoft
                                    : m_theme.ink);
    const QString text = index.data(Qt::DisplayRole).toString();
    painter->drawText(words, Qt::AlignVCenter | Qt::TextSingleLine,
                      painter->fontMetrics().elidedText(text, kind >= File ? Qt::ElideMiddle : Qt::ElideRight,
                                                        static_cast<int>(words.width())));
    painter->restore();
  }

 private:
  Theme m_theme;
};

}  // namespace

LibraryPane::LibraryPane(QWidget* parent) : QListWidget(parent) {
  setObjectName(QStringLiteral("library"));
  setAccessibleName(tr("Scenarios and recent recordings"));
  setFrameShape(QFrame::NoFrame);
  setMouseTracking(true);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollMode(ScrollPerPixel);
  setTheme(views::bundledTheme(views::ThemeName::Light));
  connect(this, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
    if (!item || item->data(KindRole).toInt() != Scenario) return;
    m_chosen = item->data(NameRole).toString();
    Q_EMIT scenarioChosen(m_chosen);
  });
  connect(this, &QListWidget::itemActivated, this, [this](QListWidgetItem* item) {
    const QString name = item->data(NameRole).toString();
    if (item->data(KindRole).toInt() == Scenario)
      Q_EMIT scenarioActivated(name);
    else if (item->data(KindRole).toInt() == File)
      openFile(name);
    else if (item->data(KindRole).toInt() == OpenFile)
      Q_EMIT fileWanted();
  });
  connect(this, &QListWidget::itemClicked, this, [this](QListWidgetItem* item) {
    const int kind = item->data(KindRole).toInt();  // what is done makes the list anew, and the item goes
    if (kind == File)
      openFile(item->data(NameRole).toString());
    else if (kind == OpenFile)
      Q_EMIT fileWanted();
  });
}

// Once opened it stands first: the second click of a double click would open what has taken its place.
void LibraryPane::openFile(const QString& file) {
  if (m_opened.isValid() && m_opened.elapsed() < QApplication::doubleClickInterval()) return;
  m_opened.start();
  Q_EMIT fileActivated(file);
  m_opened.start();  // a question may have been asked in between
}

void LibraryPane::setTheme(const Theme& theme) {
  QAbstractItemDelegate* before = itemDelegate();
  setItemDelegate(new EntryDelegate(theme, this));
  before->deleteLater();
  QPalette ground = palette();
  ground.setColor(QPalette::Base, theme.panel);
  setPalette(ground);
  setStyleSheet(
      QStringLiteral("QListWidget { background: %1; border: none; outline: none; }").arg(theme.panel.name()));
  doItemsLayout();
  setMaximumHeight(sizeHint().height());
}

void LibraryPane::setScenarios(const QList<Entry>& scenarios) {
  m_scenarios = scenarios;
  rebuild();
}

void LibraryPane::setRecents(const QStringList& files) {
  m_recents = files;
  rebuild();
}

void LibraryPane::choose(const QString& scenario) {
  const QSignalBlocker quiet(this);  // who chooses here knows of it
  m_chosen = scenario;
  setCurrentRow(-1);
  for (int row = 0; row < count(); ++row)
    if (item(row)->data(KindRole).toInt() == Scenario && item(row)->data(NameRole).toString() == scenario)
      setCurrentRow(row);
}

void LibraryPane::rebuild() {
  {
    const QSignalBlocker quiet(this);
    clear();
    const auto add = [this](const QString& text, EntryKind kind, const QString& name, const QString& tip) {
      auto* entry = new QListWidgetItem(text, this);
      entry->setData(KindRole, kind);
      entry->setData(NameRole, name);
      entry->setToolTip(tip);
      if (kind == Heading) entry->setFlags(Qt::NoItemFlags);
    };
    add(tr("SCENARIOS"), Heading, {}, {});
    for (const Entry& scenario : m_scenarios) add(scenario.title, Scenario, scenario.name, scenario.tip);
    add(tr("Open a scenario file\u2026"), OpenFile, {}, tr("A scenario of your own, from a .json file"));
    if (!m_recents.isEmpty()) add(tr("RECENT"), Heading, {}, {});
    for (const QString& file : m_recents) add(QFileInfo(file).fileName(), File, file, file);
  }
  setMaximumHeight(sizeHint().height());  // what follows stands close below
  if (!m_chosen.isEmpty()) {
    const QSignalBlocker quiet(this);
    choose(m_chosen);
  }
}

QSize LibraryPane::sizeHint() const {
  int height = 0;
  for (int row = 0; row < count(); ++row) height += sizeHintForRow(row);
  return {QListWidget::sizeHint().width(), height + 4};
}

}  // namespace kts::app
