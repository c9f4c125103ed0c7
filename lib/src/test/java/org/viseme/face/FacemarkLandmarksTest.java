package org.viseme.face;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point2f;
import org.bytedeco.opencv.opencv_core.Point2fVector;
import org.bytedeco.opencv.opencv_face.FacemarkLBF;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.data.synthetic.SyntheticCorpus;
import org.viseme.media.RgbImage;

/** With a small model that OpenCV trains on synthetic faces: no published one is at hand. */
class FacemarkLandmarksTest {
    private static final int TRAINED_SPEAKERS = 90;
    private static final SyntheticCorpus FACES = new SyntheticCorpus(31, TRAINED_SPEAKERS + 20, 160, 1);

    @TempDir
    static Path folder;

    private static Path model;

    @BeforeAll
    static void train() throws IOException {
        model = folder.resolve("modell µ.yaml");
        Path cascade = folder.resolve("cascade.xml");
        String resource = "/org/bytedeco/opencv/" + Loader.getPlatform()
                + "/share/opencv4/haarcascades/haarcascade_frontalface_alt2.xml";
        try (InputStream stream = FacemarkLBF.class.getResourceAsStream(resource)) {
            Files.copy(stream, cascade);
        }
        try (FacemarkLBF.Params settings = new FacemarkLBF.Params();
                BytePointer cascadeName = new BytePointer(cascade.toString());
                BytePointer modelName = new BytePointer(model.toString());
                IntPointer features = new IntPointer(60, 45, 30);
                DoublePointer radii = new DoublePointer(0.3, 0.2, 0.15)) {
            settings.cascade_face(cascadeName).model_filename(modelName).verbose(false);
            settings.stages_n(3).tree_n(2).tree_depth(4).initShape_n(1);
            settings.feats_m(features).radius_m(radii);
            try (FacemarkLBF facemark = FacemarkLBF.create(settings)) {
                for (int i = 0; i < TRAINED_SPEAKERS; i++) {
                    SyntheticLandmarks face = SyntheticLandmarks.of(FACES.clip(i), 1);
                    addSample(
                            facemark, face.frames().getFirst(), face.landmarks().getFirst());
                }
                facemark.training();
            }
        }
    }

    private static void addSample(FacemarkLBF facemark, RgbImage frame, Landmarks truth) {
        Point2f[] points = IntStream.range(0, 68)
                .mapToObj(i -> new Point2f((float) (truth.x(i) - 0.5), (float) (truth.y(i) - 0.5)))
                .toArray(Point2f[]::new);
        try (Mat rgb = frame.toMat();
                Mat grey = new Mat();
                Point2fVector shape = new Point2fVector(points)) {
            opencv_imgproc.cvtColor(rgb, grey, opencv_imgproc.COLOR_RGB2GRAY);
            facemark.addTrainingSample(grey, shape);
        }
    }

    @Test
    void pointsOfOtherSpeakersAreFound() {
        MouthCropErrors crops = new MouthCropErrors();
        double sum = 0;
        int count = 0;
        try (FaceDetector haar = new HaarDetector();
                LandmarkFinder finder = Landmarkers.parse("facemark:" + model)) {
            for (int i = TRAINED_SPEAKERS; i < TRAINED_SPEAKERS + 12; i++) {
                SyntheticLandmarks clip = SyntheticLandmarks.of(FACES.clip(i), 5);
                FaceTrack track = clip.track(haar);
                List<Box> boxes = IntStream.range(0, 5).mapToObj(track::box).toList();
                List<Landmarks> found = IntStream.range(0, 5)
                        .mapToObj(frame -> finder.find(clip.frames().get(frame), boxes.get(frame)))
                        .toList();
                for (int frame = 0; frame < 5; frame++) {
                    sum += SyntheticLandmarks.mouthError(
                            found.get(frame), clip.landmarks().get(frame));
                    count++;
                }
                crops.add(boxes, found, clip.landmarks());
            }
        }
        assertTrue(sum / count < 0.035, "mean error of the mouth's points: " + sum / count);
        assertTrue(crops.mean() < 0.03, "mouth crops: " + crops.mean());
    }

