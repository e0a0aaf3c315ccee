#include "decoder.h"

#include <dlfcn.h>
#include <libavcodec/avcodec.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_OF(number) #number
#define TEXT(number) TEXT_OF(number)
// The versions whose headers this was compiled with: structures differ between major versions.
#define AVCODEC "libavcodec.so." TEXT(LIBAVCODEC_VERSION_MAJOR)
#define AVUTIL "libavutil.so." TEXT(LIBAVUTIL_VERSION_MAJOR)

// A pointer to each function that is called, by its own type.
#define FUNCTIONS(FUNCTION)          \
    FUNCTION(avcodec_find_decoder)   \
    FUNCTION(avcodec_alloc_context3) \
    FUNCTION(avcodec_open2)          \
    FUNCTION(avcodec_free_context)   \
    FUNCTION(avcodec_send_packet)    \
    FUNCTION(avcodec_receive_frame)  \
    FUNCTION(av_new_packet)          \
    FUNCTION(av_packet_alloc)        \
    FUNCTION(av_packet_unref)        \
    FUNCTION(av_packet_free)         \
    FUNCTION(av_frame_alloc)         \
    FUNCTION(av_frame_free)          \
    FUNCTION(av_log_set_level)       \
    FUNCTION(av_mallocz)

#define DECLARE(name) __typeof__(name) *name;
static struct {
    FUNCTIONS(DECLARE)
} library;
static int is_loaded;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
    void *codec = dlopen(AVCODEC, RTLD_NOW | RTLD_LOCAL);
    void *util = dlopen(AVUTIL, RTLD_NOW | RTLD_LOCAL);
    if (!codec || !util) return;
    is_loaded = 1;
#define FIND(name)                                                    \
    library.name = (__typeof__(name) *)dlsym(codec, #name);           \
    if (!library.name) library.name = (__typeof__(name) *)dlsym(util, #name); \
    if (!library.name) is_loaded = 0;
    FUNCTIONS(FIND)
    if (is_loaded) library.av_log_set_level(AV_LOG_QUIET);
}

struct cavcodec_decoder {
    AVCodecContext *context;
    AVPacket *packet;
    AVFrame *frame;
};

cavcodec_decoder *cavcodec_open(
    int is_h264, const unsigned char *extradata, int extradata_length) {
    pthread_once(&once, load);
    if (!is_loaded) return NULL;
    const AVCodec *codec =
        library.avcodec_find_decoder(is_h264 ? AV_CODEC_ID_H264 : AV_CODEC_ID_AV1);
    cavcodec_decoder *decoder = codec ? calloc(1, sizeof *decoder) : NULL;
    if (!decoder) return NULL;
    decoder->context = library.avcodec_alloc_context3(codec);
    decoder->packet = library.av_packet_alloc();
    decoder->frame = library.av_frame_alloc();
    if (decoder->context && decoder->packet && decoder->frame) {
        AVCodecContext *context = decoder->context;
        context->thread_count = 1;
        context->flags |= AV_CODEC_FLAG_LOW_DELAY;
        if (extradata_length > 0)
            context->extradata =
                library.av_mallocz((size_t)extradata_length + AV_INPUT_BUFFER_PADDING_SIZE);
        if (context->extradata) {
            memcpy(context->extradata, extradata, (size_t)extradata_length);
            context->extradata_size = extradata_length;
        }
        if (library.avcodec_open2(context, codec, NULL) == 0) return decoder;
    }
    cavcodec_close(decoder);
    return NULL;
}

void cavcodec_close(cavcodec_decoder *decoder) {
    library.avcodec_free_context(&decoder->context);
    library.av_packet_free(&decoder->packet);
    library.av_frame_free(&decoder->frame);
    free(decoder);
}

int cavcodec_send(cavcodec_decoder *decoder, const unsigned char *bytes, int length) {
    if (length <= 0 || library.av_new_packet(decoder->packet, length) < 0) return 0;
    memcpy(decoder->packet->data, bytes, (size_t)length);
    int status = library.avcodec_send_packet(decoder->context, decoder->packet);
    library.av_packet_unref(decoder->packet);
    return status == 0;
}

int cavcodec_receive(cavcodec_decoder *decoder) {
    return library.avcodec_receive_frame(decoder->context, decoder->frame) == 0;
}

int cavcodec_width(const cavcodec_decoder *decoder) { return decoder->frame->width; }
int cavcodec_height(const cavcodec_decoder *decoder) { return decoder->frame->height; }

int cavcodec_bit_depth(const cavcodec_decoder *decoder) {
    switch (decoder->frame->format) {
    case AV_PIX_FMT_YUV420P:
    case AV_PIX_FMT_YUVJ420P:
        return 8;
    case AV_PIX_FMT_YUV420P10LE:
        return 10;
    default:
        return 0;
    }
}

const unsigned char *cavcodec_plane(const cavcodec_decoder *decoder, int plane) {
    return decoder->frame->data[plane];
}

int cavcodec_stride(const cavcodec_decoder *decoder, int plane) {
    return decoder->frame->linesize[plane];
}
