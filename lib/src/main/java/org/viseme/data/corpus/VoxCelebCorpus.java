package org.viseme.data.corpus;

import java.nio.file.Path;
import java.util.ArrayList;
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
import org.viseme.data.RejectedClip;
import org.viseme.data.RejectedClip.Reason;
import org.viseme.data.Split;

/**
 * VoxCeleb1 and VoxCeleb2, interviews on YouTube (A. Nagrani, J. S. Chung, A. Zisserman, "VoxCeleb: a large-scale speaker
 * identification dataset", Interspeech 2017; J. S. Chung, A. Nagrani, A. Zisserman, "VoxCeleb2: Deep Speaker
 * Recognition", Interspeech 2018).
 *
 * <pre>
 * voxceleb/
 *   dev/mp4/id00012/21Uxsk56VDQ/00001.mp4     the face
 *   dev/aac/id00012/21Uxsk56VDQ/00001.m4a     its voice, or
 *   dev/wav/id00012/21Uxsk56VDQ/00001.wav
 *   test/...                                  as dev
 *   txt/id10001/1zcIwhmdeo4/00001.txt         where a face is in a video on YouTube (VoxCeleb1)
 *   vox1_meta.csv, vox2_meta.csv              optional
 * </pre>
 *
 * <p>Only the last four folders and names count, and {@code dev} or {@code test} in a folder above them
 * ({@code vox1_dev_wav} as well). A voice in a file of its own is used where it is there, {@code wav} before
 * {@code m4a}; otherwise the video's sound is.
 *
 * <p>{@code test} is the test split. A speaker in no such folder belongs where the meta file's column {@code Set} says,
 * or else to {@code dev}. There is no published validation split: all clips of a speaker of {@code dev} are for
 * validation when the SHA-256 of the speaker's name falls into the first tenth of all hashes, which is so for about a
 * tenth of the speakers.
 *
 * <p>VoxCeleb1 is published as places in videos ({@code txt}); a place of which no clip was cut is reported as a missing
 * clip. There are no transcripts.
 */
public final class VoxCelebCorpus extends FileCorpus {
    private static final Set<String> EXTENSIONS = Set.of("mp4", "m4a", "wav", "txt", "csv");
    private static final Pattern TRACK = Pattern.compile("(?:.*/)?(id[0-9]{5})/([^/]+)/([0-9]+)");
    private static final Pattern TEST = Pattern.compile("(?:.*[^a-z])?test(?:[^a-z].*)?");
    private static final Pattern DEV = Pattern.compile("(?:.*[^a-z])?dev(?:[^a-z].*)?");
    private final FileTree files;
    private final VoxCelebMeta meta = new VoxCelebMeta();

    /** @throws VisemeException when the folder is missing, holds no track, or a meta file is damaged */
    public VoxCelebCorpus(Path root) {
        this.files = new FileTree(root, EXTENSIONS);
        // A track is what has the same speaker, recording and number, in whatever trees it lies.
        Map<String, List<String>> tracks = new TreeMap<>();
        for (String file : files.names()) {
            Matcher name = TRACK.matcher(FileTree.withoutExtension(file));
            if (name.matches()) {
                String id = ClipNames.safe(name.group(1) + "_" + name.group(2) + "_" + name.group(3));
                tracks.computeIfAbsent(id, key -> new ArrayList<>(2)).add(file);
            } else if (file.endsWith("vox1_meta.csv") || file.endsWith("vox2_meta.csv")) {
                meta.add(files.path(file));
            }
        }
        if (tracks.isEmpty()) {
            throw new VisemeException(
                    root.toString(),
                    "holds no clip such as dev/mp4/id00012/21Uxsk56VDQ/00001.mp4",
                    "name the folder that holds dev and test, or mp4");
        }
        tracks.forEach(this::add);
    }

    private void add(String id, List<String> track) {
        String speaker = id.substring(0, id.indexOf('_'));
        Split split = split(speaker, track);
        String video = file(track, "mp4");
        if (video == null) {
            String detail = "no mp4 file; cut it from the video on YouTube that " + track.getFirst() + " is of";
            missing.add(new RejectedClip(id, split, Reason.MISSING, detail));
            return;
        }
        ClipFile clip = ClipFile.of(id, split, files.path(video), () -> info(id, split, speaker, video));
        String wav = file(track, "wav");
        String voice = wav == null ? file(track, "m4a") : wav;
        clips.add(voice == null ? clip : clip.withAudio(files.path(voice)));
    }

    private static String file(List<String> track, String extension) {
        for (String file : track) {
            if (FileTree.extension(file).equals(extension)) {
                return file;
            }
        }
        return null;
    }

    private Split split(String speaker, List<String> track) {
        String set = meta.speaker(speaker).set();
        Path root = files.root().getFileName();
        if (root != null && (root.toString().equals("dev") || root.toString().equals("test"))) {
            set = root.toString();
        }
        for (String file : track) {
            String above = file.substring(0, file.indexOf(speaker)).toLowerCase(Locale.ROOT);
            for (String folder : above.split("/")) {
                if (TEST.matcher(folder).matches()) {
                    set = "test";
                } else if (DEV.matcher(folder).matches()) {
                    set = "dev";
                }
            }
        }
        if (set.equals("test")) {
            return Split.TEST;
        }
        return isForValidation(speaker) ? Split.VAL : Split.TRAIN;
    }

    /** Whether a speaker of {@code dev} is for validation. */
    static boolean isForValidation(String speaker) {
        return HashSplit.of(speaker) != Split.TRAIN;
    }

    private ClipInfo info(String id, Split split, String speaker, String video) {
        String gender = meta.speaker(speaker).gender();
        String source = "voxceleb, " + video + (gender.isEmpty() ? "" : ", speaker " + gender);
        return new ClipInfo(id, split, speaker, "", List.of(), licence(), source);
    }

    @Override
    public String name() {
        return "voxceleb";
    }

    @Override
    public String licence() {
        return "CC BY 4.0, the videos belong to their makers; Nagrani, Chung and Zisserman 2017,"
                + " Chung, Nagrani and Zisserman 2018";
    }

    @Override
    public boolean hasTranscripts() {
        return false;
    }
}
