package org.viseme.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.viseme.AtomicFile;
import org.viseme.ContentHash;
import org.viseme.VisemeException;
import org.viseme.media.BareCopy;
import org.viseme.report.RatingKey.Kind;
import org.viseme.report.RatingKey.Trial;

/**
 * A page on which people score videos and compare them two at a time, without knowing who made them. It needs no server
 * and no network: a rater opens the file, and gets an order of the videos, and sides of the pairs, that are drawn from
 * the rater's name. Videos go by random names; neither the page nor a file beside it names a model or a clip.
 *
 * <p>The page keeps answers in the browser until it saves them as CSV, a line an answer: {@code study}, {@code rater},
 * {@code trial}, {@code kind} (rating, reading or pair), {@code left} and {@code right} (names of the videos as they were
 * shown, the latter for pairs only), {@code question}, {@code answer} (1 to 5; left, right or equal), {@code position} in
 * this rater's order from 1, {@code seconds} from the first sight of the trial to the answer, {@code watched} (share of
 * the video that had been seen by then, the lesser share of two) and {@code answered_at} (UTC).
 *
 * <p>Videos are shown as they are encoded; what their files say beside that, such as the model's name in a comment, is left
 * behind ({@link BareCopy}).
 *
 * @param title heading of the page
 * @param models folder of each model's videos; videos of a clip have the same file name, but for its ending
 * @param questions what is asked of each video; none for pairs only
 * @param pairs which models are compared, in no order; none for scores only
 * @param texts what is said in a clip, by clip, for {@link Question#INTELLIGIBILITY}; clips without a text are not asked
 * @param besidePage whether the videos are copied beside the page instead of put into it
 * @param seed decides the random names
 */
