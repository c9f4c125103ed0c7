package org.viseme.data;

import java.util.ArrayList;
import java.util.List;
import org.viseme.media.RgbImage;

/**
 * Utterances of different lengths, each filled up to the longest one. What lies behind an utterance's own frames is 0
 * in both arrays, and nothing but {@link #lengths} tells where that begins.
 *
 * @param step the number of the batch
 * @param frames of the longest utterance
 * @param lengths frames of each utterance
 * @param starts the first frame of each in its clip
 * @param mouths (batch, frames, {@value #SIZE}, {@value #SIZE}), 0 to 255
 * @param sound (batch, frames, {@value Utterance#SOUND_WIDTH})
 * @param infos what is said in each, with times from its first frame on: the words that lie in it as a whole. Where
 *     only a part of a clip was taken whose words have no times, the transcript is empty.
 * @param spoken all words that are heard in each, those too of which a part is, with times from its first frame on
 */
public record UtteranceBatch(
        long step,
        int frames,
        int[] lengths,
        int[] starts,
        byte[] mouths,
        float[] sound,
        List<ClipInfo> infos,
        List<List<Word>> spoken) {
    /** Height and width of what a network sees of a mouth. */
    public static final int SIZE = 88;

    /** Mean and standard deviation of grey levels from 0 to 1 that the published networks expect to be taken out. */
    public static final double MEAN = 0.421;

    public static final double DEVIATION = 0.165;

    private static final int PIXELS = SIZE * SIZE;

    /** A part of an utterance, and how it is seen. */
    record Part(Utterance utterance, int start, int frames, MouthView view) {
        ClipInfo info() {
            return utterance.info().cut(from(), seconds());
        }

        List<Word> spoken() {
            return utterance.info().words().stream()
                    .map(word -> new Word(word.text(), word.startSeconds() - from(), word.endSeconds() - from()))
                    .toList();
        }

        private double from() {
            return start / (double) ClipMedia.FPS;
        }

        private double seconds() {
            boolean whole = frames == utterance.frames();
            return whole ? Double.POSITIVE_INFINITY : frames / (double) ClipMedia.FPS;
        }
    }

    /** Whole utterances as they are, the middle of each crop: what is measured on. */
    public static UtteranceBatch whole(List<Utterance> utterances) {
        return of(
                0,
                utterances.stream()
                        .map(all -> new Part(all, 0, all.frames(), MouthView.centre(all.size())))
                        .toList());
    }

    static UtteranceBatch of(long step, List<Part> parts) {
        int frames = parts.stream().mapToInt(Part::frames).max().orElseThrow();
        byte[] mouths = new byte[Math.multiplyExact(parts.size(), frames * PIXELS)];
        float[] sound = new float[parts.size() * frames * Utterance.SOUND_WIDTH];
        List<ClipInfo> infos = new ArrayList<>();
        List<List<Word>> spoken = new ArrayList<>();
        for (int place = 0; place < parts.size(); place++) {
            Part part = parts.get(place);
            for (int i = 0; i < part.frames; i++) {
                part.view.copy(part.utterance, part.start + i, mouths, (place * frames + i) * PIXELS);
            }
            float[] heard = part.utterance.sound().window(part.start, part.frames);
            System.arraycopy(heard, 0, sound, place * frames * Utterance.SOUND_WIDTH, heard.length);
            infos.add(part.info());
            spoken.add(part.spoken());
        }
        int[] lengths = parts.stream().mapToInt(Part::frames).toArray();
        int[] starts = parts.stream().mapToInt(Part::start).toArray();
        return new UtteranceBatch(
                step, frames, lengths, starts, mouths, sound, List.copyOf(infos), List.copyOf(spoken));
    }

    /** The same with other pictures. */
    public UtteranceBatch withMouths(byte[] others) {
        return new UtteranceBatch(step, frames, lengths, starts, others, sound, infos, spoken);
    }

    /** What is seen of the mouth in each frame of an utterance. */
    public List<RgbImage> pictures(int utterance) {
        List<RgbImage> pictures = new ArrayList<>();
        for (int frame = 0; frame < lengths[utterance]; frame++) {
            int first = (utterance * frames + frame) * PIXELS;
            byte[] rgb = new byte[3 * PIXELS];
            for (int i = 0; i < rgb.length; i++) {
                rgb[i] = mouths[first + i / 3];
            }
            pictures.add(new RgbImage(SIZE, SIZE, rgb));
        }
        return pictures;
    }

    /** Number of utterances. */
    public int size() {
        return lengths.length;
    }
}
