// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/action_table.h"

#include <QKeySequence>
#include <QLabel>
#include <QSet>
#include <QTemporaryDir>

#include "app/settings.h"
#include "tests/support/view_test.h"

using namespace kts::app;

class ActionTableTest : public kts::test::ViewTest {
  Q_OBJECT

 private Q_SLOTS:
  void noKeyIsGivenTwice() {
    QHash<QString, QString> owner;
    for (const ActionSpec& spec : actionSpecs())
      for (const QKeySequence& key : keysOf(spec)) {
        QVERIFY2(!key.isEmpty(), spec.id);
        const QString text = key.toString(QKeySequence::PortableText);
        QVERIFY2(!owner.contains(text),
                 qPrintable(text + QStringLiteral(" is given to ") + owner.value(text) +
                            QStringLiteral(" and ") + QLatin1String(spec.id)));
        owner.insert(text, QLatin1String(spec.id));
      }
    QVERIFY(owner.size() > 30);
  }

  void theKeySheetFitsASmallWindow() {
    const std::unique_ptr<QWidget> sheet(makeKeySheet(nullptr));
    QVERIFY2(
        sheet->sizeHint().width() <= 860 && sheet->sizeHint().height() <= 540,
        qPrintable(QStringLiteral("%1 x %2").arg(sheet->sizeHint().width()).arg(sheet->sizeHint().height())));
  }

  void noMenuGivesALetterTwice() {
    QSet<QString> seen;
    for (const ActionSpec& spec : actionSpecs()) {
      const QString text = QLatin1String(spec.text);
      const qsizetype at = text.indexOf(u'&');
      if (at < 0) continue;
      const QString key = QLatin1String(spec.menu) + QString(text[at + 1].toLower());
      QVERIFY2(!seen.contains(key),
               qPrintable(QLatin1String(spec.id) + QStringLiteral(" shares its letter: ") + key));
      seen.insert(key);
    }
  }

  void everyActionIsNamedExplainedAndHandled() {
    QSet<QString> ids;
    for (const ActionSpec& spec : actionSpecs()) {
      QVERIFY(*spec.menu);
      if (!*spec.id) continue;
      QVERIFY2(!ids.contains(QLatin1String(spec.id)), spec.id);
      ids.insert(QLatin1String(spec.id));
      QVERIFY2(*spec.text && *spec.tip && spec.handler, spec.id);
    }
  }

  void theKeysThatAPresenterNeedsAreThere_data() {
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("id");
    const std::pair<const char*, const char*> wanted[] = {
        {"Space", "play.toggle"},   {"Left", "step.back"},
        {"Right", "step.forward"},  {",", "step.back"},
        {".", "step.forward"},      {"Home", "go.start"},
        {"End", "go.end"},          {"PgUp", "leap.back"},
        {"PgDown", "leap.forward"}, {"F11", "view.present"},
        {"Ctrl+=", "view.larger"},  {"Ctrl+-", "view.smaller"},
        {"Ctrl+0", "view.normal"},  {"Ctrl+O", "file.open"},
        {"Ctrl+S", "file.save"},    {"Ctrl+Shift+S", "file.saveAs"},
        {"Ctrl+R", "run.record"},   {"Ctrl+Shift+R", "run.again"},
        {"F", "view.fit"},          {"L", "view.allLinks"},
        {"[", "step.cause"},        {"]", "step.effect"},
        {"T", "view.axis"},         {"?", "help.keys"},
        {"Ctrl+Q", "file.quit"}};
    for (const auto& [key, id] : wanted)
      QTest::newRow(key) << QString::fromLatin1(key) << QString::fromLatin1(id);
  }
  void theKeysThatAPresenterNeedsAreThere() {
    QFETCH(QString, key);
    QFETCH(QString, id);
    for (const ActionSpec& spec : actionSpecs())
      if (keysOf(spec).contains(QKeySequence::fromString(key, QKeySequence::PortableText))) {
        QCOMPARE(QLatin1String(spec.id), id);
        return;
      }
    QFAIL("nobody has this key");
  }

  void theSheetShowsEveryKeyOfTheTable() {
    QWidget sheet;
    makeKeySheet(&sheet);
    QStringList shown;
    for (const QLabel* label : sheet.findChildren<QLabel*>(QStringLiteral("key"))) shown << label->text();
    for (const ActionSpec& spec : actionSpecs())
      if (*spec.keys) QVERIFY2(shown.contains(keysText(spec)), spec.id);
  }

  void settingsComeBackAndFallBack() {
    QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("window.ini"));
    {
      QSettings store(file, QSettings::IniFormat);
      Settings settings(store);
      QCOMPARE(settings.get(setting::speed), 1.0);
      settings.set(setting::speed, 0.25);
      settings.set(setting::allLinks, true);
      for (int i = 0; i < 12; ++i) settings.remember(setting::recents, QStringLiteral("/r/%1.ktr").arg(i));
      settings.remember(setting::recents, QStringLiteral("/r/7.ktr"));
    }
    QSettings store(file, QSettings::IniFormat);
    Settings settings(store);
    QCOMPARE(settings.get(setting::speed), 0.25);
    QCOMPARE(settings.get(setting::allLinks), true);
    QCOMPARE(settings.get(setting::theme), QStringLiteral("light"));
    const QStringList recents = settings.get(setting::recents);
    QCOMPARE(recents.size(), 8);
    QCOMPARE(recents.first(), QStringLiteral("/r/7.ktr"));
    QCOMPARE(recents.count(QStringLiteral("/r/7.ktr")), 1);
  }
};

KTS_VIEW_TEST_MAIN(ActionTableTest)
#include "action_table_test.moc"
