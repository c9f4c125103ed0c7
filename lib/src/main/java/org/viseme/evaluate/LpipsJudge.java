package org.viseme.evaluate;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.List;
import org.viseme.model.perceptual.Lpips;
import org.viseme.nn.Pass;
import org.viseme.report.Score;
import org.viseme.report.Score.Better;
import org.viseme.report.Score.Kind;

/** LPIPS of the crops, mean over the frames of a clip. */
final class LpipsJudge implements Judge {
    private static final int BATCH = 16;

    private final String backbone;
    private final Lpips network;
    private final NDManager manager;

    /** @param backbone by which the figures are told apart, such as alex */
    LpipsJudge(String backbone, Lpips network, NDManager manager) {
        this.backbone = backbone;
        this.network = network;
        this.manager = manager;
    }

    @Override
    public List<Score> scores() {
        return List.of(new Score(
                "LPIPS",
                backbone,
                Better.LOWER,
                Kind.COMPARISON,
                "learned perceptual distance of the face crop, version 0.1; 0 for equal pictures"));
    }

    @Override
    public double[] judge(DrawnClip clip) {
        double[] frames = FrameArrays.values(
                clip.drawn(),
                clip.truth(),
                BATCH,
                manager,
                (drawn, truth) -> network.forward(new NDList(drawn, truth), Pass.INFERENCE)
                        .singletonOrThrow()
                        .toType(DataType.FLOAT64, false)
                        .toDoubleArray());
        return new double[] {Arrays.stream(frames).average().orElse(Double.NaN)};
    }
}
