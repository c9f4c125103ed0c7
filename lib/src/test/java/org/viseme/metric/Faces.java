package org.viseme.metric;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.viseme.data.synthetic.ClipSpec;
import org.viseme.data.synthetic.FaceLandmarks;
import org.viseme.data.synthetic.SyntheticClip;
import org.viseme.data.synthetic.SyntheticIdentity;
import org.viseme.data.synthetic.SyntheticSpeaker;
import org.viseme.face.Box;
import org.viseme.face.FaceCrop;
import org.viseme.media.RgbImage;

/** Plain faces for closed forms, and a speaker. */
final class Faces {
    static final int SIZE = 96;

    private Faces() {}

    /** One grey everywhere. */
    static RgbImage grey(int level) {
        return withMouth(level, level);
    }

    /** One grey in the rows 58 to 90 (60 to 95 %) and columns 24 to 71 (25 to 75 %), another around them. */
    static RgbImage withMouth(int mouth, int around) {
        RgbImage face = RgbImage.black(SIZE, SIZE);
        Arrays.fill(face.bytes(), (byte) around);
        for (int y = 58; y < 91; y++) {
            Arrays.fill(face.bytes(), 3 * (y * SIZE + 24), 3 * (y * SIZE + 72), (byte) mouth);
        }
        return face;
    }

    static SyntheticClip speaker(String words) {
        return SyntheticSpeaker.speak(words, ClipSpec.of(SyntheticIdentity.random(2), 160, 2));
    }

    /** The face of every frame, cut where the first frame has it. */
    static List<RgbImage> of(SyntheticClip clip) {
        FaceLandmarks first = clip.landmarks(0);
        double width = first.x()[16] - first.x()[0];
        Box box = new Box(first.x()[0], first.y()[8] - 1.25 * width, width, 1.3 * width);
        return IntStream.range(0, clip.frameCount())
                .mapToObj(frame -> FaceCrop.of(clip.frame(frame), box, SIZE))
                .toList();
    }
}
