package org.viseme.data.prepare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.viseme.StageTimes;
import org.viseme.VisemeException;
import org.viseme.data.ClipFile;
import org.viseme.data.ClipInfo;
import org.viseme.data.ClipMedia;
import org.viseme.data.ClipSource;
import org.viseme.data.Pieces;
import org.viseme.data.Split;
import org.viseme.data.Utterance;
import org.viseme.face.CropFamily;
import org.viseme.face.FaceDetector;
import org.viseme.face.MeanFace;
import org.viseme.face.Placement;
import org.viseme.media.MediaInfo;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

/**
 * The mouth of each face in a video, as preparation finds, follows and crops it. What is in memory is one piece of a
 * face, where the face is in each frame, and the frames of a short video.
 */
public final class VideoMouths {
    private static final CropFamily FAMILY = CropFamily.AVHUBERT;
    private static final Sound SILENCE = (from, to) -> new Waveform(new float[0], Waveform.SPEECH_RATE);

    private final PreparationSettings settings;
    private final MeanFace mean;
    private final Pieces cut;

    /** The sound between two times, in seconds. */
    @FunctionalInterface
    private interface Sound {
        Waveform between(double from, double to);
    }

    /**
     * A piece of a face.
     *
     * @param face which one, from 1, in the order of appearance; the same person in another shot has another number
     * @param fromSeconds where the piece begins in the video
     */
    public record Mouth(int face, double fromSeconds, Utterance utterance) {}

    /**
     * In pieces of at most {@link Thresholds#longestSeconds}, which meet.
     *
     * @param settings how often the detector looks, and the thresholds: lengths, sizes of faces, cuts, gaps
     * @param mean what crops are aligned to
     */
    public VideoMouths(PreparationSettings settings, MeanFace mean) {
        this(settings, mean, new Pieces(Piece.frames(settings.thresholds().longestSeconds()), 0));
    }

    /**
     * @param settings as above; their longest length does not count
     * @param mean what crops are aligned to
     * @param cut how long shots come
     */
    public VideoMouths(PreparationSettings settings, MeanFace mean, Pieces cut) {
        this.settings = settings;
        this.mean = mean;
        this.cut = cut;
    }

    /**
     * Crops every face.
     *
     * @param use takes the pieces, face by face, in the order of time
     * @throws VisemeException when the video cannot be read, or shows no face for long enough
     */
    public void forEach(Path video, FaceDetector detector, Consumer<Mouth> use) {
        MediaInfo info = MediaInfo.probe(video);
        if (!info.hasVideo() || info.isStill()) {
            throw new VisemeException(video.toString(), "has no moving pictures", "name a video of a talking face");
        }
        ClipInfo nothingKnown = new ClipInfo("video", Split.TEST, "", "", List.of(), "", video.toString());
        ClipSource source = ClipFile.of(video.toString(), Split.TEST, video, () -> nothingKnown);
        Tools tools = new Tools(detector, Optional.empty(), Optional.empty(), mean);
        try (ClipMedia media = source.open()) {
            Seen seen = new FirstPass(settings, tools, new StageTimes(ClipPreparer.STAGES)).look(media);
            List<List<Stretch>> faces = FaceStretches.whole(seen.tracks(), settings);
            if (faces.isEmpty()) {
                throw FaceStretches.none(video, settings);
            }
            for (int face = 0; face < faces.size(); face++) {
                // a face of its own pass: two may be there at the same time
                try (FrameRow frames = new FrameRow(source, seen.kept())) {
                    for (Stretch stretch : faces.get(face)) {
                        Piece whole = new Piece(nothingKnown, stretch, seen);
                        forEach(whole, face + 1, frames, info.hasAudio() ? media::sound : SILENCE, use);
                    }
                }
            }
        }
    }

    /** The pieces of a stretch. Every frame is cropped once, and placed as if the stretch were one piece. */
    private void forEach(Piece whole, int face, FrameRow frames, Sound sound, Consumer<Mouth> use) {
        Stretch stretch = whole.stretch();
        List<Placement> placements = FAMILY.placements(stretch.boxes(), whole.landmarks(), mean);
        List<RgbImage> crops = new ArrayList<>();
        int first = stretch.first();
        for (Stretch piece : stretch.pieces(cut)) {
            crops.subList(0, piece.first() - first).clear();
            first = piece.first();
            for (int frame = first + crops.size(); frame < first + piece.count(); frame++) {
                Placement placement = placements.get(frame - stretch.first());
                crops.add(FAMILY.cut(frames.frame(frame), placement, FAMILY.size()));
            }
            double from = first / (double) ClipMedia.FPS;
            double to = from + piece.count() / (double) ClipMedia.FPS;
            use.accept(new Mouth(face, from, Utterance.of(whole.info(), crops, sound.between(from, to))));
        }
    }
}
