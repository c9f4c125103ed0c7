package org.viseme.data.prepare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.data.AudioFeature;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipFlag;
import org.viseme.data.ClipInfo;
import org.viseme.data.ClipMedia;
import org.viseme.data.ClipSource;
import org.viseme.data.ClipStore;
import org.viseme.data.Corpus;
import org.viseme.data.Decision;
import org.viseme.data.PreparedClip;
import org.viseme.data.RejectedClip;
import org.viseme.data.RejectedClip.Reason;
import org.viseme.data.Split;
import org.viseme.data.StoreStatistics;
import org.viseme.data.Word;
import org.viseme.data.prepare.DrawnScene.Clips;
import org.viseme.data.synthetic.SyntheticCorpus;
import org.viseme.face.CropFamily;
import org.viseme.media.RgbImage;
import tech.tablesaw.api.Table;

/** What preparation promises about whole corpora, on clips made in memory. */
class PipelineTest {
    private static final PreparationSettings SETTINGS = PreparationSettings.defaults()
            .withCrops(Set.of(CropFamily.WAV2LIP))
            .withFeatures(EnumSet.allOf(AudioFeature.class))
            .withCropSize(32);
    private static final Preparation.Progress SILENT = (done, total, leftOut) -> {};

    @TempDir
    private Path folder;

    private static Thresholds thresholds(String... namesAndValues) {
        Map<String, String> changes = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            changes.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Thresholds.defaults().with(changes);
    }

    private static Preparation preparation(PreparationSettings settings) {
        return new Preparation(settings, DrawnScene.Detector::new);
    }

    private PreparationReport prepare(PreparationSettings settings, ClipSource... clips) {
        return preparation(settings).run(Clips.of(clips), folder, SILENT);
    }

    private static Map<String, String> bytesOf(Path store) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(store)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                content.put(
                        store.relativize(file).toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return content;
    }

