// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/tables/table_header.h"

#include <QStyle>
#include <QStyleOptionHeader>

namespace kts::views {

void TableHeader::initStyleOptionForIndex(QStyleOptionHeader* option, int section) const {
  QHeaderView::initStyleOptionForIndex(option, section);
  QStyleOptionHeader whole(*option);
  whole.rect = QRect(0, 0, sectionSize(section), height());
  const int room = style()->subElementRect(QStyle::SE_HeaderLabel, &whole, this).width();
  option->text = fontMetrics().elidedText(model()->headerData(section, orientation()).toString(),
                                          Qt::ElideRight, room);
}

}  // namespace kts::views
