// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/compare_window.h"

#include <QLocale>
#include <QShortcut>
#include <QVBoxLayout>

#include "recordings/compare/comparison.h"
#include "views/compare/compare_widget.h"

namespace kts::app {

namespace {

using recordings::Comparison;
using recordings::Recording;

QString eventsOf(const Recording& recording) {
  return QLocale(QLocale::English).toString(qulonglong(recording.events()));
}

}  // namespace

CompareWindow::CompareWindow(std::unique_ptr<const Recording> a, const QString& nameA,
                             std::unique_ptr<const Recording> b, const QString& nameB, QWidget* parent)
    : QWidget(parent, Qt::Window), m_view(new views::CompareWidget) {
  setObjectName(QStringLiteral("compareWindow"));
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(tr("%1 beside %2").arg(nameA, nameB));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(m_view);
  for (const QKeySequence& key : {QKeySequence(Qt::Key_Escape), QKeySequence(QKeySequence::Close)})
    connect(new QShortcut(key, this), &QShortcut::activated, this, &QWidget::close);
  m_view->setNotice(tr("Comparing %1 events with %2\u2026").arg(eventsOf(*a), eventsOf(*b)));
  m_thread =
      std::jthread([this, nameA = nameA.toStdString(), nameB = nameB.toStdString(), a = std::move(a),
                    b = std::move(b)](const std::stop_token& stop) {
        auto compared = recordings::compare(*a, *b, stop);
        if (stop.stop_requested()) return;
        std::shared_ptr<Comparison> comparison;
        QString why;
        if (compared) {
          comparison = std::make_shared<Comparison>(std::move(*compared));
          comparison->a.file = nameA;
          comparison->b.file = nameB;
        } else {
          why = QString::fromStdString(compared.error().message);
        }
        // Gone with this window when nobody is left to hear it.
        QMetaObject::invokeMethod(
            this,
            [this, comparison, why] {
              if (!comparison) m_view->setNotice(why), Q_EMIT problem(why);
              m_view->setComparison(comparison);
            },
            Qt::QueuedConnection);
      });
}

CompareWindow::~CompareWindow() = default;

void CompareWindow::setTheme(const views::Theme& theme) {
  m_view->setTheme(theme);
  setMinimumSize(m_view->minimumSizeHint());
}

}  // namespace kts::app
