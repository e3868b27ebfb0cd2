// SPDX-License-Identifier: GPL-2.0-or-later
// The timeline as a picture, which nobody can scroll or point at.
#include "views/timeline/render_timeline.h"

#include <QRawFont>
#include <QSvgGenerator>
#include <QSvgRenderer>
#include <QTemporaryDir>

#include "tests/support/golden.h"
#include "tests/support/story.h"
#include "tests/support/view_test.h"
#include "views/stage/render_stage.h"
#include "views/timeline/timeline_scene.h"

using namespace kts;
using namespace kts::views;
using recordings::Recording;

class TimelinePictureTest : public kts::test::ViewTest {
  Q_OBJECT

  QTemporaryDir m_folder;
  std::shared_ptr<Recording> m_three, m_crowd;
  const Theme m_theme = bundledTheme(ThemeName::Light);

  std::filesystem::path pathOf(const char* name) const { return m_folder.filePath(name).toStdString(); }

  // What `draw` writes into an SVG file.
  QByteArray drawn(QSize size, const std::function<void(QPainter&)>& draw) {
    const QString name = m_folder.filePath(QStringLiteral("drawn.svg"));
    QSvgGenerator svg;
    svg.setFileName(name);
    svg.setSize(size);
    svg.setViewBox(QRect(QPoint(), size));
    QPainter painter(&svg);
    draw(painter);
    painter.end();
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }
  QByteArray pictureOf(const std::shared_ptr<Recording>& recording, QSize size) {
    return drawn(size, [&](QPainter& painter) {
      TimelinePicture picture;
      picture.size = size;
      QVERIFY(renderTimeline(painter, recording, m_theme, picture));
    });
  }
  QByteArray drawn(const TimelineShapes& shapes) {
    return drawn({300, 60}, [&](QPainter& painter) {
      TimelineGeometry geometry;
      geometry.lanes = {0, 0, 300, 60};
      TimelinePainter(painter, m_theme).paintShapes(geometry, shapes, 0, {});
    });
  }

 private Q_SLOTS:
  void initTestCase() {
    m_three = test::threeCallers().recorded(pathOf("three.ktr"));
    m_crowd = test::crowd(60, 20000).recorded(pathOf("crowd.ktr"));
    QVERIFY(m_three && m_crowd);
  }

  void aFewLanesGrowIntoATallPictureAndManyDoNot() {
    const auto lowestLabel = [](const std::shared_ptr<Recording>& recording, QSize size) {
      QImage image(size, QImage::Format_ARGB32_Premultiplied);
      QPainter painter(&image);
      TimelinePicture picture;
      picture.size = size;
      if (!renderTimeline(painter, recording, bundledTheme(ThemeName::Light), picture)) return -1;
      painter.end();
      const QRgb ground = image.pixel(1, size.height() / 20);
      for (int y = size.height() * 9 / 10; y > 0; --y)  // above the legend
        for (int x = 10; x < 60; ++x)
          if (qGray(image.pixel(x, y)) < qGray(ground) - 100) return y;
      return 0;
    };
    const int low = lowestLabel(m_three, {1600, 720}), tall = lowestLabel(m_three, {1600, 1200});
    QVERIFY(low > 0 && tall > 1.15 * low);
    QCOMPARE(lowestLabel(m_three, {1000, 1200}), lowestLabel(m_three, {1000, 1100}));  // no width for more
    QVERIFY(lowestLabel(m_crowd, {1600, 1000}) > 800);
  }

  void whoSpinsForALockIsHatchedInADrawingToo() {
    TimelineShapes shapes;
    shapes.contended = {QRectF(20, 10, 200, 30)};
    QSvgRenderer svg(drawn(shapes));
    QImage image(300, 60, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter onto(&image);
    svg.render(&onto, QRectF(0, 0, 300, 60));
    onto.end();
    int plain = 0;
    for (int x = 30; x < 210; ++x)
      plain += image.pixelColor(x, 37) == m_theme.of(LaneState::Spinning).fill;
    QVERIFY2(plain > 20 && plain < 160, qPrintable(QString::number(plain)));
    QVERIFY(QRawFont::fromFont(m_theme.font(TextStyle::SmallStrong))
                .supportsCharacter(spinningSign().at(0)));  // else pictures look otherwise elsewhere
  }

  void aPictureIsDrawnOnAnyDevice() {
    for (const ThemeName name : kThemeNames) {
      QImage image(1200, 600, QImage::Format_ARGB32_Premultiplied);
      QPainter painter(&image);
      TimelinePicture picture;
      picture.size = image.size();
      picture.at = 30;
      QVERIFY(renderTimeline(painter, m_three, bundledTheme(name), picture));
      painter.end();
      if (name == ThemeName::Light)
        KTS_COMPARE_GOLDEN_IMAGE(QStringLiteral("timeline-three-callers.png"), image);
    }
    const QByteArray text = pictureOf(m_three, {1200, 600});
    QVERIFY(text.contains("kthread_create_lock") && !text.contains("<image"));
  }

  void aPictureTooLowForAllLanesSaysHowManyItLeavesOut() {
    QVERIFY(!pictureOf(m_three, {1600, 1000}).contains("more lane"));
    const QByteArray low = pictureOf(m_crowd, {1600, 400});
    TimelineScene scene(m_theme);
    scene.setWholeRowsOnly(true);
    scene.setRecording(m_crowd);
    for (int height = 60; height < 400; height += 7) {
      scene.setSize({1600.0, static_cast<double>(height)}, 1);
      const std::size_t drawn = scene.lanes().size() - scene.rowsLeftOut();
      QCOMPARE(scene.geometry().lanes.height(), scene.layout().top(drawn));
      QVERIFY(scene.rowsLeftOut() > 0);
    }
    scene.setSize({1600, 400}, 1);
    QVERIFY(low.contains("+ " + QByteArray::number(qulonglong(scene.rowsLeftOut())) +
                         " more lanes: make the picture taller"));
  }

  void aSmallPictureHoldsTheWholeStage() {
    for (const QSize size : {QSize(1600, 560), QSize(320, 240), QSize(200, 200), QSize(120, 60)}) {
      QImage image(size, QImage::Format_RGB32);
      QPainter painter(&image);
      StagePicture picture;
      picture.size = size;
      picture.at = 44;
      QVERIFY(renderStage(painter, *m_three, m_theme, picture));
      painter.end();
      const auto isGround = [&](int x, int y) {
        return std::abs(qGray(image.pixel(x, y)) - qGray(m_theme.panel.rgb())) < 4;
      };
      for (int x = 0; x < size.width(); ++x) QVERIFY(isGround(x, size.height() - 1));
      for (int y = 0; y < size.height(); ++y) QVERIFY(isGround(size.width() - 1, y));
    }
  }

  void anArrowsLabelHidesNoWordsOfLanes() {
    TimelineShapes shapes;
    ArrowShape arrow;
    arrow.from = {150, 5}, arrow.to = {150, 55};
    arrow.hollow = true, arrow.label = QStringLiteral("found awake");
    shapes.arrows = {arrow};
    QVERIFY(drawn(shapes).contains("found awake"));
    WordShape word;
    word.box = {150, 0, 130, 60}, word.text = QStringLiteral("waits for done");
    shapes.words = {word};
    QVERIFY(drawn(shapes).contains("found awake"));  // before the arrow there is room
    word.box = {10, 0, 130, 60};
    shapes.words.push_back(word);
    QVERIFY(!drawn(shapes).contains("found awake"));
  }
};

KTS_VIEW_TEST_MAIN(TimelinePictureTest)
#include "timeline_picture_test.moc"