public record RatingPage(
        String title,
        Map<String, Path> models,
        List<Question> questions,
        List<Pair> pairs,
        Map<String, String> texts,
        boolean besidePage,
        long seed) {
    /** Browsers get slow with larger pages. */
    private static final long MAX_PAGE_BYTES = 256L << 20;

    private static final List<String> ENDINGS = List.of(".mp4", ".m4v");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Two models. */
    public record Pair(String first, String second) {}

    /**
     * What was made.
     *
     * @param page for the raters, with the folder {@code media} beside it where videos are not in it
     * @param key for {@link RatingAnalysis}, not for the raters
     * @param videos number of videos
     * @param ratings number of videos that each rater scores, those without sound included
     * @param pairs number of pairs that each rater compares
     * @param leftOut clips that not all models have, which are not shown
     */
    public record Made(Path page, Path key, int videos, int ratings, int pairs, List<String> leftOut) {}

    private record Video(String name, String model, String clip, Path file) {}

    public RatingPage {
        models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
        questions = questions.stream().distinct().toList();
        pairs = pairs.stream().distinct().toList();
        texts = Map.copyOf(texts);
    }

    /** The common questions, and every two models compared. */
    public static RatingPage of(Map<String, Path> models) {
        List<String> names = List.copyOf(models.keySet());
        List<Pair> pairs = new ArrayList<>();
        for (int first = 0; first < names.size(); first++) {
            for (int second = first + 1; second < names.size(); second++) {
                pairs.add(new Pair(names.get(first), names.get(second)));
            }
        }
        return new RatingPage("Talking faces", models, Question.COMMON, pairs, Map.of(), false, 1);
    }

    public RatingPage withTitle(String heading) {
        return new RatingPage(heading, models, questions, pairs, texts, besidePage, seed);
    }

    public RatingPage withQuestions(List<Question> wanted) {
        return new RatingPage(title, models, wanted, pairs, texts, besidePage, seed);
    }

    public RatingPage withPairs(List<Pair> wanted) {
        return new RatingPage(title, models, questions, wanted, texts, besidePage, seed);
    }

    public RatingPage withTexts(Map<String, String> said) {
        return new RatingPage(title, models, questions, pairs, said, besidePage, seed);
    }

    public RatingPage withVideosBeside() {
        return new RatingPage(title, models, questions, pairs, texts, true, seed);
    }

    public RatingPage withSeed(long other) {
        return new RatingPage(title, models, questions, pairs, texts, besidePage, other);
    }

    /**
     * Writes {@code raters/index.html}, which goes to the raters as the folder {@code raters} does, and {@code key.csv}
     * beside that folder, which does not.
     *
     * @throws VisemeException when folders have no clip in common, a video cannot be shown by browsers, nothing is asked,
     *     the page would be too large, or the folder holds another study
     */
    public Made write(Path folder) {
        requireQuestions();
        Map<String, Map<String, Path>> files = new LinkedHashMap<>();
        models.forEach((model, videos) -> files.put(model, videos(videos)));
        TreeSet<String> clips = new TreeSet<>(files.values().iterator().next().keySet());
        files.values().forEach(found -> clips.retainAll(found.keySet()));
        TreeSet<String> leftOut = new TreeSet<>();
        files.values().forEach(found -> leftOut.addAll(found.keySet()));
        leftOut.removeAll(clips);
        if (clips.isEmpty()) {
            throw new VisemeException(
                    String.join(", ", models.keySet()),
                    "have no clip in common",
                    "give the videos of a clip the same file name in each folder");
        }
        RandomNames names = new RandomNames(seed);
        List<Video> videos = new ArrayList<>();
        for (String clip : clips) {
            files.forEach((model, found) -> videos.add(new Video(names.next("v"), model, clip, found.get(clip))));
        }
        List<Trial> trials = trials(videos, clips, names);
        RatingKey key = new RatingKey(
                study(videos),
                trials.stream().collect(Collectors.toMap(Trial::id, trial -> trial, (a, b) -> a, TreeMap::new)));
        Path keyFile = folder.resolve("key.csv");
        requireUnused(keyFile, key);
        Path page = folder.resolve("raters").resolve("index.html");
        writePage(page, key, videos);
        key.write(keyFile);
        int compared =
                (int) trials.stream().filter(trial -> trial.kind() == Kind.PAIR).count();
        return new Made(page, keyFile, videos.size(), trials.size() - compared, compared, List.copyOf(leftOut));
    }

    private void requireQuestions() {
        if (models.isEmpty()) {
            throw new VisemeException("the study", "has no videos", "name a folder of videos for each model");
        }
        if (questions.isEmpty() && pairs.isEmpty()) {
            throw new VisemeException("the study", "asks nothing", "choose questions or compare models");
        }
        for (Pair pair : pairs) {
            if (!models.containsKey(pair.first())
                    || !models.containsKey(pair.second())
                    || pair.first().equals(pair.second())) {
                throw new VisemeException(
                        pair.first() + " and " + pair.second(),
                        "cannot be compared",
                        "name two of " + String.join(", ", models.keySet()));
            }
        }
        if (questions.contains(Question.INTELLIGIBILITY) && texts.isEmpty()) {
            throw new VisemeException(
                    "the question intelligibility",
                    "needs what is said in the clips",
                    "give the texts, or do not ask it");
        }
    }

    /** Without its key, the results of a study are worth nothing. */
    private static void requireUnused(Path keyFile, RatingKey key) {
        if (Files.exists(keyFile) && !RatingKey.read(keyFile).study().equals(key.study())) {
            throw new VisemeException(keyFile.toString(), "is the key of another study", "choose another folder");
        }
    }

    private static Map<String, Path> videos(Path folder) {
        Map<String, Path> videos = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = file.getFileName().toString();
                if (ENDINGS.contains(ending(file)) && !name.startsWith(".")) {
                    Path other = videos.put(name.substring(0, name.lastIndexOf('.')), file);
                    if (other != null) {
                        throw new VisemeException(file.toString(), "is there as " + other, "keep one of them");
                    }
                }
            }
        } catch (IOException e) {
            throw new VisemeException(folder.toString(), "is no folder that can be read", "check the name", e);
        }
        if (videos.isEmpty()) {
            throw new VisemeException(
                    folder.toString(),
                    "has no videos that browsers show",
                    "put " + String.join(", ", ENDINGS) + " files there");
        }
        return videos;
    }

    private static String ending(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot);
    }

    private List<Trial> trials(List<Video> videos, Iterable<String> clips, RandomNames names) {
        List<Trial> trials = new ArrayList<>();
        List<String> heard = questions.stream()
                .filter(question -> question != Question.INTELLIGIBILITY)
                .map(Question::label)
                .toList();
        for (Video video : videos) {
            if (!heard.isEmpty()) {
                trials.add(single(names, Kind.RATING, heard, video));
            }
            if (questions.contains(Question.INTELLIGIBILITY) && texts.containsKey(video.clip)) {
                trials.add(single(names, Kind.READING, List.of(Question.INTELLIGIBILITY.label()), video));
            }
        }
        for (String clip : clips) {
            for (Pair pair : pairs) {
                // neither place in the page may always be the same model's
                boolean swapped = names.coin();
                Video first = video(videos, clip, swapped ? pair.second() : pair.first());
                Video second = video(videos, clip, swapped ? pair.first() : pair.second());
                trials.add(new Trial(
                        names.next("t"),
                        Kind.PAIR,
                        List.of(Trial.PREFERENCE),
                        clip,
                        first.name,
                        second.name,
                        first.model,
                        second.model));
            }
        }
        if (trials.isEmpty()) {
            throw new VisemeException(
                    "the texts", "name none of the clips", "name clips as their files, without the ending");
        }
        return trials;
    }

    private static Trial single(RandomNames names, Kind kind, List<String> asked, Video video) {
        return new Trial(names.next("t"), kind, asked, video.clip, video.name, "", video.model, "");
    }

    private static Video video(List<Video> videos, String clip, String model) {
        return videos.stream()
                .filter(video -> video.clip.equals(clip) && video.model.equals(model))
                .findFirst()
                .orElseThrow();
    }

    /** Another one for other videos, questions or names, so that results are never read with a wrong key. */
    private String study(List<Video> videos) {
        MessageDigest digest = ContentHash.sha256();
        for (Object part : List.of(seed, title, questions, pairs, new TreeMap<>(texts))) {
            digest.update((part + "\n").getBytes(StandardCharsets.UTF_8));
        }
        for (Video video : videos) {
            digest.update((video.name + video.model + video.clip + ContentHash.of(video.file))
                    .getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 4);
    }

    private void writePage(Path page, RatingKey key, List<Video> videos) {
        String template = template();
        int split = template.indexOf("{{media}}");
        requireSize(videos);
        List<Video> byName =
                videos.stream().sorted(Comparator.comparing(Video::name)).toList();
        AtomicFile.write(page, out -> {
            text(
                    out,
                    template.substring(0, split)
                            .replace("{{title}}", Markup.escape(title))
                            .replace("{{study}}", studyJson(key)));
            for (Video video : byName) {
                writeVideo(out, video, besidePage ? page.resolveSibling("media") : page.getParent());
            }
            text(out, template.substring(split + "{{media}}".length()));
        });
    }

    private void writeVideo(OutputStream out, Video video, Path folder) throws IOException {
        Path bare = folder.resolve(video.name + ".mp4");
        BareCopy.write(video.file, bare);
        text(out, "<script>media[\"" + video.name + "\"] = \"");
        if (besidePage) {
            text(out, folder.getFileName() + "/" + bare.getFileName());
        } else {
            text(out, "data:video/mp4;base64,");
            out.write(Base64.getEncoder().encode(Files.readAllBytes(bare)));
            Files.delete(bare);
        }
        text(out, "\";</script>\n");
    }

    private void requireSize(List<Video> videos) {
        long bytes = 0;
        for (Video video : videos) {
            try {
                bytes += Files.size(video.file) * 4 / 3;
            } catch (IOException e) {
                throw new VisemeException(video.file.toString(), "cannot be read", "check the file", e);
            }
        }
        if (!besidePage && bytes > MAX_PAGE_BYTES) {
            throw new VisemeException(
                    "the page",
                    "would have " + (bytes >> 20) + " MB, more than browsers like",
                    "have the videos copied beside it, or show fewer");
        }
    }

    private String studyJson(RatingKey key) {
        List<Map<String, Object>> asked = new ArrayList<>();
        for (Question question : questions) {
            asked.add(Map.of(
                    "id", question.label(), "text", question.text(), "low", question.low(), "high", question.high()));
        }
        asked.add(Map.of("id", Trial.PREFERENCE, "text", "Which one is better?"));
        List<Map<String, Object>> trials = new ArrayList<>();
        for (Trial trial : key.trials().values()) {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("id", trial.id());
            shown.put("kind", trial.kind().label());
            shown.put("first", trial.first());
            if (trial.kind() == Kind.PAIR) {
                shown.put("second", trial.second());
            }
            if (trial.kind() == Kind.READING) {
                shown.put("text", texts.get(trial.clip()));
            }
            shown.put("questions", trial.questions());
            trials.add(shown);
        }
        Map<String, Object> study = new LinkedHashMap<>();
        study.put("id", key.study());
        study.put("title", title);
        study.put("questions", asked);
        study.put("trials", trials);
        try {
            // nothing in it may end the script
            return JSON.writeValueAsString(study).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void text(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String template() {
        try (InputStream stream = RatingPage.class.getResourceAsStream("rating.html")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names that tell nothing, each once. */
    private static final class RandomNames {
        private final Random random;
        private final TreeSet<String> given = new TreeSet<>();

        RandomNames(long seed) {
            random = new Random(seed);
        }

        boolean coin() {
            return random.nextBoolean();
        }

        String next(String prefix) {
            String name;
            do {
                name = prefix + HexFormat.of().toHexDigits(random.nextInt()).substring(0, 6);
            } while (!given.add(name));
            return name;
        }
    }
}
