package org.viseme.dub;

import java.nio.file.Path;
import java.util.List;
import org.viseme.face.FaceDetector.Detection;
import org.viseme.face.FaceTrack;
import org.viseme.face.FaceTracker;
import org.viseme.media.MediaInfo;

/**
 * Everything about a video that does not depend on what it is going to say.
 *
 * @param file the video or picture
 * @param contentHash SHA-256 of the file
 * @param info what the file holds
 * @param fps constant rate at which its frames are taken: the source's own, its average where the rate varies, 25 for a
 *     still picture
 * @param detector what found the faces
 * @param detections the faces in each frame
 * @param cached whether they come from an earlier run
 * @param seconds how long the preparation took
 */
public record PreparedVideo(
        Path file,
        String contentHash,
        MediaInfo info,
        double fps,
        String detector,
        List<List<Detection>> detections,
        boolean cached,
        double seconds) {
    /** The number of frames at the constant rate. */
    public int frames() {
        return detections.size();
    }

    /** All faces in the video, the largest first. */
    public List<FaceTrack> tracks() {
        return FaceTracker.track(detections, FaceTracker.Settings.defaults(), fps);
    }
}
