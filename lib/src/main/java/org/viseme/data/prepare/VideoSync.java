package org.viseme.data.prepare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.viseme.StageTimes;
import org.viseme.VisemeException;
import org.viseme.data.ClipFile;
import org.viseme.data.ClipInfo;
import org.viseme.data.ClipMedia;
import org.viseme.data.ClipSource;
import org.viseme.data.Split;
import org.viseme.face.Box;
import org.viseme.face.FaceDetector;
import org.viseme.face.MeanFace;
import org.viseme.media.MediaInfo;

/** How far sound and picture of one video are apart, for each face as preparation finds and follows it. */
public final class VideoSync {
    private final PreparationSettings settings;
    private final int least;

    /**
     * One face within one shot; a long shot is several such pieces, so that a drift shows.
     *
     * @param number which face, from 1, in the order of appearance; the same person in another shot has another number
     * @param fromSeconds where the piece begins in the video
     * @param toSeconds where it ends
     * @param box where the face is, the mean over the piece, in pixels
     * @param curve how well it fits the sound at each offset
     */
    public record Face(int number, double fromSeconds, double toSeconds, Box box, SyncCurve curve) {}

    /** @param settings how often the detector looks, and the thresholds: lengths, sizes of faces, cuts, gaps */
    public VideoSync(PreparationSettings settings) {
        this.settings = settings;
        this.least = Piece.frames(settings.thresholds().leastSeconds());
    }

    /**
     * Measures every face of a video.
     *
     * @return all faces, in the order of their numbers and of time
     * @throws VisemeException when the video cannot be read, has no sound, or shows no face for long enough
     */
    public List<Face> measure(Path video, FaceDetector detector, SyncScorer scorer) {
        requireSoundAndPicture(video);
        ClipSource source = ClipFile.of(video.toString(), Split.TEST, video, VideoSync::nothingKnown);
        Tools tools = new Tools(detector, Optional.empty(), Optional.of(scorer), MeanFace.standard());
        try (ClipMedia media = source.open()) {
            double heard = media.sound(0, settings.thresholds().leastSeconds()).seconds();
            if (Piece.frames(heard) < least) {
                throw tooShort(video, String.format(Locale.ROOT, "its sound ends after %.2f s", heard));
            }
            Seen seen = new FirstPass(settings, tools, new StageTimes(ClipPreparer.STAGES)).look(media);
            if (seen.frames() < least) {
                throw tooShort(video, "it has " + Piece.seconds(seen.frames()) + " of pictures");
            }
            List<List<Stretch>> faces = FaceStretches.of(seen.tracks(), settings);
            if (faces.isEmpty()) {
                throw FaceStretches.none(video, settings);
            }
            try (FrameRow frames = new FrameRow(source, seen.kept())) {
                List<Stretch> all = faces.stream().flatMap(List::stream).toList();
                return listed(faces, FaceCurves.of(all, frames, media, scorer));
            }
        }
    }

    private static ClipInfo nothingKnown() {
        throw new IllegalStateException("a video that is only measured has no transcript");
    }

    private static void requireSoundAndPicture(Path video) {
        MediaInfo info = MediaInfo.probe(video);
        if (!info.hasVideo() || info.isStill()) {
            throw new VisemeException(video.toString(), "has no moving pictures", "name a video of a talking face");
        }
        if (!info.hasAudio()) {
            throw new VisemeException(video.toString(), "has no sound", "name a video with sound");
        }
    }

    private VisemeException tooShort(Path video, String what) {
        return new VisemeException(
                video.toString(), "is too short: " + what, "at least " + Piece.seconds(least) + " are needed");
    }

    private static List<Face> listed(List<List<Stretch>> faces, Map<Stretch, SyncCurve> curves) {
        List<Face> listed = new ArrayList<>();
        for (int i = 0; i < faces.size(); i++) {
            for (Stretch stretch : faces.get(i)) {
                double from = stretch.first() / (double) ClipMedia.FPS;
                double to = (stretch.first() + stretch.count()) / (double) ClipMedia.FPS;
                listed.add(new Face(i + 1, from, to, stretch.meanBox(), curves.get(stretch)));
            }
        }
        return listed;
    }
}
