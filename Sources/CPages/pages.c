#include "pages.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

#define HTML "text/html; charset=utf-8"
#define STYLE "text/css; charset=utf-8"
#define SCRIPT "text/javascript; charset=utf-8"
#define DRAWING "image/svg+xml"

static const unsigned char pages_appointments_html[] = {
#embed "Public/pages/appointments.html"
};
static const unsigned char pages_call_html[] = {
#embed "Public/pages/call.html"
};
static const unsigned char pages_chat_html[] = {
#embed "Public/pages/chat.html"
};
static const unsigned char pages_error_html[] = {
#embed "Public/pages/error.html"
};
static const unsigned char pages_sign_in_html[] = {
#embed "Public/pages/sign-in.html"
};
static const unsigned char pages_test_devices_html[] = {
#embed "Public/pages/test-devices.html"
};
static const unsigned char static_favicon_svg[] = {
#embed "Public/static/favicon.svg"
};

const cpages_file cpages_files[] = {
    {"/pages/appointments.html", pages_appointments_html, sizeof pages_appointments_html, HTML},
    {"/pages/call.html", pages_call_html, sizeof pages_call_html, HTML},
    {"/pages/chat.html", pages_chat_html, sizeof pages_chat_html, HTML},
    {"/pages/error.html", pages_error_html, sizeof pages_error_html, HTML},
    {"/pages/sign-in.html", pages_sign_in_html, sizeof pages_sign_in_html, HTML},
    {"/pages/test-devices.html", pages_test_devices_html, sizeof pages_test_devices_html, HTML},
    {"/static/favicon.svg", static_favicon_svg, sizeof static_favicon_svg, DRAWING},
};

const unsigned long cpages_count = sizeof cpages_files / sizeof cpages_files[0];
