package org.viseme.embedding;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.viseme.data.Word;

/**
 * Embeddings of words: those of all frames in a word's interval, summed to one point (Wang et al. 2023, TalkLip,
 * section 4.6). A sum grows with the length of the word; {@link #means} leaves the length out.
 */
public record WordEmbeddings(List<Point> points) {
    /**
     * One word, or one phone, as it was spoken once.
     *
     * @param word in small letters; of a phone the word that it belongs to, empty in a pause
     * @param phone empty where the point is a word
     * @param frames how many rows were added
     */
    public record Point(
            String word,
            String phone,
            String speaker,
            String clip,
            double startSeconds,
            double endSeconds,
            int frames,
            float[] sum) {}

    /** What points are told apart by. */
    public enum Label {
        WORD,
        SPEAKER,
        PHONE;

        /** The label of a point. */
        public String of(Point point) {
            return switch (this) {
                case WORD -> point.word();
                case SPEAKER -> point.speaker();
                case PHONE -> point.phone();
            };
        }
    }

    public WordEmbeddings {
        points = List.copyOf(points);
    }

    /**
     * The words of a clip; those outside of what was encoded are left out.
     *
     * @param words with their times in seconds from the start of the clip
     */
    public static WordEmbeddings words(FrameEmbeddings frames, String clip, String speaker, List<Word> words) {
        List<Point> points = new ArrayList<>();
        for (Word word : words) {
            add(points, frames, small(word), "", speaker, clip, word);
        }
        return new WordEmbeddings(points);
    }

    /**
     * The phones of a clip.
     *
     * @param words what a phone belongs to: the word that its middle lies in
     * @param phones names of phones with their times in seconds from the start of the clip
     */
    public static WordEmbeddings phones(
            FrameEmbeddings frames, String clip, String speaker, List<Word> words, List<Word> phones) {
        List<Point> points = new ArrayList<>();
        for (Word phone : phones) {
            double middle = (phone.startSeconds() + phone.endSeconds()) / 2;
            String word = words.stream()
                    .filter(each -> each.startSeconds() <= middle && middle < each.endSeconds())
                    .map(WordEmbeddings::small)
                    .findFirst()
                    .orElse("");
            add(points, frames, word, phone.text(), speaker, clip, phone);
        }
        return new WordEmbeddings(points);
    }

    private static String small(Word word) {
        return word.text().toLowerCase(Locale.ROOT);
    }

    private static void add(
            List<Point> points,
            FrameEmbeddings frames,
            String word,
            String phone,
            String speaker,
            String clip,
            Word spoken) {
        int[] range = frames.between(spoken.startSeconds(), spoken.endSeconds());
        float[] sum = null;
        int added = 0;
        for (int row = range[0]; row < range[1]; row++) {
            float[] values = frames.rows()[row];
            if (values != null) {
                sum = sum == null ? new float[values.length] : sum;
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += values[i];
                }
                added++;
            }
        }
        if (added > 0) {
            points.add(new Point(word, phone, speaker, clip, spoken.startSeconds(), spoken.endSeconds(), added, sum));
        }
    }

    /** Those of all clips. */
    public static WordEmbeddings all(Collection<WordEmbeddings> clips) {
        return new WordEmbeddings(
                clips.stream().flatMap(clip -> clip.points.stream()).toList());
    }

    public int size() {
        return points.size();
    }

    /** A part of the points, in their order. */
    public WordEmbeddings only(Predicate<Point> wanted) {
        return new WordEmbeddings(points.stream().filter(wanted).toList());
    }

    /** The points with one of some labels. */
    public WordEmbeddings only(Label label, Collection<String> wanted) {
        Set<String> names = Set.copyOf(wanted);
        return only(point -> names.contains(label.of(point)));
    }

    /** At most so many labels, the most frequent first; equally frequent ones in alphabetical order. */
    public List<String> mostFrequent(Label label, int most) {
        Map<String, Long> counts = points.stream()
                .map(label::of)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
        return counts.keySet().stream()
                .sorted(Comparator.comparing(counts::get, Comparator.reverseOrder()))
                .limit(most)
                .toList();
    }

    /** (points, width): what the frames of each add up to. */
    public float[][] sums() {
        return points.stream().map(Point::sum).toArray(float[][]::new);
    }

    /** (points, width): the mean of the frames of each. */
    public float[][] means() {
        return points.stream()
                .map(point -> {
                    float[] mean = point.sum().clone();
                    for (int i = 0; i < mean.length; i++) {
                        mean[i] /= point.frames();
                    }
                    return mean;
                })
                .toArray(float[][]::new);
    }

    /** The label of each point. */
    public List<String> labels(Label label) {
        return points.stream().map(label::of).toList();
    }
}
