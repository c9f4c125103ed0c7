package org.viseme.dub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.face.Box;
import org.viseme.face.FaceTrack.State;
import org.viseme.media.AudioReader;
import org.viseme.media.MediaInfo;
import org.viseme.media.RgbImage;

class DubberTest {
    private static final Box FACE = new Box(16, 8, 24, 32);

    @TempDir
    Path folder;

    private final LoudnessSynthesizer model = new LoudnessSynthesizer();

    private PreparedVideo prepare(Path video) {
        return new VideoPreparer(() -> new FixedFace(FACE), null, DubProgress.SILENT).prepare(video);
    }

    private DubReport dub(Path video, Path audio, Path out, DubSettings settings) {
        return new Dubber(model, settings, DubProgress.SILENT).speak(prepare(video), audio, out);
    }

    private static int expected(int frame, Longer mode, int pictures) {
        // written out as the walk of a reader: one step at a time
        int at = 0;
        int step = 1;
        for (int i = 0; i < frame; i++) {
            switch (mode) {
                case LOOP -> at = at + 1 == pictures ? 0 : at + 1;
                case PINGPONG -> {
                    if (pictures > 1) {
                        step = at + step < 0 || at + step >= pictures ? -step : step;
                        at += step;
                    }
                }
                case HOLD, TRIM -> at = Math.min(at + 1, pictures - 1);
            }
        }
        return at;
    }

    @Test
    void everyModeShowsTheRightPicturesInTheRightOrder() {
        Path video = Clips.video(folder.resolve("face.mp4"), 7, 25);
        Path audio = Clips.tone(folder.resolve("speech.wav"), 16_000 + 100);
        for (Longer mode : Longer.values()) {
            Path out = folder.resolve("out " + mode + " ü 嘴.mp4");
            dub(video, audio, out, DubSettings.defaults().withLonger(mode));
            List<Integer> numbers =
                    Clips.frames(out).stream().map(Clips::number).toList();
            int frames = mode == Longer.TRIM ? 7 : 25;
            assertEquals(
                    IntStream.range(0, frames)
                            .map(i -> expected(i, mode, 7))
                            .boxed()
                            .toList(),
                    numbers,
                    mode.word());
        }
    }

    @Test
    void onlyTheLowerHalfOfTheFaceChanges() {
        Path video = Clips.video(folder.resolve("face.mp4"), 10, 25);
        Path audio = Clips.tone(folder.resolve("speech.wav"), 6_400);
        Path out = folder.resolve("out.mp4");
        dub(video, audio, out, DubSettings.defaults());
        List<RgbImage> before = Clips.frames(video);
        List<RgbImage> after = Clips.frames(out);
        assertEquals(10, after.size());
        for (int i = 0; i < 10; i++) {
            assertTrue(Math.abs(after.get(i).get(28, 32, 0) - before.get(i).get(28, 32, 0)) > 8, "mouth of " + i);
            for (int[] outside : new int[][] {{2, 2}, {60, 2}, {28, 12}, {2, 30}, {60, 30}, {28, 46}}) {
                int difference = after.get(i).get(outside[0], outside[1], 0)
                        - before.get(i).get(outside[0], outside[1], 0);
                assertTrue(Math.abs(difference) <= 3, "frame " + i + " changed by " + difference);
            }
        }
    }

    @Test
    void requestsCarryTheTimesOfTheirFrames() {
        Path video = Clips.video(folder.resolve("face.mp4"), 20, 30);
        Path audio = Clips.tone(folder.resolve("speech.wav"), 16_000);
        dub(video, audio, folder.resolve("out.mp4"), DubSettings.defaults().withBatch(4));
        assertEquals(30, model.requests.size());
        for (int i = 0; i < 30; i++) {
            assertEquals(i / 30.0, model.requests.get(i).seconds(), 1e-9);
        }
        assertTrue(model.batches.stream().allMatch(size -> size <= 4), model.batches.toString());
        assertTrue(model.batches.size() <= 10, model.batches.toString());
    }

