// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/state/state_view.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QStyleOptionHeader>
#include <QTableView>
#include <numeric>

#include "tests/support/synthetic_run.h"
#include "tests/support/view_test.h"
#include "views/tables/column_widths.h"
#include "views/tables/table_header.h"

using namespace kts;
using namespace kts::views;

class StateViewTest : public kts::test::ViewTest {
  Q_OBJECT

  tests::SyntheticRun m_run{{.callers = 4, .requestsPerCaller = 6}};
  RunHeader m_header = m_run.header();
  std::vector<Event> m_events = m_run.next(1'000'000);

 private Q_SLOTS:
  void theModelsKeepTheRulesOfModelsThroughAWholeRun() {
    std::vector<std::unique_ptr<StateModel>> models;
    std::vector<std::unique_ptr<QAbstractItemModelTester>> testers;
    for (int kind = 0; kind < kStateKinds; ++kind) {
      models.push_back(std::make_unique<StateModel>(static_cast<StateKind>(kind)));
      testers.push_back(std::make_unique<QAbstractItemModelTester>(
          models.back().get(), QAbstractItemModelTester::FailureReportingMode::QtTest));
    }
    ProtocolState state = m_header.initial;
    for (const Event& event : m_events) {
      apply(state, event);
      for (auto& model : models) {
        model->setTable(tableOf(model->kind(), state, m_header.names));
        QVERIFY(model->rowCount() <= 400);
      }
    }
  }

  // The marks are exactly the difference: unmarked cells say what they said before the event.
  void whatTheEventChangedIsMarkedAndNothingElse() {
    ProtocolState before = m_header.initial;
    std::size_t marks = 0;
    for (const Event& event : m_events) {
      ProtocolState after = before;
      apply(after, event);
      for (int kind = 0; kind < kStateKinds; ++kind) {
        const StateTable old = tableOf(static_cast<StateKind>(kind), before, m_header.names);
        StateTable table = tableOf(static_cast<StateKind>(kind), after, m_header.names);
        markChanges(table, old);
        for (const StateRow& row : table.rows)
          for (std::size_t i = 0; i < row.cells.size(); ++i) {
            const auto same =
                std::ranges::find_if(old.rows, [&](const StateRow& o) { return o.key == row.key; });
            const bool differs = same == old.rows.end() || same->cells[i].text != row.cells[i].text ||
                                 same->cells[i].state != row.cells[i].state;
            QCOMPARE(row.cells[i].changed, differs);
            marks += row.cells[i].changed;
          }
      }
      before = std::move(after);
    }
    QVERIFY(marks > m_events.size() / 4);
  }

  void theTablesSayWhatTheStateSays() {
    ProtocolState state = m_header.initial;
    for (const Event& event : m_events) {
      apply(state, event);
      QCOMPARE(tableOf(StateKind::Tasks, state, m_header.names).rows.size(), state.tasks.size());
      QCOMPARE(tableOf(StateKind::Locks, state, m_header.names).rows.size(), state.locks.size());
      QCOMPARE(tableOf(StateKind::Completions, state, m_header.names).rows.size(), state.completions.size());
      const auto list = tableOf(StateKind::List, state, m_header.names);
      const auto& queued = state.list(ObjectType::CreateList);
      QCOMPARE(list.rows.size(), queued.size());
      for (std::size_t i = 0; i < queued.size(); ++i) QCOMPARE(list.rows[i].request, queued[i]);
    }
  }

  void theFlagsSayWhoIsAskedToFreezeAndWhoIsFrozen() {
    ProtocolState state = m_header.initial;
    Task& task = state.tasks.ensure(state.tasks.sorted().front()->key);
    const auto flags = [&] {
      return tableOf(StateKind::Inheritance, state, m_header.names).rows.front().cells.back().text;
    };
    task.env.flags = kPfNofreeze;
    QCOMPARE(flags(), QStringLiteral("NOFREEZE"));
    task.env.flags = 0, task.freezing = true;
    QCOMPARE(flags(), QStringLiteral("FREEZE"));
    task.freezing = false, task.frozen = true;
    QCOMPARE(flags(), QStringLiteral("FROZEN"));
    task.env.flags = kPfNofreeze | 0x40;
    QCOMPARE(flags(), QStringLiteral("NOFREEZE, FROZEN, 0x40"));
  }

  // Whatever columns want, they fill the room and no more, and what has room for all is cut nowhere.
  void columnsShareTheRoomAndGiveWayToEachOther() {
    QRandomGenerator random(4);
    for (int round = 0; round < 2000; ++round) {
      std::vector<int> wanted(static_cast<std::size_t>(random.bounded(1, 9)));
      for (int& width : wanted) width = random.bounded(10, 200);
      const int sum = std::accumulate(wanted.begin(), wanted.end(), 0), room = random.bounded(150, 1000);
      const std::vector<int> widths = columnWidths(wanted, room);
      QCOMPARE(std::accumulate(widths.begin(), widths.end(), 0), room);
      const int share = room / static_cast<int>(wanted.size());
      for (std::size_t at = 0; at < wanted.size(); ++at) {
        if (sum <= room) QVERIFY(widths[at] >= wanted[at]);
        if (at + 1 < wanted.size()) QVERIFY(widths[at] <= wanted[at]);
        if (at > 0) QVERIFY(widths[at] >= std::min(wanted[at], share / 2));
      }
    }
  }

