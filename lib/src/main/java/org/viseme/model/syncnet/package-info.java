/**
 * Networks that tell whether lips and sound belong together. {@link org.viseme.model.syncnet.SyncExpert} is the one that
 * trains Wav2Lip (Prajwal et al. 2020): it reads what the generator draws, and its gradient reaches the picture. {@link
 * org.viseme.model.syncnet.SyncNetV2} is the published network that the field's scores LSE-D and LSE-C are defined by.
 */
package org.viseme.model.syncnet;
