package org.viseme.media;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.global.avcodec;
import org.viseme.AtomicFile;
import org.viseme.VisemeException;

/**
 * A copy of a video without what its file says about itself, who made it for example: pictures and sound stay as they
 * are encoded, title, comment and the like are left behind.
 */
public final class BareCopy {
    private BareCopy() {}

    /**
     * Writes the copy, an MP4 file.
     *
     * @throws VisemeException when the file is no video, or the copy cannot be written
     */
    public static void write(Path video, Path out) {
        try (AtomicFile file = AtomicFile.temporaryFor(out);
                MediaSource source = MediaSource.open(video);
                MediaSink sink = new MediaSink(file.path(), out)) {
            if (!source.hasVideo()) {
                throw new VisemeException(video.toString(), "has no pictures", "give a video");
            }
            Map<Integer, AVStream> from = new HashMap<>();
            Map<Integer, AVStream> to = new HashMap<>();
            from.put(source.videoStream().index(), source.videoStream());
            if (source.hasAudio()) {
                from.put(source.audioStream().index(), source.audioStream());
            }
            from.forEach((index, stream) -> to.put(index, sink.addStream(stream)));
            sink.begin(Map.of());
            AVPacket packet = avcodec.av_packet_alloc();
            try {
                while (source.read(packet)) {
                    int index = packet.stream_index();
                    if (to.containsKey(index)) {
                        sink.copy(packet, from.get(index), to.get(index));
                    }
                    avcodec.av_packet_unref(packet);
                }
            } finally {
                avcodec.av_packet_free(packet);
            }
            sink.finish();
            file.commit();
        }
    }
}
