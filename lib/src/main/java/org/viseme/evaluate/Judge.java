package org.viseme.evaluate;

import java.util.List;
import org.viseme.report.Score;

/** Gives each clip some scores. For one thread. */
interface Judge extends AutoCloseable {
    List<Score> scores();

    /** One value a score; NaN where it cannot be measured of this clip. */
    double[] judge(DrawnClip clip);

    @Override
    default void close() {}
}
