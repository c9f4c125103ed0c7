package org.viseme.face;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.viseme.Shared;
import org.viseme.data.synthetic.SyntheticCorpus;
import org.viseme.media.RgbImage;
import org.viseme.media.VideoReader;

class CropFamilyTest {
    private static final SyntheticCorpus FACES = new SyntheticCorpus(21, 20, 192, 1);

    /** Red is the column, green the row, both in pixels. */
    private static RgbImage coordinates(int width, int height) {
        RgbImage image = RgbImage.black(width, height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.bytes()[(y * width + x) * 3] = (byte) x;
                image.bytes()[(y * width + x) * 3 + 1] = (byte) y;
            }
        }
        return image;
    }

    private static List<Landmarks> none(int count) {
        return Collections.nCopies(count, Landmarks.NONE);
    }

    private static Landmarks turned(Landmarks face, double degrees, double scale) {
        double[] xy = face.toArray();
        double cos = scale * Math.cos(Math.toRadians(degrees));
        double sin = scale * Math.sin(Math.toRadians(degrees));
        for (int i = 0; i < xy.length; i += 2) {
            double x = xy[i] - 96;
            double y = xy[i + 1] - 96;
            xy[i] = 120 + cos * x - sin * y;
            xy[i + 1] = 110 + sin * x + cos * y;
        }
        return Landmarks.of(xy);
    }

    private static Landmarks face(int index) {
        return SyntheticLandmarks.of(FACES.clip(index).landmarks(10));
    }

    @Test
    void wav2LipCropsAreThoseOfFaceCrop() {
        Random random = new Random(3);
        RgbImage image = RgbImage.black(120, 90);
        random.nextBytes(image.bytes());
        for (int i = 0; i < 20; i++) {
            Box box = new Box(
                    random.nextDouble(-40, 100),
                    random.nextDouble(-40, 70),
                    random.nextDouble(5, 150),
                    random.nextDouble(5, 150));
            Placement placement =
                    CropFamily.WAV2LIP.placements(List.of(box), none(1)).getFirst();
            for (int size : new int[] {48, 96}) {
                assertArrayEquals(
                        FaceCrop.of(image, box, size).bytes(),
                        CropFamily.WAV2LIP.cut(image, placement, size).bytes());
            }
        }
    }

    /** In a picture of coordinates every pixel of a crop tells where it comes from. */
    @ParameterizedTest
    @EnumSource(CropFamily.class)
    void pixelsComeFromWhereTheMapSays(CropFamily family) {
        RgbImage image = coordinates(250, 230);
        for (double scale : new double[] {0.5, 1, 1.2}) {
            Landmarks face = turned(face(1), 12, scale);
            Box box = new Box(120 - 52 * scale, 110 - 60 * scale, 104 * scale, 125 * scale);
            Placement placement = family.placements(List.of(box), List.of(face)).getFirst();
            int size = family.size() / 2;
            RgbImage crop = placement.cut(image, size);
            int compared = 0;
            for (int y = 2; y < size - 2; y++) {
                for (int x = 2; x < size - 2; x++) {
                    Point from = placement.toFrame(new Point(x + 0.5, y + 0.5), size);
                    if (from.x() < 3 || from.x() > 247 || from.y() < 3 || from.y() > 227) {
                        continue;
                    }
                    // a pixel's value is its column, its centre half a pixel further right
                    assertEquals(from.x() - 0.5, crop.get(x, y, 0), 0.8, () -> "column at " + from);
                    assertEquals(from.y() - 0.5, crop.get(x, y, 1), 0.8, () -> "row at " + from);
                    compared++;
                }
            }
            assertTrue(compared > size * size / 3, compared + " of " + size * size);
            Point there = placement.toCrop(new Point(101, 87), size);
            assertEquals(0, placement.toFrame(there, size).distance(new Point(101, 87)), 1e-3);
        }
    }

    @Test
    void fineStripesBecomeGreyWhereACropShrinksThem() {
        RgbImage stripes = RgbImage.black(800, 800);
        for (int i = 0; i < stripes.bytes().length; i++) {
            stripes.bytes()[i] = (byte) (i / 3 % 2 * 255);
        }
        Landmarks face = turned(face(0), 10, 4).moved(280, 290);
        for (CropFamily family : List.of(CropFamily.AVHUBERT, CropFamily.AVCAT)) {
            Placement placement = family.placements(List.of(new Box(200, 200, 400, 400)), List.of(face))
                    .getFirst();
            RgbImage crop = placement.cut(stripes, 48);
            for (int y = 12; y < 36; y++) {
                for (int x = 12; x < 36; x++) {
                    assertEquals(127.5, crop.get(x, y, 0), 26, family + " at " + x + ", " + y);
                }
            }
        }
    }

    @Test
    void syncNetSeesAWideSquareWithGreyBesideTheFrame() {
        List<Box> boxes = new ArrayList<>(Collections.nCopies(30, new Box(20, 30, 40, 50)));
        boxes.set(15, new Box(90, 80, 120, 150)); // one bad frame is no reason to jump
        List<Placement> placements = CropFamily.SYNCNET.placements(boxes, none(30));
        assertEquals(30, placements.size());
        for (Placement placement : placements) {
            // centre (40, 55), half side 25: x from 5 to 75, y from 30 to 100
            assertArrayEquals(new float[] {3.2f, 0, -16, 0, 3.2f, -96}, placement.affine(224), 1e-4f);
        }
        RgbImage frame = coordinates(60, 60);
        RgbImage crop = CropFamily.SYNCNET.cut(frame, placements.getFirst(), 70);
        for (int channel = 0; channel < 3; channel++) {
            assertEquals(110, crop.get(69, 0, channel), "beside the frame");
            assertEquals(110, crop.get(0, 69, channel), "below the frame");
        }
        assertEquals(5, crop.get(0, 0, 0));
        assertEquals(30, crop.get(0, 0, 1));
        assertEquals(59, crop.get(54, 29, 0));
        Placement beside = CropFamily.SYNCNET
                .placements(List.of(new Box(500, 500, 40, 40)), none(1))
                .getFirst();
        for (byte value : beside.cut(frame, 16).bytes()) {
            assertEquals(110, value);
        }
    }

    @Test
    void mouthsAreLevelAndHalfAsWideAsTheirCropsHoweverTheHeadIsTurned() {
        for (int i = 0; i < 10; i++) {
            for (double degrees : new double[] {-25, 0, 40}) {
                Landmarks face = turned(face(i), degrees, 0.7);
                Placement placement = CropFamily.AVHUBERT
                        .placements(List.of(new Box(0, 0, 9, 9)), List.of(face))
                        .getFirst();
                Point right = placement.toCrop(face.point(48), 96);
                Point left = placement.toCrop(face.point(54), 96);
                assertEquals(right.y(), left.y(), 5);
                assertTrue(left.x() - right.x() > 35 && left.x() - right.x() < 65, right + " to " + left);
            }
        }
    }

    @Test
    void mouthCropsSeeNoColour() {
        RgbImage image = RgbImage.black(200, 200);
        for (int i = 0; i < image.bytes().length; i += 3) {
            image.bytes()[i] = (byte) 200;
            image.bytes()[i + 1] = 100;
            image.bytes()[i + 2] = 50;
        }
        Placement placement = CropFamily.AVHUBERT
                .placements(List.of(new Box(50, 50, 80, 100)), none(1))
                .getFirst();
        RgbImage crop = CropFamily.AVHUBERT.cut(image, placement, 96);
        for (byte value : crop.bytes()) {
            assertEquals(124, value); // 0.299 200 + 0.587 100 + 0.114 50 = 124.2
        }
    }

    /** With true landmarks, with those of them that YuNet would give, and with Haar's boxes alone. */
    @Test
    void mouthCropsAreCentredOnTheMouth() {
        MouthCropErrors all = new MouthCropErrors();
        MouthCropErrors five = new MouthCropErrors();
        MouthCropErrors boxes = new MouthCropErrors();
        try (FaceDetector haar = new HaarDetector()) {
            for (int i = 0; i < 6; i++) {
                SyntheticLandmarks clip = SyntheticLandmarks.of(FACES.clip(i), 12);
                FaceTrack track = clip.track(haar);
                List<Box> found = IntStream.range(0, 12).mapToObj(track::box).toList();
                all.add(found, clip.landmarks(), clip.landmarks());
                five.add(found, clip.landmarks().stream().map(Landmarks::five).toList(), clip.landmarks());
                boxes.add(found, none(12), clip.landmarks());
            }
        }
        assertTrue(all.mean() <= 0.02, "68 points: " + all.mean());
        assertTrue(five.mean() <= 0.02, "5 points: " + five.mean());
        assertTrue(boxes.mean() <= 0.11, "boxes: " + boxes.mean());
    }

    @Test
    void yuNetsPointsAreCloseEnoughForMouthCrops() {
        MouthCropErrors crops = new MouthCropErrors();
        double[] sums = new double[Landmarks.FIVE];
        try (FaceDetector yunet = new YuNetDetector(Shared.require("weights/yunet_n_640_640.onnx"))) {
            for (int i = 0; i < 6; i++) {
                SyntheticLandmarks clip = SyntheticLandmarks.of(FACES.clip(i), 12);
                FaceTrack track = clip.track(yunet);
                List<Box> boxes = IntStream.range(0, 12).mapToObj(track::box).toList();
                List<Landmarks> points =
                        IntStream.range(0, 12).mapToObj(track::landmarks).toList();
                crops.add(boxes, points, clip.landmarks());
                for (int k = 0; k < Landmarks.FIVE; k++) {
                    Landmarks truth = clip.landmarks().get(6);
                    sums[k] += points.get(6).point(k).distance(truth.five().point(k))
                            / SyntheticLandmarks.eyeDistance(truth);
                }
            }
        }
        assertTrue(crops.mean() <= 0.08, "mouth crops: " + crops.mean());
        for (int k = 0; k < Landmarks.FIVE; k++) {
            assertTrue(sums[k] / 6 <= 0.1, "point " + k + ": " + sums[k] / 6);
        }
    }

    /** YuNet's points in Haar's boxes are where boxes without points are taken to have them. */
    @Test
    void usualPlacesAreThoseOfRealFaces() throws IOException {
        List<Path> clips;
        try (Stream<Path> files = Files.list(Shared.require("corpora/grid-s1/clips"))) {
            List<Path> all = files.sorted().toList();
            clips = new ArrayList<>(List.of(all.get(0), all.get(all.size() / 2), all.getLast()));
        }
        try (Stream<Path> files = Files.list(Shared.require("corpora/grid-other"))) {
            files.filter(file -> file.toString().endsWith(".mpg"))
                    .sorted()
                    .limit(7)
                    .forEach(clips::add);
        }
        double[] sums = new double[2 * Landmarks.FIVE];
        try (FaceDetector haar = new HaarDetector();
                FaceDetector yunet = new YuNetDetector(Shared.require("weights/yunet_n_640_640.onnx"))) {
            for (Path clip : clips) {
                try (VideoReader reader = VideoReader.open(clip)) {
                    RgbImage frame = reader.read().image();
                    Box box = haar.detect(frame).getFirst().box();
                    Landmarks found = yunet.detect(frame).getFirst().landmarks();
                    Landmarks usual = CropFamily.usual(box);
                    for (int k = 0; k < Landmarks.FIVE; k++) {
                        sums[2 * k] += (found.x(k) - usual.x(k)) / box.width() / clips.size();
                        sums[2 * k + 1] += (found.y(k) - usual.y(k)) / box.height() / clips.size();
                    }
                }
            }
        }
        assertArrayEquals(new double[10], sums, 0.04);
    }

    /** What AV-CAT masks: the lower half, less 16 of 256 pixels at both sides. */
    @Test
    void whatAvCatMasksHoldsNoseMouthAndChin() {
        for (int i = 0; i < 12; i++) {
            SyntheticLandmarks clip = SyntheticLandmarks.of(FACES.clip(i), 1);
            Landmarks face = turned(clip.landmarks().getFirst(), 15, 0.8);
            Placement placement = CropFamily.AVCAT
                    .placements(List.of(new Box(0, 0, 9, 9)), List.of(face))
                    .getFirst();
            Point right = placement.toCrop(face.mean(36, 42), 256);
            Point left = placement.toCrop(face.mean(42, 48), 256);
            assertEquals(right.y(), left.y(), 1e-3, "eyes are level");
            assertEquals(128, (right.x() + left.x()) / 2, 1e-3);
            List<Integer> masked = IntStream.concat(
                            IntStream.rangeClosed(31, 35),
                            IntStream.concat(IntStream.range(48, 68), IntStream.of(6, 7, 8, 9, 10)))
                    .boxed()
                    .toList();
            for (int point : masked) {
                Point at = placement.toCrop(face.point(point), 256);
                assertTrue(at.x() > 16 && at.x() < 240 && at.y() > 128 && at.y() < 256, "point " + point + " at " + at);
            }
        }
    }

    @Test
    void noiseOfTheEyesIsSmoothed() {
        Random random = new Random(5);
        Landmarks still = CropFamily.usual(new Box(50, 50, 90, 110));
        List<Landmarks> noisy = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            double[] xy = still.toArray();
            for (int k = 0; k < xy.length; k++) {
                xy[k] += random.nextGaussian();
            }
            noisy.add(Landmarks.of(xy));
        }
        List<Placement> placements =
                CropFamily.AVCAT.placements(Collections.nCopies(40, new Box(50, 50, 90, 110)), noisy);
        double squares = 0;
        for (int i = 2; i < 38; i++) {
            Point middle = placements.get(i).toFrame(new Point(128, 0.35 * 256), 256);
            squares += Math.pow(middle.x() - still.mean(0, 2).x(), 2);
        }
        // the middle of two eyes over five frames: 1 / sqrt(10) of the noise of one
        assertEquals(Math.sqrt(0.1), Math.sqrt(squares / 36), 0.12);
    }

    @Test
    void framesMustAgreeInTheirLandmarks() {
        Box box = new Box(1, 2, 30, 40);
        Landmarks five = CropFamily.usual(box);
        assertThrows(
                IllegalArgumentException.class,
                () -> CropFamily.AVHUBERT.placements(List.of(box, box), List.of(five, Landmarks.NONE)));
        assertThrows(
                IllegalArgumentException.class, () -> CropFamily.AVCAT.placements(List.of(box, box), List.of(five)));
        assertEquals(List.of(), CropFamily.AVHUBERT.placements(List.of(), List.of()));
    }
}
