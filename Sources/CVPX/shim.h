#pragma once
#include <vpx/vp8cx.h>
#include <vpx/vp8dx.h>
#include <vpx/vpx_decoder.h>
#include <vpx/vpx_encoder.h>

// What Swift cannot call or see: macros, variadic functions, members of unions.

static inline vpx_codec_err_t cvpx_decoder_init(vpx_codec_ctx_t *context, int is_vp9) {
    vpx_codec_dec_cfg_t configuration = {.threads = 1};
    return vpx_codec_dec_init(
        context, is_vp9 ? vpx_codec_vp9_dx() : vpx_codec_vp8_dx(), &configuration, 0);
}

static inline const unsigned char *cvpx_plane(const vpx_image_t *image, int plane) {
    return image->planes[plane];
}

static inline int cvpx_stride(const vpx_image_t *image, int plane) {
    return image->stride[plane];
}

/// For one pass as fast as it goes on one thread: milliseconds as the clock, a key frame at least
/// every `keyframe_distance` frames.
static inline vpx_codec_err_t cvpx_encoder_init(
    vpx_codec_ctx_t *context, int is_vp9, unsigned width, unsigned height, unsigned bitrate,
    unsigned keyframe_distance) {
    vpx_codec_iface_t *codec = is_vp9 ? vpx_codec_vp9_cx() : vpx_codec_vp8_cx();
    vpx_codec_enc_cfg_t configuration;
    vpx_codec_err_t status = vpx_codec_enc_config_default(codec, &configuration, 0);
    if (status != VPX_CODEC_OK) return status;
    configuration.g_w = width;
    configuration.g_h = height;
    configuration.g_timebase.num = 1;
    configuration.g_timebase.den = 1000;
    configuration.g_threads = 1;
    configuration.g_lag_in_frames = 0;
    configuration.rc_end_usage = VPX_VBR;
    configuration.rc_target_bitrate = bitrate / 1000;
    configuration.rc_min_quantizer = 4;
    configuration.rc_max_quantizer = 44;
    configuration.kf_max_dist = keyframe_distance;
    status = vpx_codec_enc_init(context, codec, &configuration, 0);
    if (status != VPX_CODEC_OK) return status;
    vpx_codec_control(context, VP8E_SET_CPUUSED, is_vp9 ? 8 : -12);
    vpx_codec_control(context, VP8E_SET_STATIC_THRESHOLD, 1);
    if (is_vp9) vpx_codec_control(context, VP9E_SET_AQ_MODE, 3);
    return VPX_CODEC_OK;
}

/// `pixels`: I420, the planes behind each other.
static inline vpx_codec_err_t cvpx_encode(
    vpx_codec_ctx_t *context, const unsigned char *pixels, unsigned width, unsigned height,
    vpx_codec_pts_t time, unsigned long duration, int is_keyframe) {
    vpx_image_t image;
    if (!vpx_img_wrap(&image, VPX_IMG_FMT_I420, width, height, 1, (unsigned char *)pixels))
        return VPX_CODEC_MEM_ERROR;
    return vpx_codec_encode(
        context, &image, time, duration, is_keyframe ? VPX_EFLAG_FORCE_KF : 0, VPX_DL_REALTIME);
}

/// The next encoded frame; NULL where there is none yet.
static inline const void *cvpx_take_frame(
    vpx_codec_ctx_t *context, vpx_codec_iter_t *position, size_t *length, vpx_codec_pts_t *time,
    int *is_keyframe) {
    const vpx_codec_cx_pkt_t *packet;
    while ((packet = vpx_codec_get_cx_data(context, position))) {
        if (packet->kind != VPX_CODEC_CX_FRAME_PKT) continue;
        *length = packet->data.frame.sz;
        *time = packet->data.frame.pts;
        *is_keyframe = (packet->data.frame.flags & VPX_FRAME_IS_KEY) != 0;
        return packet->data.frame.buf;
    }
    return NULL;
}