    @Test
    void framesWithoutAFacePassUntouchedAndAreReported() throws IOException {
        Path video = Clips.video(folder.resolve("face.mp4"), 75, 25, 25, 50);
        Path audio = Clips.tone(folder.resolve("speech.wav"), 48_000);
        Path out = folder.resolve("out.mp4");
        DubReport report = dub(video, audio, out, DubSettings.defaults());
        assertEquals(75, Clips.frames(out).size());
        assertEquals(50, report.plan().found());
        assertEquals(0, report.plan().bridged());
        assertEquals(25, report.plan().absent());
        assertEquals(List.of(new Span(1, 2)), report.plan().absentSpans());
        assertTrue(report.describe().contains("1.00-2.00 s"), report.describe());
        Clips.frames(out).subList(25, 50).forEach(image -> assertTrue(image.get(28, 32, 0) < 5));

        JsonNode json =
                new ObjectMapper().readTree(folder.resolve("out.mp4.json").toFile());
        assertTrue(json.get("synthetic").asBoolean());
        assertEquals(25, json.get("frames").get("leftAlone").asInt());
        assertEquals(64, json.get("face").get("sha256").asText().length());
        assertEquals(64, json.get("audio").get("sha256").asText().length());
        assertEquals("feather", json.get("settings").get("blend").asText());

        Path strict = folder.resolve("strict.mp4");
        VisemeException e = assertThrows(
                VisemeException.class,
                () -> dub(video, audio, strict, DubSettings.defaults().withStrict(true)));
        assertTrue(e.getMessage().contains("1.00-2.00 s"), e.getMessage());
        assertFalse(Files.exists(strict));
    }

    @Test
    void shortGapsAreSpokenToo() {
        Path video = Clips.video(folder.resolve("face.mp4"), 40, 25, 20, 28);
        DubReport report = dub(
                video, Clips.tone(folder.resolve("a.wav"), 25_600), folder.resolve("out.mp4"), DubSettings.defaults());
        assertEquals(32, report.plan().found());
        assertEquals(8, report.plan().bridged());
        assertEquals(40, model.requests.size());
    }

    @Test
    void aStillPictureSpeaksAtTwentyFiveFramesASecond() throws IOException {
        Path picture = folder.resolve("face.png");
        ImageIO.write(Clips.numbered(20).toBufferedImage(), "png", picture.toFile());
        for (Longer mode : List.of(Longer.PINGPONG, Longer.LOOP, Longer.HOLD)) {
            Path out = folder.resolve(mode + ".mp4");
            dub(
                    picture,
                    Clips.tone(folder.resolve("a.wav"), 16_320),
                    out,
                    DubSettings.defaults().withLonger(mode));
            List<RgbImage> frames = Clips.frames(out);
            assertEquals(26, frames.size(), "1.02 s at 25/s");
            assertEquals(25, MediaInfo.probe(out).fps(), 1e-6);
            assertTrue(frames.stream().allMatch(frame -> Clips.number(frame) == 20));
        }
    }

    @Test
    void firstReferenceIsTheFirstFrameThroughout() {
        Path video = Clips.video(folder.resolve("face.mp4"), 10, 25);
        Path audio = Clips.tone(folder.resolve("a.wav"), 6_400);
        dub(video, audio, folder.resolve("out.mp4"), DubSettings.defaults().withReference(Reference.FIRST));
        RgbImage first = model.requests.getFirst().target();
        assertTrue(model.requests.stream().allMatch(request -> request.reference() == first));
        model.requests.clear();
        dub(video, audio, folder.resolve("out.mp4"), DubSettings.defaults());
        assertTrue(model.requests.stream().allMatch(request -> request.reference() == request.target()));
    }

    @Test
    void theModelChoosesTheReferenceWhereNobodyElseDoes() {
        Path video = Clips.video(folder.resolve("face.mp4"), 3, 25);
        Path audio = Clips.tone(folder.resolve("a.wav"), 1_920);
        model.reference = Reference.FIRST;
        DubReport chosen = dub(video, audio, folder.resolve("out.mp4"), DubSettings.defaults());
        RgbImage first = model.requests.getFirst().target();
        assertTrue(model.requests.stream().allMatch(request -> request.reference() == first));
        assertEquals(Reference.FIRST, chosen.plan().settings().reference(), "what was done is on record");
        model.requests.clear();
        dub(video, audio, folder.resolve("out.mp4"), DubSettings.defaults().withReference(Reference.FRAME));
        assertTrue(model.requests.stream().allMatch(request -> request.reference() == request.target()));
    }

