package org.viseme.media;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;

/** A decoded frame in native memory, with the time from which and until which it is shown, in seconds. */
final class TimedPicture implements AutoCloseable {
    final AVFrame frame = avutil.av_frame_alloc();
    int index;
    double start;
    double end;

    @Override
    public void close() {
        avutil.av_frame_free(frame);
    }
}
