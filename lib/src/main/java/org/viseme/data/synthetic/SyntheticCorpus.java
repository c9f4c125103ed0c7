package org.viseme.data.synthetic;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.viseme.VisemeException;
import org.viseme.data.ClipMedia;
import org.viseme.data.ClipSource;
import org.viseme.data.Corpus;
import org.viseme.data.Split;

/**
 * Any number of synthetic clips. Clip {@code i} is always the same for a seed, whatever the number of clips. Speakers of
 * the validation and test splits do not occur in the training split.
 *
 * @param seed of everything
 * @param count number of clips over all splits
 * @param size width and height of the frames in pixels
 * @param clipsPerSpeaker how many clips in a row one speaker has
 * @param largestOffset the sound of each clip is moved by up to so many frames of 1/25 s, to both sides; 0 for none
 */
public record SyntheticCorpus(long seed, int count, int size, int clipsPerSpeaker, int largestOffset)
        implements Corpus {
    public SyntheticCorpus {
        if (count < 1 || clipsPerSpeaker < 1 || largestOffset < 0) {
            throw new VisemeException(
                    "synthetic corpus",
                    count + " clips, " + clipsPerSpeaker + " for each speaker",
                    "ask for at least one of both");
        }
    }

    /** Eight clips a speaker. */
    public SyntheticCorpus(long seed, int count, int size) {
        this(seed, count, size, 8);
    }

    /** Sound and picture in step. */
    public SyntheticCorpus(long seed, int count, int size, int clipsPerSpeaker) {
        this(seed, count, size, clipsPerSpeaker, 0);
    }

    /** The same clips with their sound moved, each by another number of frames. */
    public SyntheticCorpus withOffsets(int largest) {
        return new SyntheticCorpus(seed, count, size, clipsPerSpeaker, largest);
    }

    /** By how many frames of 1/25 s the sound of a clip is late; negative where it is early. */
    public int offsetOf(int index) {
        double share = SeededDraw.of(smallSeed("clip " + index), "offset").between(-0.5, 0.5);
        return (int) Math.rint(share * 2 * (largestOffset + 0.499));
    }

    @Override
    public String name() {
        return "synthetic";
    }

    @Override
    public String licence() {
        return "GPL-3.0-or-later, as Viseme, which generated it; no recording of a person is involved";
    }

    /** All but the number of clips: a corpus may grow. */
    @Override
    public Map<String, String> details() {
        return Map.of(
                "seed", "" + seed,
                "picture size", "" + size,
                "clips per speaker", "" + clipsPerSpeaker,
                "largest offset", "" + largestOffset);
    }

    @Override
    public List<ClipSource> clips() {
        return IntStream.range(0, count)
                .<ClipSource>mapToObj(
                        i -> new SyntheticSource(this, "seed " + seed + " clip " + i, splitOf(i), () -> clip(i)))
                .toList();
    }

    /** The split of a clip: of ten speakers in a row the ninth is for validation, the tenth for the test. */
    public Split splitOf(int index) {
        return switch (index / clipsPerSpeaker % 10) {
            case 8 -> Split.VAL;
            case 9 -> Split.TEST;
            default -> Split.TRAIN;
        };
    }

    /** The clip at an index from 0; nothing is drawn yet. */
    public SyntheticClip clip(int index) {
        if (index < 0 || index >= count) {
            throw new IndexOutOfBoundsException("clip " + index + " of " + count);
        }
        SyntheticIdentity identity = SyntheticIdentity.random(smallSeed("speaker " + index / clipsPerSpeaker));
        long clipSeed = smallSeed("clip " + index);
        SeededDraw draw = SeededDraw.of(clipSeed, "recording");
        double rate = identity.voice().rate() * draw.between(0.94, 1.06);
        SyntheticIdentity today = identity.withVoice(identity.voice().withRate(rate));
        double noise = draw.chance(0.5) ? 0 : draw.between(0.0005, 0.006);
        ClipSpec spec = ClipSpec.of(today, size, clipSeed)
                .withNoise(noise)
                .withOffset(offsetOf(index) / (double) ClipMedia.FPS);
        return SyntheticSpeaker.speak(Grammar.sentence(clipSeed), spec);
    }

    /** All clips, one after the other; each is made when the stream reaches it. */
    public Stream<SyntheticClip> stream() {
        return IntStream.range(0, count).mapToObj(this::clip);
    }

    /** The clips of a split. */
    public Stream<SyntheticClip> stream(Split split) {
        return IntStream.range(0, count).filter(i -> splitOf(i) == split).mapToObj(this::clip);
    }

    /** Short enough to stand in a file name. */
    private long smallSeed(String purpose) {
        return SeededDraw.seedFor(seed, purpose) >>> 24;
    }
}
