/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What kernel/kthread.c stands on: task states, spinlocks, completions. Each statement is one step of the
 * model, and so is each `atomic`. Where several things happen in one step, it is for one of two reasons:
 *
 *  - the kernel itself does them in one access that others see whole or not at all (taking a lock; schedule()
 *    that looks at the state and leaves the CPU; wake_up_process(), which works under the run queue's lock);
 *  - what is added is seen by nobody but the owner of a lock that was just taken, or by nobody at all yet:
 *    such accesses commute with every step of everybody else, so no order is lost.
 *
 * Accesses that are not ordered by a lock are never joined: a writer opens a window in one step and closes it
 * in the next, and who else comes in between has found a data race.
 */

#define NULL 0
#define FREE 0
#define ERR_PTR 255
#define EINTR 4

mtype = { NOTHING, NOT_BORN, TASK_RUNNING, TASK_INTERRUPTIBLE, TASK_UNINTERRUPTIBLE, EXITED };

/* ---- findings: the first one ends the run, for every process is `provided (!over)` */

bool over;
bool lost_wakeup, deadlock, data_race, dead_memory, rule_broken;
bool good_end; /* "found" like the others: an order that ends well is seen, not taken for granted */

#define BROKEN(kind) d_step { over = true; kind = true; assert(!kind) }

/* ---- tasks: `me` is `current` */

typedef task_struct {
  mtype state = NOT_BORN;
#ifdef TSO
  mtype buffered = NOTHING; /* a store that its own CPU alone sees yet */
#endif
  bool on_cpu = true
};
task_struct task[TASKS];

#define asleep(t) (!task[t].on_cpu)
#define sleeps(t) (task[t].state == TASK_INTERRUPTIBLE || task[t].state == TASK_UNINTERRUPTIBLE)

/* The two differ by a barrier. Of all plain stores this is the only one that its task may follow by a read
 * without a lock in between, so it is the only one that a store buffer can move past anything. Taking a lock
 * empties the buffer, as a locked access does; so does letting go of one, for stores become seen in order. */
#ifdef TSO
inline store_buffer_drains(t) {
  if
  :: task[t].buffered != NOTHING -> task[t].state = task[t].buffered; task[t].buffered = NOTHING
  :: else
  fi
}
inline barrier() { store_buffer_drains(me) }
inline __set_current_state(to) { atomic { barrier(); task[me].buffered = to } }
inline set_current_state(to) { atomic { barrier(); task[me].state = to } }

proctype store_buffer(byte owner) provided (!over) {
end:
  do
  :: atomic { task[owner].buffered != NOTHING -> store_buffer_drains(owner) } /* at any moment */
  od
}
#else
inline barrier() { skip }
inline __set_current_state(to) { task[me].state = to }
inline set_current_state(to) { task[me].state = to }
#endif

inline schedule() {
  atomic {
    barrier();
    task[me].on_cpu = (task[me].state == TASK_RUNNING); /* decides and leaves in one access */
    task[me].on_cpu /* comes back by a wake alone */
  }
}

inline wake_up_process(p) {
  atomic {
    barrier();
    if
    :: p == NULL -> BROKEN(rule_broken)
    :: p != NULL && sleeps(p) && asleep(p) ->
       task[p].state = TASK_RUNNING; /* woke */
       task[p].on_cpu = true
    :: p != NULL && sleeps(p) && !asleep(p) ->
       task[p].state = TASK_RUNNING /* kept awake: it was about to leave its CPU */
    :: p != NULL && !sleeps(p) ->
       skip /* found running, or gone */
    fi
  }
}

/* Also for a caller that goes back to user space: nothing is heard of it again. */
inline do_exit() { set_current_state(EXITED) }

/* ---- spinlocks; mutexes and the big kernel lock are enough like them here */

inline spin_lock(lock) { atomic { lock == FREE -> barrier(); lock = me } }
inline spin_unlock(lock) { atomic { barrier(); lock = FREE } }

/* ---- completions: at most one task waits for each of ours */

typedef completion {
  byte wait_lock; /* its owner */
  byte done;
  byte waiter;
  bool changing; /* somebody is in init_completion(), or changes a count that is looked at without the lock */
  bool dead      /* the stack that it lay on is used for something else by now */
};

inline touch(x) {
  if
  :: x.dead -> BROKEN(dead_memory)
  :: !x.dead && x.changing -> BROKEN(data_race)
  :: else
  fi
}

/* On dead memory one gets "in" at once: the finding must not hide behind a lock that is never free. */
inline lock_completion(x) {
  atomic { x.wait_lock == FREE || x.dead -> touch(x); barrier(); x.wait_lock = me }
}
inline unlock_completion(x) { atomic { touch(x); barrier(); x.wait_lock = FREE } }

inline init_completion(x) {
  atomic {
    if
    :: x.wait_lock != FREE -> BROKEN(data_race)
    :: else -> x.changing = true
    fi
  };
  d_step { x.done = 0; x.waiter = NULL; x.changing = false }
}

inline complete(x) {
#ifdef COMPLETION_NO_RELOCK
  lock_completion(x);
  x.changing = true;
  atomic { x.done++; x.changing = false };
#else
  atomic { lock_completion(x); x.done++ };
#endif
  if
  :: x.waiter != NULL -> wake_up_process(x.waiter)
  :: else
  fi;
  unlock_completion(x)
}

/* The lock is taken again before it looks and before it returns: so complete() has let go of the completion
 * by then, and the completion may lie on the waiter's stack. */
inline wait_for_completion(x) {
  lock_completion(x);
  do
  :: x.done == 0 ->
     x.waiter = me;
     __set_current_state(TASK_UNINTERRUPTIBLE);
     unlock_completion(x);
     schedule();
#ifdef COMPLETION_NO_RELOCK
     touch(x); /* differs: who has slept looks at the count without the lock, and returns without it */
     if
     :: x.done > 0 -> break
     :: else
     fi;
#endif
     lock_completion(x)
  :: else -> break
  od;
  atomic { x.waiter = NULL; x.done-- };
#ifdef COMPLETION_NO_RELOCK
  if
  :: x.wait_lock == me -> unlock_completion(x)
  :: else
  fi
#else
  unlock_completion(x)
#endif
}

/* ---- a list of requests, by number: what list_empty() tests is one word, so it needs no lock */

inline change_begins(changing) {
  atomic {
    if
    :: changing -> BROKEN(data_race)
    :: else -> changing = true /* from here on the links are not whole */
    fi
  }
}
inline list_add_tail(c, list, changing) {
  change_begins(changing);
  atomic { list ! c; changing = false }
}
inline list_del_first(c, list, changing) {
  change_begins(changing);
  atomic { list ? c; changing = false }
}
