// SPDX-License-Identifier: GPL-2.0-or-later
// Two runs side by side as shapes: by their properties, and two of them kept.
#include "views/compare/compare_scene.h"

#include <QPainter>
#include <set>

#include "tests/support/compared_runs.h"
#include "tests/support/golden.h"
#include "tests/support/view_test.h"
#include "views/compare/render_compare.h"
#include "views/timeline/time_ticks.h"

using namespace kts;
using namespace kts::views;
using recordings::Comparison;

class CompareSceneTest : public kts::test::ViewTest {
  Q_OBJECT

  using Runs = std::shared_ptr<const Comparison>;
  const Runs m_few = runs(3, 1, 2), m_some = runs(4, 2, 8), m_many = runs(10, 50, 3);
  const Runs m_storm = runs(20, 250, 4);
  const Runs m_cut = test::ComparedRuns::of({.callers = 3, .requestsPerCaller = 2, .seed = 1},
                                            {.callers = 3, .requestsPerCaller = 2, .seed = 1}, 150);

  static Runs runs(int callers, int requests, std::uint64_t seed) {
    return test::ComparedRuns::of({.callers = callers, .requestsPerCaller = requests, .seed = 1},
                                  {.callers = callers, .requestsPerCaller = requests, .seed = seed});
  }
  static CompareLook pictured(QSizeF size) {
    CompareLook look;
    look.size = size;
    look.scrolls = false;
    return look;
  }
  static CompareScene sceneOf(const Comparison& comparison, const CompareLook& look) {
    return compareSceneOf(comparison, orderOf(comparison, look.order), bundledTheme(ThemeName::Light), look);
  }
  std::vector<Runs> all() const { return {m_few, m_some, m_many, m_storm, m_cut}; }

 private Q_SLOTS:
  void twoRunsOfThreeCallersLookAsKept() {
    KTS_COMPARE_GOLDEN_TEXT(QStringLiteral("compare-three-callers.txt"),
                            textOf(sceneOf(*m_few, pictured({1100, 760}))));
    QImage image(1100, 760, QImage::Format_ARGB32);
    QPainter painter(&image);
    renderComparison(painter, *m_few, bundledTheme(ThemeName::Light), image.size());
    painter.end();
    KTS_COMPARE_GOLDEN_IMAGE(QStringLiteral("compare-three-callers.png"), image);
  }

  void everyShapeHasAKeyOfItsOwnAndKeepsToTheCanvas() {
    for (const Runs& runs : all())
      for (const QSizeF size : {QSizeF(900, 600), QSizeF(1600, 1000), QSizeF(640, 1200)}) {
        const CompareScene scene = sceneOf(*runs, pictured(size));
        std::set<std::string> keys;
        for (const CompareShape& shape : scene.shapes) {
          QVERIFY2(keys.insert(shape.key).second, shape.key.c_str());
          const QRectF rect = shape.path.isEmpty() ? shape.rect : shape.path.boundingRect();
          QVERIFY2(rect.left() >= -41 && rect.right() <= size.width() + 41, shape.key.c_str());
          QVERIFY2(rect.bottom() <= size.height() + 1, shape.key.c_str());
        }
      }
  }

  void noWordsOverlapInOneColumnOrRow() {
    for (const Runs& runs : all())
      for (const QSizeF size : {QSizeF(900, 600), QSizeF(1280, 800), QSizeF(1600, 1000)}) {
        const CompareScene scene = sceneOf(*runs, pictured(size));
        std::vector<std::pair<std::string, QRectF>> words;
        for (const CompareShape& shape : scene.shapes)
          if (shape.kind == CompareKind::Text) words.emplace_back(shape.key, inkOf(shape));
        for (std::size_t at = 0; at < words.size(); ++at)
          for (std::size_t other = 0; other < at; ++other) {
            const QRectF common = words[at].second.intersected(words[other].second);
            QVERIFY2(common.width() < 1.5 || common.height() < 5,
                     (words[at].first + " and " + words[other].first).c_str());
          }
      }
  }

  // A storm costs what can be seen of it.
  void manyRequestsAreNoMoreShapesThanHavePixels() {
    const CompareScene hundreds = sceneOf(*m_many, pictured({1600, 1000}));
    const CompareScene thousands = sceneOf(*m_storm, pictured({1600, 1000}));
    QCOMPARE(m_storm->pairs.size(), std::size_t(5000));
    QVERIFY(thousands.shapes.size() < 1.2 * double(hundreds.shapes.size()));
    CompareLook look;
    look.size = QSizeF(1200, 800);
    look.scroll = 120'000;
    const CompareScene far = sceneOf(*m_storm, look);
    QVERIFY(far.shapes.size() < 700);
    QVERIFY(far.contentHeight > 5000 * far.rowHeight);
    QVERIFY(!far.figures.empty());
  }

