// SPDX-License-Identifier: GPL-2.0-or-later
// What the window remembers of its looks, and how it keeps to the screen.
#include <QDialog>
#include <QLabel>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QSlider>
#include <QTimer>
#include <algorithm>

#include "app/main_window.h"
#include "tests/support/desk.h"
#include "tests/support/view_test.h"
#include "views/events/events_view.h"
#include "views/stage/stage_widget.h"
#include "views/state/state_view.h"
#include "views/transport/transport_bar.h"

using namespace kts;
using namespace kts::app;
using kts::test::Desk;

class WindowLookTest : public kts::test::ViewTest {
  Q_OBJECT

  // Does something to the sheet of keys while it is shown; true when it was.
  template <class Do>
  static bool withKeySheet(Desk& desk, Do act) {
    bool seen = false;
    QTimer::singleShot(0, desk.window.get(), [&] {
      auto* dialog = desk.window->findChild<QDialog*>(QStringLiteral("keys"));
      if (!dialog) return;
      seen = true;
      QCoreApplication::processEvents();  // its layout comes to rest
      act(*dialog, *dialog->findChild<QScrollArea*>());
      dialog->close();
    });
    desk.act("help.keys");
    return seen;
  }

 private Q_SLOTS:
  void theKeySheetStaysOnTheScreenAtEveryScaleAndNothingOfItIsLost() {
    Desk desk;
    QVERIFY(desk.record("one-create"));
    const QSize room = desk.window->screen()->availableSize();
    int scrolled = 0;
    for (int step = 0; step < 8; ++step) desk.act("view.smaller");
    for (int step = 0; step < 8; ++step, desk.act("view.larger")) {
      QVERIFY(withKeySheet(desk, [&](QDialog& dialog, QScrollArea& scroll) {
        QVERIFY(dialog.width() <= room.width() && dialog.height() <= room.height());
        const QSize missing = scroll.widget()->size() - scroll.viewport()->size();
        QVERIFY(scroll.widget()->height() >= scroll.widget()->minimumSizeHint().height());
        QVERIFY(scroll.verticalScrollBar()->maximum() >= missing.height());
        QVERIFY(scroll.horizontalScrollBar()->maximum() >= missing.width());
        // Sideways only where a single column is too wide.
        QVERIFY(missing.width() <= 0 || scroll.widget()->sizeHint().height() > 2 * room.height());
        scrolled += missing.height() > 0 || missing.width() > 0;
      }));
    }
    QVERIFY(scrolled > 0 && scrolled < 8);
  }

  void largerMakesTheStageNoSmaller() {
    Desk desk;
    QVERIFY(desk.record("three-callers"));
    const auto& stage = desk.the<views::StageWidget>();
    desk.act("view.smaller"), desk.act("view.larger");
    QCoreApplication::processEvents();
    const double usual = stage.scene().scale;
    for (int step = 0; step < 12; ++step) {
      desk.act("view.larger");
      QCoreApplication::processEvents();
      QVERIFY2(stage.scene().scale > usual * 0.99, qPrintable(QString::number(step)));
    }
    QVERIFY2(stage.scene().scale > usual * 1.15, qPrintable(QString::number(stage.scene().scale)));
  }

  void theSpeedCanBeSeenAndChangedInASmallWindowInWhichNothingIsCutOff() {
    Desk desk;
    QVERIFY(desk.record("one-create"));
    for (const int width : {900, 930, 960, 1080, 1200, 1400}) {
      desk.window->resize(width, 600);
      QTRY_COMPARE(desk.window->width(), width);
      auto& bar = desk.the<views::TransportBar>();
      auto* slider = bar.findChild<QSlider*>();
      QVERIFY(slider->isVisible());
      QVERIFY(bar.width() >= bar.minimumSizeHint().width());
      QVERIFY(bar.mapTo(desk.window.get(), QPoint(bar.width(), 0)).x() <= width);
      const QPoint end(slider->width() - 2, slider->height() / 2);
      QTest::mouseClick(slider, Qt::LeftButton, {}, end);
      QVERIFY(slider->value() > views::TransportBar::sliderOf(1));
      const double speed = views::TransportBar::speedOf(slider->value());
      QCOMPARE(desk.window->playback().speed(), speed);
      const auto labels = bar.findChildren<QLabel*>();
      QVERIFY(std::ranges::any_of(labels, [&](const QLabel* label) {
        return label->isVisible() && label->text() == views::TransportBar::speedText(speed);
      }));
      slider->setValue(views::TransportBar::sliderOf(1));
    }
  }

  void panesThatWereOpenedOrClosedStaySoInTheNextWindow() {
    Desk desk;
    desk.window->resize(1400, 900);
    desk.act("pane.state");  // there is room for it, and it is closed
    QVERIFY(!desk.the<views::StateView>().isVisible());
    desk.open();
    QVERIFY(!desk.the<views::StateView>().isVisible());
    QVERIFY(desk.the<views::EventsView>().isVisible());
    desk.act("pane.state");
    QVERIFY(desk.the<views::StateView>().isVisible());
    desk.open();
    QVERIFY(desk.the<views::StateView>().isVisible());
  }
};

KTS_VIEW_TEST_MAIN(WindowLookTest)
#include "window_look_test.moc"
