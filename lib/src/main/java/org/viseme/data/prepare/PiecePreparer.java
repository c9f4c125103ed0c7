package org.viseme.data.prepare;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.viseme.StageTimes;
import org.viseme.audio.MelConfig;
import org.viseme.audio.MelSpectrogram;
import org.viseme.data.ClipFlag;
import org.viseme.data.ClipInfo;
import org.viseme.data.ClipMeasures;
import org.viseme.data.ClipMedia;
import org.viseme.data.ClipPacker;
import org.viseme.data.Decision;
import org.viseme.data.Fingerprint;
import org.viseme.data.PackedClip;
import org.viseme.data.RejectedClip.Reason;
import org.viseme.data.SyncMeasure;
import org.viseme.face.Box;
import org.viseme.face.CropFamily;
import org.viseme.face.FaceTrack.State;
import org.viseme.face.Landmarks;
import org.viseme.face.Placement;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

/**
 * Turns one stretch of a face into a clip: crops every frame, measures how sharp the face is and how late the sound,
 * decides, and packs. Holds the packed crops of that stretch.
 */
final class PiecePreparer {
    /** Around a stretch, for comparing sound and picture at other offsets. */
    private static final double SOUND_MARGIN_SECONDS = 0.6;

    private static final int SHARPNESS_EVERY = 10;

    private final PreparationSettings settings;
    private final Thresholds thresholds;
    private final Tools tools;
    private final boolean transcribed;
    private final StageTimes times;

    /** @param transcribed whether a clip without words lacks something */
    PiecePreparer(PreparationSettings settings, Tools tools, boolean transcribed, StageTimes times) {
        this.settings = settings;
        this.thresholds = settings.thresholds();
        this.tools = tools;
        this.transcribed = transcribed;
        this.times = times;
    }

    /** Makes a clip of a piece, or says why not. */
    void prepare(Piece piece, ClipMedia media, FrameRow frames, ClipPreparer.Results results)
            throws InterruptedException {
        Stretch stretch = piece.stretch();
        Set<ClipFlag> flags = EnumSet.noneOf(ClipFlag.class);
        double width = stretch.meanBox().width();
        double height = stretch.meanBox().height();
        if (Math.min(width, height) < thresholds.leastFacePixels()) {
            String size = "the face is " + Math.round(width) + "x" + Math.round(height) + " pixels";
            results.add(decision(piece, Reason.SMALL_FACE, size), null);
            return;
        }
        if (Math.min(width, height) < thresholds.smallFacePixels()) {
            flags.add(ClipFlag.SMALL_FACE);
        }
        if (stretch.faces() > 1) {
            flags.add(ClipFlag.SEVERAL_FACES);
        }
        long start = System.nanoTime();
        double before = Math.min(SOUND_MARGIN_SECONDS, piece.fromSeconds());
        Waveform around = media.sound(
                piece.fromSeconds() - before,
                piece.fromSeconds() + stretch.count() / (double) ClipMedia.FPS + SOUND_MARGIN_SECONDS);
        times.add("sound", start);

        ClipPacker packer = new ClipPacker();
        SyncMeasure sync;
        double sharpness;
        try (SyncScorer.Session session = tools.scorer().map(SyncScorer::begin).orElse(null)) {
            sharpness = crop(piece, frames, packer, session);
            start = System.nanoTime();
            sync = tools.scorer().isEmpty() ? null : measure(session, around, before);
            times.add("offset", start);
        }
        if (sharpness < thresholds.leastSharpness()) {
            flags.add(ClipFlag.BLURRED);
        }
        ClipMeasures measures = measures(piece, width, height, sharpness, sync);
        int offset = 0;
        if (sync != null && !trusted(sync)) {
            flags.add(ClipFlag.UNSURE_SYNC);
        } else if (sync != null && Math.abs(sync.offset()) > thresholds.largestCorrection()) {
            String far = String.format(Locale.ROOT, "%+d frames, confidence %.2f", sync.offset(), sync.confidence());
            results.add(decision(piece, Reason.OUT_OF_SYNC, far, flags, measures), null);
            return;
        } else if (sync != null) {
            offset = sync.offset();
        }
        finish(piece, new SoundCut(around, before, offset), packer, flags, measures, results);
    }

    /** The crops of all frames; gives the mean sharpness of the face. */
    private double crop(Piece piece, FrameRow frames, ClipPacker packer, SyncScorer.Session session) {
        Stretch stretch = piece.stretch();
        long start = System.nanoTime();
        List<Box> boxes = stretch.boxes();
        List<Landmarks> landmarks = piece.landmarks();
        Map<CropFamily, List<Placement>> placements = new EnumMap<>(CropFamily.class);
        settings.crops()
                .forEach(family -> placements.put(family, family.placements(boxes, landmarks, tools.meanFace())));
        double sharpness = 0;
        int measured = 0;
        for (int i = 0; i < stretch.count(); i++) {
            RgbImage frame = frames.frame(stretch.first() + i);
            packer.box(boxes.get(i));
            for (CropFamily family : settings.crops()) {
                Placement placement = placements.get(family).get(i);
                int size = family == CropFamily.WAV2LIP ? settings.cropSize() : family.size();
                RgbImage crop = placement.cut(frame, size);
                packer.crop(family, crop, family == CropFamily.WAV2LIP ? null : placement.affine(size));
                if (family == CropFamily.WAV2LIP) {
                    Optional<float[]> points = onCrop(landmarks.get(i), boxes.get(i));
                    points.ifPresent(packer::landmarks);
                    if (session != null) {
                        session.frame(crop, points);
                    }
                    if (i % SHARPNESS_EVERY == 0) {
                        sharpness += Sharpness.of(crop);
                        measured++;
                    }
                }
            }
        }
        times.add("crop and compress", start);
        return sharpness / measured;
    }