    private static Corpus mixedCorpus() {
        List<ClipSource> clips = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            int left = 20 + i;
            int frames = i == 5 ? 400 : 26 + i;
            clips.add(DrawnScene.of("c" + i, frames, frame -> DrawnScene.face(i(frame, left), 60 + 4 * left)));
        }
        clips.add(DrawnScene.of("nobody", 50, frame -> RgbImage.black(160, 120)));
        return new Clips(clips, List.of(new RejectedClip("gone", Split.VAL, Reason.MISSING, "gone.mp4")), false);
    }

    /** Faces wander a little. */
    private static int i(int frame, int left) {
        return left + frame / 10 % 3;
    }

    @Test
    void storeDoesNotDependOnWorkersOrInterruptions() throws IOException {
        PreparationSettings settings = SETTINGS.withThresholds(thresholds("longestSeconds", "3"));
        Path one = folder.resolve("one");
        preparation(settings.withWorkers(1)).run(mixedCorpus(), one, SILENT);
        Path four = folder.resolve("four");
        preparation(settings.withWorkers(4)).run(mixedCorpus(), four, SILENT);
        Path interrupted = folder.resolve("interrupted");
        killAfter(6, preparation(settings.withWorkers(1)), interrupted);
        killAfter(3, preparation(settings.withWorkers(4)), interrupted);
        PreparationReport report = preparation(settings.withWorkers(2)).run(mixedCorpus(), interrupted, SILENT);

        assertTrue(report.fresh() < 15, "went on, did not begin anew: " + report.fresh());
        Map<String, String> expected = bytesOf(one);
        assertEquals(expected, bytesOf(four));
        assertEquals(expected, bytesOf(interrupted));
        // 14 sources, one of them in 6 pieces; nobody and gone.
        assertEquals(19, report.clips().size());
        assertEquals(2, report.leftOut().size());
        assertEquals(0, preparation(settings).run(mixedCorpus(), one, SILENT).fresh());
    }

    private static void killAfter(int sources, Preparation preparation, Path store) {
        assertThrows(
                IllegalStateException.class,
                () -> preparation.run(mixedCorpus(), store, (done, total, leftOut) -> {
                    if (done == sources) {
                        throw new IllegalStateException("killed");
                    }
                }));
    }

    @Test
    void longStretchBecomesPiecesWithTheirOwnWords() {
        DrawnScene talk = DrawnScene.still("talk", 150)
                .withWords(new Word("first", 0.5, 1), new Word("across", 1.9, 2.1), new Word("last", 5, 5.5));
        PreparationReport report = prepare(SETTINGS.withThresholds(thresholds("longestSeconds", "2")), talk);
        ClipStore store = ClipStore.open(folder);
        assertEquals(List.of("talk-000", "talk-001", "talk-002"), ids(store));
        assertEquals(
                List.of(50, 50, 50),
                store.clips().stream().map(ClipEntry::frames).toList());
        PreparedClip last = store.read("talk-002");
        assertEquals("last", last.info().transcript());
        assertEquals(1, last.info().words().getFirst().startSeconds(), 1e-9);
        assertEquals(4, last.cutSeconds());
        assertEquals("first", store.read("talk-000").info().transcript());
        float[] expected = talk.wave().slice(4, 6).samples();
        assertArrayEquals(expected, last.sound().samples(), 1f / 32768);
        assertEquals(1, report.keptFrames());
    }

    private static List<String> ids(ClipStore store) {
        return store.clips().stream().map(ClipEntry::id).toList();
    }

    @Test
    void clipsDoNotGoAcrossCameraCutsOrJumps() {
        ClipSource cut = DrawnScene.of("cut", 80, frame -> DrawnScene.face(30, frame < 40 ? 30 : 150));
        ClipSource jump = DrawnScene.of("jump", 80, frame -> DrawnScene.face(frame < 45 ? 10 : 60, 80));
        prepare(SETTINGS.withDetectEvery(1), cut, jump);
        ClipStore store = ClipStore.open(folder);
        Map<String, Integer> frames = new TreeMap<>();
        store.clips().forEach(clip -> frames.put(clip.id(), clip.frames()));
        assertEquals(Map.of("cut-000", 40, "cut-001", 40, "jump-000", 45, "jump-001", 35), frames);
    }

    @Test
    void copiesAreFlaggedAndLeftOutOnRequest() {
        ClipSource[] clips = {
            DrawnScene.still("a", 50), DrawnScene.still("b", 50).withSound(DrawnScene.hum(2, 3)), again("copy", 50)
        };
        prepare(SETTINGS, clips);
        ClipStore store = ClipStore.open(folder);
        List<ClipEntry> flagged = store.clips().stream()
                .filter(clip -> clip.flags().contains(ClipFlag.DUPLICATE))
                .toList();
        assertEquals(1, flagged.size());
        assertTrue(Set.of("a", "copy").contains(flagged.getFirst().id()), flagged.toString());

        Path strict = folder.resolve("strict");
        PreparationReport report =
                preparation(SETTINGS.withDrop(Set.of(ClipFlag.DUPLICATE))).run(Clips.of(clips), strict, SILENT);
        assertEquals(2, report.clips().size());
        Decision dropped = report.leftOut().getFirst();
        assertEquals(Reason.FLAGGED, dropped.reason());
        assertTrue(dropped.detail().startsWith("same as "), dropped.detail());
    }

    /** The pictures and the sound of "a" under another name. */
    private static ClipSource again(String id, int frames) {
        return DrawnScene.still(id, frames)
                .withSound(DrawnScene.still("a", frames).wave());
    }

    @Test
    void doubtfulFacesAreFlagged() {
        ClipSource blurred = DrawnScene.of("blurred", 50, frame -> {
            RgbImage image = RgbImage.black(160, 120);
            java.util.Arrays.fill(image.bytes(), (byte) 90);
            image.bytes()[1] = 30;
            return image;
        });
        prepare(SETTINGS.withThresholds(thresholds("smallFacePixels", "61")), blurred);
        assertEquals(
                Set.of(ClipFlag.BLURRED, ClipFlag.SMALL_FACE),
                ClipStore.open(folder).clips().getFirst().flags());
    }

    /** OpenCV throws a plain RuntimeException; a fault of the program is another class and stops the run. */
    @Test
    void anErrorOfALibraryCostsOneClip() {
        ClipSource odd = DrawnScene.of("odd", 40, frame -> {
            if (frame == 30) {
                throw new RuntimeException("OpenCV(4.13.0) error: (-215:Assertion failed)\n in function 'resize'");
            }
            return DrawnScene.face(30, 80);
        });
        PreparationReport report = prepare(SETTINGS, odd, DrawnScene.still("good", 40));
        assertEquals(List.of("good"), ids(ClipStore.open(folder)));
        assertEquals(Map.of(Reason.UNREADABLE, 1), report.byReason());
        assertEquals(
                "OpenCV(4.13.0) error: (-215:Assertion failed)",
                report.leftOut().getFirst().detail());

        ClipSource faulty = DrawnScene.of("faulty", 40, frame -> {
            throw new IllegalStateException("a fault of the program");
        });
        Path other = folder.resolve("other");
        assertThrows(IllegalStateException.class, () -> preparation(SETTINGS).run(Clips.of(faulty), other, SILENT));
    }

    @Test
    void anotherCorpusOfTheSameNameIsRefused() {
        SyntheticCorpus corpus = new SyntheticCorpus(1, 1, 96);
        preparation(SETTINGS).run(corpus, folder, SILENT);
        VisemeException problem = assertThrows(
                VisemeException.class, () -> preparation(SETTINGS).run(new SyntheticCorpus(2, 1, 96), folder, SILENT));
        assertTrue(problem.getMessage().contains("seed 2 instead of 1"), problem.getMessage());
        // The same corpus may grow.
        assertEquals(
                1,
                preparation(SETTINGS)
                        .run(new SyntheticCorpus(1, 2, 96), folder, SILENT)
                        .fresh());
    }

    @Test
    void oneDamagedTranscriptOrMissingFileStopsNothing() {
        ClipSource broken = new DrawnScene.Damaged("broken", null);
        Corpus corpus = new Clips(
                List.of(
                        broken,
                        DrawnScene.still("silent", 30),
                        DrawnScene.still("spoken", 30).withWords(new Word("yes", 0.1, 0.4))),
                List.of(new RejectedClip("gone", Split.TEST, Reason.MISSING, "main/1/2.mp4 is not there")),
                true);
        PreparationReport report = preparation(SETTINGS).run(corpus, folder, SILENT);
        assertEquals(Map.of(Reason.UNREADABLE, 1, Reason.MISSING, 1), report.byReason());
        assertEquals(1, report.byFlag().get(ClipFlag.NO_WORDS));
        Table table = ReportTable.of(report.decisions());
        assertEquals(4, table.rowCount());
        assertEquals(
                Set.of("kept", "cannot be read", "file missing"),
                table.stringColumn("outcome").asSet());
        ReportTable.write(report.decisions(), folder.resolve("report.csv"));
        assertEquals(4, Table.read().csv(folder.resolve("report.csv").toFile()).rowCount());
        StoreStatistics statistics = StoreStatistics.of(ClipStore.open(folder));
        assertEquals(1, statistics.splits().get(Split.TRAIN).words());
        assertEquals(Map.of(Reason.UNREADABLE, 1, Reason.MISSING, 1), statistics.leftOut());
    }

    @Test
    void soundThatEndsEarlyShortensTheClip() {
        prepare(SETTINGS, DrawnScene.still("a", 100).withSound(DrawnScene.hum(2, 1)));
        // Two seconds of sound, and 0.2 s that may be lacking.
        assertEquals(55, ClipStore.open(folder).read("a").frames());
    }

    @Test
    void allFeaturesAreStoredInTheirShapes() {
        prepare(SETTINGS, DrawnScene.still("a", 50));
        ClipStore store = ClipStore.open(folder);
        ClipEntry clip = store.clip("a");
        Map<AudioFeature, List<Integer>> shapes = new TreeMap<>();
        for (AudioFeature feature : AudioFeature.values()) {
            float[][] rows = store.feature(clip, feature).orElseThrow();
            shapes.put(feature, List.of(rows.length, rows[0].length));
        }
        assertEquals(
                Map.of(
                        AudioFeature.MEL, List.of(80, 161),
                        AudioFeature.AVHUBERT, List.of(50, 104),
                        AudioFeature.MFCC, List.of(199, 13),
                        AudioFeature.AVCAT, List.of(80, 201)),
                shapes);
        float[][] mel = store.feature(clip, AudioFeature.MEL).orElseThrow();
        assertEquals(store.read("a").mel().at(7, 50), mel[7][50]);
    }

    /** Entries are names: nothing is opened, and what is done is known from two files. */
    private record Names(int count) implements Corpus {
        @Override
        public String name() {
            return "drawn";
        }

        @Override
        public String licence() {
            return "none";
        }

        @Override
        public List<? extends ClipSource> clips() {
            DrawnScene scene = DrawnScene.still("any", 30);
            return IntStream.range(0, count).mapToObj(i -> scene.named("c" + i)).toList();
        }
    }

    @Test
    void hundredThousandClipsArePlannedAndResumedAtOnce() throws IOException {
        int count = 100_000;
        preparation(SETTINGS.withLimit(1)).run(new Names(count), folder, SILENT);
        ClipStore small = ClipStore.open(folder);
        String first = ids(small).getFirst();
        String manifest = Files.readString(folder.resolve("manifest.jsonl"));
        String report = Files.readString(folder.resolve("report.jsonl"));
        StringBuilder clips = new StringBuilder(manifest);
        StringBuilder sources = new StringBuilder(report);
        for (int i = 0; i < count - 2; i++) {
            String name = "c" + i;
            if (!name.equals(first)) {
                // Another clip in the same place: only its bytes would be wrong, and nobody reads them here.
                clips.append(manifest.replace("\"" + first + "\"", "\"" + name + "\""));
                sources.append(report.replace("\"" + first + "\"", "\"" + name + "\""));
            }
        }
        Files.writeString(folder.resolve("manifest.jsonl"), clips);
        Files.writeString(folder.resolve("report.jsonl"), sources);
        long start = System.nanoTime();
        PreparationReport done = preparation(SETTINGS).run(new Names(count), folder, SILENT);
        double seconds = (System.nanoTime() - start) / 1e9;
        assertTrue(done.fresh() >= 2 && done.fresh() <= 3, done.fresh() + " left to do");
        assertEquals(count, done.clips().size());
        // A plan that looked at every pair, or opened every clip, would take minutes.
        assertTrue(seconds < 60, seconds + " s");
        System.out.printf("100,000 clips planned and resumed in %.1f s%n", seconds);
    }

    /** A good source; while it is read, something else takes the place of the first shard. */
    private record TakesThePlace(DrawnScene scene, Path shard) implements ClipSource {
        @Override
        public String id() {
            return scene.id();
        }

        @Override
        public Split split() {
            return scene.split();
        }

        @Override
        public ClipInfo info() {
            return scene.info();
        }

        @Override
        public ClipMedia open() {
            try {
                Files.createDirectories(shard.resolve("something"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return scene.open();
        }
    }

    @Test
    void shardThatCannotBeWrittenStopsTheRunAndBlamesNoSource() throws IOException {
        Path shard = folder.resolve("shards/000000.tar");
        DrawnScene scene = DrawnScene.still("a", 50);
        VisemeException problem =
                assertThrows(VisemeException.class, () -> prepare(SETTINGS, new TakesThePlace(scene, shard)));
        assertTrue(problem.getMessage().contains("000000.tar"), problem.getMessage());
        Files.delete(shard.resolve("something"));
        Files.delete(shard);
        PreparationReport report = prepare(SETTINGS, scene);
        assertEquals(1, report.fresh());
        assertEquals(List.of(), report.leftOut());
    }

    @Test
    void wordsGoWhereTheSoundEnds() {
        DrawnScene scene = DrawnScene.still("a", 50)
                .withSound(DrawnScene.hum(1, 1))
                .withWords(new Word("one", 0.2, 0.4), new Word("two", 1.5, 1.9));
        prepare(SETTINGS, scene);
        ClipEntry clip = ClipStore.open(folder).clips().getFirst();
        assertEquals(30, clip.frames());
        assertEquals("one", clip.transcript());
    }

    @Test
    void pieceHasAnotherNameThanAnySource() {
        DrawnScene talk = DrawnScene.of(
                "talk",
                110,
                frame -> frame < 40 || frame >= 70
                        ? DrawnScene.face(30, 80)
                        : RgbImage.black(DrawnScene.WIDTH, DrawnScene.HEIGHT));
        for (List<ClipSource> order : List.of(
                List.<ClipSource>of(talk, DrawnScene.still("talk-000", 50)),
                List.<ClipSource>of(DrawnScene.still("talk-000", 50), talk))) {
            PreparationReport report = preparation(SETTINGS)
                    .run(
                            Clips.of(order.toArray(ClipSource[]::new)),
                            folder.resolve(order.getFirst().id()),
                            SILENT);
            assertEquals(
                    Set.of("talk-000", "talk--000", "talk--001"),
                    report.clips().stream().map(ClipEntry::id).collect(Collectors.toSet()));
        }
    }
}
