package org.viseme.media;

import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swresample;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Samples of any format, rate and channels as interleaved floats of one rate and channel count. The resampler is
 * libswresample with a long Kaiser filter; its delay is taken out. Channels are mixed by its standard weights, scaled so
 * that nothing can exceed full scale (stereo: the mean).
 */
final class SoundConverter implements AutoCloseable {
    /** Taps at the slower rate; the default of 32 lets through audibly more of what lies beyond half the rate. */
    private static final int FILTER_TAPS = 64;

    private final int rate;
    private final int channels;
    private final AVChannelLayout outputLayout = new AVChannelLayout();
    private final PointerPointer<Pointer> targets = new PointerPointer<>(1);
    private AVChannelLayout inputLayout = new AVChannelLayout();
    private SwrContext resampler;
    private int inputFormat = -1;
    private int inputRate;
    private FloatPointer buffer = new FloatPointer(0L);

    SoundConverter(int rate, int channels) {
        this.rate = rate;
        this.channels = channels;
        avutil.av_channel_layout_default(outputLayout, channels);
    }

    int rate() {
        return rate;
    }

    int channels() {
        return channels;
    }

    /** Says what the next samples are; a change in mid-stream starts the resampler anew. */
    void configure(AVChannelLayout layout, int format, int sampleRate) {
        if (resampler != null
                && format == inputFormat
                && sampleRate == inputRate
                && layout.nb_channels() == inputLayout.nb_channels()) {
            return;
        }
        if (layout.order() == avutil.AV_CHANNEL_ORDER_UNSPEC) {
            avutil.av_channel_layout_default(inputLayout, layout.nb_channels());
        } else {
            avutil.av_channel_layout_copy(inputLayout, layout);
        }
        inputFormat = format;
        inputRate = sampleRate;
        release();
        resampler = new SwrContext(null);
        // Unchanged channels keep their own layout, so that none is mixed or moved.
        AVChannelLayout output = inputLayout.nb_channels() == channels ? inputLayout : outputLayout;
        Ffmpeg.require(
                swresample.swr_alloc_set_opts2(
                        resampler, output, avutil.AV_SAMPLE_FMT_FLT, rate, inputLayout, format, sampleRate, 0, null),
                "resampler");
        avutil.av_opt_set_int(resampler, "filter_size", FILTER_TAPS, 0);
        avutil.av_opt_set(resampler, "filter_type", "kaiser", 0);
        avutil.av_opt_set_int(resampler, "kaiser_beta", 12, 0);
        avutil.av_opt_set_double(resampler, "cutoff", 0.95, 0);
        avutil.av_opt_set_double(resampler, "rematrix_maxval", 1.0, 0);
        Ffmpeg.require(swresample.swr_init(resampler), "resampler");
    }

    /** Converts a part of a frame; what the resampler still holds back comes with later calls. */
    float[] convert(AVFrame frame, int skip, int count) {
        if (count <= 0) {
            return new float[0];
        }
        boolean planar = avutil.av_sample_fmt_is_planar(frame.format()) != 0;
        int width = avutil.av_get_bytes_per_sample(frame.format());
        int planes = planar ? frame.ch_layout().nb_channels() : 1;
        long offset = (long) skip * width * (planar ? 1 : frame.ch_layout().nb_channels());
        try (PointerPointer<Pointer> sources = new PointerPointer<>(planes)) {
            for (int plane = 0; plane < planes; plane++) {
                sources.put(plane, frame.extended_data(plane).getPointer(offset));
            }
            return run(sources, count);
        }
    }

    /** Converts that many input samples of silence. */
    float[] silence(long count) {
        AVFrame quiet = avutil.av_frame_alloc();
        try {
            quiet.format(inputFormat);
            quiet.sample_rate(inputRate);
            quiet.nb_samples(Math.toIntExact(count));
            avutil.av_channel_layout_copy(quiet.ch_layout(), inputLayout);
            Ffmpeg.require(avutil.av_frame_get_buffer(quiet, 0), "silence");
            avutil.av_samples_set_silence(
                    quiet.extended_data(), 0, quiet.nb_samples(), inputLayout.nb_channels(), inputFormat);
            return convert(quiet, 0, quiet.nb_samples());
        } finally {
            avutil.av_frame_free(quiet);
        }
    }

    /** What the resampler held back, at the end of the sound. */
    float[] finish() {
        return run(null, 0);
    }

    private float[] run(PointerPointer<Pointer> sources, int count) {
        int room = Ffmpeg.require(swresample.swr_get_out_samples(resampler, count), "resampling") + 256;
        if (buffer.capacity() < (long) room * channels) {
            buffer.close();
            buffer = new FloatPointer((long) room * channels);
        }
        targets.put(0, buffer);
        int written = Ffmpeg.require(swresample.swr_convert(resampler, targets, room, sources, count), "resampling");
        float[] samples = new float[written * channels];
        buffer.position(0).get(samples);
        return samples;
    }

    private void release() {
        if (resampler != null) {
            swresample.swr_free(resampler);
            resampler = null;
        }
    }

    @Override
    public void close() {
        release();
        avutil.av_channel_layout_uninit(inputLayout);
        avutil.av_channel_layout_uninit(outputLayout);
        buffer.close();
        targets.close();
    }
}
