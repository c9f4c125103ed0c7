package org.viseme.face;

import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_objdetect.FaceRecognizerSF;
import org.viseme.VisemeException;
import org.viseme.media.RgbImage;

/**
 * A network for faces of 112 x 112 pixels by OpenCV's own reader, from a file that the user brings, such as {@code
 * face_recognition_sface_2021dec.onnx} of the OpenCV model zoo (SFace, Zhong et al. 2021). With landmarks, eyes, nose
 * and corners of the mouth are laid where such networks expect them; without, the box is shrunk to the square, which is
 * good enough to compare two versions of one frame.
 */
public final class OnnxFaceRecogniser implements FaceRecogniser {
    private static final int SIZE = 112;
    private static final int ROW = 15;
    private static final int FIRST_LANDMARK_COLUMN = 4;

    private final Path file;
    private final FaceRecognizerSF network;

    /** @throws VisemeException when the file is missing or no network that gives a vector for a face */
    public OnnxFaceRecogniser(Path file) {
        this.file = file;
        if (!Files.isRegularFile(file)) {
            throw refused("no such file", null);
        }
        try {
            network = FaceRecognizerSF.create(file.toString(), "");
        } catch (RuntimeException e) {
            throw refused("not a network that OpenCV can read", e);
        }
        try {
            // A network of another kind loads as well; only its first use tells.
            embed(RgbImage.black(SIZE, SIZE), new Box(0, 0, SIZE, SIZE), Landmarks.NONE);
        } catch (RuntimeException e) {
            network.close();
            throw refused("not a network for faces of " + SIZE + "x" + SIZE + " pixels", e);
        }
    }

    private VisemeException refused(String problem, RuntimeException cause) {
        return new VisemeException(
                file.toString(),
                problem,
                "give the ONNX file of a face recogniser, such as SFace, downloaded whole",
                cause);
    }

    @Override
    public float[] embed(RgbImage frame, Box box, Landmarks landmarks) {
        try (Mat face = landmarks.isEmpty() ? FaceCrop.of(frame, box, SIZE).toMat() : aligned(frame, landmarks.five());
                Mat found = new Mat()) {
            opencv_imgproc.cvtColor(face, face, opencv_imgproc.COLOR_RGB2BGR);
            network.feature(face, found);
            if (found.dims() != 2 || found.rows() != 1) {
                throw new IllegalStateException("an output of " + found.dims() + " dimensions instead of one row");
            }
            float[] embedding = new float[Math.toIntExact(found.total())];
            try (FloatIndexer values = found.createIndexer()) {
                values.get(0, embedding);
            }
            return embedding;
        }
    }

    private Mat aligned(RgbImage frame, Landmarks five) {
        Mat face = new Mat();
        try (Mat rgb = frame.toMat();
                Mat place = Mat.zeros(1, ROW, opencv_core.CV_32F).asMat();
                FloatIndexer row = place.createIndexer()) {
            for (int i = 0; i < Landmarks.FIVE; i++) {
                // OpenCV counts a pixel's centre at whole coordinates.
                row.put(0, FIRST_LANDMARK_COLUMN + 2 * i, (float) (five.x(i) - 0.5));
                row.put(0, FIRST_LANDMARK_COLUMN + 2 * i + 1, (float) (five.y(i) - 0.5));
            }
            network.alignCrop(rgb, place, face);
        }
        return face;
    }

    @Override
    public String name() {
        return "recogniser(" + file.getFileName() + ")";
    }

    @Override
    public void close() {
        network.close();
    }
}
