package org.viseme.data.synthetic;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.viseme.data.ClipInfo;
import org.viseme.data.ClipMedia;
import org.viseme.data.ClipSource;
import org.viseme.data.Corpus;
import org.viseme.data.Split;
import org.viseme.data.Word;
import org.viseme.face.Landmarks;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

/** A synthetic clip on its way into a clip store: drawn while it is prepared, without a file between. */
final class SyntheticSource implements ClipSource {
    private final String id;
    private final Split split;
    private final String licence;
    private final String source;
    private final Supplier<SyntheticClip> clip;

    /**
     * @param corpus where it comes from
     * @param place in the corpus, in words
     * @param clip the same one every time
     */
    SyntheticSource(Corpus corpus, String place, Split split, Supplier<SyntheticClip> clip) {
        this.id = clip.get().id();
        this.split = split;
        this.licence = corpus.licence();
        this.source = corpus.name() + " " + place;
        this.clip = clip;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Split split() {
        return split;
    }

    @Override
    public ClipInfo info() {
        SyntheticClip drawn = clip.get();
        String speaker = drawn.spec().identity().name();
        double late = drawn.spec().offsetSeconds();
        List<Word> heard = drawn.words().stream()
                .map(word -> new Word(word.text(), word.startSeconds() + late, word.endSeconds() + late))
                .toList();
        return new ClipInfo(id, split, speaker, drawn.sentence(), heard, licence, source);
    }

    @Override
    public ClipMedia open() {
        return new Media(clip.get());
    }

    private static final class Media implements ClipMedia {
        private final SyntheticClip clip;
        private int next;

        Media(SyntheticClip clip) {
            this.clip = clip;
        }

        @Override
        public RgbImage nextFrame() {
            return next < clip.frameCount() ? clip.frame(next++) : null;
        }

        @Override
        public Waveform sound(double fromSeconds, double toSeconds) {
            return clip.waveform().slice(fromSeconds, toSeconds);
        }

        @Override
        public Optional<List<Landmarks>> landmarks() {
            return Optional.of(IntStream.range(0, clip.frameCount())
                    .mapToObj(frame -> clip.landmarks(frame).toPoints())
                    .toList());
        }

        @Override
        public void close() {
            // nothing is open: frames come out of memory
        }
    }
}