  void inANarrowPaneWhatATaskWaitsForIsReadFirst() {
    StateView view;
    view.resize(270, 600);
    view.show();
    ProtocolState state = m_header.initial;
    for (const Event& event : m_events) {
      const ProtocolState before = state;
      apply(state, event);
      view.setStates(before, state, m_header.names);
    }
    auto& tasks = *view.findChild<QTableView*>();
    QVERIFY(tasks.model()->rowCount() > 0 && tasks.isColumnHidden(kParentColumn));
    for (const int other : {2, 4}) QVERIFY(tasks.columnWidth(3) > tasks.columnWidth(other));
    QVERIFY(tasks.model()->index(0, 0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("child of")));
    QCOMPARE(tasks.model()->headerData(3, Qt::Horizontal, Qt::ToolTipRole).toString(),
             QStringLiteral("waits for"));
    view.resize(700, 600);
    QVERIFY(!tasks.isColumnHidden(kParentColumn));
  }

  void aHeadingWithoutRoomEndsInAnEllipsis() {
    struct Header : TableHeader {
      using TableHeader::TableHeader;
      QString shown(int section) const {
        QStyleOptionHeader option;
        initStyleOptionForIndex(&option, section);
        return option.text;
      }
    };
    StateModel model(StateKind::Tasks, nullptr);
    QTableView table;
    auto* header = new Header(&table);
    header->setStyleSheet(QStringLiteral("QHeaderView::section { padding: 0 8px; }"));
    table.setHorizontalHeader(header);
    table.setModel(&model);
    header->resizeSection(3, 300);
    QCOMPARE(header->shown(3), QStringLiteral("waits for"));
    header->resizeSection(3, 48);
    QVERIFY(header->shown(3).endsWith(QStringLiteral("\u2026")));
  }

  void aStoreThatNobodyElseSeesYetIsShownUntilItReachesMemory() {
    ProtocolState state = m_header.initial;
    const TaskId kthreadd = state.kthreaddTask;
    Event store;
    store.task = kthreadd, store.object = ObjectId(ObjectType::Task, kthreadd);
    store.kind = EventKind::SetStatePlain, store.effect = Effect::Buffered;
    store.arg = static_cast<std::int32_t>(TaskState::Interruptible);
    const TaskState before = state.task(kthreadd)->state;
    StateView view;
    view.show();
    view.setStates(state, state, m_header.names);
    QVERIFY(!view.table(StateKind::Stores).isVisible());
    apply(state, store);
    QCOMPARE(state.task(kthreadd)->state, before);
    const StateTable table = tableOf(StateKind::Stores, state, m_header.names);
    QCOMPARE(table.rows.size(), std::size_t(1));
    QCOMPARE(table.rows[0].task, kthreadd);
    QCOMPARE(table.rows[0].cells[1].text, QStringLiteral("its state is TASK_INTERRUPTIBLE"));
    view.setStates(state, state, m_header.names);
    QVERIFY(view.table(StateKind::Stores).isVisible());
    // Above what is long: nobody should have to scroll to it.
    QVERIFY(view.table(StateKind::Stores).y() < view.table(StateKind::Locks).y() ||
            !view.table(StateKind::Locks).isVisible());
    QVERIFY(view.table(StateKind::Stores).y() < view.table(StateKind::Inheritance).y());
    store.arg = drainedArg(store.kind, store.arg);
    store.kind = EventKind::StoreDrained, store.effect = Effect::None;
    apply(state, store);
    QCOMPARE(state.task(kthreadd)->state, TaskState::Interruptible);
    QVERIFY(tableOf(StateKind::Stores, state, m_header.names).rows.empty());
  }

  void choosingARowChoosesItsTaskOrObject() {
    ProtocolState state = m_header.initial;
    for (std::size_t i = 0; i < m_events.size() && (state.locks.empty() || state.tasks.size() < 5); ++i)
      apply(state, m_events[i]);
    StateView view;
    view.resize(400, 900);
    view.show();
    view.setStates(state, state, m_header.names);
    QSignalSpy tasks(&view, &StateView::taskChosen), objects(&view, &StateView::objectChosen);
    auto& table = view.table(StateKind::Tasks);
    QTest::mouseClick(table.viewport(), Qt::LeftButton, {},
                      table.visualRect(view.model(StateKind::Tasks).index(2, 0)).center());
    QCOMPARE(tasks.count(), 1);
    QCOMPARE(tasks.at(0).at(0).value<TaskId>(), state.tasks.sorted()[2]->key);
    auto& locks = view.table(StateKind::Locks);
    QTest::mouseClick(locks.viewport(), Qt::LeftButton, {},
                      locks.visualRect(view.model(StateKind::Locks).index(0, 0)).center());
    QCOMPARE(objects.count(), 1);
    QCOMPARE(objects.at(0).at(0).value<ObjectId>(), state.locks.sorted()[0]->id());
  }
};

KTS_VIEW_TEST_MAIN(StateViewTest)
#include "state_view_test.moc"
