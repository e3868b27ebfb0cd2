// SPDX-License-Identifier: GPL-2.0-or-later
// What the window remembers, each setting described once: its key, what it is when nobody has set it, and
// what it is for. The store is passed in; a test brings its own file.
#pragma once

#include <QByteArray>
#include <QSettings>
#include <QString>
#include <QStringList>

namespace kts::app {

template <class T>
struct Setting {
  const char* key;
  T fallback;
  const char* about;
};

namespace setting {
inline const Setting<QString> theme{"view/theme", QStringLiteral("light"), "light, dark or contrast"};
inline const Setting<double> scale{"view/scale", 1.0, "how large everything is"};
inline const Setting<double> speed{"playback/speed", 1.0, "how fast it plays"};
inline const Setting<QString> axis{"playback/axis", QStringLiteral("steps"), "steps or time"};
inline const Setting<bool> allLinks{"timeline/all-links", false,
                                    "arrows of every request, not of the selected alone"};
inline const Setting<bool> dims{"events/dims", false, "events that do not pass the filter are dim, not gone"};
inline const Setting<QByteArray> geometry{"window/geometry", {}, "where the window stood"};
inline const Setting<QByteArray> columns{"window/columns", {}, "library, middle and state"};
inline const Setting<QByteArray> rows{"window/rows", {}, "the upper part and the events"};
inline const Setting<QByteArray> middle{"window/middle", {}, "stage and timeline"};
inline const Setting<QStringList> panes{
    "window/panes", {}, "those that a person has opened (+library) or closed (-library) against the room"};
inline const Setting<QString> scenario{"library/scenario", QStringLiteral("three-callers"), "chosen last"};
inline const Setting<QStringList> ownScenarios{
    "library/own-scenarios", {}, "scenario files opened last, the newest first"};
inline const Setting<QStringList> recents{
    "library/recents", {}, "recordings opened or saved last, the newest first"};
}  // namespace setting

class Settings {
 public:
  explicit Settings(QSettings& store) : m_store(store) {}

  template <class T>
  T get(const Setting<T>& setting) const {
    const QVariant value = m_store.value(QLatin1String(setting.key));
    return value.isValid() && value.canConvert<T>() ? value.value<T>() : setting.fallback;
  }
  template <class T>
  void set(const Setting<T>& setting, const T& value) {
    m_store.setValue(QLatin1String(setting.key), QVariant::fromValue(value));
  }

  // Moves `file` to the front of such a list, in which at most eight are kept.
  void remember(const Setting<QStringList>& files, const QString& file);
  void forget(const Setting<QStringList>& files, const QString& file);

 private:
  QSettings& m_store;
};

}  // namespace kts::app
