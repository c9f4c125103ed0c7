package org.viseme.media;

import java.nio.file.Path;

/**
 * What a media file holds. Picture size and times are those a viewer sees: turned upright, counted from the packets that
 * are really there, so a truncated file is as long as what is left of it.
 *
 * @param file the file
 * @param hasVideo whether there are pictures; the cover of a sound file does not count
 * @param width of the upright picture, in pixels; 0 without pictures
 * @param height of the upright picture, in pixels; 0 without pictures
 * @param fps pictures a second, the average where the rate varies; 0 for a still picture and without pictures
 * @param variableRate whether the intervals between pictures differ by more than a container's rounding (1.5 ms)
 * @param rotationDegrees clockwise turn from the stored to the upright picture: 0, 90, 180 or 270
 * @param seconds when the last picture ends, or the sound where there are no pictures, from the container's start; 0 for
 *     a still picture
 * @param hasAudio whether there is a sound stream
 * @param audioRate samples a second as stored; 0 without sound
 * @param audioChannels channels as stored; 0 without sound
 */
public record MediaInfo(
        Path file,
        boolean hasVideo,
        int width,
        int height,
        double fps,
        boolean variableRate,
        int rotationDegrees,
        double seconds,
        boolean hasAudio,
        int audioRate,
        int audioChannels) {

    /**
     * Looks at a video, a sound file or a still picture. Reads all packets of a video, but decodes none.
     *
     * @throws org.viseme.VisemeException when the file is missing, empty, or no media file
     */
    public static MediaInfo probe(Path file) {
        MediaFiles.requireReadable(file);
        if (Images.isImage(file)) {
            RgbImage image = Images.read(file);
            return new MediaInfo(file, true, image.width(), image.height(), 0, false, 0, 0, false, 0, 0);
        }
        try (MediaSource source = MediaSource.open(file)) {
            return of(source, FrameTimes.scan(source));
        }
    }

    static MediaInfo of(MediaSource source, FrameTimes times) {
        Orientation orientation = source.hasVideo() ? Orientation.of(source.videoStream()) : Orientation.UPRIGHT;
        int width = source.hasVideo() ? source.videoStream().codecpar().width() : 0;
        int height = source.hasVideo() ? source.videoStream().codecpar().height() : 0;
        return new MediaInfo(
                source.file(),
                source.hasVideo(),
                orientation.swapsAxes() ? height : width,
                orientation.swapsAxes() ? width : height,
                source.hasVideo() ? times.fps(source.videoStream()) : 0,
                times.variableRate(),
                orientation.degrees(),
                source.hasVideo() ? times.videoEnd() : times.audioEnd(),
                source.hasAudio(),
                source.hasAudio() ? source.audioStream().codecpar().sample_rate() : 0,
                source.hasAudio() ? source.audioStream().codecpar().ch_layout().nb_channels() : 0);
    }

    /** Whether this is one picture without a duration, from a PNG or JPEG file for example. */
    public boolean isStill() {
        return hasVideo && fps == 0;
    }
}
