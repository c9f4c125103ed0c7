/**
 * TalkLip (Wang et al., "Seeing What You Said: Talking Face Generation Guided by a Lip Reading Expert", CVPR 2023): the
 * generator, with the state names of the authors' checkpoints. Read {@link org.viseme.model.talklip.TalkLip} first. The face
 * is seen and drawn as in {@link org.viseme.model.wav2lip}, whose quality discriminator it shares as well.
 */
package org.viseme.model.talklip;
