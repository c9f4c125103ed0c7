package org.viseme.face;

import java.util.List;
import org.viseme.media.RgbImage;

public enum CropFamily {
    WAV2LIP,
    SYNCNET,
    AVHUBERT,
    AVCAT;

    public boolean grey() {
        return this == AVHUBERT;
    }

    public int size() {
        return 96;
    }

    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    public List<Placement> placements(List<Box> boxes, List<Landmarks> landmarks) {
        return boxes.stream()
                .map(box -> (Placement) new Placement() {
                    @Override
                    public RgbImage cut(RgbImage frame, int size) {
                        return FaceCrop.of(frame, box, size);
                    }

                    @Override
                    public float[] affine(int size) {
                        return new float[6];
                    }
                })
                .toList();
    }
}
