// SPDX-License-Identifier: GPL-2.0-or-later
// The ground of every Qt Test: bundled fonts, one style, and a test in which Qt warns has failed.
//
//   class ThemeTest : public kts::test::ViewTest { Q_OBJECT private slots: void everyTextIsReadable(); };
//   KTS_VIEW_TEST_MAIN(ThemeTest)
//   #include "theme_test.moc"
#pragma once

#include <QApplication>
#include <QObject>
#include <QTest>

namespace kts::test {

class ViewTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();  // before each test: any warning fails it (fatal_warnings)
};

// Fonts, style and palette as pictures expect them. Returns false when a font is missing.
bool prepareApplication(QApplication& application);

}  // namespace kts::test

#define KTS_VIEW_TEST_MAIN(Class)                              \
  int main(int argc, char** argv) {                            \
    QApplication application(argc, argv);                      \
    if (!kts::test::prepareApplication(application)) return 2; \
    Class test;                                                \
    return QTest::qExec(&test, argc, argv);                    \
  }