    private Optional<float[]> onCrop(Landmarks landmarks, Box box) {
        if (landmarks.isEmpty()) {
            return Optional.empty();
        }
        float[] points = new float[2 * landmarks.count()];
        for (int p = 0; p < landmarks.count(); p++) {
            points[2 * p] = (float) ((landmarks.x(p) - box.x()) * settings.cropSize() / box.width());
            points[2 * p + 1] = (float) ((landmarks.y(p) - box.y()) * settings.cropSize() / box.height());
        }
        return Optional.of(points);
    }

    private SyncMeasure measure(SyncScorer.Session session, Waveform around, double before) {
        SyncCurve curve = session.compare(around, before);
        int offset = curve.offset();
        SyncMeasure sync = new SyncMeasure(tools.scorer().orElseThrow().name(), offset, curve.confidence(), 0, offset);
        if (!trusted(sync) || Math.abs(offset) > thresholds.largestCorrection()) {
            return sync;
        }
        int residual = session.compare(around, before + offset / (double) ClipMedia.FPS)
                .offset();
        return new SyncMeasure(sync.scorer(), offset, curve.confidence(), offset, residual);
    }

    private boolean trusted(SyncMeasure sync) {
        double least = thresholds.leastConfidence() > 0
                ? thresholds.leastConfidence()
                : tools.scorer().orElseThrow().leastConfidence();
        return sync.confidence() >= least;
    }

    private void finish(
            Piece piece,
            SoundCut cut,
            ClipPacker packer,
            Set<ClipFlag> flags,
            ClipMeasures measures,
            ClipPreparer.Results results)
            throws InterruptedException {
        int frames = piece.stretch().count();
        int first = cut.silentFirst();
        int last = cut.silentLast(frames);
        int count = frames - first - last;
        if (count < Piece.frames(thresholds.leastSeconds())) {
            String common = Piece.seconds(frames) + " of pictures and " + Piece.seconds(Math.max(0, frames - last))
                    + " of sound";
            results.add(decision(piece, Reason.TOO_SHORT, common, flags, measures), null);
            return;
        }
        packer.trim(first, last);
        long start = System.nanoTime();
        double from = cut.secondsOf(first);
        Waveform voice = ClipPacker.rounded(cut.around().slice(from, from + count / (double) ClipMedia.FPS));
        double soundFrom = piece.fromSeconds() - cut.before() + from;
        ClipInfo info = said(piece, soundFrom, count);
        if (info.transcript().isBlank() && transcribed) {
            flags.add(ClipFlag.NO_WORDS);
        }
        Fingerprint fingerprint = Fingerprint.of(
                packer.middleCrop(), MelSpectrogram.of(MelConfig.wav2lip()).compute(voice));
        double cutSeconds = (piece.stretch().first() + first) / (double) ClipMedia.FPS;
        PackedClip clip = packer.pack(info, voice, settings.features(), cutSeconds);
        ClipMeasures complete = new ClipMeasures(
                cutSeconds,
                count / (double) ClipMedia.FPS,
                measures.found(),
                measures.faceWidth(),
                measures.faceHeight(),
                measures.sharpness(),
                measures.faces(),
                measures.landmarks(),
                info.words().size(),
                measures.sync(),
                fingerprint.toString());
        times.add("features and pack", start);
        String moved = cut.offset() == 0 ? "" : String.format(Locale.ROOT, "sound moved by %+d frames", -cut.offset());
        results.add(new Decision(info.id(), info.split(), null, moved, flags, complete), clip);
    }

    /**
     * What is said in the piece. In a whole source that is all of it, words that end a moment after the pictures included;
     * where frames were trimmed, only a transcript without times stays as it is.
     */
    private static ClipInfo said(Piece piece, double soundFrom, int count) {
        boolean all = piece.isWhole()
                && (count == piece.stretch().count() || piece.info().words().isEmpty());
        double seconds = all ? Double.POSITIVE_INFINITY : count / (double) ClipMedia.FPS;
        return piece.info().cut(soundFrom, seconds);
    }

    private ClipMeasures measures(Piece piece, double width, double height, double sharpness, SyncMeasure sync) {
        Stretch stretch = piece.stretch();
        int looked = 0;
        int found = 0;
        for (int frame = stretch.first(); frame < stretch.first() + stretch.count(); frame++) {
            if (FirstPass.looksAt(frame, piece.seen().frames(), settings.detectEvery())) {
                looked++;
                found += stretch.track().state(frame) == State.FOUND ? 1 : 0;
            }
        }
        return new ClipMeasures(
                piece.fromSeconds(),
                stretch.count() / (double) ClipMedia.FPS,
                looked == 0 ? 1 : found / (double) looked,
                rounded(width),
                rounded(height),
                rounded(sharpness),
                stretch.faces(),
                piece.landmarkSource(),
                0,
                sync,
                null);
    }

    /** To a tenth: more digits only make reports long. */
    private static double rounded(double value) {
        return Math.rint(10 * value) / 10;
    }

    private static Decision decision(Piece piece, Reason reason, String detail) {
        return decision(piece, reason, detail, Set.of(), null);
    }

    private static Decision decision(
            Piece piece, Reason reason, String detail, Set<ClipFlag> flags, ClipMeasures measures) {
        return new Decision(piece.info().id(), piece.info().split(), reason, detail, flags, measures);
    }
}
