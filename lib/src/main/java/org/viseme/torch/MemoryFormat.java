package org.viseme.torch;

import ai.djl.Device;

/** In which order the values of pictures, (batch, channels, height, width), lie in memory. Shapes do not show it. */
public enum MemoryFormat {
    /** As the shape is read: one channel's picture after the other. */
    CONTIGUOUS,
    /** Channels innermost, the order in which tensor cores multiply. */
    CHANNELS_LAST;

    /**
     * What should train fastest: channels innermost where tensor cores compute in bfloat16. That values and gradients stay is
     * tested on the CPU; that it is faster is what a trial on one H200 showed, not this code.
     */
    public static MemoryFormat suiting(Device device, Precision precision) {
        return device.isGpu() && precision == Precision.BF16 ? CHANNELS_LAST : CONTIGUOUS;
    }
}
