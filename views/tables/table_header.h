// SPDX-License-Identifier: GPL-2.0-or-later
// A table's headings, ending in an ellipsis where a column is too narrow: under a style sheet Qt cuts them.
#pragma once

#include <QHeaderView>

namespace kts::views {

class TableHeader : public QHeaderView {
 public:
  explicit TableHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent) {}

 protected:
  void initStyleOptionForIndex(QStyleOptionHeader* option, int section) const override;
};

}  // namespace kts::views