    @Test
    void pointsMoveWithTheFaceToAnyPlaceAndSize() {
        SyntheticLandmarks face = SyntheticLandmarks.of(FACES.clip(TRAINED_SPEAKERS), 1);
        RgbImage frame = face.frames().getFirst();
        Landmarks truth = face.landmarks().getFirst();
        Box box = new Box(
                truth.x(36) - 0.3 * SyntheticLandmarks.eyeDistance(truth),
                truth.y(36) - 0.55 * SyntheticLandmarks.eyeDistance(truth),
                1.6 * SyntheticLandmarks.eyeDistance(truth),
                1.85 * SyntheticLandmarks.eyeDistance(truth));
        try (LandmarkFinder finder = new FacemarkLandmarks(model)) {
            Landmarks found = finder.find(frame, box);
            Landmarks large = finder.find(frame.resize(800, 800), box.scaled(5));
            assertTrue(SyntheticLandmarks.mouthError(large.scaled(0.2), found) < 0.03);
            RgbImage shifted = frame.crop(-40, -25, 240, 220);
            Box there = new Box(box.x() + 40, box.y() + 25, box.width(), box.height());
            Landmarks moved = finder.find(shifted, there);
            assertTrue(SyntheticLandmarks.mouthError(moved.moved(-40, -25), found) < 0.01);
            for (Box beyond : List.of(new Box(-500, -500, 90, 100), new Box(150, 150, 1, 1), box.scaled(40))) {
                assertEquals(68, finder.find(frame, beyond).count());
            }
        }
    }

    private static void assertRefused(Path file, String problem) {
        VisemeException e = assertThrows(VisemeException.class, () -> new FacemarkLandmarks(file), problem);
        assertTrue(e.getMessage().contains(problem), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }

    private static Path written(String text) throws IOException {
        return Files.writeString(folder.resolve("wrong.yaml"), text, StandardCharsets.ISO_8859_1);
    }

    @Test
    void otherFilesAreRefusedBeforeOpenCvSeesThem() throws IOException {
        String whole = Files.readString(model, StandardCharsets.ISO_8859_1);
        assertRefused(folder.resolve("missing.yaml"), "no such file");
        assertRefused(folder, "no such file");
        assertRefused(written(""), "YAML");
        assertRefused(written("<?xml version=\"1.0\"?><opencv_storage/>"), "YAML");
        assertRefused(written("%YAML:1.0\n---\nname: another\n"), "lacks stages_n");
        assertRefused(written(whole.replace("stages_n: 3", "stages_n: 4")), "lacks tree_3_0_0");
        assertRefused(written(whole.replace("tree_depth: 4", "tree_depth: 5")), "tree_0_0_0");
        assertRefused(written(whole.replace("tree_n: 2", "tree_n: 99999999")), "tree_n");
        assertRefused(written(whole.replace("n_landmarks: 68", "n_landmarks: 29")), "68");
        assertRefused(written(whole.replace("cols: 4", "cols: 5")), "tree_0_0_0");
        assertRefused(written(whole.replace("tree_1_7_0:", "tree_1_7_9:")), "lacks tree_1_7_0");
        assertRefused(written(whole.replace("MWkg", "MWQg")), "thresholds_0_0_0");
        for (double share : new double[] {0.001, 0.2, 0.5, 0.9, 0.999}) {
            Path cut = written(whole.substring(0, (int) (share * whole.length())));
            assertRefused(cut, "not a landmark model");
        }
    }

    /** What looks like a model but is none for OpenCV must still be a line of text. */
    @Test
    void damageInsideTheNumbersIsNoCrash() throws IOException {
        String whole = Files.readString(model, StandardCharsets.ISO_8859_1);
        int at = whole.indexOf("weights_1:") + 5000;
        Path broken = written(whole.substring(0, at) + "!\"§" + whole.substring(at + 3));
        try (LandmarkFinder finder = new FacemarkLandmarks(broken)) {
            Landmarks found = finder.find(RgbImage.black(100, 100), new Box(20, 20, 50, 60));
            assertEquals(68, found.count());
        } catch (VisemeException e) {
            assertTrue(e.getMessage().contains("not a landmark model"), e.getMessage());
        }
    }

    @Test
    void wrongWordsAreNamed() {
        for (String words : List.of("dlib", "facemark:", "facemark:" + folder.resolve("missing.yaml"))) {
            VisemeException e = assertThrows(VisemeException.class, () -> Landmarkers.parse(words), words);
            assertTrue(e.getMessage().contains("facemark:FILE"), e.getMessage());
        }
    }
}
