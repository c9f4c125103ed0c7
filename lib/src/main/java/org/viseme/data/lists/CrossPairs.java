package org.viseme.data.lists;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.viseme.AtomicFile;
import org.viseme.VisemeException;

/**
 * Pairs for cross-driven evaluation: each video is driven by the voice of another clip that is not longer than it, as in
 * the tests of Wav2Lip (Prajwal et al., "A Lip Sync Expert Is All You Need for Speech to Lip Generation In The Wild", ACM
 * Multimedia 2020). What is drawn depends on the clips and the seed, not on their order.
 *
 * @param pairs one for each clip that has a partner, in the order of the videos' names
 * @param withoutPartner clips for which no other clip is short enough, or none of another speaker
 */
public record CrossPairs(List<DrivenPair> pairs, List<String> withoutPartner) {
    /** Most draws hit a clip that may drive the video; only where they do not is the list searched for all that may. */
    private static final int QUICK_ATTEMPTS = 20;

    private static final Pattern BLANK = Pattern.compile("\\s");

    public CrossPairs {
        pairs = List.copyOf(pairs);
        withoutPartner = List.copyOf(withoutPartner);
    }

    /** A clip that can give its picture, its voice, or both. */
    public record Clip(String id, double seconds, String speaker) {
        public Clip {
            if (!(seconds > 0) || Double.isInfinite(seconds)) {
                throw new VisemeException(
                        id, "is " + seconds + " seconds long", "leave the clip out or give its length");
            }
        }
    }

    /** Whose voice may drive a video. */
    public enum Voices {
        /** Only voices of other speakers. */
        OTHER_SPEAKERS,
        /** Every voice but that of the clip itself. */
        ANY_SPEAKER
    }

    /** @throws VisemeException when two clips have the same name */
    public static CrossPairs draw(List<Clip> clips, Voices voices, long seed) {
        requireDistinct(clips);
        List<Clip> byLength = clips.stream()
                .sorted(Comparator.comparingDouble(Clip::seconds).thenComparing(Clip::id))
                .toList();
        List<DrivenPair> pairs = new ArrayList<>();
        List<String> withoutPartner = new ArrayList<>();
        int notLonger = 0;
        for (Clip video : byLength) {
            while (notLonger < byLength.size() && byLength.get(notLonger).seconds <= video.seconds) {
                notLonger++;
            }
            Optional<Clip> partner = partner(video, byLength.subList(0, notLonger), voices, seed);
            partner.ifPresentOrElse(
                    voice -> pairs.add(new DrivenPair(video.id, voice.id)), () -> withoutPartner.add(video.id));
        }
        pairs.sort(Comparator.comparing(DrivenPair::video));
        Collections.sort(withoutPartner);
        return new CrossPairs(pairs, withoutPartner);
    }

    /** One of the clips that may drive a video, each with the same chance. */
    private static Optional<Clip> partner(Clip video, List<Clip> notLonger, Voices voices, long seed) {
        Predicate<Clip> mayDrive = voice ->
                !voice.id.equals(video.id) && (voices == Voices.ANY_SPEAKER || !voice.speaker.equals(video.speaker));
        // A generator for each video: its partner is drawn independently of how many videos come before it.
        SplittableRandom random = new SplittableRandom(31 * seed + video.id.hashCode());
        for (int attempt = 0; attempt < QUICK_ATTEMPTS; attempt++) {
            Clip voice = notLonger.get(random.nextInt(notLonger.size()));
            if (mayDrive.test(voice)) {
                return Optional.of(voice);
            }
        }
        List<Clip> partners = notLonger.stream().filter(mayDrive).toList();
        return partners.isEmpty() ? Optional.empty() : Optional.of(partners.get(random.nextInt(partners.size())));
    }

    /**
     * Writes the pairs in Wav2Lip's format, {@code AUDIO VIDEO} a line, which {@link PairList} reads.
     *
     * @throws VisemeException when a name contains a blank or the file cannot be written
     */
    public void write(Path file) {
        StringBuilder text = new StringBuilder();
        for (DrivenPair pair : pairs) {
            text.append(requireNoBlank(pair.audio()))
                    .append(' ')
                    .append(requireNoBlank(pair.video()))
                    .append('\n');
        }
        AtomicFile.write(file, out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static void requireDistinct(List<Clip> clips) {
        Set<String> ids = new HashSet<>();
        for (Clip clip : clips) {
            if (!ids.add(clip.id)) {
                throw new VisemeException(clip.id, "is listed twice", "give each clip a name of its own");
            }
        }
    }

    private static String requireNoBlank(String name) {
        if (BLANK.matcher(name).find()) {
            throw new VisemeException(
                    "'" + name + "'", "has a blank, which separates the columns of a list", "rename the clip");
        }
        return name;
    }
}
