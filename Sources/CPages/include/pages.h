#pragma once

// The web pages, embedded in the binary: every file under Public/, by its path there.
//
// What is below "/static/" is served under that very path to anyone. What is below "/pages/" is
// HTML that the routes answer with; it holds no data, its script asks the same URL (or those
// named here) for JSON:
//
//   route                                    file                       may be seen by
//   GET /, /sign-in                          /pages/sign-in.html        anyone
//   GET /appointments/                       /pages/appointments.html   signed in (an administrator
//                                                                       gets the hospital's list)
//   GET /appointments/{id}/chat/             /pages/chat.html           the room's people
//   GET /appointments/{id}/video-call/       /pages/call.html           the room's people
//   GET /video-call/test-devices/            /pages/test-devices.html   signed in
//   any refusal or failure                   /pages/error.html          anyone
//
// error.html is sent with the refusal's own status. Where it holds "{{code}}", the stable code of
// the refusal may be put in its place (letters, digits, '-' only); the words for each code are in
// /static/strings/en.js. Left as it is, the page tells from the HTTP status alone.
//
// The pages need no inline script or style: `default-src 'self'` is enough.

/// One embedded file.
typedef struct {
  /// Absolute, as in a URL: "/static/call.js".
  const char *path;
  /// Its bytes, not ended by a zero.
  const unsigned char *bytes;
  /// How many they are.
  unsigned long length;
  /// The Content-Type header: "text/html; charset=utf-8".
  const char *type;
} cpages_file;

/// Every file, sorted by nothing in particular.
extern const cpages_file cpages_files[];
/// How many entries `cpages_files` has.
extern const unsigned long cpages_count;

/// `cpages_files`, for callers to whom an array of unknown length is not visible.
static inline const cpages_file *cpages_table(void) { return cpages_files; }
