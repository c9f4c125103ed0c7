package org.viseme.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipStore;
import org.viseme.data.PreparedClip;
import org.viseme.data.Split;
import org.viseme.data.TestClips;
import org.viseme.face.Box;
import org.viseme.face.CropFamily;
import org.viseme.face.FaceCrop;
import org.viseme.face.Landmarks;
import org.viseme.face.Placement;
import org.viseme.media.RgbImage;

class SyncNetJudgeTest {
    /** A picture without edges, so that scaling it down and up again changes little. */
    private static RgbImage frame(int number) {
        RgbImage frame = RgbImage.black(360, 288);
        for (int y = 0; y < 288; y++) {
            for (int x = 0; x < 360; x++) {
                int at = 3 * (y * 360 + x);
                frame.bytes()[at] = (byte) (128 + 100 * Math.sin((x + number) / 30.0));
                frame.bytes()[at + 1] = (byte) (128 + 100 * Math.cos(y / 25.0));
                frame.bytes()[at + 2] = (byte) ((x + y) / 3);
            }
        }
        return frame;
    }

    @Test
    void theTrueFaceIsPutBackWhereItWasCut(@TempDir Path folder) {
        ClipStore store = TestClips.trainingStore(folder);
        ClipEntry entry = store.clips(Split.VAL).getFirst();
        PreparedClip some = store.read(entry);
        List<Box> boxes = new ArrayList<>();
        List<RgbImage> crops = new ArrayList<>();
        for (int i = 0; i < some.frames(); i++) {
            boxes.add(new Box(120 + i, 60.4, 110, 130));
            crops.add(FaceCrop.of(frame(i), boxes.get(i), 96));
        }
        PreparedClip clip = new PreparedClip(
                some.info(), crops, boxes, some.mel(), some.sound(), some.landmarks(), some.cutSeconds());
        List<Placement> placements =
                CropFamily.SYNCNET.placements(boxes, Collections.nCopies(boxes.size(), Landmarks.NONE));
        List<RgbImage> real = new ArrayList<>();
        for (int i = 0; i < boxes.size(); i++) {
            real.add(CropFamily.SYNCNET.cut(frame(i), placements.get(i), 224));
        }

        List<RgbImage> pasted = SyncNetJudge.pasted(DrawnClip.real(store, entry, clip), real);
        assertEquals(some.frames(), pasted.size());
        assertTrue(
                difference(pasted.get(4), real.get(4)) < 3, "the same face: " + difference(pasted.get(4), real.get(4)));
        assertTrue(difference(pasted.get(4), real.get(9)) > 3, "another frame's");
        List<RgbImage> black = Collections.nCopies(some.frames(), RgbImage.black(96, 96));
        DrawnClip drawn = new DrawnClip(store, entry, clip, clip.sound(), true, 0, black);
        assertTrue(difference(SyncNetJudge.pasted(drawn, real).get(4), real.get(4)) > 20, "a face is replaced");
    }

    private static double difference(RgbImage a, RgbImage b) {
        long sum = 0;
        for (int i = 0; i < a.bytes().length; i++) {
            sum += Math.abs((a.bytes()[i] & 0xff) - (b.bytes()[i] & 0xff));
        }
        return sum / (double) a.bytes().length;
    }
}
