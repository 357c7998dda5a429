#include "tests/support/tsan_glib.h"

#ifdef __SANITIZE_THREAD__

#include <dlfcn.h>
#include <glib.h>
#include <pthread.h>
#include <sanitizer/tsan_interface.h>
#include <stdlib.h>
#include <unistd.h>

int tsan_glib_linked;

/* GLib's own pool of small blocks would look like one thread writing into another's memory. It is chosen
 * before any code of ours runs, so the program is begun again with the pool turned off. */
__attribute__((constructor)) static void avoid_slices(int argc, char **argv)
{
    (void)argc;
    if (getenv("G_SLICE") != NULL)
        return;
    setenv("G_SLICE", "always-malloc", TRUE);
    execv("/proc/self/exe", argv);
    abort();
}

/* The function of that name in GLib itself, behind ours. */
static void *glib_function(void **slot, const char *name)
{
    void *function = __atomic_load_n(slot, __ATOMIC_ACQUIRE);
    if (function == NULL) {
        function = dlsym(RTLD_NEXT, name);
        g_assert(function != NULL);
        __atomic_store_n(slot, function, __ATOMIC_RELEASE);
    }
    return function;
}

#define WRAP_BEFORE(Name, Type, Note)                                                                        \
    void Name(Type *lock)                                                                                    \
    {                                                                                                        \
        static void *function;                                                                               \
        Note(lock);                                                                                          \
        ((void (*)(Type *))glib_function(&function, #Name))(lock);                                           \
    }
#define WRAP_AFTER(Name, Type, Note)                                                                         \
    void Name(Type *lock)                                                                                    \
    {                                                                                                        \
        static void *function;                                                                               \
        ((void (*)(Type *))glib_function(&function, #Name))(lock);                                           \
        Note(lock);                                                                                          \
    }
#define WRAP_TRY(Name, Type, Note)                                                                           \
    gboolean Name(Type *lock)                                                                                \
    {                                                                                                        \
        static void *function;                                                                               \
        gboolean locked = ((gboolean(*)(Type *))glib_function(&function, #Name))(lock);                      \
        if (locked)                                                                                          \
            Note(lock);                                                                                      \
        return locked;                                                                                       \
    }

WRAP_AFTER(g_mutex_lock, GMutex, __tsan_acquire)
WRAP_TRY(g_mutex_trylock, GMutex, __tsan_acquire)
WRAP_BEFORE(g_mutex_unlock, GMutex, __tsan_release)
WRAP_AFTER(g_rec_mutex_lock, GRecMutex, __tsan_acquire)
WRAP_TRY(g_rec_mutex_trylock, GRecMutex, __tsan_acquire)
WRAP_BEFORE(g_rec_mutex_unlock, GRecMutex, __tsan_release)
WRAP_AFTER(g_rw_lock_writer_lock, GRWLock, __tsan_acquire)
WRAP_BEFORE(g_rw_lock_writer_unlock, GRWLock, __tsan_release)
WRAP_AFTER(g_rw_lock_reader_lock, GRWLock, __tsan_acquire)
WRAP_BEFORE(g_rw_lock_reader_unlock, GRWLock, __tsan_release)

void g_cond_wait(GCond *condition, GMutex *mutex)
{
    static void *function;
    __tsan_release(mutex);
    ((void (*)(GCond *, GMutex *))glib_function(&function, "g_cond_wait"))(condition, mutex);
    __tsan_acquire(mutex);
}

gboolean g_cond_wait_until(GCond *condition, GMutex *mutex, gint64 end_time)
{
    static void *function;
    __tsan_release(mutex);
    gboolean signalled = ((gboolean(*)(GCond *, GMutex *, gint64))glib_function(
        &function, "g_cond_wait_until"))(condition, mutex, end_time);
    __tsan_acquire(mutex);
    return signalled;
}

/* Whoever gives back the last reference has seen what all the others did; one after the other, because only
 * GLib knows which is the last. */
void g_bytes_unref(GBytes *bytes)
{
    static pthread_mutex_t one_by_one = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
    static void *function;
    pthread_mutex_lock(&one_by_one);
    ((void (*)(GBytes *))glib_function(&function, "g_bytes_unref"))(bytes);
    pthread_mutex_unlock(&one_by_one);
}

#undef g_once_init_leave
void g_once_init_leave(volatile void *location, gsize result)
{
    static void *function;
    __tsan_release((void *)location);
    ((void (*)(volatile void *, gsize))glib_function(&function, "g_once_init_leave"))(location, result);
}

#endif
