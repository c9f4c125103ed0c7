package org.viseme.media;

import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.IntPointer;

/**
 * How a stored picture is turned and mirrored to stand upright: a signed permutation of its axes. A stored pixel (x, y)
 * is shown at (xx * x + yx * y, xy * x + yy * y), up to a shift.
 *
 * <p>Taken from the display matrix of the container, its angle rounded to the next quarter turn.
 */
record Orientation(int xx, int yx, int xy, int yy) {
    static final Orientation UPRIGHT = new Orientation(1, 0, 0, 1);

    /** The orientation that a stream's display matrix asks for. */
    static Orientation of(AVStream stream) {
        AVPacketSideData side = avcodec.av_packet_side_data_get(
                stream.codecpar().coded_side_data(),
                stream.codecpar().nb_coded_side_data(),
                avcodec.AV_PKT_DATA_DISPLAYMATRIX);
        return side == null || side.isNull() ? UPRIGHT : of(new IntPointer(side.data()));
    }

    /** Of a display matrix, nine fixed-point numbers by rows. */
    static Orientation of(IntPointer matrix) {
        double a = matrix.get(0);
        double b = matrix.get(1);
        double c = matrix.get(3);
        double d = matrix.get(4);
        boolean lying = Math.abs(b) + Math.abs(c) > Math.abs(a) + Math.abs(d);
        if (lying && b != 0 && c != 0) {
            return new Orientation(0, (int) Math.signum(c), (int) Math.signum(b), 0);
        }
        return lying || a == 0 || d == 0 ? UPRIGHT : new Orientation((int) Math.signum(a), 0, 0, (int) Math.signum(d));
    }

    boolean swapsAxes() {
        return xx == 0;
    }

    /** The clockwise turn from stored to shown, 0, 90, 180 or 270 degrees; mirroring is not counted. */
    int degrees() {
        if (xx == 0) {
            return xy > 0 ? 90 : 270;
        }
        return xx < 0 && yy < 0 ? 180 : 0;
    }

    /** The picture as it is to be seen. */
    RgbImage apply(RgbImage stored) {
        if (equals(UPRIGHT)) {
            return stored;
        }
        int width = swapsAxes() ? stored.height() : stored.width();
        int height = swapsAxes() ? stored.width() : stored.height();
        RgbImage shown = RgbImage.black(width, height);
        int shiftX = xx + yx < 0 ? width - 1 : 0;
        int shiftY = xy + yy < 0 ? height - 1 : 0;
        byte[] from = stored.bytes();
        byte[] to = shown.bytes();
        int step = 3 * ((xy * width) + xx);
        for (int y = 0; y < stored.height(); y++) {
            int source = y * stored.width() * 3;
            int target = 3 * ((yy * y + shiftY) * width + yx * y + shiftX);
            for (int x = 0; x < stored.width(); x++) {
                to[target] = from[source];
                to[target + 1] = from[source + 1];
                to[target + 2] = from[source + 2];
                source += 3;
                target += step;
            }
        }
        return shown;
    }
}
