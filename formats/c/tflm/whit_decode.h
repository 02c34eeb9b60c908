/* SPDX-License-Identifier: Apache-2.0 */
/*
 * WHIT_DECODE as a custom operator of TensorFlow Lite for Microcontrollers, so that stock
 * firmware runs what `whit huffman --runtime c` writes:
 *
 *   tflite::MicroMutableOpResolver<N> resolver;
 *   resolver.AddCustom("WHIT_DECODE", whit::RegisterDecode());
 *
 * whit-tflm(7) tells what else there is to do, and what it costs.
 */
#ifndef WHIT_DECODE_H
#define WHIT_DECODE_H

#include <tensorflow/lite/micro/micro_common.h>

namespace whit
{

const TFLMRegistration *RegisterDecode();

}

#endif
