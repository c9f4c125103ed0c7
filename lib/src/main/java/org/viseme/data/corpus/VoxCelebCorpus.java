package org.viseme.data.corpus;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.viseme.VisemeException;
import org.viseme.data.ClipFile;
import org.viseme.data.ClipInfo;
import org.viseme.data.Corpus;
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
public final class VoxCelebCorpus implements Corpus {
    private static final Set<String> EXTENSIONS = Set.of("mp4", "m4a", "wav", "txt", "csv");
    private static final Pattern TRACK = Pattern.compile("(?:(.*)/)?(id[0-9]{5})/([^/]+)/([0-9]+)");
    private static final Pattern TEST = Pattern.compile("(?:.*[^a-z])?test(?:[^a-z].*)?");
    private static final Pattern DEV = Pattern.compile("(?:.*[^a-z])?dev(?:[^a-z].*)?");
    private final FileTree files;
    private final VoxCelebMeta meta = new VoxCelebMeta();
    private final List<ClipFile> clips = new ArrayList<>();
    private final List<RejectedClip> missing = new ArrayList<>();

    /** A face track: files of the same speaker, recording and number, in whatever trees they lie. */
    private static final class Track {
        private final String speaker;
        private final String recording;
        private final TreeMap<String, String> byExtension = new TreeMap<>();
        private final Set<String> parts = new TreeSet<>();

        Track(String speaker, String recording) {
            this.speaker = speaker;
            this.recording = recording;
        }
    }

    /** @throws VisemeException when the folder is missing, holds no track, or a meta file is damaged */
    public VoxCelebCorpus(Path root) {
        this.files = new FileTree(root, EXTENSIONS);
        Map<String, Track> tracks = new TreeMap<>();
        for (String file : files.names()) {
            Matcher name = TRACK.matcher(FileTree.withoutExtension(file));
            if (name.matches()) {
                String id = ClipNames.safe(name.group(2) + "_" + name.group(3) + "_" + name.group(4));
                Track track = tracks.computeIfAbsent(id, key -> new Track(name.group(2), name.group(3)));
                track.byExtension.put(FileTree.extension(file), file);
                if (name.group(1) != null) {
                    track.parts.add(name.group(1));
                }
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

    private void add(String id, Track track) {
        Split split = split(track);
        String video = track.byExtension.get("mp4");
        if (video == null) {
            String known = track.byExtension.firstEntry().getValue();
            String detail = "no mp4 file; cut it from the video " + track.recording + " of YouTube, see " + known;
            missing.add(new RejectedClip(id, split, Reason.MISSING, detail));
            return;
        }
        ClipFile clip = ClipFile.of(id, split, files.path(video), () -> info(id, split, track.speaker, video));
        String voice = track.byExtension.getOrDefault("wav", track.byExtension.get("m4a"));
        clips.add(voice == null ? clip : clip.withAudio(files.path(voice)));
    }

    private Split split(Track track) {
        String set = meta.speaker(track.speaker).set();
        Path root = files.root().getFileName();
        if (root != null && (root.toString().equals("dev") || root.toString().equals("test"))) {
            set = root.toString();
        }
        for (String parts : track.parts) {
            for (String folder : parts.toLowerCase(Locale.ROOT).split("/")) {
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
        return isForValidation(track.speaker) ? Split.VAL : Split.TRAIN;
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

    @Override
    public List<ClipFile> clips() {
        return List.copyOf(clips);
    }

    @Override
    public List<RejectedClip> missing() {
        return List.copyOf(missing);
    }
}
