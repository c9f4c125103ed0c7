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
 * face, of at most {@link Thresholds#longestSeconds}, and the frames of a short video.
 */
public final class VideoMouths {
    private static final CropFamily FAMILY = CropFamily.AVHUBERT;

    private final PreparationSettings settings;
    private final MeanFace mean;

    /**
     * A piece of a face.
     *
     * @param face which one, from 1, in the order of appearance; the same person in another shot has another number
     * @param fromSeconds where the piece begins in the video
     */
    public record Mouth(int face, double fromSeconds, Utterance utterance) {}

    /**
     * @param settings how often the detector looks, and the thresholds: lengths, sizes of faces, cuts, gaps
     * @param mean what crops are aligned to
     */
    public VideoMouths(PreparationSettings settings, MeanFace mean) {
        this.settings = settings;
        this.mean = mean;
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
            List<List<Stretch>> faces = FaceStretches.of(seen.tracks(), settings);
            if (faces.isEmpty()) {
                throw FaceStretches.none(video, settings);
            }
            for (int face = 0; face < faces.size(); face++) {
                // a face of its own pass: two may be there at the same time
                try (FrameRow frames = new FrameRow(source, seen.kept())) {
                    for (Stretch stretch : faces.get(face)) {
                        Piece piece = new Piece(nothingKnown, stretch, seen);
                        double from = piece.fromSeconds();
                        double to = from + stretch.count() / (double) ClipMedia.FPS;
                        Waveform sound = info.hasAudio()
                                ? media.sound(from, to)
                                : new Waveform(new float[0], Waveform.SPEECH_RATE);
                        use.accept(new Mouth(face + 1, from, Utterance.of(nothingKnown, crops(piece, frames), sound)));
                    }
                }
            }
        }
    }

    private List<RgbImage> crops(Piece piece, FrameRow frames) {
        Stretch stretch = piece.stretch();
        List<Placement> placements = FAMILY.placements(stretch.boxes(), piece.landmarks(), mean);
        List<RgbImage> crops = new ArrayList<>();
        for (int i = 0; i < stretch.count(); i++) {
            crops.add(FAMILY.cut(frames.frame(stretch.first() + i), placements.get(i), FAMILY.size()));
        }
        return crops;
    }
}
