// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/compare/compare_widget.h"

#include <QAccessible>
#include <QScrollBar>
#include <QSignalSpy>
#include <set>

#include "tests/support/compared_runs.h"
#include "tests/support/view_test.h"

using namespace kts;
using namespace kts::views;
using Kind = CompareTarget::Kind;

class CompareWidgetTest : public kts::test::ViewTest {
  Q_OBJECT

  std::unique_ptr<CompareWidget> m_widget;
  std::vector<std::pair<CompareSide, std::uint64_t>> m_requests, m_events;

  void show(int callers, int requests, QSize size = {1100, 760}) {
    m_widget = std::make_unique<CompareWidget>();
    m_requests.clear(), m_events.clear();
    connect(m_widget.get(), &CompareWidget::requestChosen, this,
            [this](CompareSide side, RequestId id) { m_requests.emplace_back(side, id); });
    connect(m_widget.get(), &CompareWidget::eventChosen, this,
            [this](CompareSide side, Seq seq) { m_events.emplace_back(side, seq); });
    m_widget->resize(size);
    m_widget->setComparison(
        test::ComparedRuns::of({.callers = callers, .requestsPerCaller = requests, .seed = 1},
                               {.callers = callers + 1, .requestsPerCaller = requests, .seed = 2}));
    m_widget->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_widget.get()));
  }
  void key(int key) { QTest::keyClick(m_widget.get(), Qt::Key(key)); }
  bool isInSight(CompareTarget target) {
    const CompareFigure* figure = m_widget->scene().figureOf(target);
    return figure && figure->rect.top() >= m_widget->scene().stickyHeight - 1 &&
           figure->rect.bottom() <= m_widget->viewport()->height() + 1;
  }
  void click(QPointF point) { QTest::mouseClick(m_widget->viewport(), Qt::LeftButton, {}, point.toPoint()); }

 private Q_SLOTS:
  void aClickChoosesTheRequestOfTheLaneUnderIt() {
    show(3, 1, {1100, 1000});
    for (const CompareSide side : {CompareSide::A, CompareSide::B}) {
      const CompareTarget target{Kind::Request, side, 1};
      QVERIFY(m_widget->scene().figureOf(target));
      click(m_widget->scene().figureOf(target)->rect.center());
      QCOMPARE(m_requests.back(), std::pair(side, std::uint64_t(1)));
      QCOMPARE(m_widget->focusedTarget(), target);
    }
    QVERIFY(m_widget->scene().find("request/2/b/chosen"));
    QVERIFY(!m_widget->scene().find("request/2/a/chosen"));
  }

  void aClickOnTheFirstDifferenceChoosesItsEvent() {
    show(3, 1);
    const auto& first = *m_widget->comparison()->first;
    click(m_widget->scene().figureOf({Kind::Event, CompareSide::B, first.b.seq})->rect.center());
    QCOMPARE(m_events.back(), std::pair(CompareSide::B, first.b.seq));
  }

  void theOverviewGoesToTheRequestUnderThePointer() {
    show(20, 20);
    m_widget->verticalScrollBar()->setValue(400);
    const QRectF all = m_widget->scene().overview;
    QVERIFY(all.isValid() && all.top() > 0);
    click({all.left() + all.width() * 0.75, all.top() + all.height() * 0.25});
    const auto count = m_widget->comparison()->pairs.size();
    QCOMPARE(m_requests.size(), std::size_t(1));
    QVERIFY(std::abs(double(m_requests.back().second) - 0.75 * double(count)) < 3);
    QVERIFY(isInSight(m_widget->focusedTarget()));
  }

  // From the top to the last row and back, and all that is passed is in sight.
  void theKeyboardReachesEveryRequestOfBothRuns() {
    show(6, 6);
    m_widget->setFocus();
    std::set<std::uint64_t> reached;
    const auto count = m_widget->comparison()->pairs.size();
    for (std::size_t step = 0; step < count + 10; ++step) {
      if (m_widget->focusedTarget().kind == Kind::Request) {
        reached.insert(m_widget->focusedTarget().id);
        QVERIFY(isInSight(m_widget->focusedTarget()));
        QVERIFY(!m_widget->accessibleDescription().isEmpty());
      }
      key(Qt::Key_Down);
    }
    QCOMPARE(reached.size(), count);
    const CompareTarget last = m_widget->focusedTarget();
    QCOMPARE(last.side, CompareSide::B);  // A has no such request
    key(Qt::Key_Left);
    QCOMPARE(m_widget->focusedTarget(), last);
    for (std::size_t step = 0; step < count; ++step) key(Qt::Key_Up);
    key(Qt::Key_Down);
    key(Qt::Key_Down);
    key(Qt::Key_Down);
    key(Qt::Key_Down);
    key(Qt::Key_Right);
    QCOMPARE(m_widget->focusedTarget().side, CompareSide::B);
    key(Qt::Key_Left);
    QCOMPARE(m_widget->focusedTarget().side, CompareSide::A);
    key(Qt::Key_Return);
    QCOMPARE(m_requests.back(), std::pair(CompareSide::A, m_widget->focusedTarget().id));
  }

  void theOrderIsChosenByAClickAndKeepsTheFocusedRequest() {
    show(6, 6, {1100, 1600});
    const CompareTarget request{Kind::Request, CompareSide::A, 7};
    m_widget->focusTarget(request);
    const CompareTarget order{Kind::Order, CompareSide::A, std::uint64_t(CompareOrder::ByDifference)};
    QVERIFY(m_widget->scene().figureOf(order));
    const double before = m_widget->scene().figureOf(request)->rect.top();
    click(m_widget->scene().figureOf(order)->rect.center());
    QCOMPARE(m_widget->order(), CompareOrder::ByDifference);
    m_widget->focusTarget(request);
    QVERIFY(m_widget->scene().figureOf(request));
    QVERIFY(m_widget->scene().figureOf(request)->rect.top() != before);
  }

  void scrolledToItsEndTheLastRowIsWhole() {
    show(6, 6);
    key(Qt::Key_End);
    QVERIFY(isInSight({Kind::Request, CompareSide::B, m_widget->comparison()->pairs.back().id}));
    QVERIFY(m_widget->scene().find("requests/ground"));  // the scale stays in sight
    key(Qt::Key_Home);
    QCOMPARE(m_widget->verticalScrollBar()->value(), 0);
  }

  void aScreenReaderHearsASentenceForEachFigure() {
    show(3, 1, {1100, 1000});
    QAccessibleInterface* list = QAccessible::queryAccessibleInterface(m_widget.get());
    QVERIFY(list && list->childCount() == int(m_widget->scene().figures.size()));
    QStringList sentences;
    for (int at = 0; at < list->childCount(); ++at) sentences << list->child(at)->text(QAccessible::Name);
    QVERIFY(!sentences.contains(QString()));
    QVERIFY(sentences.join(u' ').contains(QLatin1String(" A, for ")));
    m_widget->focusTarget({Kind::Request, CompareSide::A, 2});
    QVERIFY(list->focusChild());
    QVERIFY(list->focusChild()->text(QAccessible::Name).startsWith(QLatin1String("Request 3")));
    list->focusChild()->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
    QCOMPARE(m_requests.back(), std::pair(CompareSide::A, std::uint64_t(2)));
  }

  void withoutAComparisonItSaysWhatItWaitsFor() {
    CompareWidget widget;
    widget.setNotice(QStringLiteral("Comparing"));
    widget.resize(600, 400);
    widget.grab();
    QCOMPARE(widget.accessibleDescription(), QStringLiteral("Comparing"));
    QTest::keyClick(&widget, Qt::Key_Down);
    QVERIFY(!widget.focusedTarget());
  }
};

KTS_VIEW_TEST_MAIN(CompareWidgetTest)
#include "compare_widget_test.moc"
