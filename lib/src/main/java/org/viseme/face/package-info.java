/**
 * Where the faces are. Read {@link org.viseme.face.Box} first (what a box contains), then
 * {@link org.viseme.face.FaceDetector} (one picture), {@link org.viseme.face.FaceTracker} (a video) and
 * {@link org.viseme.face.CropFamily} (what each family of models sees of it). Some need {@link
 * org.viseme.face.Landmarks}, from a detector or from a {@link org.viseme.face.LandmarkFinder}.
 */
package org.viseme.face;
