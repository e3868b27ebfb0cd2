// SPDX-License-Identifier: GPL-2.0-or-later
#include "app/action_table.h"

#include <QAction>
#include <QCoreApplication>
#include <QGridLayout>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <algorithm>
#include <vector>

#include "app/main_window.h"

namespace kts::app {

namespace {

using W = MainWindow;

constexpr std::array kSpecs = {
    ActionSpec{"file.open", "&Open\u2026", "Ctrl+O", "Open a recording (.ktr)", "&File", &W::openAsked},
    ActionSpec{"file.recent", "Open the &last again", "Ctrl+Shift+O",
               "Open the recording opened or saved last", "&File", &W::reopenLast},
    ActionSpec{"file.save", "&Save", "Ctrl+S", "Save the recording that is shown", "&File", &W::save},
    ActionSpec{"file.saveAs", "Save &as\u2026", "Ctrl+Shift+S",
               "Save the recording that is shown under another name", "&File", &W::saveAs},
    ActionSpec{"file.compare", "&Compare with\u2026", "Ctrl+D",
               "Lay another recording beside this one: where they part, and what each phase cost",
               "&File", &W::compareAsked},
    ActionSpec{"", "", "", "", "&File"},
    ActionSpec{"file.scenario", "Open a scenar&io file\u2026", "Ctrl+Alt+O",
               "A scenario of your own (.json), to be run and recorded", "&File", &W::openScenarioAsked},
    ActionSpec{"", "", "", "", "&File"},
    ActionSpec{"file.quit", "&Quit", "Ctrl+Q", "Close the window", "&File", &W::quit},

    ActionSpec{"run.record", "&Record", "Ctrl+R", "Run the chosen scenario and watch it arrive", "&Run",
               &W::record},
    ActionSpec{"run.again", "&Again with another seed", "Ctrl+Shift+R",
               "The same under the random scheduler with a new seed", "&Run", &W::recordAgain},
    ActionSpec{"run.stop", "S&top recording", "Ctrl+.",
               "End the run that is being recorded; what there is stays", "&Run", &W::stopRecording},
    ActionSpec{"", "", "", "", "&Run"},
    ActionSpec{"run.explore", "&Explore every order", "Ctrl+E",
               "Try every order in which the tasks of the chosen scenario can move", "&Run",
               &W::exploreAsked},
    ActionSpec{"run.stopExploring", "Stop e&xploring", "Ctrl+Shift+E",
               "End the exploration; what it covered is said", "&Run", &W::stopExploring},
    ActionSpec{"", "", "", "", "&Run"},
    ActionSpec{"run.choose", "&Choose who moves", "1 2 3 4 5 6 7 8 9",
               "Of a manual run: the task of that number makes the next step", "&Run", &W::chooseByKey},
    ActionSpec{"run.letRun", "&Let it run", "Ctrl+G",
               "Of a manual run: round-robin goes on from here to the end", "&Run", &W::letRun},

    ActionSpec{"play.toggle", "&Play or pause", "Space",
               "Let the events follow each other, or stop at the present one", "&Step", &W::playPause},
    ActionSpec{"", "", "", "", "&Step"},
    ActionSpec{"step.forward", "One event &on", "Right .", "Step to the next event", "&Step",
               &W::stepForward},
    ActionSpec{"step.back", "One event &back", "Left ,", "Step to the event before", "&Step", &W::stepBack},
    ActionSpec{"leap.forward", "On to the &next telling event", "PgDown",
               "The next event at which a creation enters a new phase, or a thread is stopped or ends",
               "&Step", &W::leapForward},
    ActionSpec{"leap.back", "Back to the telling event be&fore", "PgUp",
               "The last event at which a creation entered a new phase, or a thread was stopped or ended",
               "&Step", &W::leapBack},
    ActionSpec{"step.cause", "To the &cause", "[", "The event that made the present one happen", "&Step",
               &W::goToCause},
    ActionSpec{"step.effect", "To the &effect", "]", "The event that the present one makes happen", "&Step",
               &W::goToEffect},
    ActionSpec{"go.finding", "To what was fo&und", "N",
               "The event at which a rule breaks or a wake is lost; again for the next", "&Step",
               &W::goToFinding},
    ActionSpec{"go.start", "To the fi&rst event", "Home", "To where the recording begins", "&Step",
               &W::goToStart},
    ActionSpec{"go.end", "To the &last event", "End", "To where the recording ends", "&Step", &W::goToEnd},
    ActionSpec{"", "", "", "", "&Step"},
    ActionSpec{"play.slower", "&Slower", "-", "Half as fast", "&Step", &W::slower},
    ActionSpec{"play.faster", "Fas&ter", "+ =", "Twice as fast", "&Step", &W::faster},

    ActionSpec{"view.axis", "Steps or &time", "T", "Every event equally wide, or as long as it took", "&View",
               &W::toggleAxis},
    ActionSpec{"view.fit", "&Fit the whole run", "F", "Show the whole run in the timeline", "&View",
               &W::fitTimeline},
    ActionSpec{"view.fitSelection", "Fit the s&election", "Shift+F",
               "Show the selected request, or the event with what is around it", "&View", &W::fitSelection},
    ActionSpec{"view.zoomIn", "Zoom &in", "W", "Show less of the run, and larger", "&View", &W::zoomIn},
    ActionSpec{"view.zoomOut", "Zoom &out", "S", "Show more of the run", "&View", &W::zoomOut},
    ActionSpec{"view.panLeft", "Earlier", "A", "Move the timeline towards the beginning", "&View",
               &W::panLeft},
    ActionSpec{"view.panRight", "Later", "D", "Move the timeline towards the end", "&View", &W::panRight},
    ActionSpec{"view.undo", "View &before", "Alt+Left", "Back to what the timeline showed before", "&View",
               &W::undoView},
    ActionSpec{"view.redo", "View afte&r", "Alt+Right", "Forward again to what the timeline showed", "&View",
               &W::redoView},
    ActionSpec{"view.cursorA", "Cursor A", "Shift+A",
               "Set a cursor at the event under the pointer, else at the playhead; there again takes it away",
               "&View", &W::cursorA},
    ActionSpec{"view.cursorB", "Cursor B", "Shift+B",
               "The other cursor: between the two stands how far they are apart", "&View", &W::cursorB},
    ActionSpec{"view.allLinks", "&Arrows of every request", "L",
               "Draw causes and effects of all, not of the selected alone", "&View", &W::toggleAllLinks,
               true},
    ActionSpec{"view.filter", "Fi&lter the events", "Ctrl+F /", "Write into the filter line of the events",
               "&View", &W::focusFilter},
    ActionSpec{"view.deselect", "&Select nothing", "Esc", "Select nothing; while presenting, end it", "&View",
               &W::escape},

    ActionSpec{"pane.library", "&Library and form", "Ctrl+1",
               "What can be run, at the left; it gives way in a narrow window", "&Window", &W::toggleLibrary,
               true},
    ActionSpec{"pane.state", "&State tables", "Ctrl+2",
               "Tasks, locks and completions, at the right; they give way in a narrow window", "&Window",
               &W::toggleState, true},
    ActionSpec{"pane.events", "&Events", "Ctrl+3", "Below; it gives way in a low window", "&Window",
               &W::toggleEvents, true},
    ActionSpec{"", "", "", "", "&Window"},
    ActionSpec{"theme.light", "Light", "", "Dark words on a light ground", "&Window", &W::themeLight, true},
    ActionSpec{"theme.dark", "Dark", "", "Light words on a dark ground", "&Window", &W::themeDark, true},
    ActionSpec{"theme.contrast", "High contrast", "", "The strongest difference between words and ground",
               "&Window", &W::themeContrast, true},
    ActionSpec{"", "", "", "", "&Window"},
    ActionSpec{"view.larger", "Lar&ger", "Ctrl+= Ctrl++", "Everything larger", "&Window", &W::larger},
    ActionSpec{"view.smaller", "S&maller", "Ctrl+-", "Everything smaller", "&Window", &W::smaller},
    ActionSpec{"view.normal", "&Normal size", "Ctrl+0", "Everything at its first size", "&Window",
               &W::normalSize},
    ActionSpec{"", "", "", "", "&Window"},
    ActionSpec{"view.present", "&Present", "F11", "Panels away and large type, for a room; Esc ends it",
               "&Window", &W::togglePresenting, true},

    ActionSpec{"help.keys", "&Keys", "?", "All keys on one sheet", "&Help", &W::showKeys},
};

QString words(const char* text) { return QCoreApplication::translate("Actions", text); }

QString withoutMnemonic(QString text) { return text.remove(u'&'); }

}  // namespace

std::span<const ActionSpec> actionSpecs() { return kSpecs; }

QList<QKeySequence> keysOf(const ActionSpec& spec) {
  QList<QKeySequence> keys;
  for (const QString& key : QString::fromLatin1(spec.keys).split(u' ', Qt::SkipEmptyParts))
    keys << QKeySequence::fromString(key, QKeySequence::PortableText);
  return keys;
}

QString keysText(const ActionSpec& spec) {
  QStringList shown;
  constexpr qsizetype kMany = 4;  // of a row of keys its ends say enough
  const QList<QKeySequence> keys = keysOf(spec);
  if (keys.size() > kMany)
    return keys.front().toString(QKeySequence::NativeText) + QStringLiteral(" \u2026 ") +
           keys.back().toString(QKeySequence::NativeText);
  for (const QKeySequence& key : keys) shown << key.toString(QKeySequence::NativeText);
  return shown.join(words(" or "));
}

Actions::Actions(MainWindow& window) {
  for (const ActionSpec& spec : kSpecs) {
    if (!*spec.id) continue;
    auto* action = new QAction(words(spec.text), &window);
    action->setObjectName(QLatin1String(spec.id));
    action->setShortcuts(keysOf(spec));
    action->setToolTip(words(spec.tip));
    action->setStatusTip(words(spec.tip));
    action->setCheckable(spec.checkable);
    // On the window itself, so that keys work while the menus are away.
    window.addAction(action);
    QObject::connect(action, &QAction::triggered, &window,
                     [&window, handler = spec.handler] { (window.*handler)(); });
    m_actions.insert(QLatin1String(spec.id), action);
  }
}

QAction& Actions::of(const char* id) const {
  QAction* action = m_actions.value(QLatin1String(id));
  Q_ASSERT(action);
  return *action;
}

void Actions::fillMenus(QMenuBar& bar) const {
  QHash<QString, QMenu*> menus;
  for (const ActionSpec& spec : kSpecs) {
    QMenu*& menu = menus[QLatin1String(spec.menu)];
    if (!menu) {
      menu = bar.addMenu(words(spec.menu));
      menu->setToolTipsVisible(true);
    }
    if (*spec.id)
      menu->addAction(&of(spec.id));
    else
      menu->addSeparator();
  }
}

namespace {

// A column of the key sheet, a menu below the other.
struct KeyColumn {
  QGridLayout* grid = nullptr;
  int rows = 0;
};

void addMenu(KeyColumn& column, QWidget* sheet, const QString& menu) {
  auto* heading = new QLabel(withoutMnemonic(words(menu.toLatin1().constData())).toUpper(), sheet);
  heading->setObjectName(QStringLiteral("keyHeading"));
  column.grid->addWidget(heading, column.rows++, 0, 1, 2);
  for (const ActionSpec& spec : kSpecs) {
    if (menu != QLatin1String(spec.menu) || !*spec.id || !*spec.keys) continue;
    auto* key = new QLabel(keysText(spec), sheet);
    key->setObjectName(QStringLiteral("key"));
    auto* text = new QLabel(withoutMnemonic(words(spec.text)), sheet);
    text->setToolTip(words(spec.tip));
    column.grid->addWidget(key, column.rows, 0);
    column.grid->addWidget(text, column.rows++, 1);
  }
}

}  // namespace

QWidget* makeKeySheet(QWidget* parent, int columnCount) {
  auto* sheet = new QWidget(parent);
  auto* across = new QHBoxLayout(sheet);
  const int gap = sheet->fontMetrics().averageCharWidth() * 2;
  across->setSpacing(gap * 2);
  std::vector<KeyColumn> columns(static_cast<std::size_t>(columnCount));
  for (KeyColumn& column : columns) {
    auto* down = new QVBoxLayout;
    column.grid = new QGridLayout;
    column.grid->setHorizontalSpacing(gap);
    column.grid->setVerticalSpacing(gap / 4);  // else it is the sheet's
    down->addLayout(column.grid);
    down->addStretch(1);
    across->addLayout(down);
  }
  // Each menu goes where there is the most room, so that the sheet fits a small window.
  QStringList menus;
  for (const ActionSpec& spec : kSpecs)
    if (!menus.contains(QLatin1String(spec.menu))) menus << QLatin1String(spec.menu);
  for (const QString& menu : menus)
    addMenu(*std::ranges::min_element(columns, {}, &KeyColumn::rows), sheet, menu);
  return sheet;
}

}  // namespace kts::app
