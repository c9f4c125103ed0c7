package org.viseme.data.corpus;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.viseme.VisemeException;
import org.viseme.data.ClipFile;
import org.viseme.data.ClipInfo;
import org.viseme.data.Corpus;
import org.viseme.data.RejectedClip;
import org.viseme.data.RejectedClip.Reason;
import org.viseme.data.Split;
import org.viseme.data.lists.TextLine;

/**
 * The High-definition Talking Face dataset (Z. Zhang, L. Li, Y. Ding, C. Fan, "Flow-Guided One-Shot Talking Face
 * Generation With a High-Resolution Audio-Visual Dataset", CVPR 2021): lists of videos on YouTube and of the times in them
 * at which one face talks. Its three parts are RD, WDA and WRA.
 *
 * <pre>
 * hdtf/
 *   HDTF_dataset/RD_annotion_time.txt    Radio11.mp4 00:30-01:00 01:30-02:30
 *   videos/Radio11.mp4                   the whole video, or RD_Radio11.mp4
 *   clips/RD_Radio11_000.mp4             the first of its times, already cut; or Radio11_0.mp4
 * </pre>
 *
 * <p>Folders may have any names. Where {@code annotion_time} lists are there (spelled so by the publishers) they decide:
 * each time is a clip, from its own file or cut from the whole video, and is reported as missing where neither is there.
 * Without lists, every file that is named like a cut clip is one. The lists of addresses, resolutions and face places are
 * not needed: preparation finds faces itself, in the size that the video has.
 *
 * <p>There is no published split; the SHA-256 of the speaker's name draws a twentieth for the test and a twentieth for
 * validation, independently of which videos are there. The speaker is the name of the video without the number at its
 * end ({@code AmyKlobuchar1}); in part RD the videos are only numbered ({@code Radio11}), and each counts as a speaker's
 * own. There are no transcripts.
 */
public final class HdtfCorpus implements Corpus {
    private static final Set<String> EXTENSIONS = Set.of("mp4", "mkv", "webm", "mov", "txt");
    private static final Pattern LIST = Pattern.compile("(?:.*/)?(RD|WDA|WRA)_annotion_time\\.txt");
    private static final Pattern RANGE = Pattern.compile("([0-9:.]+)-([0-9:.]+)");
    private static final Pattern TIME = Pattern.compile("(?:([0-9]+):)?([0-9]+):([0-9]+(?:\\.[0-9]+)?)");
    private static final Pattern CUT = Pattern.compile("(?:(RD|WDA|WRA)_)?(.*[^_])_([0-9]{1,3})");
    private static final Pattern NUMBERED = Pattern.compile("Radio[0-9]+");
    private final FileTree files;
    private final Map<String, String> videos = new HashMap<>();
    private final Map<String, ClipFile> clips = new TreeMap<>();
    private final List<RejectedClip> missing = new ArrayList<>();

    /** @throws VisemeException when the folder is missing, holds nothing of HDTF, or a list is damaged */
    public HdtfCorpus(Path root) {
        this.files = new FileTree(root, EXTENSIONS);
        Map<String, String> lists = new TreeMap<>();
        for (String file : files.names()) {
            Matcher list = LIST.matcher(file);
            if (list.matches()) {
                lists.put(list.group(1), file);
            } else if (!FileTree.extension(file).equals("txt")) {
                videos.putIfAbsent(FileTree.stem(file), file);
            }
        }
        if (lists.isEmpty()) {
            videos.forEach(this::addCut);
        } else {
            lists.forEach((part, file) -> TextLine.read(files.path(file)).forEach(line -> addListed(part, line)));
        }
        if (clips.isEmpty()) {
            throw new VisemeException(
                    root.toString(),
                    missing.isEmpty()
                            ? "holds neither lists such as RD_annotion_time.txt nor clips such as RD_Radio1_000.mp4"
                            : "holds none of the " + missing.size() + " clips of its lists",
                    "put the videos below the folder of HDTF's lists and name that folder");
        }
    }

    private void addCut(String stem, String video) {
        Matcher name = CUT.matcher(stem);
        if (name.matches()) {
            String speaker = speaker(name.group(2));
            add(ClipNames.safe(stem), speaker, video, 0, Double.POSITIVE_INFINITY);
        }
    }

    private void addListed(String part, TextLine line) {
        String[] fields = line.fields();
        if (fields.length < 2) {
            throw line.problem("has no time", "use 'NAME.mp4 00:30-01:00 01:30-02:30'");
        }
        String name = FileTree.withoutExtension(fields[0]);
        String whole = videos.getOrDefault(part + "_" + name, videos.get(name));
        for (int i = 1; i < fields.length; i++) {
            double[] range = range(fields[i], line);
            String stem = String.format(Locale.ROOT, "%s_%s_%03d", part, name, i - 1);
            String id = ClipNames.safe(stem);
            String cut = videos.getOrDefault(stem, videos.get(name + "_" + (i - 1)));
            if (cut != null) {
                add(id, speaker(name), cut, 0, Double.POSITIVE_INFINITY);
            } else if (whole != null) {
                add(id, speaker(name), whole, range[0], range[1]);
            } else {
                missing.add(new RejectedClip(
                        id,
                        HashSplit.of(speaker(name)),
                        Reason.MISSING,
                        "neither " + name + ".mp4 nor its cut clip is there"));
            }
        }
    }

    private static double[] range(String field, TextLine line) {
        Matcher range = RANGE.matcher(field);
        double from = range.matches() ? seconds(range.group(1)) : Double.NaN;
        double to = range.matches() ? seconds(range.group(2)) : Double.NaN;
        if (!(from < to)) {
            throw line.problem("'" + field + "' is not a time such as 00:30-01:00", "mend the line or remove it");
        }
        return new double[] {from, to};
    }

    private static double seconds(String time) {
        Matcher parts = TIME.matcher(time);
        if (!parts.matches()) {
            return Double.NaN;
        }
        int hours = parts.group(1) == null ? 0 : Integer.parseInt(parts.group(1));
        return (hours * 60 + Integer.parseInt(parts.group(2))) * 60 + Double.parseDouble(parts.group(3));
    }

    private static String speaker(String name) {
        return NUMBERED.matcher(name).matches() ? name : name.replaceFirst("[0-9]+$", "");
    }

    private void add(String id, String speaker, String video, double from, double to) {
        Split split = HashSplit.of(speaker);
        String place = Double.isInfinite(to) ? "" : ", from " + from + " s to " + to + " s";
        ClipInfo info = new ClipInfo(id, split, speaker, "", List.of(), licence(), "hdtf, " + video + place);
        clips.put(id, ClipFile.of(info, files.path(video)).between(from, to));
    }

    @Override
    public String name() {
        return "hdtf";
    }

    @Override
    public String licence() {
        return "CC BY 4.0 for the lists, the videos belong to their makers; Zhang, Li, Ding and Fan 2021";
    }

    @Override
    public boolean hasTranscripts() {
        return false;
    }

    @Override
    public List<ClipFile> clips() {
        return List.copyOf(clips.values());
    }

    @Override
    public List<RejectedClip> missing() {
        return List.copyOf(missing);
    }
}