  // What lies above the canvas takes the room that it would take there.
  void scrollingMovesWhatIsSeenAndNothingElse() {
    for (const Runs& runs : {m_some, m_many, m_cut}) {
      CompareLook look;
      look.size = QSizeF(1100, 700);
      const CompareScene top = sceneOf(*runs, look);
      for (const double scroll : {37.0, 300.0, 700.0}) {
        look.scroll = scroll;
        const CompareScene scene = sceneOf(*runs, look);
        QCOMPARE(scene.contentHeight, top.contentHeight);
        QCOMPARE(scene.requestsTop, top.requestsTop);
        for (const CompareShape& shape : scene.shapes) {
          const CompareShape* before = top.find(shape.key);
          if (!before || shape.key.starts_with("requests/")) continue;
          QCOMPARE(shape.rect, before->rect.translated(0, before->rect.isNull() ? 0 : -scroll));
          QCOMPARE(shape.path, before->path.translated(0, -scroll));
        }
      }
    }
  }

  void theBlocksOfALaneAreTheRequestsPhasesToScale() {
    const CompareScene scene = sceneOf(*m_few, pictured({1600, 1000}));
    std::vector<double> scales;
    for (const auto& [run, key] : {std::pair(&m_few->a, "a"), std::pair(&m_few->b, "b")})
      for (const recordings::RequestTimes& request : run->requests)
        for (const recordings::Stretch& stretch : request.all()) {
          const std::string name = "request/" + std::to_string(request.id + 1) + "/" + key + "/" +
                                   std::string(nameOf(stretch.phase));
          const CompareShape* block = scene.find(name);
          if (stretch.ns == 0) {
            QVERIFY2(!block, name.c_str());
            continue;
          }
          QVERIFY2(block, name.c_str());
          QCOMPARE(block->phase, stretch.phase);
          scales.push_back(block->rect.width() / double(stretch.ns));
        }
    QVERIFY(scales.size() > 20);
    for (const double scale : scales) QVERIFY(std::abs(scale / scales.front() - 1) < 1e-6);
  }

  void theFirstDifferenceIsMarkedInItsRequestEvenFarDown() {
    auto late = std::make_shared<Comparison>(*m_many);
    late->first->a.request = late->first->b.request = 300;
    const CompareScene scene = sceneOf(*late, pictured({1600, 1000}));
    QVERIFY(scene.find("request/301/mark/a") && scene.find("request/301/mark/b"));
    QVERIFY(scene.find("overview/mark"));
    QVERIFY(!scene.find("request/1/token"));
  }

  void aRunBesideItselfHasNoMark() {
    auto same = std::make_shared<Comparison>(*m_few);
    same->b = same->a;
    same->first.reset();
    const CompareScene scene = sceneOf(*same, pictured({1600, 1000}));
    QCOMPARE(scene.find("difference/title")->text, QStringLiteral("No difference"));
    for (const CompareShape& shape : scene.shapes) QVERIFY(shape.kind != CompareKind::Mark);
  }

  void whatNeverReturnedGoesOnBeyondItsBar() {
    const CompareScene scene = sceneOf(*m_cut, pictured({1600, 1000}));
    std::size_t open = 0, stuck = 0;
    for (const CompareShape& shape : scene.shapes)
      open += shape.kind == CompareKind::Block && shape.key.starts_with("request/") && shape.open;
    for (const auto& request : m_cut->b.requests) stuck += !request.returned;
    QVERIFY(stuck > 0);
    QCOMPARE(open, stuck);
    QVERIFY(std::ranges::any_of(scene.shapes, [](const CompareShape& shape) {
      return shape.text.contains(QLatin1String("never left it"));
    }));
  }

  void byDifferenceTheLargestComesFirstAndNothingIsLost() {
    const auto rows = orderOf(*m_many, CompareOrder::ByDifference);
    QCOMPARE(std::set<std::size_t>(rows.begin(), rows.end()).size(), m_many->pairs.size());
    double last = std::numeric_limits<double>::infinity();
    for (const std::size_t row : rows) {
      const auto& pair = m_many->pairs[row];
      const double difference = std::abs(double(m_many->a.requests[*pair.a].wholeNs()) -
                                         double(m_many->b.requests[*pair.b].wholeNs()));
      QVERIFY(difference <= last);
      last = difference;
    }
  }

  void aRunWithoutRequestsSaysSo() {
    Comparison none;
    none.a.info.header.title = none.b.info.header.title = "Nothing";
    for (const QSizeF size : {QSizeF(200, 200), QSizeF(900, 600)}) sceneOf(none, pictured(size));
    const CompareScene scene = sceneOf(none, pictured({900, 600}));
    QCOMPARE(scene.find("requests/quiet")->text, QStringLiteral("neither run has a request"));
  }

 private:
  // What the words cover of their box.
  static QRectF inkOf(const CompareShape& shape) {
    static const Theme theme = bundledTheme(ThemeName::Light);
    const QFontMetricsF metrics(theme.font(shape.style));
    QRectF ink(0, 0, metrics.horizontalAdvance(shape.text), metrics.capHeight());
    ink.moveCenter(shape.rect.center());
    if (shape.align & Qt::AlignLeft) ink.moveLeft(shape.rect.left());
    if (shape.align & Qt::AlignRight) ink.moveRight(shape.rect.right());
    if (shape.align & Qt::AlignTop) ink.moveTop(shape.rect.top() + metrics.ascent() - metrics.capHeight());
    return ink;
  }
};

KTS_VIEW_TEST_MAIN(CompareSceneTest)
#include "compare_scene_test.moc"
