package org.viseme.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.ContentHash;
import org.viseme.Shared;
import org.viseme.VisemeException;
import org.viseme.data.ClipSource;
import org.viseme.data.ClipStore;
import org.viseme.data.Corpus;
import org.viseme.data.PreparedClip;
import org.viseme.data.Split;
import org.viseme.data.corpus.GridCorpus;
import org.viseme.data.prepare.Preparation;
import org.viseme.data.prepare.PreparationSettings;
import org.viseme.data.prepare.SyncCurve;
import org.viseme.data.prepare.SyncScorer;
import org.viseme.data.synthetic.SyntheticCorpus;
import org.viseme.face.CropFamily;
import org.viseme.face.HaarDetector;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.syncnet.SyncExpertCheckpoint;
import org.viseme.model.syncnet.SyncExpertConfig;
import org.viseme.torch.Torch;

/** Mechanics with an expert that knows nothing yet, truth with the one that ships. */
class ExpertSyncTest {
    private static final int FRAMES = 40;
    private static final double BEFORE = 0.6;
    private static final int SAMPLES_A_FRAME = Waveform.SPEECH_RATE / 25;

    @TempDir
    private Path folder;

    private Path untrained() {
        Path file = folder.resolve("untrained.safetensors");
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            SyncExpert network = new SyncExpert(new SyncExpertConfig(SyncExpertConfig.Blocks.STABLE, 8, 5, 64));
            network.initialize(manager, 7);
            SyncExpertCheckpoint.of(network, 0.5).save(file);
        }
        return file;
    }

    private static SyncCurve curve(SyncScorer scorer, List<RgbImage> faces, Waveform sound, double firstFrame) {
        try (SyncScorer.Session session = scorer.begin()) {
            faces.forEach(face -> session.frame(face, Optional.empty()));
            return session.compare(sound, firstFrame);
        }
    }

    /** The sound so many frames later; silence comes in. */
    private static Waveform late(Waveform sound, int frames) {
        float[] samples = sound.samples();
        float[] moved = new float[samples.length];
        int shift = frames * SAMPLES_A_FRAME;
        for (int i = Math.max(0, shift); i < Math.min(moved.length, moved.length + shift); i++) {
            moved[i] = samples[i - shift];
        }
        return new Waveform(moved, sound.sampleRate());
    }

    /** By five frames, which are sixteen whole columns of the spectrogram. */
    @Test
    void aSoundThatComesLateMovesTheCurveToPositiveOffsets() {
        List<RgbImage> faces = SyncEmbedderTest.faces(FRAMES);
        Waveform sound = SyncEmbedderTest.sound(4);
        try (ExpertSync scorer = ExpertSync.open(untrained(), Device.cpu())) {
            double[] still = curve(scorer, faces, sound, 1).similarity();
            double[] moved = curve(scorer, faces, late(sound, 5), 1).similarity();
            for (int i = 0; i + 5 < still.length; i++) {
                assertEquals(still[i], moved[i + 5], 1e-5, "offset " + (i - ExpertSync.REACH));
            }
            assertTrue(Math.abs(still[0] - moved[0]) > 1e-4, "all offsets fit equally well");
        }
    }

    @Test
    void whatIsHeardLongAfterTheFramesChangesNothing() {
        List<RgbImage> faces = SyncEmbedderTest.faces(FRAMES);
        Waveform sound = SyncEmbedderTest.sound(6);
        double needed = BEFORE + FRAMES / 25.0 + BEFORE;
        try (ExpertSync scorer = ExpertSync.open(untrained(), Device.cpu())) {
            assertArrayEquals(
                    curve(scorer, faces, sound.slice(0, needed + 0.1), BEFORE).similarity(),
                    curve(scorer, faces, sound, BEFORE).similarity(),
                    1e-6);
        }
    }

    @Test
    void questionsDoNotDisturbEachOther() {
        List<RgbImage> faces = SyncEmbedderTest.faces(FRAMES);
        Waveform one = SyncEmbedderTest.sound(3);
        Waveform other = late(one, 3);
        try (ExpertSync scorer = ExpertSync.open(untrained(), Device.cpu());
                SyncScorer.Session session = scorer.begin()) {
            faces.forEach(face -> session.frame(face, Optional.empty()));
            double[] first = session.compare(one, BEFORE).similarity();
            assertArrayEquals(
                    curve(scorer, faces, other, BEFORE).similarity(),
                    session.compare(other, BEFORE).similarity());
            assertArrayEquals(first, session.compare(one, BEFORE).similarity());
        }
    }

    @Test
    void sessionsOfTwoThreadsHearAndSeeTheSame() throws Exception {
        List<RgbImage> faces = SyncEmbedderTest.faces(FRAMES);
        Waveform sound = SyncEmbedderTest.sound(3);
        try (ExpertSync scorer = ExpertSync.open(untrained(), Device.cpu());
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            double[] alone = curve(scorer, faces, sound, BEFORE).similarity();
            List<Future<SyncCurve>> curves = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                curves.add(threads.submit(() -> curve(scorer, faces, sound, BEFORE)));
            }
            for (Future<SyncCurve> curve : curves) {
                assertArrayEquals(alone, curve.get().similarity(), 1e-6);
            }
        }
    }

    @Test
    void anyCropOfTheFaceWillDo() {
        List<RgbImage> faces = SyncEmbedderTest.faces(FRAMES);
        List<RgbImage> large = faces.stream().map(face -> face.resize(192, 192)).toList();
        List<RgbImage> again = large.stream().map(face -> face.resize(96, 96)).toList();
        Waveform sound = SyncEmbedderTest.sound(3);
        try (ExpertSync scorer = ExpertSync.open(untrained(), Device.cpu())) {
            assertArrayEquals(
                    curve(scorer, again, sound, BEFORE).similarity(),
                    curve(scorer, large, sound, BEFORE).similarity());
        }
    }

    @Test
    void otherModelsAreRefusedByName() {
        VisemeException generator = assertThrows(VisemeException.class, () -> SyncExperts.open("viseme-tiny", "cpu"));
        assertTrue(generator.getMessage().contains("use a sync expert"), generator.getMessage());
        VisemeException none = assertThrows(VisemeException.class, () -> SyncExperts.file("no such expert"));
        assertTrue(none.getMessage().contains("no such expert: no such model or file"), none.getMessage());
        assertTrue(!none.getMessage().contains("viseme-tiny"), none.getMessage());
    }

    @Test
    void nameTellsWeightsApart() throws Exception {
        Path file = untrained();
        String hash = ContentHash.of(file).substring(0, 8);
        try (ExpertSync scorer = ExpertSync.open(file, Device.cpu())) {
            assertEquals("sync expert untrained.safetensors " + hash, scorer.name());
        }
    }

    /** The clips of a corpus that nobody trains with. */
    private record Held(Corpus corpus, int limit) implements Corpus {
        @Override
        public String name() {
            return corpus.name();
        }

        @Override
        public String licence() {
            return corpus.licence();
        }

        @Override
        public List<? extends ClipSource> clips() {
            List<? extends ClipSource> all = corpus.clips().stream()
                    .filter(clip -> clip.split() == Split.TEST)
                    .toList();
            int count = Math.min(limit, all.size());
            return IntStream.range(0, count)
                    .mapToObj(i -> all.get(i * all.size() / count))
                    .toList();
        }
    }

    private record Trial(int planted, SyncCurve own, SyncCurve foreign) {
        boolean right() {
            return Math.abs(own.offset() - planted) <= 1;
        }
    }

    /** Every clip as it is, with its sound moved, and with the sound of the next clip. */
    private List<Trial> trials(Corpus corpus, int clips, ExpertSync expert) {
        PreparationSettings settings = PreparationSettings.defaults().withCrops(Set.of(CropFamily.WAV2LIP));
        new Preparation(settings, HaarDetector::new).run(new Held(corpus, clips), folder, (done, total, left) -> {});
        List<PreparedClip> prepared = new ArrayList<>();
        ClipStore store = ClipStore.open(folder);
        store.clips().forEach(entry -> prepared.add(store.read(entry)));
        Random random = new Random(9);
        List<Trial> trials = new ArrayList<>();
        for (int i = 0; i < prepared.size(); i++) {
            PreparedClip clip = prepared.get(i);
            Waveform foreign = prepared.get((i + 1) % prepared.size()).sound();
            try (SyncScorer.Session session = expert.begin()) {
                clip.crops().forEach(face -> session.frame(face, Optional.empty()));
                int[] offsets = {0, 1 + random.nextInt(12), -1 - random.nextInt(12)};
                for (int offset : offsets) {
                    trials.add(new Trial(
                            offset,
                            session.compare(late(clip.sound(), offset), 0),
                            session.compare(late(foreign, offset), 0)));
                }
            }
        }
        return trials;
    }

    private static double quantile(List<Trial> trials, Function<Trial, SyncCurve> curve, double share) {
        double[] sorted = trials.stream()
                .mapToDouble(trial -> curve.apply(trial).confidence())
                .sorted()
                .toArray();
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    private static void check(String name, List<Trial> trials, double leastConfidence) {
        long right = trials.stream().filter(Trial::right).count();
        long sure = trials.stream()
                .filter(trial -> trial.own().confidence() >= leastConfidence)
                .count();
        long better = trials.stream()
                .filter(trial -> trial.own().confidence() > trial.foreign().confidence())
                .count();
        System.out.printf(
                Locale.ROOT,
                "%s: %d of %d offsets right to within a frame, %d sure, %d more so than with another clip's sound;"
                        + " confidence of own sound %.3f (a tenth below) %.3f (half), of another's %.3f (half) %.3f (a tenth"
                        + " above)%n",
                name,
                right,
                trials.size(),
                sure,
                better,
                quantile(trials, Trial::own, 0.1),
                quantile(trials, Trial::own, 0.5),
                quantile(trials, Trial::foreign, 0.5),
                quantile(trials, Trial::foreign, 0.9));
        assertTrue(right >= 0.9 * trials.size(), name + ": " + right + " right");
        assertTrue(sure >= 0.9 * trials.size(), name + ": " + sure + " sure");
        assertTrue(better >= 0.9 * trials.size(), name + ": " + better + " told from another clip's sound");
    }

    @Test
    void offsetsOfGeneratedSpeakersAreFound() {
        try (ExpertSync expert = ShippedExpert.open()) {
            check("generated", trials(new SyntheticCorpus(77, 80, 160), 8, expert), expert.leastConfidence());
        }
    }

    @Test
    void offsetsOfARealSpeakerAreFound() {
        try (ExpertSync expert = ShippedExpert.open()) {
            Corpus grid = new GridCorpus(Shared.require("corpora/grid-s1"));
            check("GRID", trials(grid, 16, expert), expert.leastConfidence());
        }
    }
}
