// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/compare/compare_accessible.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QPointer>
#include <vector>

#include "views/compare/compare_widget.h"

namespace kts::views {

namespace {

// The figure at one place of the scene's list; scrolling brings another to the same place.
class FigureAccessible : public QAccessibleInterface, public QAccessibleActionInterface {
 public:
  FigureAccessible(CompareWidget* widget, std::size_t index) : m_widget(widget), m_index(index) {}

  bool isValid() const override { return m_widget && figure(); }
  QObject* object() const override { return nullptr; }
  QAccessibleInterface* childAt(int, int) const override { return nullptr; }
  QAccessibleInterface* parent() const override {
    return m_widget ? QAccessible::queryAccessibleInterface(m_widget) : nullptr;
  }
  QAccessibleInterface* child(int) const override { return nullptr; }
  int childCount() const override { return 0; }
  int indexOfChild(const QAccessibleInterface*) const override { return -1; }
  QAccessible::Role role() const override { return QAccessible::ListItem; }
  void setText(QAccessible::Text, const QString&) override {}
  QString text(QAccessible::Text what) const override {
    return what == QAccessible::Name && isValid() ? figure()->sentence : QString();
  }
  QRect rect() const override {
    if (!isValid()) return {};
    const QRect rect = figure()->rect.toRect();
    return {m_widget->viewport()->mapToGlobal(rect.topLeft()), rect.size()};
  }
  QAccessible::State state() const override {
    QAccessible::State state;
    if (!isValid()) {
      state.invalid = true;
      return state;
    }
    state.focusable = state.selectable = static_cast<bool>(figure()->target);
    state.focused = m_widget->hasFocus() && figure()->target && m_widget->focusedTarget() == figure()->target;
    return state;
  }
  void* interface_cast(QAccessible::InterfaceType type) override {
    return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this) : nullptr;
  }
  QStringList actionNames() const override { return {pressAction(), setFocusAction()}; }
  void doAction(const QString& name) override {
    if (!isValid() || !figure()->target) return;
    const CompareTarget target = figure()->target;
    if (name == setFocusAction()) m_widget->setFocus(), m_widget->focusTarget(target);
    if (name == pressAction()) m_widget->choose(target);
  }
  QStringList keyBindingsForAction(const QString&) const override { return {}; }

 private:
  const CompareFigure* figure() const {
    const auto& figures = m_widget->scene().figures;
    return m_index < figures.size() ? &figures[m_index] : nullptr;
  }
  QPointer<CompareWidget> m_widget;
  std::size_t m_index;
};

class CompareAccessible : public QAccessibleWidget {
 public:
  explicit CompareAccessible(CompareWidget* widget) : QAccessibleWidget(widget, QAccessible::List) {}
  ~CompareAccessible() override {
    for (const QAccessible::Id id : m_children) QAccessible::deleteAccessibleInterface(id);
  }
  int childCount() const override { return static_cast<int>(figures().size()); }
  QAccessibleInterface* child(int index) const override {
    if (index < 0 || index >= childCount()) return nullptr;
    while (static_cast<int>(m_children.size()) <= index)
      m_children.push_back(
          QAccessible::registerAccessibleInterface(new FigureAccessible(compared(), m_children.size())));
    return QAccessible::accessibleInterface(m_children[static_cast<std::size_t>(index)]);
  }
  int indexOfChild(const QAccessibleInterface* child) const override {
    for (int at = 0; at < childCount(); ++at)
      if (this->child(at) == child) return at;
    return -1;
  }
  QAccessibleInterface* childAt(int x, int y) const override {
    const CompareFigure* figure =
        compared()->scene().figureAt(compared()->viewport()->mapFromGlobal(QPoint(x, y)));
    return figure ? child(static_cast<int>(figure - figures().data())) : nullptr;
  }
  QAccessibleInterface* focusChild() const override {
    const CompareFigure* figure = compared()->scene().figureOf(compared()->focusedTarget());
    return figure ? child(static_cast<int>(figure - figures().data())) : nullptr;
  }

 private:
  CompareWidget* compared() const { return static_cast<CompareWidget*>(widget()); }
  const std::vector<CompareFigure>& figures() const { return compared()->scene().figures; }
  mutable std::vector<QAccessible::Id> m_children;
};

QAccessibleInterface* makeAccessible(const QString&, QObject* object) {
  auto* widget = qobject_cast<CompareWidget*>(object);
  return widget ? new CompareAccessible(widget) : nullptr;
}

}  // namespace

void installCompareAccessibility() { QAccessible::installFactory(makeAccessible); }

void notifyCompareFocused(CompareWidget& widget) {
  if (!QAccessible::isActive()) return;
  QAccessibleInterface* list = QAccessible::queryAccessibleInterface(&widget);
  const int at = list && list->focusChild() ? list->indexOfChild(list->focusChild()) : -1;
  QAccessibleEvent event(&widget, QAccessible::Focus);
  if (at >= 0) event.setChild(at);
  QAccessible::updateAccessibility(&event);
}

}  // namespace kts::views
