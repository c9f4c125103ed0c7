package org.viseme.data.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.viseme.Shared;
import org.viseme.data.ClipFile;
import org.viseme.data.ClipInfo;
import org.viseme.data.ClipStore;
import org.viseme.data.PreparedClip;
import org.viseme.data.Split;
import org.viseme.face.FaceCrop;
import org.viseme.face.HaarDetector;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

/**
 * Frame i of a prepared clip is the picture shown at i/25 s, and its sound begins there. The truth comes from another
 * reader, JavaCV's, with the time stamps that it gives to pictures and to blocks of sound.
 */
class TimingTest {
    private static final double MOST_SECONDS = 0.010;

    @TempDir
    private Path folder;

    @BeforeAll
    static void quiet() {
        avutil.av_log_set_level(avutil.AV_LOG_ERROR);
    }

    /** Pictures and sound by their time stamps in seconds. */
    private record Truth(TreeMap<Double, RgbImage> pictures, float[] sound) {
        static Truth of(Path file) throws Exception {
            TreeMap<Double, RgbImage> pictures = new TreeMap<>();
            float[] sound = new float[60 * Waveform.SPEECH_RATE];
            int end = 0;
            try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(file.toFile())) {
                grabber.setSampleRate(Waveform.SPEECH_RATE);
                grabber.setAudioChannels(1);
                grabber.setPixelFormat(avutil.AV_PIX_FMT_RGB24);
                grabber.start();
                for (Frame frame = grabber.grab(); frame != null; frame = grabber.grab()) {
                    if (frame.image != null) {
                        pictures.put(frame.timestamp / 1e6, picture(frame));
                    } else if (frame.samples != null) {
                        ShortBuffer samples = (ShortBuffer) frame.samples[0];
                        int at = (int) Math.round(frame.timestamp / 1e6 * Waveform.SPEECH_RATE);
                        for (int i = 0; i < samples.limit(); i++) {
                            if (at + i >= 0) {
                                sound[at + i] = samples.get(i) / 32768f;
                                end = Math.max(end, at + i + 1);
                            }
                        }
                    }
                }
            }
            return new Truth(pictures, Arrays.copyOf(sound, end));
        }

        private static RgbImage picture(Frame frame) {
            byte[] bytes = new byte[frame.imageWidth * frame.imageHeight * 3];
            ByteBuffer buffer = (ByteBuffer) frame.image[0];
            for (int row = 0; row < frame.imageHeight; row++) {
                buffer.position(row * frame.imageStride);
                buffer.get(bytes, row * frame.imageWidth * 3, frame.imageWidth * 3);
            }
            return new RgbImage(frame.imageWidth, frame.imageHeight, bytes);
        }

        RgbImage shownAt(double seconds) {
            var shown = pictures.floorEntry(seconds + 1e-4);
            return (shown == null ? pictures.firstEntry() : shown).getValue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wild/1.mp4", "wild/2.mp4", "wild/3.mp4", "wild/4.mp4", "wild/5.mp4", "bad/vfr.mp4"})
    void soundAndPictureOfEveryFrameStartOnTime(String name) throws Exception {
        Path file = Shared.require("corpora/" + name);
        ClipInfo info = new ClipInfo("clip", Split.TRAIN, "s1", "", List.of(), "none", name);
        PreparationReport report = new Preparation(PreparationSettings.defaults(), HaarDetector::new)
                .run(DrawnScene.Clips.of(ClipFile.of(info, file)), folder, (done, total, leftOut) -> {});
        assertTrue(!report.clips().isEmpty(), report.leftOut().toString());
        Truth truth = Truth.of(file);
        ClipStore store = ClipStore.open(folder);
        for (var entry : store.clips()) {
            PreparedClip clip = store.read(entry);
            assertEquals(0, lag(truth.sound, clip), MOST_SECONDS, "seconds between sounds");
            for (int frame = 0; frame < clip.frames(); frame += 7) {
                double time = clip.cutSeconds() + frame / 25.0;
                RgbImage expected =
                        FaceCrop.of(truth.shownAt(time), clip.boxes().get(frame), clip.cropSize());
                double error = meanError(expected, clip.crops().get(frame));
                assertTrue(error < 4, "frame " + frame + " differs by " + error);
            }
        }
    }

    /** Where the clip's sound fits the true one best, less where it should, in seconds. */
    private static double lag(float[] truth, PreparedClip clip) {
        float[] sound = clip.sound().samples();
        int start = (int) Math.round(clip.cutSeconds() * Waveform.SPEECH_RATE);
        int reach = Waveform.SPEECH_RATE / 5;
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int shift = -reach; shift <= reach; shift += 4) {
            double sum = 0;
            for (int i = 0; i < sound.length; i += 3) {
                int at = start + i + shift;
                sum += at >= 0 && at < truth.length ? sound[i] * truth[at] : 0;
            }
            if (sum > most) {
                most = sum;
                best = shift;
            }
        }
        System.out.printf("sound begins %.2f ms from where it should%n", 1000.0 * best / Waveform.SPEECH_RATE);
        return best / (double) Waveform.SPEECH_RATE;
    }

    private static double meanError(RgbImage one, RgbImage other) {
        double sum = 0;
        for (int i = 0; i < one.bytes().length; i++) {
            sum += Math.abs((one.bytes()[i] & 0xff) - (other.bytes()[i] & 0xff));
        }
        return sum / one.bytes().length;
    }
}
