package org.viseme.face;

/** What a crop shows beside the frame. */
public enum Outside {
    /** The nearest pixel of the frame. */
    EDGE,
    /** Grey 110, as syncnet_python pads frames. */
    GREY;

    static final int GREY_VALUE = 110;
}
