#pragma once

/// H.264 and AV1 by libavcodec, which is loaded when the first decoder is opened: with all that it
/// needs it costs a process 16 MB, and a server of calls never decodes.
typedef struct cavcodec_decoder cavcodec_decoder;

/// NULL where the library is not installed, or has no such decoder. From any thread.
cavcodec_decoder *cavcodec_open(
    int is_h264, const unsigned char *extradata, int extradata_length);
void cavcodec_close(cavcodec_decoder *decoder);

/// Takes one frame's bytes. Whether they could be taken.
int cavcodec_send(cavcodec_decoder *decoder, const unsigned char *bytes, int length);

/// Whether there is another picture; it is valid until the next call with this decoder.
int cavcodec_receive(cavcodec_decoder *decoder);

int cavcodec_width(const cavcodec_decoder *decoder);
int cavcodec_height(const cavcodec_decoder *decoder);
/// 8 or 10 for 4:2:0 in three planes; 0 for anything else.
int cavcodec_bit_depth(const cavcodec_decoder *decoder);
const unsigned char *cavcodec_plane(const cavcodec_decoder *decoder, int plane);
int cavcodec_stride(const cavcodec_decoder *decoder, int plane);
