// SPDX-License-Identifier: GPL-2.0-or-later
// The same run counted three ways, one bar each on one logarithmic scale: the orders in which its steps can
// follow each other, the classes of orders that differ in nothing that matters, and the states that they all
// pass through. How a class of students sees 10²³ shrink to a thousand.
#pragma once

#include <QWidget>
#include <optional>
#include <vector>

#include "views/exploration/exploration_figures.h"
#include "views/theme/theme.h"

namespace kts::views {

// A bar: `share` of the chart's width, 0 to 1; nothing known: no bar, and words that say so.
struct OrdersBar {
  QString name, value;
  std::optional<double> share;
  bool operator==(const OrdersBar&) const = default;
};
std::vector<OrdersBar> ordersBars(const ExplorationFigures& figures);
QString shapesText(const std::vector<OrdersBar>& bars);  // a line each, for tests

class OrdersChart : public QWidget {
  Q_OBJECT
 public:
  explicit OrdersChart(QWidget* parent = nullptr);
  void setTheme(const Theme& theme);
  void setFigures(const ExplorationFigures& figures);
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  Theme m_theme;
  std::vector<OrdersBar> m_bars;
};

}  // namespace kts::views
