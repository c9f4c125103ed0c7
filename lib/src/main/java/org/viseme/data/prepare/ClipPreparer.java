package org.viseme.data.prepare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.viseme.StageTimes;
import org.viseme.VisemeException;
import org.viseme.data.ClipInfo;
import org.viseme.data.ClipMedia;
import org.viseme.data.ClipSource;
import org.viseme.data.Decision;
import org.viseme.data.PackedClip;
import org.viseme.data.RejectedClip;
import org.viseme.data.RejectedClip.Reason;

/**
 * Prepares one source after the other. The first pass over the frames finds shots and faces; who speaks is chosen, and
 * cut into stretches; the second pass makes the crops of each stretch, measures its offset and packs it. What is in memory
 * is one stretch, and the frames of a short source. Not for several threads at once.
 */
final class ClipPreparer implements AutoCloseable {
    static final String[] STAGES = {
        "decode",
        "shots",
        "detect",
        "landmarks",
        "speaker",
        "crop and compress",
        "sound",
        "offset",
        "features and pack",
        "write"
    };

    private final PreparationSettings settings;
    private final Thresholds thresholds;
    private final Tools tools;
    private final PiecePreparer pieces;
    private final Predicate<String> isSource;
    private final StageTimes times;

    /** Takes what was decided, in the order of time. */
    @FunctionalInterface
    interface Results {
        /** @param clip what is kept, or null */
        void add(Decision decision, PackedClip clip) throws InterruptedException;
    }

    /**
     * @param transcribed whether a clip without words lacks something
     * @param isSource whether the corpus has a source of this name
     */
    ClipPreparer(
            PreparationSettings settings,
            Tools tools,
            boolean transcribed,
            Predicate<String> isSource,
            StageTimes times) {
        this.settings = settings;
        this.thresholds = settings.thresholds();
        this.tools = tools;
        this.pieces = new PiecePreparer(settings, tools, transcribed, times);
        this.isSource = isSource;
        this.times = times;
    }

    /**
     * Everything about a source; a file that cannot be read is a decision as well.
     *
     * @return the number of its frames, 0 where it cannot be read
     */
    int prepare(ClipSource source, Results results) throws InterruptedException {
        int frames = 0;
        try {
            ClipInfo info = source.info();
            try (ClipMedia media = source.open()) {
                Seen seen = new FirstPass(settings, tools, times).look(media);
                frames = seen.frames();
                prepare(info, source, media, seen, results);
            }
        } catch (VisemeException e) {
            leaveOutUnreadable(source, e.getMessage(), results);
        } catch (RuntimeException e) {
            // This is how OpenCV's native errors arrive; faults of the program are of other classes.
            if (e.getClass() != RuntimeException.class) {
                throw e;
            }
            leaveOutUnreadable(
                    source, String.valueOf(e.getMessage()).lines().findFirst().orElse(""), results);
        }
        return frames;
    }

    private static void leaveOutUnreadable(ClipSource source, String detail, Results results)
            throws InterruptedException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedException("while reading " + source.id());
        }
        results.add(leftOut(source, Reason.UNREADABLE, detail), null);
    }

    private static Decision leftOut(ClipSource source, Reason reason, String detail) {
        return Decision.leftOut(new RejectedClip(source.id(), source.split(), reason, detail));
    }

    private void prepare(ClipInfo info, ClipSource source, ClipMedia media, Seen seen, Results results)
            throws InterruptedException {
        if (seen.frames() < Piece.frames(thresholds.leastSeconds())) {
            results.add(leftOut(source, Reason.TOO_SHORT, Piece.seconds(seen.frames()) + " of pictures"), null);
            return;
        }
        List<Stretch> stretches = stretches(source, media, seen);
        if (stretches.isEmpty()) {
            results.add(leftOut(source, Reason.NO_FACE, howLong(seen)), null);
            return;
        }
        List<String> names = names(info.id(), stretches.size());
        try (FrameRow frames = new FrameRow(source, seen.kept())) {
            for (int i = 0; i < stretches.size(); i++) {
                pieces.prepare(new Piece(info.named(names.get(i)), stretches.get(i), seen), media, frames, results);
            }
        }
    }

    /** Of the pieces of a source; with more dashes where other sources have these names. */
    private List<String> names(String id, int pieces) {
        if (pieces == 1) {
            return List.of(id);
        }
        String start = id;
        List<String> names;
        do {
            start += "-";
            String before = start;
            names = IntStream.range(0, pieces)
                    .mapToObj(i -> before + String.format(Locale.ROOT, "%03d", i))
                    .toList();
        } while (names.stream().anyMatch(isSource));
        return names;
    }

    private List<Stretch> stretches(ClipSource source, ClipMedia media, Seen seen) {
        long start = System.nanoTime();
        int least = Piece.frames(thresholds.leastSeconds());
        Speakers speakers = new Speakers(tools.scorer().orElseGet(MouthSync::new), thresholds.rivalShare(), least);
        List<Stretch> stretches = new ArrayList<>();
        for (Speakers.Speaker speaker : speakers.choose(seen.tracks(), source, media, seen.kept())) {
            for (Stretch stretch : Stretch.of(speaker.track(), least, speaker.faces())) {
                stretches.addAll(stretch.pieces(Piece.frames(thresholds.longestSeconds())));
            }
        }
        stretches.sort(Comparator.comparingInt(Stretch::first));
        times.add("speaker", start);
        return stretches;
    }

    private String howLong(Seen seen) {
        int longest = seen.tracks().stream()
                .flatMap(track -> Stretch.of(track, 1, 1).stream())
                .mapToInt(Stretch::count)
                .max()
                .orElse(0);
        return longest == 0
                ? "the detector found no face"
                : "the face stays for " + Piece.seconds(longest) + " of " + Piece.seconds(seen.frames());
    }

    @Override
    public void close() {
        tools.close();
    }
}
