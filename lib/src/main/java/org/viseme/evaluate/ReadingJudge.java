package org.viseme.evaluate;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.viseme.data.ClipStore;
import org.viseme.data.Utterance;
import org.viseme.decode.BeamSearch;
import org.viseme.face.AffineMap;
import org.viseme.face.CropFamily;
import org.viseme.face.Point;
import org.viseme.lipreading.LipReader;
import org.viseme.media.RgbImage;
import org.viseme.metric.LeftOut;
import org.viseme.metric.WordErrors;
import org.viseme.report.Measure;
import org.viseme.report.Score;
import org.viseme.report.Score.Better;
import org.viseme.report.Score.Kind;

/**
 * Reads the lips of a clip that its own sound drives, and compares with what was said (TalkLip's reading
 * intelligibility; Wang et al., 2023, section 4.1). What is measured goes by what the file holds: AV-HuBERT writes what
 * it reads (WER1), a Conformer is told each word before it writes the next one (WER2). A value is that of one clip, so a
 * mean over clips weighs a short sentence as much as a long one.
 */
final class ReadingJudge implements Judge {
    private static final BeamSearch SEARCH = new BeamSearch(20, 200, 1);
    private static final double PERCENT = 100;

    private final LipReader reader;
    private final boolean told;
    private final List<Score> scores;

    /**
     * @param name by which the figures are told apart
     * @throws org.viseme.VisemeException when the file holds no reader
     */
    ReadingJudge(Path file, String name, NDManager manager) {
        reader = LipReader.load(file, SEARCH, manager);
        told = reader.config().conformer() != null;
        String words = told
                ? "words written wrongly when all before them were told, in percent of those said"
                : "words read wrongly, in percent of those said";
        scores = List.of(
                new Score((told ? Measure.WER2 : Measure.WER1).label(), name, Better.LOWER, Kind.BEHAVIOUR, words),
                new Score("CER", name, Better.LOWER, Kind.BEHAVIOUR, "the same of characters"));
    }

    /** Why a store's clips cannot be read; null when they can. */
    static LeftOut leftOut(ClipStore store) {
        return store.placements(store.clips().getFirst(), CropFamily.AVHUBERT).isPresent()
                ? null
                : new LeftOut(
                        "WER",
                        store.folder() + " has no crops of mouths",
                        "prepare it with --crops wav2lip,avhubert --features mel,avhubert");
    }

    @Override
    public List<Score> scores() {
        return scores;
    }

    @Override
    public double[] judge(DrawnClip clip) {
        String said = clip.entry().transcript();
        if (!clip.ownSound() || said.isBlank()) {
            return new double[] {Double.NaN, Double.NaN};
        }
        Utterance drawn = drawn(clip);
        WordErrors errors = WordErrors.of(
                said, told ? reader.told(drawn, said) : reader.read(drawn).text());
        return new double[] {PERCENT * errors.wordErrorRate(), PERCENT * errors.characterErrorRate()};
    }

    /** The clip with the drawn faces in its crops of the mouth; frames that were not drawn stay as they are. */
    static Utterance drawn(DrawnClip clip) {
        Utterance real = Utterance.read(clip.store(), clip.entry());
        Optional<float[][]> placements = clip.store().placements(clip.entry(), CropFamily.AVHUBERT);
        byte[] mouths = real.mouths().clone();
        for (int i = 0; i < clip.frames(); i++) {
            int frame = clip.first() + i;
            RgbImage face = clip.drawn().get(i);
            paste(
                    face,
                    AffineMap.toBox(
                            placements.orElseThrow()[frame], clip.clip().boxes().get(frame), face.width()),
                    mouths,
                    frame * real.size() * real.size(),
                    real.size());
        }
        return real.withMouths(mouths);
    }

    /**
     * Puts a face into a crop of the mouth, as far as the face reaches.
     *
     * @param toFace from the crop to the face
     */
    private static void paste(RgbImage face, AffineMap toFace, byte[] crop, int offset, int size) {
        for (int i = 0; i < size * size; i++) {
            Point place = toFace.apply(new Point(i % size + 0.5, i / size + 0.5));
            if (place.x() >= 0 && place.x() <= face.width() && place.y() >= 0 && place.y() <= face.height()) {
                crop[offset + i] = (byte) Math.round(grey(face, place.x() - 0.5, place.y() - 0.5));
            }
        }
    }

    /** The brightness between four pixels, by how near each of them is. */
    private static double grey(RgbImage face, double column, double row) {
        int left = (int) Math.floor(column);
        int top = (int) Math.floor(row);
        double right = column - left;
        double down = row - top;
        return (1 - down) * ((1 - right) * luma(face, left, top) + right * luma(face, left + 1, top))
                + down * ((1 - right) * luma(face, left, top + 1) + right * luma(face, left + 1, top + 1));
    }

    private static double luma(RgbImage face, int column, int row) {
        int x = Math.clamp(column, 0, face.width() - 1);
        int y = Math.clamp(row, 0, face.height() - 1);
        int i = 3 * (y * face.width() + x);
        byte[] rgb = face.bytes();
        return 0.299 * (rgb[i] & 0xff) + 0.587 * (rgb[i + 1] & 0xff) + 0.114 * (rgb[i + 2] & 0xff);
    }
}
