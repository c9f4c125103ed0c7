package org.viseme.data;

import java.util.List;
import java.util.Map;

/**
 * A corpus whose clips all belong to one split, such as generated clips that nothing is trained on.
 *
 * @param corpus what the clips are of
 * @param split their only one
 */
public record OneSplit(Corpus corpus, Split split) implements Corpus {
    @Override
    public String name() {
        return corpus.name();
    }

    @Override
    public String licence() {
        return corpus.licence();
    }

    @Override
    public List<ClipSource> clips() {
        return corpus.clips().stream()
                .<ClipSource>map(clip -> new Source(clip, split))
                .toList();
    }

    @Override
    public List<RejectedClip> missing() {
        return corpus.missing();
    }

    @Override
    public Map<String, String> details() {
        Map<String, String> details = new java.util.HashMap<>(corpus.details());
        details.put("split of all clips", split.label());
        return Map.copyOf(details);
    }

    @Override
    public boolean hasTranscripts() {
        return corpus.hasTranscripts();
    }

    private record Source(ClipSource clip, Split split) implements ClipSource {
        @Override
        public String id() {
            return clip.id();
        }

        @Override
        public ClipInfo info() {
            ClipInfo info = clip.info();
            return new ClipInfo(
                    info.id(), split, info.speaker(), info.transcript(), info.words(), info.licence(), info.source());
        }

        @Override
        public ClipMedia open() {
            return clip.open();
        }
    }
}
