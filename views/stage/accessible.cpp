// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/stage/accessible.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QPointer>
#include <vector>

#include "views/stage/stage_widget.h"

namespace kts::views {

namespace {

// The figure at one place of the scene's list; what stands there changes from event to event.
class FigureAccessible : public QAccessibleInterface, public QAccessibleActionInterface {
 public:
  FigureAccessible(StageWidget* stage, int index) : m_stage(stage), m_index(index) {}

  bool isValid() const override { return m_stage && figure(); }
  QObject* object() const override { return nullptr; }
  QAccessibleInterface* childAt(int, int) const override { return nullptr; }
  QAccessibleInterface* parent() const override {
    return m_stage ? QAccessible::queryAccessibleInterface(m_stage) : nullptr;
  }
  QAccessibleInterface* child(int) const override { return nullptr; }
  int childCount() const override { return 0; }
  int indexOfChild(const QAccessibleInterface*) const override { return -1; }
  QString text(QAccessible::Text what) const override {
    return what == QAccessible::Name && isValid() ? figure()->sentence : QString();
  }
  void setText(QAccessible::Text, const QString&) override {}
  QRect rect() const override {
    if (!isValid()) return {};
    const QRect rect = figure()->rect.toRect();
    return {m_stage->mapToGlobal(rect.topLeft()), rect.size()};
  }
  QAccessible::Role role() const override { return QAccessible::ListItem; }
  QAccessible::State state() const override {
    QAccessible::State state;
    if (!isValid()) {
      state.invalid = true;
      return state;
    }
    state.focusable = state.selectable = static_cast<bool>(figure()->target);
    state.focused =
        m_stage->hasFocus() && m_stage->focusedFigure() && m_stage->focusedFigure() == figure()->target;
    state.selected = selects(m_stage->selection(), figure()->target);
    return state;
  }
  void* interface_cast(QAccessible::InterfaceType type) override {
    return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this) : nullptr;
  }
  QStringList actionNames() const override { return {pressAction(), setFocusAction()}; }
  void doAction(const QString& name) override {
    if (!isValid()) return;
    if (name == pressAction()) m_stage->chooseFigure(figure()->target);
    if (name == setFocusAction()) m_stage->setFocus(), m_stage->focusFigure(figure()->target);
  }
  QStringList keyBindingsForAction(const QString&) const override { return {}; }

 private:
  const StageFigure* figure() const {
    const auto& figures = m_stage->scene().figures;
    return m_index < static_cast<int>(figures.size()) ? &figures[static_cast<std::size_t>(m_index)] : nullptr;
  }
  QPointer<StageWidget> m_stage;
  int m_index;
};

class StageAccessible : public QAccessibleWidget {
 public:
  explicit StageAccessible(StageWidget* stage) : QAccessibleWidget(stage, QAccessible::List) {}
  ~StageAccessible() override {
    for (const QAccessible::Id id : m_children) QAccessible::deleteAccessibleInterface(id);
  }
  int childCount() const override { return static_cast<int>(stage()->scene().figures.size()); }
  QAccessibleInterface* child(int index) const override {
    if (index < 0 || index >= childCount()) return nullptr;
    while (static_cast<int>(m_children.size()) <= index)
      m_children.push_back(QAccessible::registerAccessibleInterface(
          new FigureAccessible(stage(), static_cast<int>(m_children.size()))));
    return QAccessible::accessibleInterface(m_children[static_cast<std::size_t>(index)]);
  }
  int indexOfChild(const QAccessibleInterface* child) const override {
    for (int at = 0; at < childCount(); ++at)
      if (this->child(at) == child) return at;
    return -1;
  }
  QAccessibleInterface* childAt(int x, int y) const override {
    const StageFigure* figure = stage()->scene().figureAt(stage()->mapFromGlobal(QPoint(x, y)));
    return figure ? child(static_cast<int>(figure - stage()->scene().figures.data())) : nullptr;
  }
  QAccessibleInterface* focusChild() const override {
    const StageFigure* figure =
        stage()->focusedFigure() ? stage()->scene().figureOf(stage()->focusedFigure()) : nullptr;
    return figure ? child(static_cast<int>(figure - stage()->scene().figures.data())) : nullptr;
  }

 private:
  StageWidget* stage() const { return static_cast<StageWidget*>(widget()); }
  mutable std::vector<QAccessible::Id> m_children;
};

QAccessibleInterface* makeAccessible(const QString&, QObject* object) {
  auto* stage = qobject_cast<StageWidget*>(object);
  return stage ? new StageAccessible(stage) : nullptr;
}

}  // namespace

void installStageAccessibility() {
  QAccessible::installFactory(makeAccessible);  // a factory that is known already is not added again
}

void notifyFigureFocused(StageWidget& stage) {
  if (!QAccessible::isActive()) return;
  QAccessibleInterface* list = QAccessible::queryAccessibleInterface(&stage);
  const int at = list && list->focusChild() ? list->indexOfChild(list->focusChild()) : -1;
  QAccessibleEvent event(&stage, QAccessible::Focus);
  if (at >= 0) event.setChild(at);
  QAccessible::updateAccessibility(&event);
}

}  // namespace kts::views
