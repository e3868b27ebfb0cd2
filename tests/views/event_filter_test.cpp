// SPDX-License-Identifier: GPL-2.0-or-later
#include "views/events/event_filter.h"

#include <random>

#include "tests/support/recorded_run.h"
#include "tests/support/view_test.h"

using namespace kts;
using namespace kts::views;

class EventFilterTest : public kts::test::ViewTest {
  Q_OBJECT

  test::RecordedRun m_run;
  TaskNames m_names{m_run.recording.get()};

  std::vector<Seq> passing(std::string_view text) const {
    const auto filter = EventFilter::parse(text);
    if (!filter) qFatal("%s", filter.error().c_str());
    std::vector<Seq> seqs;
    for (Seq seq = 0; seq < m_run.events.size(); ++seq)
      if (filter->passes(seq, m_run.events[seq], m_names)) seqs.push_back(seq);
    return seqs;
  }
  template <class F>
  std::vector<Seq> where(F&& f) const {
    std::vector<Seq> seqs;
    for (Seq seq = 0; seq < m_run.events.size(); ++seq)
      if (f(seq, m_run.events[seq])) seqs.push_back(seq);
    return seqs;
  }

 private Q_SLOTS:
  void anEmptyLineLetsEverythingPass() {
    QVERIFY(EventFilter::parse("")->empty());
    QCOMPARE(passing("  ").size(), m_run.events.size());
  }

  void aTaskIsFoundByItsNameWithAndWithoutQuotes() {
    const auto expected = where([&](Seq, const Event& e) { return m_names.nameOf(e.task) == "caller/2"; });
    QVERIFY(!expected.empty());
    QCOMPARE(passing("task = caller/2"), expected);
    QCOMPARE(passing("task = \"caller/2\""), expected);
    QCOMPARE(passing("TASK=Caller/2"), expected);
    QCOMPARE(passing("not task != caller/2"), expected);
  }

  void aRequestIsCountedFromOne() {
    const auto expected = where([](Seq, const Event& e) { return e.request == 1; });
    QVERIFY(!expected.empty());
    QCOMPARE(passing("request = 2"), expected);
  }

  void wakesOfKthreaddAreFoundAsThePlaceholderSays() {
    const auto expected = where([&](Seq, const Event& e) {
      return m_names.nameOf(e.task) == "kthreadd" &&
             infoOf(e.kind).name.find("wake") != std::string_view::npos;
    });
    QVERIFY(!expected.empty());
    QCOMPARE(passing("task = kthreadd and kind ~ wake"), expected);
    QCOMPARE(passing("task = kthreadd kind ~ wake"), expected);
  }

  void numbersAndTimesAreCompared() {
    const std::uint64_t ns = m_run.events[m_run.events.size() / 2].tNs;
    QCOMPARE(passing("time < " + std::to_string(ns)), where([&](Seq, const Event& e) { return e.tNs < ns; }));
    QCOMPARE(passing("time >= 3us"), where([](Seq, const Event& e) { return e.tNs >= 3000; }));
    QCOMPARE(passing("time >= 3\u00b5s"), where([](Seq, const Event& e) { return e.tNs >= 3000; }));
    QCOMPARE(passing("# >= 10 # < 20"), where([](Seq seq, const Event&) { return seq >= 10 && seq < 20; }));
  }

  void aBareWordIsLookedForInEveryColumn() {
    const auto hits = passing("kthread_create_lock");
    QCOMPARE(hits, where([](Seq, const Event& e) { return e.object == ObjectId(ObjectType::CreateLock); }));
    QVERIFY(passing("caller").size() > hits.size());
  }

  // not (a and b) is (not a or not b), or binds less than and, and brackets hold: for any three terms.
  void theLanguageKeepsTheLawsOfLogic() {
    const std::vector<std::string> terms = {"task ~ caller", "kind ~ lock", "request = 1",  "category = wake",
                                            "effect ~ cpu",  "# < 40",      "object ~ done"};
    std::mt19937 random(7);
    const auto any = [&] { return terms[random() % terms.size()]; };
    for (int i = 0; i < 50; ++i) {
      const std::string a = any(), b = any(), c = any();
      QCOMPARE(passing("not (" + a + " and " + b + ")"), passing("not " + a + " or not " + b));
      QCOMPARE(passing(a + " or " + b + " and " + c), passing(a + " or (" + b + " and " + c + ")"));
      QCOMPARE(passing("(" + a + " or " + b + ") and " + c),
               passing(c + " and " + b + " or " + c + " and " + a));
    }
  }

  void aLineThatIsNoFilterSaysWhereAndWhy_data() {
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("says");
    QTest::newRow("field") << "colour = red"
                           << "no field is called \u201ccolour\u201d";
    QTest::newRow("value") << "task ="
                           << "a value is missing";
    QTest::newRow("bracket") << "(wake"
                             << "not closed";
    QTest::newRow("quote") << "task = \"caller"
                           << "not closed";
    QTest::newRow("number") << "request = two"
                            << "is no number";
    QTest::newRow("operator") << "task < 3"
                              << "compared with";
    QTest::newRow("word") << "wake and"
                          << "a word is missing";
    QTest::newRow("close") << "wake )"
                           << "stands alone";
    QTest::newRow("only an operator") << "= 3"
                                      << "a word is missing";
  }
  void aLineThatIsNoFilterSaysWhereAndWhy() {
    QFETCH(QString, line);
    QFETCH(QString, says);
    const auto filter = EventFilter::parse(line.toStdString());
    QVERIFY(!filter);
    QVERIFY2(QString::fromStdString(filter.error()).contains(says), filter.error().c_str());
  }

  void anyLineAtAllIsReadWithoutHarm() {
    std::mt19937 random(3);
    const std::string_view pieces[] = {"(",  ")",  "not ", "and ",  "or ",  "task ", "= ", "~ ",
                                       "\"", "!=", "!",    "wake ", "3ms ", "# ",    "<",  "\xc2\xb5"};
    for (int i = 0; i < 3000; ++i) {
      std::string line;
      for (unsigned n = random() % 14; n > 0; --n) line += pieces[random() % std::size(pieces)];
      const auto filter = EventFilter::parse(line);
      if (filter)
        filter->passes(0, m_run.events[0], m_names);
      else
        QVERIFY(!filter.error().empty());
    }
    QVERIFY(!EventFilter::parse(std::string(100'000, '(')));
  }
};

KTS_VIEW_TEST_MAIN(EventFilterTest)
#include "event_filter_test.moc"
