// SPDX-License-Identifier: GPL-2.0-or-later
// Two runs side by side on the screen. It knows nothing of files: the app hands it a comparison, and what a
// person chooses leaves as a wish. GUI thread only.
//
// Up and Down walk from request to request, Left and Right from A to B, Enter chooses; the wheel, Page Up and
// Page Down, Home and End scroll. A click chooses; in the overview of all requests it also goes there.
#pragma once

#include <QAbstractScrollArea>
#include <memory>

#include "views/compare/compare_scene.h"

namespace kts::views {

class CompareWidget : public QAbstractScrollArea {
  Q_OBJECT
 public:
  explicit CompareWidget(QWidget* parent = nullptr);

  // nullptr: back to the notice.
  void setComparison(std::shared_ptr<const recordings::Comparison> comparison);
  // Said in the middle while there is nothing to show: what would fill the view, or what it is waiting for.
  void setNotice(const QString& notice);
  void setTheme(const Theme& theme);
  void setOrder(CompareOrder order);

  const recordings::Comparison* comparison() const { return m_comparison.get(); }
  const CompareScene& scene() const { return m_scene; }
  const QString& notice() const { return m_notice; }
  CompareOrder order() const { return m_order; }

  // Where the keyboard stands. Choosing does what a click does.
  CompareTarget focusedTarget() const { return m_focus; }
  void focusTarget(CompareTarget target);
  void choose(CompareTarget target);

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  void requestChosen(kts::views::CompareSide side, kts::RequestId request);
  void eventChosen(kts::views::CompareSide side, kts::Seq seq);

 protected:
  bool viewportEvent(QEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent*) override {}  // the press has chosen
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void scrollContentsBy(int dx, int dy) override;

 private:
  void relayout();
  void remake();
  std::vector<CompareTarget> headTargets() const;  // above the rows, in reading order
  std::optional<std::size_t> rowOf(RequestId request) const;
  std::optional<std::size_t> rowAt(QPointF inOverview) const;
  CompareTarget inRow(std::size_t row, CompareSide side) const;
  void walk(int steps);
  void reveal(CompareTarget target);

  std::shared_ptr<const recordings::Comparison> m_comparison;
  std::vector<std::size_t> m_rows;
  CompareOrder m_order = CompareOrder::ByNumber;
  Theme m_theme;
  QString m_notice;
  CompareTarget m_focus;
  CompareScene m_scene;
};

}  // namespace kts::views
