package org.viseme.evaluate;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import org.viseme.ContentHash;
import org.viseme.audio.Mel;
import org.viseme.audio.MelConfig;
import org.viseme.audio.MelSpectrogram;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.ModelFiles;
import org.viseme.data.prepare.SyncCurve;
import org.viseme.media.RgbImage;
import org.viseme.metric.ExpertSync;
import org.viseme.metric.SyncEmbedder;
import org.viseme.metric.SyncEmbeddings;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.syncnet.SyncExpertCheckpoint;
import org.viseme.model.syncnet.SyncExpertConfig;
import org.viseme.report.Score;
import org.viseme.report.Score.Better;
import org.viseme.report.Score.Kind;
import org.viseme.torch.Torch;

/**
 * A sync expert of this project: how near the drawn lips lie to the sound that drove them. Its figures carry its name and
 * are never called LSE.
 */
final class ExpertJudge implements Judge {
    private final MelSpectrogram spectrogram = MelSpectrogram.of(MelConfig.wav2lip());
    private final NDManager manager;
    private final SyncExpert network;
    private final List<Score> scores;

    /** @param file of the expert */
    ExpertJudge(Path file, Device device) {
        manager = Torch.newManager(device);
        try {
            network = SyncExpertCheckpoint.load(Checkpoint.read(file), file, manager);
            network.foldForInference();
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
        String name = ModelFiles.name(file) + " " + ContentHash.shortOf(file);
        scores = List.of(
                behaviour(
                        "sync distance",
                        name,
                        Better.LOWER,
                        "mean distance of the embeddings of lips and driving"
                                + " sound at offset 0, both of length 1; 0 to 1.41; below the real video's it pleases the"
                                + " expert rather than speaks better"),
                behaviour(
                        "sync confidence",
                        name,
                        Better.HIGHER,
                        "best mean similarity over offsets of up to 15 frames" + " less their median"),
                behaviour(
                        "offset",
                        name,
                        Better.LIKE_REAL,
                        "offset with the best similarity, frames of 1/25 s," + " positive where the sound is late"));
    }

    private static Score behaviour(String metric, String name, Better better, String definition) {
        return new Score(metric, name, better, Kind.BEHAVIOUR, definition);
    }

    @Override
    public List<Score> scores() {
        return scores;
    }

    @Override
    public double[] judge(DrawnClip clip) {
        if (clip.frames() < network.config().frames()) {
            return new double[] {Double.NaN, Double.NaN, Double.NaN};
        }
        try (NDManager arrays = manager.newSubManager()) {
            SyncEmbedder embedder = new SyncEmbedder(network, arrays);
            for (RgbImage face : clip.drawn()) {
                embedder.frame(face.resize(SyncExpertConfig.FACE_SIZE, SyncExpertConfig.FACE_SIZE));
            }
            Mel mel = spectrogram.compute(clip.sound());
            SyncEmbeddings seen = embedder.with(mel, clip.firstSeconds(), ExpertSync.REACH);
            SyncCurve curve = seen.curve();
            return new double[] {distance(seen), curve.confidence(), curve.offset()};
        }
    }

    /** The Euclidean distance of vectors of length one, mean over the windows that have sound. */
    private static double distance(SyncEmbeddings seen) {
        double sum = 0;
        int count = 0;
        for (int window = 0; window < seen.windows(); window++) {
            double cosine = seen.similarity(window, window);
            if (!Double.isNaN(cosine)) {
                sum += Math.sqrt(Math.max(0, 2 - 2 * cosine));
                count++;
            }
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    @Override
    public void close() {
        manager.close();
    }
}
