package org.viseme.evaluate;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.viseme.audio.Mfcc;
import org.viseme.data.ClipStore;
import org.viseme.face.CropFamily;
import org.viseme.face.PixelBox;
import org.viseme.face.Placement;
import org.viseme.face.Point;
import org.viseme.media.RgbImage;
import org.viseme.metric.LeftOut;
import org.viseme.metric.SyncDistances;
import org.viseme.metric.SyncNetScorer;
import org.viseme.model.syncnet.SyncNetV2;
import org.viseme.report.Score;
import org.viseme.report.Score.Better;
import org.viseme.report.Score.Kind;

/**
 * LSE-D, LSE-C and offset by the published SyncNet, on the crops that it was trained on: the drawn face is put back where
 * it was cut, in the real crop.
 */
final class SyncNetJudge implements Judge {
    private static final String SCORER = "syncnet-v2";
    private static final List<Score> SCORES = List.of(
            score("LSE-D", Better.LOWER, "smallest mean distance over the offsets"),
            score("LSE-C", Better.HIGHER, "median of the mean distances less the smallest"),
            score(
                    "AV offset",
                    Better.LIKE_REAL,
                    "offset with the smallest distance, frames, positive where the sound is" + " early"));

    private final SyncNetScorer scorer;

    SyncNetJudge(SyncNetV2 network, NDManager manager) {
        scorer = new SyncNetScorer(network, manager);
    }

    private static Score score(String metric, Better better, String definition) {
        return new Score(metric, SCORER, better, Kind.BEHAVIOUR, definition);
    }

    /** Why a store's clips cannot be measured; null when they can. */
    static LeftOut leftOut(ClipStore store) {
        return !store.crops(store.clips().getFirst(), CropFamily.SYNCNET).isEmpty()
                ? null
                : new LeftOut(
                        "LSE", store.folder() + " has no crops for SyncNet", "prepare it with --crops wav2lip,syncnet");
    }

    @Override
    public List<Score> scores() {
        return SCORES;
    }

    @Override
    public double[] judge(DrawnClip clip) {
        List<RgbImage> faces = pasted(clip, clip.store().crops(clip.entry(), CropFamily.SYNCNET));
        SyncDistances distances = scorer.score(faces, Mfcc.of(clip.heard()));
        return new double[] {distances.lseDistance(), distances.lseConfidence(), distances.offset()};
    }

    /**
     * The drawn faces in SyncNet's crops.
     *
     * @param crops the real ones of all frames of the clip
     */
    static List<RgbImage> pasted(DrawnClip clip, List<RgbImage> crops) {
        List<Placement> placements = clip.syncNetPlacements();
        List<RgbImage> faces = new ArrayList<>();
        for (int i = 0; i < clip.frames(); i++) {
            RgbImage crop = crops.get(clip.first() + i).copy();
            PixelBox box = PixelBox.of(clip.clip().boxes().get(clip.first() + i));
            Point corner = new Point(box.x(), box.y());
            Point opposite = new Point(box.x() + box.width(), box.y() + box.height());
            paste(
                    clip.drawn().get(i),
                    crop,
                    placements.get(i).toCrop(corner, crop.width()),
                    placements.get(i).toCrop(opposite, crop.width()));
            faces.add(crop);
        }
        return faces;
    }

    /** Puts a face between two corners; what lies outside the picture is left out. */
    private static void paste(RgbImage face, RgbImage picture, Point corner, Point opposite) {
        int left = (int) Math.round(corner.x());
        int top = (int) Math.round(corner.y());
        int width = Math.max(1, (int) Math.round(opposite.x()) - left);
        int height = Math.max(1, (int) Math.round(opposite.y()) - top);
        RgbImage fitting = face.resize(width, height);
        int from = Math.max(0, left);
        int count = Math.min(picture.width(), left + width) - from;
        for (int y = Math.max(0, top); y < Math.min(picture.height(), top + height) && count > 0; y++) {
            System.arraycopy(
                    fitting.bytes(),
                    3 * ((y - top) * width + from - left),
                    picture.bytes(),
                    3 * (y * picture.width() + from),
                    3 * count);
        }
    }
}
