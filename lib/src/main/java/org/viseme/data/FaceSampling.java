package org.viseme.data;

/**
 * What batches of single faces are made of: each of them a random frame of a random clip, turned by a random number of
 * quarter turns.
 *
 * @param batch faces a batch
 * @param seed of all random choices
 * @param augmentation random changes of the pictures
 */
public record FaceSampling(int batch, long seed, Augmentation augmentation) {
    public FaceSampling {
        if (batch < 1) {
            throw new IllegalArgumentException(batch + " faces");
        }
    }

    public FaceSampling withBatch(int faces) {
        return new FaceSampling(faces, seed, augmentation);
    }

    public FaceSampling withoutAugmentation() {
        return new FaceSampling(batch, seed, Augmentation.none());
    }
}
