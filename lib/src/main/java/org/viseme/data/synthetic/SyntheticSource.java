package org.viseme.data.synthetic;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.viseme.data.ClipInfo;
import org.viseme.data.ClipMedia;
import org.viseme.data.ClipSource;
import org.viseme.data.Split;
import org.viseme.data.Word;
import org.viseme.face.Landmarks;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

/** A synthetic clip on its way into a clip store: drawn while it is prepared, without a file between. */
final class SyntheticSource implements ClipSource {
    private final SyntheticCorpus corpus;
    private final int index;
    private final String id;

    SyntheticSource(SyntheticCorpus corpus, int index) {
        this.corpus = corpus;
        this.index = index;
        this.id = corpus.clip(index).id();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Split split() {
        return corpus.splitOf(index);
    }

    @Override
    public ClipInfo info() {
        SyntheticClip clip = corpus.clip(index);
        String speaker = clip.spec().identity().name();
        String source = corpus.name() + " seed " + corpus.seed() + " clip " + index;
        double late = clip.spec().offsetSeconds();
        List<Word> heard = clip.words().stream()
                .map(word -> new Word(word.text(), word.startSeconds() + late, word.endSeconds() + late))
                .toList();
        return new ClipInfo(id, split(), speaker, clip.sentence(), heard, corpus.licence(), source);
    }

    @Override
    public ClipMedia open() {
        return new Media(corpus.clip(index));
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
