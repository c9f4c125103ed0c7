package org.viseme.dub;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.viseme.ContentHash;
import org.viseme.StageTimes;
import org.viseme.Stages;
import org.viseme.VisemeException;
import org.viseme.dub.LipSynthesizer.Request;
import org.viseme.dub.LipSynthesizer.Speech;
import org.viseme.face.Box;
import org.viseme.face.FaceCrop;
import org.viseme.face.FaceTrack;
import org.viseme.face.FaceTrack.State;
import org.viseme.face.PixelBox;
import org.viseme.media.AudioReader;
import org.viseme.media.RgbImage;
import org.viseme.media.VideoWriter;
import org.viseme.media.Waveform;

/**
 * The second half of dubbing: a prepared video says something. Four threads hand each other frames: decode; crop and draw
 * (in batches); composite; encode. So many frames are under way as fit into a fixed number of bytes, whatever the length
 * of the video. The first failure stops all threads, and no file is left.
 *
 * <pre>{@code
 * PreparedVideo video = new VideoPreparer(HaarDetector::new, VideoPreparer.defaultCacheFolder(), progress).prepare(face);
 * try (LipSynthesizer model = Synthesizers.open("default", "auto")) {
 *     DubReport report = new Dubber(model, DubSettings.defaults(), progress).speak(video, audio, out);
 * }
 * }</pre>
 */
public final class Dubber {
    static final String MARK = "synthetic: mouth movements in this video were generated";
    static final String DECODE = "decode";
    static final String GENERATE = "generate";
    private static final String CROP = "crop";
    private static final String COMPOSITE = "composite";
    private static final String ENCODE = "encode";

    /** A frame on its way, with the faces to be drawn into it. */
    private record Frame(int index, RgbImage image, List<Mouth> mouths) {}

    private final LipSynthesizer model;
    private final DubSettings settings;
    private final DubProgress progress;

    public Dubber(LipSynthesizer model, DubSettings settings, DubProgress progress) {
        this.model = model;
        this.settings = settings.withReference(settings.reference().of(model));
        this.progress = progress;
    }

