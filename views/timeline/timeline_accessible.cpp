// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/timeline/timeline_accessible.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <map>

#include "views/timeline/timeline_widget.h"

namespace kts::views {

namespace {

class LaneAccessible : public QAccessibleInterface {
 public:
  LaneAccessible(TimelineWidget* widget, std::size_t row) : m_widget(widget), m_row(row) {}

  bool isValid() const override { return m_row < m_widget->scene().lanes().size(); }
  QObject* object() const override { return nullptr; }
  QAccessibleInterface* childAt(int, int) const override { return nullptr; }
  QAccessibleInterface* parent() const override { return QAccessible::queryAccessibleInterface(m_widget); }
  QAccessibleInterface* child(int) const override { return nullptr; }
  int childCount() const override { return 0; }
  int indexOfChild(const QAccessibleInterface*) const override { return -1; }
  QAccessible::Role role() const override { return QAccessible::ListItem; }
  void setText(QAccessible::Text, const QString&) override {}
  QString text(QAccessible::Text kind) const override {
    if (!isValid()) return {};
    if (kind == QAccessible::Name) return m_widget->rowSentence(m_row);
    if (kind == QAccessible::Description)
      return QString::fromStdString(m_widget->scene().lanes()[m_row].label);
    return {};
  }
  QRect rect() const override {
    const QRect row = m_widget->rowRect(m_row);
    return QRect(m_widget->mapToGlobal(row.topLeft()), row.size());
  }
  QAccessible::State state() const override {
    QAccessible::State state;
    state.focusable = state.selectable = true;
    state.focused = m_widget->hasFocus() && m_widget->focusedRow() == m_row;
    return state;
  }

 private:
  TimelineWidget* m_widget;
  std::size_t m_row;
};

class TimelineAccessible : public QAccessibleWidget {
 public:
  explicit TimelineAccessible(TimelineWidget* widget)
      : QAccessibleWidget(widget, QAccessible::List), m_timeline(widget) {}
  ~TimelineAccessible() override {
    for (const auto& [row, id] : m_lanes) QAccessible::deleteAccessibleInterface(id);
  }

  int childCount() const override { return static_cast<int>(m_timeline->scene().lanes().size()); }
  QAccessibleInterface* child(int index) const override {
    if (index < 0 || index >= childCount()) return nullptr;
    const auto known = m_lanes.find(index);
    if (known != m_lanes.end()) return QAccessible::accessibleInterface(known->second);
    auto* lane = new LaneAccessible(m_timeline, static_cast<std::size_t>(index));
    m_lanes.emplace(index, QAccessible::registerAccessibleInterface(lane));
    return lane;
  }
  int indexOfChild(const QAccessibleInterface* child) const override {
    for (const auto& [row, id] : m_lanes)
      if (QAccessible::accessibleInterface(id) == child) return row;
    return -1;
  }
  QAccessibleInterface* focusChild() const override {
    return m_timeline->hasFocus() ? child(static_cast<int>(m_timeline->focusedRow())) : nullptr;
  }
  QAccessibleInterface* childAt(int x, int y) const override {
    for (int row = 0; row < childCount(); ++row)
      if (QAccessibleInterface* lane = child(row); lane->rect().contains(x, y)) return lane;
    return nullptr;
  }

 private:
  TimelineWidget* m_timeline;
  mutable std::map<int, QAccessible::Id> m_lanes;
};

QAccessibleInterface* timelineInterface(const QString&, QObject* object) {
  auto* timeline = qobject_cast<TimelineWidget*>(object);
  return timeline ? new TimelineAccessible(timeline) : nullptr;
}

}  // namespace

void installTimelineAccessibility() { QAccessible::installFactory(timelineInterface); }

}  // namespace kts::views
