/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The protocol of kernel/kthread.c as the change of May 2007 made it. A variant is a macro named like it
 * (CHECK_BEFORE_STATE for check-before-state); each place that one changes says "differs".
 */

typedef kthread_create_info {
  completion started;
  byte result; /* the new task, or ERR_PTR; NULL until it is stored */
  completion done;
  bool dead /* kthread_create() has returned */
};
kthread_create_info create[CREATIONS]; /* each lies on its caller's stack */

byte kthread_create_lock;
chan kthread_create_list = [CREATIONS] of { byte };
bool list_changing;
byte kthreadd_task;

typedef kthread_stop_info {
  byte k;
  byte err;
  completion done
};
kthread_stop_info stop_info;
byte kthread_stop_lock;

#define kthread_should_stop() (stop_info.k == me)

/* ---- the new thread */

inline copy_request(c) {
  atomic {
    if
    :: create[c].dead -> BROKEN(dead_memory)
    :: else
    fi
  }
}

inline threadfn() {
#ifdef UNTIL_STOPPED
  set_current_state(TASK_INTERRUPTIBLE);
  do
  :: !kthread_should_stop() ->
     schedule();
     set_current_state(TASK_INTERRUPTIBLE)
  :: kthread_should_stop() -> break
  od;
  __set_current_state(TASK_RUNNING);
#endif
  ret = me /* a value that nobody else returns */
}

proctype kthread(byte c) provided (!over) {
  byte me = THREAD(c), ret = EINTR;
#ifndef LATE_COPY
  copy_request(c);
#endif
  __set_current_state(TASK_INTERRUPTIBLE);
  complete(create[c].started);
#ifdef LATE_COPY
  copy_request(c); /* differs: after started */
#endif
  schedule();

  if
  :: !kthread_should_stop() -> threadfn()
  :: kthread_should_stop()
  fi;

  if
  :: kthread_should_stop() ->
     stop_info.err = ret;
     complete(stop_info.done)
  :: !kthread_should_stop()
  fi;
  do_exit()
}

/* ---- who makes it: kthreadd, or the helper queue's worker */

inline kernel_thread(c) {
  atomic { task[THREAD(c)].state = TASK_RUNNING; run kthread(c) }
}

inline store_result(c, value) {
  atomic {
    if
    :: create[c].dead -> BROKEN(dead_memory)
    :: else -> create[c].result = value
    fi
  }
}

inline create_kthread(c) {
  if
  :: !fork_fails(c) ->
     kernel_thread(c);
     wait_for_completion(create[c].started);
#ifdef DONE_BEFORE_RESULT
     complete(create[c].done); /* differs: done first */
#endif
     store_result(c, THREAD(c))
#ifdef FORK_FAILS
  :: fork_fails(c) ->
     store_result(c, ERR_PTR)
#endif
  fi;
#ifndef DONE_BEFORE_RESULT
  complete(create[c].done)
#endif
}

proctype kthreadd() provided (!over) {
  byte me = KTHREADD, c;
  do
  ::
#if defined(CHECK_BEFORE_STATE)
     if
     :: empty(kthread_create_list) -> /* differs: the test first, then the state */
        set_current_state(TASK_INTERRUPTIBLE);
        schedule()
     :: nempty(kthread_create_list)
     fi;
#elif defined(ONE_PER_WAKE)
     set_current_state(TASK_INTERRUPTIBLE);
     schedule(); /* differs: without a look at the list */
#else
#ifdef NO_BARRIER
     __set_current_state(TASK_INTERRUPTIBLE); /* differs: a plain store */
#else
     set_current_state(TASK_INTERRUPTIBLE);
#endif
     if
     :: empty(kthread_create_list) -> schedule()
     :: nempty(kthread_create_list)
     fi;
#endif
     __set_current_state(TASK_RUNNING);

     spin_lock(kthread_create_lock);
     do
     :: nempty(kthread_create_list) ->
        list_del_first(c, kthread_create_list, list_changing);
        spin_unlock(kthread_create_lock);

        create_kthread(c);

        spin_lock(kthread_create_lock);
#if defined(ONE_PER_WAKE) || defined(DRAIN_ONE_RECHECK)
        break /* differs: if, where there was while */
#endif
     :: empty(kthread_create_list) -> break
     od;
     spin_unlock(kthread_create_lock)
  od
}

/* ---- who asks for it */

inline enqueue(c) {
#if defined(ADD_WITHOUT_LOCK)
  list_add_tail(c, kthread_create_list, list_changing); /* differs: outside the lock */
  spin_lock(kthread_create_lock);
  wake_up_process(kthreadd_task);
  spin_unlock(kthread_create_lock)
#elif defined(WAKE_BEFORE_ADD)
  spin_lock(kthread_create_lock);
  wake_up_process(kthreadd_task); /* differs: the wake first, then the request */
  list_add_tail(c, kthread_create_list, list_changing);
  spin_unlock(kthread_create_lock)
#else
  spin_lock(kthread_create_lock);
  list_add_tail(c, kthread_create_list, list_changing);
  wake_up_process(kthreadd_task);
  spin_unlock(kthread_create_lock)
#endif
}

/* `k` becomes the new thread, or ERR_PTR. */
inline kthread_create(c, k) {
  init_completion(create[c].started);
  init_completion(create[c].done);

  ask(c);
  wait_for_completion(create[c].done);

  atomic {
    if
    :: create[c].result == NULL -> BROKEN(data_race)
    :: else -> k = create[c].result
    fi
  };
  atomic { create[c].dead = true; create[c].started.dead = true; create[c].done.dead = true }
}

/* The thread must be asleep in kthread(): the kernel says BUG_ON(k->state != TASK_INTERRUPTIBLE). */
inline kthread_bind(k) {
  atomic {
    if
    :: task[k].state != TASK_INTERRUPTIBLE -> BROKEN(rule_broken)
    :: else
    fi
  };
  asleep(k) /* wait_task_inactive() */
}

inline kthread_stop(k) {
  spin_lock(kthread_stop_lock); /* a mutex */
#ifdef STOP_INFO_LATE_INIT
  stop_info.k = k; /* differs: .k first, then the completion */
  init_completion(stop_info.done);
#else
  init_completion(stop_info.done);
  stop_info.k = k;
#endif
  wake_up_process(k);

  wait_for_completion(stop_info.done);
  stop_info.k = NULL;
  atomic {
    if
    :: stop_info.err == k -> skip     /* what threadfn returned */
    :: stop_info.err == EINTR -> skip /* threadfn never ran */
    :: else -> BROKEN(rule_broken)
    fi
  };
  spin_unlock(kthread_stop_lock)
}
