/* ThreadSanitizer watches the POSIX locks but not GLib's, which are futexes inside the library: every use of them
 * would look like a race. A build with KEYRACK_SANITIZE=thread puts this header in front of every file, and GLib's lock
 * names then mean POSIX locks. It is used for nothing else. */
#ifndef KEYRACK_TESTS_SUPPORT_TSAN_GLIB_H
#define KEYRACK_TESTS_SUPPORT_TSAN_GLIB_H

#include <glib.h>
#include <pthread.h>
#include <sanitizer/tsan_interface.h>
#include <time.h>

#define GMutex pthread_mutex_t
#define g_mutex_init(mutex) pthread_mutex_init(mutex, NULL)
#define g_mutex_clear(mutex) pthread_mutex_destroy(mutex)
#define g_mutex_lock(mutex) pthread_mutex_lock(mutex)
#define g_mutex_unlock(mutex) pthread_mutex_unlock(mutex)
#define g_mutex_trylock(mutex) (pthread_mutex_trylock(mutex) == 0)

#define GMutexLocker TsanMutexLocker
#define g_mutex_locker_new(mutex) tsan_mutex_locker_new(mutex)
typedef pthread_mutex_t TsanMutexLocker;

static inline TsanMutexLocker *tsan_mutex_locker_new(pthread_mutex_t *mutex)
{
    pthread_mutex_lock(mutex);
    return mutex;
}

static inline void tsan_mutex_locker_free(TsanMutexLocker *locker)
{
    pthread_mutex_unlock(locker);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TsanMutexLocker, tsan_mutex_locker_free)

#define GRecMutex pthread_mutex_t
#define g_rec_mutex_init(mutex) tsan_rec_mutex_init(mutex)
#define g_rec_mutex_clear(mutex) pthread_mutex_destroy(mutex)
#define g_rec_mutex_lock(mutex) pthread_mutex_lock(mutex)
#define g_rec_mutex_unlock(mutex) pthread_mutex_unlock(mutex)
#define g_rec_mutex_trylock(mutex) (pthread_mutex_trylock(mutex) == 0)

static inline void tsan_rec_mutex_init(pthread_mutex_t *mutex)
{
    pthread_mutexattr_t attributes;

    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(mutex, &attributes);
    pthread_mutexattr_destroy(&attributes);
}

#define GRWLock pthread_rwlock_t
#define g_rw_lock_init(lock) pthread_rwlock_init(lock, NULL)
#define g_rw_lock_clear(lock) pthread_rwlock_destroy(lock)
#define g_rw_lock_reader_lock(lock) pthread_rwlock_rdlock(lock)
#define g_rw_lock_reader_unlock(lock) pthread_rwlock_unlock(lock)
#define g_rw_lock_writer_lock(lock) pthread_rwlock_wrlock(lock)
#define g_rw_lock_writer_unlock(lock) pthread_rwlock_unlock(lock)

#define GCond pthread_cond_t
#define g_cond_init(condition) pthread_cond_init(condition, NULL)
#define g_cond_clear(condition) pthread_cond_destroy(condition)
#define g_cond_signal(condition) pthread_cond_signal(condition)
#define g_cond_broadcast(condition) pthread_cond_broadcast(condition)
#define g_cond_wait(condition, mutex) pthread_cond_wait(condition, mutex)
#define g_cond_wait_until(condition, mutex, end_us) tsan_cond_wait_until(condition, mutex, end_us)

static inline gboolean tsan_cond_wait_until(pthread_cond_t *condition, pthread_mutex_t *mutex, gint64 end_us)
{
    struct timespec end = {.tv_sec = end_us / G_USEC_PER_SEC, .tv_nsec = end_us % G_USEC_PER_SEC * 1000};

    return pthread_cond_clockwait(condition, mutex, CLOCK_MONOTONIC, &end) == 0;
}

#undef g_once_init_enter
#undef g_once_init_leave
#define g_once_init_enter(location) tsan_once_enter(location)
#define g_once_init_leave(location, result) tsan_once_leave(location, (gsize)(result))

static inline gboolean tsan_once_enter(volatile void *location)
{
    gboolean first = (g_once_init_enter)(location);

    __tsan_acquire((void *)location);
    return first;
}

static inline void tsan_once_leave(volatile void *location, gsize result)
{
    __tsan_release((void *)location);
    (g_once_init_leave)(location, result);
}

#endif
