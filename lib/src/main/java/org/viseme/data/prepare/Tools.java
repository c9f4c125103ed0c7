package org.viseme.data.prepare;

import java.util.Optional;
import org.viseme.face.FaceDetector;
import org.viseme.face.LandmarkFinder;
import org.viseme.face.MeanFace;

/**
 * What a worker measures with; its own, since none of it is safe for several threads.
 *
 * @param landmarks finds 68 points in every frame that the detector looks at; where there is none, the detector's own
 *     points are used
 * @param scorer measures offsets; they are left as they are without one
 * @param meanFace what AV-HuBERT's crops are aligned to
 */
record Tools(FaceDetector detector, Optional<LandmarkFinder> landmarks, Optional<SyncScorer> scorer, MeanFace meanFace)
        implements AutoCloseable {
    @Override
    public void close() {
        detector.close();
        landmarks.ifPresent(LandmarkFinder::close);
    }
}
