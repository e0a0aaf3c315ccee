#include "pages.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

#define HTML "text/html; charset=utf-8"
#define STYLE "text/css; charset=utf-8"
#define SCRIPT "text/javascript; charset=utf-8"
#define DRAWING "image/svg+xml"
#define JSON "application/json"

static const unsigned char api_openapi_json[] = {
#embed "Public/api/openapi.json"
};
static const unsigned char pages_appointments_html[] = {
#embed "Public/pages/appointments.html"
};
static const unsigned char pages_audit_html[] = {
#embed "Public/pages/audit.html"
};
static const unsigned char pages_call_html[] = {
#embed "Public/pages/call.html"
};
static const unsigned char pages_chat_html[] = {
#embed "Public/pages/chat.html"
};
static const unsigned char pages_connection_report_html[] = {
#embed "Public/pages/connection-report.html"
};
static const unsigned char pages_consultation_html[] = {
#embed "Public/pages/consultation.html"
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
static const unsigned char static_aorta_client_js[] = {
#embed "Public/static/aorta-client.js"
};
static const unsigned char static_appointments_js[] = {
#embed "Public/static/appointments.js"
};
static const unsigned char static_audit_js[] = {
#embed "Public/static/audit.js"
};
static const unsigned char static_call_js[] = {
#embed "Public/static/call.js"
};
static const unsigned char static_call_chat_panel_js[] = {
#embed "Public/static/call/chat-panel.js"
};
static const unsigned char static_call_controls_js[] = {
#embed "Public/static/call/controls.js"
};
static const unsigned char static_call_device_choice_js[] = {
#embed "Public/static/call/device-choice.js"
};
static const unsigned char static_call_ending_js[] = {
#embed "Public/static/call/ending.js"
};
static const unsigned char static_call_invitations_js[] = {
#embed "Public/static/call/invitations.js"
};
static const unsigned char static_call_notices_js[] = {
#embed "Public/static/call/notices.js"
};
static const unsigned char static_call_overlay_js[] = {
#embed "Public/static/call/overlay.js"
};
static const unsigned char static_call_own_devices_js[] = {
#embed "Public/static/call/own-devices.js"
};
static const unsigned char static_call_panels_js[] = {
#embed "Public/static/call/panels.js"
};
static const unsigned char static_call_people_panel_js[] = {
#embed "Public/static/call/people-panel.js"
};
static const unsigned char static_call_recording_consent_js[] = {
#embed "Public/static/call/recording-consent.js"
};
static const unsigned char static_call_scene_js[] = {
#embed "Public/static/call/scene.js"
};
static const unsigned char static_call_self_view_js[] = {
#embed "Public/static/call/self-view.js"
};
static const unsigned char static_call_stage_js[] = {
#embed "Public/static/call/stage.js"
};
static const unsigned char static_call_wake_lock_js[] = {
#embed "Public/static/call/wake-lock.js"
};
static const unsigned char static_chat_js[] = {
#embed "Public/static/chat.js"
};
static const unsigned char static_client_chat_outbox_js[] = {
#embed "Public/static/client/chat-outbox.js"
};
static const unsigned char static_client_connection_watch_js[] = {
#embed "Public/static/client/connection-watch.js"
};
static const unsigned char static_client_first_media_js[] = {
#embed "Public/static/client/first-media.js"
};
static const unsigned char static_client_level_meter_js[] = {
#embed "Public/static/client/level-meter.js"
};
static const unsigned char static_client_link_quality_js[] = {
#embed "Public/static/client/link-quality.js"
};
static const unsigned char static_client_local_devices_js[] = {
#embed "Public/static/client/local-devices.js"
};
static const unsigned char static_client_media_link_js[] = {
#embed "Public/static/client/media-link.js"
};
static const unsigned char static_client_media_rung_js[] = {
#embed "Public/static/client/media-rung.js"
};
static const unsigned char static_client_numbered_session_js[] = {
#embed "Public/static/client/numbered-session.js"
};
static const unsigned char static_client_poll_carrier_js[] = {
#embed "Public/static/client/poll-carrier.js"
};
static const unsigned char static_client_publish_connection_js[] = {
#embed "Public/static/client/publish-connection.js"
};
static const unsigned char static_client_signaling_channel_js[] = {
#embed "Public/static/client/signaling-channel.js"
};
static const unsigned char static_client_socket_carrier_js[] = {
#embed "Public/static/client/socket-carrier.js"
};
static const unsigned char static_client_stillness_js[] = {
#embed "Public/static/client/stillness.js"
};
static const unsigned char static_client_subscribe_connection_js[] = {
#embed "Public/static/client/subscribe-connection.js"
};
static const unsigned char static_connection_report_js[] = {
#embed "Public/static/connection-report.js"
};
static const unsigned char static_consultation_js[] = {
#embed "Public/static/consultation.js"
};
static const unsigned char static_error_js[] = {
#embed "Public/static/error.js"
};
static const unsigned char static_favicon_svg[] = {
#embed "Public/static/favicon.svg"
};
static const unsigned char static_icons_svg[] = {
#embed "Public/static/icons.svg"
};
static const unsigned char static_page_js[] = {
#embed "Public/static/page.js"
};
static const unsigned char static_plot_js[] = {
#embed "Public/static/plot.js"
};
static const unsigned char static_recordings_js[] = {
#embed "Public/static/recordings.js"
};
static const unsigned char static_report_page_js[] = {
#embed "Public/static/report-page.js"
};
static const unsigned char static_report_probe_js[] = {
#embed "Public/static/report/probe.js"
};
static const unsigned char static_report_result_view_js[] = {
#embed "Public/static/report/result-view.js"
};
static const unsigned char static_report_signaling_ways_js[] = {
#embed "Public/static/report/signaling-ways.js"
};
static const unsigned char static_report_wording_js[] = {
#embed "Public/static/report/wording.js"
};
static const unsigned char static_sign_in_js[] = {
#embed "Public/static/sign-in.js"
};
static const unsigned char static_strings_de_js[] = {
#embed "Public/static/strings/de.js"
};
static const unsigned char static_strings_en_js[] = {
#embed "Public/static/strings/en.js"
};
static const unsigned char static_style_base_css[] = {
#embed "Public/static/style/base.css"
};
static const unsigned char static_style_call_css[] = {
#embed "Public/static/style/call.css"
};
static const unsigned char static_style_pages_css[] = {
#embed "Public/static/style/pages.css"
};
static const unsigned char static_test_devices_js[] = {
#embed "Public/static/test-devices.js"
};
static const unsigned char static_text_js[] = {
#embed "Public/static/text.js"
};

const cpages_file cpages_files[] = {
    {"/api/openapi.json", api_openapi_json, sizeof api_openapi_json, JSON},
    {"/pages/appointments.html", pages_appointments_html, sizeof pages_appointments_html, HTML},
    {"/pages/audit.html", pages_audit_html, sizeof pages_audit_html, HTML},
    {"/pages/call.html", pages_call_html, sizeof pages_call_html, HTML},
    {"/pages/chat.html", pages_chat_html, sizeof pages_chat_html, HTML},
    {"/pages/connection-report.html",
     pages_connection_report_html, sizeof pages_connection_report_html,
     HTML},
    {"/pages/consultation.html", pages_consultation_html, sizeof pages_consultation_html, HTML},
    {"/pages/error.html", pages_error_html, sizeof pages_error_html, HTML},
    {"/pages/sign-in.html", pages_sign_in_html, sizeof pages_sign_in_html, HTML},
    {"/pages/test-devices.html", pages_test_devices_html, sizeof pages_test_devices_html, HTML},
    {"/static/aorta-client.js", static_aorta_client_js, sizeof static_aorta_client_js, SCRIPT},
    {"/static/appointments.js", static_appointments_js, sizeof static_appointments_js, SCRIPT},
    {"/static/audit.js", static_audit_js, sizeof static_audit_js, SCRIPT},
    {"/static/call.js", static_call_js, sizeof static_call_js, SCRIPT},
    {"/static/call/chat-panel.js",
     static_call_chat_panel_js, sizeof static_call_chat_panel_js,
     SCRIPT},
    {"/static/call/controls.js", static_call_controls_js, sizeof static_call_controls_js, SCRIPT},
    {"/static/call/device-choice.js",
     static_call_device_choice_js, sizeof static_call_device_choice_js,
     SCRIPT},
    {"/static/call/ending.js", static_call_ending_js, sizeof static_call_ending_js, SCRIPT},
    {"/static/call/invitations.js",
     static_call_invitations_js, sizeof static_call_invitations_js,
     SCRIPT},
    {"/static/call/notices.js", static_call_notices_js, sizeof static_call_notices_js, SCRIPT},
    {"/static/call/overlay.js", static_call_overlay_js, sizeof static_call_overlay_js, SCRIPT},
    {"/static/call/own-devices.js",
     static_call_own_devices_js, sizeof static_call_own_devices_js,
     SCRIPT},
    {"/static/call/panels.js", static_call_panels_js, sizeof static_call_panels_js, SCRIPT},
    {"/static/call/people-panel.js",
     static_call_people_panel_js, sizeof static_call_people_panel_js,
     SCRIPT},
    {"/static/call/recording-consent.js",
     static_call_recording_consent_js, sizeof static_call_recording_consent_js,
     SCRIPT},
    {"/static/call/scene.js", static_call_scene_js, sizeof static_call_scene_js, SCRIPT},
    {"/static/call/self-view.js",
     static_call_self_view_js, sizeof static_call_self_view_js,
     SCRIPT},
    {"/static/call/stage.js", static_call_stage_js, sizeof static_call_stage_js, SCRIPT},
    {"/static/call/wake-lock.js",
     static_call_wake_lock_js, sizeof static_call_wake_lock_js,
     SCRIPT},
    {"/static/chat.js", static_chat_js, sizeof static_chat_js, SCRIPT},
    {"/static/client/chat-outbox.js",
     static_client_chat_outbox_js, sizeof static_client_chat_outbox_js,
     SCRIPT},
    {"/static/client/connection-watch.js",
     static_client_connection_watch_js, sizeof static_client_connection_watch_js,
     SCRIPT},
    {"/static/client/first-media.js",
     static_client_first_media_js, sizeof static_client_first_media_js,
     SCRIPT},
    {"/static/client/level-meter.js",
     static_client_level_meter_js, sizeof static_client_level_meter_js,
     SCRIPT},
    {"/static/client/link-quality.js",
     static_client_link_quality_js, sizeof static_client_link_quality_js,
     SCRIPT},
    {"/static/client/local-devices.js",
     static_client_local_devices_js, sizeof static_client_local_devices_js,
     SCRIPT},
    {"/static/client/media-link.js",
     static_client_media_link_js, sizeof static_client_media_link_js,
     SCRIPT},
    {"/static/client/media-rung.js",
     static_client_media_rung_js, sizeof static_client_media_rung_js,
     SCRIPT},
    {"/static/client/numbered-session.js",
     static_client_numbered_session_js, sizeof static_client_numbered_session_js,
     SCRIPT},
    {"/static/client/poll-carrier.js",
     static_client_poll_carrier_js, sizeof static_client_poll_carrier_js,
     SCRIPT},
    {"/static/client/publish-connection.js",
     static_client_publish_connection_js, sizeof static_client_publish_connection_js,
     SCRIPT},
    {"/static/client/signaling-channel.js",
     static_client_signaling_channel_js, sizeof static_client_signaling_channel_js,
     SCRIPT},
    {"/static/client/socket-carrier.js",
     static_client_socket_carrier_js, sizeof static_client_socket_carrier_js,
     SCRIPT},
    {"/static/client/stillness.js",
     static_client_stillness_js, sizeof static_client_stillness_js,
     SCRIPT},
    {"/static/client/subscribe-connection.js",
     static_client_subscribe_connection_js, sizeof static_client_subscribe_connection_js,
     SCRIPT},
    {"/static/connection-report.js",
     static_connection_report_js, sizeof static_connection_report_js,
     SCRIPT},
    {"/static/consultation.js", static_consultation_js, sizeof static_consultation_js, SCRIPT},
    {"/static/error.js", static_error_js, sizeof static_error_js, SCRIPT},
    {"/static/favicon.svg", static_favicon_svg, sizeof static_favicon_svg, DRAWING},
    {"/static/icons.svg", static_icons_svg, sizeof static_icons_svg, DRAWING},
    {"/static/page.js", static_page_js, sizeof static_page_js, SCRIPT},
    {"/static/plot.js", static_plot_js, sizeof static_plot_js, SCRIPT},
    {"/static/recordings.js", static_recordings_js, sizeof static_recordings_js, SCRIPT},
    {"/static/report-page.js", static_report_page_js, sizeof static_report_page_js, SCRIPT},
    {"/static/report/probe.js", static_report_probe_js, sizeof static_report_probe_js, SCRIPT},
    {"/static/report/result-view.js",
     static_report_result_view_js, sizeof static_report_result_view_js,
     SCRIPT},
    {"/static/report/signaling-ways.js",
     static_report_signaling_ways_js, sizeof static_report_signaling_ways_js,
     SCRIPT},
    {"/static/report/wording.js",
     static_report_wording_js, sizeof static_report_wording_js,
     SCRIPT},
    {"/static/sign-in.js", static_sign_in_js, sizeof static_sign_in_js, SCRIPT},
    {"/static/strings/de.js", static_strings_de_js, sizeof static_strings_de_js, SCRIPT},
    {"/static/strings/en.js", static_strings_en_js, sizeof static_strings_en_js, SCRIPT},
    {"/static/style/base.css", static_style_base_css, sizeof static_style_base_css, STYLE},
    {"/static/style/call.css", static_style_call_css, sizeof static_style_call_css, STYLE},
    {"/static/style/pages.css", static_style_pages_css, sizeof static_style_pages_css, STYLE},
    {"/static/test-devices.js", static_test_devices_js, sizeof static_test_devices_js, SCRIPT},
    {"/static/text.js", static_text_js, sizeof static_text_js, SCRIPT},
};

const unsigned long cpages_count = sizeof cpages_files / sizeof cpages_files[0];