    @Test
    void aFailureStopsEveryThreadAndLeavesNothing() throws IOException {
        Path video = Clips.video(folder.resolve("face.mp4"), 30, 25);
        Path audio = Clips.tone(folder.resolve("a.wav"), 160_000);
        PreparedVideo prepared = prepare(video);
        model.failAfter = 60;
        Path out = Files.createDirectory(folder.resolve("result")).resolve("out.mp4");
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> new Dubber(model, DubSettings.defaults(), DubProgress.SILENT).speak(prepared, audio, out));
        assertEquals("the model broke", e.getMessage());
        try (Stream<Path> left = Files.list(out.getParent())) {
            assertEquals(List.of(), left.toList());
        }
        assertEquals(List.of(), threads());
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("viseme-"))
                .toList();
    }

    @Test
    void anInterruptStopsTheRun() throws InterruptedException {
        Path video = Clips.video(folder.resolve("face.mp4"), 30, 25);
        Path audio = Clips.tone(folder.resolve("a.wav"), 16_000 * 120);
        PreparedVideo prepared = prepare(video);
        AtomicInteger done = new AtomicInteger();
        List<Throwable> thrown = new ArrayList<>();
        Path out = folder.resolve("out.mp4");
        Thread thread = new Thread(() -> {
            try {
                new Dubber(model, DubSettings.defaults(), (stage, n, total) -> done.set(n)).speak(prepared, audio, out);
            } catch (RuntimeException e) {
                thrown.add(e);
            }
        });
        thread.start();
        while (done.get() < 20 && thread.isAlive()) {
            Thread.sleep(5);
        }
        thread.interrupt();
        thread.join(20_000);
        assertFalse(thread.isAlive());
        assertEquals(1, thrown.size());
        assertFalse(Files.exists(out));
        assertEquals(List.of(), threads());
    }

    @Test
    void aVideoWithoutAnyFaceIsRefused() {
        Path video = Clips.video(folder.resolve("face.mp4"), 10, 25, 0, 10);
        Path audio = Clips.tone(folder.resolve("a.wav"), 6_400);
        Path out = folder.resolve("out.mp4");
        VisemeException e = assertThrows(VisemeException.class, () -> dub(video, audio, out, DubSettings.defaults()));
        assertTrue(e.getMessage().contains("no face"), e.getMessage());
        assertFalse(Files.exists(out));
    }

    @Test
    void theResultMayNotBeAnInput() {
        Path video = Clips.video(folder.resolve("face.mp4"), 3, 25);
        Path audio = Clips.tone(folder.resolve("a.wav"), 6_400);
        assertThrows(VisemeException.class, () -> dub(video, audio, video, DubSettings.defaults()));
        assertThrows(VisemeException.class, () -> dub(video, audio, audio, DubSettings.defaults()));
        assertThrows(VisemeException.class, () -> dub(video, audio, folder, DubSettings.defaults()));
        assertEquals(3, Clips.frames(video).size());
    }

    @Test
    void aMissingOutputFolderIsMade() {
        Path video = Clips.video(folder.resolve("face.mp4"), 3, 25);
        Path out = folder.resolve("new folder/deeper/out.mp4");
        dub(video, Clips.tone(folder.resolve("a.wav"), 1_920), out, DubSettings.defaults());
        assertEquals(3, Clips.frames(out).size());
    }

    @Test
    void soundEndsWithTheSpeechAndIsCutByTrim() {
        Path video = Clips.video(folder.resolve("face.mp4"), 10, 25);
        Path audio = Clips.tone(folder.resolve("a.wav"), 16_000);
        Path out = folder.resolve("out.mp4");
        dub(video, audio, out, DubSettings.defaults());
        assertEquals(1.0, AudioReader.read(out, 16_000).seconds(), 0.03);
        dub(video, audio, out, DubSettings.defaults().withLonger(Longer.TRIM));
        assertEquals(0.4, AudioReader.read(out, 16_000).seconds(), 0.03);
    }

    @Test
    void aSecondSpeechFindsTheFacesInTheCache() throws IOException {
        Path video = Clips.video(folder.resolve("face.mp4"), 20, 25, 5, 9);
        Path cache = folder.resolve("cache");
        VideoPreparer preparer = new VideoPreparer(() -> new FixedFace(FACE), cache, DubProgress.SILENT);
        PreparedVideo first = preparer.prepare(video);
        PreparedVideo second = preparer.prepare(Files.copy(video, folder.resolve("the same under another name.mp4")));
        assertFalse(first.cached());
        assertTrue(second.cached());
        assertEquals(first.detections(), second.detections());
        assertEquals(State.BRIDGED, second.tracks().getFirst().state(6));
        PreparedVideo other =
                new VideoPreparer(() -> new FixedFace(new Box(0, 0, 9, 9)), cache, DubProgress.SILENT).prepare(video);
        assertFalse(other.cached(), "another detector sees other faces");

        try (Stream<Path> files = Files.list(cache)) {
            for (Path file : files.toList()) {
                byte[] bytes = Files.readAllBytes(file);
                Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
            }
        }
        PreparedVideo again = preparer.prepare(video);
        assertFalse(again.cached(), "a damaged file counts as missing");
        assertEquals(first.detections(), again.detections());
    }

    @Test
    void anUnwritableCacheIsOnlyNoted() throws IOException {
        Path video = Clips.video(folder.resolve("face.mp4"), 3, 25);
        Path blocked = Files.writeString(folder.resolve("file"), "not a folder");
        List<String> notes = new ArrayList<>();
        DubProgress progress = new DubProgress() {
            @Override
            public void note(String line) {
                notes.add(line);
            }

            @Override
            public void update(String stage, int done, int total) {}
        };
        assertNotNull(new VideoPreparer(() -> new FixedFace(FACE), blocked, progress).prepare(video));
        assertEquals(1, notes.size());
    }
}
