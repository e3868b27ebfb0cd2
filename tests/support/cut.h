// SPDX-License-Identifier: GPL-2.0-or-later
// Whether something in a window is cut off, lies upon its neighbour, or is too narrow for its words.
#pragma once

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QComboBox>
#include <QLabel>
#include <QLayout>
#include <QStyle>
#include <QStyleOptionComboBox>
#include <QWidget>

namespace kts::test {

// "" when nothing is. What scrolls may be cut at the end that it is scrolled by, not at its sides.
inline QString cutIn(const QWidget& window) {
  const auto nameOf = [](const QWidget* widget) {
    const auto* label = qobject_cast<const QLabel*>(widget);
    const auto* button = qobject_cast<const QAbstractButton*>(widget);
    return QStringLiteral("%1 %2 '%3'")
        .arg(QLatin1String(widget->metaObject()->className()), widget->objectName(),
             label    ? label->text()
             : button ? button->text()
                      : QString());
  };
  for (const QWidget* widget : window.findChildren<QWidget*>()) {
    if (!widget->isVisible() || widget->isWindow()) continue;
    const QWidget* parent = widget->parentWidget();
    const QRect place = widget->geometry(), room = parent->rect();
    if (place.isEmpty()) return nameOf(widget) + QStringLiteral(" has no room");
    const auto* scroll = qobject_cast<const QAbstractScrollArea*>(parent->parentWidget());
    const bool scrolled = scroll && scroll->viewport() == parent;
    if (scrolled ? place.width() > room.width() : !room.contains(place))
      return QStringLiteral("%1 leaves %2").arg(nameOf(widget), nameOf(parent));
    if (parent->layout() && parent->layout()->indexOf(const_cast<QWidget*>(widget)) >= 0)
      for (const QWidget* other : parent->findChildren<QWidget*>(Qt::FindDirectChildrenOnly))
        if (other != widget && other->isVisible() && !other->isWindow() &&
            other->geometry().intersects(place))
          return QStringLiteral("%1 lies upon %2").arg(nameOf(widget), nameOf(other));
    if (const auto* box = qobject_cast<const QComboBox*>(widget)) {
      QStyleOptionComboBox option;
      option.initFrom(box);
      const QRect edit =
          box->style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, box);
      if (edit.width() < box->fontMetrics().horizontalAdvance(box->currentText()))
        return nameOf(widget) + QStringLiteral(" cuts its words");
    }
    const auto* label = qobject_cast<const QLabel*>(widget);
    const bool words = (label && !label->wordWrap()) || qobject_cast<const QAbstractButton*>(widget);
    if (words && widget->sizePolicy().horizontalPolicy() != QSizePolicy::Ignored &&
        place.width() < widget->minimumSizeHint().width())
      return nameOf(widget) + QStringLiteral(" is too narrow");
    if (label && label->wordWrap() && label->heightForWidth(place.width()) > place.height())
      return nameOf(widget) + QStringLiteral(" is too low");
  }
  return {};
}

}  // namespace kts::test
