package org.viseme.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.viseme.loss.L1;
import org.viseme.metric.Psnr;
import org.viseme.metric.Ssim;
import org.viseme.model.Region;
import org.viseme.report.Score;
import org.viseme.report.Score.Better;
import org.viseme.report.Score.Kind;

/** Compares pixels: PSNR, SSIM and L1 of the crops, means over the frames of a clip. */
final class PictureJudge implements Judge {
    private static final int BATCH = 25;
    private static final List<Score> SCORES = List.of(
            comparison(
                    "PSNR",
                    Better.HIGHER,
                    "peak signal-to-noise ratio of the face crop, dB, of the frames that are not equal; infinite where all are"),
            comparison("SSIM", Better.HIGHER, "structural similarity of the face crop, at most 1"),
            comparison("L1, lower half", Better.LOWER, "mean absolute difference of the crop's lower half, 0 to 1"),
            comparison("L1, mouth", Better.LOWER, "mean absolute difference of the mouth's region, 0 to 1"));

    private final NDManager manager;

    PictureJudge(NDManager manager) {
        this.manager = manager;
    }

    private static Score comparison(String metric, Better better, String definition) {
        return new Score(metric, "", better, Kind.COMPARISON, definition);
    }

    @Override
    public List<Score> scores() {
        return SCORES;
    }

    @Override
    public double[] judge(DrawnClip clip) {
        return new double[] {
            finiteMean(clip, (drawn, truth) -> flat(Psnr.decibels(drawn.expandDims(2), truth.expandDims(2)))),
            mean(clip, (drawn, truth) -> doubles(Ssim.ofFrames(drawn.expandDims(2), truth.expandDims(2)))),
            mean(clip, (drawn, truth) -> difference(drawn, truth, Region.LOWER_HALF)),
            mean(clip, (drawn, truth) -> difference(drawn, truth, Region.MOUTH))
        };
    }

    private double mean(DrawnClip clip, BiFunction<NDArray, NDArray, double[]> frames) {
        double[] values = FrameArrays.values(clip.drawn(), clip.truth(), BATCH, manager, frames);
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    /** One equal frame, such as a first one that is copied, would make every mean infinite. */
    private double finiteMean(DrawnClip clip, BiFunction<NDArray, NDArray, double[]> frames) {
        return Arrays.stream(FrameArrays.values(clip.drawn(), clip.truth(), BATCH, manager, frames))
                .filter(Double::isFinite)
                .average()
                .orElse(Double.POSITIVE_INFINITY);
    }

    private static double[] flat(double[][] windows) {
        return Arrays.stream(windows).flatMapToDouble(Arrays::stream).toArray();
    }

    private static double[] doubles(NDArray values) {
        return values.toType(DataType.FLOAT64, false).toDoubleArray();
    }

    /** The mean over a batch, once a frame. */
    private static double[] difference(NDArray drawn, NDArray truth, Region region) {
        double[] frames = new double[(int) drawn.size(0)];
        Arrays.fill(frames, L1.mean(drawn, truth, region).getFloat());
        return frames;
    }
}
