/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a sketch for two rounds. */
#include "Arduino.h"

SerialPort Serial;

unsigned long millis()
{
	return 0;
}

unsigned long micros()
{
	return 0;
}

void delay(unsigned long)
{
}

int main()
{
	setup();
	loop();
	loop();
	return 0;
}
