/* Lets ThreadSanitizer see GLib's locks.
 *
 * The packaged GLib locks with futexes of its own, which the sanitizer does not know: every value guarded by
 * a GMutex would look like a race. A test that includes this header gets, in a build with -fsanitize=thread
 * and only there, wrappers that tell the sanitizer what GLib's locks order. Run such tests with
 * G_SLICE=always-malloc. */
#ifndef KEYRACK_TESTS_SUPPORT_TSAN_GLIB_H
#define KEYRACK_TESTS_SUPPORT_TSAN_GLIB_H

#ifdef __SANITIZE_THREAD__
extern int tsan_glib_linked;
__attribute__((used)) static int *const tsan_glib_anchor = &tsan_glib_linked;
#endif

#endif
