// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/exploration/orders_chart.h"

#include <QPainter>
#include <cmath>

#include "views/exploration/exploration_words.h"

namespace kts::views {

namespace {
// Instead of a count: who makes it, if that is another method.
QString uncountedText(const ExplorationFigures& figures, const QString& method) {
  if (figures.running()) return OrdersChart::tr("counted at its end");
  return figures.method == method.toStdString() ? OrdersChart::tr("not counted")
                                                : OrdersChart::tr("%1 counts them").arg(method);
}
}  // namespace

std::vector<OrdersBar> ordersBars(const ExplorationFigures& figures) {
  std::optional<double> states = figures.counts.states;
  if (!states && figures.states) states = static_cast<double>(figures.states);
  const QString graph = QStringLiteral("graph"), dpor = QStringLiteral("dpor");
  struct Counted {
    QString name, method;
    std::optional<double> count;
  };
  const Counted counted[] = {
      {OrdersChart::tr("orders"), graph, figures.counts.orders},
      {OrdersChart::tr("classes"), dpor, figures.counts.classes},
      {OrdersChart::tr("states"), graph, states},
  };
  double most = 10;
  for (const Counted& each : counted) most = std::max(most, each.count.value_or(1));
  std::vector<OrdersBar> bars;
  for (const auto& [name, method, count] : counted) {
    // What this run will not count is worth a line once there is something to hold it against.
    if (!count && method != graph && figures.running()) continue;
    OrdersBar bar{name, uncountedText(figures, method), {}};
    if (count) {
      bar.value = countText(*count);
      // One order is one bar, too: what is there has a width.
      bar.share = std::log10(std::max(*count, 1.0) * 2) / std::log10(most * 2);
    }
    bars.push_back(bar);
  }
  return bars;
}

QString shapesText(const std::vector<OrdersBar>& bars) {
  QString text;
  for (const OrdersBar& bar : bars)
    text += bar.name + u' ' + bar.value + u' ' +
            (bar.share ? QString::number(*bar.share, 'f', 3) : QStringLiteral("-")) + u'\n';
  return text;
}

OrdersChart::OrdersChart(QWidget* parent) : QWidget(parent), m_theme(bundledTheme(ThemeName::Light)) {
  setAccessibleName(tr("Orders, classes and states"));
  setToolTip(
      tr("orders: the ways in which the steps of all tasks can follow each other\n"
         "classes: of orders that differ only in steps that do not touch each other (dpor counts them)\n"
         "states: what all of them pass through (graph counts them)"));
  setFigures({});
}

void OrdersChart::setTheme(const Theme& theme) {
  m_theme = theme;
  updateGeometry();
  update();
}

void OrdersChart::setFigures(const ExplorationFigures& figures) {
  m_bars = ordersBars(figures);
  setAccessibleDescription(shapesText(m_bars));
  update();
}

QSize OrdersChart::sizeHint() const {
  return {static_cast<int>(m_theme.px(300)), static_cast<int>(m_theme.units(8) * 3)};
}

void OrdersChart::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QFont names = m_theme.font(TextStyle::Small), values = m_theme.font(TextStyle::MonoStrong);
  const double left = QFontMetricsF(names).horizontalAdvance(tr("classes")) + m_theme.units(3),
               right =
                   QFontMetricsF(values).horizontalAdvance(QStringLiteral("000,000,000")) + m_theme.units(2),
               room = std::max(width() - left - right, m_theme.units(4)),
               row = std::min(height() / double(m_bars.size()), m_theme.units(8)),
               thick = std::min(m_theme.units(3), row * 0.6);
  double top = 0;
  for (const OrdersBar& bar : m_bars) {
    const QRectF line(0, top, width(), row);
    painter.setFont(names);
    painter.setPen(m_theme.inkSoft);
    painter.drawText(line.adjusted(0, 0, left - width(), 0), Qt::AlignVCenter | Qt::AlignLeft, bar.name);
    double end = left;
    if (bar.share) {
      const QRectF shape(left, top + (row - thick) / 2, std::max(room * *bar.share, m_theme.px(2)), thick);
      painter.setPen(Qt::NoPen);
      painter.setBrush(m_theme.accent);
      painter.drawRoundedRect(shape, m_theme.px(2), m_theme.px(2));
      end = shape.right() + m_theme.units(2);
    }
    painter.setFont(bar.share ? values : names);
    painter.setPen(bar.share ? m_theme.ink : m_theme.inkFaint);
    painter.drawText(QRectF(end, top, width() - end, row), Qt::AlignVCenter | Qt::AlignLeft, bar.value);
    top += row;
  }
}

}  // namespace kts::views
