// SPDX-License-Identifier: GPL-2.0-or-later
// Compares with what is kept under tests/golden. With KTS_UPDATE_GOLDEN=1 in the environment the kept file is
// written instead. On a difference the actual file (and for images a picture of the difference) is left
// under golden-actual in the build folder.
#pragma once

#include <QImage>
#include <QString>
#include <QTest>

namespace kts::test {

// "" when equal, else what differs, with the first different line.
QString differenceOfText(const QString& name, const QString& actual);

// A pixel differs when a channel is off by more than `channelTolerance`; the images differ when more than
// `share` of the pixels do. Sizes must be the same.
QString differenceOfImage(const QString& name, const QImage& actual, int channelTolerance = 24,
                          double share = 0.002);

}  // namespace kts::test

#define KTS_COMPARE_GOLDEN_TEXT(name, actual)                             \
  do {                                                                    \
    const QString difference = kts::test::differenceOfText(name, actual); \
    QVERIFY2(difference.isEmpty(), qPrintable(difference));               \
  } while (false)
#define KTS_COMPARE_GOLDEN_IMAGE(name, actual)                             \
  do {                                                                     \
    const QString difference = kts::test::differenceOfImage(name, actual); \
    QVERIFY2(difference.isEmpty(), qPrintable(difference));                \
  } while (false)
