#pragma once
#include <opus/opus.h>

// What Swift cannot call: variadic functions behind macros.

static inline int copus_set_bitrate(OpusEncoder *encoder, int bitrate) {
    return opus_encoder_ctl(encoder, OPUS_SET_BITRATE(bitrate));
}

static inline int copus_lookahead(OpusEncoder *encoder) {
    opus_int32 samples = 0;
    opus_encoder_ctl(encoder, OPUS_GET_LOOKAHEAD(&samples));
    return samples;
}
