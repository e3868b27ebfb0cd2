// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/theme/hatch.h"

#include <QImage>
#include <QLineF>
#include <QPainter>
#include <QVector>
#include <cmath>

namespace kts::views {

namespace {

// How far apart and how wide a pattern's lines are, in grid pixels at scale 1.
struct Pitch {
  double step, width;
};

Pitch pitchOf(Hatch hatch) {
  switch (hatch) {
    case Hatch::Wide: return {8, 3};
    case Hatch::Dots: return {6, 1.6};
    case Hatch::Vertical: return {5, 1};
    case Hatch::Horizontal: return {5, 1};
    default: return {8, 1.1};
  }
}

// The part of the slanted line x ± y = c that lies inside `r`.
void addSlanted(QVector<QLineF>& lines, const QRectF& r, double c, bool rising) {
  const double s = rising ? -1 : 1;  // x = c + s * (y - top)
  const double top = r.top(), height = r.height();
  double t0 = 0, t1 = height;
  const double atLeft = (r.left() - c) / s, atRight = (r.right() - c) / s;
  t0 = std::max(t0, std::min(atLeft, atRight));
  t1 = std::min(t1, std::max(atLeft, atRight));
  if (t1 > t0) lines.append(QLineF(c + s * t0, top + t0, c + s * t1, top + t1));
}

QVector<QLineF> linesOf(const QRectF& r, Hatch hatch, double step) {
  QVector<QLineF> lines;
  const auto slanted = [&](bool rising) {
    // Patterns hang on the origin, not on the rectangle: neighbours continue each other.
    const double shift = rising ? r.top() : -r.top();
    const double from = rising ? r.left() : r.left() - r.height();
    const double to = rising ? r.right() + r.height() : r.right();
    for (double c = std::floor((from + shift) / step) * step - shift; c < to; c += step)
      addSlanted(lines, r, c, rising);
  };
  switch (hatch) {
    case Hatch::Diagonal:
    case Hatch::Wide: slanted(true); break;
    case Hatch::Back: slanted(false); break;
    case Hatch::Cross: slanted(true), slanted(false); break;
    case Hatch::Horizontal:
      for (double y = r.top() + step / 2; y < r.bottom(); y += step)
        lines.append(QLineF(r.left(), y, r.right(), y));
      break;
    case Hatch::Vertical:
      for (double x = std::ceil(r.left() / step) * step; x < r.right(); x += step)
        if (x > r.left()) lines.append(QLineF(x, r.top(), x, r.bottom()));
      break;
    default: break;
  }
  return lines;
}

}  // namespace

void paintHatch(QPainter& painter, const QRectF& rect, Hatch hatch, const QColor& ink, double scale) {
  if (hatch == Hatch::None || rect.isEmpty()) return;
  const Pitch pitch = pitchOf(hatch);
  const double step = pitch.step * scale, width = pitch.width * scale;
  painter.save();
  if (hatch == Hatch::Dots) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    for (double y = rect.top() + step / 2; y + width / 2 <= rect.bottom(); y += step)
      for (double x = (std::floor(rect.left() / step) + 0.5) * step; x + width / 2 <= rect.right(); x += step)
        if (x - width / 2 >= rect.left()) painter.drawEllipse(QPointF(x, y), width / 2, width / 2);
  } else {
    painter.setPen(QPen(ink, width, Qt::SolidLine, Qt::FlatCap));
    const double inset = hatch == Hatch::Wide ? width / 3 : 0;
    painter.drawLines(linesOf(rect.adjusted(inset, inset, -inset, -inset), hatch, step));
  }
  painter.restore();
}

void paintLaneGround(QPainter& painter, const QRectF& rect, const LaneStyle& style, double scale) {
  painter.fillRect(rect, style.fill);
  paintHatch(painter, rect, style.hatch, style.hatchInk, scale);
}

QBrush hatchBrush(const LaneStyle& style, double scale, double devicePixelRatio) {
  if (style.hatch == Hatch::None) return style.fill;
  // A tile of whole pixels that holds whole periods joins seamlessly.
  const int pixels =
      std::max(2, static_cast<int>(std::lround(pitchOf(style.hatch).step * scale * devicePixelRatio)));
  const int tile = pixels * 2;
  QImage image(tile, tile, QImage::Format_ARGB32_Premultiplied);
  image.fill(style.fill);
  QPainter painter(&image);
  painter.setRenderHint(QPainter::Antialiasing);
  const double unit = pixels / pitchOf(style.hatch).step;
  paintHatch(painter, QRectF(-tile, -tile, 3.0 * tile, 3.0 * tile), style.hatch, style.hatchInk, unit);
  painter.end();
  image.setDevicePixelRatio(devicePixelRatio);
  return QBrush(image);
}

}  // namespace kts::views
