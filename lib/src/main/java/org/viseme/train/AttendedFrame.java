package org.viseme.train;

import java.util.Map;
import org.viseme.media.RgbImage;
import org.viseme.metric.SpatialMap;

/**
 * A frame that a generator drew, and what its attention blocks looked at. The maps are in the order in which the network
 * made them, by the name of their block such as {@code encoder 3} or {@code decoder 7}, counted from 1; where there are
 * several in a block, {@code encoder 3.1}.
 *
 * @param clip where it is from
 * @param frame its number there
 * @param truth the real frame, of which the generator saw the upper half
 * @param drawn what it drew
 * @param places maps of spatial attention, values 0 to 1; empty without such a module
 * @param channels weights of channel attention, 0 to 1, one a channel; empty without such a module
 */
public record AttendedFrame(
        String clip,
        int frame,
        RgbImage truth,
        RgbImage drawn,
        Map<String, SpatialMap> places,
        Map<String, float[]> channels) {}
