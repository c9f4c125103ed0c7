package org.viseme.data.synthetic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.viseme.data.ClipSource;
import org.viseme.data.Corpus;

/**
 * A synthetic corpus as it might come from the wild: behind its good clips stands one with each {@link Flaw}, named after
 * it and made from a good clip. What preparation should do about each is known.
 *
 * @param good the clips without a flaw
 */
public record FlawedCorpus(SyntheticCorpus good) implements Corpus {
    @Override
    public String name() {
        return good.name();
    }

    @Override
    public String licence() {
        return good.licence();
    }

    @Override
    public Map<String, String> details() {
        return good.details();
    }

    @Override
    public List<ClipSource> clips() {
        List<ClipSource> clips = new ArrayList<>(good.clips());
        // A copy is one of the corpus's own clips; the others show one flaw alone, so they have no offset as well.
        List<ClipSource> inStep = good.withOffsets(0).clips();
        for (Flaw flaw : Flaw.values()) {
            int original = flaw.ordinal() % good.count();
            List<ClipSource> from = flaw == Flaw.COPY ? good.clips() : inStep;
            clips.add(new FlawedSource(from.get(original), flaw, good.size()));
        }
        return clips;
    }

    /** The clip with the ground truth behind a name; none for those with a flaw. */
    public Optional<SyntheticClip> truth(String id) {
        return IntStream.range(0, good.count())
                .mapToObj(good::clip)
                .filter(clip -> clip.id().equals(id))
                .findFirst();
    }
}
