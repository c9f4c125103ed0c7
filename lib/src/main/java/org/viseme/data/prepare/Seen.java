package org.viseme.data.prepare;

import java.util.List;
import java.util.Optional;
import org.viseme.face.FaceTrack;
import org.viseme.face.Landmarks;
import org.viseme.media.RgbImage;

/**
 * What the first pass over a source found.
 *
 * @param tracks all faces, each within one shot
 * @param kept all frames; empty when there were too many to keep
 * @param landmarks of the corpus, for all frames
 */
record Seen(int frames, List<FaceTrack> tracks, List<RgbImage> kept, Optional<List<Landmarks>> landmarks) {}
