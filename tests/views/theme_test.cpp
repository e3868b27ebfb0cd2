// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/theme/theme.h"

#include <QFontInfo>
#include <QImage>
#include <QPainter>
#include <QSet>

#include "tests/support/view_test.h"
#include "views/theme/hatch.h"

using namespace kts;
using namespace kts::views;

class ThemeTest : public kts::test::ViewTest {
  Q_OBJECT
 private Q_SLOTS:
  void everyTextIsReadableOnItsGround() {
    for (const ThemeName name : kThemeNames) {
      const Theme theme = bundledTheme(name);
      const double least = name == ThemeName::HighContrast ? 7.0 : 4.5;
      for (const TextPair& pair : theme.textPairs())
        QVERIFY2(contrastOf(pair.text, pair.ground) >= least,
                 qPrintable(QStringLiteral("%1: %2 is %3:1")
                                .arg(theme.name, pair.where)
                                .arg(contrastOf(pair.text, pair.ground))));
    }
  }

  void everyLineThatMeansSomethingIsSeenOnThePanel() {
    for (const ThemeName name : kThemeNames) {
      const Theme theme = bundledTheme(name);
      for (const LaneStyle& lane : theme.lanes) QVERIFY(contrastOf(lane.edge, theme.panel) >= 3.0);
      for (const RoleStyle& role : theme.roles) QVERIFY(contrastOf(role.strong, theme.panel) >= 3.0);
      for (const RequestStyle& request : theme.requests)
        QVERIFY(contrastOf(request.fill, theme.panel) >= 2.0);
      QVERIFY(contrastOf(theme.lineStrong, theme.panel) >= 3.0);
    }
  }

  void laneStatesDifferWithoutColour() {
    const Theme theme = bundledTheme(ThemeName::Light);
    QSet<std::pair<int, char>> shown;  // pattern and letter
    for (int state = 1; state < kLaneStates; ++state)
      shown.insert(
          {static_cast<int>(theme.lanes[state].hatch), infoOf(static_cast<LaneState>(state)).letter});
    QCOMPARE(shown.size(), kLaneStates - 1);
  }

  void requestColoursAreACycleOfDifferentOnes() {
    for (const ThemeName name : kThemeNames) {
      const Theme theme = bundledTheme(name);
      QVERIFY(theme.requests.size() >= 8);
      for (std::size_t a = 0; a < theme.requests.size(); ++a)
        for (std::size_t b = 0; b < a; ++b) QVERIFY(theme.requests[a].fill != theme.requests[b].fill);
      QCOMPARE(theme.ofRequest(3).fill,
               theme.ofRequest(3 + static_cast<RequestId>(theme.requests.size())).fill);
    }
  }

  void bundledFontsAreTheOnesUsed() {
    const Theme theme = bundledTheme(ThemeName::Light);
    QCOMPARE(QFontInfo(theme.font(TextStyle::Body)).family(), QStringLiteral("Inter"));
    QCOMPARE(QFontInfo(theme.font(TextStyle::Mono)).family(), QStringLiteral("JetBrains Mono"));
    QCOMPARE(theme.scaledBy(2).font(TextStyle::Body).pixelSize(),
             2 * theme.font(TextStyle::Body).pixelSize());
  }

  void aTokenFileWithAFaultIsNamed() {
    QVERIFY(themeFrom("{", QStringLiteral("light")).error().message.contains(QStringLiteral("theme file")));
    const QByteArray half = R"({"themes": {"light": {"window": "#FFFFFF", "panel": "red-ish"}}})";
    QCOMPARE(themeFrom(half, QStringLiteral("light")).error().message,
             QStringLiteral("theme token light.panel is no colour like \"#2A68D4\""));
    QVERIFY(!themeNameFrom(QStringLiteral("sepia")));
  }

  void hatchingStaysInsideItsRectangle() {
    const Theme theme = bundledTheme(ThemeName::Light);
    const QRect inside(40, 40, 60, 24);
    for (const LaneStyle& lane : theme.lanes) {
      QImage image(140, 110, QImage::Format_ARGB32);
      image.fill(Qt::white);
      QPainter painter(&image);
      painter.setRenderHint(QPainter::Antialiasing);
      paintHatch(painter, inside, lane.hatch, Qt::black, 1);
      painter.end();
      bool any = false;
      for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
          if (image.pixel(x, y) != qRgb(255, 255, 255)) {
            any = true;
            QVERIFY(inside.adjusted(-1, -1, 1, 1).contains(x, y));
          }
      QCOMPARE(any, lane.hatch != Hatch::None);
    }
  }
};

KTS_VIEW_TEST_MAIN(ThemeTest)
#include "theme_test.moc"
