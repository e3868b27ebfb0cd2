/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The design that kthreadd took the place of: requests are items on the worklist of a helper queue of its own,
 * whose one worker makes the threads. That nobody ever stops a worker is left out of its loop.
 */

chan worklist[2] = [CREATIONS + 1] of { byte };
byte work_lock[2];
bool worklist_changing[2];
completion more_work[2]; /* a wait queue: its count stays 0 */

/* ---- wait queues: a completion without a count */

inline add_wait_queue(x) { atomic { lock_completion(x); x.waiter = me }; unlock_completion(x) }
inline remove_wait_queue(x) { atomic { lock_completion(x); x.waiter = NULL }; unlock_completion(x) }
inline wake_up(x) {
  lock_completion(x);
  if
  :: x.waiter != NULL -> wake_up_process(x.waiter)
  :: else
  fi;
  unlock_completion(x)
}

inline queue_work(q, item) {
  spin_lock(work_lock[q]);
  list_add_tail(item, worklist[q], worklist_changing[q]);
  wake_up(more_work[q]);
  spin_unlock(work_lock[q])
}

/* ---- one semaphore, which somebody's work item takes, and a caller around its creation */

#define ITEM_THAT_TAKES_IT CREATIONS
byte semaphore = 1;
inline down() { atomic { semaphore > 0 -> semaphore-- } }
inline up() { semaphore++ }

proctype user_of_keventd() provided (!over) {
  byte me = QUEUER;
  queue_work(KEVENTD, ITEM_THAT_TAKES_IT);
  do_exit()
}

/* ---- the worker */

inline run_item(item) {
#ifdef SEMAPHORE_HELD
  if
  :: item == ITEM_THAT_TAKES_IT -> down(); up()
  :: else -> create_kthread(item)
  fi
#else
  create_kthread(item)
#endif
}

proctype worker_thread(byte me; byte q) provided (!over) {
  byte item;
  set_current_state(TASK_INTERRUPTIBLE);
  do
  ::
     add_wait_queue(more_work[q]);
     if
     :: empty(worklist[q]) -> schedule()
     :: nempty(worklist[q]) -> __set_current_state(TASK_RUNNING)
     fi;
     remove_wait_queue(more_work[q]);

     if
     :: nempty(worklist[q]) ->
        spin_lock(work_lock[q]);
        do
        :: nempty(worklist[q]) ->
           list_del_first(item, worklist[q], worklist_changing[q]);
           spin_unlock(work_lock[q]);

           run_item(item);

           spin_lock(work_lock[q])
        :: empty(worklist[q]) -> break
        od;
        spin_unlock(work_lock[q])
     :: empty(worklist[q])
     fi;
     set_current_state(TASK_INTERRUPTIBLE)
  od
}
