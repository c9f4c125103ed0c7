package org.viseme.data;

import java.nio.file.Path;
import org.viseme.media.AudioReader;
import org.viseme.media.RgbImage;
import org.viseme.media.VideoFrame;
import org.viseme.media.VideoReader;
import org.viseme.media.Waveform;

/**
 * A clip that lies in files.
 *
 * @param video what shows the face, at any frame rate
 * @param audio what holds the voice; the same file most of the time
 */
public record ClipFile(ClipInfo info, Path video, Path audio) implements ClipSource {
    @Override
    public ClipMedia open() {
        // Several clips are prepared at once, so each is decoded by one thread.
        return new Media(VideoReader.openAt(video, ClipMedia.FPS, 1), audio);
    }

    private record Media(VideoReader reader, Path audio) implements ClipMedia {
        @Override
        public RgbImage nextFrame() {
            VideoFrame frame = reader.read();
            return frame == null ? null : frame.image();
        }

        @Override
        public Waveform sound() {
            return AudioReader.read(audio, Waveform.SPEECH_RATE);
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
