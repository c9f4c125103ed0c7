package org.viseme.notebook;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.viseme.Project;
import org.viseme.VisemeException;
import org.viseme.media.MediaInfo;
import org.viseme.media.RgbImage;
import org.viseme.media.VideoFrame;
import org.viseme.media.VideoReader;
import org.viseme.media.VideoWriter;
import org.viseme.media.Waveform;

/** Sound and video as players that hold their own data, so that a saved page plays anywhere. */
final class Players {
    /** What fits into a notebook without making it slow to open. */
    static final long MAX_BYTES = 16L << 20;

    private static final Set<String> BROWSER_CODECS = Set.of("h264", "vp8", "vp9", "av1");
    private static final List<String> BROWSER_SUFFIXES = List.of(".mp4", ".m4v", ".webm");

    private Players() {}

    /**
     * A player of {@code width} pixels. A video that browsers cannot play is encoded anew as H.264; one too large to
     * embed becomes its first picture and the name of its file.
     */
    static String video(Path file, String caption, int width) {
        Path playable = playable(file);
        byte[] bytes = bytes(playable);
        if (bytes == null) {
            return Html.figure(
                    firstPicture(playable, width),
                    caption + " (%s, too large to embed)".formatted(Project.relative(playable)));
        }
        String type = playable.toString().toLowerCase(Locale.ROOT).endsWith(".webm") ? "video/webm" : "video/mp4";
        return Html.figure(
                "<video controls playsinline preload=\"auto\" style=\"width:%dpx;max-width:100%%\" src=\"%s\"></video>"
                        .formatted(width, Html.dataUri(type, bytes)),
                caption);
    }

    /** Starts all videos of the same block at once; only the last one is heard. */
    static String playTogether() {
        return "<button style=\"margin:2px 0\" onclick=\"this.parentNode.querySelectorAll('video').forEach("
                + "(v,i,all)=>{v.muted=i<all.length-1;v.currentTime=0;v.play()})\">&#9654; play together</button>";
    }

    static String audio(Waveform sound, String caption) {
        return player(wav(sound), caption);
    }

    private static String player(byte[] wav, String caption) {
        if (wav.length > MAX_BYTES) {
            return Html.note(caption + " (too long to embed)");
        }
        return Html.figure(
                "<audio controls style=\"width:360px;max-width:100%%\" src=\"%s\"></audio>"
                        .formatted(Html.dataUri("audio/wav", wav)),
                caption);
    }

    /** The sound as a 16-bit WAV file. */
    static byte[] wav(Waveform sound) {
        ByteBuffer pcm =
                ByteBuffer.allocate(sound.samples().length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float sample : sound.samples()) {
            pcm.putShort((short) Math.round(Math.clamp(sample, -1f, 1f) * Short.MAX_VALUE));
        }
        AudioFormat format = new AudioFormat(sound.sampleRate(), Short.SIZE, 1, true, false);
        var stream = new AudioInputStream(new ByteArrayInputStream(pcm.array()), format, sound.samples().length);
        try (var bytes = new ByteArrayOutputStream()) {
            AudioSystem.write(stream, AudioFileFormat.Type.WAVE, bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.size(file) > MAX_BYTES ? null : Files.readAllBytes(file);
        } catch (IOException e) {
            throw new VisemeException(file.toString(), "cannot be read", "check the file", e);
        }
    }

    private static String firstPicture(Path file, int width) {
        try (VideoReader reader = VideoReader.open(file)) {
            VideoFrame first = reader.read();
            return first == null ? "" : Html.image(first.image().toBufferedImage(), width, "first picture");
        }
    }

    private static Path playable(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new VisemeException(file.toString(), "is missing", "check the name");
        }
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (BROWSER_SUFFIXES.stream().anyMatch(name::endsWith) && BROWSER_CODECS.contains(codec(file))) {
            return file;
        }
        Path copy = Project.out("show")
                .resolve(file.getFileName() + "-"
                        + Integer.toHexString(file.toAbsolutePath().hashCode()) + ".mp4");
        encode(file, copy);
        return copy;
    }

    /** The name of the video's codec. JavaCV's grabber would say more on standard error than a notebook wants. */
    private static String codec(Path file) {
        AVFormatContext context = new AVFormatContext(null);
        if (avformat.avformat_open_input(context, file.toString(), null, null) < 0) {
            throw new VisemeException(file.toString(), "is no video", "give a video file");
        }
        try {
            for (int i = 0; i < context.nb_streams(); i++) {
                AVCodecParameters stream = context.streams(i).codecpar();
                if (stream.codec_type() == avutil.AVMEDIA_TYPE_VIDEO) {
                    return avcodec.avcodec_get_name(stream.codec_id()).getString();
                }
            }
            return "none";
        } finally {
            avformat.avformat_close_input(context);
        }
    }

    private static void encode(Path file, Path copy) {
        MediaInfo info = MediaInfo.probe(file);
        double fps = info.fps() > 0 ? info.fps() : 25;
        try (VideoReader reader = VideoReader.openAt(file, fps);
                VideoWriter writer = VideoWriter.create(copy, info.width(), info.height(), fps)) {
            if (info.hasAudio()) {
                writer.withAudio(file, info.seconds());
            }
            for (VideoFrame frame = reader.read(); frame != null; frame = reader.read()) {
                RgbImage image = frame.image();
                writer.write(image);
            }
            writer.commit();
        }
    }
}
