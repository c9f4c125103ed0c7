/**
 * Where the faces are. Read {@link org.viseme.face.Box} first (what a box contains), then
 * {@link org.viseme.face.FaceDetector} (one picture), {@link org.viseme.face.FaceTracker} (a video) and
 * {@link org.viseme.face.FaceCrop} (what a model sees of it).
 */
package org.viseme.face;
