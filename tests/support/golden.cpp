// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/support/golden.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <cstdlib>

namespace kts::test {

namespace {

bool updating() { return qEnvironmentVariableIntValue("KTS_UPDATE_GOLDEN") == 1; }
QString kept(const QString& name) { return QStringLiteral(KTS_GOLDEN_DIR "/") + name; }
QString left(const QString& name) { return QStringLiteral(KTS_GOLDEN_ACTUAL_DIR "/") + name; }

bool writeText(const QString& path, const QString& text) {
  QDir().mkpath(QFileInfo(path).path());
  QFile file(path);
  return file.open(QIODevice::WriteOnly) && file.write(text.toUtf8()) >= 0;
}

bool writeImage(const QString& path, const QImage& image) {
  QDir().mkpath(QFileInfo(path).path());
  return image.save(path);
}

int distanceOf(QRgb a, QRgb b) {
  return std::max({std::abs(qRed(a) - qRed(b)), std::abs(qGreen(a) - qGreen(b)),
                   std::abs(qBlue(a) - qBlue(b)), std::abs(qAlpha(a) - qAlpha(b))});
}

}  // namespace

QString differenceOfText(const QString& name, const QString& actual) {
  if (updating())
    return writeText(kept(name), actual) ? QString() : QStringLiteral("cannot write %1").arg(kept(name));
  QFile file(kept(name));
  const QString expected = file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
  if (file.isOpen() && expected == actual) return {};
  writeText(left(name), actual);
  if (!file.isOpen())
    return QStringLiteral("%1 is missing: look at %2, then KTS_UPDATE_GOLDEN=1").arg(kept(name), left(name));
  const QStringList was = expected.split(QLatin1Char('\n')), is = actual.split(QLatin1Char('\n'));
  for (qsizetype line = 0; line < std::max(was.size(), is.size()); ++line)
    if (was.value(line) != is.value(line))
      return QStringLiteral("%1 line %2:\n  kept:   %3\n  actual: %4")
          .arg(name)
          .arg(line + 1)
          .arg(was.value(line), is.value(line));
  return QStringLiteral("%1 differs in its number of lines").arg(name);
}

QString differenceOfImage(const QString& name, const QImage& actual, int channelTolerance, double share) {
  if (updating())
    return writeImage(kept(name), actual) ? QString() : QStringLiteral("cannot write %1").arg(kept(name));
  const QImage is = actual.convertToFormat(QImage::Format_ARGB32);
  const QImage was = QImage(kept(name)).convertToFormat(QImage::Format_ARGB32);
  if (was.size() != is.size()) {
    writeImage(left(name), is);
    return was.isNull() ? QStringLiteral("%1 is missing: look at %2, then KTS_UPDATE_GOLDEN=1")
                              .arg(kept(name), left(name))
                        : QStringLiteral("%1 is %2x%3, kept %4x%5")
                              .arg(name)
                              .arg(is.width())
                              .arg(is.height())
                              .arg(was.width())
                              .arg(was.height());
  }
  QImage difference(is.size(), QImage::Format_ARGB32);
  difference.fill(Qt::white);
  qint64 off = 0;
  for (int y = 0; y < is.height(); ++y)
    for (int x = 0; x < is.width(); ++x)
      if (distanceOf(is.pixel(x, y), was.pixel(x, y)) > channelTolerance)
        difference.setPixel(x, y, qRgb(200, 0, 0)), ++off;
  if (static_cast<double>(off) <= share * is.width() * is.height()) return {};
  writeImage(left(name), is);
  writeImage(left(name) + QStringLiteral(".diff.png"), difference);
  return QStringLiteral("%1: %2 pixels differ; see %3").arg(name).arg(off).arg(left(name));
}

}  // namespace kts::test
