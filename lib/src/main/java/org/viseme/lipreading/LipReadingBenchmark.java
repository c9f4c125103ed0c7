package org.viseme.lipreading;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.viseme.ProcessMeter;
import org.viseme.audio.Features;
import org.viseme.data.ClipInfo;
import org.viseme.data.ClipMedia;
import org.viseme.data.Pieces;
import org.viseme.data.Split;
import org.viseme.data.Utterance;
import org.viseme.data.UtteranceBatch;
import org.viseme.decode.BeamSearch;
import org.viseme.face.FaceDetector;
import org.viseme.media.RepeatedClip;
import org.viseme.model.avhubert.AvHubertConfig;
import org.viseme.nn.Pass;
import org.viseme.nn.SequenceBatch;
import org.viseme.text.Tokenizer;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Torch;

/** What reading lips costs: the time of each part for a short clip, and whether memory grows with the length of a video. */
public final class LipReadingBenchmark implements AutoCloseable {
    private static final int WARM_UP = 2;
    private static final int WORDS = 50;
    private static final int MOUTH = 96;

    private final NDManager manager;
    private final LipReadingNetwork network;
    private final BeamSearch search;

    /**
     * Medians of one clip, in milliseconds.
     *
     * @param encoder from pictures to context features
     * @param search from these to a text
     * @param processor of all threads, for both: what other programs disturb less
     */
    public record Times(double encoder, double search, double processor) {}

    /**
     * @param seconds from the first frame looked at to the last word
     * @param words that were read
     * @param peakBytes of resident memory; 0 where the system does not tell
     */
    public record Result(double seconds, int words, long peakBytes) {}

    private LipReadingBenchmark(NDManager manager, LipReadingNetwork network, BeamSearch search) {
        this.manager = manager;
        this.network = network;
        this.search = search;
    }

    /** Of the compact network for CPUs with random weights, which writes as long texts as the search allows. */
    public static LipReadingBenchmark compact(BeamSearch search, Device device) {
        NDManager manager = Torch.newManager(device);
        List<String> words = IntStream.range(0, WORDS).mapToObj(i -> "w" + i).toList();
        LipReadingNetwork network = new LipReadingNetwork(
                LipReaderConfig.of(AvHubertConfig.tiny(4), Modality.VIDEO, Tokenizer.words(words), words));
        network.initialize(manager, 1);
        network.setTrainable(false);
        return new LipReadingBenchmark(manager, network, search);
    }

    /**
     * Of a reader in a file.
     *
     * @throws org.viseme.VisemeException when it holds something else
     */
    public static LipReadingBenchmark of(Path file, BeamSearch search, Device device) {
        NDManager manager = Torch.newManager(device);
        try {
            return new LipReadingBenchmark(manager, LipReaderCheckpoint.load(file, manager), search);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** Reads noise, which takes as long as lips do. */
    public Times times(double seconds, int rounds) {
        UtteranceBatch clip = UtteranceBatch.whole(List.of(noise((int) Math.round(seconds * ClipMedia.FPS))));
        LipReader reader = new LipReader(network, search, manager);
        double[] encoder = new double[rounds];
        double[] writing = new double[rounds];
        double[] processor = new double[rounds];
        for (int round = -WARM_UP; round < rounds; round++) {
            try (GradientScope off = GradientScope.off();
                    NativeScope scope = NativeScope.under(manager)) {
                long begin = System.nanoTime();
                long used = ProcessMeter.cpuNanos();
                SequenceBatch context = network.context(
                        ClipArrays.of(clip, network.config().modality(), scope.manager()), Pass.INFERENCE);
                context.values().get("0, 0, 0").getFloat(); // a device has done its work then
                long seen = System.nanoTime();
                reader.read(context);
                if (round >= 0) {
                    encoder[round] = (seen - begin) / 1e6;
                    writing[round] = (System.nanoTime() - seen) / 1e6;
                    processor[round] = (ProcessMeter.cpuNanos() - used) / 1e6;
                }
            }
        }
        return new Times(median(encoder), median(writing), median(processor));
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static Utterance noise(int frames) {
        byte[] mouths = new byte[frames * MOUTH * MOUTH];
        new Random(1).nextBytes(mouths);
        ClipInfo info = new ClipInfo("noise", Split.TEST, "", "", List.of(), "", "");
        int width = Utterance.SOUND_WIDTH;
        return new Utterance(info, frames, mouths, MOUTH, new Features(frames, width, new float[frames * width]));
    }

    /**
     * Reads a clip repeated to a length.
     *
     * @param clip a video with sound
     * @param cut what is read at once
     */
    public Result run(Path clip, double seconds, Pieces cut, Supplier<FaceDetector> detectors) {
        try (RepeatedClip repeated = RepeatedClip.of(clip, seconds);
                FaceDetector detector = detectors.get()) {
            System.gc(); // what earlier work left behind is not part of the measurement
            int[] words = {0};
            try (ProcessMeter meter = new ProcessMeter()) {
                new FaceReader(new LipReader(network, search, manager), cut)
                        .read(
                                repeated.video(),
                                detector,
                                (face, passage) -> words[0] += passage.words().size());
                return new Result(meter.seconds(), words[0], meter.peakBytes());
            }
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
