// SPDX-License-Identifier: GPL-2.0-or-later
// The virtual table event(run, seq, step, t_ns, task, kind, object, request, arg, effect, file, line): the
// blocks of a recording as rows. The program registers it for its own queries; the same code, built against a
// shell's SQLite, is the extension kthreadscope_event.so.
#pragma once

struct sqlite3;

namespace kts::recordings {

// An SQLite result code.
int registerEventTable(sqlite3* database);

}  // namespace kts::recordings
