// SPDX-License-Identifier: GPL-2.0-or-later
// The entry point of kthreadscope_event.so: sqlite3 -cmd ".load ./kthreadscope_event" FILE.ktr
#include <sqlite3ext.h>

#include "recordings/queries/event_table.h"
SQLITE_EXTENSION_INIT1

extern "C" __attribute__((visibility("default"))) int sqlite3_extension_init(
    sqlite3* database, char**, const sqlite3_api_routines* api) {
  SQLITE_EXTENSION_INIT2(api);
  return kts::recordings::registerEventTable(database);
}
