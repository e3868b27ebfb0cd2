/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An oracle for the explorers: the creation of kernel threads in Promela, written from the words of the
 * protocol and not from this program's code, for Spin to try every order of. Two programs that share nothing
 * must come to the same verdicts.
 *
 *   spin -DN=2 -a oracle.pml && gcc -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -c0 -n
 *
 * N is the number of callers; each makes REQUESTS creations. What callers do with a new thread (BIND, STOP,
 * NEVER_WOKEN), what the thread does (UNTIL_STOPPED), what fails (FORK_FAILS), the world (BOOT,
 * SEMAPHORE_HELD), the design (WORKQUEUE), the memory (TSO) and the variant are macros. check_oracle.py knows
 * which go together.
 */

#ifndef N
#define N 1
#endif
#ifndef REQUESTS
#define REQUESTS 1
#endif
#define CREATIONS (N * REQUESTS)

/* Numbers of tasks; NULL is none. */
#define KTHREADD 1
#define KEVENTD_WORKER 2
#define SWAPPER 3
#define QUEUER 4
#define CALLER(n) (5 + n)
#define THREAD(c) (5 + N + c)
#define TASKS (5 + N + CREATIONS)

#ifdef FORK_FAILS
#define fork_fails(c) (c == 1)
#else
#define fork_fails(c) false
#endif

#ifdef WORKQUEUE
#define KEVENTD 0 /* the queue that everybody shares */
#define HELPER 1  /* helper_wq */
#ifdef SHARED_KEVENTD
#define queue_of_creations KEVENTD /* differs */
#else
#define queue_of_creations HELPER
#endif
#define ask(c) queue_work(queue_of_creations, c)
#define idle_with_requests \
  (idle(KTHREADD) && nempty(worklist[HELPER]) || idle(KEVENTD_WORKER) && nempty(worklist[KEVENTD]))
#else
#define ask(c) enqueue(c)
#define idle_with_requests (idle(KTHREADD) && nempty(kthread_create_list))
#endif

#include "kernel.pml"
#include "kthread.pml"
#ifdef WORKQUEUE
#include "workqueue.pml"
#endif

byte kernel_lock;

proctype caller(byte n) provided (!over) {
  byte me = CALLER(n), c = n * REQUESTS, k;
#if defined(BOOT) && !defined(CREATED_BEFORE_KTHREADD)
  spin_lock(kernel_lock); /* kernel_init(): lock_kernel(). Nobody wants it later: sleep need not drop it */
#endif
#ifdef SEMAPHORE_HELD
  down();
#endif
  do
  :: c < (n + 1) * REQUESTS ->
     kthread_create(c, k);
     if
     :: k != ERR_PTR ->
#ifdef BIND
        kthread_bind(k);
#endif
#ifndef NEVER_WOKEN
        wake_up_process(k);
#endif
#ifdef STOP
        kthread_stop(k);
#endif
        skip
#ifdef FORK_FAILS
     :: k == ERR_PTR
#endif
     fi;
     c++
  :: c == (n + 1) * REQUESTS -> break
  od;
#ifdef SEMAPHORE_HELD
  up();
#endif
#if defined(BOOT) && !defined(CREATED_BEFORE_KTHREADD)
  spin_unlock(kernel_lock);
#endif
  do_exit()
}

/* The boot task, which holds the big kernel lock. */
proctype rest_init() provided (!over) {
  byte me = SWAPPER;
  run caller(0); /* kernel_init() */
  atomic { task[KTHREADD].state = TASK_RUNNING; run kthreadd() };
  kthreadd_task = KTHREADD;
  spin_unlock(kernel_lock);
  do_exit()
}

/* ---- the end: nobody can move */

#if defined(UNTIL_STOPPED) && !defined(STOP)
#define may_stay(t) (asleep(t) && task[t].state == TASK_INTERRUPTIBLE) /* it waits to be stopped */
#else
#define may_stay(t) false
#endif
#ifdef SEMAPHORE_HELD
#define keventd_runs true
#else
#define keventd_runs false
#endif
#define gone(t) (task[t].state == EXITED || task[t].state == NOT_BORN)
#define idle(server) (asleep(server) && task[server].state == TASK_INTERRUPTIBLE)
#define missed(x) (x.waiter != NULL && x.done > 0 && asleep(x.waiter))
#define stop_missed(t) (asleep(t) && stop_info.k == t)

/* A lost wakeup: somebody sleeps although what it waits for is there. It outranks a deadlock: somebody waits
 * for what will never be. */
inline judge() {
  for (i : 0 .. CREATIONS - 1) {
    lost = lost || missed(create[i].started) || missed(create[i].done) || stop_missed(THREAD(i));
    stuck = stuck || !(gone(THREAD(i)) || may_stay(THREAD(i)))
  }
  for (i : 0 .. N - 1) {
    stuck = stuck || !gone(CALLER(i))
  }
  lost = lost || missed(stop_info.done) || idle_with_requests;
  stuck = stuck || !gone(QUEUER) || !gone(SWAPPER) || !idle(KTHREADD);
  stuck = stuck || (keventd_runs && !idle(KEVENTD_WORKER));
  i = 0
}

init {
  byte i;
  bool lost, stuck;
  atomic {
#ifdef TSO
    run store_buffer(KTHREADD);
    for (i : 0 .. N - 1) {
      run store_buffer(CALLER(i))
    }
    for (i : 0 .. CREATIONS - 1) {
      run store_buffer(THREAD(i))
    }
    i = 0;
#endif
#if defined(BOOT)
    task[SWAPPER].state = TASK_RUNNING;
    task[CALLER(0)].state = TASK_RUNNING;
    kernel_lock = SWAPPER;
    run rest_init();
#else
    task[KTHREADD].state = TASK_RUNNING;
    kthreadd_task = KTHREADD;
#ifdef WORKQUEUE
    run worker_thread(KTHREADD, HELPER);
#else
    run kthreadd();
#endif
#ifdef SEMAPHORE_HELD
    task[KEVENTD_WORKER].state = TASK_RUNNING;
    run worker_thread(KEVENTD_WORKER, KEVENTD);
    task[QUEUER].state = TASK_RUNNING;
    run user_of_keventd();
#endif
    for (i : 0 .. N - 1) {
      task[CALLER(i)].state = TASK_RUNNING;
      run caller(i)
    }
    i = 0
#endif
  };
end:
  do
  :: atomic {
       timeout ->
       judge();
       if
       :: over
       :: !over && lost -> BROKEN(lost_wakeup)
       :: !over && !lost && stuck -> BROKEN(deadlock)
       :: !over && !lost && !stuck -> BROKEN(good_end)
       fi
     }
  od
}
