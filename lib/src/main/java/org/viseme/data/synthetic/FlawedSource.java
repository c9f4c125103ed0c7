package org.viseme.data.synthetic;

import java.util.List;
import java.util.Optional;
import org.viseme.data.ClipInfo;
import org.viseme.data.ClipMedia;
import org.viseme.data.ClipSource;
import org.viseme.data.Split;
import org.viseme.face.Landmarks;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

/**
 * A good clip with something wrong about it; named after the flaw.
 *
 * @param size width and height of its frames, in pixels
 */
record FlawedSource(ClipSource good, Flaw flaw, int size) implements ClipSource {
    @Override
    public String id() {
        return flaw.label();
    }

    @Override
    public Split split() {
        return good.split();
    }

    @Override
    public ClipInfo info() {
        ClipInfo said = good.info().named(id());
        return switch (flaw) {
            case TOO_SHORT -> said.cut(0, Flaw.SHORT_SECONDS);
            case FAR_OUT_OF_SYNC -> said.cut(-Flaw.LATE_SECONDS, Double.POSITIVE_INFINITY);
            default -> said;
        };
    }

    @Override
    public ClipMedia open() {
        return new Media(good.open(), flaw, size);
    }

    private static final class Media implements ClipMedia {
        private final ClipMedia good;
        private final Flaw flaw;
        private final int size;
        private int frames;

        Media(ClipMedia good, Flaw flaw, int size) {
            this.good = good;
            this.flaw = flaw;
            this.size = size;
        }

        @Override
        public RgbImage nextFrame() {
            boolean cut = flaw == Flaw.TOO_SHORT && frames >= Flaw.SHORT_SECONDS * FPS;
            RgbImage frame = cut ? null : good.nextFrame();
            if (frame == null) {
                return null;
            }
            frames++;
            return flaw.picture(frame);
        }

        @Override
        public Waveform sound(double fromSeconds, double toSeconds) {
            return switch (flaw) {
                case SILENT -> {
                    Waveform heard = good.sound(fromSeconds, toSeconds);
                    yield new Waveform(new float[heard.samples().length], heard.sampleRate());
                }
                case TOO_SHORT -> good.sound(fromSeconds, Math.min(toSeconds, Flaw.SHORT_SECONDS));
                case FAR_OUT_OF_SYNC -> late(fromSeconds, toSeconds);
                default -> good.sound(fromSeconds, toSeconds);
            };
        }

        private Waveform late(double fromSeconds, double toSeconds) {
            Waveform heard = good.sound(
                    Math.max(0, fromSeconds - Flaw.LATE_SECONDS), Math.max(0, toSeconds - Flaw.LATE_SECONDS));
            double silence = Math.min(toSeconds, Flaw.LATE_SECONDS) - Math.min(fromSeconds, Flaw.LATE_SECONDS);
            int silent = (int) Math.round(silence * heard.sampleRate());
            float[] samples = new float[silent + heard.samples().length];
            System.arraycopy(heard.samples(), 0, samples, silent, heard.samples().length);
            return new Waveform(samples, heard.sampleRate());
        }

        @Override
        public Optional<List<Landmarks>> landmarks() {
            if (flaw == Flaw.NO_FACE) {
                return Optional.empty();
            }
            return good.landmarks()
                    .map(all -> all.stream()
                            .map(points -> flaw.points(points, size))
                            .toList());
        }

        @Override
        public void close() {
            good.close();
        }
    }
}
