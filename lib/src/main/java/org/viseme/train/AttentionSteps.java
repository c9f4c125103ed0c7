package org.viseme.train;

import org.viseme.media.RgbImage;
import org.viseme.metric.SpatialMap;

/**
 * One spatial attention at work (AttnWav2Lip, equations 6 and 8): of its features F' the mean and the maximum over the
 * channels, from both the map, and the features times one plus the map.
 *
 * @param block whose attention it is, such as {@code encoder 3}
 * @param frame the real frame, of which the generator saw the upper half
 * @param channel the channel of {@code input} and {@code result}, from 0: the one that differs most from place to place
 * @param input that channel of F'
 * @param mean over all channels
 * @param maximum over all channels
 * @param map the attention, 0 to 1
 * @param result that channel of F' + F' * map
 */
public record AttentionSteps(
        String block,
        RgbImage frame,
        int channel,
        SpatialMap input,
        SpatialMap mean,
        SpatialMap maximum,
        SpatialMap map,
        SpatialMap result) {}
