package org.viseme.media;

import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avutil;

/** Frame rates as the fractions that containers store. */
record FrameRate(int frames, int seconds) {
    /** How far a decimal such as 29.97 or 23.976 may lie from the fraction it stands for. */
    private static final double ROUNDING = 5e-5;

    /** The fraction meant by a number: 25, 30000/1001 for 29.97, else the nearest simple one. */
    static FrameRate of(double fps) {
        long whole = Math.round(fps);
        if (Math.abs(fps - whole) < 1e-9 * fps) {
            return new FrameRate((int) whole, 1);
        }
        long ntsc = Math.round(fps * 1001 / 1000);
        if (ntsc > 0 && Math.abs(ntsc * 1000 / 1001.0 - fps) < ROUNDING * fps) {
            return new FrameRate((int) ntsc * 1000, 1001);
        }
        try (AVRational nearest = avutil.av_d2q(fps, 1_000_000)) {
            return new FrameRate(nearest.num(), nearest.den());
        }
    }

    double fps() {
        return frames / (double) seconds;
    }
}