    /**
     * Makes the video say the speech. The result has the video's size and rate, the sound of {@code audio}, and
     * round(seconds of speech * fps) frames (fewer only by {@link Longer#TRIM}); a record of the run stands beside it.
     *
     * @param audio a sound file, or a video with sound
     * @param out an MP4 file
     * @throws VisemeException when there is no face at all, the speech cannot be read, or the result cannot be written
     */
    public DubReport speak(PreparedVideo video, Path audio, Path out) {
        long start = System.nanoTime();
        requireOutput(out, video.file(), audio);
        List<FaceTrack> tracks = chooseFaces(video);
        Waveform wave = AudioReader.read(audio, Waveform.SPEECH_RATE);
        DubPlan plan = DubPlan.of(model, video, tracks, wave.seconds(), settings);
        if (settings.strict() && plan.absent() > 0) {
            throw new VisemeException(
                    video.file().toString(),
                    "no face at " + plan.absentSpans().getFirst(),
                    "cut the video there, or go without --strict to leave those frames as they are");
        }
        progress.planned(plan);
        Speech speech = model.listen(wave);
        wave = null; // up to 4 MB a minute
        StageTimes times = new StageTimes(DECODE, CROP, GENERATE, COMPOSITE, ENCODE);
        try (VideoWriter writer = VideoWriter.create(out, plan.width(), plan.height(), plan.fps())) {
            writer.withMetadata("comment", MARK + " by Viseme, model " + model.name());
            writer.withAudio(audio, soundSeconds(plan));
            run(video, tracks, plan, speech, writer, times);
            writer.commit();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        DubReport report = new DubReport(plan, video, audio, ContentHash.of(audio), out, times.seconds(), seconds);
        report.write();
        return report;
    }

    /** The sound ends with the pictures when those were cut, with the speech otherwise. */
    private static double soundSeconds(DubPlan plan) {
        boolean cut = plan.frames() < Math.round(plan.speechSeconds() * plan.fps());
        return cut ? plan.frames() / plan.fps() : plan.speechSeconds();
    }

    private static void requireOutput(Path out, Path face, Path audio) {
        for (Path input : List.of(face, audio)) {
            if (out.toAbsolutePath().normalize().equals(input.toAbsolutePath().normalize())) {
                throw new VisemeException(out.toString(), "is also an input", "choose another name for the result");
            }
        }
        if (Files.isDirectory(out)) {
            throw new VisemeException(out.toString(), "is a folder", "name a file, such as result.mp4");
        }
    }

    private List<FaceTrack> chooseFaces(PreparedVideo video) {
        List<FaceTrack> tracks = settings.faces().choose(video.tracks());
        if (tracks.isEmpty()) {
            throw new VisemeException(
                    video.file().toString(),
                    "no face found in any of " + video.frames() + " frame(s)",
                    "use a video with an upright, visible face, or --detector yunet:FILE, which sees more");
        }
        return tracks;
    }

    private void run(
            PreparedVideo video,
            List<FaceTrack> tracks,
            DubPlan plan,
            Speech speech,
            VideoWriter writer,
            StageTimes times) {
        FrameBudget budget = new FrameBudget(plan.width(), plan.height(), settings.batch());
        Channel<Frame> decoded = new Channel<>(budget.frames() + 1);
        Channel<Frame> drawn = new Channel<>(budget.frames() + 1);
        Channel<Frame> finished = new Channel<>(budget.frames() + 1);
        Stages stages = new Stages();
        stages.add(DECODE, () -> decode(video, tracks, plan, budget, decoded, times));
        stages.add(GENERATE, () -> draw(speech, budget, decoded, drawn, times));
        stages.add(COMPOSITE, () -> {
            for (Frame frame = drawn.take(); frame != null; frame = drawn.take()) {
                long start = System.nanoTime();
                for (Mouth mouth : frame.mouths()) {
                    composite(frame.image(), mouth);
                }
                times.add(COMPOSITE, start);
                finished.put(frame);
            }
            finished.end();
        });
        stages.add(ENCODE, () -> {
            for (Frame frame = finished.take(); frame != null; frame = finished.take()) {
                long start = System.nanoTime();
                writer.write(frame.image());
                times.add(ENCODE, start);
                budget.release();
                progress.update("speaking", frame.index() + 1, plan.frames());
            }
        });
        stages.join();
    }

    private void decode(
            PreparedVideo video,
            List<FaceTrack> tracks,
            DubPlan plan,
            FrameBudget budget,
            Channel<Frame> decoded,
            StageTimes times)
            throws InterruptedException {
        Map<FaceTrack, RgbImage> firsts = new IdentityHashMap<>();
        try (SourceFrames source = new SourceFrames(video)) {
            for (int i = 0; i < plan.frames(); i++) {
                budget.acquire();
                int index = settings.longer().source(i, video.frames());
                long start = System.nanoTime();
                RgbImage image = source.get(index);
                times.add(DECODE, start);
                start = System.nanoTime();
                List<Mouth> mouths = new ArrayList<>();
                for (FaceTrack track : tracks) {
                    if (track.state(index) != State.ABSENT) {
                        mouths.add(mouth(image, track, track.box(index), i / plan.fps(), firsts));
                    }
                }
                times.add(CROP, start);
                decoded.put(new Frame(i, image, mouths));
            }
        }
        decoded.end();
    }

    private Mouth mouth(RgbImage image, FaceTrack track, Box box, double seconds, Map<FaceTrack, RgbImage> firsts) {
        RgbImage crop = FaceCrop.of(image, box, model.cropSize());
        RgbImage reference = settings.reference() == Reference.FIRST ? firsts.computeIfAbsent(track, t -> crop) : crop;
        return new Mouth(PixelBox.of(box), new Request(seconds, crop, reference));
    }

    private void draw(Speech speech, FrameBudget budget, Channel<Frame> decoded, Channel<Frame> drawn, StageTimes times)
            throws InterruptedException {
        List<Frame> batch = new ArrayList<>();
        for (Frame frame = decoded.take(); frame != null; frame = decoded.take()) {
            batch.add(frame);
            if (batch.size() >= budget.batch()) {
                drawBatch(speech, batch, drawn, times);
            }
        }
        drawBatch(speech, batch, drawn, times);
        drawn.end();
    }

    /** Draws the faces of some frames, hands the frames on and empties the list. */
    private void drawBatch(Speech speech, List<Frame> batch, Channel<Frame> drawn, StageTimes times)
            throws InterruptedException {
        List<Mouth> mouths =
                batch.stream().flatMap(frame -> frame.mouths().stream()).toList();
        for (int from = 0; from < mouths.size(); from += settings.batch()) {
            List<Mouth> part = mouths.subList(from, Math.min(mouths.size(), from + settings.batch()));
            long start = System.nanoTime();
            List<RgbImage> spoken = model.speak(
                    speech, part.stream().map(mouth -> mouth.request).toList());
            times.add(GENERATE, start);
            if (spoken.size() != part.size()) {
                throw new IllegalStateException(model.name() + " drew " + spoken.size() + " of " + part.size());
            }
            for (int i = 0; i < part.size(); i++) {
                part.get(i).spoken = spoken.get(i);
            }
        }
        for (Frame frame : batch) {
            drawn.put(frame);
        }
        batch.clear();
    }

    private void composite(RgbImage frame, Mouth mouth) {
        PixelBox box = mouth.box;
        RgbImage face = mouth.spoken.resize(box.width(), box.height());
        if (settings.matchColours()) {
            ColourMatch.apply(frame.crop(box.x(), box.y(), box.width(), box.height()), face);
        }
        settings.blend().compositor().paste(frame, box, face);
    }
}
